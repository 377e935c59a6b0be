"""What is said of a paper on the agenda of a meeting when it is due, and what became of it.

Every function `…_news` returns None for a message that is not worth sending any more.
"""

from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.discussions import VOTERS_BEFORE, Discussion
from sigbot.domain.outbox import (
    CallReaders,
    DiscussionCard,
    DiscussionRefresh,
    Due,
    ItemPicked,
    OpinionsAsked,
    OpinionsClosed,
    Outgoing,
    PaperAhead,
)
from sigbot.services.outbox import note_posted
from sigbot.services.papers import refresh_paper
from sigbot.store import community as communities
from sigbot.store import discussions, members, outbox
from sigbot.store.database import Database, Tx

Place = tuple[int, int]
"""(channel id, message id)"""

AnyPaper = (
    ItemPicked
    | DiscussionCard
    | DiscussionRefresh
    | OpinionsAsked
    | OpinionsClosed
    | CallReaders
    | PaperAhead
)


@dataclass(frozen=True, slots=True)
class PaperNews:
    """A paper on the agenda of a meeting, as it is now."""

    community: Community
    paper: Discussion


@dataclass(frozen=True, slots=True)
class PersonalNews(PaperNews):
    """A paper ahead, for one reader; `zone` is theirs, None where they gave none."""

    zone: str | None
    presents: bool


async def _as_it_is(tx: Tx, due: Due[AnyPaper]) -> PaperNews | None:
    community = await communities.community_of_guild(tx, due.guild_id)
    message = due.message
    paper = community and await discussions.discussion(
        tx, community.id, message.item_id, message.meeting_id
    )
    return PaperNews(community, paper) if community and paper else None


async def picked_news(db: Database, due: Due[ItemPicked], now: datetime) -> PaperNews | None:
    async with db.read() as tx:
        news = await _as_it_is(tx, due)
    if news is None or news.paper.place or news.paper.meeting.is_cancelled:
        return None
    return news if now < news.paper.meeting.ends_at else None


async def card_news(db: Database, due: Due[DiscussionCard]) -> PaperNews | None:
    async with db.read() as tx:
        news = await _as_it_is(tx, due)
    return news if news and news.paper.thread_id and not news.paper.card else None


async def refreshed_news(db: Database, due: Due[DiscussionRefresh]) -> PaperNews | None:
    async with db.read() as tx:
        return await _as_it_is(tx, due)


async def asked_news(db: Database, due: Due[OpinionsAsked], now: datetime) -> PaperNews | None:
    """Return the paper, None also where the meeting has moved, or nobody is known to have been
    there."""
    async with db.read() as tx:
        news = await _as_it_is(tx, due)
        if news is None or news.paper.asked or news.paper.meeting.is_cancelled:
            return None
        is_time = news.paper.asked_from <= now < news.paper.asked_until
        present = await discussions.count_present(tx, due.message.meeting_id)
    return news if is_time and present else None


async def close_opinions(db: Database, due: Due[OpinionsClosed], now: datetime) -> PaperNews | None:
    """Keep the sums of what people said; return the paper with them."""
    async with db.write() as tx:
        news = await _as_it_is(tx, due)
        if news is None or now < news.paper.asked_until:
            return None
        if not news.paper.is_closed:
            await discussions.close(tx, news.paper.pick_id)
            ids = news.paper.item.id, news.paper.meeting.id
            await refresh_paper(tx, news.community.id, *ids, now)
        return await _as_it_is(tx, due)


async def call_readers(db: Database, due: Due[CallReaders], now: datetime) -> None:
    """Write to the presenter of a paper, and to the readers who want it, and note that."""
    async with db.write() as tx:
        news = await _as_it_is(tx, due)
        await outbox.mark_done(tx, due.id, now)
        if news is None or news.paper.told_at or not _is_ahead(news.paper, now):
            return
        message = due.message
        rows = [
            Outgoing(
                news.community.id,
                PaperAhead(message.meeting_id, news.paper.item.id, discord_id),
                now,
                person_id,
            )
            for person_id, discord_id in (await _people_to_tell(tx, news, now)).items()
        ]
        await outbox.post_many(tx, rows, now)
        await discussions.note_told(tx, news.paper.pick_id, now)


def _is_ahead(paper: Discussion, now: datetime) -> bool:
    return not paper.meeting.is_cancelled and paper.meeting.starts_at > now


async def _people_to_tell(tx: Tx, news: PaperNews, now: datetime) -> dict[int, int]:
    """Return person → Discord id of the presenter, and of the readers while there is time."""
    paper, people = news.paper, {}
    if paper.presenter_id is not None:
        presenter = await members.person(tx, news.community.id, paper.presenter_id)
        if presenter and presenter.discord_id is not None:
            people[presenter.id] = presenter.discord_id
    if paper.meeting.starts_at - now >= VOTERS_BEFORE:
        for person_id, discord_id in await discussions.readers_to_tell(tx, paper.item.id):
            people.setdefault(person_id, discord_id)
    return people


async def paper_news(db: Database, due: Due[PaperAhead], now: datetime) -> PersonalNews | None:
    """Return the paper for its presenter, or for a reader who still wants it.

    None also for a meeting that was cancelled, has begun, or was moved so that everybody is told
    again.
    """
    async with db.read() as tx:
        news = await _as_it_is(tx, due)
        if news is None or news.paper.told_at is None:
            return None
        meeting = news.paper.meeting
        person = await members.find_person(tx, news.community.id, due.message.to)
        if person is None or not _is_ahead(news.paper, now):
            return None
        presents = news.paper.presenter_id == person.id
        wanted = person.papers and await discussions.wants_to_read(
            tx, news.paper.item.id, person.id
        )
        if not presents and (not wanted or meeting.starts_at - now < VOTERS_BEFORE):
            return None
        return PersonalNews(news.community, news.paper, person.timezone, presents)


async def finish_picked(
    db: Database,
    due: Due[ItemPicked],
    posted: Discussion,
    place: Place,
    now: datetime,
    *,
    has_thread: bool,
) -> None:
    """Note where it was told that a paper was picked; post the card in its thread.

    Where the paper has changed while this was posted, update it soon.
    """
    async with db.write() as tx:
        await note_posted(tx, due, now)
        news = await _as_it_is(tx, due)
        if news is None:
            return
        await discussions.note_place(tx, news.paper.pick_id, place, has_thread=has_thread)
        ids = news.paper.meeting.id, news.paper.item.id
        if has_thread:
            await outbox.post(tx, news.community.id, DiscussionCard(*ids), now, now)
        if news.paper != posted:
            await refresh_paper(tx, news.community.id, ids[1], ids[0], now)


async def finish_card(
    db: Database, due: Due[DiscussionCard], posted: Discussion, place: Place, now: datetime
) -> None:
    """Note which message is the card in the thread of a paper; update it if the paper changed."""
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        news = await _as_it_is(tx, due)
        if news is None:
            return
        await discussions.note_card(tx, news.paper.pick_id, place[1])
        if news.paper != posted:
            ids = news.paper.item.id, news.paper.meeting.id
            await refresh_paper(tx, news.community.id, *ids, now)


async def finish_asked(db: Database, due: Due[OpinionsAsked], place: Place, now: datetime) -> None:
    """Note where people are asked what they think of a discussion."""
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        news = await _as_it_is(tx, due)
        if news:
            await discussions.note_asked(tx, news.paper.pick_id, place)


async def forget_posted(db: Database, due: Due[DiscussionRefresh], now: datetime) -> None:
    """Note that a message about a paper was deleted on Discord, so that it is not edited again."""
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        news = await _as_it_is(tx, due)
        if news and due.message.in_thread:
            await discussions.note_card(tx, news.paper.pick_id, None)
        elif news:
            await discussions.note_place(tx, news.paper.pick_id, None, has_thread=False)
