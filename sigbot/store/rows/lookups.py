"""Works that registries are asked for, and what they answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import Base, index_of


class LookupRow(Base):
    """A registry is asked for a work once, for all communities; its answer is kept for ever.

    `work_json` is what it says (`Work` as JSON), NULL where it does not know the work.
    `answered_at` is NULL while it is to be asked, from `due_at` on. `leased_until` is when the
    process that asks has to be done. `registry_name` is who is asked.
    """

    __tablename__ = "lookups"
    __table_args__ = (index_of("due_at", rows="answered_at IS NULL"),)

    work: Mapped[str] = mapped_column(primary_key=True)
    registry_name: Mapped[str] = mapped_column(primary_key=True)
    work_json: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0", default=0)
    leased_until: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class RegistryTurnRow(Base):
    """When a registry may be asked again, by whichever process."""

    __tablename__ = "registry_turns"
    __table_args__: Any = {}

    registry_name: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]
