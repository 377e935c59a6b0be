"""How long a search of the journal takes over 20,000 items, beside the raw query.

    python -m benchmarks.journal [--items 20000] [--postgresql] [--json]

One community shared all items, with votes; twenty others share as many together, with the same
words. Each search is asked of the service, as a member asks it, and beside it as one statement that
is written by hand for the database, in the same run; the best of several rounds counts. The ratio
is that of all searches together: what the service does besides is a fixed part of a quick one, and
`beside_ms` is the most that it adds. Exit status 1 above a limit. With --json the last line is a
JSON object.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text

from benchmarks.open_meetings import databases
from sigbot.domain.community import Actor
from sigbot.domain.journal_lists import PAGE_ITEMS
from sigbot.domain.search import Query, read_query, words_of
from sigbot.services.journal_lists import search_items
from sigbot.services.startup import open_database
from sigbot.store.database import Database
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.journal import JournalItemRow, JournalVoteRow
from sigbot.store.rows.members import PersonRow

LIMITS = {"ratio": 1.5}
ROUNDS, OTHERS, PEOPLE, PART = 15, 20, 50, 1_000
GUILD, MEMBER = 1, 2
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)

FIRST = ("ba", "ce", "di", "fo", "gu", "ha", "li", "mo", "nu", "pe")
SECOND = ("ral", "ten", "ving", "sor", "mat", "kel", "dan", "bor", "tis", "qui")
WORDS = [first + second for first in FIRST for second in SECOND]
SIGNS = [chr(0x4E00 + number) for number in range(40)]
COMMON = "learning"
SEARCHES = {
    "a word of every second item": COMMON,
    "two words": f"{COMMON} baral",
    "a beginning": f"{COMMON} ce",
    "a rare word": "zebra",
    "two signs of Chinese": SIGNS[3] + SIGNS[4],
    "a name": "author17 learning",
}

RAW = """
SELECT i.*, p.name, f.votes, f.total FROM (
    SELECT i.id, i.shared_at, count(*) OVER () AS total,
        (SELECT count(*) FROM journal_votes v WHERE v.item_id = i.id) AS votes
    FROM {source} i ON i.id = s.{key}
    WHERE {has_words} AND i.community_id = 1
    ORDER BY votes DESC, i.shared_at DESC, i.id DESC LIMIT {page}
) f JOIN journal_items i ON i.id = f.id LEFT JOIN people p ON p.id = i.shared_by
ORDER BY f.votes DESC, f.shared_at DESC, f.id DESC
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.journal")
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = asyncio.run(measure(chosen.items, on_postgres=chosen.postgresql))
    for name, limit in LIMITS.items():
        print(f"{name:10} {figures[name]:>8} limit {limit}")
    print(f"the service adds {figures['beside_ms']} ms at most")
    if chosen.json:
        print(json.dumps(figures))
    raise SystemExit(any(figures[name] > limit for name, limit in LIMITS.items()))


async def measure(items: int, *, on_postgres: bool) -> dict[str, float]:
    with databases(on_postgres=on_postgres) as places:
        async with places.migrated() as url:
            db = open_database(url)
            await _fill(db, items)
            figures = await _figures(db)
            await db.close()
    return {name: round(figure, 2) for name, figure in figures.items()}


async def _figures(db: Database) -> dict[str, float]:
    actor = Actor(GUILD, MEMBER, "Ana")
    ours: dict[str, float] = {}
    raw: dict[str, float] = {}
    for name, asked in SEARCHES.items():
        query = read_query(asked)
        page = await search_items(db, actor, asked)
        rows = await _raw(db, query)
        if [item.id for item in page.items] != rows:
            raise SystemExit(f"{asked}: the two do not find the same")
        best: dict[str, list[float]] = {"ours": [], "raw": []}
        for _ in range(ROUNDS):
            best["raw"].append(await _ms(_raw(db, query)))
            best["ours"].append(await _ms(search_items(db, actor, asked)))
        ours[name], raw[name] = min(best["ours"]), min(best["raw"])
        print(f"{name:28} {page.total:6} found  {ours[name]:7.2f} ms  raw {raw[name]:7.2f} ms")
    return {
        "ratio": sum(ours.values()) / sum(raw.values()),
        "beside_ms": max(ours[name] - raw[name] for name in SEARCHES),
        "slowest_ms": max(ours.values()),
    }


async def _ms(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return 1_000 * (time.perf_counter() - began)


async def _raw(db: Database, query: Query) -> list[int]:
    words = ["§1", *query.words]
    if db.is_sqlite:
        asked = " AND ".join([*(f'"{word}"' for word in words), f'"{query.beginning}"*'])
        source = "journal_search_index s JOIN journal_items"
        has_words, key = f"s.journal_search_index MATCH '{asked}'", "rowid"
    else:
        asked = " & ".join([*(f"''{word}''" for word in words), f"''{query.beginning}'':*"])
        source = "journal_search s JOIN journal_items"
        has_words, key = f"s.words @@ '{asked}'::tsquery", "item_id"
    statement = RAW.format(source=source, has_words=has_words, key=key, page=PAGE_ITEMS)
    async with db.read() as tx:
        connection = await tx.connection()
        return [row[0] for row in (await connection.exec_driver_sql(statement)).all()]


async def _fill(db: Database, items: int) -> None:
    chance = random.Random(16)
    async with db.write() as tx:
        for number in range(1, OTHERS + 2):
            here = {"id": number, "guild_id": number, "name": "Health", "smallest_group": 5}
            await tx.execute(insert(CommunityRow).values(**here, created_at=NOW))
        people = [
            {"id": n, "community_id": 1, "discord_id": n, "name": f"P{n}", "created_at": NOW}
            for n in range(1, PEOPLE + 1)
        ]
        await tx.execute(insert(PersonRow), people)
    for begin in range(0, 2 * items, PART):
        rows = [_item(chance, number, items) for number in range(begin + 1, begin + PART + 1)]
        async with db.write() as tx:
            await tx.execute(insert(JournalItemRow), rows)
            votes = [
                {"item_id": row["id"], "person_id": person, "at": NOW}
                for row in rows
                for person in chance.sample(range(1, PEOPLE + 1), chance.randrange(6))
            ]
            await tx.execute(insert(JournalVoteRow), votes)
            kept = ":words" if db.is_sqlite else "array_to_tsvector(string_to_array(:words, ' '))"
            words = text(f"INSERT INTO journal_search (item_id, words) VALUES (:id, {kept})")
            await tx.execute(words, [{"id": row["id"], "words": _words(row)} for row in rows])
    async with db.write() as tx:
        await tx.execute(text("ANALYZE"))


def _item(chance: random.Random, number: int, items: int) -> dict[str, object]:
    chosen = chance.choices(WORDS, k=8)
    if chance.random() < 0.5:
        chosen.append(COMMON)
    if chance.random() < 0.001:
        chosen.append("zebra")
    signs = "".join(chance.choices(SIGNS, k=6)) if chance.random() < 0.3 else ""
    community = 1 if number <= items else 2 + number % OTHERS
    return {
        "id": number,
        "community_id": community,
        "link": f"https://example.org/{number}",
        "link_key": f"url:example.org/{number}",
        "title": " ".join([*chosen, signs]).strip(),
        "note": " ".join(chance.choices(WORDS, k=4)),
        "tags": chance.sample(["ai", "ethics", "law", "privacy"], 2),
        "authors": [f"Author{chance.randrange(200)} {word}" for word in chance.choices(WORDS, k=3)],
        "venue": "Journal of Benchmarks",
        "shared_by": 1 + number % PEOPLE,
        "shared_at": NOW - timedelta(minutes=number),
        "status": "shared",
    }


def _words(row: dict[str, object]) -> str:
    texts = [str(row[name]) for name in ("title", "note", "venue", "tags", "authors")]
    return " ".join([f"§{row['community_id']}", *words_of(texts)])


if __name__ == "__main__":
    main()
