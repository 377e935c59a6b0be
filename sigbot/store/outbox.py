"""Keep the outbox: which rows are due, which process has them, and what became of them."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Integer,
    Select,
    Update,
    bindparam,
    case,
    delete,
    insert,
    select,
)
from sqlalchemy import update as update_rows

from sigbot.domain.outbox import (
    FROM_ONE_LANE,
    LEASE,
    SUSPICIOUS,
    AnyDue,
    AnyMessage,
    Due,
    Message,
    Outgoing,
    Topic,
    direct_lane,
    read_message,
    to_payload,
)
from sigbot.store import origins
from sigbot.store.base import LONG_AGO
from sigbot.store.database import Tx
from sigbot.store.doubts import SaidAs, said_as
from sigbot.store.leases import is_free, may_be_said, moments, moments_of
from sigbot.store.once import insert_once
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.outbox import OutboxRow

LOOKED_AT = 1_000
"""Rows that are due of which the next ones to lease are chosen."""


_IN_ORDER = OutboxRow.due_at, OutboxRow.urgency, OutboxRow.id


def _values(row: Outgoing, now: datetime) -> dict[str, Any]:
    """Return the columns of a new row."""
    return {
        "community_id": row.community_id,
        "lane": row.lane,
        "topic": row.message.topic.value,
        "payload": to_payload(row.message),
        "meeting_id": row.meeting_id,
        "person_id": row.person_id,
        "due_at": row.due_at,
        "urgency": row.rank,
        "attempts": 0,
        "created_at": now,
    }


async def post(
    tx: Tx,
    community_id: int,
    message: Message,
    due_at: datetime,
    now: datetime,
    *,
    key: str | None = None,
) -> None:
    """Add a row that sends `message` at `due_at`.

    With a `key`, add nothing while a row of that key waits. If that row is due later, as after the
    machine's time was set back, let it be due at `due_at`.
    """
    values = _values(Outgoing(community_id, message, due_at), now) | {"key": key}
    if key is None:
        tx.add(OutboxRow(**values))
    elif not await insert_once(tx, OutboxRow, values, "key"):
        waiting = (OutboxRow.key == key, OutboxRow.due_at > due_at)
        await tx.execute(update_rows(OutboxRow).where(*waiting).values(due_at=due_at))


async def post_many(tx: Tx, rows: Sequence[Outgoing], now: datetime) -> None:
    """Add many rows at once."""
    if rows:
        await tx.execute(insert(OutboxRow), [_values(row, now) for row in rows])


async def withdraw(
    tx: Tx,
    topics: Collection[Topic],
    meeting_ids: Collection[int],
    *,
    after: datetime | None = None,
    person_id: int | None = None,
) -> None:
    """Delete the waiting rows of these topics about these meetings.

    With `after`, delete only rows that are due later; with `person_id`, only rows for that person.
    """
    chosen = {"meeting_ids": meeting_ids, "topics": topics, "after": after, "person_id": person_id}
    given = {name: value for name, value in chosen.items() if value is not None}
    await tx.execute(
        _withdrawing(has_after="after" in given, has_person="person_id" in given), given
    )


@cache
def _withdrawing(*, has_after: bool, has_person: bool) -> Delete:
    """Return the statement of `withdraw`, which runs for every reminder."""
    # As a case, so that SQLite does not read all that waits by the index of `done_at`.
    is_waiting = case((OutboxRow.done_at.is_(None), 1), else_=0)
    chosen = delete(OutboxRow).where(
        OutboxRow.meeting_id.in_(bindparam("meeting_ids", expanding=True)),
        OutboxRow.topic.in_(bindparam("topics", expanding=True)),
        is_waiting == 1,
    )
    if has_after:
        chosen = chosen.where(OutboxRow.due_at > bindparam("after"))
    if has_person:
        chosen = chosen.where(OutboxRow.person_id == bindparam("person_id"))
    return chosen.execution_options(synchronize_session=False)


async def withdraw_direct(tx: Tx, community_id: int, discord_id: int, now: datetime) -> None:
    """Take back what waits to be sent to one person directly.

    What was due is kept as done, so that the person can be told what they missed.
    """
    waiting = (
        OutboxRow.community_id == community_id,
        OutboxRow.lane == direct_lane(discord_id),
        OutboxRow.done_at.is_(None),
    )
    due = update_rows(OutboxRow).where(*waiting, OutboxRow.due_at <= now)
    await tx.execute(due.values(done_at=now, failure=None, leased_until=None, leased_by=None))
    later = delete(OutboxRow).where(*waiting)
    await tx.execute(later.execution_options(synchronize_session=False))


async def missed(
    tx: Tx, community_id: int, discord_id: int, since: datetime, limit: int
) -> list[AnyMessage]:
    """Return the direct messages to one person that were given up from `since` on, in order."""
    rows = await tx.execute(
        select(OutboxRow.topic, OutboxRow.payload)
        .where(
            OutboxRow.community_id == community_id,
            OutboxRow.lane == direct_lane(discord_id),
            OutboxRow.done_at >= since,
        )
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(limit)
    )
    return [read_message(topic, payload) for topic, payload in rows]


async def lease_due(
    tx: Tx, now: datetime, holder: str, busy: Collection[str] = (), limit: int = 20
) -> list[AnyDue]:
    """Lease rows that are due and that no process holds, in the order of their lanes.

    Rows of `busy` lanes are left out. A lease that ran out is taken over. A suspicious row is
    leased only when there is no other, and alone: if it ends the process, no other row is lost.

    Rows whose instants cannot be read are leased, too, when no lane is busy; they are `is_broken`.
    """
    ids = await _first_of_lanes(tx, now, busy, limit)
    ids += await _never_due(tx, now)
    rows = await tx.execute(_to_lease(), {**moments_of(now), "ids": ids})
    due = [
        (row, guild_id) for row, guild_id, removed_at in rows if may_be_said(row, removed_at, now)
    ]
    usual = [pair for pair in due if not _is_suspicious(pair[0])]
    alone = [] if busy else due[:1]
    taken = usual or alone
    if not taken:
        return []
    origin = await origins.origin(tx)
    return [
        _leased(row, guild_id, now, holder, await said_as(tx, origin, row))
        for row, guild_id in taken
    ]


@cache
def _free() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for rows that wait and that no process holds.

    Their parameters are those of `moments_of`, in all statements of `lease_due`.
    """
    return OutboxRow.done_at.is_(None), is_free(**moments())


@cache
def _to_lease() -> Select[OutboxRow, int, datetime | None]:
    return (
        select(OutboxRow, CommunityRow.guild_id, CommunityRow.removed_at)
        .join(CommunityRow, CommunityRow.id == OutboxRow.community_id)
        .where(OutboxRow.id.in_(bindparam("ids", expanding=True)), *_free())
        .order_by(*_IN_ORDER)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )


async def _first_of_lanes(tx: Tx, now: datetime, busy: Collection[str], limit: int) -> list[int]:
    """Return the ids of rows that are due, the first FROM_ONE_LANE of each lane, `limit` at most.

    Only the first rows of all are looked at, as ranking everything that is due would take longer
    the more there is. A lane that fills them is busy in the next look, which finds the others.
    """
    values = {**moments_of(now), "busy": busy, "most": max(LOOKED_AT, limit)}
    rows = await tx.execute(_first_due(), values)
    taken: Counter[str] = Counter()
    ids: list[int] = []
    for row_id, lane in rows:
        if taken[lane] < FROM_ONE_LANE and len(ids) < limit:
            taken[lane] += 1
            ids.append(row_id)
    return ids


@cache
def _first_due() -> Select[int, str]:
    is_due = OutboxRow.due_at <= moments()["now"]
    is_busy = OutboxRow.lane.in_(bindparam("busy", expanding=True))
    due = select(OutboxRow.id, OutboxRow.lane).where(*_free(), is_due, ~is_busy)
    return due.order_by(*_IN_ORDER).limit(bindparam("most", type_=Integer))


async def _never_due(tx: Tx, now: datetime) -> list[int]:
    """Return the ids of rows that wait, but for no instant: their text is none.

    Only the first and the last in the order of these texts are looked at. There such rows are, or
    come to be when those before them are done.
    """
    ids: list[int] = []
    for statement in _ends():
        row = (await tx.execute(statement, moments_of(now))).first()
        if row and row.due_at == LONG_AGO:
            ids.append(row.id)
    return ids


@cache
def _ends() -> tuple[Select[int, datetime], ...]:
    """Return the statements of the first and of the last row that waits."""
    waiting = select(OutboxRow.id, OutboxRow.due_at).where(*_free()).limit(1)
    return waiting.order_by(OutboxRow.due_at), waiting.order_by(OutboxRow.due_at.desc())


def _is_suspicious(row: OutboxRow) -> bool:
    """Return whether a row was left behind so often that it may be what ends the process."""
    return row.attempts >= SUSPICIOUS and row.leased_by is not None


def _leased(row: OutboxRow, guild_id: int, now: datetime, holder: str, identity: SaidAs) -> AnyDue:
    """Lease a row to `holder`, and return it with its message."""
    due = Due(
        id=row.id,
        guild_id=guild_id,
        message=read_message(row.topic, row.payload),
        due_at=row.due_at,
        attempts=row.attempts + 1,
        holder=holder,
        lane=row.lane,
        tried_at=row.tried_at,
        leased_until=now + LEASE,
        origin=identity.origin,
        number=identity.number,
        doubted_since=identity.doubted_since,
        is_broken=LONG_AGO in (row.due_at, row.tried_at, row.leased_until, row.created_at),
    )
    row.leased_until, row.leased_by = due.leased_until, holder
    row.attempts = due.attempts
    row.tried_at = row.tried_at or now
    # Why an earlier try failed is over: by now the message may be there, and wait to be noted.
    row.failure = None
    # From here on the same key makes a new row: this row may be sent with what was true before.
    row.key = None
    return due


async def end_leases(tx: Tx) -> None:
    """End all leases at once. Only for a process that is alone on the database."""
    await tx.execute(
        update_rows(OutboxRow)
        .where(OutboxRow.done_at.is_(None), OutboxRow.leased_by.is_not(None))
        .values(leased_until=None)
    )


async def mark_done(tx: Tx, row_id: int, now: datetime) -> None:
    """Mark a row as sent, so that no process sends it again."""
    await tx.execute(_marking(), {"row_id": row_id, "now": now})


@cache
def _marking() -> Update:
    """Return the statement of `mark_done`, which runs for every message."""
    done = update_rows(OutboxRow).where(OutboxRow.id == bindparam("row_id"))
    done = done.values(done_at=bindparam("now"), failure=None, leased_until=None, leased_by=None)
    return done.execution_options(synchronize_session=False)


async def set_aside(tx: Tx, due: AnyDue, failure: str, now: datetime) -> None:
    """Set a row aside with the reason, never to be sent; not if another process has it by now."""
    await tx.execute(
        update_rows(OutboxRow)
        .where(OutboxRow.id == due.id, OutboxRow.leased_by == due.holder)
        .values(done_at=now, failure=failure, leased_until=None, leased_by=None)
    )


async def put_off(
    tx: Tx, due: AnyDue, until: datetime, failure: str, *, counted: bool = True
) -> None:
    """Put a row off until `until`, with the reason; not if another process has it by now.

    A try that is not `counted` failed for a reason that has nothing to do with the row.
    """
    attempts = due.attempts if counted else due.attempts - 1
    await _put_off(tx, due, until, failure=failure, attempts=attempts)


async def put_back(tx: Tx, due: AnyDue, until: datetime, failure: str | None = None) -> None:
    """Put a row off until `until` as if this try had not been made.

    For a row that was not begun with, or that Discord certainly did not accept.
    """
    values = {"failure": failure} if failure else {}
    await _put_off(tx, due, until, attempts=due.attempts - 1, tried_at=due.tried_at, **values)


async def _put_off(tx: Tx, due: AnyDue, until: datetime, **values: Any) -> None:
    await tx.execute(
        update_rows(OutboxRow)
        .where(OutboxRow.id == due.id, OutboxRow.leased_by == due.holder)
        .values(leased_until=until, leased_by=None, **values)
    )


async def hold_lane(tx: Tx, lane: str, until: datetime, failure: str, now: datetime) -> None:
    """Put off until `until` what is due in a lane, except for rows that a process has already."""
    await tx.execute(
        update_rows(OutboxRow)
        .where(
            OutboxRow.lane == lane,
            OutboxRow.done_at.is_(None),
            OutboxRow.due_at <= now,
            OutboxRow.leased_by.is_(None),
        )
        .values(leased_until=until, failure=failure)
    )


async def release_lane(tx: Tx, lane: str) -> None:
    """Let the rows that were put off in a lane be sent at once."""
    await tx.execute(
        update_rows(OutboxRow)
        .where(OutboxRow.lane == lane, OutboxRow.done_at.is_(None), OutboxRow.leased_by.is_(None))
        .values(leased_until=None)
    )


async def failures(tx: Tx, community_id: int, limit: int = 5) -> list[tuple[str, str]]:
    """Return (topic, reason) of the rows that were set aside or put off, the newest first."""
    rows = await tx.execute(
        select(OutboxRow.topic, OutboxRow.failure)
        .where(OutboxRow.community_id == community_id, OutboxRow.failure.is_not(None))
        .order_by(OutboxRow.id.desc())
        .limit(limit)
    )
    return [(topic, failure or "") for topic, failure in rows]
