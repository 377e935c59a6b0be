"""What suggestions see of a community is kept, without names, and is the same for all of them."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sigbot.domain.community import Actor, Community
from sigbot.domain.hours import Hours
from sigbot.domain.regions import Region
from sigbot.domain.rotation import SNAPSHOT_EVERY, Availability
from sigbot.services.members import describe_self, set_hours, set_timezone
from sigbot.services.snapshots import SeenMembers, see_members
from sigbot.store.database import Database
from tests.services.world import DAY, member, rows

TEN = [member(n) for n in range(10)]
EVENING = Hours(1080, 1320, (0, 2))
IN_BERLIN, AT_NIGHT = Availability("Europe/Berlin"), Availability("Europe/Berlin", hours=EVENING)


async def _in_berlin(db: Database, people: Sequence[Actor], now: datetime) -> None:
    for someone in people:
        await set_timezone(db, someone, "Berlin", now)


async def _in_the_evening(db: Database, people: Sequence[Actor], now: datetime) -> None:
    for someone in people:
        await set_hours(db, someone, "18", "22", "Mon, Wed", now)


async def test_a_snapshot_is_kept_as_it_was_taken_and_has_no_names(
    db: Database, here: Community, now: datetime
) -> None:
    await _in_berlin(db, TEN[:8], now)
    await _in_the_evening(db, TEN[:2], now)
    for someone in TEN[8:]:
        await describe_self(db, someone, {"region": "Africa"}, now)
    await describe_self(db, TEN[0], {"gender": "female"}, now)
    await set_hours(db, member(11), "1", "2", None, now)
    members = await see_members(db, here.id, now)
    africa = Availability(None, Region.AFRICA)
    meant = Counter([IN_BERLIN] * 6 + [AT_NIGHT] * 2 + [africa] * 2)
    assert Counter(members.people) == meant
    assert (members.unknown, members.taken_at) == (1, now)
    [kept] = await rows(db, "snapshots")
    keys = {key for alike in kept["people"] for key in alike}
    assert keys == {"zone", "region", "begin", "end", "days", "count"}
    await _in_the_evening(db, TEN[2:6], now)
    later = await see_members(db, here.id, now + SNAPSHOT_EVERY)
    assert (Counter(later.people), later.taken_at) == (meant, now), "only four have changed"
    await _in_the_evening(db, TEN[6:7], now)
    at = now + SNAPSHOT_EVERY
    renewed = await see_members(db, here.id, at)
    assert Counter(renewed.people) == Counter([IN_BERLIN] + [AT_NIGHT] * 7 + [africa] * 2)
    assert renewed.taken_at == at
    assert await see_members(db, here.id, at + DAY) == renewed


async def test_without_ten_there_is_no_snapshot_and_no_hours_are_seen(
    db: Database, here: Community, now: datetime
) -> None:
    await _in_berlin(db, TEN[:9], now)
    await _in_the_evening(db, TEN[:9], now)
    assert await see_members(db, here.id, now) == SeenMembers([IN_BERLIN] * 9, 0)
    assert await rows(db, "snapshots") == []


async def test_suggestions_at_once_see_one_snapshot_whatever_changes_between_them(
    three: tuple[Database, Database, Database], now: datetime
) -> None:
    await _in_berlin(three[0], TEN, now)
    await _in_the_evening(three[0], TEN[:5], now)
    first, _, second = await asyncio.gather(
        see_members(three[0], 1, now),
        _in_the_evening(three[1], TEN[5:], now),
        see_members(three[2], 1, now),
    )
    assert Counter(first.people) == Counter(second.people)
