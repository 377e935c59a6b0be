"""The life of a meeting: its opening, its agenda, the notes of it, and its minutes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.domain.agenda import AgendaKind, AgendaState
from sigbot.domain.promises import PromiseState
from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake, index_of
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow


class OpeningNoticesRow(Base):
    """A version of the notices that are shown when a meeting opens; the newest one is in force.

    With `declares`, people may say for three days after a meeting that they were there.
    """

    __tablename__ = "opening_notices"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), index=True)
    version: Mapped[int]
    antitrust: Mapped[str] = mapped_column(default="")
    conduct: Mapped[str] = mapped_column(default="")
    recording: Mapped[str] = mapped_column(default="")
    declares: Mapped[bool]
    saved_at: Mapped[datetime]


class OpeningRow(Base):
    """The proof that a meeting was opened: with which notices, where, and when.

    The message at (`channel_id`, `message_id`) is the reminder at the start; `thread_id` is the
    thread that begins there, `shown_message_id` the message in it that shows the notices, and
    `closed_message_id` the one that says that check-in has closed; NULL until they were posted.
    `notices_id` is NULL where there were no notices then.
    """

    __tablename__ = "openings"
    __table_args__: Any = {}

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    notices_id: Mapped[int | None] = mapped_column(ForeignKey(OpeningNoticesRow.id), index=True)
    channel_id: Mapped[int] = mapped_column(Snowflake)
    message_id: Mapped[int] = mapped_column(Snowflake)
    thread_id: Mapped[int | None] = mapped_column(Snowflake)
    shown_message_id: Mapped[int | None] = mapped_column(Snowflake)
    closed_message_id: Mapped[int | None] = mapped_column(Snowflake)
    opened_at: Mapped[datetime]


class AgendaItemRow(Base):
    """A point on the agenda of a meeting, or a question that somebody asked ahead.

    `person_id` suggested it. `position` orders the accepted
    points of a meeting. A point that is parked has no meeting. `answered_at` is when `answer`, the
    answer to a question, was noted.
    """

    __tablename__ = "agenda_items"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(MeetingRow.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id), index=True)
    kind: Mapped[str] = mapped_column(default=AgendaKind.POINT)
    state: Mapped[str] = mapped_column(default=AgendaState.SUGGESTED)
    text: Mapped[str]
    link: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    position: Mapped[int] = mapped_column(server_default="0")
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class NoteRow(Base):
    """A line of the notes of a meeting, in the order of `position`.

    `person_id` wrote it down; `speaker_id` wrote the message `message_id` that was added to the
    minutes. `batch` is a digest of the text that was pasted, "" for a line of its own; its lines
    are kept once.
    """

    __tablename__ = "notes"
    __table_args__ = (
        UniqueConstraint("meeting_id", "message_id"),
        UniqueConstraint("meeting_id", "position"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id))
    position: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id), index=True)
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id), index=True)
    message_id: Mapped[int | None] = mapped_column(Snowflake)
    batch: Mapped[str] = mapped_column(default="")
    noted_at: Mapped[datetime]


class PromiseRow(Base):
    """What somebody promised at a meeting, an action item; open until it is done or dropped.

    `owner` is the name as it was noted, `owner_id` the member that it belongs to, if that is known.
    """

    __tablename__ = "promises"
    __table_args__ = (
        index_of("community_id", "due", rows="closed_at IS NULL"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), index=True)
    note_id: Mapped[int] = mapped_column(ForeignKey(NoteRow.id), unique=True)
    text: Mapped[str]
    owner: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id), index=True)
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(default=PromiseState.OPEN)
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MinutesRow(Base):
    """The minutes of a meeting: how far they are, and what they say once they are approved.

    `kept` is the text of the minutes as data, frozen at approval; NULL before. The message at
    (`channel_id`, `message_id`) announced them, NULL until it was posted.
    """

    __tablename__ = "minutes"
    __table_args__: Any = {}

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    state: Mapped[str] = mapped_column(default="draft")
    outcome: Mapped[str] = mapped_column(default="held")
    kept: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    approved_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    channel_id: Mapped[int | None] = mapped_column(Snowflake)
    message_id: Mapped[int | None] = mapped_column(Snowflake)


class AmendmentRow(Base):
    """A correction of minutes that somebody suggested; after approval, an erratum that was added.

    `is_erratum` is a text of an organizer, printed below the minutes.
    """

    __tablename__ = "amendments"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id), index=True)
    text: Mapped[str]
    is_erratum: Mapped[bool] = mapped_column(server_default=false())
    settled_at: Mapped[datetime | None]
    written_at: Mapped[datetime]


class UnnamedRow(Base):
    """A person who does not want to be named in the minutes of a meeting."""

    __tablename__ = "unnamed"
    __table_args__: Any = {}

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    at: Mapped[datetime]


class CaughtUpRow(Base):
    """A person who caught up with a meeting afterwards. It is no attendance."""

    __tablename__ = "caught_up"
    __table_args__: Any = {}

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    at: Mapped[datetime]
