"""Announce papers on the agenda of meetings, and correct what was announced of them."""

from collections.abc import Collection
from datetime import datetime

from sigbot.domain.journal import JournalItem
from sigbot.domain.members import Person
from sigbot.domain.outbox import (
    REFRESH_AFTER,
    CallReaders,
    DiscussionRefresh,
    ItemPicked,
    JournalRefresh,
    OpinionsAsked,
    OpinionsClosed,
    Outgoing,
    PaperAhead,
    Topic,
)
from sigbot.domain.picks import AHEAD
from sigbot.store import discussions, outbox
from sigbot.store.database import Tx

_PLANNED = (Topic.READERS, Topic.OPINIONS, Topic.OPINIONS_CLOSED)


async def announce_paper(
    tx: Tx, community_id: int, item_id: int, meeting_id: int, now: datetime
) -> None:
    """Tell the channel that an item was picked, and plan what is said of its discussion later."""
    await outbox.post(tx, community_id, ItemPicked(meeting_id, item_id), now, now)
    await _plan(tx, community_id, item_id, meeting_id, now)


async def schedule_papers(tx: Tx, meeting_ids: Collection[int], now: datetime) -> None:
    """Plan again what is said of papers, as their meetings were moved or restored."""
    picked = await discussions.picked_for(tx, meeting_ids)
    if picked:
        await outbox.withdraw(tx, _PLANNED, meeting_ids)
    for community_id, item_id, meeting_id in picked:
        await _plan(tx, community_id, item_id, meeting_id, now)


async def _plan(tx: Tx, community_id: int, item_id: int, meeting_id: int, now: datetime) -> None:
    """Plan who is told of a paper, and when people are asked what they think of its discussion.

    Where the meeting is more than a week ahead now, they are told again a week before.
    """
    paper = await discussions.discussion(tx, community_id, item_id, meeting_id)
    if paper is None or paper.is_closed:
        return
    ids = meeting_id, paper.item.id
    a_week_before = paper.meeting.starts_at - AHEAD
    if a_week_before > now and paper.told_at:
        await discussions.note_told(tx, paper.pick_id, None)
    if a_week_before > now or paper.told_at is None:
        due_at = max(a_week_before, now)
        await outbox.post(tx, community_id, CallReaders(*ids), due_at, now)
    closing = max(paper.asked_until, now)
    if paper.asked is None:
        asking = max(paper.asked_from, now)
        await outbox.post(tx, community_id, OpinionsAsked(*ids), asking, now)
    await outbox.post(tx, community_id, OpinionsClosed(*ids), closing, now)


async def refresh_item(tx: Tx, community_id: int, item: JournalItem, now: datetime) -> None:
    """Update all messages that show an item, as it has changed."""
    if item.place:
        key = f"journal:{item.id}"
        await outbox.post(tx, community_id, JournalRefresh(item.id), now, now, key=key)
    await refresh_posted(tx, community_id, item.id, now)


async def refresh_posted(tx: Tx, community_id: int, item_id: int, now: datetime) -> None:
    """Update what was posted of an item on the agendas of meetings."""
    for meeting_id in await discussions.meetings_of(tx, item_id):
        await refresh_paper(tx, community_id, item_id, meeting_id, now)


async def refresh_papers(tx: Tx, meeting_ids: Collection[int], now: datetime) -> None:
    """Update what was posted of the papers of meetings that have changed."""
    for community_id, item_id, meeting_id in await discussions.picked_for(tx, meeting_ids):
        await refresh_paper(tx, community_id, item_id, meeting_id, now)


async def refresh_paper(
    tx: Tx, community_id: int, item_id: int, meeting_id: int, now: datetime
) -> None:
    """Update soon what was posted of a paper on the agenda of a meeting."""
    has_place, has_card = await discussions.is_posted(tx, item_id, meeting_id)
    if has_place:
        await _refresh(tx, community_id, item_id, meeting_id, now, in_thread=False)
    if has_card:
        await _refresh(tx, community_id, item_id, meeting_id, now, in_thread=True)


async def refresh_cards(tx: Tx, community_id: int, item_id: int, now: datetime) -> None:
    """Update the cards in the threads of an item soon."""
    for meeting_id in await discussions.meetings_of(tx, item_id):
        _, has_card = await discussions.is_posted(tx, item_id, meeting_id)
        if has_card:
            await _refresh(tx, community_id, item_id, meeting_id, now, in_thread=True)


async def _refresh(
    tx: Tx, community_id: int, item_id: int, meeting_id: int, now: datetime, *, in_thread: bool
) -> None:
    """Update a message soon; several requests until then become one edit."""
    message = DiscussionRefresh(meeting_id, item_id, in_thread)
    key = f"discussion:{item_id}:{meeting_id}:{in_thread:d}"
    await outbox.post(tx, community_id, message, now + REFRESH_AFTER, now, key=key)


async def tell_presenter(
    tx: Tx, community_id: int, item_id: int, meeting_id: int, person: Person, now: datetime
) -> None:
    """Tell somebody at once that they present, where the others were told already."""
    paper = await discussions.discussion(tx, community_id, item_id, meeting_id)
    if paper is None or paper.told_at is None or person.discord_id is None:
        return
    message = PaperAhead(meeting_id, paper.item.id, person.discord_id)
    await outbox.post_many(tx, [Outgoing(community_id, message, now, person.id)], now)
