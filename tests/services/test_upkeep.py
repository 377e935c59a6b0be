"""Upkeep goes one series and one community at a time, and what fails concerns nobody else."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from sigbot.domain.community import Community
from sigbot.domain.notices import GATHERED_FOR, RETRIED_AFTER, NoticeTopic
from sigbot.domain.outbox import Topic
from sigbot.domain.refusals import StoreBusyError
from sigbot.domain.series import HORIZON, STRIDE
from sigbot.services.clocks import follow_again, follow_next, follow_zone_rules
from sigbot.services.meetings import MeetingRequest, schedule_meeting
from sigbot.services.members import set_timezone
from sigbot.services.outbox import look_ahead
from sigbot.services.series import extend_next, extend_series
from sigbot.store import community as communities
from sigbot.store.database import Database
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow, SeriesRow
from tests.services.world import (
    ANA,
    DAY,
    HOUR,
    MINUTE,
    OLGA,
    OTTO,
    SECOND,
    cancel_meeting,
    check_clocks,
    meeting_at,
    rows,
    schedule,
    take_all,
    waiting,
)

SOON = timedelta(days=100)
"""By then every series has to be extended."""

BAD_RULE = "FREQ=MONTHLY;BYDAY=17MO"
NO_ZONE = "Mars/Olympus_Mons"


async def _weekly(db: Database, now: datetime, title: str = "Call") -> None:
    await schedule(db, now, "Wednesday 11:00", title=title, repeat="weekly")


async def _weekly_elsewhere(db: Database, now: datetime) -> None:
    """Otto's series, which is made after Olga's and extended after it."""
    request = MeetingRequest("Theirs", "Thursday 11:00", repeat="weekly")
    await schedule_meeting(db, OTTO, request, now)


async def _set_series(db: Database, series_id: int, **values: Any) -> None:
    """Behind the bot's back."""
    async with db.write() as tx:
        await tx.execute(update(SeriesRow).where(SeriesRow.id == series_id).values(**values))


async def _set_meetings(db: Database, community_id: int, **values: Any) -> None:
    """Behind the bot's back."""
    async with db.write() as tx:
        changed = update(MeetingRow).where(MeetingRow.community_id == community_id)
        await tx.execute(changed.values(**values))


async def _shift(db: Database, by: timedelta = HOUR) -> None:
    """All instants are what other zone rules made of the wall times."""
    for row in await rows(db, "meetings"):
        async with db.write() as tx:
            changed = update(MeetingRow).where(MeetingRow.id == row["id"])
            await tx.execute(changed.values(starts_at=row["starts_at"] + by))


async def _set_language(db: Database, community_id: int, language: str) -> None:
    """Behind the bot's back: a word that is none makes the row unreadable."""
    async with db.write() as tx:
        changed = update(CommunityRow).where(CommunityRow.id == community_id)
        await tx.execute(changed.values(language=language))


async def _starts(db: Database, community_id: int) -> list[datetime]:
    found = await rows(db, "meetings")
    return [row["starts_at"] for row in found if row["community_id"] == community_id]


async def _noticed(db: Database) -> list[tuple[int, str, dict[str, Any], datetime | None]]:
    return [
        (row["community_id"], row["topic"], row["details"], row["mended_at"])
        for row in await rows(db, "notices")
    ]


async def _retry_at(db: Database, table: str) -> list[datetime | None]:
    return [row["retry_at"] for row in await rows(db, table)]


async def _stuck(db: Database) -> list[tuple[int, str, dict[str, Any], datetime | None]]:
    """What organizers are told of upkeep that failed."""
    return [notice for notice in await _noticed(db) if notice[1] == NoticeTopic.UPKEEP]


async def _a_series_set_aside(db: Database, now: datetime, **broken: str) -> datetime:
    """Make a series, and break it; return when it was set aside."""
    await _weekly(db, now)
    await _set_series(db, 1, **broken)
    later = now + SOON
    await extend_series(db, later)
    return later


# Series


@pytest.mark.parametrize(
    "broken",
    [
        {"rule": BAD_RULE},
        {"rule": "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2"},
        {"rule": "whenever"},
        {"zone": NO_ZONE},
        {"zone": ""},
        {"reminders": "sometimes"},
        {"duration": 10**12},
    ],
    ids=lambda broken: next(iter(broken)),
)
async def test_a_series_that_fails_is_set_aside_with_one_notice_and_holds_up_no_other(
    db: Database,
    here: Community,
    elsewhere: Community,
    now: datetime,
    broken: dict[str, Any],
) -> None:
    await _weekly(db, now)
    await _weekly_elsewhere(db, now)
    if db.is_sqlite or "duration" not in broken:
        await _set_series(db, 1, **broken)
    else:
        await _set_series(db, 1, rule=BAD_RULE)
    ours = await _starts(db, here.id)
    later = now + SOON
    assert await extend_series(db, later) > 0
    assert await _starts(db, here.id) == ours
    assert (await _starts(db, elsewhere.id))[-1] > later + HORIZON
    assert await _retry_at(db, "series") == [later + RETRIED_AFTER, None]
    assert await _noticed(db) == [(here.id, NoticeTopic.UPKEEP, {"title": "Call"}, None)]
    gathering = await waiting(db, Topic.GATHER)
    assert len(gathering) == 1


async def test_a_series_that_was_set_aside_is_tried_again_once_a_day_and_told_once(
    db: Database, here: Community, now: datetime
) -> None:
    await _weekly(db, now)
    await _set_series(db, 1, rule=BAD_RULE)
    later = now + SOON
    assert await extend_next(db, later) == 0
    assert await extend_next(db, later + RETRIED_AFTER - SECOND) is None
    again = later + RETRIED_AFTER
    assert await extend_next(db, again) == 0
    assert await _retry_at(db, "series") == [again + RETRIED_AFTER]
    assert len(await _noticed(db)) == 1


async def test_a_series_that_was_mended_goes_on_and_its_next_trouble_is_told_again(
    db: Database, here: Community, now: datetime
) -> None:
    await _weekly(db, now)
    kept = (await rows(db, "series"))[0]["rule"]
    await _set_series(db, 1, rule=BAD_RULE)
    later = now + SOON
    await extend_series(db, later)
    await _set_series(db, 1, rule=kept)
    assert await extend_series(db, later + DAY) > 0
    assert await _retry_at(db, "series") == [None]
    assert [mended for *_, mended in await _noticed(db)] == [later + DAY]
    await _set_series(db, 1, rule=BAD_RULE)
    await extend_series(db, later + SOON)
    assert len(await _noticed(db)) == 2


async def test_a_series_that_was_cancelled_is_not_tried_again(
    db: Database, here: Community, now: datetime
) -> None:
    later = await _a_series_set_aside(db, now, zone=NO_ZONE)
    ahead = [row for row in await rows(db, "meetings") if row["starts_at"] > later]
    key = f"m{ahead[0]['id']}"
    await cancel_meeting(db, OLGA, key, "", scope="following", now=later)
    assert await extend_next(db, later + 2 * DAY) is None


async def test_a_step_is_one_series_the_one_that_ends_first(
    db: Database, here: Community, now: datetime
) -> None:
    for title in ("One", "Two", "Three"):
        await _weekly(db, now, title)
    await _set_series(db, 2, made_until=now + 10 * DAY)
    later = now + SOON
    assert (await extend_next(db, later) or 0) > 0
    until = later + HORIZON + STRIDE
    made_until = [row["made_until"] for row in await rows(db, "series")]
    assert [at == until for at in made_until] == [False, True, False]
    assert await extend_next(db, later)
    assert await extend_next(db, later)
    assert await extend_next(db, later) is None


async def test_an_unknown_zone_in_one_series_leaves_the_others_of_its_community_alone(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "London", now)
    await _weekly(db, now, "Broken")
    await _weekly(db, now, "Whole")
    await _set_series(db, 1, zone=NO_ZONE)
    await _set_meetings(db, here.id, zone=NO_ZONE)
    later = now + SOON
    assert await extend_series(db, later) > 0
    made = (await rows(db, "meetings"))[-1]
    assert (made["title"], made["starts_at"] > later + HORIZON) == ("Whole", True)
    assert len(await _noticed(db)) == 1


async def test_a_busy_community_is_no_fault_of_the_series(
    db: Database, opened: Callable[[str], Database], db_url: str, here: Community, now: datetime
) -> None:
    await _weekly(db, now)
    async with opened(db_url).write() as tx:
        await communities.lock(tx, here.id)
        with pytest.raises(StoreBusyError):
            await extend_next(db, now + SOON)
    assert await _retry_at(db, "series") == [None]
    assert await _noticed(db) == []


@pytest.mark.parametrize("instant", ["", "2027-13-01", "never"])
async def test_a_series_whose_horizon_cannot_be_read_is_set_aside_and_the_bot_sleeps(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime, instant: str
) -> None:
    """Wherever the text is in the order of instants."""
    db = sqlite_db
    for title in ("Broken", "Whole"):
        await _weekly(db, now, title)
    async with db.write() as tx:
        await tx.execute(text(f"UPDATE series SET made_until = '{instant}' WHERE id = 1"))
    later = now + SOON
    assert await extend_series(db, later) > 0
    assert [details["title"] for *_, details, _ in await _stuck(db)] == ["Broken"]
    await _with_nothing_to_say(db, now)
    async with db.write() as tx:
        await tx.execute(text(f"UPDATE series SET retry_at = '{instant}' WHERE id = 1"))
    assert await extend_series(db, later) == 0
    assert (await look_ahead(db, later)).first == later + RETRIED_AFTER
    assert len(await _stuck(db)) == 1


@pytest.mark.parametrize("instant", ["", "2027-13-01", "never"])
async def test_a_community_whose_next_try_cannot_be_read_is_tried_at_once_and_not_again(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime, instant: str
) -> None:
    db = sqlite_db
    async with db.write() as tx:
        await tx.execute(text(f"UPDATE communities SET retry_at = '{instant}'"))
    assert (await look_ahead(db, now, now)).first == now
    assert await follow_again(db, "2026b", now) == 0
    assert await _retry_at(db, "communities") == [now + RETRIED_AFTER]
    assert (await look_ahead(db, now, now)).first == now + GATHERED_FOR


# Waking


async def _with_nothing_to_say(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        await tx.execute(text("DELETE FROM outbox"))


async def test_the_bot_wakes_for_what_was_set_aside_when_it_is_tried_again(
    db: Database, here: Community, now: datetime
) -> None:
    later = await _a_series_set_aside(db, now, rule=BAD_RULE)
    await _with_nothing_to_say(db, now)
    assert (await look_ahead(db, later)).first == later + RETRIED_AFTER


async def test_upkeep_waits_until_it_has_rested_and_nothing_else_does(
    db: Database, here: Community, now: datetime
) -> None:
    await _weekly(db, now)
    await _with_nothing_to_say(db, now)
    later = now + SOON
    assert (await look_ahead(db, later)).first == (await rows(db, "series"))[0][
        "made_until"
    ] - HORIZON
    assert (await look_ahead(db, later, later + MINUTE)).first == later + MINUTE
    await meeting_at(db, later + 30 * DAY, later)
    assert (await look_ahead(db, later, later + MINUTE)).first == later


# New rules of the zones


async def test_a_step_is_one_community(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await _weekly(db, now)
    await _weekly_elsewhere(db, now)
    await follow_zone_rules(db, "2026a", now)
    meant = await _starts(db, here.id), await _starts(db, elsewhere.id)
    await _shift(db)
    assert await follow_next(db, "2026b", now) == len(meant[0])
    assert await _starts(db, here.id) == meant[0]
    assert await _starts(db, elsewhere.id) == [at + HOUR for at in meant[1]]
    assert await follow_next(db, "2026b", now) == len(meant[1])
    assert await _starts(db, elsewhere.id) == meant[1]
    assert await follow_next(db, "2026b", now) is None


async def test_after_a_restart_new_rules_are_followed_from_where_it_stopped(
    db: Database,
    opened: Callable[[str], Database],
    db_url: str,
    here: Community,
    elsewhere: Community,
    now: datetime,
) -> None:
    await _weekly(db, now)
    await _weekly_elsewhere(db, now)
    await follow_zone_rules(db, "2026a", now)
    await _shift(db)
    await follow_next(db, "2026b", now)
    await _shift(db)
    ours, theirs = await _starts(db, here.id), await _starts(db, elsewhere.id)
    restarted = opened(db_url)
    assert await follow_zone_rules(restarted, "2026b", now) == len(theirs)
    assert await _starts(db, here.id) == ours  # it was done, and is not done again
    assert await _starts(db, elsewhere.id) == [at - 2 * HOUR for at in theirs]
    state = {row["key"]: row["value"] for row in await rows(db, "state")}
    assert state == {"zone_rules": "2026b"}


async def test_rules_that_were_followed_in_part_are_followed_from_the_beginning_later(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await _weekly(db, now)
    await follow_zone_rules(db, "2026a", now)
    await follow_next(db, "2026b", now)
    await follow_zone_rules(db, "2026c", now)
    await _shift(db)
    assert await follow_zone_rules(db, "2026b", now) == len(await _starts(db, here.id))


async def test_two_versions_at_once_both_come_to_their_end(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    """One process replaces another and brings new rules, step by step in turn."""
    await _weekly(db, now)
    await follow_zone_rules(db, "2025c", now)
    steps = 0
    followed = {"2026a": False, "2026b": False}
    while not all(followed.values()):
        for version, done in followed.items():
            followed[version] = done or await follow_next(db, version, now) is None
        steps += 1
        assert steps < 10


@pytest.mark.parametrize("zone", [NO_ZONE, "", "../etc/passwd", "America"])
async def test_meetings_in_a_zone_that_nobody_knows_hold_up_nobody(
    db: Database, here: Community, elsewhere: Community, now: datetime, zone: str
) -> None:
    await _weekly(db, now, "Broken")
    await _weekly_elsewhere(db, now)
    await follow_zone_rules(db, "2026a", now)
    theirs = await _starts(db, elsewhere.id)
    await _shift(db)
    ours = await _starts(db, here.id)
    await _set_meetings(db, here.id, zone=zone)
    whole = await meeting_at(db, now + 5 * DAY, now)
    await _shift_one(db, whole.id)
    assert await follow_zone_rules(db, "2026b", now) == len(theirs) + 1
    assert await _starts(db, elsewhere.id) == theirs
    assert await _starts(db, here.id) == [*ours, whole.starts_at]
    assert await _stuck(db) == [(here.id, NoticeTopic.UPKEEP, {"title": "Broken"}, None)]
    await follow_zone_rules(db, "2026c", now)
    assert len(await _stuck(db)) == 1


async def _shift_one(db: Database, meeting_id: int) -> None:
    async with db.write() as tx:
        moved = update(MeetingRow).where(MeetingRow.id == meeting_id)
        await tx.execute(moved.values(starts_at=MeetingRow.starts_at, fold=1))
        row = await tx.get_one(MeetingRow, meeting_id)
        row.starts_at += HOUR


async def test_one_broken_zone_is_one_notice_of_horizon_and_rules_together(
    db: Database, here: Community, now: datetime
) -> None:
    await _weekly(db, now)
    await follow_zone_rules(db, "2026a", now)
    await _set_series(db, 1, zone=NO_ZONE)
    await _set_meetings(db, here.id, zone=NO_ZONE)
    await follow_zone_rules(db, "2026b", now)
    await extend_series(db, now + SOON)
    assert len(await _noticed(db)) == 1


async def test_a_community_that_fails_is_set_aside_with_one_notice_and_tried_again(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await _weekly(db, now)
    await _weekly_elsewhere(db, now)
    await follow_zone_rules(db, "2026a", now)
    theirs = await _starts(db, elsewhere.id)
    await _shift(db)
    await _set_language(db, here.id, "xx")
    await follow_zone_rules(db, "2026b", now)
    assert await _starts(db, elsewhere.id) == theirs
    assert await _retry_at(db, "communities") == [now + RETRIED_AFTER, None]
    assert await _stuck(db) == [(here.id, NoticeTopic.UPKEEP, {"title": ""}, None)]
    assert await follow_again(db, "2026b", now + DAY - SECOND) is None
    assert await follow_again(db, "2026b", now + DAY) == 0
    assert await _retry_at(db, "communities") == [now + DAY + RETRIED_AFTER, None]
    await _set_language(db, here.id, "en")
    assert await follow_again(db, "2026b", now + 2 * DAY) == 0
    assert await follow_again(db, "2026b", now + 2 * DAY) is None
    assert await _retry_at(db, "communities") == [None, None]
    stuck = [each for each in await _noticed(db) if each[1] == NoticeTopic.UPKEEP]
    assert [mended for *_, mended in stuck] == [now + 2 * DAY]


async def test_unknown_zones_of_people_and_communities_are_left_out_of_warnings(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "London", now)
    await _weekly(db, now)
    await check_clocks(db, now)
    warned = len(await waiting(db, Topic.CLOCKS))
    assert warned > 0
    async with db.write() as tx:
        await tx.execute(text("DELETE FROM clock_warnings"))
        await tx.execute(text("DELETE FROM outbox"))
        await tx.execute(update(CommunityRow).values(timezone=NO_ZONE))
    await follow_zone_rules(db, "2026a", now)
    assert len(await waiting(db, Topic.CLOCKS)) == warned
    assert await _retry_at(db, "communities") == [None]


async def test_a_meeting_that_is_moved_while_new_rules_come_keeps_its_new_time(
    db: Database, opened: Callable[[str], Database], db_url: str, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    await follow_zone_rules(db, "2026a", now)
    await _shift(db)
    moved_to = made.starts_at + 2 * DAY
    async with opened(db_url).write() as tx:
        await communities.lock(tx, here.id)
        following = asyncio.create_task(follow_zone_rules(db, "2026b", now))
        await asyncio.sleep(0.3)
        row = await tx.get_one(MeetingRow, made.id)
        row.starts_at, row.wall = moved_to, row.wall + 2 * DAY
    assert await following == 0
    assert await _starts(db, here.id) == [moved_to]


async def test_whatever_is_due_is_still_there_after_upkeep_failed(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await _weekly(db, now)
    await _weekly_elsewhere(db, now)
    await _set_series(db, 1, rule=BAD_RULE)
    await extend_series(db, now + SOON)
    due = await take_all(db, now + 3 * DAY)
    topics = {(each.guild_id, each.topic) for each in due}
    assert {(each.guild_id, Topic.REMINDER) for each in (here, elsewhere)} <= topics
