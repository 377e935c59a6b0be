"""The journal club."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake, index_of
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow


class JournalItemRow(Base):
    """An item of the journal club. `link_key` is the id of the work (`LinkReading.id`) under which
    it was shared first, unique in a community.

    `shared_by` is NULL where the person who shared it was forgotten. `has_own_title` says that a
    person typed the title, so no registry replaces it. `authors` to `is_retracted` are what the
    registries say. `channel_id` and `message_id` are the place of the message that shows it to the
    channel. `is_listed` says that an organizer put it on the reading list of the report.
    """

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
    shared_by: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id), index=True)
    shared_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="shared")
    discussed_at: Mapped[datetime | None]
    has_own_title: Mapped[bool] = mapped_column(server_default=false(), default=False)
    authors: Mapped[list[str]] = mapped_column(server_default="[]", default=list)
    venue: Mapped[str] = mapped_column(server_default="", default="")
    year: Mapped[int | None]
    abstract_link: Mapped[str] = mapped_column(server_default="", default="")
    licence: Mapped[str] = mapped_column(server_default="", default="")
    open_copy: Mapped[str] = mapped_column(server_default="", default="")
    is_retracted: Mapped[bool] = mapped_column(server_default=false(), default=False)
    summary: Mapped[str] = mapped_column(server_default="", default="")
    is_listed: Mapped[bool] = mapped_column(server_default=false(), default=False)
    channel_id: Mapped[int | None] = mapped_column(Snowflake)
    message_id: Mapped[int | None] = mapped_column(Snowflake)


class JournalWorkRow(Base):
    """An id of a work that an item is known by; an item may have several.

    `filled_at` is when the item got what the registries say of this id, NULL while they are asked
    and where an answer is new.
    """

    __tablename__ = "journal_works"
    __table_args__ = (
        Index(None, "work"),
        index_of("work", "item_id", rows="filled_at IS NULL"),
    )

    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), primary_key=True)
    work: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(JournalItemRow.id), index=True)
    filled_at: Mapped[datetime | None]


class JournalRelationRow(Base):
    """Another work that the registries relate to an item: a preprint of it, or its article."""

    __tablename__ = "journal_relations"
    __table_args__: Any = (Index(None, "work"),)

    item_id: Mapped[int] = mapped_column(ForeignKey(JournalItemRow.id), primary_key=True)
    work: Mapped[str] = mapped_column(primary_key=True)
    is_preprint: Mapped[bool]


class JournalMergeRow(Base):
    """An item that became part of another one, so that old buttons and keys still lead there."""

    __tablename__ = "journal_merges"
    __table_args__: Any = {}

    item_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    into_id: Mapped[int] = mapped_column(ForeignKey(JournalItemRow.id), index=True)


class JournalVoteRow(Base):
    """A member who wants to read an item, with their note. The person who shared it has one."""

    __tablename__ = "journal_votes"
    __table_args__: Any = {}

    item_id: Mapped[int] = mapped_column(ForeignKey(JournalItemRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    note: Mapped[str] = mapped_column(server_default="", default="")
    at: Mapped[datetime]


class JournalPickRow(Base):
    """An item that was put on the agenda of a meeting.

    `presenter_id` is who presents it, NULL while nobody does. `channel_id` and `message_id` are the
    place of the message that told of it, `thread_id` is the thread that was started from it, and
    `card_id` the message with the card in that thread. `told_at` is when the presenter and readers
    were told of the meeting, NULL for not yet. `is_discussed` says that it was.

    `asked_in_id` and `asked_id` are the channel and the message that asked what people think of the
    discussion. `good` to `recommended_of` are the sums of what they said, NULL while they are asked
    and where they never were.
    """

    __tablename__ = "journal_picks"
    __table_args__ = (UniqueConstraint("item_id", "meeting_id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(JournalItemRow.id))
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), index=True)
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id), index=True)
    picked_at: Mapped[datetime]
    thread_id: Mapped[int | None] = mapped_column(Snowflake)
    is_discussed: Mapped[bool] = mapped_column(server_default=false(), default=False)
    channel_id: Mapped[int | None] = mapped_column(Snowflake)
    message_id: Mapped[int | None] = mapped_column(Snowflake)
    card_id: Mapped[int | None] = mapped_column(Snowflake)
    told_at: Mapped[datetime | None]
    asked_in_id: Mapped[int | None] = mapped_column(Snowflake)
    asked_id: Mapped[int | None] = mapped_column(Snowflake)
    good: Mapped[int | None]
    good_of: Mapped[int | None]
    recommended: Mapped[int | None]
    recommended_of: Mapped[int | None]


class JournalVolunteerRow(Base):
    """A member who volunteers to present an item."""

    __tablename__ = "journal_volunteers"
    __table_args__: Any = {}

    item_id: Mapped[int] = mapped_column(ForeignKey(JournalItemRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    at: Mapped[datetime]


class JournalReaderRow(Base):
    """A member who said that they have read an item."""

    __tablename__ = "journal_readers"
    __table_args__: Any = {}

    item_id: Mapped[int] = mapped_column(ForeignKey(JournalItemRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    at: Mapped[datetime]


class JournalQuestionRow(Base):
    """A question that a member brings to the discussion of an item."""

    __tablename__ = "journal_questions"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(JournalItemRow.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), index=True)
    text: Mapped[str]
    at: Mapped[datetime]


class JournalOpinionRow(Base):
    """What somebody who was at a discussion says of it; NULL where they did not say.

    These rows are deleted when nobody is asked any more: then only the sums of the pick are kept.
    """

    __tablename__ = "journal_opinions"
    __table_args__: Any = {}

    pick_id: Mapped[int] = mapped_column(ForeignKey(JournalPickRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True, index=True)
    was_good: Mapped[bool | None]
    would_recommend: Mapped[bool | None]
    at: Mapped[datetime]
