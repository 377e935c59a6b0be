"""The worst that communities can do at once, while a neighbour checks in every 50 ms.

Six communities ask for rotations of 300 people with different hours, two at a time. Meanwhile the
bot does upkeep: it follows new zone rules, extends series and forgets old reviews, one step after
the other as its timer does, but without the rests. The organizers of a seventh community import a
file, compile a report and export their attendance, one after the other, again and again. Whatever
finds the database busy counts as refused.
"""

import asyncio
import csv
import gc
import io
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session, SessionTransaction

from benchmarks.communities_fill import MODEL_GUILD, know_tables, organizer_of
from benchmarks.rotation_answer import suggest
from sigbot.domain.attendance import Source
from sigbot.domain.attendance_files import Written
from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import StoreBusyError
from sigbot.domain.series import HORIZON
from sigbot.runtime.heavy import HeavyWork, compute_in_process
from sigbot.services import imports
from sigbot.services.attendance import exported_attendance
from sigbot.services.checkins import CheckInDesk, Press
from sigbot.services.clocks import follow_next
from sigbot.services.reports import compile_period
from sigbot.services.series import extend_next
from sigbot.store.database import Database
from sigbot.store.rows.attendance import AttendanceRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow

ASKING, ATTENDANCES, IMPORTED = 6, 20_000, 5_000
MOVED = 500
"""Communities whose meetings move by an hour with the new rules."""

EVERY_S, BEAT_S = 0.05, 0.005
NEW_RULES = "new rules"
HEADER = ("Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)")

doing: ContextVar[str] = ContextVar("doing", default="check-ins")
"""What the running task does, by which the time of its transactions is noted."""


Steps = dict[str, Callable[[], Awaitable[object]]]


@dataclass(frozen=True, slots=True, order=True)
class Took:
    """How long something took, and how long the loop computed meanwhile, in milliseconds."""

    ms: float
    computed_ms: float

    def __str__(self) -> str:
        return f"{self.ms:.0f} ({self.computed_ms:.0f})"


@dataclass(frozen=True, slots=True)
class Begun:
    """When something began, by the clock and by the time that the running thread has computed."""

    at: float = field(default_factory=time.perf_counter)
    computed: float = field(default_factory=time.thread_time)

    def took(self) -> Took:
        computed = time.thread_time() - self.computed
        return Took(1_000 * (time.perf_counter() - self.at), 1_000 * computed)


@dataclass(slots=True)
class Watch:
    """What was seen while the worst was done."""

    answers: list[Took] = field(default_factory=list)
    refused: int = 0
    writers: defaultdict[str, list[Took]] = field(default_factory=lambda: defaultdict(list))
    stalls: list[Took] = field(default_factory=list)
    open: dict[Session, Begun] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        ranked = sorted(answer.ms for answer in self.answers)
        return {
            "writer_ms": max(max(times).ms for times in self.writers.values()),
            "stall_ms": max(self.stalls).ms - 1_000 * BEAT_S,
            "refused": self.refused,
            "p99_ms": ranked[int(0.99 * (len(ranked) - 1))],
        }

    def told(self) -> str:
        """Return a line for each kind of work: how often, and what took longest.

        Beside each time is how long the loop computed meanwhile: on a busy machine it waits.
        """
        kinds = {**self.writers, "(stalls)": self.stalls, "(answers)": self.answers}
        lines = ["milliseconds, and in brackets those that the loop computed"]
        for name, times in sorted(kinds.items()):
            longest = sorted(times, reverse=True)[:4]
            computed = max(times, key=lambda took: took.computed_ms)
            listed = ", ".join(map(str, longest))
            lines.append(f"{name:12} {len(times):>5} times, longest {listed}; computed {computed}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Worst:
    """Whose work is heavy: the neighbour's meeting, the meeting in MODEL_GUILD at which many were,
    and the first and the last id of the communities whose meetings move."""

    neighbour: Meeting
    meeting_id: int
    moving: tuple[int, int]


async def worst(db: Database, busy: Worst, now: datetime) -> dict[str, float]:
    """Do the worst; return the figures."""
    watch, heavy = Watch(), HeavyWork()
    meeting = await _attend(db, busy.meeting_id, now)
    await know_tables(db)
    await _let_meetings_move(db, *busy.moving)
    rotating = [_named("rotations", partial(_rotate, heavy, guild)) for guild in range(ASKING)]
    # As the bot does when it has started: garbage collection would look at all modules again.
    gc.collect()
    gc.freeze()
    async with _watched(db, watch):
        done = asyncio.gather(*rotating)
        upkeep: Steps = {
            "zone rules": partial(follow_next, db, NEW_RULES, now),
            "series": partial(extend_next, db, now + HORIZON),
            "reviews": partial(imports.forget_reviews, db, now),
        }
        seventh: Steps = {
            "import": partial(_import, db, meeting, now, count(1)),
            "report": partial(_report, db, now),
            "export": partial(_export, db, now),
        }
        working = [asyncio.create_task(_repeat(watch, done, steps)) for steps in (upkeep, seventh)]
        beating = asyncio.create_task(_beat(watch))
        await _press(db, busy.neighbour, watch, done)
        await asyncio.gather(*working)
        beating.cancel()
    print(watch.told())
    return watch.figures()


async def _named(name: str, work: Callable[[], Awaitable[object]]) -> None:
    doing.set(name)
    await work()


async def _repeat(watch: Watch, end: "asyncio.Future[Any]", steps: Steps) -> None:
    """Do one step after the other, and all of them again and again until `end`."""
    while not end.done():
        for name, work in steps.items():
            try:
                await _named(name, work)
            except StoreBusyError:
                watch.refused += 1
            await asyncio.sleep(0)


@asynccontextmanager
async def _watched(db: Database, watch: Watch) -> AsyncIterator[None]:
    """Note how long transactions that write last."""

    def begun(session: Session, _transaction: object, connection: Any) -> None:
        if connection.engine is db._writer.sync_engine:  # noqa: SLF001
            watch.open[session] = Begun()

    def ended(session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None and session in watch.open:
            watch.writers[doing.get()].append(watch.open.pop(session).took())

    event.listen(Session, "after_begin", begun)
    event.listen(Session, "after_transaction_end", ended)
    try:
        yield
    finally:
        event.remove(Session, "after_begin", begun)
        event.remove(Session, "after_transaction_end", ended)


async def _attend(db: Database, meeting_id: int, now: datetime) -> MeetingRow:
    """Let many people have been at a meeting, two hours ago; return it."""
    async with db.write() as tx:
        meeting = await tx.get_one(MeetingRow, meeting_id)
        meeting.starts_at = now - timedelta(hours=2)
        people = [
            {
                "community_id": meeting.community_id,
                "discord_id": 10_000 + n,
                "name": f"Person {n}",
                "created_at": now,
            }
            for n in range(ATTENDANCES)
        ]
        await tx.execute(insert(PersonRow), people)
        own = PersonRow.community_id == meeting.community_id
        rows = [
            {
                "meeting_id": meeting.id,
                "person_id": person_id,
                "source": Source.BUTTON,
                "checked_in_at": meeting.starts_at,
            }
            for person_id in await tx.scalars(select(PersonRow.id).where(own))
        ]
        await tx.execute(insert(AttendanceRow), rows)
        return meeting


async def _let_meetings_move(db: Database, first: int, last: int) -> None:
    """Give meetings of communities another instant than the rules of their zone say."""
    async with db.read() as tx:
        of_them = MeetingRow.community_id.between(first, last)
        rows = await tx.execute(select(MeetingRow.id, MeetingRow.starts_at).where(of_them))
        later = [{"id": row[0], "starts_at": row[1] + timedelta(hours=1)} for row in rows]
    async with db.write() as tx:
        await tx.execute(update(MeetingRow), later)


async def _press(
    db: Database, meeting: Meeting, watch: Watch, done: "asyncio.Future[list[None]]"
) -> None:
    """Check somebody in every 50 ms until everything else is done."""
    desk, number = CheckInDesk(db), 0
    answering: set[asyncio.Task[None]] = set()

    async def check_in(person: int) -> None:
        actor, began = Actor(1, 100 + person, f"P{person}"), Begun()
        try:
            await desk.check_in(Press(actor, meeting.id, Source.BUTTON, meeting.starts_at))
        except StoreBusyError:
            watch.refused += 1
        watch.answers.append(began.took())

    while not done.done():
        number += 1
        answering.add(asyncio.create_task(check_in(number)))
        await asyncio.sleep(EVERY_S)
    await asyncio.gather(*answering)


async def _beat(watch: Watch) -> None:
    """Note by how much the loop is late."""
    while True:
        began = Begun()
        await asyncio.sleep(BEAT_S)
        watch.stalls.append(began.took())


async def _report(db: Database, now: datetime) -> None:
    await compile_period(db, organizer_of(MODEL_GUILD), "this half", now)


async def _export(db: Database, now: datetime) -> None:
    _, lines = await exported_attendance(db, organizer_of(MODEL_GUILD), None, None, now)
    async for _ in lines:
        pass


async def _import(db: Database, meeting: MeetingRow, now: datetime, numbers: "count[int]") -> None:
    """Import a file of people who were not there before, as `/attendance import` does."""
    organizer, number = organizer_of(MODEL_GUILD), next(numbers)
    reader = await imports.prepare_import(db, organizer, f"m{meeting.id}", now)
    data = _file(meeting, number)
    draft = await reader.read(data, compute_in_process)
    digest = imports.digest_of(data)
    review = await imports.open_import(db, organizer, reader.meeting, digest, draft, now)
    while True:
        done = await imports.write_import(db, organizer, review.id, review.known, now)
        assert isinstance(done, Written)
        if done.is_complete:
            return


def _file(meeting: MeetingRow, number: int) -> bytes:
    """Return an attendance file as Zoom writes it."""
    join, leave = [
        f"{meeting.starts_at + timedelta(minutes=minute):%m/%d/%Y %I:%M:%S %p}"
        for minute in (5, 55)
    ]
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(HEADER)
    for person in range(IMPORTED):
        name, email = f"Guest {number}-{person}", f"guest{number}-{person}@example.org"
        lines.writerow((name, email, join, leave, "50"))
    return out.getvalue().encode()


async def _tell(_place: int) -> None:
    return


async def _rotate(heavy: HeavyWork, guild_id: int) -> None:
    async with heavy.turn(1_000_000 + guild_id, _tell) as compute:
        await suggest(compute, guild_id)
