"""The machine's clock is set while the bot runs, or between two runs; Discord's is always right."""

import asyncio
from datetime import timedelta

import pytest

from tests.local_discord import Moment
from tests.process.lanes import Play, kill, play_at_once
from tests.process.planning import NEWS
from tests.process.running import Running
from tests.process.stage import MESSAGES, Stage, Stages, titles

HOUR = timedelta(hours=1)
NOTICED_S = 20.0
"""The bot looks at its clock at least every 15 s."""

AT_ONCE, IN_40_MINUTES, IN_2_HOURS, BY_COMMAND = titles(4)


async def set_forward(stage: Stage) -> None:
    await begin(stage)
    stage.set_clock(HOUR)
    await stage.wait_said([IN_40_MINUTES], timeout=NOTICED_S)
    await stage.schedule(BY_COMMAND)
    await see_a_press_counted(stage)
    await end_well(stage, [AT_ONCE, IN_40_MINUTES, BY_COMMAND])


async def set_back(stage: Stage) -> None:
    """What the new clock says becomes due is seen, not only what is asked for at this moment."""
    await begin(stage)
    stage.set_clock(-HOUR)
    await stage.schedule(BY_COMMAND)
    await stage.wait_said([BY_COMMAND])
    await see_a_press_counted(stage)
    assert IN_40_MINUTES not in stage.said()
    stage.set_clock(HOUR)
    await end_well(stage, [AT_ONCE, IN_40_MINUTES, BY_COMMAND])


async def set_back_during_a_pause(stage: Stage) -> None:
    """Discord wants to be left alone for some seconds, not for an hour."""
    wanted = titles(2)
    await stage.plan(wanted, due_in=-2 * HOUR)
    headers = {"Via": None, "Retry-After": "3"}
    limit = stage.discord.fail("POST", MESSAGES, 429, headers=headers)
    await stage.begin()
    await stage.wait_until(lambda: limit.met == 1)
    await asyncio.sleep(0.5)
    stage.set_clock(-HOUR)
    await end_well(stage, wanted)


async def begin(stage: Stage) -> None:
    await stage.plan([AT_ONCE])
    await stage.plan([IN_40_MINUTES], due_in=timedelta(minutes=40))
    await stage.plan([IN_2_HOURS], due_in=2 * HOUR)
    await stage.begin()
    await stage.wait_said([AT_ONCE])


async def see_a_press_counted(stage: Stage) -> None:
    """On the card, a few seconds later."""
    card = stage.discord.messages(NEWS)[0]
    await stage.discord.press(card, "Going", stage.discord.guild.add_member("Ana"))
    await stage.wait_until(lambda: "**1** going" in card.text)


async def end_well(stage: Stage, wanted: list[str]) -> None:
    await stage.wait_said(wanted, timeout=NOTICED_S)
    await stage.settled()
    stage.check_said_once(wanted)


async def test_the_clock_is_set_forward_and_back_while_it_waits(stages: Stages) -> None:
    plays = {"forward": set_forward, "back": set_back, "back in a pause": set_back_during_a_pause}
    await play_at_once(stages, plays)


@pytest.mark.parametrize("step", [HOUR, -HOUR], ids=["forward", "back"])
async def test_the_clock_is_set_between_sending_and_noting_it(
    stage: Stage, step: timedelta
) -> None:
    async def set_clock(_: Running) -> None:
        stage.set_clock(step)

    wanted = [AT_ONCE, "Meeting 100", "Meeting 200"]
    await stage.plan(wanted)
    stage.at_new_messages("accepted", set_clock)
    await stage.begin()
    await end_well(stage, wanted)
    stage.check_sent_once()
    await stage.schedule(BY_COMMAND)
    await end_well(stage, [*wanted, BY_COMMAND])


CLOCKS = {"right": timedelta(), "fast": HOUR, "slow": -HOUR}
CHANGES: list[tuple[Moment, str, str]] = [
    ("accepted", "right", "fast"),
    ("accepted", "right", "slow"),
    ("accepted", "fast", "right"),
    ("accepted", "slow", "right"),
    ("before", "right", "slow"),
    ("before", "fast", "right"),
]


async def test_the_clock_is_set_between_two_runs(stages: Stages) -> None:
    """Killed on one clock; 10 minutes later Discord knows no nonce any more, and the clock is
    another."""
    await play_at_once(stages, {", ".join(each): change(*each) for each in CHANGES})


def change(moment: Moment, first: str, then: str) -> Play:
    async def play(stage: Stage) -> None:
        wanted = titles(2)
        await stage.plan(wanted, due_in=-2 * HOUR)
        stage.set_clock(CLOCKS[first])
        stage.at_new_messages(moment, kill)
        await (await stage.begin()).killed()
        stage.restored()
        stage.set_clock(CLOCKS[then])
        stage.pass_time(timedelta(minutes=10))
        await stage.begin()
        await end_well(stage, wanted)

    return play
