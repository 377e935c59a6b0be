"""The processes that share a PostgreSQL, and what only one of them may do."""

from datetime import datetime
from typing import Any

from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake


class ProcessRow(Base):
    """A process that runs the bot, or ran until a moment ago.

    It counts `beats` while it lives. `is_replaced` tells it that another one has its shards now.
    """

    __tablename__ = "processes"
    __table_args__: Any = AUTOINCREMENT

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    holder: Mapped[str]
    shard_ids: Mapped[str]
    shard_count: Mapped[int]
    version: Mapped[str]
    secret: Mapped[str]
    beats: Mapped[int]
    is_replaced: Mapped[bool] = mapped_column(server_default=false(), default=False)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]


class ClaimRow(Base):
    """A press, command or form that a process has answered or is answering: no other one may."""

    __tablename__ = "claims"
    __table_args__: Any = {}

    interaction_id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)


class IdentifyRow(Base):
    """When the next shard of a bucket may say to Discord who it is."""

    __tablename__ = "identifies"
    __table_args__: Any = {}

    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    next_at: Mapped[datetime]
