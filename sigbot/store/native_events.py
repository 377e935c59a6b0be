"""Keep the native events of meetings, and when a process looks after those of a community."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    type_coerce,
    update,
)

from sigbot.domain.native_events import (
    MOST_MIRRORED,
    OF_A_SERIES,
    OF_OTHERS,
    PENDING,
    EventState,
    Field,
    KnownEvent,
    Texts,
)
from sigbot.store.base import Utc, UtcOrLongAgo
from sigbot.store.counters import counters
from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.native_events import EventMirrorRow, NativeEventRow

_PENDING = [state.value for state in PENDING]


@dataclass(frozen=True, slots=True)
class Taken:
    """The events of a community, which a process has taken; `touches` counted until then.

    With `is_left`, another process had them and did not come to its end.
    """

    community_id: int
    guild_id: int
    touches: int
    failures: int
    asks: int
    is_left: bool = False


def _earlier(now: datetime | BindParameter[datetime]) -> ColumnElement[datetime]:
    """Return `now` where that is earlier and no process is at it, else what is kept."""
    is_later = and_(EventMirrorRow.leased_by.is_(None), EventMirrorRow.look_at > now)
    return case((is_later, now), else_=EventMirrorRow.look_at)


async def touch(tx: Tx, community_id: int, now: datetime) -> None:
    """Look after the events of a community soon, where it has any, as its meetings changed."""
    await tx.execute(_touching(of_meetings=False), {"community": community_id, "now": now})


async def touch_of(tx: Tx, meeting_ids: Collection[int], now: datetime) -> None:
    """Do as `touch` for the community of meetings."""
    await tx.execute(_touching(of_meetings=True), {"meeting_ids": meeting_ids, "now": now})


@cache
def _touching(*, of_meetings: bool) -> Update:
    """Return the statement of `touch`, or of `touch_of`, which run for every change."""
    which = EventMirrorRow.community_id == bindparam("community")
    if of_meetings:
        those = MeetingRow.id.in_(bindparam("meeting_ids", expanding=True))
        which = EventMirrorRow.community_id.in_(select(MeetingRow.community_id).where(those))
    earlier = _earlier(bindparam("now", type_=Utc))
    values = {"touches": EventMirrorRow.touches + 1, "look_at": earlier}
    touched = update(EventMirrorRow).where(which).values(values)
    return touched.execution_options(synchronize_session=False)


async def begin(tx: Tx, community_id: int, now: datetime) -> None:
    """Look after the events of a community from now on."""
    values = {"community_id": community_id, "look_at": now}
    if not await insert_once(tx, EventMirrorRow, values, "community_id"):
        await touch(tx, community_id, now)


# Looks


async def first_due(tx: Tx, now: datetime) -> int | None:
    """Return the community whose events have been due for longest, None where none are due."""
    due = type_coerce(EventMirrorRow.look_at, UtcOrLongAgo)
    first = select(due, EventMirrorRow.community_id).order_by(EventMirrorRow.look_at).limit(1)
    row = (await tx.execute(first)).first()
    return row[1] if row and row[0] <= now else None


async def lease(
    tx: Tx, community_id: int, holder: str, until: datetime, now: datetime
) -> Taken | None:
    """Take the events of a community until an instant; None where another process was faster."""
    own = select(EventMirrorRow.leased_by).where(EventMirrorRow.community_id == community_id)
    before = await tx.scalar(own)
    taken = await tx.execute(
        update(EventMirrorRow)
        .where(EventMirrorRow.community_id == community_id, EventMirrorRow.look_at <= now)
        .values(leased_by=holder, look_at=until)
        .returning(EventMirrorRow.touches, EventMirrorRow.failures, EventMirrorRow.asks)
        .execution_options(synchronize_session=False)
    )
    row = taken.first()
    if row is None:
        return None
    of = select(CommunityRow.guild_id).where(CommunityRow.id == community_id)
    guild_id = (await tx.scalars(of)).one()
    return Taken(community_id, guild_id, *row, is_left=before is not None)


async def is_silent(tx: Tx, community_id: int) -> bool:
    """Return whether the server of a community removed the bot."""
    removed = select(CommunityRow.id).where(
        CommunityRow.id == community_id, CommunityRow.removed_at.is_not(None)
    )
    return await tx.scalar(removed) is not None


async def renew(tx: Tx, taken: Taken, holder: str, until: datetime) -> bool:
    """Keep the events longer; return False where meetings changed, or another process has them."""
    renewed = await tx.scalars(
        update(EventMirrorRow)
        .where(
            EventMirrorRow.community_id == taken.community_id,
            EventMirrorRow.leased_by == holder,
            EventMirrorRow.touches == taken.touches,
        )
        .values(look_at=until)
        .returning(EventMirrorRow.community_id)
        .execution_options(synchronize_session=False)
    )
    return renewed.first() is not None


async def release(
    tx: Tx, taken: Taken, holder: str, next_at: datetime, now: datetime, failures: int = 0
) -> None:
    """Give the events back until `next_at`, or until `now` where meetings changed meanwhile."""
    is_same = EventMirrorRow.touches == taken.touches
    await tx.execute(
        update(EventMirrorRow)
        .where(
            EventMirrorRow.community_id == taken.community_id, EventMirrorRow.leased_by == holder
        )
        .values(leased_by=None, look_at=case((is_same, next_at), else_=now), failures=failures)
        .execution_options(synchronize_session=False)
    )


async def end_leases(tx: Tx, now: datetime, holder: str | None = None) -> None:
    """Let everything that a process has be due now; that it had them stays known.

    With a `holder`, only what that process has.
    """
    own = EventMirrorRow.leased_by
    held = update(EventMirrorRow).where(own.is_not(None) if holder is None else own == holder)
    await tx.execute(held.values(look_at=now))


async def end(tx: Tx, taken: Taken, holder: str) -> None:
    """Look no more after the events of a community, where it wants none and none are left."""
    left = select(NativeEventRow.meeting_id).where(
        NativeEventRow.community_id == taken.community_id
    )
    unwanted = select(CommunityRow.id).where(CommunityRow.events.is_(True))
    await tx.execute(
        delete(EventMirrorRow).where(
            EventMirrorRow.community_id == taken.community_id,
            EventMirrorRow.leased_by == holder,
            EventMirrorRow.community_id.not_in(unwanted),
            ~left.exists(),
        )
    )


# Which meetings, and what is known of their events


async def next_meetings(tx: Tx, community_id: int, after: datetime) -> list[int]:
    """Return the meetings that deserve an event, the first ones most.

    They start after an instant and are not cancelled: the next OF_A_SERIES of each series, and
    single meetings. All series have their first meeting in front of the second of any.
    """
    of = func.coalesce(MeetingRow.series_id, -MeetingRow.id)
    place = func.row_number().over(partition_by=of, order_by=MeetingRow.starts_at).label("place")
    ahead = (
        select(MeetingRow.id, MeetingRow.starts_at, place)
        .where(
            MeetingRow.community_id == community_id,
            MeetingRow.starts_at > after,
            MeetingRow.cancelled_at.is_(None),
        )
        .subquery()
    )
    chosen = (
        select(ahead.c.id)
        .where(ahead.c.place <= OF_A_SERIES)
        .order_by(ahead.c.place, ahead.c.starts_at, ahead.c.id)
        .limit(MOST_MIRRORED)
    )
    return list(await tx.scalars(chosen))


async def own_meetings(tx: Tx, community_id: int, meeting_ids: Collection[int]) -> set[int]:
    """Return which of the ids are those of meetings of a community."""
    own = MeetingRow.id.in_(meeting_ids), MeetingRow.community_id == community_id
    return set(await tx.scalars(select(MeetingRow.id).where(*own)))


async def gone_meetings(tx: Tx, meeting_ids: Collection[int]) -> set[int]:
    """Return which of the ids were given to meetings that are gone, of whichever community.

    Ids that were never given are left out: their marks are of another database.
    """
    there = set(await tx.scalars(select(MeetingRow.id).where(MeetingRow.id.in_(meeting_ids))))
    missing = {*meeting_ids} - there
    last = (await counters(tx))[MeetingRow.__tablename__] if missing else 0
    return {meeting_id for meeting_id in missing if 0 < meeting_id <= last}


def _select_known(community_id: int) -> Select[NativeEventRow, datetime, int, datetime | None]:
    return (
        select(NativeEventRow, MeetingRow.starts_at, MeetingRow.duration, MeetingRow.cancelled_at)
        .join(MeetingRow, MeetingRow.id == NativeEventRow.meeting_id)
        .where(NativeEventRow.community_id == community_id)
        .order_by(MeetingRow.starts_at, MeetingRow.id)
    )


def _known(joined: Row[NativeEventRow, datetime, int, datetime | None]) -> KnownEvent:
    row, starts_at, minutes, cancelled_at = joined
    return KnownEvent(
        row.meeting_id,
        row.event_id,
        EventState(row.state),
        _texts(row.sent),
        _texts(row.shown),
        frozenset(Field(name) for name in row.held),
        row.interested,
        starts_at,
        starts_at + timedelta(minutes=minutes),
        cancelled_at is not None,
    )


def _texts(kept: Mapping[str, Any]) -> Texts:
    return {Field(name): str(value) for name, value in kept.items()}


async def known_events(tx: Tx, community_id: int) -> dict[int, KnownEvent]:
    """Return meeting → what is known of its event, by the start of the meetings."""
    rows = await tx.execute(_select_known(community_id))
    return {known.meeting_id: known for known in map(_known, rows)}


async def count_shown(tx: Tx, community_id: int) -> int:
    """Count the events of the bot that are on the server."""
    shown = (
        NativeEventRow.community_id == community_id,
        NativeEventRow.event_id.is_not(None),
        NativeEventRow.state.not_in([state.value for state in OF_OTHERS]),
    )
    return await tx.scalar(select(func.count()).where(*shown)) or 0


async def asked_about(tx: Tx, community_id: int, number: int) -> list[KnownEvent]:
    """Return the events that a question to organizers is about and that still need an answer."""
    rows = await tx.execute(
        _select_known(community_id).where(
            NativeEventRow.asked == number, NativeEventRow.state.in_(_PENDING)
        )
    )
    return [_known(row) for row in rows]


async def last_question(tx: Tx, community_id: int) -> int | None:
    """Return the number of the last question that is not answered yet."""
    pending = NativeEventRow.community_id == community_id, NativeEventRow.state.in_(_PENDING)
    return await tx.scalar(select(func.max(NativeEventRow.asked)).where(*pending))


# What became of them


def _kept(texts: Texts) -> dict[str, Any]:
    return {name.value: value for name, value in texts.items()}


async def note_shown(
    tx: Tx, community_id: int, meeting_id: int, event_id: int, sent: Texts, shown: Texts
) -> None:
    """Note that a meeting has an event."""
    values: dict[str, Any] = {
        "meeting_id": meeting_id,
        "community_id": community_id,
        "event_id": event_id,
        "state": EventState.SHOWN.value,
        "sent": _kept(sent),
        "shown": _kept(shown),
        "held": [],
        "asked": None,
        "interested": 0,
    }
    await insert_or_update(tx, NativeEventRow, values, "meeting_id")


async def note_offered(
    tx: Tx,
    community_id: int,
    meeting_id: int,
    event_id: int,
    sent: Texts,
    shown: Texts,
    asked: int,
) -> None:
    """Note that an event which somebody made is offered for a meeting; its own would say `sent`."""
    values: dict[str, Any] = {
        "meeting_id": meeting_id,
        "community_id": community_id,
        "event_id": event_id,
        "state": EventState.OFFERED.value,
        "sent": _kept(sent),
        "shown": _kept(shown),
        "held": [],
        "asked": asked,
        "interested": 0,
    }
    await insert_or_update(tx, NativeEventRow, values, "meeting_id")


async def note_refused(tx: Tx, community_id: int, meeting_id: int, sent: Texts) -> None:
    """Note that Discord refused the event of a meeting as it was sent."""
    values: dict[str, Any] = {
        "meeting_id": meeting_id,
        "community_id": community_id,
        "event_id": None,
        "state": EventState.REFUSED.value,
        "sent": _kept(sent),
        "shown": {},
        "held": [],
        "asked": None,
        "interested": 0,
    }
    await insert_or_update(tx, NativeEventRow, values, "meeting_id")


async def change(tx: Tx, meeting_id: int, **values: Any) -> None:
    """Overwrite columns of what is known of the event of a meeting, where anything is."""
    for name in ("sent", "shown"):
        if name in values:
            values[name] = _kept(values[name])
    if "held" in values:
        values["held"] = sorted(values["held"])
    changed = update(NativeEventRow).where(NativeEventRow.meeting_id == meeting_id)
    await tx.execute(changed.values(**values).execution_options(synchronize_session=False))


async def known_event(tx: Tx, community_id: int, meeting_id: int) -> KnownEvent | None:
    chosen = _select_known(community_id).where(NativeEventRow.meeting_id == meeting_id)
    row = (await tx.execute(chosen)).first()
    return _known(row) if row else None


async def forget(tx: Tx, meeting_id: int) -> None:
    """Keep nothing of the event of a meeting."""
    await tx.execute(delete(NativeEventRow).where(NativeEventRow.meeting_id == meeting_id))


async def note_question(tx: Tx, community_id: int, number: int) -> None:
    """Note that organizers are asked a question of this number."""
    own = EventMirrorRow.community_id == community_id, EventMirrorRow.asks < number
    await tx.execute(update(EventMirrorRow).where(*own).values(asks=number))
