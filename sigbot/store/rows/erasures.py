"""Who was erased, so that they stay erased when a backup is put back."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import Base


class ErasureRow(Base):
    """That an account or a whole community was erased: its keyed hash, which leads to nobody
    without the secret. It belongs to no community, as it outlives them."""

    __tablename__ = "erasures"
    __table_args__: Any = {}

    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
