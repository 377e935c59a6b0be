"""Change what was scheduled: one meeting, or it and the following meetings of its series."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import case, func, or_, select, update

from sigbot.domain.confirmations import Coming
from sigbot.domain.keys import title_key
from sigbot.domain.meetings import Answer
from sigbot.domain.series import series_key
from sigbot.store import native_events
from sigbot.store.database import Tx
from sigbot.store.rows.meetings import MeetingRow, RsvpRow, SeriesRow
from sigbot.store.rows.members import PersonRow

_ASIDE = timedelta(days=365 * 5_000)
"""Added to the times of occurrences while they swap times, as each time is unique in a series."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The time of a meeting of a series.

    `occurrence` is the naive wall time that the rule of the series gave it; `wall` is its naive
    wall time now, in `zone`; `starts_at` is UTC. A meeting that was `moved` alone keeps its time
    when the series is moved.
    """

    id: int
    occurrence: datetime
    wall: datetime
    zone: str
    starts_at: datetime
    moved: bool = False
    fold: int = 0
    is_cancelled: bool = False


async def note_changed(tx: Tx, meeting_ids: Collection[int], now: datetime) -> None:
    """Note that something changed which calendars and native events show of these meetings.

    The instant that is kept never goes back, even if the clock does.
    """
    is_later = or_(MeetingRow.changed_at.is_(None), MeetingRow.changed_at < now)
    await tx.execute(
        update(MeetingRow)
        .where(MeetingRow.id.in_(meeting_ids))
        .values(
            revision=MeetingRow.revision + 1,
            changed_at=case((is_later, now), else_=MeetingRow.changed_at),
        )
        .execution_options(synchronize_session=False)
    )
    await native_events.touch_of(tx, meeting_ids, now)


async def _note_moved(tx: Tx, starts: Mapping[int, datetime], now: datetime) -> None:
    """Note that meetings changed which are to get another start; `starts` is meeting id → start."""
    present = await tx.execute(
        select(MeetingRow.id, MeetingRow.starts_at).where(MeetingRow.id.in_(starts))
    )
    moved = [meeting_id for meeting_id, at in present if at != starts[meeting_id]]
    await note_changed(tx, moved, now)


async def change_meeting(tx: Tx, meeting_id: int, values: Mapping[str, Any], now: datetime) -> None:
    """Change columns of this meeting alone; later changes of its series do not overwrite them."""
    row = await tx.get_one(MeetingRow, meeting_id)
    for name, value in _with_key(values).items():
        setattr(row, name, value)
    row.own = sorted({*row.own, *values})
    await tx.flush()
    await note_changed(tx, [meeting_id], now)


def _with_key(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with the key of the title, where the title is among them."""
    if "title" not in values:
        return dict(values)
    return {**values, "title_key": title_key(str(values["title"]))}


async def change_following(
    tx: Tx, series_id: int, since: datetime, values: Mapping[str, Any], now: datetime
) -> None:
    """Change columns of a series and its occurrences from `since` (a wall time) on.

    A later occurrence keeps the values that were changed for it alone; the first is overwritten.
    """
    series = await tx.get_one(SeriesRow, series_id)
    chosen = MeetingRow.series_id == series_id, MeetingRow.occurrence >= since
    rows = list(await tx.scalars(select(MeetingRow).where(*chosen)))
    for row in rows:
        first = row.occurrence == since
        for name, value in values.items():
            if first or name not in row.own:
                for column, changed in _with_key({name: value}).items():
                    setattr(row, column, changed)
        if first:
            row.own = [name for name in row.own if name not in values]
    for name, value in values.items():
        setattr(series, name, value)
    await tx.flush()
    await note_changed(tx, [row.id for row in rows], now)


async def following(tx: Tx, series_id: int, since: datetime) -> list[Placed]:
    """Return the occurrences of a series from `since` (a wall time) on, in order.

    Cancelled occurrences are included.
    """
    rows = await tx.scalars(
        select(MeetingRow)
        .where(MeetingRow.series_id == series_id, MeetingRow.occurrence >= since)
        .order_by(MeetingRow.occurrence)
    )
    return [
        Placed(
            row.id,
            row.occurrence,
            row.wall,
            row.zone,
            row.starts_at,
            row.moved,
            row.fold,
            row.cancelled_at is not None,
        )
        for row in rows
    ]


async def cancelled_with(
    tx: Tx, series_id: int, meeting_id: int, cancelled_at: datetime, now: datetime
) -> list[int]:
    """Return the meetings of a series, from one on, that were cancelled at a moment.

    The order is that of the series; meetings that would have started by `now` are left out.
    """
    first = await tx.get_one(MeetingRow, meeting_id)
    rows = await tx.scalars(
        select(MeetingRow.id)
        .where(
            MeetingRow.series_id == series_id,
            MeetingRow.occurrence >= first.occurrence,
            MeetingRow.cancelled_at == cancelled_at,
            MeetingRow.starts_at > now,
        )
        .order_by(MeetingRow.occurrence)
    )
    return list(rows)


async def cancelled_before(tx: Tx, meeting_id: int, now: datetime) -> list[tuple[int, datetime]]:
    """Return (id, start) of the meetings ahead that come directly before a cancelled meeting in its
    series, and were cancelled earlier than it.

    They are in the order of their starts.
    """
    own = await tx.get_one(MeetingRow, meeting_id, populate_existing=True)
    if own.series_id is None or own.cancelled_at is None:
        return []
    before = await tx.execute(
        select(MeetingRow.id, MeetingRow.starts_at, MeetingRow.cancelled_at)
        .where(
            MeetingRow.series_id == own.series_id,
            MeetingRow.starts_at > now,
            MeetingRow.starts_at < own.starts_at,
        )
        .order_by(MeetingRow.starts_at.desc())
    )
    cancelled = takewhile(lambda row: row[2] is not None, before)
    ids = [(each, starts_at) for each, starts_at, at in cancelled if at and at < own.cancelled_at]
    return ids[::-1]


async def cancel_meetings(tx: Tx, meeting_ids: Sequence[int], reason: str, now: datetime) -> None:
    await note_changed(tx, meeting_ids, now)
    await tx.execute(
        update(MeetingRow)
        .where(MeetingRow.id.in_(meeting_ids), MeetingRow.cancelled_at.is_(None))
        .values(cancelled_at=now, cancel_reason=reason)
    )


async def restore_meetings(tx: Tx, meeting_ids: Sequence[int], now: datetime) -> None:
    await note_changed(tx, meeting_ids, now)
    await tx.execute(
        update(MeetingRow)
        .where(MeetingRow.id.in_(meeting_ids))
        .values(cancelled_at=None, cancel_reason="")
    )


async def ended_at(tx: Tx, series_id: int) -> datetime | None:
    """Return when a series ended, None for one that goes on."""
    return await tx.scalar(select(SeriesRow.ended_at).where(SeriesRow.id == series_id))


async def reopen_series(tx: Tx, series_id: int) -> None:
    await tx.execute(update(SeriesRow).where(SeriesRow.id == series_id).values(ended_at=None))


async def begins(tx: Tx, series_id: int) -> datetime:
    """Return the wall time of the first occurrence under the present rule of a series."""
    return (await tx.get_one(SeriesRow, series_id)).wall


async def count_before(tx: Tx, series_id: int, since: datetime) -> int:
    """Count the occurrences from the first under the present rule of a series to before `since`.

    `since` is a wall time. Where it is before the first occurrence, the number is negative.
    """
    start = await begins(tx, series_id)
    counted = await tx.scalar(
        select(func.count(MeetingRow.id)).where(
            MeetingRow.series_id == series_id,
            MeetingRow.occurrence >= min(start, since),
            MeetingRow.occurrence < max(start, since),
        )
    )
    return (counted or 0) if start <= since else -(counted or 0)


async def last_before(tx: Tx, series_id: int, since: datetime) -> datetime | None:
    """Return the wall time of the last occurrence before `since`, None where there is none."""
    return await tx.scalar(
        select(func.max(MeetingRow.occurrence)).where(
            MeetingRow.series_id == series_id, MeetingRow.occurrence < since
        )
    )


async def place(tx: Tx, meetings: Sequence[Placed], now: datetime) -> None:
    """Write the times of meetings of a series.

    They are written twice, first with occurrences far in the future: each occurrence is unique in
    its series, and meetings may swap theirs.
    """
    await _note_moved(tx, {placed.id: placed.starts_at for placed in meetings}, now)
    await _place(tx, [(m, m.occurrence + _ASIDE) for m in meetings])
    await _place(tx, [(m, m.occurrence) for m in meetings])


async def _place(tx: Tx, meetings: Sequence[tuple[Placed, datetime]]) -> None:
    rows = [
        {
            "id": placed.id,
            "occurrence": occurrence,
            "moved": placed.moved,
            "wall": placed.wall,
            "zone": placed.zone,
            "starts_at": placed.starts_at,
            "fold": placed.fold,
        }
        for placed, occurrence in meetings
    ]
    if rows:
        await tx.execute(update(MeetingRow), rows)


async def restart_series(
    tx: Tx, series_id: int, rule: str, wall: datetime, made_until: datetime
) -> None:
    """Let the series begin at `wall` under `rule`; its occurrences are made until `made_until`.

    A series that was set aside is taken up again.
    """
    await tx.execute(
        update(SeriesRow)
        .where(SeriesRow.id == series_id)
        .values(rule=rule, wall=wall, made_until=made_until, retry_at=None)
    )


async def answered(tx: Tx, meeting_ids: Sequence[int]) -> set[int]:
    """Return which of the meetings somebody has answered."""
    answered = select(RsvpRow.meeting_id).where(RsvpRow.meeting_id.in_(meeting_ids)).distinct()
    return set(await tx.scalars(answered))


async def coming(tx: Tx, meeting_ids: Sequence[int], but: int) -> Coming:
    """Count the people who come, or may come, to any of the meetings, each of them once.

    The person with the Discord id `but` is not counted.
    """
    rows = await tx.execute(
        select(RsvpRow.person_id, func.min(RsvpRow.answer))  # "going" is before "maybe"
        .join(PersonRow, PersonRow.id == RsvpRow.person_id)
        .where(
            RsvpRow.meeting_id.in_(meeting_ids),
            RsvpRow.answer.in_((Answer.GOING, Answer.MAYBE)),
            PersonRow.discord_id.is_distinct_from(but),
        )
        .group_by(RsvpRow.person_id)
    )
    best = Counter(answer for _, answer in rows)
    return Coming(best[Answer.GOING], best[Answer.MAYBE])


@dataclass(frozen=True, slots=True)
class Ahead:
    """A meeting ahead: its instant, and the wall time, zone and fold to work it out from."""

    id: int
    series_id: int | None
    title: str
    wall: datetime
    zone: str
    fold: int
    starts_at: datetime

    @property
    def subject(self) -> str:
        """The key of what a notice is about: the series, or the single meeting."""
        return f"m{self.id}" if self.series_id is None else series_key(self.series_id)


async def meetings_ahead(tx: Tx, community_id: int, now: datetime) -> list[Ahead]:
    """Return the meetings ahead of a community that are not cancelled."""
    rows = await tx.execute(
        select(
            MeetingRow.id,
            MeetingRow.series_id,
            MeetingRow.title,
            MeetingRow.wall,
            MeetingRow.zone,
            MeetingRow.fold,
            MeetingRow.starts_at,
        )
        .where(
            MeetingRow.community_id == community_id,
            MeetingRow.starts_at > now,
            MeetingRow.cancelled_at.is_(None),
        )
        .order_by(MeetingRow.starts_at)
    )
    return [Ahead(*row) for row in rows]


async def set_starts(tx: Tx, starts: Mapping[int, tuple[datetime, int]], now: datetime) -> None:
    """Write new instants and folds; `starts` is meeting id → (instant, fold)."""
    await _note_moved(tx, {meeting_id: at for meeting_id, (at, _) in starts.items()}, now)
    rows = [
        {"id": meeting_id, "starts_at": at, "fold": fold}
        for meeting_id, (at, fold) in starts.items()
    ]
    if rows:
        await tx.execute(update(MeetingRow), rows)
