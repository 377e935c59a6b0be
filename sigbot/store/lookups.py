"""Keep which works the registries are asked for, what they said, and when each may be asked."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from sigbot.domain.registries import Registry
from sigbot.domain.works import registries_for
from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows.journal import JournalWorkRow
from sigbot.store.rows.lookups import LookupRow, RegistryTurnRow


async def want(tx: Tx, work: str, now: datetime) -> None:
    """Let the registries that may know a work be asked for it, unless they were before."""
    for registry in registries_for(work):
        values = {"work": work, "registry_name": registry.value, "due_at": now, "attempts": 0}
        await insert_once(tx, LookupRow, values, "work", "registry_name")


def _is_open(registries: Collection[Registry], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for a question that no process asks, to one of the registries."""
    lease = LookupRow.leased_until
    return (
        LookupRow.answered_at.is_(None),
        LookupRow.registry_name.in_([registry.value for registry in registries]),
        or_(lease.is_(None), lease <= now),
    )


async def next_due(
    tx: Tx, registries: Collection[Registry], now: datetime
) -> tuple[str, Registry, int] | None:
    """Return (work, registry, attempts so far) of the question that was due first."""
    row = (
        await tx.execute(
            select(LookupRow.work, LookupRow.registry_name, LookupRow.attempts)
            .where(*_is_open(registries, now), LookupRow.due_at <= now)
            .order_by(LookupRow.due_at, LookupRow.work)
            .limit(1)
        )
    ).first()
    return (row[0], Registry(row[1]), row[2]) if row else None


async def next_instant(tx: Tx, registries: Collection[Registry], now: datetime) -> datetime | None:
    """Return when the first question to a registry is due, None where nothing is asked."""
    return await tx.scalar(
        select(LookupRow.due_at)
        .where(*_is_open(registries, now))
        .order_by(LookupRow.due_at)
        .limit(1)
    )


async def lease(tx: Tx, work: str, registry: Registry, until: datetime, now: datetime) -> bool:
    """Take a question until an instant; return False where another process was faster."""
    taken = await tx.scalars(
        update(LookupRow)
        .where(*_is_open([registry], now), LookupRow.work == work)
        .values(leased_until=until, attempts=LookupRow.attempts + 1)
        .returning(LookupRow.work)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


async def end_leases(tx: Tx) -> None:
    """Let every question be asked again that a process has; nobody knows which process has it."""
    held = LookupRow.answered_at.is_(None), LookupRow.leased_until.is_not(None)
    await tx.execute(update(LookupRow).where(*held).values(leased_until=None))


async def put_off(tx: Tx, work: str, registry: Registry, until: datetime) -> None:
    """Ask again at an instant."""
    own = LookupRow.work == work, LookupRow.registry_name == registry.value
    await tx.execute(update(LookupRow).where(*own).values(due_at=until, leased_until=None))


async def keep(
    tx: Tx, work: str, registry: Registry, answer: Mapping[str, Any] | None, now: datetime
) -> None:
    """Keep what a registry said, for ever; items of the work are filled with it later."""
    own = LookupRow.work == work, LookupRow.registry_name == registry.value
    values = {"work_json": answer, "answered_at": now, "leased_until": None}
    await tx.execute(update(LookupRow).where(*own).values(**values))
    if answer is not None:
        known = JournalWorkRow.work == work
        await tx.execute(update(JournalWorkRow).where(known).values(filled_at=None))


async def answers(tx: Tx, works: Collection[str]) -> list[tuple[str, Registry, Mapping[str, Any]]]:
    """Return (work, registry, answer) of all that the registries have said of works."""
    rows = await tx.execute(
        select(LookupRow.work, LookupRow.registry_name, LookupRow.work_json).where(
            LookupRow.work.in_(works), LookupRow.answered_at.is_not(None)
        )
    )
    return [(work, Registry(source), answer) for work, source, answer in rows if answer is not None]


async def free_at(tx: Tx) -> dict[Registry, datetime]:
    """Return registry → when it may be asked again."""
    rows = await tx.execute(select(RegistryTurnRow.registry_name, RegistryTurnRow.free_at))
    return {Registry(source): at for source, at in rows}


async def take_turn(tx: Tx, registry: Registry, now: datetime, free: datetime) -> datetime | None:
    """Take the turn of a registry, which may be asked again at `free`.

    Where it may not be asked yet, return when; otherwise None.
    """
    values = {"registry_name": registry.value, "free_at": free}
    if await insert_once(tx, RegistryTurnRow, values, "registry_name"):
        return None
    taken = await tx.scalars(
        update(RegistryTurnRow)
        .where(RegistryTurnRow.registry_name == registry.value, RegistryTurnRow.free_at <= now)
        .values(free_at=free)
        .returning(RegistryTurnRow.registry_name)
        .execution_options(synchronize_session=False)
    )
    if taken.first() is not None:
        return None
    own = RegistryTurnRow.registry_name == registry.value
    return await tx.scalar(select(RegistryTurnRow.free_at).where(own))


async def rest(tx: Tx, registry: Registry, until: datetime) -> None:
    """Leave a registry alone until an instant, or longer where that was said before."""
    own = RegistryTurnRow.registry_name == registry.value
    before = await tx.scalar(select(func.max(RegistryTurnRow.free_at)).where(own))
    values = {"registry_name": registry.value, "free_at": max(until, before or until)}
    await insert_or_update(tx, RegistryTurnRow, values, "registry_name")
