"""Who changed what."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake, index_of
from sigbot.store.rows.community import CommunityRow

ABOUT_ANOTHER = (
    "action IN ('attendance.add', 'attendance.remove', 'attendance.link', 'attendance.unlink')"
)
"""The rows whose subject or details name a person who is not the actor."""


class AuditRow(Base):
    """Who changed what, written in the transaction that changed it.

    Never what people say about themselves. A person who was forgotten has no name and id here.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "community_id", "at"),
        Index(None, "community_id", "discord_id"),
        Index(None, "at"),
        index_of("community_id", rows=ABOUT_ANOTHER),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    discord_id: Mapped[int | None] = mapped_column(Snowflake)
    name: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    at: Mapped[datetime]
