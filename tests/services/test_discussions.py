"""Papers in their threads: who may say what, when it is said, and what is never told."""

from datetime import datetime, timedelta
from typing import TypeVar

from sigbot.domain.bounds import MOST_QUESTIONS, QUESTIONS_COUNTED
from sigbot.domain.community import Actor, Community
from sigbot.domain.discussions import (
    ASKED_FOR,
    AskedTooLateError,
    ManyQuestionsError,
    NotAskedYetError,
    NotPickedError,
    NotYourQuestionError,
    QuestionGoneError,
    WasNotThereError,
)
from sigbot.domain.meetings import Meeting
from sigbot.domain.opinions import Opinion, Share, Tally
from sigbot.domain.outbox import (
    CallReaders,
    DiscussionCard,
    DiscussionRefresh,
    Due,
    ItemPicked,
    Message,
    OpinionsAsked,
    OpinionsClosed,
    PaperAhead,
    Topic,
)
from sigbot.domain.picks import AHEAD
from sigbot.domain.refusals import EmptyError, TooLongError
from sigbot.services import discussion_news as news
from sigbot.services.cancellations import CancelRequest, cancel_meeting, restore_meeting
from sigbot.services.discussions import (
    ask_question,
    removable_questions,
    remove_question,
    say_opinion,
    show_paper,
    toggle_read,
)
from sigbot.services.journal import share_link, show_item, vote_for
from sigbot.services.journal_lists import search_items
from sigbot.services.personal import erase_person
from sigbot.services.picks import merge_items, pick_item, remove_item, volunteer
from sigbot.services.reminders import set_direct_messages
from sigbot.store import discussions, ledger
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    GUILD,
    OLGA,
    check_in,
    edit,
    meeting_at,
    refused,
    rows,
    waiting,
)

LINK = "https://example.org/paper"
WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)
FAR = 3 * WEEK
PLACE = (7, 70)


async def picked(db: Database, now: datetime, ahead: timedelta = FAR) -> Meeting:
    """Ana shares a paper, and Olga picks it for a meeting."""
    await share_link(db, ANA, LINK, "", "", now)
    call = await meeting_at(db, now + ahead, now)
    await pick_item(db, OLGA, "j1", call.key, None, now)
    return call


Kind = TypeVar("Kind", bound=Message)


def due(message: Kind, now: datetime) -> Due[Kind]:
    return Due(1, GUILD, message, now, attempts=1)


async def posted(db: Database) -> None:
    """The paper was told in the channel, and its thread has a card."""
    async with db.write() as tx:
        await discussions.note_place(tx, 1, PLACE, has_thread=True)
        await discussions.note_card(tx, 1, 71)


async def planned(db: Database, *topics: Topic) -> list[datetime]:
    return [row.due_at for row in await waiting(db, *topics)]


async def there(db: Database, call: Meeting, *people: Actor) -> None:
    """These people were at the meeting."""
    for person in people:
        await check_in(db, person, call.id, "button", call.starts_at)


async def told(db: Database, who: Actor, now: datetime) -> str:
    """What the direct message says about a paper: presents, reads, or nothing."""
    message = PaperAhead(1, 1, who.discord_id)
    personal = await news.paper_news(db, due(message, now), now)
    if personal is None:
        return "nothing"
    return "presents" if personal.presents else "reads"


# The thread


async def test_a_picked_paper_is_told_once_and_its_card_posted(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    await pick_item(db, OLGA, "j1", call.key, "Ana", now)
    [row] = await waiting(db, Topic.PICKED)
    message = ItemPicked(call.id, 1)
    paper = await news.picked_news(db, due(message, now), now)
    assert paper is not None
    assert paper.paper.presenter == "Ana"
    await news.finish_picked(db, due(message, now), paper.paper, PLACE, now, has_thread=True)
    assert await news.picked_news(db, due(message, now), now) is None
    assert len(await waiting(db, Topic.DISCUSSION)) == 1
    assert await waiting(db, Topic.DISCUSSION_REFRESH) == []
    card = DiscussionCard(call.id, 1)
    shown = await news.card_news(db, due(card, now))
    assert shown is not None
    await volunteer(db, BEN, "j1", now)
    await ask_question(db, BEN, 1, call.id, "Why?", now)
    await news.finish_card(db, due(card, now), shown.paper, (70, 71), now)
    assert len(await waiting(db, Topic.DISCUSSION_REFRESH)) == 2
    assert await news.card_news(db, due(card, now)) is None
    assert row.payload == {"meeting": 1, "item": 1}


async def test_a_paper_without_a_thread_has_no_card(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    message = ItemPicked(call.id, 1)
    paper = await news.picked_news(db, due(message, now), now)
    assert paper is not None
    await news.finish_picked(db, due(message, now), paper.paper, PLACE, now, has_thread=False)
    assert await waiting(db, Topic.DISCUSSION) == []
    assert await news.card_news(db, due(DiscussionCard(call.id, 1), now)) is None


async def test_what_changes_while_a_paper_is_told_is_put_right(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    message = ItemPicked(call.id, 1)
    paper = await news.picked_news(db, due(message, now), now)
    assert paper is not None
    await volunteer(db, BEN, "j1", now)
    assert await waiting(db, Topic.DISCUSSION_REFRESH) == []
    await news.finish_picked(db, due(message, now), paper.paper, PLACE, now, has_thread=True)
    assert len(await waiting(db, Topic.DISCUSSION_REFRESH)) == 1


async def test_a_message_that_was_deleted_is_not_changed_again(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    await posted(db)
    for in_thread in (True, False):
        message = DiscussionRefresh(call.id, 1, in_thread)
        await news.forget_posted(db, due(message, now), now)
    [pick] = await rows(db, "journal_picks")
    assert (pick["card_id"], pick["message_id"], pick["thread_id"]) == (None, None, PLACE[1])
    await volunteer(db, BEN, "j1", now)
    assert await waiting(db, Topic.DISCUSSION_REFRESH) == []


async def test_a_paper_of_a_cancelled_meeting_or_one_that_is_gone_is_not_told(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    message = due(ItemPicked(call.id, 1), now)
    assert await news.picked_news(db, message, call.ends_at) is None
    await cancel_meeting(db, OLGA, CancelRequest(call.key), now)
    assert await news.picked_news(db, message, now) is None
    await restore_meeting(db, OLGA, call.key, "this", now)
    assert await news.picked_news(db, message, now) is not None
    await remove_item(db, ANA, 1, now)
    assert await news.picked_news(db, message, now) is None


# Reading and asking


async def test_reading_is_counted_once_and_taken_back(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    assert (await toggle_read(db, ANA, 1, call.id, now)).readers == 1
    assert (await toggle_read(db, BEN, 1, call.id, now)).readers == 2
    assert (await toggle_read(db, ANA, 1, call.id, now)).readers == 1
    async with refused(db, NotPickedError):
        await toggle_read(db, ANA, 1, call.id + 1, now)
    async with refused(db, NotPickedError):
        await toggle_read(db, ANA, 7, call.id, now)


async def test_questions_have_bounds_and_a_quota_a_day(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    for text, refusal in (("", EmptyError), ("\u200b", EmptyError), ("x" * 301, TooLongError)):
        async with refused(db, refusal):
            await ask_question(db, ANA, 1, call.id, text, now)
    for number in range(MOST_QUESTIONS):
        await ask_question(db, ANA, 1, call.id, f"Why {number}?", now + number * MINUTE)
    later = now + MOST_QUESTIONS * MINUTE
    async with refused(db, ManyQuestionsError):
        await ask_question(db, ANA, 1, call.id, "One more", later)
    await ask_question(db, BEN, 1, call.id, "Mine", later)
    await ask_question(db, ANA, 1, call.id, "One more", now + QUESTIONS_COUNTED + MINUTE / 2)


async def test_only_who_asked_and_organizers_remove_a_question(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    for who in (ANA, BEN):
        await ask_question(db, who, 1, call.id, f"{who.name} asks", now)
    for who, count in ((ANA, 1), (BEN, 1), (OLGA, 2)):
        assert len((await removable_questions(db, who, 1, call.id)).questions) == count
    async with refused(db, NotYourQuestionError):
        await remove_question(db, ANA, 1, call.id, 2, now)
    left = await remove_question(db, ANA, 1, call.id, 1, now)
    assert [asked.name for asked in left.paper.questions] == ["Ben"]
    async with refused(db, QuestionGoneError):
        await remove_question(db, ANA, 1, call.id, 1, now)
    assert [q.name for q in (await remove_question(db, OLGA, 1, call.id, 2, now)).questions] == []


async def test_an_item_that_becomes_part_of_another_keeps_its_thread(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    await posted(db)
    await ask_question(db, BEN, 1, call.id, "Why?", now)
    await share_link(db, BEN, "https://example.org/kept", "", "", now)
    await merge_items(db, OLGA, "j1", "j2", now)
    paper = await show_paper(db, ANA, 1, call.id)
    assert (paper.item.id, paper.card, len(paper.questions)) == (2, (70, 71), 1)
    assert (await toggle_read(db, ANA, 1, call.id, now)).readers == 1


async def test_of_two_items_that_become_one_at_one_meeting_all_is_said_once(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now, DAY * 3)
    await share_link(db, BEN, "https://example.org/kept", "", "", now)
    for key in ("j1", "j2"):
        await pick_item(db, OLGA, key, call.key, "Ana", now)
    await merge_items(db, OLGA, "j1", "j2", now)
    for item in (1, 2):
        await news.call_readers(db, due(CallReaders(call.id, item), now), now)
    assert len(await waiting(db, Topic.PAPER)) == 1
    await there(db, call, ANA)
    asked = [due(OpinionsAsked(call.id, item), now) for item in (1, 2)]
    await news.finish_asked(db, asked[0], (70, 72), call.closes_at)
    assert await news.asked_news(db, asked[1], call.closes_at) is None


async def test_whoever_is_forgotten_leaves_the_card(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now)
    await share_link(db, BEN, LINK, "Zwieback first", "", now)
    assert len((await search_items(db, ANA, "zwieback")).items) == 1
    await volunteer(db, BEN, "j1", now)
    await ask_question(db, BEN, 1, call.id, "Why?", now)
    await posted(db)
    await erase_person(db, BEN.discord_id, GUILD, now)
    paper = await show_paper(db, ANA, 1, call.id)
    assert (paper.presenter, paper.questions) == ("", ())
    assert len(await waiting(db, Topic.DISCUSSION_REFRESH)) == 2
    assert (await search_items(db, ANA, "zwieback")).items == ()


# What people think of it


async def test_people_are_asked_when_check_in_closes_and_only_if_somebody_was_there(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now, DAY)
    assert await planned(db, Topic.OPINIONS) == [call.closes_at]
    assert await planned(db, Topic.OPINIONS_CLOSED) == [call.closes_at + ASKED_FOR]
    message = due(OpinionsAsked(call.id, 1), now)
    assert await news.asked_news(db, message, call.closes_at) is None
    await there(db, call, ANA)
    assert await news.asked_news(db, message, call.closes_at - MINUTE) is None
    assert await news.asked_news(db, message, call.closes_at) is not None
    assert await news.asked_news(db, message, call.closes_at + ASKED_FOR) is None
    await news.finish_asked(db, message, (70, 72), call.closes_at)
    assert await news.asked_news(db, message, call.closes_at) is None


async def test_only_who_was_there_says_what_they_think_and_only_then(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now, DAY)
    await there(db, call, ANA)
    at = call.closes_at
    async with refused(db, NotAskedYetError):
        await say_opinion(db, ANA, 1, call.id, Opinion.GOOD, at - MINUTE)
    async with refused(db, WasNotThereError):
        await say_opinion(db, BEN, 1, call.id, Opinion.GOOD, at)
    for opinion in (Opinion.GOOD, Opinion.NOT_GOOD, Opinion.RECOMMEND):
        await say_opinion(db, ANA, 1, call.id, opinion, at)
    [kept] = await rows(db, "journal_opinions")
    assert (kept["was_good"], kept["would_recommend"]) == (False, True)
    async with refused(db, AskedTooLateError):
        await say_opinion(db, ANA, 1, call.id, Opinion.GOOD, at + ASKED_FOR)


async def test_only_sums_stay_of_opinions_and_only_of_who_was_there(
    db: Database, here: Community, now: datetime
) -> None:
    """Nobody can add to them later, so that no difference tells what one person said."""
    call = await picked(db, now, DAY)
    people = [Actor(GUILD, 50 + number, f"P{number}") for number in range(8)]
    await there(db, call, *people)
    for number, person in enumerate(people):
        said = Opinion.GOOD if number < 4 else Opinion.NOT_GOOD
        await say_opinion(db, person, 1, call.id, said, call.closes_at)
        await say_opinion(db, person, 1, call.id, Opinion.RECOMMEND, call.closes_at)
    async with db.write() as tx:
        [row] = [row for row in await rows(db, "people") if row["name"] == "P0"]
        await ledger.strike(tx, call.id, [row["id"]])
    assert (await show_item(db, ANA, "j1")).picks[0].sums.good is None
    closed = due(OpinionsClosed(call.id, 1), now)
    assert await news.close_opinions(db, closed, call.closes_at) is None
    end = call.closes_at + ASKED_FOR
    for _ in range(2):
        paper = await news.close_opinions(db, closed, end)
        assert paper is not None
        assert paper.paper.sums.good == Tally(3, 7)
        assert paper.paper.sums.recommended == Tally(Share.MOST, 7)
    assert await rows(db, "journal_opinions") == []
    assert (await show_item(db, ANA, "j1")).picks[0].sums.good == Tally(3, 7)
    async with refused(db, AskedTooLateError):
        await say_opinion(db, people[1], 1, call.id, Opinion.GOOD, call.closes_at)


async def test_of_few_answers_nothing_is_told(db: Database, here: Community, now: datetime) -> None:
    call = await picked(db, now, DAY)
    people = [Actor(GUILD, 50 + number, f"P{number}") for number in range(here.smallest_group - 1)]
    await there(db, call, *people)
    for person in people:
        await say_opinion(db, person, 1, call.id, Opinion.GOOD, call.closes_at)
    paper = await news.close_opinions(
        db, due(OpinionsClosed(call.id, 1), now), call.closes_at + DAY * 3
    )
    assert paper is not None
    assert paper.paper.sums.good is None


# Before the meeting


async def test_a_week_before_the_presenter_and_readers_who_want_it_are_told(
    db: Database, here: Community, now: datetime
) -> None:
    await set_direct_messages(db, BEN, now, papers=True)
    call = await picked(db, now)
    await pick_item(db, OLGA, "j1", call.key, "Ana", now)
    for who in (BEN, OLGA):
        await vote_for(db, who, 1, now)
    at = call.starts_at - AHEAD
    assert await planned(db, Topic.READERS) == [at]
    await news.call_readers(db, due(CallReaders(call.id, 1), at), at)
    assert {row.payload["to"] for row in await waiting(db, Topic.PAPER)} == {2, 3}
    assert [await told(db, who, at) for who in (ANA, BEN, OLGA)] == ["presents", "reads", "nothing"]
    await set_direct_messages(db, BEN, now, papers=False)
    assert await told(db, BEN, at) == "nothing"
    await set_direct_messages(db, BEN, now, papers=True)
    assert await told(db, BEN, call.starts_at - DAY + MINUTE) == "nothing"
    await vote_for(db, BEN, 1, at)
    assert await told(db, BEN, at) == "nothing"
    assert await told(db, ANA, call.starts_at) == "nothing"


async def test_who_presents_later_is_told_at_once_and_who_no_longer_does_is_not(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now, DAY * 3)
    await news.call_readers(db, due(CallReaders(call.id, 1), now), now)
    assert await waiting(db, Topic.PAPER) == []
    await pick_item(db, OLGA, "j1", call.key, "Ana", now)
    assert await told(db, ANA, now) == "presents"
    await volunteer(db, BEN, "j1", now)
    await pick_item(db, OLGA, "j1", call.key, "Ben", now)
    assert [row.payload["to"] for row in await waiting(db, Topic.PAPER)] == [2, 3]
    assert [await told(db, who, now) for who in (ANA, BEN)] == ["nothing", "presents"]


async def test_a_moved_meeting_is_told_of_again_a_week_before(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now, DAY * 3)
    await pick_item(db, OLGA, "j1", call.key, "Ana", now)
    await news.call_readers(db, due(CallReaders(call.id, 1), now), now)
    assert await told(db, ANA, now) == "presents"
    await edit(db, call, now, when=f"{now + FAR:%Y-%m-%d %H:%M} UTC")
    assert await told(db, ANA, now) == "nothing"
    at = now + FAR - AHEAD
    assert at in await planned(db, Topic.READERS)
    assert await planned(db, Topic.OPINIONS) == [now + FAR + (call.closes_at - call.starts_at)]
    await news.call_readers(db, due(CallReaders(call.id, 1), at), at)
    assert await told(db, ANA, at) == "presents"


async def test_of_a_cancelled_meeting_nobody_is_told_until_it_is_restored(
    db: Database, here: Community, now: datetime
) -> None:
    call = await picked(db, now, DAY * 9)
    await pick_item(db, OLGA, "j1", call.key, "Ana", now)
    await cancel_meeting(db, OLGA, CancelRequest(call.key), now)
    at = call.starts_at - AHEAD
    await news.call_readers(db, due(CallReaders(call.id, 1), at), at)
    assert await waiting(db, Topic.PAPER) == []
    await restore_meeting(db, OLGA, call.key, "this", at + DAY)
    assert await planned(db, Topic.READERS) == [at + DAY]
