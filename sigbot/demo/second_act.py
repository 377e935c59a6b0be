"""The end of the demo: a rotation is adopted, and the organizer takes the calendar along."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sigbot.demo import scenario
from sigbot.demo.world import DemoError, World, answer_to, texts_of
from sigbot.domain.rotation import AlternativeLabel
from sigbot.store import community as communities
from sigbot.store import meetings
from sigbot.store import rotation as rotations

LOOKED_AFTER_S = 10
"""Seconds in which the bot makes events."""

INTERESTED = 2

_STAMP = re.compile(r"<t:(\d+):F>")


@dataclass(frozen=True, slots=True)
class SecondAct:
    """The end of the demo: the organizers put the General Meeting on rotating times.

    `before` and `suggested` are the alternatives as they are stored, `next_meeting` is the first
    meeting at a new time, and `files` are the contents of pictures by their names.
    """

    before: Mapping[str, Any]
    suggested: Mapping[str, Any]
    next_meeting: datetime
    files: dict[str, bytes]


async def adopt_rotation(world: World) -> SecondAct:
    """Let the organizer ask for suggestions, a day after the report, and adopt the first one."""
    await world.until(scenario.DECIDED)
    offered = await world.organizer.autocomplete(
        world.chat, "rotation suggest", "meeting", scenario.GENERAL
    )
    suggested = await world.command(
        world.organizer, "rotation suggest", meeting=offered[0]["value"]
    )
    alternatives = await _last_alternatives(world, offered[0]["value"])
    pressed = await world.organizer.click(answer_to(suggested), label=scenario.ADOPTED)
    adopted = texts_of(answer_to(await world.confirmed(pressed)))
    await world.env.advance_time(1)
    pictures = answer_to(suggested).attachments
    next_meeting = datetime.fromtimestamp(int(_STAMP.findall(adopted)[0]), UTC)
    return SecondAct(
        before=alternatives[AlternativeLabel.TODAY],
        suggested=alternatives[AlternativeLabel.A],
        next_meeting=next_meeting,
        files={f"rotation-{file.filename}": await file.read() for file in pictures},
    )


async def _last_alternatives(world: World, meeting_key: str) -> Mapping[str, Any]:
    """Return the alternatives last suggested for the series of a meeting, by their labels."""
    guild_id, meeting_id = world.guild.id, int(meeting_key.removeprefix("m"))
    async with world.db.read() as tx:
        community = await communities.community_of_guild(tx, guild_id)
        meeting = community and await meetings.meeting(tx, community.id, meeting_id)
        last = meeting and await rotations.last_suggestion(tx, meeting.series_id or 0)
    if not last:
        raise DemoError(meeting_key)
    return last.alternatives


async def show_events(world: World) -> list[tuple[str, datetime]]:
    """Let the organizer show the next meetings among the server's events, and two members press
    Interested; return what the events are called, and when they start."""
    await world.command(world.organizer, "sig setup", events="on")
    await world.env.advance_time(LOOKED_AFTER_S)
    made = world.env.backend.get_guild(world.guild.id).scheduled_events.values()
    events = sorted(made, key=lambda event: event.scheduled_start_time)
    if not events:
        raise DemoError(scenario.GENERAL)
    for someone in scenario.MEMBERS[1 : 1 + INTERESTED]:
        await world.people[someone.name].subscribe_event(events[0])
    return [(event.name, datetime.fromisoformat(event.scheduled_start_time)) for event in events]


async def own_calendar(world: World) -> dict[str, bytes]:
    """Return the calendar of the organizer, as they get it, by the name of its file."""
    shown = await world.command(world.organizer, "calendar")
    return {file.filename: await file.read() for file in answer_to(shown).attachments}
