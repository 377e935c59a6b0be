"""Papers are picked for meetings, presented in turn, discussed, joined and removed."""

from datetime import datetime, timedelta

import pytest

from sigbot.domain.bounds import MOST_PICKS
from sigbot.domain.community import Actor, Community
from sigbot.domain.journal import ItemGoneError, JournalItem
from sigbot.domain.picks import (
    Candidate,
    DiscussedError,
    ManyPicksError,
    NotYoursError,
    OverError,
    SameItemError,
    TwoWorksError,
    in_turn,
)
from sigbot.domain.refusals import NotFoundError
from sigbot.services import picks
from sigbot.services.activity import list_activities
from sigbot.services.discussions import (
    ask_question,
    removable_questions,
    remove_question,
    say_opinion,
    show_paper,
    toggle_read,
)
from sigbot.services.journal import share_link, show_item, vote_for
from sigbot.services.journal_lists import list_items, search_items
from sigbot.services.picks import (
    list_in_report,
    merge_items,
    note_discussed,
    pick_item,
    remove_item,
    volunteer,
)
from sigbot.services.reports import compile_period
from sigbot.store import journal
from sigbot.store.database import Database
from tests.services.samples import Service, Services
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    MINUTE,
    OLGA,
    audited,
    check_in,
    meeting_at,
    refused,
    rows,
)

PERIOD = "H1 2026"
WEEK = timedelta(days=7)


async def shared(db: Database, now: datetime, name: str = "paper", who: Actor = ANA) -> JournalItem:
    return (await share_link(db, who, f"https://example.org/{name}", "", "", now)).item


async def journal_of(db: Database, now: datetime) -> list[tuple[str, str | None]]:
    data = (await compile_period(db, OLGA, PERIOD, now)).data
    return [(item["link"], item["discussed_on"]) for item in data["journal"]]


async def test_a_picked_paper_is_presented_by_who_is_chosen(
    db: Database, here: Community, now: datetime
) -> None:
    item, call = await shared(db, now), await meeting_at(db, now + WEEK, now)
    picked = await pick_item(db, OLGA, item.key, call.key, None, now)
    assert (picked.meeting.id, picked.presenter, picked.volunteers) == (call.id, "", ())
    picked = await pick_item(db, OLGA, item.key, call.key, "Ana", now)
    assert (picked.item.status, picked.presenter) == ("picked", "Ana")
    assert [noted.action for noted in await audited(db)].count("journal.pick") == 1
    [pick] = (await show_item(db, BEN, item.key)).picks
    assert (pick.meeting_title, pick.presenter, pick.is_discussed) == (call.title, "Ana", False)


async def test_who_volunteers_first_presents_what_nobody_presents(
    db: Database, here: Community, now: datetime
) -> None:
    item, call = await shared(db, now), await meeting_at(db, now + WEEK, now)
    assert (await volunteer(db, BEN, item.key, now)).pick is None
    picked = await pick_item(db, OLGA, item.key, call.key, None, now)
    assert (picked.presenter, picked.volunteers) == ("", ("Ben",))
    assert (await volunteer(db, ANA, item.key, now)).presents
    told = await volunteer(db, BEN, item.key, now)
    assert told.pick is not None
    assert (told.presents, told.pick.presenter) == (False, "Ana")
    picked = await pick_item(db, OLGA, item.key, call.key, None, now)
    assert (picked.presenter, picked.volunteers) == ("Ana", ("Ben",))


def test_presenters_take_turns(now: datetime) -> None:
    first, second = now, now + DAY
    never = Candidate(3, "Never", None, second)
    long_ago, lately = Candidate(1, "Long", first, first), Candidate(2, "Lately", second, first)
    earlier = Candidate(4, "Earlier", None, first)
    assert [*in_turn([lately, never, long_ago, earlier])] == [earlier, never, long_ago, lately]


async def test_who_presented_lately_comes_last(
    db: Database, here: Community, now: datetime
) -> None:
    earlier, item = await shared(db, now, "earlier"), await shared(db, now, "paper")
    over = await meeting_at(db, now + DAY, now)
    await pick_item(db, OLGA, earlier.key, over.key, "Ana", now)
    later = now + WEEK
    for who in (ANA, BEN):
        await volunteer(db, who, item.key, later)
    call = await meeting_at(db, later + WEEK, later, title="Next call")
    picked = await pick_item(db, OLGA, item.key, call.key, None, later)
    assert picked.volunteers == ("Ben", "Ana")


async def test_papers_are_picked_for_meetings_ahead_and_not_too_many(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    for number in range(MOST_PICKS):
        await pick_item(db, OLGA, (await shared(db, now, str(number))).key, call.key, None, now)
    item = await shared(db, now)
    async with refused(db, ManyPicksError):
        await pick_item(db, OLGA, item.key, call.key, None, now)
    async with refused(db, OverError):
        await pick_item(db, OLGA, item.key, call.key, None, now + WEEK)
    async with refused(db, NotFoundError):
        await pick_item(db, OLGA, "j1", call.key, "Nobody At All", now)


async def test_a_discussed_paper_is_an_activity_and_on_the_reading_list_once(
    db: Database, here: Community, now: datetime
) -> None:
    """On the day of its meeting; shared alone, it is not on the list."""
    item, call = await shared(db, now), await meeting_at(db, now + DAY, now)
    await shared(db, now, "another")
    await pick_item(db, OLGA, item.key, call.key, "Ana", now)
    later = now + 2 * DAY
    assert await journal_of(db, later) == [(item.link, None)]
    noted = await note_discussed(db, OLGA, item.key, "We agreed.", later)
    again = await note_discussed(db, OLGA, item.key, None, later + DAY)
    assert (again.discussed_at, again.summary) == (noted.discussed_at, "We agreed.")
    assert [found.id for found in (await search_items(db, ANA, "agreed")).items] == [item.id]
    assert noted.discussed_at == call.starts_at
    [activity] = await list_activities(db, OLGA, later)
    assert (activity.title, activity.link, activity.kind) == (item.title, item.link, "research")
    assert await journal_of(db, later) == [(item.link, activity.date.isoformat())]
    [pick] = (await show_item(db, ANA, item.key)).picks
    assert pick.is_discussed


async def test_a_picked_paper_is_on_the_reading_list_of_its_meetings_period_alone(
    db: Database, here: Community, now: datetime
) -> None:
    item, call = await shared(db, now), await meeting_at(db, now + DAY, now)
    await pick_item(db, OLGA, item.key, call.key, None, now)
    at = call.starts_at
    for start, until, there in ((at, at + DAY, 1), (at - DAY, at, 0), (at + DAY, at + WEEK, 0)):
        async with db.read() as tx:
            assert len(await journal.reading_list(tx, here.id, start, until)) == there


async def test_an_organizer_puts_an_item_on_the_reading_list(
    db: Database, here: Community, now: datetime
) -> None:
    item = await shared(db, now)
    await note_discussed(db, OLGA, (await shared(db, now, "other")).key, None, now)
    assert len(await journal_of(db, now)) == 1
    await list_in_report(db, OLGA, item.id, now, listed=True)
    assert [link for link, _ in await journal_of(db, now)][1:] == [item.link]
    await list_in_report(db, OLGA, item.id, now, listed=False)
    assert len(await journal_of(db, now)) == 1
    async with refused(db, ItemGoneError):
        await list_in_report(db, OLGA, 99, now, listed=True)


async def test_two_items_are_joined_by_hand_with_their_votes(
    db: Database, here: Community, now: datetime
) -> None:
    kept, gone = await shared(db, now, "a"), await shared(db, now, "b", BEN)
    call = await meeting_at(db, now + DAY, now)
    for item in (kept, gone):
        await pick_item(db, OLGA, item.key, call.key, None, now)
        await volunteer(db, ANA, item.key, now)
    merged = await merge_items(db, OLGA, gone.key, kept.key, now)
    assert (merged.id, merged.votes) == (kept.id, 2)
    assert [item.id for item in (await list_items(db, OLGA, now)).items] == [kept.id]
    assert (await show_item(db, OLGA, gone.key)).item == merged
    assert len(await rows(db, "journal_picks")) == 1
    async with refused(db, SameItemError):
        await merge_items(db, OLGA, gone.key, kept.key, now)


@pytest.mark.parametrize(
    ("first", "second", "joins"),
    [
        ("doi:10.1000/1", "doi:10.1000/2", False),
        ("doi:10.1000/1", "pmid:12082125", True),
        ("doi:10.1000/1", "https://example.org/a", True),
        ("https://example.org/b", "https://example.org/a", True),
    ],
)
async def test_only_what_can_be_one_work_is_joined(
    db: Database, here: Community, now: datetime, first: str, second: str, joins: bool
) -> None:
    keys = [(await share_link(db, ANA, link, "", "", now)).item.key for link in (first, second)]
    if joins:
        await merge_items(db, OLGA, keys[0], keys[1], now)
        return
    async with refused(db, TwoWorksError):
        await merge_items(db, OLGA, keys[0], keys[1], now)


async def test_an_item_is_removed_by_who_shared_it_or_an_organizer(
    db: Database, here: Community, now: datetime
) -> None:
    item = await shared(db, now)
    await vote_for(db, BEN, item.id, now)
    async with refused(db, NotYoursError):
        await remove_item(db, BEN, item.id, now)
    await remove_item(db, ANA, item.id, now)
    assert await rows(db, "journal_votes") == await rows(db, "journal_works") == []
    async with refused(db, ItemGoneError):
        await remove_item(db, ANA, item.id, now)
    other = await shared(db, now, "other")
    await note_discussed(db, OLGA, other.key, None, now)
    async with refused(db, DiscussedError):
        await remove_item(db, OLGA, other.id, now)


async def _furnish(db: Database, now: datetime) -> None:
    """Olga and Ana were at a short meeting, for which a paper was picked; Olga asked about it."""
    for name in ("club", "twin"):
        await share_link(db, OLGA, f"https://example.org/{name}", "", "", now)
    over = await meeting_at(db, now + MINUTE, now, title="Over", duration="5 min")
    assert over.id == OVER
    await pick_item(db, OLGA, CLUB, over.key, None, now)
    for who in (OLGA, ANA):
        await check_in(db, who, over.id, "button", now)
    await ask_question(db, OLGA, 1, over.id, "Why?", now)


async def _pick(db: Database, who: Actor, now: datetime) -> object:
    return await pick_item(db, who, CLUB, "m2", None, now)


OVER = 13
"""A meeting whose check-in has closed, by its id."""

CLUB, TWIN = "https://example.org/club", "https://example.org/twin"

SERVICES = Services(
    furnish=_furnish,
    services=(
        Service(
            "discussions.toggle_read",
            lambda db, who, now: toggle_read(db, who, 1, OVER, now),
            action="journal.read",
            subject="j1",
        ),
        Service("discussions.show_paper", lambda db, who, _: show_paper(db, who, 1, OVER)),
        Service(
            "discussions.ask_question",
            lambda db, who, now: ask_question(db, who, 1, OVER, "How?", now),
            action="journal.ask",
            subject="j1",
        ),
        Service(
            "discussions.removable_questions",
            lambda db, who, _: removable_questions(db, who, 1, OVER),
        ),
        Service(
            "discussions.remove_question",
            lambda db, who, now: remove_question(db, who, 1, OVER, 1, now),
            organizers=True,
            action="journal.unask",
            subject="j1",
        ),
        Service(
            "discussions.say_opinion",
            lambda db, who, now: say_opinion(db, who, 1, OVER, "good", now),
            action="journal.opinion",
            subject="j1",
        ),
        Service("picks.organizes", lambda db, who, _: picks.organizes(db, who)),
        Service(
            "picks.volunteer",
            lambda db, who, now: volunteer(db, who, CLUB, now),
            action="journal.present",
            subject="j1",
        ),
        Service(
            "picks.list_in_report",
            lambda db, who, now: list_in_report(db, who, 1, now, listed=True),
            organizers=True,
            action="journal.list",
            subject="j1",
        ),
        Service(
            "picks.ask_to_remove",
            lambda db, who, _: picks.ask_to_remove(db, who, TWIN),
            organizers=True,
        ),
        Service(
            "picks.note_discussed",
            lambda db, who, now: note_discussed(db, who, CLUB, "Good.", now),
            organizers=True,
            action="journal.discussed",
            subject="j1",
        ),
        Service(
            "picks.pick_item",
            _pick,
            organizers=True,
            action="journal.pick",
            subject="j1",
            says=True,
        ),
        Service(
            "picks.merge_items",
            lambda db, who, now: merge_items(db, who, TWIN, CLUB, now),
            organizers=True,
            action="journal.merge",
            subject="j2",
        ),
        Service(
            "picks.remove_item",
            lambda db, who, now: remove_item(db, who, 2, now),
            organizers=True,
            action="journal.remove",
            subject="j2",
        ),
    ),
)
