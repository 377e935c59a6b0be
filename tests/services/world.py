"""People to act, and what is in the database before and after they did."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import RefusedError
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_meeting
from sigbot.store.base import Base
from sigbot.store.database import Database
from sigbot.store.rows import AuditRow, OutboxRow

GUILD, OTHER_GUILD, EMPTY_GUILD = 100, 200, 300
NEWS = 555
"""The channel for announcements."""

OLGA = Actor(GUILD, 1, "Olga", manages_guild=True)
ANA = Actor(GUILD, 2, "Ana")
BEN = Actor(GUILD, 3, "Ben")
STRANGER = Actor(GUILD, 4, "Stranger", manages_guild=True, is_member=False)
OTTO = Actor(OTHER_GUILD, 5, "Otto", manages_guild=True)
"""Organizer of another community."""
NOBODY_YET = Actor(EMPTY_GUILD, 6, "Nina", manages_guild=True)
"""Organizer of a server without a community."""

Refusal = TypeVar("Refusal", bound=RefusedError)


def member(number: int) -> Actor:
    return Actor(GUILD, 1_000 + number, f"Member {number}")


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of the audit trail."""

    action: str
    subject: str
    name: str
    discord_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the outbox that is to be said."""

    topic: str
    payload: dict[str, Any]
    due_at: datetime


async def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the database has it."""
    async with db.read() as tx:
        connection = await tx.connection()
        return {
            name: [tuple(row) for row in await connection.exec_driver_sql(f"SELECT * FROM {name}")]
            for name in Base.metadata.tables
        }


async def rows(db: Database, table: str) -> list[dict[str, Any]]:
    """The rows of one table, in the order of their keys."""
    chosen = Base.metadata.tables[table]
    async with db.read() as tx:
        found = await tx.execute(select(chosen).order_by(*chosen.primary_key))
        return [dict(row) for row in found.mappings()]


async def audited(db: Database) -> list[Noted]:
    async with db.read() as tx:
        found = await tx.scalars(select(AuditRow).order_by(AuditRow.id))
        return [Noted(r.action, r.subject, r.name, r.discord_id, r.at) for r in found]


async def waiting(db: Database) -> list[Waiting]:
    """What the outbox still has to say, in the order it is due."""
    chosen = select(OutboxRow).where(OutboxRow.done_at.is_(None))
    async with db.read() as tx:
        found = await tx.scalars(chosen.order_by(OutboxRow.due_at, OutboxRow.id))
        return [Waiting(row.topic, row.payload, row.due_at) for row in found]


@asynccontextmanager
async def refused(
    db: Database, error: type[Refusal]
) -> AsyncIterator[pytest.ExceptionInfo[Refusal]]:
    """What is done inside is refused, and not one row changed."""
    before = await everything(db)
    with pytest.raises(error) as info:
        yield info
    assert await everything(db) == before


async def schedule(
    db: Database, now: datetime, when: str, title: str = "Call", **more: str
) -> Scheduled:
    """Scheduled by Olga, whose words are read in the community's zone."""
    return await schedule_meeting(db, OLGA, MeetingRequest(title, when, **more), now)


async def meeting_at(db: Database, starts_at: datetime, now: datetime, **more: str) -> Meeting:
    """A meeting of Olga's that starts at an instant."""
    return (await schedule(db, now, f"{starts_at:%Y-%m-%d %H:%M} UTC", **more)).meeting
