"""The journal club."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.members import PersonRow


class JournalItemRow(Base):
    """An item of the journal club. `link_key` is the id of the work (`LinkReading.id`), unique in
    a community.

    `shared_by` is NULL where the person who shared it was forgotten.
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
