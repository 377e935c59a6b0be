"""A series keeps its wall time, whatever clocks do and whatever becomes of one occurrence."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sigbot.domain.community import Community
from sigbot.domain.meetings import ANNOUNCED_BEFORE, Meeting
from sigbot.domain.outbox import Topic
from sigbot.domain.series import HORIZON, STRIDE
from sigbot.services.meetings import (
    MeetingRequest,
    list_meetings,
    schedule_meeting,
)
from sigbot.services.outbox import finish, look_ahead
from sigbot.services.series import extend_series
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    DAY,
    OLGA,
    WEEK,
    Noted,
    Waiting,
    audited,
    cancel_meeting,
    check_in,
    rows,
    schedule,
    take_all,
    waiting,
)

NEW_YORK = ZoneInfo("America/New_York")
FIRST = date(2026, 3, 4)
"""The Wednesday that comes; clocks go forward on 8 March and back on 1 November 2026."""


def _elevens(first: date, count: int, step: timedelta = WEEK) -> list[datetime]:
    """11:00 in New York on days a step apart, as instants."""
    days = [first + number * step for number in range(count)]
    return [
        datetime(day.year, day.month, day.day, 11, tzinfo=NEW_YORK).astimezone(UTC) for day in days
    ]


async def _starts(db: Database) -> list[datetime]:
    return sorted(row["starts_at"] for row in await rows(db, "meetings"))


async def _ahead(db: Database, now: datetime) -> list[Meeting]:
    return await list_meetings(db, ANA, now, limit=100, of_a_series=100)


async def _weekly(db: Database, now: datetime) -> list[Meeting]:
    await schedule(db, now, "Wednesday 11:00", repeat="weekly")
    return await _ahead(db, now)


async def test_occurrences_are_made_up_to_the_horizon(
    db: Database, here: Community, now: datetime
) -> None:
    scheduled = await schedule(db, now, "Wednesday 11:00", repeat="weekly")
    expected = _elevens(FIRST, 1 + (HORIZON + STRIDE) // WEEK)
    assert await _starts(db) == expected
    assert scheduled.count == len(expected)
    assert scheduled.meeting.starts_at == expected[0]
    assert scheduled.meeting.rule == "FREQ=WEEKLY;INTERVAL=1"
    assert {start.astimezone(UTC).hour for start in expected} == {15, 16}


async def test_every_occurrence_is_like_the_first(
    db: Database, here: Community, now: datetime
) -> None:
    request = MeetingRequest(
        "Call",
        "Wednesday 11:00",
        kind="review",
        repeat="monthly",
        duration="90",
        place="Room 4",
        link="https://example.org/room",
        speaker="Dr. Ada",
        description="Bring data.",
    )
    await schedule_meeting(db, OLGA, request, now)
    found = {
        (m.title, m.kind, m.duration, m.place, m.link, m.speaker, m.description, m.zone, m.rule)
        for m in await _ahead(db, now)
    }
    words = ("Call", "review", 90, "Room 4", "https://example.org/room", "Dr. Ada", "Bring data.")
    assert found == {(*words, "America/New_York", "FREQ=MONTHLY;BYDAY=1WE")}


async def test_a_series_with_an_end_has_no_more_than_its_count(
    db: Database, here: Community, now: datetime
) -> None:
    await schedule(db, now, "Wednesday 11:00", repeat="FREQ=WEEKLY;COUNT=3")
    assert await _starts(db) == _elevens(FIRST, 3)
    assert await extend_series(db, now + 300 * DAY) == 0


async def test_a_series_may_begin_after_the_day_that_was_named(
    db: Database, here: Community, now: datetime
) -> None:
    scheduled = await schedule(db, now, "Tuesday 11:00", repeat="FREQ=WEEKLY;BYDAY=WE")
    assert scheduled.meeting.starts_at == _elevens(FIRST, 1)[0]


async def test_the_first_occurrence_is_made_however_late_it_is(
    db: Database, here: Community, now: datetime
) -> None:
    rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=3"
    scheduled = await schedule(db, now, "Wednesday 11:00", repeat=rule)
    assert scheduled.meeting.starts_at == _elevens(date(2027, 2, 3), 1)[0]


async def test_extending_brings_what_came_inside_the_horizon_at_the_same_wall_time(
    db: Database, here: Community, now: datetime
) -> None:
    """Across the night in November when the clocks go back."""
    await schedule(db, now, "Wednesday 11:00", repeat="weekly")
    before = len(await _starts(db))
    later = now + 100 * DAY
    made = await extend_series(db, later)
    found = await _starts(db)
    assert found == _elevens(FIRST, before + made)
    assert found[-1] <= later + HORIZON + STRIDE < found[-1] + WEEK
    assert {row["wall"].time() for row in await rows(db, "meetings")} == {
        datetime(2026, 3, 4, 11).time()  # noqa: DTZ001
    }


async def test_extending_is_noted_as_the_bots_own_doing(
    db: Database, here: Community, now: datetime
) -> None:
    await schedule(db, now, "Wednesday 11:00", repeat="weekly")
    later = now + 100 * DAY
    await extend_series(db, later)
    noted = (await audited(db))[-1]
    assert noted == Noted("series.extend", "s1", "sigbot", None, later)


async def test_extending_again_changes_nothing(
    db: Database, here: Community, now: datetime
) -> None:
    await schedule(db, now, "Wednesday 11:00", repeat="weekly")
    later = now + 100 * DAY
    assert await extend_series(db, later) > 0
    before = await rows(db, "meetings"), await waiting(db)
    assert await extend_series(db, later) == 0
    assert await extend_series(db, later + DAY) == 0
    assert (await rows(db, "meetings"), await waiting(db)) == before
    assert [row["made_until"] for row in await rows(db, "series")] == [later + HORIZON + STRIDE]


async def test_extending_every_day_is_the_same_as_once_in_a_while(
    db: Database, here: Community, now: datetime
) -> None:
    for repeat in ("weekly", "monthly", "quarterly", "FREQ=DAILY;INTERVAL=3"):
        await schedule(db, now, "Wednesday 11:00", repeat=repeat, title=repeat)
    for days in range(0, 90, 6):
        await extend_series(db, now + days * DAY)
    starts = await _starts(db)
    assert starts == sorted(starts)
    found = [(row["series_id"], row["starts_at"]) for row in await rows(db, "meetings")]
    assert max(Counter(found).values()) == 1
    weekly = [start for series, start in found if series == 1]
    assert weekly == _elevens(FIRST, len(weekly))
    assert weekly[-1] + WEEK > now + 84 * DAY + HORIZON


async def test_two_extend_at_once_and_nothing_is_made_twice(
    db: Database, opened: Callable[[str], Database], db_url: str, here: Community, now: datetime
) -> None:
    await schedule(db, now, "Wednesday 11:00", repeat="weekly")
    before, later = len(await _starts(db)), now + 100 * DAY
    made = await asyncio.gather(extend_series(db, later), extend_series(opened(db_url), later))
    found = await _starts(db)
    assert found == _elevens(FIRST, before + sum(made))
    cards = [row.payload["meeting"] for row in await waiting(db) if row.topic == Topic.CARD]
    assert sorted(set(cards[1:])) == sorted(cards[1:])


async def test_the_bot_wakes_in_time_to_extend(
    db: Database, here: Community, now: datetime
) -> None:
    made = (await schedule(db, now, "Wednesday 11:00", repeat="weekly")).meeting
    assert (await look_ahead(db, now)).first == now
    for due in await take_all(db, now + 2 * HORIZON):
        await finish(db, due, now)
    wake = made.starts_at + STRIDE
    assert (await look_ahead(db, now)).first == wake
    assert await extend_series(db, wake - timedelta(seconds=1)) == 0
    assert await extend_series(db, wake) > 0


async def test_each_occurrence_has_its_card_a_week_ahead_when_the_one_before_is_over(
    db: Database, here: Community, now: datetime
) -> None:
    found = await _weekly(db, now)
    cards = [row for row in await waiting(db) if row.topic == Topic.CARD]
    assert cards[0] == Waiting(Topic.CARD, {"meeting": found[0].id}, now)
    assert cards[1:] == [
        Waiting(Topic.CARD, {"meeting": m.id}, max(m.starts_at - ANNOUNCED_BEFORE, before.ends_at))
        for before, m in pairwise(found)
    ]


async def test_cancelling_one_does_not_shift_the_others(
    db: Database, here: Community, now: datetime
) -> None:
    found = await _weekly(db, now)
    third = found[2]
    (gone,) = await cancel_meeting(db, OLGA, third.key, "Holiday", scope="this", now=now)
    assert gone.id == third.id
    after = await _ahead(db, now)
    assert [m.starts_at for m in after] == [m.starts_at for m in found]
    assert [m.id for m in after if m.is_cancelled] == [third.id]
    await extend_series(db, now + 100 * DAY)
    starts = await _starts(db)
    assert starts == _elevens(FIRST, len(starts))
    assert [row["id"] for row in await rows(db, "meetings") if row["cancelled_at"]] == [third.id]


async def test_cancelling_what_follows_ends_the_series(
    db: Database, here: Community, now: datetime
) -> None:
    found = await _weekly(db, now)
    third = found[2]
    gone = await cancel_meeting(db, OLGA, third.key, "Enough", scope="following", now=now)
    assert [m.id for m in gone] == [m.id for m in found[2:]]
    assert {(m.cancelled_at, m.cancel_reason) for m in gone} == {(now, "Enough")}
    assert [m.id for m in await _ahead(db, now) if not m.is_cancelled] == [m.id for m in found[:2]]
    assert await extend_series(db, now + 300 * DAY) == 0
    told = [row for row in await waiting(db) if row.topic == Topic.CANCELLED]
    assert told == [Waiting(Topic.CANCELLED, {"meeting": third.id, "count": len(gone)}, now)]


async def test_what_was_cancelled_before_keeps_its_own_reason(
    db: Database, here: Community, now: datetime
) -> None:
    found = await _weekly(db, now)
    await cancel_meeting(db, OLGA, found[3].key, "Holiday", scope="this", now=now)
    gone = await cancel_meeting(db, OLGA, found[2].key, "Enough", scope="following", now=now + DAY)
    assert found[3].id not in {m.id for m in gone}
    kept = next(row for row in await rows(db, "meetings") if row["id"] == found[3].id)
    assert (kept["cancel_reason"], kept["cancelled_at"]) == ("Holiday", now)


async def test_cancelling_what_follows_leaves_other_series_alone(
    db: Database, here: Community, now: datetime
) -> None:
    await schedule(db, now, "Wednesday 11:00", repeat="weekly", title="Other")
    other = await rows(db, "meetings")
    made = (await schedule(db, now, "Wednesday 11:00", repeat="weekly")).meeting
    await cancel_meeting(db, OLGA, made.key, "", scope="following", now=now)
    assert (await rows(db, "meetings"))[: len(other)] == other
    assert await extend_series(db, now + 100 * DAY) > 0


async def test_what_took_place_stays_when_the_series_ends(
    db: Database, here: Community, now: datetime
) -> None:
    found = await _weekly(db, now)
    await check_in(db, ANA, found[0].id, "button", found[0].starts_at)
    later = found[0].ends_at + DAY
    await cancel_meeting(db, OLGA, found[1].key, "", scope="following", now=later)
    first = (await rows(db, "meetings"))[0]
    assert first["cancelled_at"] is None
    assert len(await rows(db, "attendances")) == 1


async def test_after_a_long_sleep_no_meeting_is_made_in_the_past(
    db: Database, here: Community, now: datetime
) -> None:
    await schedule(db, now, "Wednesday 11:00", repeat="weekly")
    before = await rows(db, "meetings")
    awake = now + 400 * DAY
    await extend_series(db, awake)
    made = (await rows(db, "meetings"))[len(before) :]
    assert made
    assert all(row["starts_at"] >= awake for row in made)


async def test_extending_touches_nothing_else(db: Database, here: Community, now: datetime) -> None:
    found = await _weekly(db, now)
    for meeting in found:
        await cancel_meeting(db, OLGA, meeting.key, "", scope="this", now=now)
    before = await rows(db, "meetings")
    await extend_series(db, now + 30 * DAY)
    assert (await rows(db, "meetings"))[: len(before)] == before


async def test_a_card_of_a_meeting_made_later_comes_when_the_one_before_is_over_too(
    db: Database, here: Community, now: datetime
) -> None:
    await _weekly(db, now)
    await extend_series(db, now + 100 * DAY)
    found = await _ahead(db, now)
    due = {row.payload["meeting"]: row.due_at for row in await waiting(db, Topic.CARD)}
    assert [due[m.id] for m in found[1:]] == [
        max(m.starts_at - ANNOUNCED_BEFORE, before.ends_at) for before, m in pairwise(found)
    ]
