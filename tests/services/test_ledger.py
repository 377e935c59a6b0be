"""One ledger, whatever becomes known of a meeting, from whom, and in what order."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import Topic
from sigbot.domain.refusals import TakenOffError
from sigbot.services.attendance import show_attendance
from sigbot.services.corrections import add_attendance, remove_attendance
from sigbot.services.meetings import list_meetings
from sigbot.services.names import link_name, offer_names, unlink_name
from sigbot.store import members, newcomers
from sigbot.store.database import Database
from tests.domain.properties import unshrunk
from tests.profile import examples
from tests.services.attending import Came, Line, a_call, check_ledger, imported, ledger_of, stays
from tests.services.world import (
    ANA,
    BEN,
    GUILD,
    HOUR,
    MINUTE,
    OLGA,
    audited,
    check_in,
    everything,
    rows,
    waiting,
)

few = settings(
    unshrunk,
    max_examples=examples(10),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

PEOPLE, NAMES = ("Ana", "Ben"), ("Neha", "Omar")
"""Members, and those who are known from files only."""

FILES = (
    (("Ana", 0, 30), ("Ben", 3, 8), ("Ana", 40, 50)),
    (("Neha", 10, 50), ("Omar", -10, 70)),
    (("Neha", 5, 25), ("Neha", 40, 50)),
)
"""Rows of a name are not at one time: nothing has to be asked."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What happens at one of two meetings; numbers mean what each kind of deed makes of them."""

    do: str
    who: str
    where: int
    number: int
    other: int


deeds = st.lists(
    st.builds(
        Deed,
        st.sampled_from(
            ["button", "code", "stay", "stay", "file", "file", "add", "remove", "link", "try link"]
        ),
        st.sampled_from(PEOPLE + NAMES),
        st.sampled_from([0, 0, 0, 1]),
        st.integers(0, 5),
        st.integers(0, 13),
    ),
    min_size=1,
    max_size=13,
)

Seen = dict[str, tuple[int, int | None]]
"""By source: the minute, and for how long."""
Ledger = dict[tuple[str, int], tuple[str, int, int | None]]
"""By person and meeting: the source, the minute, and for how long."""


def _member(deed: Deed) -> str:
    """Only members press buttons and are in channels."""
    return deed.who if deed.who in PEOPLE else PEOPLE[NAMES.index(deed.who)]


def _name(deed: Deed) -> str:
    return deed.who if deed.who in NAMES else NAMES[PEOPLE.index(deed.who)]


def _span(deed: Deed) -> tuple[int, int]:
    """A stay: six of them never overlap; the first and the last are partly outside of the hour."""
    start = 15 * deed.number - 5
    return start, start + deed.other + 1


def _presses_and_files(taken: Sequence[Deed]) -> dict[tuple[str, int], Seen]:
    seen: defaultdict[tuple[str, int], Seen] = defaultdict(dict)

    def note(who: str, where: int, source: str, minute: int, minutes: int | None) -> None:
        known = seen[who, where].get(source, (minute, minutes))
        most = max((m for m in (known[1], minutes) if m is not None), default=None)
        seen[who, where][source] = min(known[0], minute), most

    for deed in taken:
        if deed.do in ("button", "code"):
            note(_member(deed), deed.where, deed.do, deed.other, None)
        elif deed.do == "file":
            of_file: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
            for name, start, end in FILES[deed.number % 3]:
                of_file[name].append((start, end))
            for name, times in of_file.items():
                minutes = sum(end - start for start, end in times)
                note(name, deed.where, "import", min(times)[0], minutes)
    return seen


def _in_channel(taken: Sequence[Deed]) -> dict[tuple[str, int], tuple[int, int]]:
    """From which minute, and for how long, by the minutes of the hour in which somebody was in."""
    minutes: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for deed in taken:
        if deed.do == "stay":
            minutes[_member(deed), deed.where] |= set(range(*_span(deed))) & set(range(60))
    return {key: (min(there), len(there)) for key, there in minutes.items() if there}


def expected(taken: Sequence[Deed]) -> Ledger:
    """Worked out from the deeds alone: of each it counts that it was, not when."""
    owners: dict[str, str] = {}
    for deed in taken:
        if deed.do == "link":
            owners.setdefault(_name(deed), PEOPLE[deed.number % 2])
    known: defaultdict[tuple[str, int], list[tuple[str, int, int | None]]] = defaultdict(list)
    most: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for (who, where), seen in _presses_and_files(taken).items():
        key = owners.get(who, who), where
        known[key] += [(source, *one) for source, one in seen.items()]
        most[key] += [minutes for _, minutes in seen.values() if minutes is not None]
    for (who, where), (minute, minutes) in _in_channel(taken).items():
        most[who, where].append(minutes)
        if minutes >= 10:
            known[who, where].append(("voice", minute, minutes))
    said = {
        (owners.get(deed.who, deed.who), deed.where): (deed.do == "add", place)
        for place, deed in enumerate(taken)
        if deed.do in ("add", "remove")
    }
    found: Ledger = {}
    for key in known.keys() | said.keys():
        present, place = said.get(key, (bool(known[key]), 0))
        if present:
            themselves = [one for one in known[key] if one[0] in ("button", "code")]
            manual = [("manual", 120 + place, None)]
            chosen = min(
                themselves or known[key] or manual,
                key=lambda one: (one[1], [*Source].index(one[0])),
            )
            found[key] = chosen[0], chosen[1], max(most[key], default=None)
    return found


class World:
    """People of their own, whom the community knows, at two meetings that are everybody's."""

    def __init__(self, db: Database, meetings: Sequence[Meeting], number: int) -> None:
        self.db = db
        self.meetings = meetings
        self.number = number
        self.ids: dict[int, str] = {}

    def called(self, who: str) -> str:
        return f"{who} {self.number}"

    def actor(self, who: str) -> Actor:
        return Actor(GUILD, 1_000 * self.number + PEOPLE.index(who) + 10, self.called(who))

    async def meet(self, community_id: int, now: datetime) -> None:
        actors = {self.actor(who).discord_id: self.called(who) for who in PEOPLE}
        async with self.db.write() as tx:
            met = await newcomers.meet_people(tx, community_id, actors, now)
            self.ids = dict(zip(met.values(), PEOPLE, strict=True))
            for who in NAMES:
                made = await members.add_name(tx, community_id, self.called(who), now)
                self.ids[made.id] = who

    async def take(self, place: int, deed: Deed) -> None:
        meeting = self.meetings[deed.where]
        if deed.do in ("button", "code"):
            at = meeting.starts_at + deed.other * MINUTE
            with suppress(TakenOffError):
                await check_in(self.db, self.actor(_member(deed)), meeting.id, deed.do, at)
        elif deed.do == "stay":
            await stays(self.db, meeting, self.actor(_member(deed)), *_span(deed))
        elif deed.do == "file":
            came = [Came(self.called(one[0]), *one[1:]) for one in FILES[deed.number % 3]]
            await imported(self.db, meeting, *came)
        elif deed.do in ("add", "remove"):
            await self._correct(meeting, deed, meeting.starts_at + (120 + place) * MINUTE)
        else:
            await self._link(deed, meeting.ends_at)

    async def _correct(self, meeting: Meeting, deed: Deed, at: datetime) -> None:
        correct = add_attendance if deed.do == "add" else remove_attendance
        is_member = deed.who in PEOPLE
        who = self.actor(deed.who) if is_member else None
        name = None if is_member else self.called(deed.who)
        await correct(self.db, OLGA, meeting.key, who, name, at)

    async def _link(self, deed: Deed, at: datetime) -> None:
        """With a try, the link is undone at once, unless it was there before."""
        owner = self.actor(PEOPLE[deed.number % 2])
        done = await link_name(self.db, OLGA, self.called(_name(deed)), owner, at)
        if deed.do == "try link" and done.fresh:
            await unlink_name(self.db, OLGA, done.name.id, done.owner.id, at)

    async def ledger(self) -> Ledger:
        places = {meeting.id: place for place, meeting in enumerate(self.meetings)}
        return {
            (self.ids[row["person_id"]], places[row["meeting_id"]]): (
                row["source"],
                int((row["checked_in_at"] - self.meetings[0].starts_at) / MINUTE),
                row["minutes"],
            )
            for row in await rows(self.db, "attendances")
            if row["person_id"] in self.ids
        }


numbers = count(1)


@few
@given(taken=deeds)
async def test_any_order_of_all_that_can_happen_ends_in_one_ledger(
    db: Database, here: Community, now: datetime, taken: list[Deed]
) -> None:
    """Two meetings are at one time, and each example has people of its own there."""
    meetings = await list_meetings(db, OLGA, now)
    world = World(db, meetings or [await a_call(db, now), await a_call(db, now)], next(numbers))
    await world.meet(here.id, now)
    for place, deed in enumerate(taken):
        await world.take(place, deed)
    assert await world.ledger() == expected(taken)


async def _without(db: Database, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that is kept. A line of the ledger that comes back has a new number."""
    found = await everything(db)
    found["attendances"] = sorted(row[1:] for row in found["attendances"])
    return {name: sorted(kept, key=repr) for name, kept in found.items() if name not in tables}


async def _busy_meetings(db: Database, now: datetime) -> list[Meeting]:
    """Ana and the Neha of files are at three meetings, by different sources, and corrected."""
    calls = [await a_call(db, now) for _ in range(3)]
    at = calls[0].starts_at
    for number, call in enumerate(calls):
        await imported(db, call, Came("Neha", 5 * number, 50), Came("Omar", 0, 60))
    await check_in(db, ANA, calls[0].id, "button", at)
    await stays(db, calls[0], ANA, 10, 40)
    await check_in(db, ANA, calls[1].id, "code", at)
    await add_attendance(db, OLGA, calls[0].key, None, "Neha", at)
    await remove_attendance(db, OLGA, calls[1].key, None, "Neha", at + HOUR)
    await remove_attendance(db, OLGA, calls[2].key, ANA, None, at + HOUR)
    return calls


async def test_undoing_a_link_brings_back_exactly_what_was_there(
    db: Database, here: Community, now: datetime
) -> None:
    calls = await _busy_meetings(db, now)
    at = calls[0].ends_at
    before = await _without(db, "audit", "outbox")
    noted, said = await audited(db), await waiting(db)
    linked = await link_name(db, OLGA, "Neha", ANA, at)
    assert (linked.meetings, linked.fresh) == (3, True)
    assert [await ledger_of(db, call) for call in calls] == [
        [Line("Ana", "button", 0, 50), Line("Omar", "import", 0, 60)],
        [Line("Omar", "import", 0, 60)],
        [Line("Omar", "import", 0, 60)],
    ]
    await check_ledger(db)
    await unlink_name(db, OLGA, linked.name.id, linked.owner.id, at)
    assert await _without(db, "audit", "outbox") == before
    actions = [one.action for one in (await audited(db))[len(noted) :]]
    assert actions == ["attendance.link", "attendance.unlink"]
    assert {one.topic for one in (await waiting(db))[len(said) :]} <= {Topic.REFRESH}
    await check_ledger(db)


async def test_undoing_a_link_brings_back_the_order_of_a_list(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await check_in(db, BEN, call.id, "button", call.starts_at + MINUTE)
    await imported(db, call, Came("Neha", 0, 50), Came("Omar", 0, 60))
    before = await show_attendance(db, OLGA, call.key, now)
    linked = await link_name(db, OLGA, "Neha", BEN, call.ends_at)
    await unlink_name(db, OLGA, linked.name.id, linked.owner.id, call.ends_at)
    assert await show_attendance(db, OLGA, call.key, now) == before


async def test_a_file_that_came_while_a_name_was_linked_is_the_names_after_the_undo(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    linked = await link_name(db, OLGA, "Neha", ANA, call.ends_at)
    await imported(db, call, Came("Neha", 0, 50))
    assert await ledger_of(db, call) == [Line("Ana", "import", 0, 50)]
    await unlink_name(db, OLGA, linked.name.id, linked.owner.id, call.ends_at)
    assert await ledger_of(db, call) == [Line("Neha", "import", 0, 50)]


async def test_the_same_export_again_changes_nothing(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await check_in(db, ANA, call.id, "button", call.starts_at + 9 * MINUTE)
    came = Came("Ana", 0, 20, "ana@example.org"), Came("Ana", 30, 45), Came("Neha", 0, 50)
    await imported(db, call, *came)
    apart = "audit", "imports", "outbox"
    before = await _without(db, *apart)
    await imported(db, call, *came)
    assert await _without(db, *apart) == before
    lines = [Line("Ana", "button", 9, 35), Line("Neha", "import", 0, 50)]
    assert await ledger_of(db, call) == lines


async def test_the_same_export_again_does_not_mix_up_two_of_one_name(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    for _ in range(2):
        await imported(db, call, Came("Neha", 0, 50), Came("Neha", 5, 17), answers=("1",))
        lines = [Line("Neha", "import", 0, 50), Line("Neha", "import", 5, 12)]
        assert await ledger_of(db, call) == lines


async def test_the_same_export_again_knows_two_of_one_name_who_were_linked(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    came = Came("Neha", 0, 50), Came("Neha", 5, 17)
    await imported(db, call, *came, answers=("1",))
    for name, owner in zip(await offer_names(db, OLGA, "Neha"), (ANA, BEN), strict=True):
        await link_name(db, OLGA, name.key, owner, call.ends_at)
    before = await ledger_of(db, call)
    assert {line.name for line in before} == {"Ana", "Ben"}
    await imported(db, call, *came, answers=("1",))
    assert await ledger_of(db, call) == before


async def test_somebody_who_came_back_by_another_name_of_theirs_is_no_two_people(
    db: Database, here: Community, now: datetime
) -> None:
    first, second = await a_call(db, now), await a_call(db, now)
    came = Came("Ana", 0, 20), Came("anas-phone", 30, 45)
    for who in (ANA, BEN):
        await check_in(db, who, first.id, "button", first.starts_at)
    await imported(db, first, *came)
    await link_name(db, OLGA, "anas-phone", ANA, first.ends_at)
    await imported(db, second, *came)
    assert await ledger_of(db, second) == [Line("Ana", "import", 0, 20)]
    assert len(await rows(db, "people")) == 3
