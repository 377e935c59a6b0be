"""People: one of each account, under the name it has now."""

from datetime import datetime

from sigbot.store.database import Database
from sigbot.store.members import find_person, meet_person
from tests.store.samples import a_community


async def test_an_account_is_met_once(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        here = await a_community(tx, now)
        assert await find_person(tx, here, 7) is None
        first = await meet_person(tx, here, 7, "Ana", now)
        assert await meet_person(tx, here, 7, "Ana", now) == first
        assert await find_person(tx, here, 7) == first


async def test_the_name_follows_the_account(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        here = await a_community(tx, now)
        first = await meet_person(tx, here, 7, "Ana", now)
        await meet_person(tx, here, 7, "Ana Maria", now)
    async with db.read() as tx:
        found = await find_person(tx, here, 7)
    assert found is not None
    assert (found.id, found.name) == (first.id, "Ana Maria")


async def test_the_new_name_is_given_at_once(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        here = await a_community(tx, now)
        await meet_person(tx, here, 7, "Ana", now)
        assert (await meet_person(tx, here, 7, "Ana Maria", now)).name == "Ana Maria"
