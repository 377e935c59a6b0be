"""Show and export who changed what. For organizers only."""

import re
from collections.abc import AsyncIterator
from datetime import datetime

from sigbot.domain.audit import PAGE_CHANGES, AuditPage, Change, Wanted
from sigbot.domain.bounds import LINE_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.periods import Period
from sigbot.domain.refusals import NotFoundError
from sigbot.domain.texts import check_length
from sigbot.services.access import find_called, require_organizer
from sigbot.services.periods import period_of
from sigbot.store import audit
from sigbot.store.audit import Place, Sought
from sigbot.store.database import Database, Tx

ROWS_AT_ONCE = 1_000
"""How many rows of an export are read in one transaction."""

NOBODY = 0
"""The account of people who have none, and so did nothing."""

_LARGEST = 2**63 - 1
_MENTION = re.compile(r"<@!?([0-9]{1,19})>")


async def read_audit(
    db: Database,
    actor: Actor,
    now: datetime,
    period: str | None = None,
    person: str | None = None,
    before: int | None = None,
    after: int | None = None,
) -> AuditPage:
    """Return a page of changes, the newest first; those just before or after a row, if given.

    `person` is the name, key or mention of who changed something. Raises NotFoundError where nobody
    is called so, the refusals of names, and those of periods.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        wanted = await _wanted(tx, community, now, period, person)
        sought = _sought(wanted, community, everyday=wanted.account is not None)
        place = await audit.place_of(tx, community.id, after or before or 0)
        if after and place:
            return await _newer(tx, community, wanted, sought, place)
        return await _older(tx, community, wanted, sought, place)


async def _older(
    tx: Tx, community: Community, wanted: Wanted, sought: Sought, place: Place | None
) -> AuditPage:
    changes = await audit.changes_before(tx, community.id, sought, PAGE_CHANGES + 1, place)
    shown, rest = changes[:PAGE_CHANGES], changes[PAGE_CHANGES:]
    return AuditPage(wanted, shown, has_newer=place is not None, has_older=bool(rest))


async def _newer(
    tx: Tx, community: Community, wanted: Wanted, sought: Sought, place: Place
) -> AuditPage:
    """Return the page just after a place; the first one where that would not be full."""
    changes = await audit.changes_after(tx, community.id, sought, PAGE_CHANGES + 1, place)
    if len(changes) <= PAGE_CHANGES:
        return await _older(tx, community, wanted, sought, None)
    shown = tuple(reversed(changes[:PAGE_CHANGES]))
    return AuditPage(wanted, shown, has_newer=True, has_older=True)


async def exported_audit(
    db: Database,
    actor: Actor,
    now: datetime,
    period: str | None = None,
    person: str | None = None,
) -> tuple[Period | None, AsyncIterator[Change]]:
    """Return the period, None for ever, and all changes in it, the oldest first.

    They are read in pages, each in a transaction of its own: nobody waits for a connection while a
    file is written. Raises as `read_audit` does.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        wanted = await _wanted(tx, community, now, period, person)
    return wanted.period, _all(db, community, _sought(wanted, community, everyday=True))


async def _all(db: Database, community: Community, sought: Sought) -> AsyncIterator[Change]:
    place: Place | None = None
    while True:
        async with db.read() as tx:
            changes = await audit.changes_after(tx, community.id, sought, ROWS_AT_ONCE, place)
        for change in changes:
            yield change
        if len(changes) < ROWS_AT_ONCE:
            return
        place = changes[-1].at, changes[-1].id


async def _wanted(
    tx: Tx, community: Community, now: datetime, period: str | None, person: str | None
) -> Wanted:
    chosen = period_of(period, community, now) if period else None
    return Wanted(chosen, await _account(tx, community, person) if person else None)


async def _account(tx: Tx, community: Community, text: str) -> int:
    """Return the account of a person; a mention need not be of anybody whom the community knows."""
    mention = _MENTION.fullmatch(check_length("name", text, LINE_LIMIT).strip())
    if mention:
        return min(int(mention[1]), _LARGEST)
    person = await find_called(tx, community.id, text)
    if person is None:
        raise NotFoundError("person", text)
    account: int | None = person.discord_id
    return account or NOBODY


def _sought(wanted: Wanted, community: Community, *, everyday: bool) -> Sought:
    period = wanted.period
    start, until = period.instants(community.timezone) if period else (None, None)
    return Sought(start, until, wanted.account, everyday)
