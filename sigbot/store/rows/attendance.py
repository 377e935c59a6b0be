"""Attendance: sightings, corrections, and the ledger that is worked out from both."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow


class AttendanceRow(Base):
    """A row of the ledger: a person at a meeting.

    The ledger is worked out from sightings and corrections, and never written in any other way but
    for people who are forgotten. Where the moment is not known, `timed` is False, and
    `checked_in_at` is the meeting's start.
    """

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
    timed: Mapped[bool] = mapped_column(server_default=true())


class SightingRow(Base):
    """What a source saw of a person at a meeting.

    `counts` is False for a visit that was too short to be an attendance. Where the moment is not
    known, `timed` is False, and `seen_at` is the meeting's start.
    """

    __tablename__ = "sightings"
    __table_args__: Any = {}

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    minutes: Mapped[int | None]
    counts: Mapped[bool] = mapped_column(server_default=true())
    timed: Mapped[bool] = mapped_column(server_default=true())


class CorrectionRow(Base):
    """An organizer's statement that a person was there or not. It overrules all sightings."""

    __tablename__ = "corrections"
    __table_args__: Any = {}

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    present: Mapped[bool]
    at: Mapped[datetime]


class PresenceRow(Base):
    """A stay in the voice channel of a meeting.

    `seen_until` is when the person was last seen there; `left_at` is NULL while they are there.
    """

    __tablename__ = "presences"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id", "joined_at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), index=True)
    joined_at: Mapped[datetime] = mapped_column(index=True)
    seen_until: Mapped[datetime]
    left_at: Mapped[datetime | None]


class CodeRow(Base):
    """The code of a meeting that was shown on a screen."""

    __tablename__ = "codes"
    __table_args__: Any = {}

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    code: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)


class GuessRow(Base):
    """How many wrong codes a Discord account typed since an instant."""

    __tablename__ = "guesses"
    __table_args__: Any = {}

    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), primary_key=True)
    discord_id: Mapped[int] = mapped_column(Snowflake, primary_key=True)
    wrong: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)


class ImportRow(Base):
    """An attendance file that is being reviewed, or was written; or notes that are being reviewed.

    `entries` is emptied when it is written. Of an attendance file it never holds an e-mail address.
    `discord_id` is NULL where the person who imported it was forgotten.
    """

    __tablename__ = "imports"
    __table_args__ = (Index(None, "meeting_id", "digest"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id))
    discord_id: Mapped[int | None] = mapped_column(Snowflake)
    digest: Mapped[str]
    entries: Mapped[dict[str, Any]]
    choices: Mapped[dict[str, Any]]
    read_at: Mapped[datetime] = mapped_column(index=True)
    written_at: Mapped[datetime | None]
