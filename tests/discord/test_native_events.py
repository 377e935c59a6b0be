"""Meetings among the events of the server: made, followed, changed by hand, and taken away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from sigbot.chat import custom_ids as ids
from sigbot.domain.native_events import LOOK_FAR, LOOK_NEAR, MOST_MIRRORED, OF_A_SERIES
from sigbot.domain.notices import HELD_FOR
from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.cards import Cards
from tests.discord.test_direct import close_direct
from tests.discord.test_reach import press_in_direct
from tests.discord.world import (
    Message,
    World,
    answer,
    buttons_of,
    moment,
    say,
    text_of,
    whispered,
)

SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
STAGE, VOICE, EXTERNAL = 1, 2, 3


def events_of(world: World, *statuses: int) -> list[Any]:
    """The events of the server by their start; scheduled and running ones unless told otherwise."""
    wanted = statuses or (SCHEDULED, ACTIVE)
    everything = world.env.backend.get_guild(world.guild.id).scheduled_events.values()
    chosen = [event for event in everything if event.status in wanted]
    return sorted(chosen, key=lambda event: (starts_of(event), event.id))


def starts_of(event: Any) -> datetime:
    return datetime.fromisoformat(event.scheduled_start_time).astimezone(UTC)


async def turn_on(world: World) -> None:
    done = await world.command(world.organizer, "sig setup", events="on")
    assert "among this server's events soon" in say(done), say(done)
    await world.advance(seconds=3)


async def with_event(world: World, **options: Any) -> Any:
    """A meeting in two days, and its event."""
    await turn_on(world)
    await world.plan("Kick-off", "2026-03-04 11:00", **options)
    await world.advance(seconds=5)
    [event] = events_of(world)
    return event


async def look(world: World) -> None:
    """The time at which Discord is asked again comes."""
    await world.advance(seconds=LOOK_FAR.total_seconds() + 5)


async def test_the_next_meetings_of_a_series_are_events_of_the_server(world: World) -> None:
    await world.plan("Weekly call", "2026-03-04 11:00", repeat="weekly", link="https://x.example")
    assert events_of(world) == []
    await turn_on(world)
    events = events_of(world)
    assert [event.name for event in events] == ["Weekly call"] * OF_A_SERIES
    first = moment("2026-03-04 11:00")
    walls = [moment(f"2026-{day} 11:00") for day in ("03-04", "03-11", "03-18", "03-25", "04-01")]
    assert [starts_of(event) for event in events] == walls
    assert starts_of(events[0]) == first
    assert {event.entity_type for event in events} == {EXTERNAL}
    assert {event.entity_metadata["location"] for event in events} == {"https://x.example"}
    assert "General Meeting of Healthcare SIG" in events[0].description
    assert "https://discord.com/channels/" in events[0].description


async def test_nothing_is_sent_before_an_organizer_says_yes(world: World) -> None:
    await world.plan()
    await look(world)
    assert not world.sent("GET", "/scheduled-events")
    assert events_of(world) == []
