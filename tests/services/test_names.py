"""One person, many names: links, their histories, and their undoing."""

from datetime import datetime

import pytest

from sigbot.domain.community import Community
from sigbot.domain.refusals import (
    AmbiguousNameError,
    AnsweredError,
    EmptyError,
    NotFoundError,
    NotOrganizerError,
    RefusedError,
    TooLongError,
)
from sigbot.domain.turnouts import everybody
from sigbot.services.corrections import add_attendance
from sigbot.services.members import about_me
from sigbot.services.names import link_name, offer_names, offer_people, unlink_name
from sigbot.services.reports import compile_period
from sigbot.store.attendance import turnouts
from sigbot.store.database import Database
from tests.services.attending import (
    Came,
    Line,
    a_call,
    check_ledger,
    imported,
    ledger_of,
    unchanged,
)
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    MINUTE,
    OLGA,
    OTTO,
    Noted,
    audited,
    check_in,
    everything,
    publish_report,
    refused,
    rows,
)


async def _people(db: Database, community: Community, now: datetime) -> int:
    """How many different people there were at all meetings."""
    async with db.read() as tx:
        return len(everybody(await turnouts(tx, community.id, now + 9 * DAY)))


async def test_a_history_moves_to_the_member_and_back(
    db: Database, here: Community, now: datetime
) -> None:
    first, second = await a_call(db, now), await a_call(db, now)
    at = second.ends_at
    await check_in(db, ANA, second.id, "button", second.starts_at)
    for call in (first, second):
        await imported(db, call, Came("Ana P.", -5, 50), Came("Omar", 0, 60))
    assert await _people(db, here, now) == 3
    linked = await link_name(db, OLGA, "Ana P.", ANA, at)
    assert (linked.owner.name, linked.meetings, linked.fresh) == ("Ana", 2, True)
    omar = Line("Omar", "import", 0, 60)
    assert await ledger_of(db, first) == [Line("Ana", "import", -5, 55), omar]
    assert await ledger_of(db, second) == [Line("Ana", "button", 0, 55), omar]
    assert (await check_in(db, ANA, first.id, "button", first.ends_at)).first
    assert await ledger_of(db, first) == [Line("Ana", "button", 60, 55), omar]
    assert await _people(db, here, now) == 2
    assert (await about_me(db, ANA)).meetings_attended == 2
    await check_ledger(db)
    undone = await unlink_name(db, OLGA, linked.name.id, linked.owner.id, at)
    assert undone.name == "Ana P."
    alone = Line("Ana", "button", 60), Line("Ana P.", "import", -5, 55), omar
    assert await ledger_of(db, first) == [*alone]
    assert [line.name for line in await ledger_of(db, second)] == ["Ana", "Ana P.", "Omar"]
    assert await _people(db, here, now) == 3
    links = [noted for noted in await audited(db) if noted.action.endswith("link")]
    assert links == [
        Noted(action, linked.name.key, "Olga", OLGA.discord_id, at)
        for action in ("attendance.link", "attendance.unlink")
    ]


async def test_a_link_is_made_once_and_never_moved_by_accident(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await imported(db, call, Came("Neha", 0, 50))
    for who in (ANA, BEN):
        await check_in(db, who, call.id, "button", call.starts_at)
    await link_name(db, OLGA, "Neha", ANA, now)
    before = await everything(db)
    for owner in (ANA, BEN):
        again = await link_name(db, OLGA, "Neha", owner, now)
        assert (again.fresh, again.owner.name, again.meetings) == (False, "Ana", 1)
    assert await everything(db) == before
    number, ana = again.name.id, again.owner.id
    await unlink_name(db, OLGA, number, ana, now)
    before = await everything(db)
    assert (await unlink_name(db, OLGA, number, ana, now)).same_as is None
    assert await everything(db) == before
    moved = await link_name(db, OLGA, again.name.key.upper(), BEN, now)
    assert (moved.fresh, moved.owner.name, moved.name.id) == (True, "Ben", number)
    async with refused(db, AnsweredError):
        await unlink_name(db, OLGA, number, ana, now)
    assert [line.name for line in await ledger_of(db, call)] == ["Ana", "Ben"]


async def test_a_link_may_come_before_any_file(
    db: Database, here: Community, now: datetime
) -> None:
    """And to a member of whom nothing was known."""
    call = await a_call(db, now)
    linked = await link_name(db, OLGA, " Ana   (phone)", ANA, now)
    assert (linked.name.name, linked.meetings, linked.fresh) == ("Ana (phone)", 0, True)
    await imported(db, call, Came("x (Ana (phone))", 0, 50))
    assert await ledger_of(db, call) == [Line("Ana", "import", 0, 50)]
    assert len(await rows(db, "people")) == 2
    added = await add_attendance(db, OLGA, call.key, None, "Ana (phone)", call.ends_at)
    assert (added.person.name, added.changed) == ("Ana", False)
    [correction] = await rows(db, "corrections")
    [person] = [row for row in await rows(db, "people") if row["discord_id"]]
    assert correction["person_id"] == person["id"]


async def test_a_member_who_has_many_names_is_one_person(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await imported(db, call, Came("A", 9, 20), Came("B", 3, 5), Came("C", 30, 60))
    for name in "ABC":
        await link_name(db, OLGA, name, ANA, now)
    assert await ledger_of(db, call) == [Line("Ana", "import", 3, 30)]
    [b] = [row for row in await rows(db, "people") if row["name"] == "B"]
    await unlink_name(db, OLGA, b["id"], b["same_as"], now)
    lines = [Line("Ana", "import", 9, 30), Line("B", "import", 3, 2)]
    assert await ledger_of(db, call) == lines
    await check_ledger(db)


async def test_what_cannot_be_linked_is_refused(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await imported(db, call, Came("Neha", 0, 50), Came("Neha", 5, 17), answers=("1",))
    await check_in(db, ANA, call.id, "button", call.starts_at)
    [neha, other] = await offer_names(db, OLGA, "neh")
    [ana] = await offer_people(db, OLGA, "ANA")
    async with unchanged(db):
        with pytest.raises(AmbiguousNameError):
            await link_name(db, OLGA, "Neha", ANA, now)
        for text, error in (("x" * 301, TooLongError), (" \u200b", EmptyError)):
            with pytest.raises(error):
                await link_name(db, OLGA, text, ANA, now)
        with pytest.raises(NotOrganizerError):
            await link_name(db, ANA, neha.key, ANA, now)
        for actor, number, refusal in (
            (ANA, neha.id, NotOrganizerError),
            (OTTO, neha.id, NotFoundError),
            (OLGA, ana.id, NotFoundError),
            (OLGA, 10**9, NotFoundError),
        ):
            with pytest.raises(refusal):
                await unlink_name(db, actor, number, ana.id, now)
    assert (await link_name(db, OLGA, neha.key, ANA, now)).name.id == neha.id
    assert await offer_names(db, OLGA, "neha") == [other]
    assert await offer_names(db, OTTO, "") == []


async def test_a_name_that_looks_like_a_huge_key_is_a_name(
    db: Database, here: Community, now: datetime
) -> None:
    name = "u" + "9" * 20
    assert (await link_name(db, OLGA, name, ANA, now)).name.name == name


async def test_a_member_is_no_name_of_another(db: Database, here: Community, now: datetime) -> None:
    """Ana's own key: nobody may be called `u1` by a mistake."""
    call = await a_call(db, now)
    await check_in(db, ANA, call.id, "button", call.starts_at)
    async with refused(db, RefusedError):
        await link_name(db, OLGA, "u1", BEN, now)


async def test_names_are_offered_to_organizers_only_and_as_they_are_typed(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await check_in(db, ANA, call.id, "button", call.starts_at)
    await imported(db, call, Came("Ananya", 0, 50), Came("50%_\\", 0, 9), Came("علي", 0, 9))
    for typed, offered in (
        ("", ["50%_\\", "Ananya", "علي"]),
        ("ana", ["Ananya"]),
        ("%", ["50%_\\"]),
        ("_", ["50%_\\"]),
        ("\u200fعلي", ["علي"]),
        ("zz", []),
    ):
        found = [name.name for name in await offer_names(db, OLGA, typed)]
        assert sorted(found) == offered
    assert [name.name for name in await offer_people(db, OLGA, "ana")] == ["Ana", "Ananya"]
    for offer in (offer_names, offer_people):
        async with refused(db, NotOrganizerError):
            await offer(db, ANA, "")


async def test_a_published_report_is_changed_by_a_link_that_makes_one_person_of_two(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    at = call.ends_at + MINUTE
    await check_in(db, ANA, call.id, "button", call.starts_at)
    await imported(db, call, Came("Neha", 0, 50))
    await publish_report(db, OLGA, "H1 2026", at)
    await link_name(db, OLGA, "Neha", ANA, at)
    assert (await compile_period(db, OLGA, "H1 2026", at)).changed
