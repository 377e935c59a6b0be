"""Setting up a community, and its subgroups."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sigbot.domain.community import SMALLEST_GROUP, Community, ReportRhythm, SetupOutcome
from sigbot.domain.refusals import (
    AlreadyThereError,
    AmbiguousZoneError,
    EmptyError,
    NotFoundError,
    NotOrganizerError,
    RefusedError,
    TooLongError,
    UnknownZoneError,
    UnreadableLinkError,
)
from sigbot.services.community import (
    Setup,
    add_subgroup,
    join_subgroup,
    leave_subgroup,
    list_subgroups,
    set_up,
    view_community,
)
from sigbot.services.notices import give_up
from sigbot.services.outbox import take_due
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    BEN,
    GUILD,
    NEWS,
    OLGA,
    everything,
    meeting_at,
    refused,
    retire_subgroup,
)


async def test_a_new_community_takes_the_servers_name_and_announces_here(
    db: Database, now: datetime
) -> None:
    found, outcome = await set_up(db, OLGA, Setup(), "Server", NEWS, now)
    assert outcome is SetupOutcome.NEW
    assert found == Community(1, GUILD, name="Server", announcements_channel_id=NEWS)
    assert found.smallest_group == SMALLEST_GROUP
    assert (await view_community(db, ANA)).community == found


async def test_everything_can_be_said_at_once(db: Database, now: datetime) -> None:
    setup = Setup(
        name="  Health \n SIG ",
        description="We meet.\r\nOften. ",
        wiki="https://wiki.example.org/health",
        timezone="new york",
        announcements_channel_id=7,
        organizer_role_id=8,
        report_every="quarter",
    )
    found, _ = await set_up(db, OLGA, setup, "Server", NEWS, now)
    assert found == Community(
        1,
        GUILD,
        name="Health SIG",
        description="We meet.\nOften.",
        wiki="https://wiki.example.org/health",
        timezone="America/New_York",
        announcements_channel_id=7,
        organizer_role_id=8,
        report_every=ReportRhythm.QUARTER,
    )


async def test_what_is_not_said_again_stays_as_it_is(
    db: Database, here: Community, now: datetime
) -> None:
    found, outcome = await set_up(db, OLGA, Setup(description="We meet."), "Renamed", 9, now)
    assert outcome is SetupOutcome.CHANGED
    assert found == replace(here, description="We meet.")
    found, _ = await set_up(db, OLGA, Setup(description=""), "Renamed", 9, now)
    assert found == here


@pytest.mark.parametrize(
    "setup", [Setup(), Setup(timezone="new york", announcements_channel_id=NEWS)]
)
async def test_a_setup_that_changes_nothing_is_no_change(
    db: Database, here: Community, now: datetime, setup: Setup
) -> None:
    before = await everything(db)
    assert await set_up(db, OLGA, setup, "Renamed", 9, now) == (here, SetupOutcome.SAME)
    assert await everything(db) == before


@pytest.mark.parametrize(
    ("setup", "why"),
    [
        (Setup(name="x" * 201), TooLongError),
        (Setup(description="x" * 2_001), TooLongError),
        (Setup(wiki="the wiki"), UnreadableLinkError),
        (Setup(wiki="https://example.org/" + "x" * 300), TooLongError),
        (Setup(timezone="Atlantis"), UnknownZoneError),
        (Setup(timezone="CST"), AmbiguousZoneError),
    ],
)
async def test_a_setup_that_cannot_be_read_leaves_all_as_it_was(
    db: Database, here: Community, now: datetime, setup: Setup, why: type[RefusedError]
) -> None:
    async with refused(db, why):
        await set_up(db, OLGA, replace(setup, report_every="year"), "Server", NEWS, now)


async def test_only_an_organizer_sets_up_a_server(db: Database, now: datetime) -> None:
    async with refused(db, NotOrganizerError):
        await set_up(db, ANA, Setup(organizer_role_id=5), "Server", NEWS, now)


async def test_a_role_of_the_wish_makes_nobody_an_organizer(
    db: Database, here: Community, now: datetime
) -> None:
    """Whoever has a role cannot name it the organizers' role."""
    async with refused(db, NotOrganizerError):
        sly = replace(ANA, role_ids=frozenset({5}))
        await set_up(db, sly, Setup(organizer_role_id=5), "Server", NEWS, now)


async def test_subgroups_are_told_by_name_with_their_members(
    db: Database, here: Community, now: datetime
) -> None:
    for name in ("Imaging", "ethics"):
        await add_subgroup(db, OLGA, name, None, now)
    for who in (ANA, BEN):
        await join_subgroup(db, who, "IMAGING", now)
    found = await list_subgroups(db, ANA)
    assert [(group.name, group.members) for group in found] == [("ethics", 0), ("Imaging", 2)]


async def test_a_subgroup_is_found_by_its_key_or_its_name(
    db: Database, here: Community, now: datetime
) -> None:
    made = await add_subgroup(db, OLGA, "Imaging", 77, now)
    assert (made.role_id, made.members, made.retired) == (77, 0, False)
    for text in (made.key, made.key.upper(), "Imaging", " imaging "):
        assert (await join_subgroup(db, ANA, text, now))[0].id == made.id


async def test_joining_and_leaving_twice_is_told_and_noted_once(
    db: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Imaging", None, now)
    for ask in (join_subgroup, leave_subgroup):
        assert (await ask(db, ANA, "Imaging", now))[1] is True
        before = await everything(db)
        assert (await ask(db, ANA, "Imaging", now))[1] is False
        assert await everything(db) == before


async def test_two_running_subgroups_of_one_name_are_refused(
    db: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Imaging", None, now)
    async with refused(db, AlreadyThereError) as info:
        await add_subgroup(db, OLGA, " IMAGING ", None, now)
    assert (info.value.noun, info.value.text) == ("subgroup", "IMAGING")


async def test_a_name_too_long_is_refused(db: Database, here: Community, now: datetime) -> None:
    async with refused(db, TooLongError):
        await add_subgroup(db, OLGA, "x" * 61, None, now)


async def test_a_retired_subgroup_keeps_its_people_and_comes_back_with_them(
    db: Database, here: Community, now: datetime
) -> None:
    made = await add_subgroup(db, OLGA, "Imaging", None, now)
    await join_subgroup(db, ANA, "Imaging", now)
    await retire_subgroup(db, OLGA, "Imaging", now)
    assert await list_subgroups(db, ANA) == []
    (kept,) = (await view_community(db, ANA)).subgroups
    assert (kept.id, kept.retired, kept.members) == (made.id, True, 1)
    back = await add_subgroup(db, OLGA, "IMAGING", 5, now + timedelta(days=1))
    assert (back.id, back.name, back.role_id, back.members) == (made.id, "IMAGING", 5, 1)


async def test_a_retired_subgroup_is_not_found(
    db: Database, here: Community, now: datetime
) -> None:
    made = await add_subgroup(db, OLGA, "Imaging", None, now)
    await retire_subgroup(db, OLGA, "Imaging", now)
    for text in (made.key, "Imaging"):
        async with refused(db, NotFoundError):
            await retire_subgroup(db, OLGA, text, now)
        async with refused(db, NotFoundError) as info:
            await join_subgroup(db, ANA, text, now)
        assert (info.value.noun, info.value.text) == ("subgroup", text)


async def test_what_could_not_be_said_is_shown_with_its_reason(
    db: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + timedelta(days=1), now)
    for due in await take_due(db, now, "one"):
        await give_up(db, due, "the channel is gone", now)
    assert (await view_community(db, OLGA)).failures == (("meeting_card", "the channel is gone"),)


async def test_a_name_of_nothing_is_refused(db: Database, here: Community, now: datetime) -> None:
    async with refused(db, EmptyError):
        await add_subgroup(db, OLGA, "   ", None, now)
    async with refused(db, EmptyError):
        await set_up(db, OLGA, Setup(name="  "), "Server", NEWS, now)
