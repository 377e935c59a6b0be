"""Killed at the worst moments: nothing is lost, and nothing is said twice.

Several communities play at once, each on a stage of its own, on which one process after the other
is killed. Each of them first says what the one before left behind.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest

from sigbot.domain.outbox import MOST_ATTEMPTS
from tests.local_discord import Member, Moment, Request
from tests.process.lanes import kill, play_at_once
from tests.process.planning import Wish
from tests.process.running import Running
from tests.process.stage import LEASE_RUNS_OUT, MESSAGES, Stage, Stages, titles

LANES, ROUNDS = 5, 5
NONCE_IS_FORGOTTEN = timedelta(hours=2)
PAUSES = (LEASE_RUNS_OUT, NONCE_IS_FORGOTTEN)
"""How long until the next process begins, in turn."""

COMMIT_MICROSECONDS = 600
"""A commit takes about half as long, with what it waits for the disk."""

Act = Callable[[int, Stage], Awaitable[None]]


async def play_in_lanes(stages: Stages, act: Act) -> None:
    """`act` gets the number of its lane."""
    await play_at_once(stages, {f"lane {lane}": partial(act, lane) for lane in range(LANES)})


def rest(stage: Stage, number: int) -> None:
    stage.pass_time(PAUSES[number % len(PAUSES)])


async def schedule_reminders(stage: Stage, wanted: list[str]) -> list[Member]:
    """Cards and reminders in the channel, and direct messages to people, all due now."""
    people = [stage.discord.guild.add_member(name) for name in ("Ana", "Ben")]
    due = stage.wait_for_minute() + timedelta(minutes=1)
    wishes = [Wish(title, due + timedelta(days=1), before="1d") for title in wanted]
    await stage.plan_meetings(*wishes, going=people, before="1d")
    stage.pass_time_until(due)
    return people


async def end_well(stage: Stage, wanted: list[str], people: list[Member], times: int) -> None:
    """A last process says what is left. In the channel everything was said so many times, and to
    each of the people once."""
    stage.restored()
    await stage.begin()
    await stage.wait_until(lambda: len(stage.said()) >= times * len(wanted))
    for channel in map(stage.discord.direct, people):
        await stage.wait_said(wanted, channel)
    await stage.settled()
    stage.check_said_once(wanted * times)
    for channel in map(stage.discord.direct, people):
        stage.check_said_once(wanted, channel)


@pytest.mark.parametrize("moment", ["before", "accepted"])
async def test_killed_before_a_message_is_sent_or_before_it_is_known_that_it_was(
    stages: Stages, moment: Moment
) -> None:
    """While others are on their way."""

    async def play(lane: int, stage: Stage) -> None:
        wanted = titles(8)
        people = await schedule_reminders(stage, wanted)
        stage.at_new_messages(moment, kill)
        for number in range(ROUNDS):
            await (await stage.begin()).killed()
            rest(stage, lane + number)
        assert len(stage.seen) == ROUNDS
        await end_well(stage, wanted, people, times=2)

    await play_in_lanes(stages, play)


def point(lane: int, number: int) -> str:
    """Before COMMIT, after it, or at one of many points in it."""
    if lane == 0:
        return ("before", "after")[number % 2]
    share = ((lane - 1) * ROUNDS + number) / ((LANES - 1) * ROUNDS)
    return str(int(share * COMMIT_MICROSECONDS))


async def test_killed_in_the_middle_of_a_commit(stages: Stages) -> None:
    """First of the one by which rows are taken, then of those which note that one was said."""

    async def play(lane: int, stage: Stage) -> None:
        async def die(_: Running) -> None:
            stage.die_in_next_commit(point(lane, number))

        wanted = titles(ROUNDS + 3)
        await stage.plan(wanted)
        stage.die_in_next_commit(point(lane, ROUNDS // 2))
        await (await stage.begin()).killed()
        assert stage.said() == []
        stage.at_new_messages("accepted", die)
        for number in range(ROUNDS):
            stage.live_on()
            rest(stage, lane + number)
            before = set(stage.seen)
            await (await stage.begin()).killed()
            (nonce,) = stage.seen - before
            assert lane or stage.waits(nonce) is (point(lane, number) == "before")
        rest(stage, lane)
        await end_well(stage, wanted, [], times=1)

    await play_in_lanes(stages, play)


async def test_a_row_that_ends_the_process_every_time_is_set_aside(stage: Stage) -> None:
    """And the others are said."""
    wanted = titles(4)
    await stage.plan(wanted)

    async def kill_at_first(request: Request) -> None:
        if wanted[0] in str(request.body) and stage.process:
            await kill(stage.process)

    stage.discord.at_request("POST", MESSAGES, "before", kill_at_first, times=1_000)
    for _ in range(MOST_ATTEMPTS):
        await (await stage.begin()).killed()
        stage.pass_time(LEASE_RUNS_OUT)
    running = await stage.begin()
    await stage.wait_said(wanted[1:])
    await stage.settled()
    stage.check_said_once(wanted[1:])
    assert (await running.end()).code == 0


async def test_a_row_that_was_sent_before_the_process_ended_each_time_is_found(
    stage: Stage,
) -> None:
    """Nobody is told that it could not be posted."""
    (title,) = titles(1)
    await stage.plan([title])

    async def kill_at_it(_: Request) -> None:
        if stage.process:
            await kill(stage.process)

    stage.discord.at_request("POST", MESSAGES, "before", kill_at_it, times=MOST_ATTEMPTS - 1)
    for _ in range(MOST_ATTEMPTS - 1):
        await (await stage.begin()).killed()
        stage.pass_time(LEASE_RUNS_OUT)
    stage.discord.at_request("POST", MESSAGES, "accepted", kill_at_it)
    await (await stage.begin()).killed()
    stage.pass_time(LEASE_RUNS_OUT)
    running = await stage.begin()
    await stage.settled()
    stage.check_said_once([title])
    assert stage.ask("SELECT failure FROM outbox WHERE failure IS NOT NULL") == []
    assert stage.ask("SELECT topic FROM notices") == []
    assert (await running.end()).code == 0
