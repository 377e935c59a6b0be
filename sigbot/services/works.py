"""Ask the registries for works that were shared, and fill items with what they say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce

from sigbot.domain.journal import may_be_one_work
from sigbot.domain.registries import Registry
from sigbot.domain.works import KNOWN_BY, Work, bounded, from_json, to_json, united
from sigbot.services.papers import refresh_item
from sigbot.store import journal, journal_works, lookups
from sigbot.store.database import Database, Tx

ASKED_FOR = timedelta(seconds=60)
"""How long a process has a question; its answer takes 5 seconds, and waiting for a turn more."""

MOST_TRIES = 8
"""A registry that gave no answer this often does not know the work, as far as we are concerned."""

FIRST_DELAY = timedelta(minutes=1)
"""Before the second try; it doubles with each, to about two hours before the last."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A work that a registry is asked for, for the `attempt`th time."""

    work: str
    registry: Registry
    attempt: int = 1


async def take_lookup(db: Database, registry: Registry, now: datetime) -> Lookup | None:
    """Take the question to a registry that is due first; None where nothing may be asked yet.

    The process that takes it has ASKED_FOR; then another one may take it.
    """
    async with db.write() as tx:
        free = (await lookups.free_at(tx)).get(registry)
        if free is not None and free > now + ASKED_FOR / 2:
            return None
        due = await lookups.next_due(tx, [registry], now)
        if due is None or not await lookups.lease(tx, due[0], registry, now + ASKED_FOR, now):
            return None
        return Lookup(due[0], registry, due[2] + 1)


async def next_lookup(db: Database, registry: Registry, now: datetime) -> datetime | None:
    """Return when a registry may be asked next, None where there is nothing to ask."""
    async with db.read() as tx:
        due = await lookups.next_instant(tx, [registry], now)
        free = (await lookups.free_at(tx)).get(registry, now)
    return max(due, free - ASKED_FOR / 2) if due else None


async def keep_answer(db: Database, lookup: Lookup, work: Work | None, now: datetime) -> None:
    """Keep what a registry says of a work for ever; None where it does not know the work."""
    async with db.write() as tx:
        answer = to_json(work) if work else None
        await lookups.keep(tx, lookup.work, lookup.registry, answer, now)


async def ask_again(
    db: Database, lookup: Lookup, now: datetime, delay: timedelta | None = None
) -> None:
    """Ask a registry again later, where it gave no answer; after MOST_TRIES, never.

    A `delay` is what the registry asked for: it does not count as a try.
    """
    async with db.write() as tx:
        if delay is None and lookup.attempt >= MOST_TRIES:
            await lookups.keep(tx, lookup.work, lookup.registry, None, now)
            return
        later = FIRST_DELAY * 2 ** min(lookup.attempt - 1, MOST_TRIES)
        await lookups.put_off(tx, lookup.work, lookup.registry, now + (delay or later))


async def take_turn(
    db: Database, registry: Registry, now: datetime, interval: timedelta
) -> timedelta | None:
    """Take the next turn of a registry, which all processes share; the one after it is later by
    `interval`. Return how long to wait where it is not time yet, else None."""
    async with db.write() as tx:
        free = await lookups.take_turn(tx, registry, now, now + interval)
        return None if free is None else max(free - now, timedelta(milliseconds=10))


async def leave_alone(db: Database, registry: Registry, until: datetime) -> None:
    """Let no process ask a registry before an instant."""
    async with db.write() as tx:
        await lookups.rest(tx, registry, until)


async def fill_next(db: Database, now: datetime) -> bool:
    """Fill an item of which a registry has said something new; return False where there is none."""
    async with db.write() as tx:
        to_fill = await journal_works.next_to_fill(tx)
        if to_fill is None:
            return False
        community_id, item_id = to_fill
        before = await journal.item(tx, community_id, item_id)
        kept_id = await fill_item(tx, community_id, item_id, now)
        item = await journal.item(tx, community_id, kept_id)
        if item and item != before:
            await refresh_item(tx, community_id, item, now)
        return True


async def fill_item(tx: Tx, community_id: int, item_id: int, now: datetime) -> int:
    """Fill an item with all that the registries have said of it so far; return its id.

    Where another item of the community has an id of the same work, the newer one becomes a part of
    the older, whose id is returned.
    """
    works = await journal_works.works_of(tx, item_id)
    work = await _said_of(tx, works)
    if work:
        await journal.fill(tx, item_id, work)
        await journal_works.relate(tx, item_id, work.preprints, work.articles)
        item_id = await _know_by(tx, community_id, item_id, work.same, now)
    await journal_works.note_filled(tx, item_id, now)
    return item_id


async def _said_of(tx: Tx, works: list[str]) -> Work | None:
    """Return all answers of the registries as one work, None while there are none."""
    order = list(KNOWN_BY)
    answers = sorted(
        await lookups.answers(tx, works),
        key=lambda answer: (works.index(answer[0]), order.index(answer[1])),
    )
    return (
        bounded(reduce(united, (from_json(answer) for *_, answer in answers))) if answers else None
    )


async def _know_by(
    tx: Tx, community_id: int, item_id: int, same: tuple[str, ...], now: datetime
) -> int:
    """Let an item be known by other ids of its work; return the id of the item that stays."""
    for work in same:
        works = await journal_works.works_of(tx, item_id)
        if work in works or not may_be_one_work(works, [work]):
            continue
        known = await journal.item_of_work(tx, community_id, work)
        if known is None:
            await journal_works.add_work(tx, community_id, item_id, work, now)
            await lookups.want(tx, work, now)
        elif may_be_one_work(works, await journal_works.works_of(tx, known.id)):
            older, newer = sorted((item_id, known.id))
            await journal_works.join_items(tx, newer, older)
            item_id = older
    return item_id
