"""Events of the server made by the real process: killed in the middle, with lost answers, and by
hand. The bodies of all requests are what Discord's document says.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import pytest

from sigbot.domain.native_events import LEASE, LOOK_AFTER, LOOK_FAR, OF_A_SERIES
from sigbot.domain.notices import HELD_FOR
from tests.discord.openapi import checker
from tests.local_discord import LOST, Moment, Request, ScheduledEvent
from tests.local_discord.events import ACTIVE, CANCELED, COMPLETED, CREATE_EVENTS, IN_VOICE
from tests.process.lanes import kill, play_at_once
from tests.process.running import Running
from tests.process.stage import Stage, Stages, titles

EVENTS = "/guilds/*/scheduled-events"
ROUNDS = 4


async def turn_on(stage: Stage, events: str = "on") -> None:
    await stage.discord.interact("sig setup", {"events": events})


async def begin(stage: Stage, wanted: list[str]) -> Running:
    """A process that has made events of these meetings."""
    await stage.plan(wanted)
    running = await (await stage.begin()).ready()
    await turn_on(stage)
    await stage.wait_until(lambda: len(stage.discord.events()) == len(wanted))
    return running


async def look(stage: Stage) -> None:
    """The next look comes, and ends; any setup lets the process see what time it is."""
    before = len(looks(stage))
    stage.pass_time(LOOK_FAR)
    await wake(stage)
    await stage.wait_until(lambda: len(looks(stage)) > before)
    await released(stage)


async def wake(stage: Stage) -> None:
    """Let the process look what is due."""
    await stage.discord.interact("sig setup", {"report_every": "quarter"})


async def released(stage: Stage) -> None:
    """No look is at work."""
    held = "SELECT * FROM event_mirrors WHERE leased_by IS NOT NULL"
    await stage.look_until(lambda: not stage.ask(held), "a look has no end")


def looks(stage: Stage) -> list[Request]:
    """Requests for the list of events, with an answer."""
    asked = [each for each in stage.discord.requests if each.path.endswith("/scheduled-events")]
    return [each for each in asked if each.method == "GET" and each.status != LOST]


def check_bodies(stage: Stage) -> None:
    judge = checker()
    if judge is None:
        pytest.skip("Discord's OpenAPI document is not beside this repository")
    sent = [each for each in stage.discord.requests if "/scheduled-events" in each.path]
    problems = [judge.problems(each.method, each.path, each.body) for each in sent]
    assert [each for each in problems if each] == []
    assert {each.method for each in sent} >= {"GET", "POST"}


def check_once(stage: Stage, wanted: Iterable[str]) -> None:
    names = Counter(event.name for event in stage.discord.events())
    assert names == Counter(wanted)


@pytest.mark.parametrize("moment", ["before", "accepted"])
async def test_killed_while_events_are_made_none_is_lost_and_none_twice(
    stages: Stages, moment: Moment
) -> None:
    async def play(stage: Stage) -> None:
        wanted = titles(ROUNDS + 2)
        await stage.plan(wanted)
        await (await stage.begin()).ready()
        met: set[str] = set()

        async def die(request: Request) -> None:
            name = request.body["name"]
            if len(met) < ROUNDS and name not in met and stage.process:
                met.add(name)
                await kill(stage.process)

        stage.discord.at_request("POST", EVENTS, moment, die, times=100)
        await turn_on(stage)
        for number in range(ROUNDS):
            assert stage.process
            await stage.process.killed()
            assert len(met) == number + 1
            stage.pass_time(LEASE if number % 2 else timedelta(seconds=1))
            await stage.begin()
        await stage.wait_until(lambda: len(stage.discord.events()) >= len(wanted))
        await released(stage)
        check_once(stage, wanted)
        check_bodies(stage)

    await play_at_once(stages, {"lane": play})


async def test_lost_answers_and_outages_double_nothing(stage: Stage) -> None:
    wanted = titles(5)
    await stage.plan(wanted)
    fail = stage.discord.fail
    fail("POST", EVENTS, LOST, times=1, after_accept=True)
    fail("POST", EVENTS, 503, times=1)
    fail("GET", EVENTS, 429, times=1, headers={"Via": None})
    running = await (await stage.begin()).ready()
    await turn_on(stage)
    for _ in range(8):
        stage.pass_time(timedelta(minutes=20))
        await wake(stage)
        await released(stage)
    await stage.wait_until(lambda: len(stage.discord.events()) >= len(wanted))
    await look(stage)
    check_once(stage, wanted)
    check_bodies(stage)
    assert (await running.end()).code == 0


async def test_a_look_that_waits_longer_than_its_lease_is_not_begun_anew(stage: Stage) -> None:
    wanted = titles(3)
    await stage.plan(wanted)
    running = await (await stage.begin()).ready()

    async def wait(_: Request) -> None:
        stage.pass_time(2 * LEASE)
        await wake(stage)
        await asyncio.sleep(1)

    stage.discord.at_request("POST", EVENTS, "before", wait, times=1)
    await turn_on(stage)
    await stage.wait_until(lambda: len(stage.discord.events()) >= len(wanted))
    await look(stage)
    check_once(stage, wanted)
    sent = [each.body for each in stage.discord.requests if each.path.endswith("scheduled-events")]
    assert Counter(body["name"] for body in sent if body) == Counter(wanted)
    assert (await running.end()).code == 0


async def test_a_request_that_the_library_repeats_leaves_no_second_event(stage: Stage) -> None:
    """Discord made the event, and said that it failed."""
    wanted = titles(3)
    await stage.plan(wanted)
    running = await (await stage.begin()).ready()
    stage.discord.fail("POST", EVENTS, 502, times=1, after_accept=True)
    await turn_on(stage)
    await stage.wait_until(lambda: len(stage.discord.events()) == len(wanted) + 1)
    await released(stage)
    stage.pass_time(LOOK_AFTER)
    await stage.wait_until(lambda: len(stage.discord.events()) == len(wanted))
    check_once(stage, wanted)
    assert (await running.end()).code == 0


async def test_a_meeting_that_is_cancelled_while_others_get_events_gets_none(
    stage: Stage,
) -> None:
    wanted = titles(3)
    await stage.plan(wanted)
    running = await (await stage.begin()).ready()

    async def cancel(_: Request) -> None:
        await stage.discord.interact("meeting cancel", {"meeting": wanted[2]})

    stage.discord.at_request("POST", EVENTS, "accepted", cancel, times=1)
    await turn_on(stage)
    await stage.wait_until(lambda: len(stage.discord.events()) == len(wanted) - 1)
    await look(stage)
    check_once(stage, wanted[:2])
    sent = [each.body for each in stage.discord.requests if each.path.endswith("scheduled-events")]
    assert wanted[2] not in [body["name"] for body in sent if body]
    assert (await running.end()).code == 0


async def test_a_skipped_date_is_skipped_and_a_moved_one_moves(stage: Stage) -> None:
    running = await begin(stage, [])
    when = (stage.now + timedelta(days=2)).strftime("%Y-%m-%d 11:00")
    series = {"title": "Weekly", "when": when, "repeat": "weekly", "place": "Room 1"}
    await stage.discord.interact("meeting schedule", series)
    await stage.wait_until(lambda: len(stage.discord.events()) == OF_A_SERIES)
    first, second, third, *_ = stage.discord.events()
    await stage.discord.interact("meeting cancel", {"meeting": "m2", "scope": "this"})
    await stage.wait_until(lambda: second.status == CANCELED)
    await stage.wait_until(lambda: len(stage.discord.events()) == OF_A_SERIES)
    goal = third.starts_at + timedelta(hours=1)
    moved = {"meeting": "m3", "when": f"{goal:%Y-%m-%d %H:%M} UTC"}
    await stage.discord.interact("meeting edit", moved)
    await stage.wait_until(lambda: third.starts_at == goal)
    assert stage.discord.events()[0] is first
    await stage.discord.interact("meeting restore", {"meeting": "m2"})
    starts = second.starts_at
    await stage.wait_until(lambda: starts in [e.starts_at for e in stage.discord.events()])
    await turn_on(stage, "off")
    await stage.wait_until(lambda: not stage.discord.events())
    check_bodies(stage)
    assert (await running.end()).code == 0


async def test_a_meeting_in_a_channel_begins_and_ends_there(stage: Stage) -> None:
    running = await begin(stage, [])
    room = stage.discord.guild.channel("meeting room")
    when = (stage.now + timedelta(days=2)).strftime("%Y-%m-%d 11:00")
    wish = {"title": "Spoken", "when": when, "place": f"<#{room.id}>"}
    await stage.discord.interact("meeting schedule", wish)
    await stage.wait_until(lambda: len(stage.discord.events()) == 1)
    [event] = stage.discord.events()
    assert (event.body["entity_type"], event.body["channel_id"]) == (IN_VOICE, str(room.id))
    assert event.ends_at
    for status, moment in ((ACTIVE, event.starts_at), (COMPLETED, event.ends_at)):
        await released(stage)
        stage.pass_time_until(moment + timedelta(seconds=1))
        await wake(stage)
        goal = status
        await stage.wait_until(lambda: event.status == goal)  # noqa: B023  (awaited at once)
    check_bodies(stage)
    assert (await running.end()).code == 0


def delete(stage: Stage, event: ScheduledEvent) -> None:
    """Somebody deletes an event by hand."""
    del stage.discord.world.events[stage.discord.guild.id][event.id]


async def test_what_somebody_did_while_the_process_was_away_is_asked(stage: Stage) -> None:
    wanted = titles(3)
    running = await begin(stage, wanted)
    await released(stage)
    assert (await running.end()).code == 0
    renamed, deleted, kept = stage.discord.events()
    renamed.body["name"] = "Party"
    delete(stage, deleted)
    running = await (await stage.begin()).ready()
    await look(stage)
    stage.pass_time(timedelta(seconds=20))
    await wake(stage)
    olga = next(iter(stage.discord.guild.members.values()))
    message = await stage.discord.wait_message(stage.discord.direct(olga), "2 events")
    assert "the event has the name" in message.text
    assert "the event was deleted." in message.text
    assert [event.name for event in stage.discord.events()] == ["Party", kept.name]
    await stage.discord.press(message, "Put back", olga)
    await stage.wait_until(lambda: len(stage.discord.events()) == len(wanted))
    await stage.wait_until(lambda: renamed.name != "Party")
    check_once(stage, wanted)
    check_bodies(stage)
    assert (await running.end()).code == 0


async def test_an_event_that_somebody_made_is_used_and_follows_the_meeting(stage: Stage) -> None:
    running = await begin(stage, [])
    guild = stage.discord.guild
    room, olga = guild.channel("meeting room"), next(iter(guild.members.values()))
    starts = (stage.now + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    body = {
        "name": "Our call",
        "channel_id": str(room.id),
        "entity_type": IN_VOICE,
        "scheduled_start_time": (starts + timedelta(minutes=5)).isoformat(),
        "privacy_level": 2,
    }
    event = stage.discord.make_event(body, olga)
    wish = {"title": "Spoken", "when": f"{starts:%Y-%m-%d %H:%M} UTC", "place": f"<#{room.id}>"}
    await stage.discord.interact("meeting schedule", wish)
    await released(stage)
    stage.pass_time(timedelta(seconds=20))
    await wake(stage)
    message = await stage.discord.wait_message(stage.discord.direct(olga), "fits a meeting")
    assert (await running.end()).code == 0
    running = await (await stage.begin()).ready()
    await stage.discord.press(message, "Use it for the meeting", olga)
    await released(stage)
    assert stage.discord.events() == [event]
    later = starts + timedelta(hours=1)
    moved = {"meeting": "m1", "when": f"{later:%Y-%m-%d %H:%M} UTC"}
    await stage.discord.interact("meeting edit", moved)
    await stage.wait_until(lambda: event.starts_at == later)
    assert event.name == "Our call"
    await stage.discord.interact("meeting cancel", {"meeting": "m1"})
    await stage.wait_until(lambda: event.status == CANCELED)
    assert not [each for each in stage.discord.requests if each.method == "DELETE"]
    assert (await running.end()).code == 0


async def test_without_the_permission_all_else_works_and_it_goes_on_when_it_is_given(
    stage: Stage,
) -> None:
    wanted = titles(2)
    stage.discord.guild.denied = CREATE_EVENTS
    await stage.plan(wanted)
    running = await (await stage.begin()).ready()
    await turn_on(stage)
    await stage.wait_said(wanted)
    told = "SELECT topic FROM notices"
    await stage.look_until(lambda: stage.ask(told) == [("no_events",)], "nobody was told")
    assert stage.discord.events() == []
    stage.discord.guild.denied = 0
    stage.pass_time(HELD_FOR)
    await stage.wait_until(lambda: len(stage.discord.events()) == len(wanted))
    assert (await running.end()).code == 0
