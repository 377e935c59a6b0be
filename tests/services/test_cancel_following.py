"""Cancelling a meeting and all that follow it in its series, wherever they were moved."""

from datetime import datetime

import pytest

from sigbot.domain.community import Community
from sigbot.domain.meetings import Scope
from sigbot.services.meetings import list_meetings
from sigbot.store.database import Database
from tests.services.world import DAY, HOUR, OLGA, cancel_meeting, edit, series_at


async def _held(db: Database, now: datetime) -> list[int]:
    """Return the ids of the meetings ahead that are not cancelled."""
    meetings = await list_meetings(db, OLGA, now, limit=1_000)
    return [meeting.id for meeting in meetings if not meeting.is_cancelled]


async def test_what_was_moved_to_before_the_chosen_meeting_is_cancelled_with_it(
    db: Database, here: Community, now: datetime
) -> None:
    """The order of a series counts, not that of the calendar."""
    series = await series_at(db, now)
    chosen, moved = series[2], series[4]
    await edit(db, moved, now, when="2026-03-05 9:00")
    gone = await cancel_meeting(db, OLGA, chosen.key, "", scope=Scope.FOLLOWING, now=now)
    assert {meeting.id for meeting in gone} == {meeting.id for meeting in series[2:]}
    assert await _held(db, now) == [meeting.id for meeting in series[:2]]


async def test_what_was_moved_to_before_the_chosen_meeting_and_is_over_stays(
    db: Database, here: Community, now: datetime
) -> None:
    series = await series_at(db, now)
    chosen, moved = series[3], series[5]
    early = (await edit(db, moved, now, when="2026-03-05 9:00")).meeting
    gone = await cancel_meeting(db, OLGA, chosen.key, "", scope=Scope.FOLLOWING, now=early.ends_at)
    assert {meeting.id for meeting in gone} == {m.id for m in series[3:] if m is not moved}


@pytest.mark.parametrize("moved_to", ["2026-03-05 9:00", "2026-05-20 9:00"])
async def test_what_was_moved_from_before_the_chosen_meeting_stays_wherever_it_is(
    db: Database, here: Community, now: datetime, moved_to: str
) -> None:
    series = await series_at(db, now)
    chosen, moved = series[3], series[1]
    await edit(db, moved, now, when=moved_to)
    gone = await cancel_meeting(db, OLGA, chosen.key, "", scope=Scope.FOLLOWING, now=now)
    assert {meeting.id for meeting in gone} == {meeting.id for meeting in series[3:]}


async def test_a_meeting_that_runs_can_be_cancelled_with_all_that_follow(
    db: Database, here: Community, now: datetime
) -> None:
    series = await series_at(db, now)
    at = series[1].starts_at + HOUR / 2
    gone = await cancel_meeting(db, OLGA, series[1].key, "", scope=Scope.FOLLOWING, now=at)
    assert [meeting.id for meeting in gone] == [meeting.id for meeting in series[1:]]
    assert await _held(db, at + DAY) == []
