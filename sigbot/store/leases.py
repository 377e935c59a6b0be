"""Tell which rows of the outbox no process holds, and which may be sent."""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, or_

from sigbot.domain.outbox import LEASE, LONGEST_DELAY, SILENCED
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


def may_be_said(row: OutboxRow, removed_at: datetime | None, now: datetime) -> bool:
    """Return whether a row may be sent; silence it where its server removed the bot."""
    if removed_at is None:
        return True
    row.done_at, row.failure, row.key = now, SILENCED, None
    row.leased_until = row.leased_by = None
    return False
