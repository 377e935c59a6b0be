"""Pick papers for meetings, find who presents them, and keep what came of the discussion."""

from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

from sigbot.domain.activity import ActivityKind
from sigbot.domain.bounds import (
    MOST_ACTIVITIES,
    MOST_PICKS,
    PARAGRAPH_LIMIT,
    TITLE_LIMIT,
    check_room,
)
from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.journal import ItemGoneError, ItemStatus, JournalItem, Pick, may_be_one_work
from sigbot.domain.meetings import Meeting
from sigbot.domain.members import Person
from sigbot.domain.outbox import JournalRefresh
from sigbot.domain.picks import (
    DiscussedError,
    ManyPicksError,
    NotYoursError,
    OverError,
    Picked,
    SameItemError,
    TwoWorksError,
    Volunteered,
    in_turn,
)
from sigbot.domain.refusals import NotFoundError
from sigbot.domain.texts import check_text
from sigbot.services.access import (
    community_of,
    find_called,
    find_meeting,
    lock_for_member,
    lock_for_organizer,
    person_behind,
)
from sigbot.services.journal import find_item
from sigbot.services.papers import announce_paper, refresh_item, refresh_paper, tell_presenter
from sigbot.store import activity as activities
from sigbot.store import audit, journal, journal_works, members, outbox, picks, reports
from sigbot.store.database import Database, Tx


async def pick_item(
    db: Database,
    actor: Actor,
    item: str,
    meeting: str,
    presenter: str | None,
    now: datetime,
) -> Picked:
    """Put an item on the agenda of a meeting that is ahead; picked again, change its presenter.

    For organizers only. Raises OverError, ManyPicksError, NotFoundError and the refusals of names.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        chosen = await find_item(tx, community.id, item)
        place = await find_meeting(tx, community.id, meeting, now)
        if place.is_cancelled or place.ends_at <= now:
            raise OverError
        if await picks.add_pick(tx, chosen.id, place.id, now):
            if await picks.count_picks(tx, place.id) > MOST_PICKS:
                raise ManyPicksError
            await picks.mark_picked(tx, chosen.id)
            await announce_paper(tx, community.id, chosen.id, place.id, now)
            audit.record(
                tx, community.id, actor, "journal.pick", chosen.key, now, meeting=place.key
            )
        if presenter:
            person = await find_called(tx, community.id, presenter)
            if person is None:
                raise NotFoundError("person", presenter)
            pick = await _pick_for(tx, chosen, place)
            await _let_present(tx, community, pick, person, now)
        await refresh_item(tx, community.id, chosen, now)
        return await _picked(tx, community, chosen, place, now)


async def _pick_for(tx: Tx, item: JournalItem, meeting: Meeting) -> Pick:
    [pick] = [p for p in await picks.picks_of(tx, [item.id]) if p.meeting_id == meeting.id]
    return pick


async def _let_present(
    tx: Tx, community: Community, pick: Pick, person: Person, now: datetime
) -> None:
    """Let somebody present a paper, and tell them and who sees the paper."""
    if pick.presenter_id == person.id:
        return
    await picks.let_present(tx, pick.id, person.id)
    await refresh_paper(tx, community.id, pick.item_id, pick.meeting_id, now)
    await tell_presenter(tx, community.id, pick.item_id, pick.meeting_id, person, now)


async def _picked(
    tx: Tx, community: Community, item: JournalItem, meeting: Meeting, now: datetime
) -> Picked:
    """Return what was picked, as it is now, with who could present it."""
    current = await journal.item(tx, community.id, item.id)
    pick = await _pick_for(tx, item, meeting)
    free = [
        person.name
        for person in in_turn(await picks.candidates(tx, item.id, now))
        if person.person_id != pick.presenter_id
    ]
    return Picked(current or item, meeting, pick.presenter, tuple(free))


async def volunteer(db: Database, actor: Actor, item: str, now: datetime) -> Volunteered:
    """Let a member volunteer to present an item; return it, and whether they present it.

    They present it at once where it is on the agenda of a meeting ahead and nobody presents it.
    Raises NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        person = await person_behind(tx, community, actor, now)
        chosen = await find_item(tx, community.id, item)
        if await picks.volunteer(tx, chosen.id, person.id, now):
            audit.record(tx, community.id, actor, "journal.present", chosen.key, now)
        ahead = [p for p in await picks.picks_of(tx, [chosen.id]) if p.starts_at > now]
        for pick in ahead:
            if pick.presenter_id in (None, person.id):
                await _let_present(tx, community, pick, person, now)
                return Volunteered(chosen, pick, presents=True)
        return Volunteered(chosen, ahead[0] if ahead else None)


async def note_discussed(
    db: Database, actor: Actor, item: str, summary: str | None, now: datetime
) -> JournalItem:
    """Keep that an item was discussed, at the last meeting for which it was picked, or today.

    The first time this makes an activity for the report; again, it changes the summary only. For
    organizers only. Raises NotFoundError, FullError, TooLongError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        chosen = await find_item(tx, community.id, item)
        text = check_text("summary", summary, PARAGRAPH_LIMIT) if summary is not None else None
        begun = [p for p in await picks.picks_of(tx, [chosen.id]) if p.starts_at <= now]
        pick = begun[-1] if begun else None
        is_new = chosen.status is not ItemStatus.DISCUSSED
        at = (pick.starts_at if pick else now) if is_new else (chosen.discussed_at or now)
        await picks.mark_discussed(tx, chosen.id, pick.id if pick else None, text, at)
        if is_new:
            await _add_activity(tx, community, chosen, at, now)
            audit.record(tx, community.id, actor, "journal.discussed", chosen.key, now)
        await refresh_item(tx, community.id, chosen, now)
        return await journal.item(tx, community.id, chosen.id) or chosen


async def _add_activity(
    tx: Tx, community: Community, item: JournalItem, at: datetime, now: datetime
) -> None:
    check_room("activity", await activities.count_activities(tx, community.id), MOST_ACTIVITIES)
    day = at.astimezone(ZoneInfo(community.timezone)).date()
    title, kind = item.title[:TITLE_LIMIT], ActivityKind.RESEARCH
    await activities.add_activity(tx, community.id, title, kind, day, item.link, now)
    await reports.mark_changed(tx, community.id, day, now)


async def list_in_report(
    db: Database, actor: Actor, item_id: int, now: datetime, *, listed: bool
) -> JournalItem:
    """Put an item on the reading list of the report, or take it off.

    For organizers only. Raises ItemGoneError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        item = await journal.item(tx, community.id, item_id)
        if item is None:
            raise ItemGoneError
        await picks.list_in_report(tx, item.id, listed=listed)
        audit.record(tx, community.id, actor, "journal.list", item.key, now, listed=listed)
        day = item.shared_at.astimezone(ZoneInfo(community.timezone)).date()
        await reports.mark_changed(tx, community.id, day, now)
        return await journal.item(tx, community.id, item.id) or item


async def merge_items(
    db: Database, actor: Actor, item: str, into: str, now: datetime
) -> JournalItem:
    """Let one item become a part of another, with its votes; return the item that stays.

    For organizers only. Raises SameItemError, TwoWorksError, NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        gone = await find_item(tx, community.id, item)
        kept = await find_item(tx, community.id, into)
        if gone.id == kept.id:
            raise SameItemError
        theirs = await journal_works.works_of(tx, gone.id)
        ours = await journal_works.works_of(tx, kept.id)
        _check_one_work(theirs, ours)
        await journal_works.join_items(tx, gone.id, kept.id)
        audit.record(tx, community.id, actor, "journal.merge", gone.key, now, into=kept.key)
        merged = await journal.item(tx, community.id, kept.id) or kept
        await refresh_item(tx, community.id, merged, now)
        return merged


def _check_one_work(first: list[str], second: list[str]) -> None:
    """Raise TwoWorksError for ids that registries give to two works; links may lead to one."""
    known = [[work for work in works if not work.startswith("url:")] for works in (first, second)]
    if may_be_one_work(*known):
        return
    pairs = product(*known)
    ours, theirs = next(pair for pair in pairs if not may_be_one_work(pair[:1], pair[1:]))
    raise TwoWorksError(ours, theirs)


async def ask_to_remove(db: Database, actor: Actor, item: str) -> JournalItem:
    """Return the item that would be removed. Raises as `remove_item` does, and NotFoundError."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        chosen = await find_item(tx, community.id, item)
        await _check_removal(tx, community, actor, chosen)
        return chosen


async def remove_item(db: Database, actor: Actor, item_id: int, now: datetime) -> JournalItem:
    """Remove an item with its votes; return it as it was.

    For who shared it, and organizers. Raises ItemGoneError, NotYoursError, DiscussedError.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        item = await journal.item(tx, community.id, item_id)
        if item is None or item.id != item_id:
            raise ItemGoneError
        await _check_removal(tx, community, actor, item)
        await journal_works.remove_item(tx, item.id)
        if item.place:
            shown = JournalRefresh(item.id, *item.place)
            await outbox.post(tx, community.id, shown, now, now)
        audit.record(tx, community.id, actor, "journal.remove", item.key, now)
        return item


async def _check_removal(tx: Tx, community: Community, actor: Actor, item: JournalItem) -> None:
    """Raise NotYoursError, and DiscussedError."""
    person = await members.find_person(tx, community.id, actor.discord_id)
    shared_by = await journal.sharer(tx, item.id)
    is_own = person is not None and person.id == shared_by
    if not is_own and not may_organize(community.organizer_role_id, actor):
        raise NotYoursError
    if item.status is ItemStatus.DISCUSSED:
        raise DiscussedError


async def organizes(db: Database, actor: Actor) -> bool:
    """Return whether an actor is an organizer."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        return may_organize(community.organizer_role_id, actor)
