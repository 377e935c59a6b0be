"""A server that removes the bot is silent at once, and erased a month later unless it is back."""

from datetime import datetime

import pytest

from sigbot.domain.community import Community
from sigbot.domain.processes import Shards
from sigbot.domain.sweeping import ERASED_AFTER
from sigbot.services.community import Setup, set_up
from sigbot.services.removals import (
    NOTED_AT_ONCE,
    erase_next,
    give_up,
    long_removed,
    missing,
    note_removed,
    note_there,
)
from sigbot.store.database import Database
from sigbot.store.erasing import ways_to_community
from tests.services.test_every_service import furnished
from tests.services.world import (
    DAY,
    GUILD,
    HOUR,
    NEWS,
    OLGA,
    OTHER_GUILD,
    SECOND,
    audited,
    everything,
    meeting_at,
    rows,
    take_all,
    waiting,
)

__all__ = ["furnished"]

APPLICATION, ANOTHER = 77, 88
ALL = Shards()


async def _said(db: Database, now: datetime) -> list[int]:
    """Take all that is due; return the servers that it is for."""
    return [due.guild_id for due in await take_all(db, now)]


async def test_nothing_is_sent_to_a_server_that_removed_the_bot(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await meeting_at(db, now + DAY, now)
    assert await note_removed(db, GUILD, APPLICATION, now)
    assert await _said(db, now + DAY) == []
    assert await rows(db, "outbox") != []
    assert (await audited(db))[-1].action == "bot.removed"


async def test_others_go_on(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await meeting_at(db, now + DAY, now)
    assert await note_removed(db, OTHER_GUILD, APPLICATION, now)
    assert {*await _said(db, now + DAY)} == {GUILD}


async def test_once_it_is_back_everything_that_fell_due_is_sent(
    db: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + DAY, now)
    before = await waiting(db)
    await note_removed(db, GUILD, APPLICATION, now)
    assert await _said(db, now + 2 * DAY) == []
    assert await waiting(db) == []
    assert await note_there(db, [GUILD, OTHER_GUILD], APPLICATION, now + 2 * DAY) == [GUILD]
    assert await waiting(db) == before
    assert await _said(db, now + 2 * DAY) == [GUILD] * len(before)
    [community] = await rows(db, "communities")
    assert (community["removed_at"], community["removed_by"]) == (None, None)
    assert await note_there(db, [GUILD], APPLICATION, now + 2 * DAY) == []


async def test_a_removal_is_noted_once_and_keeps_its_day(
    db: Database, here: Community, now: datetime
) -> None:
    assert await note_removed(db, GUILD, APPLICATION, now)
    assert not await note_removed(db, GUILD, ANOTHER, now + DAY)
    [community] = await rows(db, "communities")
    assert (community["removed_at"], community["removed_by"]) == (now, APPLICATION)
    assert not await note_removed(db, OTHER_GUILD, APPLICATION, now)


async def test_only_what_removed_this_application_for_long_is_to_be_erased(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await note_removed(db, GUILD, APPLICATION, now)
    await note_removed(db, OTHER_GUILD, ANOTHER, now)
    due = now + ERASED_AFTER
    assert await long_removed(db, APPLICATION, due - SECOND) == []
    assert await long_removed(db, APPLICATION, due) == [GUILD]


@pytest.mark.usefixtures("furnished")
async def test_it_is_erased_row_by_row_and_may_begin_anew_meanwhile(
    db: Database, now: datetime
) -> None:
    await note_removed(db, GUILD, APPLICATION, now)
    await give_up(db, GUILD)
    fresh, _ = await set_up(db, OLGA, Setup(name="Anew"), "Server", NEWS, now)
    begun = await everything(db)
    erased = 0
    while (step := await erase_next(db, limit=7)) is not None:
        assert step <= 7
        erased += step
    after = await everything(db)
    assert erased > 100
    assert sum(map(len, begun.values())) - sum(map(len, after.values())) == erased
    [community] = await rows(db, "communities")
    assert (community["id"], community["guild_id"]) == (fresh.id, GUILD)
    left = {name for name, way in ways_to_community().items() if way and after[name]}
    assert left <= {"audit", "outbox"}, "only what the new community has"


async def test_a_server_that_is_back_is_not_given_up(
    db: Database, here: Community, now: datetime
) -> None:
    await note_removed(db, GUILD, APPLICATION, now)
    await note_there(db, [GUILD], APPLICATION, now + HOUR)
    await give_up(db, GUILD)
    assert await erase_next(db) is None
    assert len(await rows(db, "communities")) == 1


# Removed while the bot was not connected


async def test_servers_are_missing_on_which_this_application_was(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    assert await missing(db, APPLICATION, ALL, []) == []  # nobody knows who was there
    await note_there(db, [GUILD], APPLICATION, now)
    await note_there(db, [OTHER_GUILD], ANOTHER, now)
    assert await missing(db, APPLICATION, ALL, []) == [GUILD]
    assert await missing(db, ANOTHER, ALL, []) == [OTHER_GUILD]
    assert await missing(db, APPLICATION, ALL, [GUILD]) == []
    await note_there(db, [GUILD, OTHER_GUILD], ANOTHER, now)
    assert await missing(db, APPLICATION, ALL, []) == []
    assert {*await missing(db, ANOTHER, ALL, [])} == {GUILD, OTHER_GUILD}


async def test_servers_of_other_shards_and_those_that_are_known_to_be_gone_are_not_missing(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await note_there(db, [GUILD, OTHER_GUILD], APPLICATION, now)
    shard = (GUILD >> 22) % 2
    assert GUILD in await missing(db, APPLICATION, Shards((shard,), 2), [OTHER_GUILD])
    assert await missing(db, APPLICATION, Shards((1 - shard,), 2), [OTHER_GUILD]) == []
    await note_removed(db, GUILD, APPLICATION, now)
    assert await missing(db, APPLICATION, ALL, [OTHER_GUILD]) == []
    await give_up(db, GUILD)
    assert await missing(db, APPLICATION, ALL, [OTHER_GUILD]) == []


async def test_many_servers_are_noted_a_few_at_a_time(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    servers = [GUILD, *range(1, 2 * NOTED_AT_ONCE), OTHER_GUILD]
    assert await note_there(db, servers, APPLICATION, now) == []
    assert {*await missing(db, APPLICATION, ALL, [])} == {GUILD, OTHER_GUILD}
