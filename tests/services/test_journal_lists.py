"""Lists, searches and exports of the journal: the same on both databases."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import update

from sigbot.domain.bounds import SEARCH_LIMIT
from sigbot.domain.community import Community
from sigbot.domain.journal_lists import PAGE_ITEMS
from sigbot.domain.refusals import (
    BackwardPeriodError,
    NotOfferedError,
    TooLongError,
    TooManyError,
    UnreadablePeriodError,
)
from sigbot.domain.search import NoWordsError, read_query, words_of
from sigbot.domain.works import Work
from sigbot.services.journal import share_link, vote_for
from sigbot.services.journal_lists import exported_items, list_items, search_items
from sigbot.services.picks import note_discussed, remove_item
from sigbot.store import journal, journal_search, journal_works
from sigbot.store.database import Database
from sigbot.store.rows.journal import JournalItemRow
from tests.domain.test_search import finds
from tests.services.samples import Service, Services
from tests.services.world import ANA, BEN, DAY, OLGA, OTTO, member, refused, rows

PAGE = "https://example.org/a-new-method"
TITLES = (
    "Federated learning for rare diseases",
    "Learning to learn, federatedly",
    "Ménard & Łukasiewicz: Über die Straße",
    "機械学習によるがん診断",
    "深度学习在5G网络中的应用",
    "인공지능은 무엇인가",
    "ปัญญาประดิษฐ์ในการแพทย์",
    "الذكاء الاصطناعي في الطب",
    "למידת מכונה ברפואה",
    "Машинное обучение: ёлка",
    "C++ and “quotes” AND (NOT) OR 'x' & y | !z:*",
    "Model-based α/β testing, 95% of §1",
)
ASKED = (
    *("learn", "federated learn", "learn federated", "LUKASIEWICZ menard", "strasse", "uber d"),
    *(
        "学習",
        "がん",
        "かん",
        "学",
        "5g网络",
        "学习 5G",
        "인공지능",
        "ปัญญา",
        "الطب",
        "מכונה",
        "елка",
    ),
    *("c++", "and not or", "x' OR 1=1 --", '"quotes"*', "z:*", "95%", "§1", "§1 learning", "α"),
    *("NEAR(learn to)", "words: learn", "learn AND", "{learn}", "l* earn", "model-based", "title"),
)


async def _titled(db: Database, now: datetime, *titles: str) -> list[int]:
    shared = [
        await share_link(db, member(n // 20), f"{PAGE}/{n}", "", "", now + n * DAY, title=title)
        for n, title in enumerate(titles)
    ]
    return [told.item.id for told in shared]


async def _ids(db: Database, text: str) -> list[int]:
    return [item.id for item in (await search_items(db, BEN, text)).items]


async def test_a_search_finds_on_each_database_what_the_words_say(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    """Also where a query is made of what databases take for orders."""
    ids = await _titled(db, now, *TITLES)
    for number, title in enumerate(TITLES):
        await share_link(db, OTTO, f"{PAGE}/{number}", "", "", now, title=title)
    for asked in ASKED:
        query = read_query(asked)
        words = [words_of([title]) for title in TITLES]
        meant = [i for i, has in zip(ids, words, strict=True) if finds(query, has)]
        assert await _ids(db, asked) == meant[::-1], asked
    assert await _ids(db, "learn") == [ids[1], ids[0]]
    for text in ("", "?!", "\"'*", "*" * SEARCH_LIMIT):
        async with refused(db, NoWordsError):
            await search_items(db, BEN, text)
    async with refused(db, TooLongError):
        await search_items(db, BEN, "x" * 2_000)


async def test_the_longest_query_has_an_answer(
    db: Database, here: Community, now: datetime
) -> None:
    """Each sign of Chinese is a word of the query."""
    title = "".join(chr(0x4E00 + number) for number in range(200))
    await _titled(db, now, title)
    longest = title + "".join(chr(0x5E00 + number) for number in range(SEARCH_LIMIT - len(title)))
    assert [len(await _ids(db, asked)) for asked in (title, longest)] == [1, 0]


async def test_an_item_is_found_by_all_that_it_has_and_only_as_long_as_it_has_it(
    db: Database, here: Community, now: datetime
) -> None:
    item = (await share_link(db, ANA, PAGE, "Worth reading", "ethics", now)).item
    async with db.write() as tx:
        await journal.fill(tx, item.id, Work("x", "Deep nets", ("Ana Pérez",), "Nature", 2021))
        await tx.execute(update(JournalItemRow).values(summary="Everybody agreed"))
        await journal_search.index(tx, item.id)
    for asked in ("worth", "ethics", "perez", "nature", "deep nets", "agreed", "nature agreed"):
        assert await _ids(db, asked) == [item.id], asked
    assert await _ids(db, "method") == []
    async with db.write() as tx:
        await journal_works.remove_item(tx, item.id)
    assert await _ids(db, "nature") == []
    assert await rows(db, "journal_search") == []


@pytest.mark.parametrize(
    "asked",
    [
        "10.1000/182",
        "doi:10.1000/182",
        "https://doi.org/10.1000/182",
        "https://dx.doi.org/10.1000/182?utm_source=chat",
        "10.1000",
        "12082125",
        "PMID: 12082125",
        "https://pubmed.ncbi.nlm.nih.gov/12082125/",
        "pmid 12082",
    ],
)
async def test_an_item_is_found_by_each_of_its_ids_however_they_are_typed(
    db: Database, here: Community, now: datetime, asked: str
) -> None:
    item = (await share_link(db, ANA, "doi:10.1000/182", "", "", now, title="Deep nets")).item
    await share_link(db, ANA, "doi:10.1001/183", "", "", now, title="Shallow nets")
    async with db.write() as tx:
        await journal_works.add_work(tx, here.id, item.id, "pmid:12082125", now)
    assert await _ids(db, asked) == [item.id]


async def test_notes_of_later_voters_are_found_until_they_are_taken_back(
    db: Database, here: Community, now: datetime
) -> None:
    item = (await share_link(db, ANA, PAGE, "Worth reading", "", now)).item
    await share_link(db, BEN, PAGE, "Zwieback for thought", "", now)
    assert await _ids(db, "zwieback worth") == [item.id]
    await vote_for(db, BEN, item.id, now)
    assert await _ids(db, "zwieback") == []
    assert await _ids(db, "worth") == [item.id]


async def test_words_that_nobody_has_any_more_leave_the_index_of_sqlite(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """FTS5 keeps words that were deleted, until it is told to merge what it has."""
    for number in range(40):
        link = f"{PAGE}/{number}"
        await share_link(sqlite_db, member(number // 20), link, f"Plain {number}", "", now)
    kept, gone, summed = [
        (await share_link(sqlite_db, ANA, f"{PAGE}/{word}", note, "", now)).item
        for word, note in (("kept", ""), ("gone", "Quillfeather"), ("summed", ""))
    ]
    await share_link(sqlite_db, BEN, kept.link, "Zwieback", "", now)
    await note_discussed(sqlite_db, OLGA, summed.key, "Marzipan", now)
    for word in ("quillfeather", "wieback", "arzipan"):
        assert await _in_the_index(sqlite_db, word), word
    await vote_for(sqlite_db, BEN, kept.id, now)
    await remove_item(sqlite_db, ANA, gone.id, now)
    await note_discussed(sqlite_db, OLGA, summed.key, "Nothing", now)
    for word in ("quillfeather", "wieback", "arzipan"):
        assert not await _in_the_index(sqlite_db, word), word
    assert await _in_the_index(sqlite_db, "lain")


async def _in_the_index(db: Database, word: str) -> bool:
    """Whether a word is in the blocks of the index; FTS5 keeps what two words begin with once."""
    async with db.read() as tx:
        blocks = await tx.scalars(sa.text("SELECT block FROM journal_search_index_data"))
        return any(word.encode() in block for block in blocks)


async def test_items_that_become_one_are_found_as_one(
    db: Database, here: Community, now: datetime
) -> None:
    [first] = await _titled(db, now, "First paper")
    second = (await share_link(db, ANA, "https://example.org/2", "", "ethics", now)).item.id
    async with db.write() as tx:
        await journal_works.join_items(tx, second, first)
    found = [await _ids(db, asked) for asked in ("paper", "ethics", "example")]
    assert found == [[first], [first], []]


async def test_what_most_want_comes_first_then_the_newest_on_pages(
    db: Database, here: Community, now: datetime
) -> None:
    count = 2 * PAGE_ITEMS + 1
    ids = await _titled(db, now, *(f"Paper {number}" for number in range(count)))
    for who, item_id in ((BEN, ids[3]), (OLGA, ids[3]), (BEN, ids[0])):
        await vote_for(db, who, item_id, now)
    rest = [item_id for item_id in reversed(ids) if item_id not in (ids[3], ids[0])]
    ordered = [ids[3], ids[0], *rest]
    for asked in (list_items, None):
        pages = [
            await list_items(db, BEN, now, page=page)
            if asked
            else await search_items(db, BEN, "paper", page)
            for page in (0, 1, 2, 9)
        ]
        assert [item.id for page in pages[:3] for item in page.items] == ordered
        assert [(page.page, page.pages, page.total) for page in pages] == [
            (0, 3, count),
            (1, 3, count),
            (2, 3, count),
            (2, 3, count),
        ]
    nothing = await list_items(db, BEN, now, tag="ai", page=7)
    assert (nothing.items, nothing.page, nothing.pages) == ((), 0, 1)


async def test_a_list_has_all_tags_and_the_status_that_are_wanted(
    db: Database, here: Community, now: datetime
) -> None:
    for number, tags in enumerate(("ai c++ it's", "ai ethics", "", "%")):
        await share_link(db, ANA, f"{PAGE}/{number}", "", tags, now + number * DAY)
    async with db.write() as tx:
        picked = update(JournalItemRow).where(JournalItemRow.id == 2)
        await tx.execute(picked.values(status="picked"))

    async def listed(tag: str, status: str | None = None) -> list[int]:
        return [item.id for item in (await list_items(db, BEN, now, None, tag, status)).items]

    asked = ("", "#AI ", "a", "ethics, ai", "c++", "it's", "%", "ai c++ x")
    found = [await listed(tag) for tag in asked]
    assert found == [[4, 3, 2, 1], [2, 1], [], [2], [1], [1], [4], []]
    assert [await listed("", "picked"), await listed("c++", "picked")] == [[2], []]
    for tag, status, why in (
        ("", "best", NotOfferedError),
        (" ".join("abcdefghijk"), None, TooManyError),
    ):
        async with refused(db, why):
            await listed(tag, status)


async def test_a_period_is_of_whole_days_in_the_communitys_zone(
    db: Database, here: Community, now: datetime
) -> None:
    """Midnight in New York is 5:00 UTC in winter."""
    midnight = datetime(2026, 1, 1, 5, tzinfo=now.tzinfo)
    second = timedelta(seconds=1)
    for number, at in enumerate((midnight - second, midnight, midnight + 31 * DAY)):
        await share_link(db, ANA, f"{PAGE}/{number}", "", "", at)
    await share_link(db, ANA, "doi:10.1000/182", "", "", midnight)
    january = "2026-01-01..2026-01-31"
    shown = (await list_items(db, ANA, now, january)).items
    assert [item.link[-1] for item in shown] == ["2", "1"]
    period, references = await exported_items(db, ANA, now, january)
    assert period is not None
    assert [reference.item.link[-1] for reference in references] == ["1", "2"]
    assert references[1].ids == {"doi": "10.1000/182"}
    for asked in (list_items, exported_items):
        with pytest.raises(UnreadablePeriodError):
            await asked(db, OLGA, now, "soon")
    with pytest.raises(BackwardPeriodError):
        await list_items(db, OLGA, now, "2026-02-01..2026-01-01")


async def _furnish(_db: Database, _now: datetime) -> None:
    """What others share is there already."""


SERVICES = Services(
    furnish=_furnish,
    services=(
        Service(
            "journal_lists.list_items",
            lambda db, who, now: list_items(db, who, now, "2026", "ai", "shared"),
        ),
        Service("journal_lists.search_items", lambda db, who, _: search_items(db, who, "found it")),
        Service("journal_lists.exported_items", exported_items),
    ),
)
