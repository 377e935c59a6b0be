"""Guests of lists who may be a member: who is asked about them, and what their answer does."""

from datetime import datetime

from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.community import Actor, Community
from sigbot.domain.refusals import AnsweredError
from sigbot.services.corrections import add_attendance
from sigbot.services.names import claim_name, join_guest, keep_apart, link_name
from sigbot.store import ledger, members
from sigbot.store.database import Database
from tests.services.attending import Came, Line, a_call, check_ledger, imported, ledger_of
from tests.services.samples import Service, Services
from tests.services.world import ANA, BEN, OLGA, audited, check_in, refused, rows

OTHER_ANA = Actor(ANA.guild_id, 77, "Ana")


async def _guest(db: Database, name: str) -> int:
    """The id of the first person who is known by this name only."""
    async with db.read() as tx:
        people = await members.people_called(tx, 1, name)
    return min((person.id for person in people if person.discord_id is None), default=0)


async def _furnish(db: Database, now: datetime) -> None:
    """Guests called Olga and Ana are at the meeting that is open."""
    async with db.write() as tx:
        for name in (OLGA.name, ANA.name):
            guest = await members.add_name(tx, 1, name, now)
            await ledger.see(tx, 1, [(guest.id, Sighting(Source.IMPORT, now))])
            await ledger.settle(tx, 1, [guest.id])


async def _join(db: Database, who: Actor, now: datetime) -> object:
    return await join_guest(db, who, await _guest(db, "Olga"), 1, now)


async def _keep_apart(db: Database, who: Actor, now: datetime) -> object:
    await keep_apart(db, who, await _guest(db, who.name), now)
    return None


async def _claim(db: Database, who: Actor, now: datetime) -> object:
    return await claim_name(db, who, await _guest(db, who.name), now)


async def test_who_checks_in_to_a_meeting_with_a_guest_of_their_name_is_asked_and_joined(
    db: Database, here: Community, now: datetime
) -> None:
    first, call = await a_call(db, now), await a_call(db, now)
    for meeting in (first, call):
        await imported(db, meeting, Came("Ana", -5, 50), Came("Omar", 0, 60))
    checked_in = await check_in(db, ANA, call.id, "button", call.starts_at)
    guest = checked_in.namesake
    assert guest is not None
    assert (guest.id, guest.name) == (await _guest(db, "Ana"), "Ana")
    assert len(await ledger_of(db, call)) == 3
    for fresh in (True, False):
        claimed = await claim_name(db, ANA, guest.id, call.ends_at)
        assert (claimed.owner.discord_id, claimed.fresh) == (ANA.discord_id, fresh)
    omar = Line("Omar", "import", 0, 60)
    assert await ledger_of(db, call) == [Line("Ana", "button", 0, 55), omar]
    assert await ledger_of(db, first) == [Line("Ana", "import", -5, 55), omar]
    assert (await audited(db))[-1].action == "attendance.link"
    again = await check_in(db, ANA, call.id, "code", call.ends_at)
    assert again.namesake is None
    await check_ledger(db)


async def test_a_guest_of_another_meeting_is_asked_about_at_the_first_check_in_only(
    db: Database, here: Community, now: datetime
) -> None:
    earlier, first, second = [await a_call(db, now) for _ in range(3)]
    await imported(db, earlier, Came("Ana", 0, 50))
    asked = await check_in(db, ANA, first.id, "button", first.starts_at)
    assert asked.namesake is not None
    assert (await check_in(db, ANA, second.id, "button", second.starts_at)).namesake is None


async def test_nobody_is_asked_about_a_name_that_several_have(
    db: Database, here: Community, now: datetime
) -> None:
    twice, call = await a_call(db, now), await a_call(db, now)
    await imported(db, twice, Came("Ben", 0, 50, "a@x.org"), Came("Ben", 0, 50, "b@x.org"))
    assert (await check_in(db, BEN, twice.id, "button", twice.starts_at)).namesake is None
    await imported(db, call, Came("Ana", 0, 50))
    guest = (await check_in(db, ANA, call.id, "button", call.starts_at)).namesake
    assert guest is not None
    assert (await check_in(db, OTHER_ANA, call.id, "button", call.starts_at)).namesake is None
    for actor in (ANA, OTHER_ANA):
        async with refused(db, AnsweredError):
            await claim_name(db, actor, guest.id, call.ends_at)


async def test_nobody_claims_another_name_or_one_that_was_linked(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await imported(db, call, Came("Ana", 0, 50), Came("Omar", 0, 50))
    ana, omar = await _guest(db, "Ana"), await _guest(db, "Omar")
    async with refused(db, AnsweredError):
        await claim_name(db, ANA, omar, call.ends_at)
    await link_name(db, OLGA, "Ana", BEN, call.ends_at)
    async with refused(db, AnsweredError):
        await claim_name(db, ANA, ana, call.ends_at)
    await check_in(db, ANA, call.id, "button", call.starts_at)
    [own] = [row["id"] for row in await rows(db, "people") if row["discord_id"] == ANA.discord_id]
    async with refused(db, AnsweredError):
        await join_guest(db, OLGA, ana, own, call.ends_at)


async def test_an_organizer_who_adds_a_member_is_asked_about_the_guest_of_that_name(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await imported(db, call, Came("Ana", 0, 50))
    added = await add_attendance(db, OLGA, call.key, ANA, None, call.ends_at)
    assert added.namesake is not None
    joined = await join_guest(db, OLGA, added.namesake.id, added.person.id, call.ends_at)
    assert (joined.owner.id, joined.fresh) == (added.person.id, True)
    assert await ledger_of(db, call) == [Line("Ana", "import", 0, 50)]


async def test_a_file_knows_who_organizes_and_who_imports_it(
    db: Database, here: Community, now: datetime
) -> None:
    """Olga only scheduled the meeting so far; nobody needs a sign of life to be recognized."""
    call = await a_call(db, now)
    await imported(db, call, Came("Olga", 0, 50), Came("Omar", 0, 60))
    people = {row["name"]: row["discord_id"] for row in await rows(db, "people")}
    assert people == {"Olga": OLGA.discord_id, "Omar": None}
    checked_in = await check_in(db, OLGA, call.id, "button", call.starts_at)
    assert (checked_in.first, checked_in.namesake) == (True, None)
    again = await check_in(db, OLGA, call.id, "button", call.starts_at)
    assert not again.first


SERVICES = Services(
    _furnish,
    (
        Service(
            "names.join_guest",
            _join,
            organizers=True,
            action="attendance.link",
            subject="u6",
            says=True,
        ),
        Service("names.claim_name", _claim, action="attendance.link", subject="u6", says=True),
        Service("names.keep_apart", _keep_apart, action="me.name", subject="person:1"),
    ),
)
