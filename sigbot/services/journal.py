"""Share papers and news in the journal club, and list them."""

from datetime import datetime

from sigbot.domain.bounds import LINE_LIMIT, LINK_LIMIT, LINKS_COUNTED, TAG_LIMIT, TITLE_LIMIT
from sigbot.domain.community import Actor
from sigbot.domain.journal import JournalItem, check_shared, read_tags
from sigbot.domain.links import read_link, title_of
from sigbot.domain.texts import check_length, check_text
from sigbot.services.access import community_of, person_behind
from sigbot.services.periods import period_of
from sigbot.store import audit, journal
from sigbot.store.database import Database


async def share_link(
    db: Database, actor: Actor, link: str, note: str, tags: str, now: datetime
) -> tuple[JournalItem, bool]:
    """Share a link, or an identifier such as a DOI; return its item, and whether it is new.

    All that leads to the same work gives the same item. Raises the refusals of links, tags and
    texts, and ManyLinksError.
    """
    reading = read_link(check_length("link", link, LINK_LIMIT))
    async with db.write() as tx:
        community = await community_of(tx, actor)
        note = check_text("note", note, LINE_LIMIT)
        person = await person_behind(tx, community, actor, now)
        title = check_text("title", title_of(reading.link)[:TITLE_LIMIT], TITLE_LIMIT)
        labels = read_tags(tags)
        known = await journal.item_of_link(tx, community.id, reading.id)
        if known:
            return known, False
        shared = await journal.shared_since(tx, community.id, person.id, now - LINKS_COUNTED)
        check_shared(shared)
        new = await journal.add_item(
            tx, community.id, person.id, reading.link, reading.id, title, note, labels, now
        )
        item = await journal.item_of_link(tx, community.id, reading.id)
        assert item is not None  # noqa: S101  (just inserted, or there already)
        if new:
            audit.record(tx, community.id, actor, "journal.share", item.key, now)
        return item, new


async def list_items(
    db: Database,
    actor: Actor,
    now: datetime,
    period: str | None = None,
    tag: str | None = None,
) -> list[JournalItem]:
    """List the items shared in a period (ever, without one), the newest first.

    Raises the refusals of periods, and TooLongError.
    """
    check_length("tag", tag or "", TAG_LIMIT)
    async with db.read() as tx:
        community = await community_of(tx, actor)
        start = until = None
        if period:
            start, until = period_of(period, community, now).instants(community.timezone)
        items = await journal.items_between(tx, community.id, start, until)
    wanted = tag.strip().lstrip("#").lower() if tag else None
    return [item for item in reversed(items) if wanted is None or wanted in item.tags]
