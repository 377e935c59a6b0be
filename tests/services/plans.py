"""The statements that run often, and how a database answers them: is an index used?

For tests, and for the benchmark that looks at them after two years.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, event, text

from sigbot.domain.community import KEEP_YEARS
from sigbot.domain.event_steps import AskAbout
from sigbot.domain.forgetting import kept_until
from sigbot.domain.native_events import Entity, NativeEvent
from sigbot.domain.outbox import (
    AnyDue,
    Due,
    MeetingCard,
    MeetingRefresh,
    MeetingReminder,
    ReminderCorrection,
)
from sigbot.domain.refusals import RefusedError
from sigbot.services import native_events, news, outbox, personal, pulse, voice
from sigbot.services.authors import answer_author
from sigbot.services.hosts import answer_host
from sigbot.services.late_hours import freeze_next
from sigbot.services.snapshots import see_members
from sigbot.store import authors, hosts
from sigbot.store import outbox as store_outbox
from sigbot.store.database import Database
from tests.services.test_every_service import EVERYTHING, READINGS
from tests.services.world import NEWS, OLGA

GROWING = (
    "announcements",
    "attendances",
    "audit",
    "authors",
    "changed_answers",
    "consents",
    "journal_items",
    "journal_search",
    "hosts",
    "late_hours",
    "meetings",
    "native_events",
    "notices",
    "outbox",
    "own_names",
    "people",
    "presences",
    "release_numbers",
    "releases",
    "rsvps",
    "sightings",
)
"""Tables with rows of all communities, for ever or for years."""

TOMORROWS = 2
"""The meeting that is tomorrow."""

STATEMENT = re.compile(r"SELECT|UPDATE|DELETE|WITH")
ON_SQLITE = re.compile(r"^SCAN (\w+)")
ON_POSTGRESQL = re.compile(r"Seq Scan on (\w+)")
INDEX = re.compile(r"(?:INDEX|Scan using|Index Scan on) (\w+)")


Statements = Mapping[str, Any]
"""SQL → parameters with which it ran."""


@contextmanager
def noted(db: Database) -> Iterator[Statements]:
    """Note the statements that run: all that read, and those that look for what they change."""
    statements: dict[str, Any] = {}

    def note(statement: str, parameters: Any) -> None:
        if STATEMENT.match(statement):
            single = parameters[0] if isinstance(parameters, list) else parameters
            statements.setdefault(statement, single)

    with _heard(db, note):
        yield statements


@contextmanager
def asked(db: Database) -> Iterator[list[str]]:
    """Note every statement that runs, in order."""
    statements: list[str] = []
    with _heard(db, lambda statement, _: statements.append(statement)):
        yield statements


@contextmanager
def _heard(db: Database, note: Callable[[str, Any], None]) -> Iterator[None]:
    """Call `note` with each statement that runs, and its parameters."""
    # On PostgreSQL all engines are made of the one that writes, and tell what it is told.
    engines = {db._writer.sync_engine} | ({db._reader.sync_engine} if db.is_sqlite else set())

    def hear(_c: Connection, _cu: object, statement: str, parameters: Any, *_: object) -> None:
        note(statement, parameters)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", hear)


async def plans_of(
    db: Database, statements: Statements, *, for_size: bool = False
) -> dict[str, list[str]]:
    """Return statement → the lines of its plan.

    PostgreSQL reads a table from end to end only if it has to, however small the table is; with
    `for_size`, as it does for tables of this size.
    """
    plans: dict[str, list[str]] = {}
    async with db.read() as tx:
        connection = await tx.connection()
        if not db.is_sqlite and not for_size:
            await tx.execute(text("SET LOCAL enable_seqscan = off"))
        for statement, parameters in statements.items():
            head = "EXPLAIN QUERY PLAN " if db.is_sqlite else "EXPLAIN (COSTS OFF) "
            rows = await connection.exec_driver_sql(head + statement, parameters)
            plans[" ".join(statement.split())] = [str(row[-1]) for row in rows]
    return plans


def scans(plans: Mapping[str, list[str]]) -> dict[str, str]:
    """Return statement → table, for those that read a growing table from end to end."""
    found: dict[str, str] = {}
    for statement, lines in plans.items():
        for line in lines:
            match = ON_SQLITE.search(line) or ON_POSTGRESQL.search(line)
            if match and match[1] in GROWING:
                found[statement] = match[1]
    return found


def indexes(lines: Sequence[str]) -> set[str]:
    """Return the names of the indexes that a plan uses."""
    return {match[1] for line in lines for match in INDEX.finditer(line)}


async def ask_everything(db: Database, now: datetime) -> None:
    """Ask all services, do what upkeep does, and send what is due, in a database that is
    `furnished`."""
    async with db.write() as tx:
        await hosts.ask(tx, 1, 1, now)
        await hosts.answers(tx, 1, [1, 2])
        await authors.accounts(tx, 1, ["olga"])
        await authors.ask(tx, 1, 1, "Olga", now)
        await authors.agree_by_hand(tx, 1, 1, now)
        await authors.asked(tx, 1)
    with suppress(RefusedError):  # another one may be the first person
        await answer_host(db, OLGA.discord_id, 1, now, agreed=True)
        await answer_author(db, OLGA.discord_id, 1, now, agreed=True)
    for service in [*READINGS, *EVERYTHING]:
        with suppress(RefusedError):  # some undo what others need
            await service.ask(db, OLGA, now)
    await personal.forget_quiet(db, kept_until(now, KEEP_YEARS) + timedelta(days=1))
    await outbox.look_ahead(db, now)
    await pulse.waiting_time(db, now)
    rows = await outbox.take_due(db, now, "test", ("c9",))
    await outbox.put_back(db, rows, now)
    await see_members(db, 1, now)
    while await freeze_next(db, now) is not None:
        pass
    await look_after_events(db, now + timedelta(days=1))
    for meeting in await voice.watched_meetings(db, now):
        await voice.take_stock(db, meeting, [], now)
    await send_everything(db, now)


async def send_everything(db: Database, now: datetime) -> None:
    """All that is asked and noted of messages about a meeting: its card, a reminder, and what puts
    them right later."""
    async with db.write() as tx:
        for message in (MeetingCard(TOMORROWS), MeetingReminder(TOMORROWS)):
            await store_outbox.post(tx, 1, message, now, now)
    sent: set[type] = set()
    for later in (now, now + timedelta(days=2)):
        while rows := await outbox.take_due(db, later, "test", limit=1_000):
            sent |= {type(due.message) for due in rows if await _send(db, due, now)}
    assert sent >= {MeetingCard, MeetingReminder, MeetingRefresh, ReminderCorrection}


async def _send(db: Database, due: AnyDue, now: datetime) -> bool:
    """Return whether there was something to say."""
    place = (NEWS, due.id)
    told: object = None
    if isinstance(due.message, MeetingReminder):
        told = reminder = await news.reminder_news(db, cast("Due[MeetingReminder]", due), now)
        if reminder:
            await outbox.finish_reminder(db, due, reminder.meeting, place, now)
    elif isinstance(due.message, MeetingCard):
        told = card = await news.meeting_news(db, cast("Due[MeetingCard]", due), now)
        if card:
            await outbox.finish_card(db, due, card.meeting, place, now)
    elif isinstance(due.message, ReminderCorrection):
        told = await news.correction_news(db, cast("Due[ReminderCorrection]", due), now)
    elif isinstance(due.message, MeetingRefresh):
        told = await news.meeting_news(db, cast("Due[MeetingRefresh]", due), now)
    await news.let_go(db, due, now)
    return told is not None


async def look_after_events(db: Database, now: datetime) -> None:
    """All that one look asks and notes."""
    event = NativeEvent("Call", "", now, None, Entity.EXTERNAL, "Room")
    look = await native_events.take_look(db, "one", now)
    assert look is not None
    ground = await native_events.read_ground(db, look, [1, 2], now)
    await native_events.renew(db, look, now)
    await native_events.note_shown(db, look, 1, 9, event.texts, event.texts)
    await native_events.note_interest(db, look, 1, 3, now)
    await native_events.note_by_hand(db, look, AskAbout(1, None), now)
    await native_events.note_refused(db, look, 1, event, now)
    await native_events.note_gone(db, 1)
    await native_events.finish_look(db, look, now, now)
    assert ground.known
