"""Check people in, many in one transaction: a thousand people may press in the same second."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.community import Actor, Community, check_member
from sigbot.domain.meetings import (
    Answer,
    Meeting,
    check_any_open,
    check_can_answer,
    check_in_window,
)
from sigbot.domain.members import Name
from sigbot.domain.refusals import (
    NotFoundError,
    NothingToChangeError,
    RefusedError,
    StoreBusyError,
    TakenOffError,
)
from sigbot.services.access import community_of, find_meeting, person_behind
from sigbot.services.announcements import refresh_card
from sigbot.services.reminders import schedule_direct_reminders
from sigbot.store import answers, audit, ledger, meetings, namesakes, newcomers
from sigbot.store.database import Database, Tx
from sigbot.store.patience import AN_ANSWER_S, PATIENCE_S, answer_by, answer_due

LOOK_BACK = timedelta(hours=14)
"""A meeting whose check-in may still be open started within this time."""

LARGEST_BATCH = 1_000
SHORTEST_WAIT_S = 0.25
"""Who can wait no longer than this is told at once that the database is busy."""


@dataclass(frozen=True, slots=True, eq=False)
class Press:
    """A press by which a person checks in to a meeting, by button or by code; `at` is UTC."""

    actor: Actor
    meeting_id: int
    source: Source
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A check-in that was recorded; `first` is False when the actor had checked in before.

    Who is on the list from a file or by an organizer has not checked in.

    `namesake` is a guest of the actor's name, who may be the same person.
    """

    meeting: Meeting
    first: bool
    namesake: Name | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A check-in that was taken back; the person is `still_there` if another source saw them."""

    meeting: Meeting
    still_there: bool


Outcome = CheckedIn | RefusedError


async def open_meetings(db: Database, actor: Actor, now: datetime) -> list[Meeting]:
    """Return the meetings that are open for check-in.

    Where none is, raises TooLateError for the last meeting or TooEarlyError for the next one,
    whichever is nearer, and NothingToCheckInError without any.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        nearby = await meetings_around(tx, community, now)
        check_any_open(nearby, now)
        return [meeting for meeting in nearby if meeting.is_open(now)]


async def meetings_around(tx: Tx, community: Community, now: datetime) -> list[Meeting]:
    """Return the meetings whose check-in may be open, and the next ones."""
    return await meetings.meetings_after(tx, community.id, now - LOOK_BACK, limit=50)


async def open_in(tx: Tx, community: Community, now: datetime) -> list[Meeting]:
    """Return the meetings of a community that are open for check-in."""
    nearby = await meetings_around(tx, community, now)
    return [meeting for meeting in nearby if meeting.is_open(now)]


async def check_in_all(db: Database, presses: Sequence[Press]) -> dict[Press, Outcome]:
    """Record presses in one transaction, and return what became of each.

    When one press is refused, the others are recorded all the same. Raises StoreBusyError when
    nothing was recorded.

    Add new people first, then lock the meetings in the order of their ids. All transactions keep
    to this order, so that they do not wait for each other forever.
    """
    together: defaultdict[tuple[int, int], list[Press]] = defaultdict(list)
    for press in presses:
        together[press.meeting_id, press.actor.guild_id].append(press)
    async with db.write() as tx:
        sorted_out = [await _sort_out(tx, pressed) for _, pressed in sorted(together.items())]
        accepted = [crowd for crowd, _ in sorted_out if crowd]
        people = await _meet_all(tx, accepted)
        outcomes: dict[Press, Outcome] = {}
        for _, refused in sorted_out:
            outcomes |= refused
        for crowd in accepted:
            outcomes |= await _record(tx, crowd, people[crowd.community.id])
    return outcomes


async def take_back(
    db: Database, actor: Actor, meeting_id: int, now: datetime, *, cant: bool = True
) -> TakenBack:
    """Take the actor's own check-in to a meeting back, and with `cant` keep that they can't come.

    Raises NothingToChangeError for a person who has not checked in, and MeetingCancelledError.
    With `cant` raises MeetingOverError once the meeting has ended, else TooLateError once check-in
    is closed.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        meeting = await find_meeting(tx, community.id, f"m{meeting_id}", now)
        (check_can_answer if cant else check_in_window)(meeting, now)
        person = await person_behind(tx, community, actor, now)
        await ledger.lock_meeting(tx, meeting.id)
        if not await ledger.forget_own(tx, meeting.id, person.id):
            raise NothingToChangeError
        there = await ledger.settle(tx, meeting.id, [person.id])
        if cant:
            await answers.set_answer(tx, meeting.id, person.id, Answer.CANT, now)
        await schedule_direct_reminders(tx, [meeting.id], person.id, now)
        audit.record(tx, community.id, actor, "attendance.takeback", meeting.key, now)
        await refresh_card(tx, community.id, meeting.id, now)
        return TakenBack(meeting, still_there=bool(there))


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Presses for one meeting that can be recorded: by members, while check-in was open."""

    community: Community
    meeting: Meeting
    presses: Sequence[Press]


async def _sort_out(tx: Tx, presses: Sequence[Press]) -> tuple[_Crowd | None, dict[Press, Outcome]]:
    """Return the presses for one meeting that can be recorded, and the refusals of the rest."""
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
    """Return press → refusal for the presses that `check` refuses."""
    outcomes: dict[Press, Outcome] = {}
    for press in presses:
        try:
            check(press)
        except RefusedError as refusal:
            outcomes[press] = refusal
    return outcomes


async def _meet_all(tx: Tx, crowds: Sequence[_Crowd]) -> dict[int, dict[int, int]]:
    """Add people who are new; return community id → Discord id → person id."""
    names: defaultdict[int, dict[int, str]] = defaultdict(dict)
    accounts: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for crowd in crowds:
        names[crowd.community.id] |= {p.actor.discord_id: p.actor.name for p in crowd.presses}
        accounts[crowd.community.id] |= {p.actor.discord_id: p.actor.account for p in crowd.presses}
    now = max((press.at for crowd in crowds for press in crowd.presses), default=None)
    return {
        community_id: await newcomers.meet_people(
            tx, community_id, called, now, accounts[community_id]
        )
        for community_id, called in sorted(names.items())
        if now is not None
    }


async def _record(tx: Tx, crowd: _Crowd, people: Mapping[int, int]) -> dict[Press, Outcome]:
    community, meeting = crowd.community, crowd.meeting
    await ledger.lock_meeting(tx, meeting.id)
    pressed = [(press, people[press.actor.discord_id]) for press in crowd.presses]
    before, there = await _see(tx, meeting, pressed)
    called = {person: press.actor.name for press, person in pressed if person in there}
    alike = await namesakes.namesakes(tx, community.id, meeting.id, called)
    outcomes: dict[Press, Outcome] = {}
    fresh: list[Actor] = []
    for press, person in pressed:
        if person not in there:
            outcomes[press] = TakenOffError()
            continue
        outcomes[press] = CheckedIn(meeting, person not in before, alike.get(person))
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
    """Keep sightings of those who pressed, and work the ledger out again.

    `pressed` is (press, person id). Return who of them had checked in before, and who is on
    the list now.
    """
    seen: dict[tuple[int, Source], datetime] = {}
    for press, person in pressed:
        known_at = seen.get((person, press.source), press.at)
        seen[person, press.source] = min(known_at, press.at)
    sightings = [(person, Sighting(source, at)) for (person, source), at in seen.items()]
    count = Counter(person for person, _ in sightings)
    known = await ledger.known_of(tx, meeting.id, count)
    known |= {person for person, sources in count.items() if sources > 1}
    first = [pair for pair in sightings if pair[0] not in known]
    await ledger.see_first(tx, meeting.id, first)
    before: set[int] = set()
    there = {person for person, _ in first}
    if known:
        before = await ledger.checked_in(tx, meeting.id, known)
        await ledger.see(tx, meeting.id, [pair for pair in sightings if pair[0] in known])
        there |= await ledger.settle(tx, meeting.id, known)
    return before, there


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """A press that is not recorded yet; its answer is `due` by the loop's clock."""

    press: Press
    done: "asyncio.Future[CheckedIn]"
    due: float


class CheckInDesk:
    """Collects presses and records them in batches (group commit).

    Presses that arrive while a batch is committed become the next batch: many share one commit, and
    nobody waits for a timer. A person gets an answer when their press is safely stored.

    While the database is busy, a batch is tried as long as the first of its people can wait. Who
    cannot wait any longer is told so, and the others are in the next batch.

    `notify` is called after a batch, as there may be rows in the outbox.
    """

    def __init__(self, db: Database, notify: Callable[[], None] = lambda: None) -> None:
        self._db = db
        self._notify = notify
        self._waiting: list[_Waiting] = []
        self._work: asyncio.Task[None] | None = None

    async def check_in(self, press: Press) -> CheckedIn:
        """Record a press. Raises the refusals of the check-in window, and StoreBusyError."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[CheckedIn] = loop.create_future()
        # Who is answered last waits the least for the database.
        usual = loop.time() + PATIENCE_S - AN_ANSWER_S * len(self._waiting)
        self._waiting.append(_Waiting(press, done, min(answer_due(), usual)))
        if self._work is None:
            # In a context of its own: the patience of a batch is not that of this press.
            self._work = asyncio.create_task(self._commit_all(), context=Context())
        return await done

    async def _commit_all(self) -> None:
        while self._waiting:
            batch = self._waiting[:LARGEST_BATCH]
            del self._waiting[:LARGEST_BATCH]
            outcomes = await self._commit(batch)
            self._waiting[:0] = [waiting for waiting in batch if waiting not in outcomes]
            for waiting, outcome in outcomes.items():
                _tell(waiting.done, outcome)
        self._work = None
        self._notify()

    async def _commit(self, batch: Sequence[_Waiting]) -> dict[_Waiting, Outcome | Exception]:
        """Record a batch and return what became of each press; those left out can wait longer.

        Split a batch that fails until only the presses that fail are left; the rest is recorded.
        """
        try:
            outcomes = await self._record(batch)
        except StoreBusyError as busy:
            soon = asyncio.get_running_loop().time() + SHORTEST_WAIT_S
            return {waiting: busy for waiting in batch if waiting.due <= soon}
        except Exception as error:  # noqa: BLE001  (handed to whoever waits for it)
            if len(batch) == 1:
                return {batch[0]: error}
            half = len(batch) // 2
            return await self._commit(batch[:half]) | await self._commit(batch[half:])
        return {waiting: outcomes[waiting.press] for waiting in batch}

    async def _record(self, batch: Sequence[_Waiting]) -> dict[Press, Outcome]:
        """Record a batch, with the patience of the first who has to be answered."""
        first = min(waiting.due for waiting in batch)
        answer_by(lambda: first)
        return await check_in_all(self._db, [waiting.press for waiting in batch])


def _tell(done: "asyncio.Future[CheckedIn]", outcome: CheckedIn | Exception) -> None:
    if done.cancelled():
        return
    if isinstance(outcome, CheckedIn):
        done.set_result(outcome)
    else:
        done.set_exception(outcome)
