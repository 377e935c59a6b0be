"""Share papers and news in the journal club, vote for them, and list them."""

import re
from collections.abc import Mapping
from datetime import datetime

from sigbot.domain.bounds import (
    LINE_LIMIT,
    LINK_LIMIT,
    LINKS_COUNTED,
    MOST_OFFERED_LINKS,
    TITLE_LIMIT,
)
from sigbot.domain.community import Actor, Community
from sigbot.domain.journal import (
    ItemGoneError,
    ItemStory,
    JournalItem,
    LinkQuestion,
    Shared,
    SharedAs,
    Sibling,
    check_shared,
    read_tags,
    titles_of,
)
from sigbot.domain.links import LinkReading, read_link, read_links, title_of
from sigbot.domain.members import Person
from sigbot.domain.outbox import Due, JournalRefresh
from sigbot.domain.questions import ANSWERED_WITHIN, Intent
from sigbot.domain.refusals import AnsweredError, NotFoundError
from sigbot.domain.texts import check_length, check_text
from sigbot.domain.works import work_id
from sigbot.services.access import community_of, person_behind
from sigbot.services.papers import refresh_item
from sigbot.services.works import fill_item
from sigbot.store import audit, journal, journal_works, lookups, picks, questions
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx


async def share_link(
    db: Database,
    actor: Actor,
    link: str,
    note: str,
    tags: str,
    now: datetime,
    *,
    title: str = "",
    preview: str = "",
) -> Shared:
    """Share a link, or an identifier such as a DOI.

    All that leads to the same work is one item; whoever shares it again wants it, too. `title` is
    what the member typed; without one, it is that of the message's `preview`, until a registry
    knows better. Raises the refusals of links, tags and texts, and ManyLinksError.
    """
    reading = read_link(check_length("link", link, LINK_LIMIT))
    typed = check_text("title", title, TITLE_LIMIT)
    guessed = typed or preview.strip()[:TITLE_LIMIT] or title_of(reading.link)[:TITLE_LIMIT]
    async with db.write() as tx:
        community = await community_of(tx, actor)
        note = check_text("note", note, LINE_LIMIT)
        person = await person_behind(tx, community, actor, now)
        labels = read_tags(tags)
        known = await journal.item_of_work(tx, community.id, reading.id)
        if known:
            return await _want(tx, community, known, person, note, now)
        check_shared(await journal.shared_since(tx, community.id, person.id, now - LINKS_COUNTED))
        shown = check_text("title", guessed, TITLE_LIMIT)
        new = await journal.add_item(
            tx,
            community.id,
            person.id,
            reading.link,
            reading.id,
            shown,
            note,
            labels,
            now,
            has_own_title=bool(typed),
        )
        if not new:
            item = await _of_work(tx, community, reading)
            return await _want(tx, community, item, person, note, now)
        item = await _begun(tx, community, reading, person, now)
        audit.record(tx, community.id, actor, "journal.share", item.key, now)
        return Shared(item, SharedAs.NEW)


async def share_from_message(
    db: Database, actor: Actor, text: str, previews: Mapping[str, str], now: datetime
) -> Shared | LinkQuestion:
    """Share the link of a message; ask which one where it has several.

    `previews` is address → title, as the message shows them. Raises as `share_link` does.
    """
    links = [reading.link for reading in read_links(text, MOST_OFFERED_LINKS)]
    titles = titles_of(links, previews)
    if len(links) == 1:
        return await share_link(db, actor, links[0], "", "", now, preview=titles[0])
    async with db.write() as tx:
        community = await community_of(tx, actor)
        await questions.forget_questions(tx, now - ANSWERED_WITHIN)
        asked = questions.Asked(Intent.LINK, {"titles": titles}, links)
        kept = await questions.add_question(tx, community.id, actor.discord_id, asked, now)
    shown = [title or title_of(link) for title, link in zip(titles, links, strict=True)]
    return LinkQuestion(kept, tuple(shown))


async def share_asked(
    db: Database, actor: Actor, question_id: int, index: int, now: datetime
) -> Shared:
    """Share one of the links that a member was asked about; the others can be shared later, too.

    Raises AnsweredError for a question that is too old, or was asked another person, and as
    `share_link` does.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        await questions.forget_questions(tx, now - ANSWERED_WITHIN)
        asked = await questions.open_question(tx, community.id, actor.discord_id, question_id)
    if asked is None or asked.intent is not Intent.LINK or not 0 <= index < len(asked.readings):
        raise AnsweredError
    title = asked.request["titles"][index]
    return await share_link(db, actor, asked.readings[index], "", "", now, preview=title)


async def _begun(
    tx: Tx, community: Community, reading: LinkReading, person: Person, now: datetime
) -> JournalItem:
    """Return the item of a work that was just added, with its id, a vote, and what is known."""
    item = await _of_work(tx, community, reading)
    await journal.vote(tx, item.id, person.id, "", now)
    if await journal_works.add_work(tx, community.id, item.id, reading.id, now):
        await lookups.want(tx, reading.id, now)
        await fill_item(tx, community.id, item.id, now)
    return await _of_work(tx, community, reading)


async def _of_work(tx: Tx, community: Community, reading: LinkReading) -> JournalItem:
    """Return the item of a work that was inserted by now."""
    item = await journal.item_of_work(tx, community.id, reading.id)
    assert item is not None  # noqa: S101  (see above)
    return item


async def _want(
    tx: Tx, community: Community, item: JournalItem, person: Person, note: str, now: datetime
) -> Shared:
    """Add the vote of a member who shared what was there."""
    new = await journal.vote(tx, item.id, person.id, note, now)
    if not new:
        return Shared(item, SharedAs.KNOWN)
    await refresh_item(tx, community.id, item, now)
    return Shared(await _current(tx, community, item.id), SharedAs.WANTED)


async def _current(tx: Tx, community: Community, item_id: int) -> JournalItem:
    """Return an item as it is now. Raises ItemGoneError."""
    item = await journal.item(tx, community.id, item_id)
    if item is None:
        raise ItemGoneError
    return item


async def vote_for(db: Database, actor: Actor, item_id: int, now: datetime) -> JournalItem:
    """Say that a member wants to read an item; take it back where they said so before.

    Raises ItemGoneError.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        person = await person_behind(tx, community, actor, now)
        item = await _current(tx, community, item_id)
        if not await journal.vote(tx, item.id, person.id, "", now):
            await journal.take_vote_back(tx, item.id, person.id)
        audit.record(tx, community.id, actor, "journal.vote", item.key, now)
        return await _current(tx, community, item.id)


async def note_place(
    db: Database, actor: Actor, item_id: int, channel_id: int, message_id: int
) -> None:
    """Keep where an item is shown, so that it can be updated; the newest place counts."""
    async with db.write() as tx:
        community = await community_of(tx, actor)
        item = await journal.item(tx, community.id, item_id)
        if item:
            await journal.put(tx, item.id, channel_id, message_id)


async def item_news(db: Database, due: Due[JournalRefresh]) -> JournalItem | None:
    """Return an item as it is shown to the channel, None where it was removed."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        return await journal.item(tx, community.id, due.message.item_id) if community else None


async def find_item(tx: Tx, community_id: int, text: str) -> JournalItem:
    """Return the item with this key (`j12`), link, identifier, or exact title.

    Of several with the same title, return the newest. Raises NotFoundError, and TooLongError.
    """
    wanted = check_length("item", text, LINK_LIMIT).strip()
    item = None
    if re.fullmatch(r"[jJ]\d{1,18}", wanted, re.ASCII):
        item = await journal.item(tx, community_id, int(wanted[1:]))
    item = item or await journal.item_titled(tx, community_id, wanted)
    if item is None and (work := work_id(wanted)):
        item = await journal.item_of_work(tx, community_id, work)
    if item is None:
        raise NotFoundError("item", text)
    return item


async def show_item(db: Database, actor: Actor, text: str) -> ItemStory:
    """Return the story of an item. Raises as `find_item` does."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        return await story_of(tx, community.id, await find_item(tx, community.id, text))


async def story_of(tx: Tx, community_id: int, item: JournalItem) -> ItemStory:
    """Return an item with all that is known of it."""
    siblings = []
    for sibling_id, is_preprint in await journal_works.siblings(tx, community_id, item.id):
        sibling = await journal.item(tx, community_id, sibling_id)
        if sibling:
            siblings.append(Sibling(sibling.title, sibling.key, is_preprint))
    names = await journal.voters(tx, [item.id])
    works = await journal_works.works_of(tx, item.id)
    picked = await picks.picks_of(tx, [item.id])
    return ItemStory(item, tuple(works), tuple(names[item.id]), tuple(siblings), tuple(picked))


async def items_like(db: Database, actor: Actor, part: str) -> list[JournalItem]:
    """Return the newest items that have a text in their title, as many as Discord offers."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        return await journal.items_like(tx, community.id, part.strip()[:TITLE_LIMIT])
