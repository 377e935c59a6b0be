"""Two processes that both believe they do upkeep give what one gives, and none of them fails.

That may be for a moment after a process died. Each step locks, and looks again at what is due.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from sigbot.domain.sweeping import ERASED_AFTER
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import MeetingRequest, schedule_meeting
from sigbot.services.personal import forget_next
from sigbot.services.removals import erase_next, give_up, long_removed, note_removed, note_there
from sigbot.services.series import extend_next
from sigbot.services.sweeping import old_kinds, sweep
from sigbot.store import patience
from sigbot.store.database import Database
from sigbot.store.rows import all_tables
from sigbot.store.rows.outbox import OutboxRow
from tests.postgres import Server
from tests.services.world import (
    DAY,
    GUILD,
    MINUTE,
    NEWS,
    OLGA,
    OTTO,
    check_in,
    meeting_at,
    member,
    rows,
    schedule,
)

APPLICATION = 77
SERIES, PEOPLE = 5, 12
A_FEW = 7
"""Rows that are deleted in one step."""

A_MINUTE_MS = 60_000
OF_NUMBERS = {"id", "meeting_id", "payload", "lane", "key"}
"""Columns with numbers that are given in the order in which something happens."""

Step = Callable[[Database, datetime], Awaitable[int | None]]


async def _sweep(db: Database, now: datetime) -> int | None:
    kinds = await old_kinds(db, now)
    return await sweep(db, kinds[0], now, limit=A_FEW) if kinds else None


async def _erase(db: Database, now: datetime) -> int | None:
    for guild_id in await long_removed(db, APPLICATION, now):
        await give_up(db, guild_id)
    return await erase_next(db, limit=A_FEW)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """A kind of upkeep, which is due so long after a community was filled."""

    step: Step
    due_in: timedelta


KINDS: Mapping[str, Upkeep] = {
    "extending series": Upkeep(extend_next, 100 * DAY),
    "forgetting": Upkeep(forget_next, 3 * 366 * DAY),
    "sweeping": Upkeep(_sweep, 3 * 366 * DAY),
    "erasing": Upkeep(_erase, ERASED_AFTER + DAY),
}


async def _fill(db: Database, now: datetime) -> None:
    """Two communities with series and people; the server of the second removes the bot."""
    await set_up(db, OLGA, Setup(), "Server", NEWS, now)
    await set_up(db, OTTO, Setup(), "Elsewhere", NEWS, now)
    meeting = await meeting_at(db, now + 5 * MINUTE, now)
    for number in range(PEOPLE):
        await check_in(db, member(number), meeting.id, "button", now)
    for number in range(SERIES):
        await schedule(db, now, "Wednesday 11:00", title=f"Call {number}", repeat="weekly")
        request = MeetingRequest(f"Theirs {number}", "Thursday 11:00", repeat="weekly")
        await schedule_meeting(db, OTTO, request, now)
    async with db.write() as tx:
        await tx.execute(update(OutboxRow).values(done_at=now))
    await note_there(db, [GUILD, OTTO.guild_id], APPLICATION, now)
    await note_removed(db, OTTO.guild_id, APPLICATION, now)


Sides = tuple[Database, Database, Database]


@pytest.fixture
async def sides(
    postgresql_databases: Server,
    opened: Callable[[str], Database],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Sides]:
    """Two databases that are alike: one process has the first, two have the second."""
    monkeypatch.setattr(patience, "BUSY_TIMEOUT_MS", A_MINUTE_MS)
    async with postgresql_databases.migrated() as url, postgresql_databases.migrated() as to:
        alone, one, two = opened(url), opened(to), opened(to)
        await asyncio.gather(_fill(alone, now), _fill(one, now))
        yield alone, one, two


async def _do_all(db: Database, step: Step, now: datetime) -> int:
    """Do all that is due; return how much that was."""
    total = 0
    while (count := await step(db, now)) is not None:
        total += count
    return total


async def _content(db: Database) -> dict[str, Counter[str]]:
    """Return what is in each table, whichever numbers its rows have."""
    return {
        name: Counter(
            repr({column: value for column, value in row.items() if column not in OF_NUMBERS})
            for row in await rows(db, name)
        )
        for name in all_tables().tables
    }


@pytest.mark.parametrize("name", KINDS)
async def test_two_give_what_one_gives(
    sides: Sides, now: datetime, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    alone, *both = sides
    upkeep, later = KINDS[name], now + KINDS[name].due_in
    before = await _content(alone)
    assert await _content(both[0]) == before
    done = await _do_all(alone, upkeep.step, later)
    assert done
    together = await asyncio.gather(*(_do_all(side, upkeep.step, later) for side in both))
    assert sum(together) == done
    after = await _content(alone)
    assert after != before
    assert await _content(both[0]) == after
    assert [line for line in caplog.records if line.levelno > logging.INFO and line.exc_info] == []


async def test_all_kinds_at_once_end_without_an_error(
    sides: Sides, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    later = now + max(upkeep.due_in for upkeep in KINDS.values())
    _, *both = sides
    await asyncio.gather(
        *(_do_all(side, upkeep.step, later) for side in both for upkeep in KINDS.values())
    )
    for upkeep in KINDS.values():
        assert await upkeep.step(both[0], later) is None
    assert [line for line in caplog.records if line.levelno > logging.INFO and line.exc_info] == []
    [community] = await rows(both[0], "communities")
    assert community["guild_id"] == GUILD
    starts = [(row["series_id"], row["starts_at"]) for row in await rows(both[0], "meetings")]
    assert len(starts) == len(set(starts))
