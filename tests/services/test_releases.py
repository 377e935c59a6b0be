"""Diversity releases: who counts, when they are made, and that they are made once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select, update

from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.community import Actor, Community
from sigbot.domain.heavy import TooHeavyError
from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.periods import read_period
from sigbot.domain.refusals import AnsweredError
from sigbot.domain.releases import WITHHELD, read_kept
from sigbot.domain.report_data import DiversityData
from sigbot.runtime.heavy import HeavyWork, compute_in_process, compute_in_thread
from sigbot.services import personal
from sigbot.services import releases as service
from sigbot.services.activity import add_activity
from sigbot.services.community import Setup, set_up
from sigbot.services.corrections import add_attendance, remove_attendance
from sigbot.services.members import describe_self, say_whose_name, set_timezone, show_me
from sigbot.services.names import link_name, unlink_name
from sigbot.services.releases import make_release, take_next_release
from sigbot.services.reports import compile_period
from sigbot.store import ledger, upkeep
from sigbot.store import reports as kept_reports
from sigbot.store.database import Database, Tx
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.releases import ChangedAnswerRow, ReleaseNumberRow
from tests.services.attending import Came, a_call, imported
from tests.services.releasing import attend, kept_releases, release, say
from tests.services.samples import Service, Services
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    GUILD,
    HOUR,
    NEWS,
    OLGA,
    OTTO,
    SECOND,
    everything,
    meeting_at,
    member,
    refused,
    rows,
)
from tests.snapshots import Snapshots

WOMEN = [member(n) for n in range(6)]
MEN = [member(10 + n) for n in range(7)]
EVERYBODY = [*WOMEN, *MEN]
DUE = datetime(2026, 7, 7, 4, tzinfo=UTC)
"""When 7 July 2026 begins in New York."""
LATER = datetime(2027, 1, 7, 5, tzinfo=UTC)
"""When 7 January 2027 begins there."""
H1, H2 = "H1 2026", "H2 2026"


OPEN_TOMORROW = 2
"""A meeting of the furnished community, at which Olga and Ana are."""


async def _names_in_a_file(db: Database, now: datetime) -> None:
    """A file has Olga and Ana at a meeting where they are known to be."""
    async with db.write() as tx:
        for who in (OLGA, ANA):
            seen = Sighting(Source.IMPORT, now)
            await ledger.see(tx, OPEN_TOMORROW, [(await _person_id(tx, who), seen)])


async def _person_id(tx: Tx, who: Actor) -> int:
    named = select(PersonRow.id).where(
        PersonRow.community_id == 1, PersonRow.discord_id == who.discord_id
    )
    return await tx.scalar(named) or 0


async def _own_name(db: Database, who: Actor, now: datetime) -> object:
    async with db.read() as tx:
        name_id = await _person_id(tx, who)
    return await say_whose_name(db, who, name_id, now, is_theirs=True)


SERVICES = Services(
    furnish=_names_in_a_file,
    services=(Service("members.say_whose_name", _own_name, action="me.name", subject="person:1"),),
)


async def _meetings(db: Database, now: datetime, people: Sequence[Actor], count: int = 3) -> None:
    """People come to so many meetings, a week apart; every second one of the men is away once."""
    for week in range(1, count + 1):
        meeting = await meeting_at(db, now + week * 7 * DAY, now)
        await attend(db, meeting, [p for n, p in enumerate(people) if week > 1 or n % 2])


@pytest.fixture
async def lived(db: Database, here: Community, now: datetime, snapshots: Snapshots) -> Community:
    """A community of 13, who said their gender and came to three meetings."""
    await snapshots.fill(db, _live, db, now)
    return here


async def _live(db: Database, now: datetime) -> None:
    await say(db, WOMEN, now, {"gender": "female"})
    await say(db, MEN, now, {"gender": "male"})
    await _meetings(db, now, EVERYBODY)


async def _diversity(db: Database, period: str, now: datetime) -> DiversityData:
    found = (await compile_period(db, OLGA, period, now)).data["diversity"]
    assert "releases" in found
    return found


async def _due_at(db: Database) -> datetime | None:
    async with db.read() as tx:
        return (await upkeep.next_moments(tx, datetime.now(UTC))).release_at


# When


@pytest.mark.usefixtures("lived")
async def test_a_release_is_made_on_the_seventh_day_and_not_before(db: Database) -> None:
    assert await release(db, DUE - SECOND) == 0
    assert await kept_releases(db) == []
    assert await _due_at(db) == DUE
    assert await release(db, DUE) == 1
    [kept] = await kept_releases(db)
    assert (kept.release.period.label, kept.release.made_on) == (H1, date(2026, 7, 7))
    gender = kept.release.figures[Attribute.GENDER].groups
    assert gender == {"female": 5, "male": 6, "non-binary": WITHHELD, "another": WITHHELD}
    assert kept.release.total == 10.7
    assert await _due_at(db) == LATER


@pytest.mark.usefixtures("lived")
async def test_the_next_release_is_that_of_the_next_half_year(db: Database) -> None:
    assert await release(db, DUE) == 1
    assert await release(db, LATER - SECOND) == 0
    assert await release(db, LATER) == 1
    assert [kept.release.period.label for kept in await kept_releases(db)] == [H1, H2]


@pytest.mark.usefixtures("lived")
async def test_releases_that_were_missed_are_made_one_after_the_other(db: Database) -> None:
    long_after = LATER + 400 * DAY
    assert await release(db, DUE) == 1
    assert await release(db, long_after) == 3
    made = [kept.release.period.label for kept in await kept_releases(db)]
    assert made == [H1, H2, "H1 2027", "H2 2027"]


@pytest.mark.usefixtures("lived")
async def test_a_community_that_never_had_one_begins_with_those_that_are_quoted(
    db: Database,
) -> None:
    assert await release(db, LATER + 400 * DAY) == 2
    made = [kept.release.period.label for kept in await kept_releases(db)]
    assert made == ["H1 2027", "H2 2027"]


@pytest.mark.usefixtures("lived")
async def test_only_one_process_makes_a_release_and_another_begins_it_anew_if_that_ends(
    db: Database,
) -> None:
    taken = await take_next_release(db, DUE)
    assert taken is not None
    assert await take_next_release(db, DUE) is None
    again = DUE + service.TAKEN_FOR
    assert await _due_at(db) == again
    assert await release(db, again) == 1
    # The first process was only slow.
    place = HeavyWork(compute_in_thread)
    assert not await make_release(db, place, taken, again, Random(1))
    assert len(await kept_releases(db)) == 1


@pytest.mark.usefixtures("lived")
async def test_of_two_that_make_it_at_once_one_is_kept(db: Database) -> None:
    taken = await take_next_release(db, DUE)
    assert taken is not None
    places = HeavyWork(compute_in_thread), HeavyWork(compute_in_thread)
    makers = (make_release(db, place, taken, DUE, Random(n)) for n, place in enumerate(places))
    await asyncio.gather(*makers)
    [kept] = await kept_releases(db)
    async with db.read() as tx:
        numbers = set(await tx.scalars(select(ReleaseNumberRow.number)))
    assert set(kept.came) == numbers


@pytest.mark.usefixtures("lived")
async def test_a_search_that_is_too_heavy_is_tried_again_later(db: Database) -> None:
    async def too_heavy(_work: object, _argument: object, /) -> Any:
        raise TooHeavyError

    taken = await take_next_release(db, DUE)
    assert taken is not None
    with pytest.raises(TooHeavyError):
        await make_release(db, HeavyWork(too_heavy), taken, DUE, Random(1))
    assert await kept_releases(db) == []
    assert await release(db, DUE + service.TAKEN_FOR) == 1


async def test_the_search_runs_in_a_process_of_its_own(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    await say(sqlite_db, WOMEN, now, {"gender": "female"})
    await _meetings(sqlite_db, now, WOMEN, 1)
    taken = await take_next_release(sqlite_db, DUE)
    assert taken is not None
    place = HeavyWork(compute_in_process)
    assert await make_release(sqlite_db, place, taken, DUE, Random(1))
    [kept] = await kept_releases(sqlite_db)
    assert kept.release.total == 3


# Once


@pytest.mark.usefixtures("lived")
async def test_nothing_that_changes_afterwards_changes_a_release(
    db: Database, now: datetime
) -> None:
    await release(db, DUE)
    before = await rows(db, "releases")
    quoted = await _diversity(db, H1, DUE)
    for person in EVERYBODY[:9]:
        await describe_self(db, person, {"gender": "another"}, DUE + HOUR)
        await remove_attendance(db, OLGA, "m1", person, None, DUE + HOUR)
    await describe_self(db, EVERYBODY[9], {}, DUE + HOUR)
    await set_up(db, OLGA, Setup(smallest_group=20, timezone="Tokyo"), "Server", NEWS, DUE + HOUR)
    await release(db, LATER - DAY)
    assert await rows(db, "releases") == before
    assert await _diversity(db, H1, DUE + 2 * DAY) == quoted


@pytest.mark.usefixtures("lived")
async def test_nothing_of_a_person_is_kept_with_a_release(db: Database) -> None:
    await release(db, DUE)
    tables = await everything(db)
    text = repr(tables["releases"])
    people = await rows(db, "people")
    for person in people:
        assert str(person["discord_id"]) not in text or person["discord_id"] < 1_000
        assert person["name"] not in text
    [row] = await rows(db, "releases")
    kept = read_kept(row["kept"])
    assert "answers" not in row["kept"]
    assert sorted(kept.came.values()) == [2] * 7 + [3] * 6
    assert not set(kept.came) & {person["id"] for person in people}


@pytest.mark.usefixtures("lived")
async def test_a_person_keeps_their_number_and_the_record_says_how_it_was_checked(
    db: Database,
) -> None:
    await release(db, DUE)
    meeting = await meeting_at(db, DUE + 7 * DAY, DUE)
    await attend(db, meeting, [*EVERYBODY, ANA])
    await release(db, LATER)
    first, second = await kept_releases(db)
    assert set(first.came) < set(second.came)
    assert len(second.came) == len(first.came) + 1
    proof = first.proofs[Attribute.GENDER]
    assert (proof.people, proof.groups) == (13, 2)
    assert proof.witnesses > 0
    assert proof.guess is not None


@pytest.mark.usefixtures("lived")
async def test_a_number_goes_with_its_person(db: Database) -> None:
    """Who comes again after that is somebody new, and their earlier number is nobody's."""
    await release(db, DUE)
    known = {row["number"] for row in await rows(db, "release_numbers")}
    await describe_self(db, WOMEN[0], {"gender": "another"}, DUE)
    asked = await personal.ask_to_forget(db, WOMEN[0], DUE)
    await personal.forget_me(db, WOMEN[0], asked.id, DUE)
    left = {row["number"] for row in await rows(db, "release_numbers")}
    assert len(known - left) == 1
    assert await rows(db, "changed_answers") == []
    meeting = await meeting_at(db, DUE + 7 * DAY, DUE)
    await attend(db, meeting, EVERYBODY)
    await release(db, LATER)
    first, second = await kept_releases(db)
    assert known <= set(first.came)
    assert len(second.came) == len(EVERYBODY)
    assert not set(second.came) & (known - left)


# Answers that change


@pytest.mark.usefixtures("lived")
async def test_changed_answers_are_noted_until_the_next_release(
    db: Database, now: datetime
) -> None:
    await release(db, DUE)
    assert await rows(db, "changed_answers") == []
    await describe_self(db, WOMEN[0], {"gender": "another"}, DUE)
    await describe_self(db, WOMEN[1], {"gender": "female", "experience": "new"}, DUE)
    await describe_self(db, WOMEN[2], {"gender": "female"}, DUE)
    await release(db, LATER)
    _, kept = await kept_releases(db)
    assert {name: len(who) for name, who in kept.changed.items()} == {
        Attribute.GENDER: 1,
        Attribute.EXPERIENCE: 1,
    }
    assert await rows(db, "changed_answers") == []


@pytest.mark.usefixtures("lived")
async def test_what_changes_while_a_release_is_made_is_for_the_next(db: Database) -> None:
    async def slow(work: Any, argument: Any, /) -> Any:
        made = work(argument)
        await describe_self(db, WOMEN[0], {"gender": "male"}, DUE)
        await describe_self(db, ANA, {"gender": "male"}, DUE)
        return made

    await describe_self(db, WOMEN[0], {"gender": "another"}, DUE)
    taken = await take_next_release(db, DUE)
    assert taken is not None
    await make_release(db, HeavyWork(slow), taken, DUE, Random(1))
    async with db.read() as tx:
        assert await tx.scalar(select(func.count(ChangedAnswerRow.id))) == 2


# Who counts


async def _came(db: Database, at: datetime = DUE) -> list[int]:
    """How often the people of the release came, without their numbers."""
    await release(db, at)
    return sorted((await kept_releases(db))[-1].came.values())


@pytest.mark.parametrize(
    ("source", "counts"),
    [("button", True), ("code", True), ("voice", True), ("import", False), ("manual", False)],
)
async def test_marks_count_that_people_made_themselves(
    db: Database, here: Community, now: datetime, source: str, counts: bool
) -> None:
    meeting = await meeting_at(db, now + DAY, now)
    await attend(db, meeting, [ANA], Source(source))
    assert await _came(db) == ([1] if counts else [])


@pytest.mark.usefixtures("lived")
async def test_no_correction_of_an_organizer_adds_or_removes_anybody(
    db: Database, now: datetime
) -> None:
    for person in WOMEN:
        await remove_attendance(db, OLGA, "m1", person, None, DUE - HOUR)
    await add_attendance(db, OLGA, "m1", ANA, None, DUE - HOUR)
    await add_attendance(db, OLGA, "m1", None, "A guest", DUE - HOUR)
    assert await _came(db) == [2] * 7 + [3] * 6


async def test_an_imported_name_counts_when_its_owner_says_so(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await a_call(db, now)
    await imported(db, meeting, Came("Ana L.", 0, 50), Came("Ben", 0, 50))
    [name] = [row for row in await rows(db, "people") if row["name"] == "Ana L."]
    await link_name(db, OLGA, "Ana L.", ANA, meeting.ends_at)
    asked = (await show_me(db, ANA, meeting.ends_at)).to_confirm
    assert asked is not None
    assert (asked.id, asked.name, asked.meetings) == (name["id"], "Ana L.", 1)
    await say_whose_name(db, ANA, asked.id, meeting.ends_at, is_theirs=True)
    assert (await show_me(db, ANA, meeting.ends_at)).to_confirm is None
    # Taking the link back does not take the person out.
    [owner] = [row["id"] for row in await rows(db, "people") if row["discord_id"] == 2]
    await unlink_name(db, OLGA, name["id"], owner, meeting.ends_at)
    await link_name(db, OLGA, "Ana L.", BEN, meeting.ends_at)
    assert (await show_me(db, BEN, meeting.ends_at)).to_confirm is None
    assert await _came(db) == [1]


async def test_a_name_that_nobody_confirms_does_not_count(
    db: Database, here: Community, now: datetime
) -> None:
    await describe_self(db, ANA, {"gender": "female"}, now)
    meeting = await a_call(db, now)
    await imported(db, meeting, Came("Ana", 0, 50), Came("B.", 0, 50))
    await link_name(db, OLGA, "B.", BEN, meeting.ends_at)
    asked = (await show_me(db, BEN, meeting.ends_at)).to_confirm
    assert asked is not None
    await say_whose_name(db, BEN, asked.id, meeting.ends_at, is_theirs=False)
    async with refused(db, AnsweredError):
        await say_whose_name(db, BEN, asked.id, meeting.ends_at, is_theirs=True)
    async with refused(db, AnsweredError):
        await say_whose_name(db, OLGA, asked.id, meeting.ends_at, is_theirs=True)
    assert await _came(db) == []


async def test_a_member_s_own_name_in_a_file_is_asked_about_too(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Lisbon", now)
    meeting = await a_call(db, now)
    await imported(db, meeting, Came("Ana", 0, 50))
    assert (await show_me(db, ANA, meeting.ends_at)).to_confirm is None, "no answer to count"
    await describe_self(db, ANA, {"gender": "female"}, now)
    asked = (await show_me(db, ANA, meeting.ends_at)).to_confirm
    assert asked is not None
    assert not asked.is_linked
    await say_whose_name(db, ANA, asked.id, meeting.ends_at, is_theirs=True)
    assert await _came(db) == [1]


async def test_general_meetings_count_and_all_meetings_where_there_were_none(
    db: Database, here: Community, now: datetime
) -> None:
    guest = await meeting_at(db, now + DAY, now, kind="guest")
    await attend(db, guest, [ANA, BEN])
    await release(db, DUE)
    general = await meeting_at(db, DUE + DAY, DUE)
    another = await meeting_at(db, DUE + 2 * DAY, DUE, kind="guest")
    await attend(db, general, [ANA])
    await attend(db, another, [ANA, BEN])
    await release(db, LATER)
    first, second = await kept_releases(db)
    assert (first.meetings, sorted(first.came.values())) == (1, [1, 1])
    assert (second.meetings, sorted(second.came.values())) == (1, [1])
    assert [row["of_general"] for row in await rows(db, "releases")] == [False, True]


@pytest.mark.usefixtures("lived")
async def test_organizers_may_raise_the_smallest_group(db: Database, now: datetime) -> None:
    await set_up(db, OLGA, Setup(smallest_group=7), "Server", NEWS, now)
    await release(db, DUE)
    [kept] = await kept_releases(db)
    assert kept.rules.smallest_group == 7
    assert set(kept.release.figures[Attribute.GENDER].groups.values()) == {WITHHELD}


async def test_another_community_has_its_own(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    meeting = await meeting_at(db, now + DAY, now)
    await attend(db, meeting, [ANA])
    assert await release(db, DUE + DAY) == 2
    assert [len(kept.came) for kept in await kept_releases(db, here.id)] == [1]
    assert [len(kept.came) for kept in await kept_releases(db, elsewhere.id)] == [0]
    assert OTTO.guild_id != GUILD


# In reports


@pytest.mark.usefixtures("lived")
async def test_reports_quote_the_newest_release_and_the_one_before(
    db: Database, now: datetime
) -> None:
    first: Any = await _diversity(db, H1, DUE - DAY)
    assert first == {"releases": [], "next_release": {"period": H1, "day": "2026-07-07"}}
    for due in (DUE, LATER, LATER + 182 * DAY):
        await release(db, due)
    after = LATER + 190 * DAY
    for day in ("2026-07-02", "2026-12-01", "2027-02-01"):
        await add_activity(db, OLGA, "Talk", None, day, None, after)
    quoted_in: dict[str, list[str]] = {
        "Q1 2026": [],
        H1: [H1],
        "Q3 2026": [H1],
        H2: [H2, H1],
        "2026": [H2, H1],
        "2026-06-02..2026-07-03": [H1],
        "H1 2027": ["H1 2027", H2],
    }
    for period, quoted in quoted_in.items():
        diversity = await _diversity(db, period, after)
        assert [made["period"] for made in diversity["releases"]] == quoted, period


@pytest.mark.usefixtures("lived")
async def test_a_report_says_when_its_figures_come(db: Database, now: datetime) -> None:
    await release(db, DUE)
    assert (await _diversity(db, H1, DUE))["next_release"] is None
    meeting = await meeting_at(db, DUE + DAY, DUE)
    await attend(db, meeting, EVERYBODY)
    half = await _diversity(db, H2, DUE + 2 * DAY)
    assert [made["period"] for made in half["releases"]] == [H1]
    assert half["next_release"] == {"period": H2, "day": "2027-01-07"}
    # One that is late is not announced.
    assert (await _diversity(db, H2, LATER + DAY))["next_release"] is None


# Reports that an earlier version published

ENDED = datetime(2026, 7, 2, tzinfo=UTC)


async def _published_before(db: Database, shown: dict[str, Any], now: datetime) -> None:
    data = (await compile_period(db, OLGA, H1, now)).data
    rest = dict.fromkeys(ATTRIBUTES, 11)
    nothing: dict[str, object] = {name.value: {} for name in ATTRIBUTES}
    diversity = {**nothing, "gender": shown, "not_stated": rest}
    data["diversity"] = diversity  # type: ignore[typeddict-item]
    async with db.write() as tx:
        report = await kept_reports.open_report(tx, 1, read_period(H1, now.date()), "Olga", now)
        await kept_reports.publish_report(tx, report.id, data, now)
        await tx.execute(update(CommunityRow).values(release_at=now))


@pytest.mark.usefixtures("lived")
async def test_what_an_earlier_version_published_is_in_the_proof_and_not_quoted(
    db: Database,
) -> None:
    await _published_before(db, {"female": 5, "male": 5.7}, ENDED)
    await release(db, DUE)
    earlier, made = await kept_releases(db)
    assert earlier.release.figures[Attribute.GENDER].unit == "tenths"
    assert earlier.release.figures[Attribute.GENDER].groups["female"] == 5
    assert earlier.came == made.came
    assert [made["period"] for made in (await _diversity(db, H1, DUE))["releases"]] == [H1]
    await release(db, LATER)
    assert len(await kept_releases(db)) == 3
