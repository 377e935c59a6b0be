"""Meetings among the events of the server: made, followed, changed by hand, and taken away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord

from sigbot.chat import custom_ids as ids
from sigbot.chat.minutes_ids import AskAhead
from sigbot.domain.native_events import LOOK_FAR, LOOK_NEAR, MOST_MIRRORED, OF_A_SERIES
from sigbot.domain.notices import HELD_FOR
from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.cards import Cards
from tests.discord.test_direct import close_direct
from tests.discord.test_reach import press_in_direct
from tests.discord.world import (
    Message,
    World,
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


async def test_an_event_follows_its_meeting(world: World) -> None:
    """Renamed, moved, given another place; by the bot alone, and soon."""
    event = await with_event(world)
    at = {"meeting": "m1", "title": "Kick-off 2026", "place": "Room 5"}
    await world.command(world.organizer, "meeting edit", **at)
    await world.advance(seconds=5)
    assert (event.name, event.entity_metadata) == ("Kick-off 2026", {"location": "Room 5"})
    await world.command(world.organizer, "meeting edit", meeting="m1", when="2026-03-04 12:00")
    await world.advance(seconds=5)
    assert starts_of(event) == moment("2026-03-04 12:00")
    assert datetime.fromisoformat(event.scheduled_end_time) == moment("2026-03-04 13:00")
    assert [event.id for event in events_of(world)] == [event.id]


async def test_a_skipped_date_is_skipped_on_the_server_and_comes_back(world: World) -> None:
    await turn_on(world)
    await world.plan("Weekly call", "2026-03-04 11:00", repeat="weekly")
    await world.advance(seconds=5)
    skipped = events_of(world)[1]
    cancelled = await world.command(
        world.organizer, "meeting cancel", meeting="m2", reason="holiday", scope="this"
    )
    assert "cancelled" in say(cancelled).lower(), say(cancelled)
    await world.advance(seconds=5)
    assert skipped.status == CANCELED
    days = [starts_of(event).date().isoformat() for event in events_of(world)]
    assert days == ["2026-03-04", "2026-03-18", "2026-03-25", "2026-04-01", "2026-04-08"]
    await world.command(world.organizer, "meeting restore", meeting="m2")
    await world.advance(seconds=5)
    days = [starts_of(event).date().isoformat() for event in events_of(world)]
    assert days == ["2026-03-04", "2026-03-11", "2026-03-18", "2026-03-25", "2026-04-01"]
    assert skipped.status == CANCELED


async def test_a_meeting_in_a_voice_channel_is_an_event_there_which_begins_and_ends(
    world: World,
) -> None:
    room = world.guild.create_voice_channel("room")
    event = await with_event(world, place=room.mention)
    assert (event.entity_type, event.channel_id) == (VOICE, room.id)
    await world.until(moment("2026-03-04 11:00") + timedelta(seconds=5))
    assert event.status == ACTIVE
    await world.until(moment("2026-03-04 12:00") + timedelta(seconds=5))
    assert event.status == COMPLETED
    assert await world.sql("SELECT * FROM native_events") == []


async def test_the_start_of_an_event_that_has_begun_is_not_told_again(world: World) -> None:
    """Discord would refuse it; a meeting that takes longer ends later."""
    room = world.guild.create_voice_channel("room")
    event = await with_event(world, place=room.mention)
    await world.until(moment("2026-03-04 11:10"))
    await world.command(world.organizer, "meeting edit", meeting="m1", duration="90 min")
    await world.advance(seconds=5)
    assert datetime.fromisoformat(event.scheduled_end_time) == moment("2026-03-04 12:30")
    assert list(world.sent("PATCH", f"/scheduled-events/{event.id}")[-1]) == ["scheduled_end_time"]


async def test_a_stage_is_a_stage_and_a_place_may_become_another_kind(world: World) -> None:
    stage = world.guild.create_stage_channel("stage")
    event = await with_event(world, place=stage.mention)
    assert (event.entity_type, event.channel_id) == (STAGE, stage.id)
    await world.command(world.organizer, "meeting edit", meeting="m1", place="Room 5")
    await world.advance(seconds=5)
    assert (event.entity_type, event.channel_id) == (EXTERNAL, None)
    assert event.entity_metadata == {"location": "Room 5"}
    await world.command(world.organizer, "meeting edit", meeting="m1", place=stage.mention)
    await world.advance(seconds=5)
    assert (event.entity_type, event.channel_id) == (STAGE, stage.id)
    assert event.entity_metadata is None


async def test_who_is_interested_is_shown_and_is_no_answer(world: World) -> None:
    event = await with_event(world)
    assert "interested" not in text_of(world.card("Kick-off"))
    await world.ann.subscribe_event(event)
    await look(world)
    assert "1 person is interested in the server event." in text_of(world.card("Kick-off"))
    await world.ben.subscribe_event(event)
    await look(world)
    card = world.card("Kick-off")
    assert "2 people are interested in the server event." in text_of(card)
    comers = await world.ann.click(card, label="Who is coming")
    assert "Nobody has answered yet." in whispered(comers)
    assert "Interested in the server event · 2" in whispered(comers)
    assert await world.sql("SELECT * FROM rsvps") == []


# Changed by hand


def rewrite(world: World, event: Any, **changes: Any) -> None:
    """Somebody with the permission changes an event by hand."""
    world.env.backend.edit_scheduled_event(world.guild.id, event.id, changes)


def delete(world: World, event: Any) -> None:
    world.env.backend.delete_scheduled_event(world.guild.id, event.id)


async def asked(world: World, what: str) -> Message:
    """The question in the organizer's direct messages, after the next look."""
    await look(world)
    await world.advance(seconds=15)
    *_, message = world.organizer.user.dm_channel.history()
    assert what in text_of(message), text_of(message)
    return message


async def test_what_is_changed_by_hand_is_asked_about_and_not_overwritten(world: World) -> None:
    event = await with_event(world)
    rewrite(world, event, name="Party *now*")
    message = await asked(world, "the event has the name “Party *now*”.")
    assert text_of(message).startswith("**Somebody changed an event of Healthcare SIG.**")
    assert list(buttons_of(message)) == ["Put back", "Keep"]
    await world.command(world.organizer, "meeting edit", meeting="m1", place="Room 5")
    await world.advance(seconds=5)
    assert (event.name, event.entity_metadata) == ("Party *now*", {"location": "Room 5"})
    done = await press_in_direct(world, world.organizer, message, "Put back")
    assert whispered(done) == "1 event is put back as its meeting says."
    await world.advance(seconds=5)
    assert (event.name, event.entity_metadata) == ("Kick-off", {"location": "Room 5"})
    again = await press_in_direct(world, world.organizer, message, "Keep")
    assert "answered" in whispered(again)


async def test_what_is_kept_stays_until_the_meeting_itself_changes_there(world: World) -> None:
    event = await with_event(world)
    rewrite(world, event, scheduled_start_time=moment("2026-03-04 10:30").isoformat())
    message = await asked(world, "the event starts <t:")
    done = await press_in_direct(world, world.organizer, message, "Keep")
    assert whispered(done) == "1 event stays as it is now."
    before = len(world.direct(world.organizer))
    await world.command(world.organizer, "meeting edit", meeting="m1", title="Kick-off 2026")
    await look(world)
    assert (event.name, starts_of(event)) == ("Kick-off 2026", moment("2026-03-04 10:30"))
    assert len(world.direct(world.organizer)) == before
    await world.command(world.organizer, "meeting edit", meeting="m1", when="2026-03-04 12:00")
    await world.advance(seconds=5)
    assert starts_of(event) == moment("2026-03-04 12:00")


async def test_an_event_that_was_deleted_by_hand_does_not_come_back_by_itself(
    world: World,
) -> None:
    delete(world, await with_event(world))
    message = await asked(world, "the event was deleted.")
    await look(world)
    await world.command(world.organizer, "meeting edit", meeting="m1", title="Kick-off 2026")
    await world.advance(seconds=5)
    assert events_of(world) == []
    done = await press_in_direct(world, world.organizer, message, "Put back")
    assert whispered(done) == "1 event is put back as its meeting says."
    await world.advance(seconds=5)
    [event] = events_of(world)
    delete(world, event)
    message = await asked(world, "the event was deleted.")
    await press_in_direct(world, world.organizer, message, "Keep")
    await look(world)
    assert events_of(world) == []


async def test_what_is_put_back_by_hand_is_not_asked_about_any_more(world: World) -> None:
    event = await with_event(world)
    rewrite(world, event, description="Bring cake", entity_metadata={"location": "My place"})
    message = await asked(world, "the event has another description.")
    assert "the event has another place." in text_of(message)
    rewrite(world, event, entity_metadata={"location": "On this Discord server"})
    await look(world)
    [row] = await world.sql("SELECT state, held FROM native_events")
    assert row == ("asked", '["description"]')
    body = world.sent("POST", "/scheduled-events")[0]
    rewrite(world, event, description=body["description"])
    await look(world)
    assert await world.sql("SELECT state, held, asked FROM native_events") == [
        ("shown", "[]", None)
    ]
    again = await press_in_direct(world, world.organizer, message, "Put back")
    assert "answered" in whispered(again)


async def test_many_events_that_somebody_changed_are_one_question(world: World) -> None:
    await turn_on(world)
    await world.plan("Weekly call", "2026-03-04 11:00", repeat="weekly")
    await world.advance(seconds=5)
    for event in events_of(world):
        rewrite(world, event, name="Party")
    before = len(world.direct(world.organizer))
    message = await asked(world, "**Somebody changed 5 events of Healthcare SIG.**")
    assert len(world.direct(world.organizer)) == before + 1
    kept = await press_in_direct(world, world.organizer, message, "Keep")
    assert whispered(kept) == "5 events stay as they are now."
    for event in events_of(world):
        rewrite(world, event, name="Ball")
    message = await asked(world, "**Somebody changed 5 events of Healthcare SIG.**")
    back = await press_in_direct(world, world.organizer, message, "Put back")
    assert whispered(back) == "5 events are put back as their meetings say."
    await world.advance(seconds=5)
    assert {event.name for event in events_of(world)} == {"Weekly call"}


async def test_only_organizers_answer_and_who_is_none_any_more_is_not_asked(
    world: World,
) -> None:
    message = await show(world)
    world.loses_role(world.organizer, world.organizers)
    refused = await press_in_direct(world, world.organizer, message, "Keep")
    assert whispered(refused) == NOT_ORGANIZER
    before = len(world.direct(world.organizer))
    [event] = events_of(world)
    rewrite(world, event, name="Ball")
    await look(world)
    await world.advance(seconds=15)
    assert len(world.direct(world.organizer)) == before


async def test_an_organizer_with_closed_direct_messages_is_asked_beside_an_answer(
    world: World,
) -> None:
    event = await with_event(world)
    close_direct(world, world.organizer)
    rewrite(world, event, name="Party")
    await look(world)
    await world.advance(seconds=15)
    pressed = await world.command(world.organizer, "me show")
    [card] = [m for m in pressed.followups if "the event has the name “Party”" in text_of(m)]
    assert card.ephemeral
    shown = await world.command(world.organizer, "sig setup", events="on")
    assert "the event has the name “Party”" in text_of(shown.followups[-1])
    done = await world.organizer.click(shown.followups[-1], label="Put back")
    assert "1 event is put back" in say(done)
    await world.advance(seconds=5)
    assert event.name == "Kick-off"


# Asked once, turned off, and not permitted


async def test_the_checklist_asks_until_somebody_said_yes_or_no(world: World) -> None:
    asks = "Choose whether meetings appear among this server's events"
    assert asks in say(await world.command(world.organizer, "sig setup"))
    done = await world.command(world.organizer, "sig setup", events="off")
    assert say(done) == "Meetings are not shown among this server's events."
    for _ in range(2):
        assert asks not in say(await world.command(world.organizer, "sig setup"))
    shown = await world.command(world.organizer, "sig show")
    assert "Server events do not show meetings" in say(shown).replace("**", "")
    await turn_on(world)
    assert asks not in say(await world.command(world.organizer, "sig setup"))
    shown = await world.command(world.organizer, "sig show")
    assert "Server events show the next meetings" in say(shown).replace("**", "")


async def test_whoever_turns_events_off_takes_the_own_ones_away(world: World) -> None:
    await with_event(world)
    of_ann = world.guild.create_scheduled_event(
        "Picnic", start_time="2026-03-20T10:00:00+00:00", entity_type=EXTERNAL, location="Park"
    )
    of_ann.creator_id = world.ann.id
    done = await world.command(world.organizer, "sig setup", events="off")
    assert say(done) == "1 event of an upcoming meeting is removed from this server now."
    await world.advance(seconds=5)
    assert [event.name for event in events_of(world)] == ["Picnic"]
    for table in ("native_events", "event_mirrors"):
        assert await world.sql(f"SELECT * FROM {table}") == []
    await turn_on(world)
    await world.plan("Weekly call", "2026-03-05 11:00", repeat="weekly")
    await world.advance(seconds=5)
    done = await world.command(world.organizer, "sig setup", events="off")
    assert say(done) == "6 events of upcoming meetings are removed from this server now."


def may_create(world: World, *, allowed: bool) -> None:
    """Whether the bot may make events on the server; the simulation asks for another permission."""
    backend = world.env.backend
    guild = backend.get_guild(world.guild.id)
    [role_id] = guild.members[backend.bot_user.id].role_ids
    rights = discord.Permissions(guild.roles[role_id].permissions)
    rights.update(create_events=allowed, manage_events=allowed)
    backend.edit_role(world.guild.id, role_id, {"permissions": rights.value})


async def test_a_missing_permission_is_told_once_and_all_else_works(world: World) -> None:
    may_create(world, allowed=False)
    done = await world.command(world.organizer, "sig setup", events="on")
    assert "⚠️ I can't create events yet." in say(done)
    await world.plan()
    await world.advance(seconds=15)
    assert events_of(world) == []
    assert world.cards("Kick-off")
    told = "please give my role the permission Create Events"
    assert sum(told in text for text in world.direct(world.organizer)) == 1
    await world.advance(seconds=3 * HELD_FOR.total_seconds())
    assert sum(told in text for text in world.direct(world.organizer)) == 1
    may_create(world, allowed=True)
    await world.advance(seconds=HELD_FOR.total_seconds() + 5)
    assert [event.name for event in events_of(world)] == ["Kick-off"]
    may_create(world, allowed=False)
    await world.command(world.organizer, "meeting edit", meeting="m1", title="Kick-off 2026")
    await world.advance(seconds=30)
    assert sum(told in text for text in world.direct(world.organizer)) == 2


# Discord fails, and others have events, too


async def test_there_is_room_for_the_events_of_others(world: World) -> None:
    for number in range(97):
        world.guild.create_scheduled_event(
            f"Picnic {number}",
            start_time="2026-03-20T10:00:00+00:00",
            entity_type=EXTERNAL,
            location="Park",
        ).creator_id = world.ann.id
    await world.plan("Monday call", "2026-03-09 11:00", repeat="weekly")
    await world.plan("Tuesday call", "2026-03-10 11:00", repeat="weekly")
    await turn_on(world)
    own = [event.name for event in events_of(world) if "call" in event.name]
    assert own == ["Monday call", "Tuesday call", "Monday call"]
    assert MOST_MIRRORED > OF_A_SERIES


async def test_an_answer_that_was_lost_makes_no_second_event(world: World) -> None:
    """What was made and not noted is found by its mark; without that, by name and start."""
    event = await with_event(world)
    for forgotten in ("", "Nobody knows its mark"):
        await world.sql("DELETE FROM native_events")
        if forgotten:
            rewrite(world, event, description=forgotten)
        await world.away(minutes=5)
        await look(world)
        assert [each.id for each in events_of(world)] == [event.id]
    assert await world.sql("SELECT event_id FROM native_events") == [(event.id,)]


async def test_a_second_event_of_a_meeting_is_removed(world: World) -> None:
    event = await with_event(world)
    [body] = world.sent("POST", "/scheduled-events")
    second = world.guild.create_scheduled_event(
        "Kick-off",
        start_time=body["scheduled_start_time"],
        end_time=body["scheduled_end_time"],
        entity_type=EXTERNAL,
        location="Park",
        description=body["description"],
    )
    assert len(events_of(world)) == 2
    await look(world)
    assert [each.id for each in events_of(world)] == [event.id]
    assert second.id != event.id


async def test_outages_of_discord_are_waited_for(world: World) -> None:
    path = f"/guilds/{world.guild.id}/scheduled-events"
    for status in (500, 503):
        world.env.inject_error("GET", path, status=status, times=8)
    await world.command(world.organizer, "sig setup", events="on")
    await world.plan()
    await world.advance(minutes=1)
    world.mend()
    await world.advance(hours=1)
    assert [event.name for event in events_of(world)] == ["Kick-off"]


async def test_what_discord_refuses_is_told_and_tried_again_when_it_differs(world: World) -> None:
    path = f"/guilds/{world.guild.id}/scheduled-events"
    world.env.inject_error("POST", path, status=400, code=50035, times=1)
    await turn_on(world)
    await world.plan()
    await world.advance(seconds=15)
    assert "Discord did not accept the event of **Kick-off**" in world.direct(world.organizer)[-1]
    await look(world)
    assert events_of(world) == []
    await world.command(world.organizer, "meeting edit", meeting="m1", title="Start")
    await world.advance(seconds=5)
    assert [event.name for event in events_of(world)] == ["Start"]


async def test_a_server_that_is_full_is_tried_again_without_a_word(world: World) -> None:
    path = f"/guilds/{world.guild.id}/scheduled-events"
    world.env.inject_error("POST", path, status=400, code=30038, times=1)
    await turn_on(world)
    await world.plan()
    await world.advance(seconds=15)
    assert events_of(world) == []
    await look(world)
    assert [event.name for event in events_of(world)] == ["Kick-off"]
    assert world.direct(world.organizer) == []


async def test_an_event_that_is_gone_when_it_is_written_is_asked_about(world: World) -> None:
    event = await with_event(world)
    path = f"/guilds/{world.guild.id}/scheduled-events/{event.id}"
    world.env.inject_error("PATCH", path, status=404, code=10070, times=1)
    await world.command(world.organizer, "meeting edit", meeting="m1", title="Start")
    await world.advance(seconds=5)
    assert world.logged == []
    delete(world, event)
    assert await asked(world, "the event was deleted.")


async def test_a_meeting_that_is_put_off_while_it_runs_gets_another_event_at_once(
    world: World,
) -> None:
    room = world.guild.create_voice_channel("room")
    event = await with_event(world, place=room.mention)
    await world.until(moment("2026-03-04 11:10"))
    asks = await world.command(
        world.organizer, "meeting edit", meeting="m1", when="2026-03-05 11:00"
    )
    assert "2026" in say(asks) or "<t:" in say(asks)
    await world.advance(seconds=10)
    assert event.status == COMPLETED
    assert [starts_of(each) for each in events_of(world)] == [moment("2026-03-05 11:00")]


async def test_a_channel_in_which_no_event_may_be_is_named_in_it(world: World) -> None:
    path = f"/guilds/{world.guild.id}/scheduled-events"
    world.env.inject_error("POST", path, status=403, code=50013, times=1)
    room = world.guild.create_voice_channel("room")
    event = await with_event(world, place=room.mention)
    assert (event.entity_type, event.entity_metadata) == (EXTERNAL, {"location": room.mention})
    await look(world)
    assert event.entity_type == EXTERNAL
    assert world.direct(world.organizer) == []


async def test_a_meeting_soon_is_looked_at_more_often(world: World) -> None:
    event = await with_event(world)
    await world.until(moment("2026-03-03 12:00"))
    await look(world)
    await world.ann.subscribe_event(event)
    await world.advance(seconds=LOOK_NEAR.total_seconds() + 5)
    assert await world.sql("SELECT interested FROM native_events") == [(1,)]


async def show(world: World) -> Message:
    """The question about an event that somebody renamed."""
    event = await with_event(world)
    rewrite(world, event, name="Party")
    return await asked(world, "Party")


GUILD = 1478029108838400015
"""The simulated server, which has the same id in every run."""

CARDS = Cards(
    {
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:ask:1": AskAhead(1),
        f"sig:events_back:{GUILD}.1": ids.PutEventsBack(GUILD, 1),
        f"sig:events_keep:{GUILD}.1": ids.KeepEvents(GUILD, 1),
    },
    show,
)
