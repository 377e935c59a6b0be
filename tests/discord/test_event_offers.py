"""An event of the server that somebody made by hand, and that fits a meeting."""

from datetime import timedelta
from typing import Any

import discord

from sigbot.chat import custom_ids as ids
from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.cards import Cards
from tests.discord.test_native_events import (
    CANCELED,
    COMPLETED,
    EXTERNAL,
    GUILD,
    VOICE,
    delete,
    events_of,
    look,
    rewrite,
    starts_of,
    turn_on,
)
from tests.discord.test_reach import press_in_direct
from tests.discord.world import Message, World, buttons_of, moment, say, text_of, whispered

STARTS = "2026-03-04 11:00"
USE, OWN = "Use it for the meeting", "Make another event"


def made_by_hand(world: World, starts: str = STARTS, who: int | None = None, **says: Any) -> Any:
    """An organizer makes an event of the server."""
    where: dict[str, Any] = {"entity_type": EXTERNAL, "location": "Room 5"}
    event = world.guild.create_scheduled_event(
        "Our call",
        start_time=moment(starts).isoformat(),
        end_time=(moment(starts) + timedelta(hours=1)).isoformat(),
        **(where | says),
    )
    event.creator_id = who or world.organizer.id
    return event


async def asked(world: World, what: str = "Somebody made an event that fits a meeting") -> Message:
    await world.advance(seconds=20)
    *_, message = world.organizer.user.dm_channel.history()
    assert what in text_of(message), text_of(message)
    return message


async def offered(world: World, **says: Any) -> tuple[Any, Message]:
    """Somebody made an event, and then scheduled the meeting; organizers are asked."""
    event = made_by_hand(world, **says)
    await turn_on(world)
    await world.plan("Kick-off", STARTS, place="Room 5")
    return event, await asked(world)


def may_change(world: World, *, allowed: bool) -> None:
    """Whether the bot may change events that others made."""
    backend = world.env.backend
    guild = backend.get_guild(world.guild.id)
    [role_id] = guild.members[backend.bot_user.id].role_ids
    rights = discord.Permissions(guild.roles[role_id].permissions)
    rights.update(manage_events=allowed)
    backend.edit_role(world.guild.id, role_id, {"permissions": rights.value})


async def test_it_is_offered_before_there_is_a_second_one(world: World) -> None:
    event, message = await offered(world)
    assert events_of(world) == [event]
    told = text_of(message)
    heading = "**Somebody made an event that fits a meeting of Healthcare SIG.** Use it?"
    assert told.splitlines()[0] == heading
    assert "the event “Our call” starts <t:" in told
    assert list(buttons_of(message)) == [USE, OWN]
    await look(world)
    assert events_of(world) == [event]
    assert text_of(world.organizer.user.dm_channel.history()[-1]) == told, "asked once"


async def test_who_uses_it_has_an_event_that_follows_the_meeting(world: World) -> None:
    event, message = await offered(world)
    done = await press_in_direct(world, world.organizer, message, USE)
    assert whispered(done) == (
        "1 event is used for its meeting. I change it when the meeting changes."
    )
    await world.ann.subscribe_event(event)
    await look(world)
    assert events_of(world) == [event]
    assert event.name == "Our call"
    assert "1 person is interested in the server event." in text_of(world.card("Kick-off"))
    when = "2026-03-04 12:00"
    await world.command(world.organizer, "meeting edit", meeting="m1", when=when)
    await world.advance(seconds=5)
    assert (event.name, starts_of(event)) == ("Our call", moment(when))
    rewrite(world, event, name="Party")
    before = len(world.direct(world.organizer))
    await look(world)
    assert len(world.direct(world.organizer)) == before, "it is theirs to change"
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.advance(seconds=5)
    assert event.status == CANCELED
    assert await world.sql("SELECT * FROM native_events") == []


async def test_who_wants_another_one_has_both(world: World) -> None:
    event, message = await offered(world)
    done = await press_in_direct(world, world.organizer, message, OWN)
    made = "1 meeting gets an event of its own. The one that somebody made stays."
    assert whispered(done) == made
    await world.advance(seconds=5)
    assert [each.name for each in events_of(world)] == ["Our call", "Kick-off"]
    await look(world)
    assert len(events_of(world)) == 2
    again = await press_in_direct(world, world.organizer, message, USE)
    assert "answered" in whispered(again)
    await world.command(world.organizer, "sig setup", events="off")
    await world.advance(seconds=5)
    assert events_of(world) == [event]


async def test_events_off_leaves_what_somebody_made(world: World) -> None:
    event, message = await offered(world)
    await press_in_direct(world, world.organizer, message, USE)
    done = await world.command(world.organizer, "sig setup", events="off")
    assert say(done) == "Meetings are not shown among this server's events."
    await world.advance(seconds=5)
    assert events_of(world) == [event]
    assert await world.sql("SELECT * FROM event_mirrors") == []


async def test_in_a_voice_channel_it_begins_and_ends_with_the_meeting(world: World) -> None:
    room = world.guild.create_voice_channel("room")
    event = made_by_hand(world, "2026-03-04 11:10", entity_type=VOICE, location=None, channel=room)
    await turn_on(world)
    await world.plan("Kick-off", STARTS, place=room.mention)
    await press_in_direct(world, world.organizer, await asked(world), USE)
    when = "2026-03-04 11:30"
    await world.command(world.organizer, "meeting edit", meeting="m1", when=when)
    await world.advance(seconds=5)
    assert (event.name, event.channel_id, starts_of(event)) == ("Our call", room.id, moment(when))
    await world.until(moment("2026-03-04 12:30") + timedelta(seconds=5))
    assert event.status == COMPLETED


async def test_what_is_gone_is_refused_and_the_meeting_gets_its_own(world: World) -> None:
    event, message = await offered(world)
    delete(world, event)
    refused = await press_in_direct(world, world.organizer, message, USE)
    assert whispered(refused).startswith("This event is over, was deleted, or does not fit")
    await look(world)
    assert [each.name for each in events_of(world)] == ["Kick-off"]


async def test_a_cancelled_meeting_uses_none(world: World) -> None:
    event, message = await offered(world)
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    refused = await press_in_direct(world, world.organizer, message, USE)
    assert "cancelled" in whispered(refused) or "answered" in whispered(refused)
    await look(world)
    assert events_of(world) == [event]


async def test_without_the_permission_it_says_which_and_works_when_it_is_given(
    world: World,
) -> None:
    event, message = await offered(world)
    may_change(world, allowed=False)
    refused = await press_in_direct(world, world.organizer, message, USE)
    assert "give my role the permission Manage Events, then press again" in whispered(refused)
    may_change(world, allowed=True)
    await press_in_direct(world, world.organizer, message, USE)
    path = f"/guilds/{world.guild.id}/scheduled-events/{event.id}"
    world.env.inject_error("PATCH", path, status=403, code=50013, times=2)
    await world.command(world.organizer, "meeting edit", meeting="m1", when="2026-03-04 12:00")
    await world.advance(seconds=5)
    await look(world)
    assert starts_of(event) == moment(STARTS), "it is left as it is"
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.advance(seconds=5)
    assert await world.sql("SELECT * FROM native_events") == []
    assert world.direct(world.organizer)[-1] == text_of(message), "nobody is told of a permission"


async def test_only_organizers_answer(world: World) -> None:
    _, message = await offered(world)
    world.loses_role(world.organizer, world.organizers)
    for label in (USE, OWN):
        refused = await press_in_direct(world, world.organizer, message, label)
        assert whispered(refused) == NOT_ORGANIZER


async def test_several_are_one_question(world: World) -> None:
    made = [made_by_hand(world, f"2026-03-{day} 11:00") for day in ("04", "11", "18")]
    await turn_on(world)
    await world.plan("Weekly call", STARTS, repeat="weekly", place="Room 5")
    message = await asked(world, "**Somebody made 3 events that fit meetings of Healthcare SIG.**")
    assert list(buttons_of(message)) == ["Use them for the meetings", "Make other events"]
    assert len(events_of(world)) == 5
    delete(world, made.pop())
    done = await press_in_direct(world, world.organizer, message, "Use them for the meetings")
    assert "2 events are used for their meetings." in whispered(done)
    await world.advance(seconds=5)
    assert [each.name for each in events_of(world)] == ["Our call"] * 2 + ["Weekly call"] * 3


async def test_several_can_be_left_to_people(world: World) -> None:
    for day in ("04", "11"):
        made_by_hand(world, f"2026-03-{day} 11:00")
    await turn_on(world)
    await world.plan("Weekly call", STARTS, repeat="weekly", place="Room 5")
    message = await asked(world, "fit meetings of")
    done = await press_in_direct(world, world.organizer, message, "Make other events")
    assert "2 meetings get events of their own." in whispered(done)
    await world.advance(seconds=5)
    assert len(events_of(world)) == 7


async def test_an_event_of_another_bot_is_left_alone(world: World) -> None:
    other = world.env.create_user("calendar-bot", bot=True)
    made_by_hand(world, who=other.id)
    await turn_on(world)
    await world.plan("Kick-off", STARTS, place="Room 5")
    await world.advance(seconds=20)
    assert [each.name for each in events_of(world)] == ["Our call", "Kick-off"]
    assert world.direct(world.organizer) == []


async def show(world: World) -> Message:
    _, message = await offered(world)
    return message


CARDS = Cards(
    {
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        f"sig:events_use:{GUILD}.2": ids.UseEvents(GUILD, 2),
        f"sig:events_own:{GUILD}.2": ids.MakeOwnEvents(GUILD, 2),
    },
    show,
)
