"""Recording what a community did."""

from datetime import date, datetime, timedelta

import pytest

from sigbot.domain.activity import Activity, ActivityKind
from sigbot.domain.community import Community
from sigbot.domain.days import AmbiguousDateError
from sigbot.domain.refusals import (
    EmptyError,
    NotFoundError,
    RefusedError,
    TooLongError,
    UnreadableDateError,
    UnreadableLinkError,
    UnreadablePeriodError,
)
from sigbot.services.activity import add_activity, list_activities, remove_activity
from sigbot.store.database import Database
from tests.services.world import ANA, OLGA, OTTO, refused

LINK = "https://example.org/talk"


async def test_an_activity_is_kept_as_it_was_said(
    db: Database, here: Community, now: datetime
) -> None:
    added = await add_activity(db, OLGA, " A  talk ", "outreach", "2026-02-28", LINK, now)
    assert added == Activity(added.id, "A talk", ActivityKind.OUTREACH, date(2026, 2, 28), LINK)
    assert await list_activities(db, ANA, now) == [added]


async def test_without_a_date_it_was_today_in_the_communitys_zone(
    db: Database, here: Community, now: datetime
) -> None:
    late = datetime(2026, 3, 3, 4, 59, tzinfo=now.tzinfo)
    days = [
        (await add_activity(db, OLGA, "Talk", None, None, None, at)).date
        for at in (late, late + timedelta(minutes=1))
    ]
    assert days == [date(2026, 3, 2), date(2026, 3, 3)]


async def test_a_date_without_a_year_is_the_last_one(
    db: Database, here: Community, now: datetime
) -> None:
    added = await add_activity(db, OLGA, "Talk", None, "3 Mar", None, now)
    assert added.date == date(2025, 3, 3)


@pytest.mark.parametrize(
    ("title", "day", "link", "why"),
    [
        ("x" * 201, None, None, TooLongError),
        ("Talk", "some day", None, UnreadableDateError),
        ("Talk", "03/04", None, AmbiguousDateError),
        ("Talk", "2026-02-30", None, UnreadableDateError),
        ("Talk", None, "nowhere", UnreadableLinkError),
    ],
)
async def test_what_cannot_be_read_is_refused(
    db: Database,
    here: Community,
    now: datetime,
    title: str,
    day: str | None,
    link: str | None,
    why: type[RefusedError],
) -> None:
    async with refused(db, why):
        await add_activity(db, OLGA, title, None, day, link, now)


async def test_activities_are_listed_by_date_and_by_period(
    db: Database, here: Community, now: datetime
) -> None:
    for day in ("2026-07-01", "2026-01-01", "2026-06-30", "2025-12-31"):
        await add_activity(db, OLGA, day, None, day, None, now)
    found = [activity.title for activity in await list_activities(db, ANA, now)]
    assert found == ["2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01"]
    half = [activity.title for activity in await list_activities(db, ANA, now, "H1 2026")]
    assert half == ["2026-01-01", "2026-06-30"]
    async with refused(db, UnreadablePeriodError):
        await list_activities(db, ANA, now, "soon")


async def test_an_activity_is_removed_by_key_or_title(
    db: Database, here: Community, now: datetime
) -> None:
    first, second, third = [
        await add_activity(db, OLGA, title, None, None, None, now)
        for title in ("First", "Second", "Third")
    ]
    assert await remove_activity(db, OLGA, first.key, now) == first
    assert await remove_activity(db, OLGA, " SECOND ", now) == second
    assert await list_activities(db, ANA, now) == [third]


async def test_what_is_not_there_cannot_be_removed(
    db: Database, here: Community, now: datetime
) -> None:
    added = await add_activity(db, OLGA, "Talk", None, None, None, now)
    await remove_activity(db, OLGA, added.key, now)
    async with refused(db, NotFoundError) as info:
        await remove_activity(db, OLGA, added.key, now)
    assert (info.value.noun, info.value.text) == ("activity", added.key)


async def test_another_communitys_activity_is_not_there(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    added = await add_activity(db, OLGA, "Talk", None, None, None, now)
    for text in (added.key, "Talk"):
        async with refused(db, NotFoundError):
            await remove_activity(db, OTTO, text, now)
    assert await list_activities(db, OTTO, now) == []


async def test_a_key_is_stronger_than_a_title(db: Database, here: Community, now: datetime) -> None:
    meant = await add_activity(db, OLGA, "Talk", None, "2026-02-02", None, now)
    await add_activity(db, OLGA, meant.key, None, "2026-02-01", None, now)
    assert await remove_activity(db, OLGA, meant.key, now) == meant


async def test_a_title_of_nothing_is_refused(db: Database, here: Community, now: datetime) -> None:
    async with refused(db, EmptyError):
        await add_activity(db, OLGA, "   ", None, None, None, now)
