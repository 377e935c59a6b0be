"""Keep series, meetings and answers."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import BindParameter, ScalarSelect, Select, bindparam, func, select, update

from sigbot.domain.keys import title_key
from sigbot.domain.meetings import Answer, Counts, Meeting, MeetingDraft, MeetingKind
from sigbot.domain.series import Occurrence, Series
from sigbot.store import native_events
from sigbot.store.cards import place_of
from sigbot.store.database import Tx
from sigbot.store.once import insert_many_once
from sigbot.store.rows.attendance import AttendanceRow
from sigbot.store.rows.community import CommunityRow, SubgroupRow
from sigbot.store.rows.meetings import MeetingRow, RsvpRow, SeriesRow
from sigbot.store.rows.native_events import NativeEventRow

_COPIED = ("zone", "duration", "title", "kind", "place", "link", "speaker", "description")
"""The columns that a meeting copies from its draft or its series."""


async def add_series(
    tx: Tx,
    community_id: int,
    draft: MeetingDraft,
    subgroup_id: int | None,
    made_until: datetime,
    now: datetime,
) -> Series:
    row = SeriesRow(
        community_id=community_id,
        rule=draft.rule,
        wall=draft.wall,
        subgroup_id=subgroup_id,
        made_until=made_until,
        created_at=now,
        **{name: getattr(draft, name) for name in _COPIED},
    )
    tx.add(row)
    await tx.flush()
    return _series(row)


def _series(row: SeriesRow) -> Series:
    return Series(
        id=row.id,
        rule=row.rule,
        start=row.wall,
        zone=row.zone,
        title=row.title,
        duration=row.duration,
    )


async def add_meeting(
    tx: Tx, community_id: int, draft: MeetingDraft, subgroup_id: int | None, now: datetime
) -> int:
    """Add a meeting that is not part of a series; return its id."""
    row = MeetingRow(
        community_id=community_id,
        occurrence=draft.wall,
        wall=draft.wall,
        starts_at=draft.starts_at,
        fold=draft.fold,
        subgroup_id=subgroup_id,
        created_at=now,
        **{name: getattr(draft, name) for name in _COPIED},
    )
    tx.add(row)
    await tx.flush()
    await native_events.touch(tx, community_id, now)
    return row.id


async def add_occurrences(
    tx: Tx, series_id: int, starts: Sequence[Occurrence], now: datetime
) -> list[tuple[int, datetime]]:
    """Add meetings of a series, with the series' values; return (id, instant) of each, in order.

    Occurrences that were made before are left as they are, and not returned.
    """
    series = await tx.get_one(SeriesRow, series_id)
    values: dict[str, Any] = {
        "community_id": series.community_id,
        "series_id": series_id,
        "subgroup_id": series.subgroup_id,
        "created_at": now,
        "title_key": title_key(series.title),
        "cancel_reason": "",
        "reminders": series.reminders,
        **{name: getattr(series, name) for name in _COPIED},
    }
    rows = [
        {
            **values,
            "occurrence": start.rule,
            "wall": start.wall,
            "zone": start.zone,
            "fold": start.fold,
            "starts_at": start.starts_at,
        }
        for start in starts
    ]
    added = await insert_many_once(tx, MeetingRow, rows, "series_id", "occurrence")
    await native_events.touch(tx, series.community_id, now)
    made = await tx.execute(
        select(MeetingRow.id, MeetingRow.starts_at)
        .where(MeetingRow.id.in_(added))
        .order_by(MeetingRow.starts_at)
    )
    return [(meeting_id, starts_at) for meeting_id, starts_at in made]


async def has_meetings(tx: Tx, community_id: int) -> bool:
    """Return whether a community ever scheduled a meeting."""
    any_meeting = select(MeetingRow.id).where(MeetingRow.community_id == community_id).limit(1)
    return await tx.scalar(any_meeting) is not None


async def count_open_series(tx: Tx, community_id: int) -> int:
    """Count the series of a community that go on."""
    going_on = select(func.count()).where(
        SeriesRow.community_id == community_id, SeriesRow.ended_at.is_(None)
    )
    return await tx.scalar(going_on) or 0


async def series(tx: Tx, series_id: int) -> Series:
    """Return a series, running or ended."""
    return _series(await tx.get_one(SeriesRow, series_id, populate_existing=True))


async def running_series(tx: Tx, series_id: int) -> tuple[Series, datetime] | None:
    """Return a series and until when its occurrences are made, None when it has ended."""
    row = await tx.get(SeriesRow, series_id, populate_existing=True)
    return (_series(row), row.made_until) if row and row.ended_at is None else None


async def last_occurrence(tx: Tx, series_id: int) -> datetime | None:
    """Return the wall time of the last occurrence that was made."""
    return await tx.scalar(
        select(func.max(MeetingRow.occurrence)).where(MeetingRow.series_id == series_id)
    )


async def occurrences_made(tx: Tx, series_id: int) -> list[datetime]:
    """Return the wall times of the rule for which there is a meeting, in any order."""
    walls = await tx.scalars(select(MeetingRow.occurrence).where(MeetingRow.series_id == series_id))
    return list(walls)


async def set_made_until(tx: Tx, series_id: int, until: datetime) -> None:
    """Note until when occurrences are made; a series that was set aside is taken up again."""
    extended = update(SeriesRow).where(SeriesRow.id == series_id)
    await tx.execute(extended.values(made_until=until, retry_at=None))


def _select_meetings(
    community_id: int | BindParameter[int],
) -> Select[MeetingRow, str, str, int]:
    attended = (
        select(func.count(AttendanceRow.id))
        .where(AttendanceRow.meeting_id == MeetingRow.id)
        .scalar_subquery()
    )
    return (
        select(MeetingRow, SubgroupRow.name, SeriesRow.rule, attended)
        .outerjoin(SubgroupRow, SubgroupRow.id == MeetingRow.subgroup_id)
        .outerjoin(SeriesRow, SeriesRow.id == MeetingRow.series_id)
        .where(MeetingRow.community_id == community_id)
    )


def _meeting(
    row: MeetingRow,
    subgroup: str | None,
    rule: str | None,
    attended: int,
    counts: Counts | None = None,
) -> Meeting:
    return Meeting(
        id=row.id,
        title=row.title,
        kind=MeetingKind(row.kind),
        starts_at=row.starts_at,
        wall=row.wall,
        zone=row.zone,
        duration=row.duration,
        subgroup=subgroup,
        subgroup_id=row.subgroup_id,
        series_id=row.series_id,
        rule=rule,
        place=row.place,
        link=row.link,
        speaker=row.speaker,
        description=row.description,
        slides=row.slides,
        recording=row.recording,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        counts=counts or Counts(attended=attended),
        occurrence=row.occurrence,
        moved=row.moved,
        reminders=row.reminders,
    )


async def meeting(tx: Tx, community_id: int, meeting_id: int) -> Meeting | None:
    """Return a meeting with its counts, None when this community has no such meeting."""
    return (await counted_meetings(tx, community_id, [meeting_id])).get(meeting_id)


async def counted_meetings(
    tx: Tx, community_id: int, meeting_ids: Collection[int]
) -> dict[int, Meeting]:
    """Return meetings with their counts by id, without those that this community does not have."""
    rows = await _counted(tx, community_id, meeting_ids)
    return {meeting.id: meeting for _, meeting in rows}


async def meeting_and_card(
    tx: Tx, community_id: int, meeting_id: int
) -> tuple[Meeting, tuple[int, int] | None] | None:
    """Return a meeting as `meeting` does, and its card as `cards.card_of` does."""
    for row, meeting in await _counted(tx, community_id, [meeting_id]):
        return meeting, place_of(row.card_channel_id, row.card_message_id)
    return None


async def _counted(
    tx: Tx, community_id: int, meeting_ids: Collection[int]
) -> list[tuple[MeetingRow, Meeting]]:
    own = {"community_id": community_id, "meeting_ids": meeting_ids}
    return [
        (row, _meeting(row, subgroup, rule, attended, _counts(attended, *numbers)))
        for row, subgroup, rule, attended, *numbers in await tx.execute(_counted_meetings(), own)
    ]


@cache
def _counted_meetings() -> Select[Any]:
    """Return the statement of `counted_meetings`; to make it takes longer than to run it."""
    return cast(
        "Select[Any]",
        _select_meetings(bindparam("community_id"))
        .add_columns(_asked(), _interested(), *[_answered(answer) for answer in Answer])
        .where(MeetingRow.id.in_(bindparam("meeting_ids", expanding=True))),
    )


def _answered(answer: Answer) -> ScalarSelect[int]:
    """Return the column that counts the people who gave this answer to a meeting."""
    return (
        select(func.count())
        .where(
            RsvpRow.meeting_id == MeetingRow.id,
            RsvpRow.answer == answer,
            RsvpRow.asked_from.is_(None),
        )
        .scalar_subquery()
    )


def _asked() -> ScalarSelect[int]:
    """Return the column that counts the people who were asked again whether they come."""
    return (
        select(func.count())
        .where(RsvpRow.meeting_id == MeetingRow.id, RsvpRow.asked_from.is_not(None))
        .scalar_subquery()
    )


def _interested() -> ScalarSelect[int | None]:
    """Return the column that counts the people who are interested in the event of a meeting."""
    chosen = select(NativeEventRow.interested).where(NativeEventRow.meeting_id == MeetingRow.id)
    return chosen.scalar_subquery()


def _counts(attended: int, asked: int, interested: int | None, *numbers: int) -> Counts:
    by_answer = {answer.value: number for answer, number in zip(Answer, numbers, strict=True)}
    return Counts(attended=attended, asked=asked, interested=interested or 0, **by_answer)


async def meeting_alone(tx: Tx, community_id: int, meeting_id: int) -> Meeting | None:
    """Return a meeting as `meeting` does, without counting its answers."""
    own = {"community_id": community_id, "meeting_id": meeting_id}
    row = (await tx.execute(_meeting_alone(), own)).first()
    return _meeting(*row) if row else None


@cache
def _meeting_alone() -> Select[MeetingRow, str, str, int]:
    """Return the statement of `meeting_alone`, which runs for every reminder."""
    chosen = _select_meetings(bindparam("community_id"))
    return chosen.where(MeetingRow.id == bindparam("meeting_id"))


async def meetings_titled(tx: Tx, community_id: int, title: str) -> list[Meeting]:
    """Return the meetings with exactly this title in any letter case, the earliest first."""
    rows = await tx.execute(
        _select_meetings(community_id)
        .where(MeetingRow.title_key == title_key(title))
        .order_by(MeetingRow.starts_at)
    )
    return [_meeting(*row) for row in rows]


async def has_like(tx: Tx, community_id: int, title: str, starts_at: datetime) -> bool:
    """Return whether a meeting has this title and start, and is not cancelled."""
    like = select(MeetingRow.id).where(
        MeetingRow.community_id == community_id,
        MeetingRow.title_key == title_key(title),
        MeetingRow.starts_at == starts_at,
        MeetingRow.cancelled_at.is_(None),
    )
    return await tx.scalar(like.limit(1)) is not None


async def meetings_after(
    tx: Tx, community_id: int, after: datetime, *, kind: MeetingKind | None = None, limit: int = 25
) -> list[Meeting]:
    """Return meetings that start at `after` or later, cancelled too, the earliest first."""
    chosen = _select_meetings(community_id).where(MeetingRow.starts_at >= after)
    return await _listed(tx, chosen, MeetingRow.starts_at.asc(), kind, limit)


async def meetings_before(
    tx: Tx, community_id: int, before: datetime, *, kind: MeetingKind | None = None, limit: int = 25
) -> list[Meeting]:
    """Return meetings that start before an instant, cancelled too, the latest first."""
    chosen = _select_meetings(community_id).where(MeetingRow.starts_at < before)
    return await _listed(tx, chosen, MeetingRow.starts_at.desc(), kind, limit)


async def _listed(
    tx: Tx,
    chosen: Select[MeetingRow, str, str, int],
    order: Any,
    kind: MeetingKind | None,
    limit: int,
) -> list[Meeting]:
    if kind:
        chosen = chosen.where(MeetingRow.kind == kind)
    ordered = chosen.order_by(order, MeetingRow.id).limit(limit)
    return [_meeting(*row) for row in await tx.execute(ordered)]


async def series_meetings_after(
    tx: Tx, community_id: int, series_id: int, after: datetime
) -> list[Meeting]:
    """Return the meetings of a series that start at `after` or later and are not cancelled."""
    rows = await tx.execute(
        _select_meetings(community_id)
        .where(
            MeetingRow.series_id == series_id,
            MeetingRow.starts_at >= after,
            MeetingRow.cancelled_at.is_(None),
        )
        .order_by(MeetingRow.starts_at)
    )
    return [_meeting(*row) for row in rows]


async def last_end_before(tx: Tx, series_id: int, before: datetime) -> datetime | None:
    """Return the end of the last meeting of a series that starts before an instant."""
    last = (
        await tx.execute(
            select(MeetingRow.starts_at, MeetingRow.duration)
            .where(
                MeetingRow.series_id == series_id,
                MeetingRow.starts_at < before,
                MeetingRow.cancelled_at.is_(None),
            )
            .order_by(MeetingRow.starts_at.desc())
            .limit(1)
        )
    ).first()
    return last[0] + timedelta(minutes=last[1]) if last else None


async def end_series(tx: Tx, series_id: int, now: datetime) -> None:
    await tx.execute(update(SeriesRow).where(SeriesRow.id == series_id).values(ended_at=now))


async def guild_of(tx: Tx, meeting_id: int) -> int | None:
    """Return the server of a meeting, None for a meeting that is unknown."""
    return await tx.scalar(
        select(CommunityRow.guild_id)
        .join(MeetingRow, MeetingRow.community_id == CommunityRow.id)
        .where(MeetingRow.id == meeting_id)
    )
