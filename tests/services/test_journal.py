"""Sharing into the journal club: one item for one page."""

from dataclasses import replace
from datetime import datetime

import pytest

from sigbot.domain.community import Actor, Community
from sigbot.domain.journal import ItemGoneError, LinkQuestion, Shared, SharedAs
from sigbot.domain.questions import Intent
from sigbot.domain.refusals import (
    AnsweredError,
    NotFoundError,
    RefusedError,
    TooLongError,
    TooManyError,
    UnreadableLinkError,
)
from sigbot.services.journal import (
    items_like,
    note_place,
    share_asked,
    share_from_message,
    share_link,
    show_item,
    vote_for,
)
from sigbot.services.journal_lists import list_items
from sigbot.store.database import Database
from tests.services.samples import Service, Services
from tests.services.world import ANA, BEN, DAY, OLGA, OTTO, audited, refused, rows

PAGE = "https://example.org/a-new-method"


async def test_a_shared_page_is_an_item(db: Database, here: Community, now: datetime) -> None:
    told = await share_link(db, ANA, f"Look: {PAGE}.", " Worth  it ", "#AI, review ai", now)
    item = told.item
    assert told.outcome is SharedAs.NEW
    assert (item.link, item.title) == (PAGE, "a new method (example.org)")
    assert (item.note, item.tags, item.shared_by) == ("Worth it", ("ai", "review"), "Ana")
    assert (item.shared_at, item.status, item.discussed_at) == (now, "shared", None)
    assert item.votes == 1
    assert [*(await list_items(db, BEN, now)).items] == [item]


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
    first = (await share_link(db, ANA, PAGE, "First", "", now)).item
    second = await share_link(db, BEN, again, "Second", "late", now + DAY)
    assert second == Shared(replace(first, votes=2), SharedAs.WANTED)
    assert (await share_link(db, BEN, again, "", "", now + DAY)).outcome is SharedAs.KNOWN
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
        told = [(await share_link(db, ANA, paper, "", "", now)).outcome for paper in papers]
        assert told == [SharedAs.NEW, SharedAs.KNOWN]


async def test_an_identifier_is_shared_with_the_address_of_its_work(
    db: Database, here: Community, now: datetime
) -> None:
    item = (await share_link(db, ANA, "PMID: 12082125", "", "", now)).item
    assert item.link == "https://pubmed.ncbi.nlm.nih.gov/12082125/"
    assert item.title == "12082125 (pubmed.ncbi.nlm.nih.gov)"


async def test_each_community_has_its_own_item_of_a_page(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await share_link(db, ANA, PAGE, "", "", now)
    told = await share_link(db, OTTO, PAGE, "", "", now)
    assert told.outcome is SharedAs.NEW
    assert [*(await list_items(db, OTTO, now)).items] == [told.item]


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


async def test_a_vote_is_taken_back_by_the_second_press(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    item = (await share_link(db, ANA, PAGE, "", "", now)).item
    assert [(await vote_for(db, BEN, item.id, now)).votes for _ in range(3)] == [2, 1, 2]
    async with refused(db, ItemGoneError):
        await vote_for(db, BEN, 99, now)
    async with refused(db, ItemGoneError):
        await vote_for(db, OTTO, item.id, now)


async def test_a_message_with_several_links_is_asked_about(
    db: Database, here: Community, now: datetime
) -> None:
    """Titles are those of the message's previews; each link can be shared."""
    text = "See https://doi.org/10.1000/182, (https://example.org/b) and doi.org/10.1000/182?x=1"
    previews = {"https://www.example.org/b/?utm_source=x": "  A page\n about b "}
    asked = await share_from_message(db, ANA, text, previews, now)
    assert isinstance(asked, LinkQuestion)
    assert asked.titles == ("182 (doi.org)", "A page about b")
    shared = await share_asked(db, ANA, asked.id, 1, now)
    assert (shared.item.title, shared.outcome) == ("A page about b", SharedAs.NEW)
    await share_asked(db, ANA, asked.id, 0, now)
    assert (await list_items(db, ANA, now)).total == 2
    for who, index in ((BEN, 0), (ANA, 2)):
        async with refused(db, AnsweredError):
            await share_asked(db, who, asked.id, index, now)
    with pytest.raises(AnsweredError):
        await share_asked(db, ANA, asked.id, 0, now + 2 * DAY)


async def test_a_message_with_one_work_is_shared_at_once(
    db: Database, here: Community, now: datetime
) -> None:
    text = "https://arxiv.org/abs/1912.04977 is https://arxiv.org/pdf/1912.04977v2"
    shared = await share_from_message(db, ANA, text, {text[:32]: "On learning"}, now)
    assert isinstance(shared, Shared)
    assert shared.item.title == "On learning"


@pytest.mark.parametrize("text", ["j1", "J1", "a new method (example.org)", f"<{PAGE}>", PAGE])
async def test_an_item_is_found_by_key_title_or_link(
    db: Database, here: Community, elsewhere: Community, now: datetime, text: str
) -> None:
    item = (await share_link(db, ANA, PAGE, "", "", now)).item
    assert (await show_item(db, BEN, text)).item == item
    async with refused(db, NotFoundError):
        await show_item(db, OTTO, text)


async def test_items_are_offered_by_a_part_of_their_title(
    db: Database, here: Community, now: datetime
) -> None:
    for name in ("first", "second"):
        await share_link(db, ANA, f"https://example.org/{name}", "", "", now)
    assert [item.title for item in await items_like(db, BEN, " FIRST ")] == ["first (example.org)"]
    assert len(await items_like(db, BEN, "")) == 2


TWO = "https://example.org/one https://example.org/two"


async def _furnish(db: Database, now: datetime) -> None:
    await share_link(db, OLGA, "https://example.org/club", "", "", now)
    for who in (OLGA, ANA):
        await share_from_message(db, who, TWO, {}, now)


async def _share_asked(db: Database, who: Actor, now: datetime) -> object:
    asked = [row for row in await rows(db, "questions") if row["action"] == Intent.LINK]
    own = [row["id"] for row in asked if row["discord_id"] == who.discord_id]
    return await share_asked(db, who, max(own, default=1), 0, now)


SERVICES = Services(
    furnish=_furnish,
    services=(
        Service("journal.share_asked", _share_asked, action="journal.share", subject="j3"),
        Service(
            "journal.share_from_message",
            lambda db, who, now: share_from_message(db, who, TWO[:23], {}, now),
            action="journal.share",
            subject="j3",
        ),
        Service(
            "journal.vote_for",
            lambda db, who, now: vote_for(db, who, 1, now),
            action="journal.vote",
            subject="j1",
        ),
        Service("journal.note_place", lambda db, who, _: note_place(db, who, 99, 5, 6)),
        Service("journal.show_item", lambda db, who, _: show_item(db, who, "j1")),
        Service("journal.items_like", lambda db, who, _: items_like(db, who, "a")),
    ),
)
