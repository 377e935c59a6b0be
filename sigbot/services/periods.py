"""Read and offer periods in the community's zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sigbot.domain.community import Actor, Community
from sigbot.domain.periods import Period, read_period, suggest_periods
from sigbot.services.access import community_of
from sigbot.store.database import Database

INSTANT = timedelta(microseconds=1)
"""Added to the present where a meeting that begins right now counts."""


def today_in(community: Community, now: datetime) -> date:
    """Return the date of today in the community's zone."""
    return now.astimezone(ZoneInfo(community.timezone)).date()


async def today_here(db: Database, actor: Actor, now: datetime) -> date:
    """Return the date of today in the zone of the actor's community."""
    async with db.read() as tx:
        return today_in(await community_of(tx, actor), now)


def period_of(text: str, community: Community, now: datetime) -> Period:
    """Read a period in the community's zone. Raises UnreadablePeriodError, BackwardPeriodError."""
    return read_period(text, today_in(community, now))


def begun(period: Period, community: Community, now: datetime) -> tuple[datetime, datetime]:
    """Return the part of a period that has begun, as instants [from, until).

    People who are early at a meeting do not count before it begins.
    """
    start, until = period.instants(community.timezone)
    return start, min(until, now + INSTANT)


async def offer_periods(db: Database, actor: Actor, now: datetime) -> list[Period]:
    """Return the periods that are worth offering today."""
    async with db.read() as tx:
        return suggest_periods(today_in(await community_of(tx, actor), now))
