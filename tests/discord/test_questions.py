"""Asking back with buttons: nothing happens before it is clear which moment is meant."""

from typing import Any

import pytest

from sigbot.chat import custom_ids as ids
from sigbot.wording.refusals import ANSWERED, NOT_ORGANIZER, UNKNOWN_ID
from tests.discord.world import (
    Result,
    World,
    answer,
    buttons_of,
    parts,
    say,
    stamp,
    text_of,
    whispered,
)

IN_ITS_PLACE, TEXT = 7, 10
"""A kind of answer to a press, and a kind of component."""


async def schedule(world: World, when: str, **options: Any) -> Result:
    return await world.command(
        world.organizer, "meeting schedule", title="Kick-off", when=when, **options
    )


def asked_in(result: Result) -> list[str]:
    """The labels of the buttons of a question."""
    assert answer(result).ephemeral
    return list(buttons_of(answer(result)))


QUESTIONS = {
    "03/04 11:00": (
        "“03/04 11:00” can mean more than one time. **Which one do you mean?**",
        ["Wed 4 Mar 2026, 11:00 New York", "Fri 3 Apr 2026, 11:00 New York"],
    ),
    "2025-06-01 10:00": (
        "“2025-06-01 10:00” is in the past. **Did you mean this?**",
        ["Mon 1 Jun 2026, 10:00 New York"],
    ),
    "today 8:00": (
        "“today 8:00” is in the past. **Did you mean this?**",
        ["Tue 3 Mar 2026, 08:00 New York"],
    ),
    "2026-12-02 11:00": (
        "“2026-12-02 11:00” is far ahead. **Is this what you mean?**",
        ["Wed 2 Dec 2026, 11:00 New York"],
    ),
    "2026-03-08 02:30": (
        "“2026-03-08 02:30” does not exist: that night the clock goes forward.",
        ["Sun 8 Mar 2026, 03:30 New York"],
    ),
    "Wed at 4": (
        "“Wed at 4” can mean more than one time. **Which one do you mean?**",
        ["Wed 4 Mar 2026, 04:00 New York", "Wed 4 Mar 2026, 16:00 New York"],
    ),
    "2026-11-01 1:30": (
        "“2026-11-01 1:30” can mean more than one time. **Which one do you mean?**",
        ["Sun 1 Nov 2026, 01:30 New York (UTC-4)", "Sun 1 Nov 2026, 01:30 New York (UTC-5)"],
    ),
}


@pytest.mark.parametrize("when", QUESTIONS)
async def test_what_is_not_clear_is_asked_about_and_nothing_is_scheduled(
    world: World, when: str
) -> None:
    sentence, labels = QUESTIONS[when]
    asked = await schedule(world, when)
    assert sentence in whispered(asked)
    assert "Nothing has changed yet." in say(asked)
    assert asked_in(asked) == labels
    await world.advance(days=1)
    assert world.news.history() == []
    assert await world.keys() == []


async def test_a_question_says_how_far_ahead_each_moment_is(world: World) -> None:
    told = whispered(await schedule(world, "03/04 11:00"))
    for when in ("2026-03-04 11:00", "2026-04-03 11:00"):
        assert f"{stamp(when)}:R>" in told


async def test_a_press_schedules_what_was_chosen_and_the_question_goes(world: World) -> None:
    asked = await schedule(world, "03/04 11:00", duration="90 min", place="Stage")
    label = asked_in(asked)[1]
    pressed = await world.organizer.click(answer(asked), label=label)
    assert f"Scheduled for {stamp('2026-04-03 11:00')}:F>" in say(pressed)
    shown = text_of(world.card("Kick-off"))
    assert f"{stamp('2026-04-03 11:00')}:F>" in shown
    assert "1 h 30 min" in shown
    assert "Stage" in shown
    assert await world.keys() == ["m1"]


async def test_the_answer_takes_the_place_of_the_question(world: World) -> None:
    asked = await schedule(world, "Wed at 4")
    await world.organizer.click(answer(asked), label=asked_in(asked)[1])
    last = world.sent("POST", "/callback")[-1]
    assert last["type"] == IN_ITS_PLACE
    assert [part["type"] for part in parts(last["data"]["components"])] == [TEXT]


async def test_a_series_is_asked_about_as_well(world: World) -> None:
    asked = await schedule(world, "03/04 11:00", repeat="weekly")
    pressed = await world.organizer.click(answer(asked), label=asked_in(asked)[0])
    assert "Scheduled from" in say(pressed)
    assert len(await world.keys()) > 20


async def test_a_far_date_is_scheduled_once_it_was_confirmed(world: World) -> None:
    asked = await schedule(world, "2026-12-02 11:00")
    pressed = await world.organizer.click(answer(asked), label=asked_in(asked)[0])
    assert f"Scheduled for {stamp('2026-12-02 11:00')}:F>" in say(pressed)


async def test_a_second_press_is_refused_and_schedules_nothing(world: World) -> None:
    await schedule(world, "03/04 11:00")
    old = world.old_message(ids.ChooseReading(1, 0), ids.ChooseReading(1, 1))
    first = await world.organizer.click(old, label="0")
    assert "Scheduled" in say(first)
    for label in ("0", "1"):
        again = world.old_message(ids.ChooseReading(1, 0), ids.ChooseReading(1, 1))
        assert whispered(await world.organizer.click(again, label=label)) == ANSWERED
    assert await world.keys() == ["m1"]


async def test_somebody_elses_question_cannot_be_answered(world: World) -> None:
    await schedule(world, "03/04 11:00")
    old = world.old_message(ids.ChooseReading(1, 0))
    assert whispered(await world.ann.click(old, label="0")) == NOT_ORGANIZER
    assert whispered(await world.manager.click(old, label="0")) == ANSWERED
    assert await world.keys() == []


async def test_who_lost_the_role_meanwhile_schedules_nothing(world: World) -> None:
    await schedule(world, "03/04 11:00")
    world.loses_role(world.organizer, world.organizers)
    old = world.old_message(ids.ChooseReading(1, 0))
    assert whispered(await world.organizer.click(old, label="0")) == NOT_ORGANIZER
    assert await world.keys() == []


async def test_after_a_day_a_question_is_too_old(world: World) -> None:
    asked = await schedule(world, "Wed at 4")
    await world.advance(hours=25)
    pressed = await world.organizer.click(answer(asked), label=asked_in(asked)[1])
    assert whispered(pressed) == ANSWERED
    assert await world.keys() == []


async def test_a_question_outlives_a_restart(world: World) -> None:
    asked = await schedule(world, "03/04 11:00")
    await world.restart()
    pressed = await world.organizer.click(answer(asked), label=asked_in(asked)[0])
    assert f"Scheduled for {stamp('2026-03-04 11:00')}:F>" in say(pressed)


async def test_a_moment_that_has_gone_by_meanwhile_is_not_scheduled(world: World) -> None:
    asked = await schedule(world, "03/02 11:00")
    assert asked_in(asked)[0] == "Mon 2 Mar 2026, 11:00 New York"
    await world.advance(hours=3)
    pressed = await world.organizer.click(answer(asked), label=asked_in(asked)[0])
    assert "is in the past" in say(pressed)
    assert await world.keys() == []


@pytest.mark.parametrize("key", ["", "-", "1", "x-0", "1-x", "1-9", "1--1", "9" * 30 + "-0"])
async def test_a_button_that_nobody_made_schedules_nothing(world: World, key: str) -> None:
    await schedule(world, "03/04 11:00")
    old = world.old_message(f"sig:reading:{key}")
    told = whispered(await world.organizer.click(old, label="0"))
    assert told == (ANSWERED if key == "1-9" else UNKNOWN_ID)
    assert await world.keys() == []


async def test_two_questions_at_once_are_two(world: World) -> None:
    first, second = await schedule(world, "Wed at 4"), await schedule(world, "03/04 11:00")
    await world.organizer.click(answer(first), label=asked_in(first)[1])
    await world.organizer.click(answer(second), label=asked_in(second)[1])
    listed = await world.choices(world.ann, "meeting show", "meeting")
    days = [label.split(" · ")[1] for label in listed]
    assert days == ["Wed 4 Mar 2026, 16:00 New York", "Fri 3 Apr 2026, 11:00 New York"]


async def test_what_was_picked_from_the_list_is_not_asked_about_again(world: World) -> None:
    offered = await world.choices(world.organizer, "meeting schedule", "when", "03/04 11:00")
    picked = list(offered.values())[1]
    assert whispered(await schedule(world, picked)).startswith("Scheduled for")


async def test_a_request_that_is_wrong_otherwise_is_refused_before_anything_is_asked(
    world: World,
) -> None:
    told = whispered(await schedule(world, "03/04 11:00", duration="long"))
    assert "I could not read “long” as a length of time." in told
