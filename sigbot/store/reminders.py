"""Read what reminders are made from, and keep where they were posted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, delete, select, update

from sigbot.domain.meetings import Answer
from sigbot.domain.members import HearsBy
from sigbot.store.database import Tx
from sigbot.store.rows.meetings import AnnouncementRow, MeetingRow, RsvpRow, SeriesRow
from sigbot.store.rows.members import PersonRow


@dataclass(frozen=True, slots=True)
class ToRemind:
    """What a meeting's reminders are worked out from.

    `wall` is naive, in `zone`; `starts_at` is UTC; `leads` is text that `read_leads` reads.
    """

    meeting_id: int
    community_id: int
    wall: datetime
    zone: str
    starts_at: datetime
    leads: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """A reminder that was posted, when its meeting was scheduled for `starts_at` (UTC).

    One that is not `is_plain` is a card, from an earlier version.
    """

    id: int
    meeting_id: int
    channel_id: int
    message_id: int
    starts_at: datetime
    is_plain: bool


def _announcement(row: AnnouncementRow) -> Announcement:
    return Announcement(
        row.id, row.meeting_id, row.channel_id, row.message_id, row.starts_at, row.is_plain
    )


async def to_remind(tx: Tx, meeting_ids: Collection[int], now: datetime) -> list[ToRemind]:
    """Return the meetings that are ahead and not cancelled."""
    rows = await tx.execute(
        select(
            MeetingRow.id,
            MeetingRow.community_id,
            MeetingRow.wall,
            MeetingRow.zone,
            MeetingRow.starts_at,
            MeetingRow.reminders,
        ).where(
            MeetingRow.id.in_(meeting_ids),
            MeetingRow.cancelled_at.is_(None),
            MeetingRow.starts_at > now,
        )
    )
    return [ToRemind(*row) for row in rows]


async def going_to(
    tx: Tx, meeting_ids: Collection[int], person_id: int | None = None
) -> list[tuple[int, int, int, str]]:
    """Return (meeting, person, Discord id, leads) of people who go and want a direct message.

    With `person_id`, return only those of that person.
    """
    chosen = (
        select(RsvpRow.meeting_id, PersonRow.id, PersonRow.discord_id, PersonRow.direct_reminders)
        .join(PersonRow, PersonRow.id == RsvpRow.person_id)
        .where(
            RsvpRow.meeting_id.in_(meeting_ids),
            RsvpRow.answer == Answer.GOING,
            PersonRow.direct_reminders.is_not(None),
            PersonRow.discord_id.is_not(None),
        )
    )
    if person_id is not None:
        chosen = chosen.where(PersonRow.id == person_id)
    return [(m, p, d or 0, leads or "") for m, p, d, leads in await tx.execute(chosen)]


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody who said Going or Maybe to a meeting, and how they hear of its changes.

    One who said Going is asked whether they still come, where the meeting moved far since.
    """

    meeting_id: int
    person_id: int
    discord_id: int
    is_going: bool
    is_asked: bool
    hears_by: HearsBy


async def concerned_by(tx: Tx, meeting_ids: Collection[int]) -> list[Concerned]:
    """Return the members who said Going or Maybe to these meetings, those of the earliest first."""
    rows = await tx.execute(
        select(
            RsvpRow.meeting_id,
            PersonRow.id,
            PersonRow.discord_id,
            RsvpRow.answer,
            RsvpRow.asked_from,
            PersonRow.changes,
        )
        .join(PersonRow, PersonRow.id == RsvpRow.person_id)
        .join(MeetingRow, MeetingRow.id == RsvpRow.meeting_id)
        .where(
            RsvpRow.meeting_id.in_(meeting_ids),
            RsvpRow.answer.in_((Answer.GOING, Answer.MAYBE)),
            PersonRow.discord_id.is_not(None),
        )
        .order_by(MeetingRow.starts_at, RsvpRow.at, PersonRow.id)
    )
    return [
        Concerned(
            meeting_id,
            person_id,
            discord_id or 0,
            answer == Answer.GOING,
            asked_from is not None,
            HearsBy(changes),
        )
        for meeting_id, person_id, discord_id, answer, asked_from, changes in rows
    ]


async def going_ahead(tx: Tx, person_id: int, now: datetime) -> list[int]:
    """Return the meetings ahead that a person answered with Going."""
    rows = await tx.scalars(
        select(RsvpRow.meeting_id)
        .join(MeetingRow, MeetingRow.id == RsvpRow.meeting_id)
        .where(
            RsvpRow.person_id == person_id,
            RsvpRow.answer == Answer.GOING,
            MeetingRow.starts_at > now,
        )
    )
    return list(rows)


async def set_leads(
    tx: Tx, leads: str, meeting_ids: Collection[int], series_id: int | None
) -> None:
    """Set the leads of meetings and, where given, of the occurrences that a series gets later."""
    await tx.execute(
        update(MeetingRow).where(MeetingRow.id.in_(meeting_ids)).values(reminders=leads)
    )
    if series_id is not None:
        await tx.execute(update(SeriesRow).where(SeriesRow.id == series_id).values(reminders=leads))


async def add_announcement(
    tx: Tx, meeting_id: int, channel_id: int, message_id: int, starts_at: datetime
) -> int:
    """Note where a reminder was posted; return the id of the announcement."""
    row = AnnouncementRow(
        meeting_id=meeting_id,
        channel_id=channel_id,
        message_id=message_id,
        starts_at=starts_at,
        is_plain=True,
    )
    tx.add(row)
    await tx.flush()
    return row.id


async def announcements(tx: Tx, meeting_ids: Collection[int]) -> list[Announcement]:
    """Return the reminders that were posted for these meetings."""
    rows = await tx.scalars(_announcements(), {"meeting_ids": meeting_ids})
    return [_announcement(row) for row in rows]


@cache
def _announcements() -> Select[AnnouncementRow]:
    """Return the statement of `announcements`, which runs for every reminder."""
    their = AnnouncementRow.meeting_id.in_(bindparam("meeting_ids", expanding=True))
    return select(AnnouncementRow).where(their)


async def announcement(tx: Tx, announcement_id: int) -> Announcement | None:
    row = await tx.get(AnnouncementRow, announcement_id)
    return _announcement(row) if row else None


async def forget_announcement(tx: Tx, announcement_id: int) -> None:
    await tx.execute(delete(AnnouncementRow).where(AnnouncementRow.id == announcement_id))
