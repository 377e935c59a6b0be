"""Going, Maybe, Can't: the answers on a meeting's card."""

import pytest

from sigbot.chat import calendar_ids, minutes_ids
from sigbot.chat import custom_ids as ids
from sigbot.wording.refusals import NOT_MEMBER, NOTHING_TO_CHANGE
from tests.discord.cards import Cards
from tests.discord.world import (
    BUTTONS,
    WEDNESDAY,
    World,
    answer,
    buttons_of,
    moment,
    say,
    text_of,
    whispered,
)


@pytest.mark.parametrize(
    ("label", "sentence", "counts"),
    [
        ("Going", "You are **going** to Kick-off.", "**1** going · **0** maybe · **0** can't"),
        ("Maybe", "You answered **maybe** for Kick-off", "**0** going · **1** maybe · **0** can't"),
        ("Can't", "You **can't** come to Kick-off.", "**0** going · **0** maybe · **1** can't"),
    ],
)
async def test_an_answer_is_told_to_one_and_counted_for_all(
    world: World, label: str, sentence: str, counts: str
) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    assert sentence in whispered(await world.ann.click(card, label=label))
    await world.advance(seconds=5)
    assert counts in text_of(world.card("Kick-off"))


async def test_a_change_of_mind_is_counted_once(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    for label in ("Going", "Going", "Can't", "Maybe"):
        await world.ann.click(card, label=label)
    await world.ben.click(card, label="Going")
    await world.advance(seconds=5)
    assert "**1** going · **1** maybe · **0** can't" in text_of(world.card("Kick-off"))


@pytest.mark.parametrize("label", ["Going", "Maybe", "Can't"])
async def test_after_the_meeting_nobody_answers_any_more(world: World, label: str) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.advance(hours=2)
    old = world.old_message(ids.Going(1), ids.Maybe(1), ids.Cant(1))
    told = whispered(await world.ann.click(old, label=str(BUTTONS.index(label))))
    assert told == "This meeting is already over, so this can no longer be changed."


@pytest.mark.parametrize("label", BUTTONS)
async def test_on_an_old_card_of_a_cancelled_meeting_a_press_says_so(
    world: World, label: str
) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    old = world.old_message(
        ids.Going(1),
        ids.Maybe(1),
        ids.Cant(1),
        ids.CheckIn(1),
        minutes_ids.AskAhead(1),
        calendar_ids.AddToCalendar(1),
    )
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    told = whispered(await world.ann.click(old, label=str(BUTTONS.index(label))))
    assert told == "This meeting was cancelled. `/meeting list` shows the next ones."


async def test_a_press_from_outside_the_server_is_refused(world: World) -> None:
    card = await world.schedule("Kick-off", "in 10 minutes")
    for label in BUTTONS:
        assert whispered(await world.press_from_outside(card, label)) == NOT_MEMBER
    assert await world.sql("SELECT * FROM people WHERE name = 'stranger'") == []


async def test_buttons_work_after_a_restart(world: World) -> None:
    card = await world.schedule("Kick-off", "in 10 minutes")
    await world.restart()
    for label, sentence in (("Going", "**going**"), ("Check in", "checked in to **Kick-off**")):
        assert sentence in whispered(await world.ann.click(card, label=label))
    await world.advance(seconds=5)
    assert "**1** checked in · **1** going" in text_of(world.card("Kick-off"))


async def test_buttons_of_a_card_of_any_age_work(world: World) -> None:
    await world.schedule("Kick-off", "in 1 hour")
    old = world.old_message(ids.Going(1))
    await world.restart()
    assert "**going**" in whispered(await world.ann.click(old, label="0"))


# While it is open


async def test_while_it_is_open_going_is_answered_with_check_in(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    old = world.old_message(ids.Going(1), ids.Maybe(1))
    assert buttons_of(answer(await world.ann.click(old, label="0"))) == {}
    await world.until(moment(WEDNESDAY))
    assert list(buttons_of(world.card("Kick-off"))) == ["Check in", *BUTTONS]
    going = await world.ann.click(old, label="0")
    assert "You are **going**" in whispered(going)
    checked = await world.press(going, "Check in", world.ann)
    assert whispered(checked).startswith("You are checked in to **Kick-off**.")
    assert buttons_of(answer(await world.ann.click(old, label="1"))) == {}


async def test_cant_after_a_check_in_asks_whether_to_take_it_back(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    kept = await world.ann.click(card, label="Can't")
    assert list(buttons_of(answer(kept))) == ["Take it back", "Keep it"]
    assert (
        say(await world.press(kept, "Keep it", world.ann))
        == "You are still checked in to Kick-off."
    )
    assert len(await world.present()) == 1
    asked = await world.ann.click(card, label="Can't")
    taken = await world.press(asked, "Take it back", world.ann)
    assert say(taken) == "Took your check-in back. You **can't** come to Kick-off."
    assert await world.present() == []
    old = world.old_message(ids.TakeBack(1))
    assert whispered(await world.ann.click(old, label="0")) == NOTHING_TO_CHANGE
    await world.ann.click(world.card("Kick-off"), label="Check in")
    await world.command(world.organizer, "attendance add", meeting="m1", member=world.ann)
    still = await world.ann.click(old, label="0")
    assert "You are still on the list of Kick-off" in say(still)
    assert len(await world.present()) == 1


async def show_the_question(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    await world.ann.click(card, label="Can't")
    await world.ann.click(card, label="Check in")


CARDS = Cards(
    {
        "sig:checkin:1": ids.CheckIn(1),
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:checkin_undo:1": ids.TakeBack(1),
        "sig:checkin_keep:1": ids.Stay(1),
        "sig:checkin_mistake:1": ids.UndoCheckIn(1),
    },
    show_the_question,
    ("Kick-off",),
)
