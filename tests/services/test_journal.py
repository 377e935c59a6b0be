"""Sharing into the journal club: one item for one page."""

from datetime import datetime, timedelta

import pytest

from sigbot.domain.community import Community
from sigbot.domain.refusals import (
    BackwardPeriodError,
    RefusedError,
    TooLongError,
    TooManyError,
    UnreadableLinkError,
    UnreadablePeriodError,
)
from sigbot.services.journal import list_items, share_link
from sigbot.store.database import Database
from tests.services.world import ANA, BEN, DAY, OLGA, OTTO, audited, refused, rows

PAGE = "https://example.org/a-new-method"


async def test_a_shared_page_is_an_item(db: Database, here: Community, now: datetime) -> None:
    item, new = await share_link(db, ANA, f"Look: {PAGE}.", " Worth  it ", "#AI, review ai", now)
    assert new
    assert (item.link, item.title) == (PAGE, "a new method (example.org)")
    assert (item.note, item.tags, item.shared_by) == ("Worth it", ("ai", "review"), "Ana")
    assert (item.shared_at, item.status, item.discussed_at) == (now, "shared", None)
    assert await list_items(db, BEN, now) == [item]


@pytest.mark.parametrize(
    "again",
    [
        "http://www.example.org/a-new-method/",
        "HTTPS://EXAMPLE.ORG:443/a-new-method#results",
        "<https://example.org/a-new-method?utm_source=news&fbclid=1>",
    ],
)
async def test_one_page_is_one_item_however_it_is_spelled(
    db: Database, here: Community, now: datetime, again: str
) -> None:
    first, _ = await share_link(db, ANA, PAGE, "First", "", now)
    second, new = await share_link(db, BEN, again, "Second", "late", now + DAY)
    assert not new
    assert second == first
    assert len(await rows(db, "journal_items")) == 1
    assert [noted.action for noted in await audited(db)] == ["sig.setup", "journal.share"]


async def test_one_paper_is_one_item_at_all_its_addresses(
    db: Database, here: Community, now: datetime
) -> None:
    for papers in (
        ("https://doi.org/10.1000/ABC", "http://dx.doi.org/10.1000/abc"),
        ("https://arxiv.org/abs/2101.00001v2", "https://www.arxiv.org/pdf/2101.00001.pdf"),
        ("https://www.nature.com/articles/nature12373", "doi:10.1038/nature12373"),
        ("ISBN 0-9752298-0-X", "978-0-9752298-0-4"),
    ):
        assert [(await share_link(db, ANA, paper, "", "", now))[1] for paper in papers] == [
            True,
            False,
        ]


async def test_an_identifier_is_shared_with_the_address_of_its_work(
    db: Database, here: Community, now: datetime
) -> None:
    item, _ = await share_link(db, ANA, "PMID: 12082125", "", "", now)
    assert item.link == "https://pubmed.ncbi.nlm.nih.gov/12082125/"
    assert item.title == "12082125 (pubmed.ncbi.nlm.nih.gov)"


async def test_each_community_has_its_own_item_of_a_page(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await share_link(db, ANA, PAGE, "", "", now)
    item, new = await share_link(db, OTTO, PAGE, "", "", now)
    assert new
    assert await list_items(db, OTTO, now) == [item]


@pytest.mark.parametrize(
    ("link", "note", "tags", "why"),
    [
        ("no link at all", "", "", UnreadableLinkError),
        ("https://", "", "", UnreadableLinkError),
        ("ftp://example.org/file", "", "", UnreadableLinkError),
        ("https://example.org/" + "x" * 500, "", "", TooLongError),
        (PAGE, "x" * 301, "", TooLongError),
        (PAGE, "", "x" * 31, TooLongError),
        (PAGE, "", " ".join(f"tag{number}" for number in range(11)), TooManyError),
    ],
)
async def test_what_cannot_be_an_item_is_refused(
    db: Database,
    here: Community,
    now: datetime,
    link: str,
    note: str,
    tags: str,
    why: type[RefusedError],
) -> None:
    async with refused(db, why):
        await share_link(db, ANA, link, note, tags, now)


async def test_items_are_listed_the_newest_first_and_by_tag(
    db: Database, here: Community, now: datetime
) -> None:
    for number, tags in enumerate(("ai", "ai ethics", "")):
        await share_link(db, ANA, f"{PAGE}/{number}", "", tags, now + number * DAY)
    assert [item.link[-1] for item in await list_items(db, BEN, now)] == ["2", "1", "0"]
    assert [item.link[-1] for item in await list_items(db, BEN, now, tag="#AI ")] == ["1", "0"]
    assert await list_items(db, BEN, now, tag="a") == []


async def test_a_period_is_of_whole_days_in_the_communitys_zone(
    db: Database, here: Community, now: datetime
) -> None:
    """Midnight in New York is 5:00 UTC in winter."""
    midnight = datetime(2026, 1, 1, 5, tzinfo=now.tzinfo)
    second = timedelta(seconds=1)
    for number, at in enumerate((midnight - second, midnight, midnight + 31 * DAY)):
        await share_link(db, ANA, f"{PAGE}/{number}", "", "", at)
    january = await list_items(db, ANA, now, period="2026-01-01..2026-01-31")
    assert [item.link[-1] for item in january] == ["1"]


async def test_a_period_that_cannot_be_read_is_refused(
    db: Database, here: Community, now: datetime
) -> None:
    async with refused(db, UnreadablePeriodError):
        await list_items(db, OLGA, now, period="soon")
    async with refused(db, BackwardPeriodError):
        await list_items(db, OLGA, now, period="2026-02-01..2026-01-01")
