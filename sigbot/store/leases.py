"""Tell which rows of the outbox no process holds, when, and which may be sent."""

from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
)

from sigbot.domain.outbox import LEASE, LONGEST_DELAY, SILENCED
from sigbot.store.base import LONG_AGO, Utc, UtcOrLongAgo
from sigbot.store.rows.outbox import OutboxRow

Moment = datetime | BindParameter[datetime]


def is_free(now: Moment, longest_lease: Moment, longest_delay: Moment) -> ColumnElement[bool]:
    """Return the condition for a row that no process holds, and that is not put off.

    A lease beyond `longest_lease`, or a delay beyond `longest_delay`, does not count: it is from
    before the machine's time was set back.
    """
    until = OutboxRow.leased_until
    return or_(
        until.is_(None),
        until <= now,
        and_(until > longest_lease, OutboxRow.leased_by.is_not(None)),
        until > longest_delay,
    )


def moments() -> dict[str, BindParameter[datetime]]:
    """Return the arguments of `is_free` as parameters, whose values are those of `moments_of`."""
    return {name: bindparam(name, type_=Utc) for name in moments_of(LONG_AGO)}


def moments_of(now: datetime) -> dict[str, datetime]:
    """Return the arguments of `is_free`.

    They are much longer than LEASE and LONGEST_DELAY: the times of two machines differ by less.
    """
    longest_lease = now + 10 * LEASE
    return {
        "now": now,
        "longest_lease": longest_lease,
        "longest_delay": longest_lease + LONGEST_DELAY,
    }


def moments_due() -> tuple[ScalarSelect[datetime], ScalarSelect[datetime]]:
    """Return when the first waiting row without a lease is due, and when the first that has, or
    had, one is due or may be taken again.

    Two subqueries; their parameters are those of `moments_of`.
    """
    waiting = select(OutboxRow.due_at).where(
        OutboxRow.done_at.is_(None), OutboxRow.leased_until.is_(None)
    )
    first = waiting.order_by(OutboxRow.due_at).limit(1)
    held = OutboxRow.leased_until > OutboxRow.due_at
    when = case(
        (is_free(**moments()), OutboxRow.due_at),
        (held, OutboxRow.leased_until),
        else_=OutboxRow.due_at,
    )
    # Rows that are done have no lease; to ask for it would let SQLite read all that waits.
    again = select(type_coerce(func.min(when), UtcOrLongAgo)).where(
        OutboxRow.leased_until.is_not(None)
    )
    return first.scalar_subquery(), again.scalar_subquery()


def may_be_said(row: OutboxRow, removed_at: datetime | None, now: datetime) -> bool:
    """Return whether a row may be sent; silence it where its server removed the bot."""
    if removed_at is None:
        return True
    row.done_at, row.failure, row.key = now, SILENCED, None
    row.leased_until = row.leased_by = None
    return False
