"""What the registries say fills items, joins those of one work, and never joins two works."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from sigbot.domain.community import Community
from sigbot.domain.journal import JournalItem
from sigbot.domain.outbox import Topic
from sigbot.domain.registries import Registry
from sigbot.domain.works import Work
from sigbot.services.journal import (
    note_place,
    share_link,
    show_item,
    vote_for,
)
from sigbot.services.journal_lists import list_items
from sigbot.services.works import (
    MOST_TRIES,
    Lookup,
    ask_again,
    fill_next,
    keep_answer,
    leave_alone,
    next_lookup,
    take_lookup,
    take_turn,
)
from sigbot.store.database import Database
from tests.services.world import ANA, BEN, OLGA, OTTO, rows, waiting

DOI, PMID, ARXIV = "doi:10.1000/182", "pmid:12082125", "arxiv:1912.04977"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def said(db: Database, registry: Registry, work: Work, now: datetime) -> None:
    """A registry answers about a work, and what it says is filled in."""
    await keep_answer(db, Lookup(work.id, registry), work, now)
    while await fill_next(db, now):
        pass


async def items(db: Database, now: datetime) -> Sequence[JournalItem]:
    return [*(await list_items(db, OLGA, now)).items]


async def test_a_shared_work_is_asked_for_once_for_all_communities(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    for member in (ANA, OTTO):
        await share_link(db, member, DOI, "", "", now)
    asked = {row["registry_name"] for row in await rows(db, "lookups")}
    assert asked == {Registry.DOI, Registry.CROSSREF, Registry.EUROPEPMC}
    await said(db, Registry.CROSSREF, Work(DOI, "A title", ("Ann",), "A venue", 2021), now)
    for member in (ANA, OTTO):
        [item] = (await list_items(db, member, now)).items
        assert (item.title, item.authors, item.venue, item.year) == (
            "A title",
            ("Ann",),
            "A venue",
            2021,
        )


async def test_what_is_known_fills_an_item_at_once_and_keeps_a_typed_title(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await share_link(db, ANA, DOI, "", "", now)
    await said(db, Registry.DOI, Work(DOI, "A title", ("Ann",)), now)
    told = await share_link(db, OTTO, DOI, "", "", now, title="My own title")
    assert (told.item.title, told.item.authors) == ("My own title", ("Ann",))
    assert not await fill_next(db, now)


async def test_what_an_earlier_registry_says_goes_before_a_later_one(
    db: Database, here: Community, now: datetime
) -> None:
    await share_link(db, ANA, DOI, "", "", now)
    await said(db, Registry.EUROPEPMC, Work(DOI, "The later one", licence="CC BY"), now)
    await said(db, Registry.DOI, Work(DOI, "The first one"), now)
    [item] = await items(db, now)
    assert (item.title, item.licence) == ("The first one", "CC BY")


async def test_two_items_of_one_work_become_one_with_all_votes(
    db: Database, here: Community, now: datetime
) -> None:
    """The older one stays; buttons and keys of the newer one lead to it."""
    first = (await share_link(db, ANA, DOI, "", "ai", now)).item
    second = (await share_link(db, BEN, PMID, "", "law", now)).item
    await vote_for(db, ANA, second.id, now)
    await note_place(db, BEN, second.id, 5, 6)
    await said(db, Registry.EUROPEPMC, Work(PMID, "A title", same=(DOI,)), now)
    [item] = await items(db, now)
    assert (item.id, item.votes, item.tags, item.place) == (first.id, 2, ("ai", "law"), (5, 6))
    story = await show_item(db, OLGA, second.key)
    assert (story.item, story.works, story.voters) == (item, (DOI, PMID), ("Ana", "Ben"))
    assert (await vote_for(db, OLGA, second.id, now)).votes == 3
    for shared in (DOI, PMID):
        assert (await share_link(db, OLGA, shared, "", "", now)).item.id == first.id


async def test_another_id_of_a_work_is_asked_for_and_leads_to_the_item(
    db: Database, here: Community, now: datetime
) -> None:
    first = (await share_link(db, ANA, PMID, "", "", now)).item
    await said(db, Registry.EUROPEPMC, Work(PMID, "A title", same=(DOI, "pmcid:PMC1")), now)
    assert {row["work"] for row in await rows(db, "lookups")} == {PMID, DOI, "pmcid:PMC1"}
    assert (
        await share_link(db, BEN, "https://doi.org/10.1000/182", "", "", now)
    ).item.id == first.id


@pytest.mark.parametrize("same", ["doi:10.1000/999", DOI + ".1"])
async def test_two_works_are_never_joined_whatever_a_registry_says(
    db: Database, here: Community, now: datetime, same: str
) -> None:
    await share_link(db, ANA, DOI, "", "", now)
    await share_link(db, BEN, same, "", "", now)
    await said(db, Registry.CROSSREF, Work(DOI, "A title", same=(same,)), now)
    assert len(await items(db, now)) == 2


async def test_a_preprint_and_its_article_are_two_items_that_know_each_other(
    db: Database, here: Community, now: datetime
) -> None:
    article = (await share_link(db, ANA, DOI, "", "", now)).item
    preprint = (await share_link(db, BEN, ARXIV, "", "", now)).item
    await said(db, Registry.CROSSREF, Work(DOI, "An article", preprints=(ARXIV,)), now)
    [of_article] = (await show_item(db, OLGA, article.key)).siblings
    [of_preprint] = (await show_item(db, OLGA, preprint.key)).siblings
    assert (of_article.key, of_article.is_preprint) == (preprint.key, True)
    assert (of_preprint.key, of_preprint.is_preprint) == (article.key, False)


async def test_the_message_of_an_item_is_updated_when_a_registry_has_answered(
    db: Database, here: Community, now: datetime
) -> None:
    item = (await share_link(db, ANA, DOI, "", "", now)).item
    await note_place(db, ANA, item.id, 5, 6)
    await keep_answer(db, Lookup(DOI, Registry.CROSSREF), None, now)
    assert await fill_next(db, now)
    assert Topic.JOURNAL not in {row.topic for row in await waiting(db)}
    await said(db, Registry.DOI, Work(DOI, "A title"), now)
    assert Topic.JOURNAL in {row.topic for row in await waiting(db)}


# When a registry is asked


async def test_a_question_is_asked_by_one_process_until_its_lease_ends(
    db: Database, here: Community, now: datetime
) -> None:
    await share_link(db, ANA, DOI, "", "", now)
    assert await next_lookup(db, Registry.DOI, now) == now
    assert await take_lookup(db, Registry.DOI, now) == Lookup(DOI, Registry.DOI, 1)
    assert await take_lookup(db, Registry.DOI, now) is None
    assert await take_lookup(db, Registry.DOI, now + 2 * MINUTE) == Lookup(DOI, Registry.DOI, 2)
    assert await next_lookup(db, Registry.ARXIV, now) is None


async def test_a_registry_without_an_answer_is_asked_less_and_less_often_and_not_for_ever(
    db: Database, here: Community, now: datetime
) -> None:
    await share_link(db, ANA, ARXIV, "", "", now)
    delays = []
    for attempt in range(1, MOST_TRIES + 1):
        lookup = await take_lookup(db, Registry.ARXIV, now)
        assert lookup == Lookup(ARXIV, Registry.ARXIV, attempt)
        await ask_again(db, lookup, now)
        due = await next_lookup(db, Registry.ARXIV, now)
        delays.append(due and due - now)
        now = due or now
    assert delays == [MINUTE * 2**tries for tries in range(MOST_TRIES - 1)] + [None]


async def test_a_registry_that_wants_a_rest_gets_it_from_all_processes(
    db: Database, here: Community, now: datetime
) -> None:
    await share_link(db, ANA, ARXIV, "", "", now)
    await leave_alone(db, Registry.ARXIV, now + 40 * SECOND)
    assert await take_lookup(db, Registry.ARXIV, now) is None
    await leave_alone(db, Registry.ARXIV, now + 10 * MINUTE)
    await leave_alone(db, Registry.ARXIV, now + 5 * MINUTE)
    assert await take_lookup(db, Registry.ARXIV, now) is None
    due = await next_lookup(db, Registry.ARXIV, now)
    assert due is not None
    assert now + 9 * MINUTE < due < now + 10 * MINUTE
    assert await take_turn(db, Registry.ARXIV, due, 3 * SECOND) == now + 10 * MINUTE - due


async def test_turns_of_a_registry_keep_their_distance_in_all_processes(
    db: Database, now: datetime
) -> None:
    assert await take_turn(db, Registry.ARXIV, now, 3 * SECOND) is None
    assert await take_turn(db, Registry.ARXIV, now + SECOND, 3 * SECOND) == 2 * SECOND
    assert await take_turn(db, Registry.ARXIV, now + 3 * SECOND, 3 * SECOND) is None
    assert await take_turn(db, Registry.CROSSREF, now, SECOND) is None
