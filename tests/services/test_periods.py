"""Periods, read in the community's zone."""

from datetime import date, datetime, timedelta

from sigbot.domain.community import Community
from sigbot.services.periods import offer_periods, period_of, today_in
from sigbot.store.database import Database
from tests.services.world import ANA

MIDNIGHT = timedelta(hours=5)
"""Of New York in winter, after midnight in UTC."""


async def test_a_day_begins_at_midnight_of_the_community(here: Community, now: datetime) -> None:
    new_year = datetime(2026, 1, 1, tzinfo=now.tzinfo) + MIDNIGHT
    assert today_in(here, new_year - timedelta(seconds=1)) == date(2025, 12, 31)
    assert today_in(here, new_year) == date(2026, 1, 1)
    assert period_of("this year", here, new_year - timedelta(seconds=1)).label == "2025"
    assert period_of("this year", here, new_year).label == "2026"


async def test_the_periods_of_today_are_offered(
    db: Database, here: Community, now: datetime
) -> None:
    offered = [period.label for period in await offer_periods(db, ANA, now)]
    assert offered == ["H1 2026", "H2 2025", "Q1 2026", "Q4 2025", "2026", "2025"]
