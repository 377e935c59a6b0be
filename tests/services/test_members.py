"""What people say of themselves, and what they are told is kept."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from enum import StrEnum

import pytest

from sigbot.domain.community import Community
from sigbot.domain.meetings import Answer
from sigbot.domain.members import NOTICE_VERSION, Experience, Gender, Organization, SelfDescription
from sigbot.domain.refusals import (
    AmbiguousZoneError,
    FixedOffsetError,
    NotOfferedError,
    RefusedError,
    UnknownZoneError,
)
from sigbot.domain.regions import Region
from sigbot.services.community import Setup, add_subgroup, join_subgroup, set_up
from sigbot.services.meetings import answer_meeting
from sigbot.services.members import (
    MOST_COMING,
    about_me,
    describe_self,
    reading_zone,
    set_timezone,
    show_me,
)
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    BEN,
    NEWS,
    OLGA,
    OTHER_GUILD,
    cancel_meeting,
    check_in,
    edit,
    everything,
    meeting_at,
    refused,
    retire_subgroup,
    rows,
    series_at,
)

ALL = SelfDescription(Gender.FEMALE, Region.EUROPE, Organization.PAYER, Experience.FROM_1_TO_3)
LATER = timedelta(hours=1)


async def test_a_zone_is_kept_and_read_in_from_then_on(
    db: Database, here: Community, now: datetime
) -> None:
    assert await reading_zone(db, ANA) == "America/New_York"
    assert await set_timezone(db, ANA, "kolkata", now) == "Asia/Kolkata"
    assert await reading_zone(db, ANA) == "Asia/Kolkata"
    assert await reading_zone(db, BEN) == "America/New_York"


@pytest.mark.parametrize(
    ("text", "why"),
    [("Atlantis", UnknownZoneError), ("IST", AmbiguousZoneError), ("UTC+3", FixedOffsetError)],
)
async def test_a_zone_that_cannot_be_read_is_refused(
    db: Database, here: Community, now: datetime, text: str, why: type[RefusedError]
) -> None:
    async with refused(db, why):
        await set_timezone(db, ANA, text, now)


async def test_everything_kept_about_somebody_is_shown_to_them(
    db: Database, here: Community, now: datetime
) -> None:
    for name in ("Imaging", "Ethics", "Old"):
        await add_subgroup(db, OLGA, name, None, now)
        await join_subgroup(db, ANA, name, now)
    await retire_subgroup(db, OLGA, "Old", now)
    meeting = await meeting_at(db, now + LATER, now)
    await check_in(db, ANA, meeting.id, "button", now + LATER)
    await set_timezone(db, ANA, "Lisbon", now)
    await describe_self(db, ANA, asdict(ALL), now)
    found = await about_me(db, ANA)
    assert (found.person.name, found.person.discord_id) == ("Ana", ANA.discord_id)
    assert found.person.timezone == "Europe/Lisbon"
    assert found.description == ALL
    assert (found.subgroups, found.meetings_attended) == (("Ethics", "Imaging"), 1)
    assert found.consented_at == now


async def test_somebody_sees_their_answers_to_the_next_meetings(
    db: Database, here: Community, now: datetime
) -> None:
    calls = await series_at(db, now)
    gone = await meeting_at(db, now + LATER, now, title="Gone")
    for meeting in [gone, *calls]:
        await answer_meeting(db, ANA, meeting.id, "going", now)
    await answer_meeting(db, BEN, calls[0].id, "maybe", now)
    await answer_meeting(db, ANA, calls[0].id, "cant", now)
    await cancel_meeting(db, OLGA, calls[1].key, "", scope="this", now=now)
    await edit(db, calls[2], now, when="2026-03-20 20:00")
    found = await show_me(db, ANA, gone.starts_at)
    assert (len(found.coming), found.coming_count) == (MOST_COMING, len(calls) - 1)
    first, moved, *_ = found.coming
    assert (first.title, first.starts_at) == ("Call", calls[0].starts_at)
    assert (first.answer, first.is_asked) == (Answer.CANT, False)
    assert (moved.answer, moved.is_asked) == (Answer.GOING, True)
    nobody = await show_me(db, OLGA, now)
    assert (nobody.coming, nobody.coming_count) == ((), 0)


async def test_about_somebody_new_there_is_nothing(
    db: Database, here: Community, now: datetime
) -> None:
    before = await everything(db)
    found = await about_me(db, ANA)
    assert await everything(db) == before
    assert (found.person.name, found.person.timezone) == ("Ana", None)
    assert found.description == SelfDescription()
    assert (found.subgroups, found.meetings_attended, found.consented_at) == ((), 0, None)


async def test_what_is_said_replaces_what_was_said_before(
    db: Database, here: Community, now: datetime
) -> None:
    await describe_self(db, ANA, asdict(ALL), now)
    second = SelfDescription(region=Region.AFRICA)
    assert await describe_self(db, ANA, {"region": "Africa"}, now + LATER) == second
    assert (await about_me(db, ANA)).description == second
    assert len(await rows(db, "self_descriptions")) == 1


@pytest.mark.parametrize(
    ("answers", "vocabulary"),
    [
        ({"gender": "a long story"}, Gender),
        ({"region": "Mars"}, Region),
        ({"organization": "=1+1"}, Organization),
        ({"experience": "1-3 Years"}, Experience),
    ],
)
async def test_an_answer_that_is_not_offered_is_refused_with_all_others(
    db: Database,
    here: Community,
    now: datetime,
    answers: dict[str, str],
    vocabulary: type[StrEnum],
) -> None:
    await describe_self(db, ANA, {"region": "Africa"}, now)
    async with refused(db, NotOfferedError) as info:
        await describe_self(db, ANA, asdict(ALL) | answers, now)
    assert (info.value.vocabulary, info.value.text) == (vocabulary, *answers.values())


async def test_giving_and_taking_back_are_both_in_the_consent_log(
    db: Database, here: Community, now: datetime
) -> None:
    await describe_self(db, ANA, asdict(ALL), now)
    await describe_self(db, ANA, {}, now + LATER)
    found = [
        (row["granted"], row["notice_version"], row["at"]) for row in await rows(db, "consents")
    ]
    assert found == [(True, NOTICE_VERSION, now), (False, NOTICE_VERSION, now + LATER)]
    taken_back = await about_me(db, ANA)
    assert taken_back.consented_at is None
    assert taken_back.description == SelfDescription()
    await describe_self(db, ANA, asdict(ALL), now + 2 * LATER)
    assert (await about_me(db, ANA)).consented_at == now + 2 * LATER


async def test_one_account_says_of_itself_what_it_likes_in_every_community(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await describe_self(db, ANA, asdict(ALL), now)
    there = replace(ANA, guild_id=OTHER_GUILD)
    assert (await about_me(db, there)).description == SelfDescription()


async def test_a_new_name_of_the_account_is_the_persons_name(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Lisbon", now)
    renamed = replace(ANA, name="Ana Maria")
    await set_timezone(db, renamed, "Lisbon", now)
    assert (await about_me(db, renamed)).person.name == "Ana Maria"


async def test_the_community_may_move_to_another_zone(
    db: Database, here: Community, now: datetime
) -> None:
    await set_up(db, OLGA, Setup(timezone="Tokyo"), "Server", NEWS, now)
    assert await reading_zone(db, ANA) == "Asia/Tokyo"
