"""Read the meetings that are in calendars, and keep the addresses of personal ones."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from sigbot.domain.agenda import AgendaState
from sigbot.domain.calendars import MOST_EVENTS, CalendarEvent, Subscription
from sigbot.domain.meetings import Answer, MeetingKind
from sigbot.store.database import Tx
from sigbot.store.once import insert_or_update
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.journal import JournalItemRow, JournalPickRow
from sigbot.store.rows.meetings import MeetingRow, RsvpRow
from sigbot.store.rows.members import CalendarRow, PersonRow, SubgroupMemberRow
from sigbot.store.rows.minutes import AgendaItemRow

_SHOWN = (
    MeetingRow.id,
    MeetingRow.title,
    MeetingRow.kind,
    MeetingRow.starts_at,
    MeetingRow.duration,
    MeetingRow.place,
    MeetingRow.link,
    MeetingRow.description,
    MeetingRow.cancelled_at,
    MeetingRow.cancel_reason,
    MeetingRow.revision,
    MeetingRow.created_at,
    MeetingRow.changed_at,
    CommunityRow.guild_id,
)


async def events_of(tx: Tx, community_id: int, since: datetime) -> list[CalendarEvent]:
    """Return all meetings of a community that end after `since`, sorted by start."""
    return await _events(tx, _of_community(community_id, since), since)


async def events_for(
    tx: Tx, community_id: int, person_id: int | None, since: datetime, *, skips_declined: bool
) -> list[CalendarEvent]:
    """Return the meetings that end after `since` and concern a person, sorted by start.

    These are meetings without a subgroup, those of the person's subgroups, and those to which they
    said that they come, or may come. With `skips_declined`, those to which they said Can't are left
    out. Without a person, meetings of subgroups are left out.
    """
    groups = select(SubgroupMemberRow.subgroup_id).where(SubgroupMemberRow.person_id == person_id)
    answered = select(RsvpRow.meeting_id).where(RsvpRow.person_id == person_id)
    concerns = or_(
        MeetingRow.subgroup_id.is_(None),
        MeetingRow.subgroup_id.in_(groups),
        MeetingRow.id.in_(answered.where(RsvpRow.answer != Answer.CANT)),
    )
    chosen = [_of_community(community_id, since), concerns]
    if skips_declined:
        chosen.append(MeetingRow.id.not_in(answered.where(RsvpRow.answer == Answer.CANT)))
    return await _events(tx, and_(*chosen), since)


async def event(tx: Tx, community_id: int, meeting_id: int) -> CalendarEvent | None:
    """Return a meeting of a community, None if it has no such meeting."""
    own = and_(MeetingRow.id == meeting_id, MeetingRow.community_id == community_id)
    events = await _events(tx, own, None)
    return events[0] if events else None


def _of_community(community_id: int, since: datetime) -> ColumnElement[bool]:
    """Return the condition for meetings that may end after `since`, by their start."""
    longest = timedelta(days=1)
    return and_(MeetingRow.community_id == community_id, MeetingRow.starts_at >= since - longest)


async def _events(
    tx: Tx, chosen: ColumnElement[bool], since: datetime | None
) -> list[CalendarEvent]:
    """Return meetings, MOST_EVENTS at most, without those that end before `since`."""
    rows = await tx.execute(
        select(*_SHOWN)
        .join(CommunityRow, CommunityRow.id == MeetingRow.community_id)
        .where(chosen)
        .order_by(MeetingRow.starts_at, MeetingRow.id)
        .limit(MOST_EVENTS)
    )
    kept = [row for row in rows if since is None or _ends_at(row) > since]
    agendas = await _agendas(tx, [row.id for row in kept])
    return [_event(row, agendas.get(row.id, [])) for row in kept]


def _ends_at(row: Any) -> datetime:
    ends_at: datetime = row.starts_at + timedelta(minutes=row.duration)
    return ends_at


def _event(row: Any, agenda: Sequence[str]) -> CalendarEvent:
    return CalendarEvent(
        guild_id=row.guild_id,
        meeting_id=row.id,
        title=row.title,
        kind=MeetingKind(row.kind),
        starts_at=row.starts_at,
        ends_at=_ends_at(row),
        place=row.place,
        link=row.link,
        description=row.description,
        agenda=tuple(agenda),
        is_cancelled=row.cancelled_at is not None,
        cancel_reason=row.cancel_reason,
        revision=row.revision,
        created_at=row.created_at,
        changed_at=row.changed_at or row.created_at,
    )


async def _agendas(tx: Tx, meeting_ids: Collection[int]) -> dict[int, list[str]]:
    """Return meeting id → its accepted points in order, then the papers that were picked."""
    agendas: defaultdict[int, list[str]] = defaultdict(list)
    points = await tx.execute(
        select(AgendaItemRow.meeting_id, AgendaItemRow.text)
        .where(
            AgendaItemRow.meeting_id.in_(meeting_ids),
            AgendaItemRow.state.in_((AgendaState.ACCEPTED, AgendaState.DONE)),
        )
        .order_by(AgendaItemRow.position, AgendaItemRow.id)
    )
    papers = await tx.execute(
        select(JournalPickRow.meeting_id, JournalItemRow.title)
        .join(JournalItemRow, JournalItemRow.id == JournalPickRow.item_id)
        .where(JournalPickRow.meeting_id.in_(meeting_ids))
        .order_by(JournalPickRow.id)
    )
    for meeting_id, text in [*points, *papers]:
        if meeting_id is not None and text:
            agendas[meeting_id].append(text)
    return dict(agendas)


async def subscription(tx: Tx, person_id: int) -> Subscription:
    """Return what a person chose for their calendar."""
    row = await tx.get(CalendarRow, person_id, populate_existing=True)
    return Subscription(row.made_at, row.skips_declined) if row else Subscription()


async def set_address(tx: Tx, person_id: int, digest: str | None, now: datetime) -> None:
    """Keep the hash of the token in a person's address; None ends the address that they had."""
    values = {
        "person_id": person_id,
        "token_hash": digest,
        "made_at": now if digest else None,
        "skips_declined": (await subscription(tx, person_id)).skips_declined,
    }
    await insert_or_update(tx, CalendarRow, values, "person_id")


async def set_skips_declined(tx: Tx, person_id: int, *, skips: bool) -> None:
    """Keep whether a person's calendar leaves out meetings that they said Can't to."""
    own = CalendarRow.person_id == person_id
    if await tx.get(CalendarRow, person_id) is None:
        tx.add(CalendarRow(person_id=person_id, skips_declined=skips))
        await tx.flush()
    else:
        await tx.execute(update(CalendarRow).where(own).values(skips_declined=skips))


async def holder(tx: Tx, digest: str) -> tuple[int, int, str, bool] | None:
    """Return (community id, person id, name of the community, whether declined meetings are left
    out) of an address, None where nobody has it."""
    row = (
        await tx.execute(
            select(
                PersonRow.community_id,
                PersonRow.id,
                CommunityRow.name,
                CalendarRow.skips_declined,
            )
            .join(PersonRow, PersonRow.id == CalendarRow.person_id)
            .join(CommunityRow, CommunityRow.id == PersonRow.community_id)
            .where(CalendarRow.token_hash == digest)
        )
    ).first()
    return (row[0], row[1], row[2], row[3]) if row else None
