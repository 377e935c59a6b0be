"""Checking in: many in one transaction, as a thousand people may press in the same second."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.attendance import Sighting
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


@dataclass(frozen=True, slots=True, eq=False)
class Press:
    """Somebody says that they are there; `source` is `button` or `code`."""

    actor: Actor
    meeting_id: int
    source: str
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
    another. Raises StoreBusyError when nothing was recorded."""
    together: defaultdict[tuple[int, int], list[Press]] = defaultdict(list)
    for press in presses:
        together[press.meeting_id, press.actor.guild_id].append(press)
    outcomes: dict[Press, Outcome] = {}
    async with db.write() as tx:
        for (meeting_id, _), pressed in sorted(together.items()):
            outcomes |= await _check_in_to(tx, meeting_id, pressed)
    return outcomes


async def _check_in_to(tx: Tx, meeting_id: int, presses: Sequence[Press]) -> dict[Press, Outcome]:
    outcomes = _refused(presses, lambda press: check_member(press.actor))
    accepted = [press for press in presses if press not in outcomes]
    if not accepted:
        return outcomes
    try:
        community = await community_of(tx, accepted[0].actor)
        await ledger.lock_meeting(tx, meeting_id)
        meeting = await meetings.meeting_alone(tx, community.id, meeting_id)
        if meeting is None:
            raise NotFoundError("meeting", f"m{meeting_id}")
    except RefusedError as refusal:
        return outcomes | dict.fromkeys(accepted, refusal)
    outcomes |= _refused(accepted, lambda press: check_in_window(meeting, press.at))
    accepted = [press for press in accepted if press not in outcomes]
    return outcomes | await _record(tx, community, meeting, accepted)


def _refused(presses: Iterable[Press], check: Callable[[Press], None]) -> dict[Press, Outcome]:
    outcomes: dict[Press, Outcome] = {}
    for press in presses:
        try:
            check(press)
        except RefusedError as refusal:
            outcomes[press] = refusal
    return outcomes


async def _record(
    tx: Tx, community: Community, meeting: Meeting, presses: Sequence[Press]
) -> dict[Press, Outcome]:
    """Presses that are right: by people of the community, in time."""
    if not presses:
        return {}
    now = max(press.at for press in presses)
    names = {press.actor.discord_id: press.actor.name for press in presses}
    people = await members.meet_people(tx, community.id, names, now)
    pressed = [(press, people[press.actor.discord_id]) for press in presses]
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
    await audit.record_all(tx, community.id, fresh, "attendance.checkin", meeting.key, now)
    if fresh:
        await refresh_card(tx, community.id, meeting.id, now)
    return outcomes


async def _see(
    tx: Tx, meeting: Meeting, pressed: Sequence[tuple[Press, int]]
) -> tuple[set[int], set[int]]:
    """Who was on the list before, and who of those who pressed is on it now."""
    seen = {(person, press.source): press.at for press, person in reversed(pressed)}
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
            self._said()
        self._work = None

    async def _commit(self, presses: Sequence[Press]) -> dict[Press, Outcome | Exception]:
        """A batch that fails is split until only what fails is left, so that the rest is kept. A
        busy database is asked twice."""
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
        try:
            return await check_in_all(self._db, presses)
        except StoreBusyError:
            return await check_in_all(self._db, presses)


def _tell(done: "asyncio.Future[CheckedIn]", outcome: CheckedIn | Exception) -> None:
    if done.cancelled():
        return
    if isinstance(outcome, CheckedIn):
        done.set_result(outcome)
    else:
        done.set_exception(outcome)
