"""Talks of guests: their slides and recording, and that they are activities by themselves."""

from datetime import date, datetime

import pytest

from sigbot.domain.activity import Activity, ActivityKind, with_talks
from sigbot.domain.community import Community
from sigbot.domain.refusals import UnreadableLinkError
from sigbot.services.activity import add_activity, list_activities
from sigbot.services.minutes import show_minutes
from sigbot.services.reports import compile_period
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    DAY,
    OLGA,
    cancel_meeting,
    edit,
    meeting_at,
    refused,
    rows,
    series_at,
)

SLIDES, RECORDING = "https://example.org/slides", "https://example.org/recording"


async def test_a_talk_is_an_activity_once_it_began_and_slides_come_later(
    db: Database, here: Community, now: datetime
) -> None:
    talk = await meeting_at(db, now + DAY, now, title="On trials", kind="guest", speaker="Dr. Wei")
    assert await list_activities(db, ANA, now) == []
    after = talk.ends_at + DAY
    [shown] = await list_activities(db, ANA, after)
    assert (shown.title, shown.kind, shown.link) == ("On trials", ActivityKind.PRESENTATION, "")
    await edit(db, talk, after, slides="example.org/slides")
    [shown] = await list_activities(db, ANA, after, "H1 2026")
    assert shown.link == SLIDES
    await edit(db, talk, after, recording=RECORDING)
    data = (await compile_period(db, OLGA, "H1 2026", after)).data
    assert [(each["title"], each["link"]) for each in data["activities"]] == [
        ("On trials", RECORDING)
    ]
    made = (await show_minutes(db, ANA, talk.key, after)).minutes
    assert made.talk is not None
    assert (made.talk.speaker, made.talk.title, made.talk.slides, made.talk.recording) == (
        "Dr. Wei",
        "On trials",
        SLIDES,
        RECORDING,
    )
    await edit(db, talk, after, recording="-")
    [shown] = await list_activities(db, ANA, after)
    assert shown.link == SLIDES


async def test_a_talk_that_was_entered_by_hand_or_cancelled_is_not_there_twice(
    db: Database, here: Community, now: datetime
) -> None:
    talk = await meeting_at(db, now + DAY, now, title="On trials", kind="guest")
    off = await meeting_at(db, now + 2 * DAY, now, title="Off", kind="guest")
    await cancel_meeting(db, OLGA, off.key, "", scope="this", now=now)
    after = talk.ends_at + 3 * DAY
    day = f"{talk.starts_at:%Y-%m-%d}"
    await add_activity(db, OLGA, "Trials, presented", "presentation", day, None, after)
    assert [each.title for each in await list_activities(db, ANA, after)] == ["Trials, presented"]


async def test_slides_belong_to_one_meeting_also_where_the_following_ones_are_changed(
    db: Database, here: Community, now: datetime
) -> None:
    first, second, *_ = await series_at(db, now)
    await edit(db, first, now, following=True, slides=SLIDES, place="Room 1")
    kept = {row["id"]: (row["slides"], row["place"]) for row in await rows(db, "meetings")}
    assert kept[first.id] == (SLIDES, "Room 1")
    assert kept[second.id] == ("", "Room 1")
    async with refused(db, UnreadableLinkError):
        await edit(db, first, now, recording="not a link")


@pytest.mark.parametrize("kind", ActivityKind)
def test_only_a_presentation_of_the_day_stands_for_a_talk(kind: ActivityKind) -> None:
    day = date(2026, 3, 2)
    entered = Activity(1, "Entered", kind, day)
    talk = Activity(0, "Talk", ActivityKind.PRESENTATION, day)
    listed = with_talks([entered], [talk])
    assert listed == ([entered] if kind is ActivityKind.PRESENTATION else [entered, talk])
