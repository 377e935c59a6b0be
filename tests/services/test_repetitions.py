"""Kind, subgroup and repetition of meetings that were scheduled before."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from sigbot.domain.community import Community
from sigbot.domain.meetings import (
    Meeting,
    MeetingKind,
    NotRepeatedError,
    RepeatDayError,
    RepeatOneError,
)
from sigbot.domain.questions import KindQuestion
from sigbot.domain.refusals import NothingToChangeError, RefusedError
from sigbot.services.answers import answer_question
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.changes import Changed, edit_meeting
from sigbot.services.community import add_subgroup
from sigbot.services.meetings import answer_meeting, list_meetings
from sigbot.services.reports import compile_period
from sigbot.services.series import extend_series
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    DAY,
    OLGA,
    WEEK,
    check_in,
    check_reminders,
    edit,
    meeting_at,
    refused,
    rows,
    series_at,
    waiting,
)


async def _ahead(db: Database, now: datetime) -> list[Meeting]:
    listed = await list_meetings(db, OLGA, now, limit=1_000)
    return [meeting for meeting in listed if not meeting.is_cancelled]


async def test_a_weekly_series_becomes_one_of_every_two_weeks(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    for meeting in (found[2], found[3]):
        await answer_meeting(db, ANA, meeting.id, "going", now)
    changed = await edit(db, found[2], now, following=True, repeat="every 2 weeks")
    after = await _ahead(db, now)
    assert [meeting.id for meeting in after[:4]] == [
        found[0].id,
        found[1].id,
        found[2].id,
        found[4].id,
    ]
    assert changed.dropped == sum(1 for _ in found[3::2])
    gaps = {late.starts_at - early.starts_at for early, late in pairwise(after[2:])}
    assert max(gaps) <= 2 * WEEK + timedelta(hours=1)
    assert [row.payload["meeting"] for row in await waiting(db, "meeting_cancelled")] == [
        found[3].id
    ]
    await check_reminders(db, now)
    made = len(await rows(db, "meetings"))
    await extend_series(db, now + 10 * WEEK)
    assert len(await rows(db, "meetings")) > made


async def test_a_series_of_every_two_weeks_becomes_weekly_and_starts_anew(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, repeat="every 2 weeks")
    changed = await edit(
        db, found[1], now, following=True, repeat="weekly", when="2026-03-19 15:00"
    )
    assert (changed.dropped, changed.is_moved) == (0, True)
    after = await _ahead(db, now)
    assert [f"{meeting.wall:%m-%d %H:%M}" for meeting in after[:4]] == [
        "03-04 11:00",
        "03-19 15:00",
        "03-26 15:00",
        "04-02 15:00",
    ]
    assert {row["topic"] for row in await rows(db, "outbox")} >= {"meeting_card"}
    await check_reminders(db, now)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"repeat": "weekly"}, RepeatOneError),
        ({"repeat": "FREQ=WEEKLY;BYDAY=TH", "scope": "following"}, RepeatDayError),
        ({"repeat": "weekly", "scope": "following"}, NothingToChangeError),
    ],
)
async def test_a_repetition_that_cannot_be_is_refused(
    db: Database,
    here: Community,
    now: datetime,
    fields: dict[str, str],
    why: type[RefusedError],
) -> None:
    found = await series_at(db, now, repeat="FREQ=WEEKLY;INTERVAL=1")
    request = ChangeRequest(
        found[1].key, repeat=fields["repeat"], scope=fields.get("scope", "this")
    )
    async with refused(db, why):
        await edit_meeting(db, OLGA, request, now)


async def test_a_single_meeting_is_not_repeated(
    db: Database, here: Community, now: datetime
) -> None:
    single = await meeting_at(db, now + DAY, now)
    async with refused(db, NotRepeatedError):
        await edit_meeting(db, OLGA, ChangeRequest(single.key, repeat="weekly"), now)


async def test_the_kind_of_a_past_meeting_is_put_right_in_the_report(
    db: Database, here: Community, now: datetime
) -> None:
    held = await meeting_at(db, now + DAY, now)
    await check_in(db, ANA, held.id, "button", held.starts_at)
    after = held.ends_at + DAY
    await edit(db, held, after, kind="review")
    compiled = await compile_period(db, OLGA, "H1 2026", after)
    assert set(compiled.data["health"]["attendance_by_kind"]) == {"review"}
    async with refused(db, NothingToChangeError):
        await edit_meeting(db, OLGA, ChangeRequest(held.key, kind="review"), after)


async def test_kind_and_subgroup_of_following_meetings_and_of_later_ones(
    db: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Imaging", None, now)
    found = await series_at(db, now)
    await edit(db, found[1], now, following=True, kind="subgroup", subgroup="Imaging")
    alone = await edit(db, found[2], now, subgroup="-")
    assert alone.meeting.subgroup is None
    await extend_series(db, now + 10 * WEEK)
    kinds = [(row["kind"], row["subgroup_id"]) for row in await rows(db, "meetings")]
    assert kinds[:4] == [("general", None), ("subgroup", 1), ("subgroup", None), ("subgroup", 1)]
    assert kinds[-1] == ("subgroup", 1)


async def test_a_speaker_makes_a_single_meeting_a_guest_presentation(
    db: Database, here: Community, now: datetime
) -> None:
    talk = await meeting_at(db, now + DAY, now, speaker="Ada")
    assert talk.kind is MeetingKind.GUEST
    general = await meeting_at(db, now + DAY, now, speaker="Ada", kind="general")
    assert general.kind is MeetingKind.GENERAL
    series = await series_at(db, now, speaker="Ada")
    assert {meeting.kind for meeting in series if meeting.series_id} == {MeetingKind.GENERAL}


@pytest.mark.parametrize(("chosen", "kind"), [(0, "guest"), (1, "general")])
async def test_a_new_speaker_asks_whether_it_is_a_guest_presentation_now(
    db: Database, here: Community, now: datetime, chosen: int, kind: str
) -> None:
    made = await meeting_at(db, now + DAY, now)
    asked = await edit_meeting(db, OLGA, ChangeRequest(made.key, speaker="Ada"), now)
    assert isinstance(asked, KindQuestion)
    assert (asked.kinds, asked.speaker) == ((MeetingKind.GUEST, MeetingKind.GENERAL), "Ada")
    changed = await answer_question(db, OLGA, asked.id, chosen, now)
    assert isinstance(changed, Changed)
    assert (changed.meeting.kind, changed.meeting.speaker) == (kind, "Ada")
    another = await edit_meeting(db, OLGA, ChangeRequest(made.key, speaker="Ben"), now)
    assert isinstance(another, Changed)
