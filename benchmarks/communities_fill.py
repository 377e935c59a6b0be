"""Fill a database with many communities: one is made as people do, the others are its copies.

Copies are made by the database itself, so that 20,000 communities take a minute or two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    text,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute

from benchmarks.open_meetings import ORGANIZER
from sigbot.domain.community import Actor
from sigbot.domain.outbox import Topic
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_meeting
from sigbot.store import outbox
from sigbot.store.base import Base
from sigbot.store.database import Database
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow, SeriesRow
from sigbot.store.rows.outbox import OutboxRow

DONE_ROWS = 200
"""Of two years: 52 meetings, each with a card, three reminders."""

MODEL_GUILD = 2
AT_ONCE = 500
CACHE = "PRAGMA cache_size = -500000"
"""Half a gigabyte: indexes of millions of rows are filled in no order."""

COPIED: tuple[type[Base], ...] = (CommunityRow, SeriesRow, MeetingRow, OutboxRow)
REFERENCES = {"community_id": CommunityRow, "series_id": SeriesRow, "meeting_id": MeetingRow}


@dataclass(frozen=True, slots=True)
class Model:
    """The community that all others are copies of.

    `ids` are the first and the last id of its rows of each kind, and the ids of copies are `spread`
    apart. `reminders` are (row of the outbox, meeting), one for each of its meetings.
    """

    community_id: int
    ids: Mapping[type[Base], tuple[int, int]]
    spread: Mapping[type[Base], int]
    reminders: Sequence[tuple[int, int]]

    def community(self, number: int) -> int:
        """Return the id of a copy's community."""
        return self.community_id + number * self.spread[CommunityRow]

    def reminder(self, index: int, number: int) -> tuple[int, int]:
        """Return (row of the outbox, meeting) of a copy's reminder."""
        row_id, meeting_id = self.reminders[index]
        return (
            row_id + number * self.spread[OutboxRow],
            meeting_id + number * self.spread[MeetingRow],
        )


def organizer_of(guild_id: int) -> Actor:
    return Actor(guild_id, ORGANIZER, "Olga", manages_guild=True)


async def make_model(db: Database, now: datetime) -> Model:
    """Make the community that all others are copies of; nothing of it is due."""
    organizer = organizer_of(MODEL_GUILD)
    setup = Setup(timezone="America/New_York", announcements_channel_id=1)
    await set_up(db, organizer, setup, "A guild", 0, now)
    start = f"{now + timedelta(days=3):%Y-%m-%d} 11:00"
    request = MeetingRequest("Call", start, repeat="every 2 weeks")
    made = await schedule_meeting(db, organizer, request, now)
    assert isinstance(made, Scheduled)
    async with db.write() as tx:
        await outbox.withdraw(tx, (Topic.CARD,), [made.meeting.id])
        # The first look at the clocks, which a new community is given.
        is_due = (OutboxRow.due_at <= now, OutboxRow.done_at.is_(None))
        await tx.execute(update(OutboxRow).where(*is_due).values(done_at=now))
    await _add_done_rows(db, now)
    return await _model(db)


async def _add_done_rows(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        row = (await tx.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None)))).first()
        assert row is not None
        values = {column.key: getattr(row, column.key) for column in OutboxRow.__table__.columns}
        done = {**values, "done_at": now, "key": None}
        del done["id"]
        await tx.execute(insert(OutboxRow), [done for _ in range(DONE_ROWS)])


async def _model(db: Database) -> Model:
    async with db.read() as tx:
        community_id = await tx.scalar(
            select(CommunityRow.id).where(CommunityRow.guild_id == MODEL_GUILD)
        )
        assert community_id is not None
        ids, spread = {}, {}
        for kind in COPIED:
            own, every = _id_of(kind), func.max(_id_of(kind))
            ends = select(func.min(own), every).where(_owner(kind) == community_id)
            first, last = (await tx.execute(ends)).one()
            ids[kind], spread[kind] = (first, last), (await tx.execute(select(every))).scalar_one()
        reminders = await tx.execute(
            select(func.min(OutboxRow.id), OutboxRow.meeting_id)
            .where(
                OutboxRow.community_id == community_id,
                OutboxRow.topic == Topic.REMINDER,
                OutboxRow.done_at.is_(None),
            )
            .group_by(OutboxRow.meeting_id)
            .order_by(OutboxRow.meeting_id)
        )
        return Model(community_id, ids, spread, [(row[0], row[1] or 0) for row in reminders])


def _id_of(kind: type[Base]) -> InstrumentedAttribute[int]:
    column: InstrumentedAttribute[int] = getattr(kind, "id")  # noqa: B009  (every table has it)
    return column


def _owner(kind: type[Base]) -> InstrumentedAttribute[int]:
    """Return the column of a table that says whose a row is."""
    name = "id" if kind is CommunityRow else "community_id"
    column: InstrumentedAttribute[int] = getattr(kind, name)
    return column


async def copy(db: Database, model: Model, begin: int, end: int) -> None:
    """Make the copies `begin` to `end` (not included), whose servers are spread over shards."""
    for first in range(begin, end, AT_ONCE):
        async with db.write() as tx:
            if db.is_sqlite:
                await tx.execute(text(CACHE))
            for kind in COPIED:
                await tx.execute(_copies(kind, model, first, min(end, first + AT_ONCE)))
    if not db.is_sqlite:
        await _count_on(db)
        await know_tables(db)


async def _count_on(db: Database) -> None:
    """Let PostgreSQL give new rows ids after those of the copies."""
    async with db.write() as tx:
        for kind in COPIED:
            table = kind.__tablename__
            ids = func.pg_get_serial_sequence(table, "id")
            await tx.execute(
                select(func.setval(ids, select(func.max(_id_of(kind))).scalar_subquery()))
            )


def _copies(kind: type[Base], model: Model, begin: int, end: int) -> Any:
    """Return the statement that copies the rows of a table; all ids move as far as `spread`."""
    numbers = select(literal(begin).label("number")).cte("numbers", recursive=True)
    following = select(numbers.c.number + 1).where(numbers.c.number < end - 1)
    numbers = numbers.union_all(following)
    columns = kind.__table__.columns
    values = [_copied(column, kind, numbers.c.number, model) for column in columns]
    own = _id_of(kind).between(*model.ids[kind]) & (_owner(kind) == model.community_id)
    copies = select(*values).select_from(kind).join(numbers, literal(1) == 1).where(own)
    return insert(kind).from_select([column.key for column in columns], copies)


def _copied(
    column: ColumnElement[Any], kind: type[Base], number: ColumnElement[int], model: Model
) -> ColumnElement[Any]:
    name = column.key
    moved = kind if name == "id" else REFERENCES.get(name or "")
    if moved:
        return column + number * model.spread[moved]
    if name == "guild_id":
        # Discord says that the shard of a server is (id >> 22) % shards.
        return column + cast(number, BigInteger) * (1 << 22)
    if name == "lane":
        community = OutboxRow.community_id + number * model.spread[CommunityRow]
        return literal("c") + cast(community, String)
    return null() if name == "key" else column


async def know_tables(db: Database) -> None:
    """Let PostgreSQL look at its tables now; it does that within minutes by itself.

    SQLite is never told to: sigbot does not do so either.
    """
    if not db.is_sqlite:
        async with db.write() as tx:
            await tx.execute(text("ANALYZE"))
