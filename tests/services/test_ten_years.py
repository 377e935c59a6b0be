"""A series that goes on for ten years keeps its hour and its step, whatever happens to one of its
meetings."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sigbot.domain.community import Community
from sigbot.domain.outbox import Topic
from sigbot.domain.series import HORIZON
from sigbot.services.members import set_timezone
from sigbot.services.series import extend_series
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    DAY,
    OLGA,
    cancel_meeting,
    check_clocks,
    check_reminders,
    edit,
    rows,
    series_at,
    waiting,
)

FORTNIGHT = timedelta(weeks=2)
NEW_YORK = ZoneInfo("America/New_York")
FIRST = datetime.fromisoformat("2026-03-04T11:00")
CANCELLED, MOVED = (2, 5, 9), 7
"""Which of the first meetings are cancelled, and which is moved to the next day at 16:00."""


async def _ten_years(db: Database, now: datetime) -> datetime:
    """The bot looks every 117 days: the last time that it did."""
    end, at = now + 3_653 * DAY, now
    while at < end:
        at += 117 * DAY
        await extend_series(db, at)
    return at


async def test_every_second_wednesday_at_eleven_in_new_york_for_ten_years(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, repeat="every 2 weeks")
    for number in CANCELLED:
        await cancel_meeting(db, OLGA, found[number].key, "", scope="this", now=now)
    day = found[MOVED].wall + DAY
    await edit(db, found[MOVED], now, when=f"{day:%Y-%m-%d} 16:00")
    last = await _ten_years(db, now)
    made = await rows(db, "meetings")
    assert len(made) > 3_653 // 14 + HORIZON // FORTNIGHT
    shown = [row["starts_at"].astimezone(NEW_YORK).replace(tzinfo=None) for row in made]
    expected = [FIRST + n * FORTNIGHT for n in range(len(made))]
    expected[MOVED] += timedelta(days=1, hours=5)
    assert shown == expected
    assert {row["starts_at"].astimezone(UTC).hour for row in made} == {15, 16, 20}
    assert [n for n, row in enumerate(made) if row["cancelled_at"]] == list(CANCELLED)
    assert made[-1]["starts_at"] > last + HORIZON
    await check_reminders(db, now)


async def test_a_member_in_tokyo_is_warned_twice_a_year_for_ten_years(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """A week before the clocks of New York change, in March and in November."""
    db = sqlite_db
    await set_timezone(db, ANA, "Tokyo", now)
    await series_at(db, now, repeat="every 2 weeks")
    await _ten_years(db, now)
    await check_clocks(db, now)
    found = [
        datetime.fromisoformat(str(row.payload["at"])) for row in await waiting(db, Topic.CLOCKS)
    ]
    assert len(found) == len(set(found)) > 20
    assert [at.month for at in found] == [3, 11] * (len(found) // 2) + [3] * (len(found) % 2)
