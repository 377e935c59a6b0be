"""Many rows in one statement: what comes back is what was sent, on both databases."""

from datetime import datetime, timedelta

from sqlalchemy import select

from sigbot.store.bulk import among, insert_all
from sigbot.store.database import Database
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.members import PersonRow
from tests.store.samples import a_community

NAMES = ["Ana", "O'Neil", '"', "\\", "%", "дев", "👩‍🔬", "", "[1, 2]", "null", "\u2028"]
LARGEST_ID = 2**63 - 1
PERSON = ("discord_id", "name", "account", "seen_at")
ONCE = ("community_id", "discord_id")


async def test_people_come_back_as_they_were_sent(db: Database, now: datetime) -> None:
    moments = [now + timedelta(microseconds=number) for number in range(len(NAMES))]
    people = [
        (LARGEST_ID - number, name, name if number % 2 else None, moments[number])
        for number, name in enumerate(NAMES)
    ]
    async with db.write() as tx:
        same = {"community_id": await a_community(tx, now), "created_at": now}
        added = await insert_all(tx, PersonRow, same, PERSON, people, returning=("id", "name"))
        row = PersonRow
        kept = await tx.execute(select(row.discord_id, row.name, row.account, row.seen_at))
        assert sorted(map(tuple, kept)) == sorted(people)
        assert [name for _, name in sorted(added)] == NAMES  # in their order
        chosen = await tx.scalars(select(row.name).where(among(tx, row.name, NAMES[:5])))
        assert set(chosen) == set(NAMES[:5])
        ids = [LARGEST_ID, LARGEST_ID - 3, 5]
        chosen = await tx.scalars(select(row.name).where(among(tx, row.discord_id, ids)))
        assert set(chosen) == {NAMES[0], NAMES[3]}
        assert not list(await tx.scalars(select(row.id).where(among(tx, row.id, []))))


async def test_who_is_there_already_is_left_out(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        same = {"community_id": await a_community(tx, now), "created_at": now}

        async def add(*people: tuple[int, str]) -> list[int]:
            rows = [(*person, None, None) for person in people]
            unless = {"unless": ONCE, "returning": ("discord_id",)}
            return [row[0] for row in await insert_all(tx, PersonRow, same, PERSON, rows, **unless)]

        assert await add((1, "Ana"), (2, "Ben")) == [1, 2]
        assert await add((2, "Other"), (3, "Cleo")) == [3]
        assert await add() == []
        assert set(await tx.scalars(select(PersonRow.name))) == {"Ana", "Ben", "Cleo"}


async def test_values_of_all_rows_have_their_types(db: Database, now: datetime) -> None:
    """JSON and instants, too."""
    async with db.write() as tx:
        same = {
            "community_id": await a_community(tx, now),
            "action": "a",
            "subject": "m1",
            "details": {"a": [1, None]},
            "at": now,
        }
        await insert_all(tx, AuditRow, same, ("discord_id", "name"), [(1, "Ana"), (None, "bot")])
        rows = list(await tx.scalars(select(AuditRow).order_by(AuditRow.id)))
    assert [(row.discord_id, row.name) for row in rows] == [(1, "Ana"), (None, "bot")]
    assert {(row.at, str(row.details)) for row in rows} == {(now, "{'a': [1, None]}")}
