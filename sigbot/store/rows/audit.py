"""Who changed what."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake
from sigbot.store.rows.community import CommunityRow


class AuditRow(Base):
    """Who changed what, written in the transaction that changed it.

    Never what people say about themselves.
    """

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
