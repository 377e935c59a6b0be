"""Checking in: many in one transaction, as a thousand people may press in the same second."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.community import Actor, Community, check_member
from sigbot.domain.meetings import Meeting, check_in_window
from sigbot.domain.refusals import (
    NotFoundError,
    NothingToCheckInError,
    RefusedError,
    StoreBusyError,
    TakenOffError,
)
from sigbot.services.access import community_of
from sigbot.services.announcements import refresh_card
from sigbot.store import audit, ledger, meetings, members
from sigbot.store.database import Database, Tx

LOOK_BACK = timedelta(hours=14)
"""A meeting that can still be open started no longer ago than this."""

LARGEST_BATCH = 1_000
PATIENCE_S = 1.3


@dataclass(frozen=True, slots=True, eq=False)
class Press:
    """Somebody says that they are there, by button or by code."""

    actor: Actor
    meeting_id: int
    source: Source
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """`first` is False when the actor was checked in already; that is no error."""

    meeting: Meeting
    first: bool


Outcome = CheckedIn | RefusedError


async def open_meetings(db: Database, actor: Actor, now: datetime) -> list[Meeting]:
    """The meetings that are open for check-in, at least one. Raises NothingToCheckInError."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        open_now = await open_in(tx, community, now)
        if not open_now:
            raise NothingToCheckInError
        return open_now


async def open_in(tx: Tx, community: Community, now: datetime) -> list[Meeting]:
    """The meetings of a community that are open for check-in."""
    nearby = await meetings.meetings_after(tx, community.id, now - LOOK_BACK, limit=50)
    return [meeting for meeting in nearby if meeting.is_open(now)]


async def check_in_all(db: Database, presses: Sequence[Press]) -> dict[Press, Outcome]:
    """Record presses in one transaction, and what became of each: a refusal of one does not touch
    another. Raises StoreBusyError when nothing was recorded.

    People are met first, and then one meeting after the other is locked, in the order that
    everybody keeps to.
    """
    together: defaultdict[tuple[int, int], list[Press]] = defaultdict(list)
    for press in presses:
        together[press.meeting_id, press.actor.guild_id].append(press)
    async with db.write() as tx:
        sorted_out = [await _sort_out(tx, pressed) for _, pressed in sorted(together.items())]
        accepted = [one for one, _ in sorted_out if one]
        people = await _meet_all(tx, accepted)
        outcomes: dict[Press, Outcome] = {}
        for _, refused in sorted_out:
            outcomes |= refused
        for crowd in accepted:
            outcomes |= await _record(tx, crowd, people[crowd.community.id])
    return outcomes


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Presses that are right: by people of the community, in time."""

    community: Community
    meeting: Meeting
    presses: Sequence[Press]


async def _sort_out(tx: Tx, presses: Sequence[Press]) -> tuple[_Crowd | None, dict[Press, Outcome]]:
    """Those to one meeting that can be recorded, and the refusals of the others."""
    outcomes = _refused(presses, lambda press: check_member(press.actor))
    accepted = [press for press in presses if press not in outcomes]
    if not accepted:
        return None, outcomes
    first = accepted[0]
    try:
        community = await community_of(tx, first.actor)
        meeting = await meetings.meeting_alone(tx, community.id, first.meeting_id)
        if meeting is None:
            raise NotFoundError("meeting", f"m{first.meeting_id}")
    except RefusedError as refusal:
        return None, outcomes | dict.fromkeys(accepted, refusal)
    outcomes |= _refused(accepted, lambda press: check_in_window(meeting, press.at))
    accepted = [press for press in accepted if press not in outcomes]
    return (_Crowd(community, meeting, accepted) if accepted else None), outcomes


def _refused(presses: Iterable[Press], check: Callable[[Press], None]) -> dict[Press, Outcome]:
    outcomes: dict[Press, Outcome] = {}
    for press in presses:
        try:
            check(press)
        except RefusedError as refusal:
            outcomes[press] = refusal
    return outcomes


async def _meet_all(tx: Tx, crowds: Sequence[_Crowd]) -> dict[int, dict[int, int]]:
    """By community and Discord id: the person."""
    names: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for crowd in crowds:
        names[crowd.community.id] |= {p.actor.discord_id: p.actor.name for p in crowd.presses}
    now = max((press.at for crowd in crowds for press in crowd.presses), default=None)
    return {
        community_id: await members.meet_people(tx, community_id, called, now)
        for community_id, called in sorted(names.items())
        if now is not None
    }


async def _record(tx: Tx, crowd: _Crowd, people: Mapping[int, int]) -> dict[Press, Outcome]:
    community, meeting = crowd.community, crowd.meeting
    await ledger.lock_meeting(tx, meeting.id)
    pressed = [(press, people[press.actor.discord_id]) for press in crowd.presses]
    before, there = await _see(tx, meeting, pressed)
    outcomes: dict[Press, Outcome] = {}
    fresh: list[Actor] = []
    for press, person in pressed:
        if person not in there:
            outcomes[press] = TakenOffError()
            continue
        outcomes[press] = CheckedIn(meeting, first=person not in before)
        if person not in before:
            before.add(person)
            fresh.append(press.actor)
    now = max(press.at for press in crowd.presses)
    await audit.record_all(tx, community.id, fresh, "attendance.checkin", meeting.key, now)
    if fresh:
        await refresh_card(tx, community.id, meeting.id, now)
    return outcomes


async def _see(
    tx: Tx, meeting: Meeting, pressed: Sequence[tuple[Press, int]]
) -> tuple[set[int], set[int]]:
    """Who was on the list before, and who of those who pressed is on it now."""
    seen: dict[tuple[int, Source], datetime] = {}
    for press, person in pressed:
        known_at = seen.get((person, press.source), press.at)
        seen[person, press.source] = min(known_at, press.at)
    sightings = [(person, Sighting(source, at)) for (person, source), at in seen.items()]
    count = Counter(person for person, _ in sightings)
    known = await ledger.known_of(tx, meeting.id, count)
    known |= {person for person, sources in count.items() if sources > 1}
    first = [one for one in sightings if one[0] not in known]
    await ledger.see_first(tx, meeting.id, first)
    before: set[int] = set()
    there = {person for person, _ in first}
    if known:
        before = await ledger.present(tx, meeting.id, known)
        await ledger.see(tx, meeting.id, [one for one in sightings if one[0] in known])
        there |= await ledger.settle(tx, meeting.id, known)
    return before, there


class CheckInDesk:
    """Group commit. What arrives while one batch is committed is the next batch: nobody waits for a
    timer, and many share one commit. An outcome is given only when it is durable.

    `said` is called after a batch: there may be something in the outbox.
    """

    def __init__(self, db: Database, said: Callable[[], None] = lambda: None) -> None:
        self._db = db
        self._said = said
        self._waiting: list[tuple[Press, asyncio.Future[CheckedIn]]] = []
        self._work: asyncio.Task[None] | None = None

    async def check_in(self, press: Press) -> CheckedIn:
        """Raises the refusals of the check-in window, and StoreBusyError."""
        done: asyncio.Future[CheckedIn] = asyncio.get_running_loop().create_future()
        self._waiting.append((press, done))
        if self._work is None:
            self._work = asyncio.create_task(self._commit_all())
        return await done

    async def _commit_all(self) -> None:
        while self._waiting:
            batch = self._waiting[:LARGEST_BATCH]
            del self._waiting[:LARGEST_BATCH]
            outcomes = await self._commit([press for press, _ in batch])
            for press, done in batch:
                _tell(done, outcomes[press])
        self._work = None
        self._said()

    async def _commit(self, presses: Sequence[Press]) -> dict[Press, Outcome | Exception]:
        """A batch that fails is split until only what fails is left, so that the rest is kept."""
        try:
            return {**await self._patiently(presses)}
        except StoreBusyError as busy:
            return dict.fromkeys(presses, busy)
        except Exception as error:  # noqa: BLE001  (handed to whoever waits for it)
            if len(presses) == 1:
                return {presses[0]: error}
        half = len(presses) // 2
        return await self._commit(presses[:half]) | await self._commit(presses[half:])

    async def _patiently(self, presses: Sequence[Press]) -> dict[Press, Outcome]:
        """In a storm the bot's own work may hold the connection for a second: that is waited for,
        as long as people can still be answered in time."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            return await check_in_all(self._db, presses)
        except StoreBusyError:
            if loop.time() - begun > PATIENCE_S:
                raise
            return await check_in_all(self._db, presses)


def _tell(done: "asyncio.Future[CheckedIn]", outcome: CheckedIn | Exception) -> None:
    if done.cancelled():
        return
    if isinstance(outcome, CheckedIn):
        done.set_result(outcome)
    else:
        done.set_exception(outcome)
