"""Series and meetings, with their answers, reminders, clock warnings and questions."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.domain.keys import title_key
from sigbot.domain.meetings import DEFAULT_REMINDERS
from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake, index_of
from sigbot.store.rows.community import CommunityRow, SubgroupRow
from sigbot.store.rows.members import PersonRow


def _title_key(context: Any) -> str:
    """Return the key of the title of the row that is being inserted."""
    return title_key(context.get_current_parameters()["title"])


class SeriesRow(Base):
    """A series: its rule, and the values that each new occurrence gets.

    `wall` is the naive wall time at which the rule begins, in `zone`; `made_until` is the instant
    until which occurrences are made; `duration` is in minutes. A series that could not be extended
    is tried again at `retry_at`.
    """

    __tablename__ = "series"
    __table_args__ = (
        index_of("made_until", rows="ended_at IS NULL AND retry_at IS NULL"),
        index_of("retry_at", rows="ended_at IS NULL AND retry_at IS NOT NULL"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), index=True)
    rule: Mapped[str]
    wall: Mapped[datetime] = mapped_column(DateTime())
    zone: Mapped[str]
    duration: Mapped[int]
    title: Mapped[str]
    kind: Mapped[str]
    subgroup_id: Mapped[int | None] = mapped_column(ForeignKey(SubgroupRow.id))
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    speaker: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    reminders: Mapped[str] = mapped_column(server_default=DEFAULT_REMINDERS)
    made_until: Mapped[datetime]
    retry_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MeetingRow(Base):
    """A meeting.

    `occurrence` is the wall time that the rule of its series gave it, on the clock of the series;
    it stays when the meeting is moved.
    `wall` is its wall time now, in `zone`: that of the rule, that of a slot of a rotation, or the
    time to which this one meeting was `moved`.
    `fold` is 1 for the second of two equal wall times.
    `own` lists the columns that were changed for this meeting alone.
    `title_key` is the title for comparing, as databases disagree about letter case.
    `revision` counts the changes that calendars show, `changed_at` is the last of them.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("series_id", "occurrence"),
        Index(None, "community_id", "title_key"),
        Index(None, "community_id", "starts_at"),
        Index(None, "starts_at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    series_id: Mapped[int | None] = mapped_column(ForeignKey(SeriesRow.id))
    occurrence: Mapped[datetime] = mapped_column(DateTime())
    starts_at: Mapped[datetime]
    wall: Mapped[datetime] = mapped_column(DateTime())
    fold: Mapped[int] = mapped_column(server_default="0")
    moved: Mapped[bool] = mapped_column(server_default=false())
    own: Mapped[list[str]] = mapped_column(server_default="[]")
    zone: Mapped[str]
    duration: Mapped[int]
    title: Mapped[str]
    title_key: Mapped[str] = mapped_column(default=_title_key)
    kind: Mapped[str]
    subgroup_id: Mapped[int | None] = mapped_column(ForeignKey(SubgroupRow.id), index=True)
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    speaker: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    slides: Mapped[str] = mapped_column(server_default="", default="")
    recording: Mapped[str] = mapped_column(server_default="", default="")
    reminders: Mapped[str] = mapped_column(server_default=DEFAULT_REMINDERS)
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    card_channel_id: Mapped[int | None] = mapped_column(Snowflake)
    card_message_id: Mapped[int | None] = mapped_column(Snowflake)
    revision: Mapped[int] = mapped_column(server_default="0")
    changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RsvpRow(Base):
    """A person's answer to a meeting.

    `asked_from` is the start to which they said Going, where the meeting was moved far from it and
    they were asked again; until they answer, they are not counted as going.
    """

    __tablename__ = "rsvps"
    __table_args__: Any = {}

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    answer: Mapped[str]
    at: Mapped[datetime]
    asked_from: Mapped[datetime | None]


class AnnouncementRow(Base):
    """A reminder that was posted, kept to edit it when its meeting is moved.

    One that is not `is_plain` is a card, as earlier versions posted it; it stays a card.
    """

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), index=True)
    channel_id: Mapped[int] = mapped_column(Snowflake)
    message_id: Mapped[int] = mapped_column(Snowflake)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    is_plain: Mapped[bool] = mapped_column(server_default=false())


class ClockWarningRow(Base):
    """A clock change for which a warning to a series was written, so that none is written twice."""

    __tablename__ = "clock_warnings"
    __table_args__: Any = {}

    series_id: Mapped[int] = mapped_column(ForeignKey(SeriesRow.id), primary_key=True)
    changes_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)


class QuestionRow(Base):
    """A question that was asked back before anything was done.

    `request` is what was typed, `readings` the answers that were offered.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    discord_id: Mapped[int] = mapped_column(Snowflake)
    action: Mapped[str]
    request: Mapped[dict[str, Any]]
    readings: Mapped[list[str]]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
