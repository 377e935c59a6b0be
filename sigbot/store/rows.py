"""Every table, as typed rows. Only this package imports them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.domain.meetings import DEFAULT_REMINDERS
from sigbot.store.base import Base, Id, Snowflake

AUTOINCREMENT = {"sqlite_autoincrement": True}


def _folded_title(context: Any) -> str:
    """The title of the row that is being inserted, for comparing without letter case."""
    title: str = context.get_current_parameters()["title"]
    return title.casefold()


class CommunityRow(Base):
    __tablename__ = "communities"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    guild_id: Mapped[int] = mapped_column(Snowflake, unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    wiki: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="UTC")
    announcements_channel_id: Mapped[int | None] = mapped_column(Snowflake)
    organizer_role_id: Mapped[int | None] = mapped_column(Snowflake)
    language: Mapped[str] = mapped_column(default="en")
    report_every: Mapped[str] = mapped_column(default="half-year")
    smallest_group: Mapped[int]
    created_at: Mapped[datetime]


class SubgroupRow(Base):
    __tablename__ = "subgroups"
    __table_args__ = (UniqueConstraint("community_id", "name_key"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    name: Mapped[str]
    name_key: Mapped[str]
    role_id: Mapped[int | None] = mapped_column(Snowflake)
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class PersonRow(Base):
    """A Discord account is optional: someone may be known only by a name. `direct_reminders` is how
    long before a meeting somebody wants a direct message, NULL for never."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("community_id", "discord_id"),
        Index(None, "community_id", "name"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    discord_id: Mapped[int | None] = mapped_column(Snowflake)
    name: Mapped[str]
    timezone: Mapped[str | None]
    direct_reminders: Mapped[str | None]
    direct_refused_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SubgroupMemberRow(Base):
    __tablename__ = "subgroup_members"
    __table_args__: Any = {}

    subgroup_id: Mapped[int] = mapped_column(ForeignKey(SubgroupRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime]


class SelfDescriptionRow(Base):
    __tablename__ = "self_descriptions"
    __table_args__: Any = {}

    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    region: Mapped[str | None]
    organization: Mapped[str | None]
    experience: Mapped[str | None]
    updated_at: Mapped[datetime]


class GenderRow(Base):
    """Apart from everything else: opt-in for one purpose, read only to be counted."""

    __tablename__ = "genders"
    __table_args__: Any = {}

    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    gender: Mapped[str | None]
    updated_at: Mapped[datetime]


class ConsentRow(Base):
    """A log, never changed: when who agreed, or took it back, after which notice."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), index=True)
    purpose: Mapped[str]
    granted: Mapped[bool]
    notice_version: Mapped[int]
    at: Mapped[datetime]


class SeriesRow(Base):
    """What every occurrence starts from. `wall` is naive, in `zone`; `made_until` an instant."""

    __tablename__ = "series"

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
    made_until: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MeetingRow(Base):
    """One meeting. `occurrence` is the wall time its series meant it for, whatever became of it;
    `fold` is 1 for the second of two equal wall times; `own` names what was changed for it
    alone; `title_key` is the title for comparing, as databases disagree about letter case."""

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("series_id", "occurrence"),
        Index(None, "community_id", "title_key"),
        Index(None, "community_id", "starts_at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    series_id: Mapped[int | None] = mapped_column(ForeignKey(SeriesRow.id))
    occurrence: Mapped[datetime] = mapped_column(DateTime())
    starts_at: Mapped[datetime]
    wall: Mapped[datetime] = mapped_column(DateTime())
    fold: Mapped[int] = mapped_column(server_default="0")
    own: Mapped[list[str]] = mapped_column(server_default="[]")
    zone: Mapped[str]
    duration: Mapped[int]
    title: Mapped[str]
    title_key: Mapped[str] = mapped_column(default=_folded_title)
    kind: Mapped[str]
    subgroup_id: Mapped[int | None] = mapped_column(ForeignKey(SubgroupRow.id), index=True)
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    speaker: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    reminders: Mapped[str] = mapped_column(server_default=DEFAULT_REMINDERS)
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    card_channel_id: Mapped[int | None] = mapped_column(Snowflake)
    card_message_id: Mapped[int | None] = mapped_column(Snowflake)
    created_at: Mapped[datetime]


class RsvpRow(Base):
    __tablename__ = "rsvps"
    __table_args__: Any = {}

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    answer: Mapped[str]
    at: Mapped[datetime]


class AttendanceRow(Base):
    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index(None, "person_id", "checked_in_at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id))
    source: Mapped[str]
    checked_in_at: Mapped[datetime]
    minutes: Mapped[int | None]


class JournalItemRow(Base):
    """`link_key` is the normalized link: one item for one page."""

    __tablename__ = "journal_items"
    __table_args__ = (
        UniqueConstraint("community_id", "link_key"),
        Index(None, "community_id", "shared_at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    link: Mapped[str]
    link_key: Mapped[str]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]]
    shared_by: Mapped[int] = mapped_column(ForeignKey(PersonRow.id))
    shared_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="shared")
    discussed_at: Mapped[datetime | None]


class ActivityRow(Base):
    __tablename__ = "activities"
    __table_args__ = (Index(None, "community_id", "date"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    title: Mapped[str]
    kind: Mapped[str]
    date: Mapped[date] = mapped_column(Date())
    link: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class PlannedWorkRow(Base):
    __tablename__ = "planned_work"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), index=True)
    title: Mapped[str]
    status: Mapped[str]
    due: Mapped[date | None] = mapped_column(Date())
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ReportRow(Base):
    """What people wrote about a period; the figures are compiled afresh. `published` is a copy of
    the report as it went out."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("community_id", "start", "end"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    label: Mapped[str]
    start: Mapped[date] = mapped_column(Date())
    end: Mapped[date] = mapped_column(Date())
    authors: Mapped[list[str]]
    published_at: Mapped[datetime | None]
    published: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]


class NarrativeRow(Base):
    __tablename__ = "narratives"
    __table_args__: Any = {}

    report_id: Mapped[int] = mapped_column(ForeignKey(ReportRow.id), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    updated_at: Mapped[datetime]


class AnnouncementRow(Base):
    """A reminder that was posted, so that it can be put right when its meeting is moved."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), index=True)
    channel_id: Mapped[int] = mapped_column(Snowflake)
    message_id: Mapped[int] = mapped_column(Snowflake)
    starts_at: Mapped[datetime]


class ClockWarningRow(Base):
    """A change of the clocks that a series was warned of, or will be: once for each."""

    __tablename__ = "clock_warnings"
    __table_args__: Any = {}

    series_id: Mapped[int] = mapped_column(ForeignKey(SeriesRow.id), primary_key=True)
    changes_at: Mapped[datetime] = mapped_column(primary_key=True)


class QuestionRow(Base):
    """What was asked back before anything happened: the request as it was typed, and the readings
    that were offered."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    discord_id: Mapped[int] = mapped_column(Snowflake)
    action: Mapped[str]
    request: Mapped[dict[str, Any]]
    readings: Mapped[list[str]]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]


class NoticeRow(Base):
    """Something organizers are told, once. `key` is unique while it lasts, NULL once mended."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "community_id", "told_at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    topic: Mapped[str]
    key: Mapped[str | None] = mapped_column(unique=True)
    details: Mapped[dict[str, Any]]
    noticed_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    mended_at: Mapped[datetime | None]


class OutboxRow(Base):
    """`key` is unique among rows that wait, so that what is asked for often is done once. Rows of
    one `lane` are said one after the other. Nobody takes a row before `leased_until`: somebody is
    at it (`leased_by`), or it was put off."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "done_at", "due_at"),
        Index(None, "meeting_id", "topic"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    lane: Mapped[str] = mapped_column(server_default="")
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(MeetingRow.id))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id))
    key: Mapped[str | None] = mapped_column(unique=True)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    created_at: Mapped[datetime]


class AuditRow(Base):
    """Who changed what, written in the transaction that changed it. Never what people say of
    themselves."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "community_id", "at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    discord_id: Mapped[int | None] = mapped_column(Snowflake)
    name: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class StateRow(Base):
    """Small things the bot remembers about itself, such as which commands it registered."""

    __tablename__ = "state"
    __table_args__: Any = {}

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
