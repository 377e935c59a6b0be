"""Find the series and communities that upkeep is due for, and set aside those it failed for.

Ids are read without the rest of their rows: a row that cannot be read must not hold up the others.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, type_coerce, update
from sqlalchemy.orm import InstrumentedAttribute

from sigbot.store.base import LONG_AGO, UtcOrLongAgo
from sigbot.store.database import Tx
from sigbot.store.leases import moments_due, moments_of
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import SeriesRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.native_events import EventMirrorRow

_RUNNING = SeriesRow.ended_at.is_(None)
_USUAL = (_RUNNING, SeriesRow.retry_at.is_(None))
_ASIDE = (_RUNNING, SeriesRow.retry_at.is_not(None))


async def series_to_extend(tx: Tx, before: datetime, now: datetime) -> tuple[int, int] | None:
    """Return (community, series) of the running series whose occurrences end first.

    They end at `before` or earlier, or it cannot be read when. Where there is none, return a series
    that was set aside until `now` or earlier; None without any.
    """
    made_until = type_coerce(SeriesRow.made_until, UtcOrLongAgo)
    retry_at = type_coerce(SeriesRow.retry_at, UtcOrLongAgo)
    usual = select(made_until, SeriesRow.community_id, SeriesRow.id).where(*_USUAL)
    aside = select(retry_at, SeriesRow.community_id, SeriesRow.id).where(*_ASIDE)
    for ordered, until in (
        (usual.order_by(SeriesRow.made_until), before),
        (usual.order_by(SeriesRow.made_until.desc()), LONG_AGO),
        (aside.order_by(SeriesRow.retry_at), now),
    ):
        row = (await tx.execute(ordered.limit(1))).first()
        if row and row[0] <= until:
            return row[1], row[2]
    return None


@dataclass(frozen=True, slots=True)
class Moments:
    """When something is due first. `row` is when a row of the outbox is due, and `held_row` one
    that a process has taken. `made_until` is until when occurrences of a running series are
    made; what was set aside is tried again at `series_retry` and `community_retry`; at `forget_at`
    somebody may have to be forgotten; the next diversity release is made at `release_at`;
    organizers are next reminded of a report at `report_at`; native events are looked after at
    `events_at`."""

    row: datetime | None = None
    held_row: datetime | None = None
    made_until: datetime | None = None
    series_retry: datetime | None = None
    community_retry: datetime | None = None
    forget_at: datetime | None = None
    release_at: datetime | None = None
    report_at: datetime | None = None
    events_at: datetime | None = None

    @property
    def due(self) -> datetime | None:
        """When the first waiting row of the outbox is due, or may be taken again."""
        return min((at for at in (self.row, self.held_row) if at), default=None)


async def next_moments(tx: Tx, now: datetime) -> Moments:
    """Return when something is due first: LONG_AGO where that cannot be read."""
    return Moments(*(await tx.execute(_next_moments(), moments_of(now))).one())


@cache
def _next_moments() -> Select[
    datetime | None,
    datetime | None,
    datetime | None,
    datetime | None,
    datetime | None,
    datetime | None,
    datetime | None,
    datetime | None,
    datetime | None,
]:
    """Return the statement of `next_moments`, which runs too often to be made anew each time."""
    return select(
        *moments_due(),
        _first(SeriesRow.made_until, *_USUAL),
        _first(SeriesRow.retry_at, *_ASIDE),
        _first(CommunityRow.retry_at, CommunityRow.retry_at.is_not(None)),
        _first(CommunityRow.forget_at, CommunityRow.forget_at.is_not(None)),
        _first(CommunityRow.release_at, CommunityRow.release_at.is_not(None)),
        _first(CommunityRow.report_at, CommunityRow.report_at.is_not(None)),
        _first(EventMirrorRow.look_at),
    )


def _first(
    column: InstrumentedAttribute[Any], *rows: ColumnElement[bool]
) -> ScalarSelect[datetime | None]:
    """Return the earliest instant of a column in some rows, as a subquery."""
    instant: ColumnElement[datetime | None] = type_coerce(column, UtcOrLongAgo)
    return select(instant).where(*rows).order_by(column).limit(1).scalar_subquery()


async def put_series_off(tx: Tx, series_id: int, until: datetime | None) -> None:
    """Set a series aside until an instant; None takes it up again."""
    changed = update(SeriesRow).where(SeriesRow.id == series_id)
    await tx.execute(changed.values(retry_at=until))


async def put_community_off(tx: Tx, community_id: int, until: datetime | None) -> None:
    """Set a community aside until an instant; None takes it up again."""
    changed = update(CommunityRow).where(CommunityRow.id == community_id)
    await tx.execute(changed.values(retry_at=until))


async def is_community_aside(tx: Tx, community_id: int) -> bool:
    """Return whether a community is set aside."""
    aside = select(CommunityRow.id).where(
        CommunityRow.id == community_id, CommunityRow.retry_at.is_not(None)
    )
    return await tx.scalar(aside) is not None


async def community_after(tx: Tx, community_id: int) -> int | None:
    """Return the next community in the order of ids, None after the last."""
    return await tx.scalar(
        select(CommunityRow.id)
        .where(CommunityRow.id > community_id)
        .order_by(CommunityRow.id)
        .limit(1)
    )


async def community_to_retry(tx: Tx, now: datetime) -> int | None:
    """Return a community that was set aside until `now` or earlier, None without any."""
    aside = select(type_coerce(CommunityRow.retry_at, UtcOrLongAgo), CommunityRow.id)
    first = aside.where(CommunityRow.retry_at.is_not(None)).order_by(CommunityRow.retry_at)
    row = (await tx.execute(first.limit(1))).first()
    return row[1] if row and row[0] <= now else None


async def community_to_look_at(tx: Tx, now: datetime) -> int | None:
    """Return a community in which somebody may have to be forgotten by `now`, None without any."""
    due = select(type_coerce(CommunityRow.forget_at, UtcOrLongAgo), CommunityRow.id)
    first = due.where(CommunityRow.forget_at.is_not(None)).order_by(CommunityRow.forget_at)
    row = (await tx.execute(first.limit(1))).first()
    return row[1] if row and row[0] <= now else None


async def look_again(tx: Tx, community_id: int, at: datetime) -> None:
    """Look at an instant whether somebody of a community is to be forgotten."""
    changed = update(CommunityRow).where(CommunityRow.id == community_id)
    await tx.execute(changed.values(forget_at=at))


async def quietest(tx: Tx, community_id: int) -> tuple[int, datetime] | None:
    """Return (person, last sign of life) of who was not seen for the longest time, None without
    people. Names that are linked to a member are kept as long as the member."""
    row = (
        await tx.execute(
            select(PersonRow.id, type_coerce(PersonRow.seen_at, UtcOrLongAgo))
            .where(
                PersonRow.community_id == community_id,
                PersonRow.seen_at.is_not(None),
                PersonRow.same_as.is_(None),
            )
            .order_by(PersonRow.seen_at)
            .limit(1)
        )
    ).first()
    return (row[0], row[1]) if row else None


async def count_quiet(tx: Tx, community_id: int, before: datetime) -> int:
    """Count the people of a community who gave their last sign of life before an instant."""
    quiet = select(func.count()).where(
        PersonRow.community_id == community_id,
        PersonRow.seen_at < before,
        PersonRow.same_as.is_(None),
    )
    return await tx.scalar(quiet) or 0


async def title_of_series(tx: Tx, series_id: int) -> str:
    return await tx.scalar(select(SeriesRow.title).where(SeriesRow.id == series_id)) or ""
