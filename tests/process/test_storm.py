"""Many press Check in at once, and the process is killed: who was answered is on the list."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from tests.local_discord import Member, Message, Reply, Request
from tests.local_discord.guild import Json
from tests.process.lanes import kill, play_at_once
from tests.process.planning import Wish
from tests.process.stage import Stage, Stages

LANES, ROUNDS = 5, 5
CROWD = 30
CALLBACK = "/interactions/*/*/callback"
THERE = "SELECT people.discord_id FROM attendances JOIN people ON people.id = attendances.person_id"


def on_the_list(stage: Stage) -> list[int]:
    return sorted(discord_id for (discord_id,) in stage.ask(THERE))


def is_in(answer: Json) -> bool:
    return "checked in to" in str(answer)


async def open_card(stage: Stage) -> Message:
    """The card of a meeting that has just begun, posted by a process that is still there."""
    await stage.plan_meetings(Wish("Meeting 000", stage.wait_for_minute() + timedelta(minutes=5)))
    await (await stage.begin()).ready()
    await stage.wait_said(["Meeting 000"])
    return stage.discord.messages("announcements")[0]


async def test_whoever_was_answered_is_on_the_list_when_the_process_is_killed(
    stages: Stages,
) -> None:
    async def play(lane: int, stage: Stage) -> None:
        card = await open_card(stage)
        answered: set[int] = set()
        pressed: list[Member] = []
        for number in range(ROUNDS):
            crowd = [stage.discord.guild.add_member(f"P {number} {n}") for n in range(CROWD)]
            pressed += crowd
            fatal = 1 + (lane * ROUNDS + number) * (CROWD - 1) // (LANES * ROUNDS)
            answered |= await storm(stage, card, crowd, fatal)
            there = on_the_list(stage)
            assert answered <= set(there)
            assert len(there) == len(set(there))
            await (await stage.begin()).ready()
        replies = await press_all(stage, card, pressed)
        assert all(is_in(reply.data) for reply in replies)
        assert on_the_list(stage) == sorted(person.id for person in pressed)

    await play_at_once(stages, {f"lane {lane}": partial(play, lane) for lane in range(LANES)})


async def press_all(stage: Stage, card: Message, people: Sequence[Member]) -> list[Reply]:
    """Crowd after crowd: all at once would be too many for a slow machine."""
    replies: list[Reply] = []
    for first in range(0, len(people), CROWD):
        crowd = people[first : first + CROWD]
        replies += await asyncio.gather(*(stage.discord.press(card, "Check in", p) for p in crowd))
    return replies


async def storm(stage: Stage, card: Message, crowd: Sequence[Member], fatal: int) -> set[int]:
    """Everybody presses, and the process dies when Discord has so many answers: those whom Discord
    could tell that they are checked in."""
    running = stage.process
    assert running is not None
    answers = 0

    async def count(_: Request) -> None:
        nonlocal answers
        answers += 1
        if answers == fatal:
            await kill(running)

    stage.discord.at_request("POST", CALLBACK, "accepted", count, times=CROWD)
    presses = [
        asyncio.create_task(stage.discord.press(card, "Check in", person)) for person in crowd
    ]
    await running.killed()
    stage.restored()
    for press in presses:
        press.cancel()
    told = {person.id: stage.discord.answers_to(person) for person in crowd}
    assert sum(map(len, told.values())) >= fatal
    return {person_id for person_id, answers in told.items() if any(map(is_in, answers))}
