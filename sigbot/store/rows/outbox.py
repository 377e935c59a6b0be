"""What is to be said, what was done, and what the bot remembers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow


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
