"""Being at meetings: voice channels, files, and the ledger that follows, in minutes after the start
of a meeting."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, text

from sigbot.domain.attendance_files.drafting import Draft
from sigbot.domain.attendance_files.reviews import ImportReview, Written
from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting
from sigbot.domain.voice import Heard, VoiceMeeting
from sigbot.runtime.heavy import compute_in_thread as compute
from sigbot.services import imports, voice
from sigbot.store import ledger
from sigbot.store.database import Database, Tx
from tests.services.world import DAY, MINUTE, OLGA, everything, meeting_at, rows

CHANNEL = 123_456_789_012_345_678
HEADER = ("Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)")
ZOOM, EUROPEAN = "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %H:%M"
"""Ways in which moments are written; only AM and PM tell for sure that the month is first."""

SQLITE_POISON = """CREATE TRIGGER poison BEFORE INSERT ON people WHEN NEW.name = 'Poison'
BEGIN SELECT RAISE(ABORT, 'refused on purpose'); END"""
POSTGRESQL_FUNCTION = """CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'refused on purpose'; END $$"""
POSTGRESQL_POISON = """CREATE TRIGGER poison BEFORE INSERT ON people FOR EACH ROW
WHEN (NEW.name = 'Poison') EXECUTE FUNCTION poison()"""

_numbers = count()


@dataclass(frozen=True, slots=True)
class Came:
    """A row of a file."""

    name: str
    start: int
    end: int
    email: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger."""

    name: str
    source: str
    start: int
    minutes: int | None = None


async def a_call(db: Database, now: datetime, **more: str) -> Meeting:
    """An hour long, tomorrow at this time."""
    return await meeting_at(db, now + DAY, now, **more)


def in_channel(meeting: Meeting, community_id: int = 1) -> VoiceMeeting:
    return VoiceMeeting(
        id=meeting.id,
        community_id=community_id,
        guild_id=OLGA.guild_id,
        channel_id=CHANNEL,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
    )


async def stays(db: Database, meeting: Meeting, who: Actor, start: float, end: float) -> None:
    """Somebody is in the channel of a meeting for a while."""
    room, heard = in_channel(meeting), Heard(who.discord_id, who.name)
    for at, here in ((start, True), (end, False)):
        await voice.note_move(db, room, heard, meeting.starts_at + at * MINUTE, here=here)


def file_of(
    meeting: Meeting, *came: Came, clock: str = ZOOM, start: datetime | None = None
) -> bytes:
    """As Zoom writes it, by a clock that shows the meeting's zone; of another start than the
    meeting's, if wanted."""
    begins = start or meeting.wall

    def stamp(minutes: int) -> str:
        return f"{begins + timedelta(minutes=minutes):{clock}}"

    out = io.StringIO()
    lines = [(one.name, one.email, stamp(one.start), stamp(one.end), "") for one in came]
    csv.writer(out).writerows([HEADER, *lines])
    return out.getvalue().encode()


async def read(db: Database, meeting: Meeting, data: bytes) -> Draft:
    reader = await imports.prepare_import(db, OLGA, meeting.key, meeting.ends_at)
    return await reader.read(data, compute)


async def reviewed(
    db: Database, meeting: Meeting, data: bytes, *answers: str, now: datetime | None = None
) -> ImportReview:
    """A file under review; what it asks is answered. Its digest is always another, as that of a
    fresh export."""
    draft = await read(db, meeting, data)
    digest = f"export {next(_numbers)}"
    at = now or meeting.ends_at
    review = await imports.open_import(db, OLGA, meeting, digest, draft, at)
    for value in answers:
        assert review.question is not None
        review = await imports.answer_import(db, OLGA, review.id, review.question.key, value, at)
    return review


def new_names(review: ImportReview) -> list[str]:
    return [person.name for person in review.new]


async def confirmed(db: Database, review: ImportReview, now: datetime) -> Written:
    """Confirm is pressed, and the bot writes part by part."""
    while True:
        done = await imports.write_import(db, OLGA, review.id, review.known, now)
        assert isinstance(done, Written)
        if done.is_complete:
            return done


async def imported(
    db: Database, meeting: Meeting, *came: Came, answers: tuple[str, ...] = ()
) -> None:
    review = await reviewed(db, meeting, file_of(meeting, *came), *answers)
    assert review.question is None
    await confirmed(db, review, meeting.ends_at)


async def ledger_of(db: Database, meeting: Meeting) -> list[Line]:
    """In the order of the names."""
    named = {row["id"]: row["name"] for row in await rows(db, "people")}
    lines = [
        Line(
            named[row["person_id"]],
            row["source"],
            int((row["checked_in_at"] - meeting.starts_at) / MINUTE),
            row["minutes"],
        )
        for row in await rows(db, "attendances")
        if row["meeting_id"] == meeting.id
    ]
    return sorted(lines, key=lambda line: (line.name, line.start))


async def check_ledger(db: Database) -> None:
    """The ledger is what follows from all that is known, and nothing else."""
    before = await rows(db, "attendances")
    owners = [row["id"] for row in await rows(db, "people") if row["same_as"] is None]
    for meeting in await rows(db, "meetings"):
        async with db.write() as tx:
            await ledger.settle(tx, meeting["id"], owners)
    assert await rows(db, "attendances") == before


@asynccontextmanager
async def unchanged(db: Database) -> AsyncIterator[None]:
    """Whatever is done inside, not one row changes."""
    before = await everything(db)
    yield
    assert await everything(db) == before


async def refuse_poison(db: Database) -> None:
    """From now on the database itself refuses whoever is called Poison."""
    postgresql = (POSTGRESQL_FUNCTION, POSTGRESQL_POISON)
    async with db.write() as tx:
        for statement in (SQLITE_POISON,) if db.is_sqlite else postgresql:
            await tx.execute(text(statement))


@asynccontextmanager
async def held(another: Database, meeting: Meeting) -> AsyncIterator[Tx]:
    """Another process changes what is known of this meeting, and is not yet done."""
    async with another.write() as tx:
        await tx.execute(select(1))  # a transaction begins with its first statement
        await ledger.lock_meeting(tx, meeting.id)
        yield tx


async def begun(holding: Tx, *work: Coroutine[Any, Any, object]) -> list[asyncio.Task[object]]:
    """On PostgreSQL: each is begun when the one before it waits for a lock, as the last does then.
    `holding` has what they wait for."""
    tasks: list[asyncio.Task[object]] = []
    for one in work:
        tasks.append(asyncio.create_task(one))
        for _ in range(200):
            waiting = await holding.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
            if waiting == len(tasks) or tasks[-1].done():
                break
            await asyncio.sleep(0.005)
    return tasks
