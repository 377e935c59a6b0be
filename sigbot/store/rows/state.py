"""What the bot remembers about itself."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import Base


class StateRow(Base):
    """A text that the bot remembers about itself, such as which commands it registered."""

    __tablename__ = "state"
    __table_args__: Any = {}

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
