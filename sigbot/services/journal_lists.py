"""List, search and export what was shared in the journal club."""

from datetime import datetime

from sigbot.domain.bounds import TAG_LIMIT
from sigbot.domain.community import Actor
from sigbot.domain.journal import ItemStatus, read_tags
from sigbot.domain.journal_lists import ItemPage, Reference, Wanted
from sigbot.domain.periods import Period
from sigbot.domain.search import read_query
from sigbot.domain.texts import check_length
from sigbot.domain.vocabularies import read_word
from sigbot.domain.works import work_id
from sigbot.services.access import community_of
from sigbot.services.periods import period_of
from sigbot.store import journal_lists
from sigbot.store.database import Database


async def list_items(
    db: Database,
    actor: Actor,
    now: datetime,
    period: str | None = None,
    tag: str | None = None,
    status: str | None = None,
    page: int = 0,
) -> ItemPage:
    """List the items shared in a period (ever, without one), a page at a time.

    Those that most members want come first, then the newest. Several tags have to be there
    together. Raises the refusals of periods and tags, TooLongError, and NotOfferedError.
    """
    tags = read_tags(check_length("tag", tag or "", TAG_LIMIT))
    chosen = read_word(ItemStatus, status) if status else None
    async with db.read() as tx:
        community = await community_of(tx, actor)
        shared_in = period_of(period, community, now) if period else None
        wanted = Wanted(shared_in, tags, chosen)
        instants = shared_in.instants(community.timezone) if shared_in else (None, None)
        return await journal_lists.item_page(tx, community.id, wanted, page, instants)


async def search_items(db: Database, actor: Actor, text: str, page: int = 0) -> ItemPage:
    """Return the items that have all words of a text, a page at a time, in the order of a list.

    Title, authors, venue, notes, tags, summary and ids are searched; the last word may be typed in
    part. Of the link of a paper, such as `https://doi.org/…`, its id is searched.
    Raises NoWordsError, and TooLongError.
    """
    wanted = Wanted(query=read_query(_searched(text)))
    async with db.read() as tx:
        community = await community_of(tx, actor)
        return await journal_lists.item_page(tx, community.id, wanted, page)


def _searched(text: str) -> str:
    """Return the id of a work in place of a spelling of it, any other text as it is."""
    work = work_id(text)
    return text if work is None or work.startswith("url:") else work


async def exported_items(
    db: Database, actor: Actor, now: datetime, period: str | None = None
) -> tuple[Period | None, list[Reference]]:
    """Return the items shared in a period (ever, without one), the oldest first.

    Raises the refusals of periods.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        shared_in = period_of(period, community, now) if period else None
        start, until = shared_in.instants(community.timezone) if shared_in else (None, None)
        references = await journal_lists.references_between(tx, community.id, start, until)
    return shared_in, references
