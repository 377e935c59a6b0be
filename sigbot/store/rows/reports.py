"""Activities, planned work, and reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.members import PersonRow


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
    """What people wrote about a period; the figures are compiled again whenever it is shown.

    `published` is a copy of the report as it was published; `changed_at` is when attendance in its
    period was last changed since then. Nobody is reminded of it after `skipped_at`. `drafted` is
    the evidence of drafted sentences as somebody began to read them.
    """

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
    changed_at: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]
    drafted: Mapped[list[dict[str, Any]] | None]
    created_at: Mapped[datetime]


class AuthorRow(Base):
    """A member who was asked whether a report may name them as an author.

    `name` is how it was typed; `agreed` is NULL until they answer, and only after a Yes the report
    has the name.
    """

    __tablename__ = "authors"
    __table_args__ = (UniqueConstraint("report_id", "person_id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey(ReportRow.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), index=True)
    name: Mapped[str]
    asked_at: Mapped[datetime]
    agreed: Mapped[bool | None]
    answered_at: Mapped[datetime | None]


class NarrativeRow(Base):
    __tablename__ = "narratives"
    __table_args__: Any = {}

    report_id: Mapped[int] = mapped_column(ForeignKey(ReportRow.id), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    updated_at: Mapped[datetime]


class VerdictRow(Base):
    """What an organizer made of a drafted sentence, known by its kind and subject (`issue`).

    `figures` is the mark of the evidence that the organizer saw.
    """

    __tablename__ = "verdicts"
    __table_args__: Any = {}

    report_id: Mapped[int] = mapped_column(ForeignKey(ReportRow.id), primary_key=True)
    issue: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    figures: Mapped[str]
    text: Mapped[str]
    updated_at: Mapped[datetime]


class NarrativeVersionRow(Base):
    """A text of a part as somebody saved it; the newest one of a part is what is written now.

    `written_by` is a Discord id; NULL for a person who was forgotten, and for texts of earlier
    versions.
    """

    __tablename__ = "narrative_versions"
    __table_args__ = (Index(None, "report_id", "part"), Index(None, "written_by"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey(ReportRow.id))
    part: Mapped[str]
    text: Mapped[str]
    written_by: Mapped[int | None] = mapped_column(Snowflake)
    written_at: Mapped[datetime]
