"""Notices for organizers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id
from sigbot.store.rows.community import CommunityRow


class NoticeRow(Base):
    """A notice that organizers are told once. `key` is unique until it is mended, then NULL."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(None, "community_id", "told_at"),
        Index(None, "noticed_at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    topic: Mapped[str]
    key: Mapped[str | None] = mapped_column(unique=True)
    details: Mapped[dict[str, Any]]
    noticed_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    mended_at: Mapped[datetime | None]
