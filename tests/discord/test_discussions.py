"""A paper that is picked gets a thread with a card; after the meeting people say how it was."""

from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import ChannelHandle

from sigbot.chat import discussion_ids as ids
from sigbot.domain.bounds import MOST_QUESTIONS
from sigbot.domain.discussions import ASKED_FOR
from tests.discord.cards import Cards
from tests.discord.test_direct import close_direct
from tests.discord.world import (
    Person,
    Result,
    World,
    answer,
    buttons_of,
    raw_text,
    say,
    text_of,
    whispered,
)

PAPER = "https://example.org/paper"
NO_THREADS: dict[str, Any] = {"status": 403, "code": 50013, "times": None}
QUESTION = "Does it hold for small hospitals?"


async def pick(world: World, when: str = "in 10 days", **options: Any) -> None:
    """Ann shares a paper, and the organizer picks it for a call."""
    await world.command(world.ann, "journal share", link=PAPER, title="On learning")
    await world.schedule("Reading call", when)
    options = {"item": "j1", "meeting": "m1", **options}
    picked = await world.command(world.organizer, "journal pick", **options)
    assert "is on the agenda" in whispered(picked)
    await world.advance(seconds=10)


def announced(world: World) -> discord.Message:
    [message] = [m for m in world.news.history() if "On learning**" in text_of(m)]
    return message


def threads(world: World) -> list[ChannelHandle]:
    return world.news.threads


def in_thread(world: World) -> list[discord.Message]:
    [thread] = [thread for thread in threads(world) if "On learning" in (thread.name or "")]
    return thread.history()


def paper_card(world: World) -> discord.Message:
    return in_thread(world)[0]


async def ask(world: World, who: Person, text: str = QUESTION) -> Result:
    form = await who.click(paper_card(world), label="Ask a question")
    return await who.submit_modal(form, {"question": text})


async def test_the_papers_of_a_meeting_are_shown_with_it(world: World) -> None:
    await pick(world)
    shown = whispered(await world.command(world.ann, "meeting show", meeting="m1"))
    assert "Papers: **On learning**" in shown.splitlines()


async def test_a_picked_paper_is_told_and_gets_a_thread_with_a_card(world: World) -> None:
    await pick(world, presenter="Ann Lee")
    message = announced(world)
    first, *_ = text_of(message).splitlines()
    assert (
        first == "**On learning** is on the agenda of **Reading call**: Thu 12 Mar, 09:00 New York"
    )
    assert "Ann Lee presents it." in text_of(message)
    [thread] = threads(world)
    assert (thread.id, thread.name) == (message.id, "On learning")
    [card] = in_thread(world)
    assert f"### [On learning](<{PAPER}>)" in raw_text(card)
    for fact in ("On the agenda of **Reading call**", "Ann Lee presents it.", "No questions yet."):
        assert fact in raw_text(card)
    assert [*buttons_of(card)] == ["I read it", "Ask a question"]


async def test_who_has_read_it_is_counted_and_taken_back(world: World) -> None:
    await pick(world)
    await world.ann.click(paper_card(world), label="I read it")
    await world.ben.click(paper_card(world), label="I read it · 1")
    assert "I read it · 2" in buttons_of(paper_card(world))
    await world.ben.click(paper_card(world), label="I read it · 2")
    assert "I read it · 1" in buttons_of(paper_card(world))


async def test_a_question_is_on_the_card_with_its_name_and_can_be_taken_back(world: World) -> None:
    await pick(world)
    asked = await ask(world, world.ann, "@everyone **Why** <@1> # so\n> big?")
    assert whispered(asked) == "Your question is on the card in the thread."
    shown = raw_text(paper_card(world))
    assert "(Ann Lee)" in shown
    assert "\\*\\*Why\\*\\*" in shown
    await ask(world, world.ben)
    none = await world.manager.click(paper_card(world), label="Take a question back")
    assert "1. " in whispered(none)
    own = await world.ben.click(paper_card(world), label="Take a question back")
    assert [*buttons_of(answer(own))] == ["Remove 1"]
    assert "everyone" not in say(own)
    removed = await world.ben.click(answer(own), label="Remove 1")
    assert say(removed).startswith("The question is removed.")
    again = (
        await world.ben.click(answer(own), label="Remove 1") if buttons_of(answer(own)) else None
    )
    assert again is None or "removed before" in say(again)
    await world.advance(seconds=10)
    assert QUESTION not in raw_text(paper_card(world))
    organizers = await world.organizer.click(paper_card(world), label="Take a question back")
    await world.organizer.click(answer(organizers), label="Remove 1")
    await world.advance(seconds=10)
    assert "No questions yet." in raw_text(paper_card(world))
    assert [*buttons_of(paper_card(world))] == ["I read it", "Ask a question"]


async def test_nobody_removes_the_question_of_somebody_else(world: World) -> None:
    await pick(world)
    await ask(world, world.ann)
    shown = await world.ben.click(paper_card(world), label="Take a question back")
    assert whispered(shown) == "You have no question here to take back."
    forged = world.old_message(ids.RemoveQuestion(1, 1, 1))
    refused = await world.ben.click(forged, label="0")
    assert (
        whispered(refused)
        == "Only the person who asked it, or an organizer, can remove a question."
    )
    gone = world.old_message(ids.RemoveQuestion(1, 1, 9))
    assert whispered(await world.ben.click(gone, label="0")) == "This question was removed before."


async def test_questions_have_bounds(world: World) -> None:
    await pick(world)
    assert whispered(await ask(world, world.ann, " \u200b ")) == "The question can't be empty."
    for number in range(MOST_QUESTIONS):
        await ask(world, world.ann, f"Question {number} " + "of some length " * 18)
    refused = whispered(await ask(world, world.ann))
    assert refused.startswith(f"You asked {MOST_QUESTIONS} questions within a day")
    await ask(world, world.ben, "Another one")
    await world.advance(hours=25)
    assert "on the card" in whispered(await ask(world, world.ann))


async def test_a_new_presenter_title_and_time_are_on_card_and_message(world: World) -> None:
    await pick(world)
    assert "Nobody presents it yet." in raw_text(paper_card(world))
    before = len(world.sent("PATCH", f"/messages/{paper_card(world).id}"))
    await world.command(world.ben, "journal present", item="j1")
    await world.command(
        world.organizer, "meeting edit", meeting="m1", when="2026-03-14 12:00", title="New name"
    )
    await world.advance(seconds=10)
    for text in (raw_text(paper_card(world)), text_of(announced(world))):
        assert "Ben Ito presents it." in text
        assert "New name" in text
    assert "Sat 14 Mar, 12:00" in text_of(announced(world))
    assert len(world.sent("PATCH", f"/messages/{paper_card(world).id}")) == before + 1
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    cancelling = await world.command(world.organizer, "meeting cancel", meeting="m1")
    assert cancelling.acknowledged
    await world.advance(seconds=10)
    assert "is cancelled" in raw_text(paper_card(world))
    assert "will not be discussed" in text_of(announced(world))


async def test_without_the_right_to_start_threads_the_paper_is_told_all_the_same(
    world: World,
) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", **NO_THREADS)
    await pick(world)
    assert "is on the agenda" in text_of(announced(world))
    assert threads(world) == []
    await world.advance(minutes=1)
    [told] = [text for text in world.direct(world.manager) if "start threads" in text]
    assert world.news.mention in told
    await world.advance(days=11)


async def test_the_card_in_the_thread_may_be_deleted(world: World) -> None:
    await pick(world)
    [thread] = threads(world)
    world.env.backend.delete_message(thread.id, paper_card(world).id)
    for name in ("One", "Two"):
        await world.command(world.organizer, "meeting edit", meeting="m1", title=name)
        await world.advance(seconds=10)
    assert in_thread(world) == []


# After the meeting


async def held(world: World, present: int = 6) -> list[Person]:
    """The call took place with so many members; check-in has just closed."""
    await pick(world, "in 2 days")
    people = []
    for number in range(present):
        account = world.env.create_user(f"member{number}", global_name=f"Member {number}")
        people.append(world.guild.add_member(account))
    await world.advance(days=2)
    for person in people:
        await world.command(person, "checkin")
    await world.advance(hours=1, minutes=31)
    return people


def asking(world: World) -> discord.Message:
    return in_thread(world)[-1]


async def test_who_was_there_is_asked_and_only_sums_are_told_later(world: World) -> None:
    people = await held(world)
    message = asking(world)
    assert text_of(message).startswith("How was the discussion of **On learning** at **Reading")
    assert [*buttons_of(message)] == ["Good", "Not so good", "I recommend it", "Not for me"]
    for number, person in enumerate(people):
        said = await person.click(message, label="Not so good" if number < 3 else "Good")
        assert whispered(said).startswith("Noted:")
        await person.click(message, label="I recommend it")
    await people[0].click(message, label="Not for me")
    refused = whispered(await world.ben.click(message, label="Good"))
    assert refused.startswith("Only people on the attendance list of the meeting can answer.")
    shown = whispered(await world.command(world.ann, "journal show", item="j1"))
    assert "people" not in shown
    await world.advance(days=2, minutes=1)
    [told] = [m for m in in_thread(world) if text_of(m).startswith("What people said")]
    assert text_of(told).splitlines()[1:] == [
        "3 of 6 people called it a good discussion.",
        "Most of 6 people recommend the paper.",
    ]
    assert [*buttons_of(told)] == []
    await world.advance(seconds=10)
    assert "3 of 6 people called it a good discussion." in raw_text(paper_card(world))
    shown = whispered(await world.command(world.ann, "journal show", item="j1"))
    assert "3 of 6 people called it a good discussion." in shown
    assert await world.sql("SELECT * FROM journal_opinions") == []
    late = world.old_message(ids.SayOpinion(1, 1, "good"))
    assert whispered(await people[0].click(late, label="0")) == "The time to answer is over."


async def test_few_answers_are_never_told(world: World) -> None:
    people = await held(world, 4)
    for person in people:
        await person.click(asking(world), label="Good")
    await world.advance(days=2, minutes=1)
    assert text_of(asking(world)).splitlines()[1:] == ["Too few people answered to tell sums."]
    shown = whispered(await world.command(world.ann, "journal show", item="j1"))
    assert "good discussion" not in shown


async def test_nobody_is_asked_where_nobody_is_known_to_have_been(world: World) -> None:
    await held(world, 0)
    assert len(in_thread(world)) == 1
    await world.advance(seconds=ASKED_FOR / timedelta(seconds=1) + 60)
    assert len(in_thread(world)) == 1


async def test_an_opinion_before_the_end_is_refused(world: World) -> None:
    await pick(world)
    early = world.old_message(ids.SayOpinion(1, 1, "good"))
    assert whispered(await world.ann.click(early, label="0")).startswith("The meeting is not over")
    other = world.old_message(ids.ReadPaper(7, 1))
    assert whispered(await world.ann.click(other, label="0")).startswith("This paper is not on")


async def test_without_a_thread_people_are_asked_in_the_channel(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", **NO_THREADS)
    await pick(world, "in 2 days")
    await world.advance(days=2)
    await world.command(world.ann, "checkin")
    await world.advance(hours=1, minutes=31)
    assert world.notices("How was the discussion of **On learning**")


# Before the meeting


async def want_papers(world: World, who: Person, *, papers: bool = True) -> str:
    return whispered(await world.command(who, "me reminders", papers=papers))


async def test_a_week_before_the_presenter_and_readers_who_want_it_are_told(world: World) -> None:
    assert "I send you a direct message" in await want_papers(world, world.ann)
    assert "a message a week before" in whispered(await world.command(world.ann, "me show"))
    await world.command(world.ben, "me timezone", zone="Tokyo")
    await pick(world, presenter="Ben Ito")
    assert world.direct(world.ben) == world.direct(world.ann) == []
    await world.advance(days=3, minutes=1)
    [told] = world.direct(world.ben)
    assert told.startswith(
        "You present **On learning** at **Reading call**: Thu 12 Mar, 22:00 Tokyo"
    )
    assert f"[Read it](<{PAPER}>)" in told
    [told] = world.direct(world.ann)
    assert told.startswith("**On learning**, which you want to read, is discussed at")
    assert "`/me reminders papers:False`" in told
    await world.advance(days=8)
    assert len(world.direct(world.ben)) == len(world.direct(world.ann)) == 1


async def test_readers_are_not_told_unless_they_want_it(world: World) -> None:
    await pick(world)
    await world.advance(days=9)
    assert world.direct(world.ann) == []
    assert "no direct message before papers" in await want_papers(world, world.ann, papers=False)


@pytest.mark.parametrize(("when", "told"), [("in 3 days", 1), ("in 20 hours", 0)])
async def test_picked_late_the_presenter_is_told_at_once_and_readers_while_there_is_time(
    world: World, when: str, told: int
) -> None:
    await want_papers(world, world.ann)
    await world.command(world.ben, "me timezone", zone="Tokyo")
    await pick(world, when, presenter="Ben Ito")
    assert len(world.direct(world.ben)) == 1
    assert len(world.direct(world.ann)) == told


async def test_who_takes_no_direct_messages_learns_of_the_paper_at_their_next_command(
    world: World,
) -> None:
    await want_papers(world, world.ann)
    close_direct(world, world.ann)
    await pick(world, presenter="Ann Lee")
    await world.advance(days=4)
    result = await world.command(world.ann, "meeting list")
    told = "\n".join(text_of(message) for message in result.followups)
    assert "- **On learning** is discussed at **Reading call**, <t:" in told
    assert "no message" in say(await world.command(world.ann, "me show"))


async def test_reminders_name_the_papers(world: World) -> None:
    await pick(world, "in 2 days")
    await world.advance(days=1, minutes=1)
    [reminder] = world.reminders("Reading call")
    assert "Papers: **On learning**" in text_of(reminder)


async def show_cards(world: World) -> None:
    await held(world, 1)
    await ask(world, world.ann)
    await world.ann.click(paper_card(world), label="Take a question back")


CARDS = Cards(
    {
        "sig:paper_read:1.1": ids.ReadPaper(1, 1),
        "sig:paper_ask:1.1": ids.AskPaper(1, 1),
        "sig:paper_question:1.1": ids.SendQuestion(1, 1),
        "sig:paper_questions:1.1": ids.ShowQuestions(1, 1),
        "sig:paper_unask:1.1.1": ids.RemoveQuestion(1, 1, 1),
        "sig:paper_opinion:1.1.good": ids.SayOpinion(1, 1, "good"),
        "sig:paper_opinion:1.1.not_good": ids.SayOpinion(1, 1, "not_good"),
        "sig:paper_opinion:1.1.recommend": ids.SayOpinion(1, 1, "recommend"),
        "sig:paper_opinion:1.1.not_for_me": ids.SayOpinion(1, 1, "not_for_me"),
    },
    show_cards,
)
