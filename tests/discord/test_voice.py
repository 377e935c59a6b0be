"""Being in the voice channel of a meeting: who stays long enough is checked in."""

from datetime import timedelta

import discord
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import ChannelType, OverwriteType

from sigbot.wording.attendance import NEXT
from sigbot.wording.voice import HIDDEN_PLACE, SILENT_PLACE
from tests.discord.world import Person, World, raw_text, say, text_of, whispered

LOOKS = timedelta(minutes=1)
"""How often the bot looks who is there in these tests; every half a minute in the real world."""


SO_FAR = "-# Not counted yet: "
"""How the line of those begins who were too brief until now."""

BRIEF = "-# Not there long enough to count: "
"""How it begins when nobody can check in any more."""


async def shown(
    world: World, meeting: str = "m1", brief: str = SO_FAR
) -> tuple[str, list[str], str]:
    """From where they are known who were there, who they are, and who was too brief, as organizers
    see it."""
    done = await world.command(world.organizer, "attendance show", meeting=meeting)
    lines = [line for line in whispered(done).splitlines() if line.startswith("-# ")][1:]
    lines = [line for line in lines if line != NEXT]
    assert all(line.startswith(brief) for line in lines), lines
    sources, there = await world.known_from(meeting, world.organizer)
    return sources, there, "".join(lines).removeprefix(brief)


async def meet_in(
    world: World,
    place: str,
    title: str = "Call",
    when: str = "in 5 minutes",
    looks: timedelta = LOOKS,
    **options: str,
) -> None:
    """A meeting in a channel; from now on the bot looks by itself."""
    await world.schedule(title, when, place=place, **options)
    await world.restart(longest_nap=looks)


def move_unseen(world: World, person: Person, channel: simcord.ChannelHandle | None) -> None:
    """Somebody comes or goes (None) while nobody tells the bot."""
    backend = world.env.backend
    key = channel.id if channel else None
    state = backend.prepare_voice_state(world.guild.id, person.id, key)
    assert state is not None
    backend.commit_voice_state(state, broadcast=False)


async def test_ten_minutes_in_the_channel_are_a_check_in(world: World) -> None:
    room, other = (world.guild.create_voice_channel(name) for name in ("Room", "Other"))
    music = world.guild.add_member(world.env.create_user("music", bot=True))
    mods = world.guild.add_member(world.env.create_user("mo", global_name="Mo *Deaf* <@1>"))
    await meet_in(world, room.mention)
    assert f"📍 {room.mention}" in raw_text(world.card("Call"))
    for person in (world.ann, world.ben, music, mods):
        await person.join_voice(room)
    await world.advance(minutes=8)
    await mods.set_voice(self_deaf=True)
    await world.ben.join_voice(other)
    await world.advance(minutes=6, seconds=59)
    assert (await shown(world))[1] == []
    await world.advance(minutes=1, seconds=10)
    brief = "Ben Ito (3 min), Mo *Deaf* <@1> (3 min)"
    assert await shown(world) == ("1 by voice", ["Ann Lee"], brief)
    told = say(await world.command(world.ann, "attendance show", meeting="m1"))
    assert "Ann Lee" in told
    assert "Ben Ito" not in told
    assert "**1** checked in" in text_of(world.card("Call"))
    await mods.set_voice(self_deaf=False)
    await world.advance(seconds=30)
    await world.ben.join_voice(room)
    await world.advance(minutes=6, seconds=59)
    assert (await shown(world))[1] == ["Ann Lee"]
    await mods.leave_voice()
    await world.advance(seconds=1)
    await world.ben.leave_voice()
    assert await shown(world) == ("3 by voice", ["Ann Lee", "Ben Ito", "Mo *Deaf* <@1>"], "")
    await world.advance(seconds=70)
    assert "**3** checked in" in text_of(world.card("Call"))
    assert await world.sql("SELECT count(*) FROM people WHERE name = 'music'") == [(0,)]


async def test_whoever_is_there_while_the_bot_is_away_has_been_there_all_the_time(
    world: World,
) -> None:
    room = world.guild.create_voice_channel("Room")
    music = world.guild.add_member(world.env.create_user("music", bot=True))
    await meet_in(world, room.mention)
    await world.advance(minutes=5)
    for person in (world.ann, world.ben, music):
        await person.join_voice(room)
    await world.advance(minutes=5)
    move_unseen(world, world.ben, None)
    move_unseen(world, world.manager, room)
    await world.away(minutes=3, longest_nap=LOOKS)
    await world.advance(minutes=1, seconds=10)
    assert await shown(world) == ("", [], "Ann Lee (9 min), Ben Ito (5 min), Mike McCoy (1 min)")
    await world.restart(longest_nap=LOOKS)
    await world.advance(minutes=2, seconds=10)
    assert await shown(world) == ("1 by voice", ["Ann Lee"], "Ben Ito (5 min), Mike McCoy (3 min)")
    assert await world.sql("SELECT count(*) FROM people WHERE name = 'music'") == [(0,)]


async def test_a_stage_counts_by_its_link_and_nobody_is_counted_who_does_not_want_it(
    world: World,
) -> None:
    stage = world.guild.create_stage_channel("Stage")
    link = f"https://discord.com/channels/{world.guild.id}/{stage.id}"
    off = whispered(await world.command(world.ben, "me voice", count=False))
    assert off.startswith("Voice channels no longer count for you")
    await meet_in(world, "On stage", link=link)
    for person in (world.ann, world.ben, world.manager):
        await person.join_voice(stage)
        world.env.backend.set_voice_state(world.guild.id, person.id, stage.id, suppress=True)
    await world.advance(minutes=14)
    assert await shown(world) == ("", [], "Ann Lee (9 min), Mike McCoy (9 min)")
    await world.command(world.manager, "me voice", count=False)
    assert "are not noted" in say(await world.command(world.manager, "me show"))
    await world.advance(minutes=3)
    assert await shown(world) == ("1 by voice", ["Ann Lee"], "")
    assert len(await world.sql("SELECT * FROM presences")) == 1
    await world.command(world.ann, "me voice", count=False)
    assert await world.sql("SELECT * FROM presences") == []
    on = whispered(await world.command(world.ben, "me voice", count=True))
    assert on.startswith("Voice channels now count for you.")
    await world.advance(minutes=11)
    assert await shown(world) == ("2 by voice", ["Ann Lee", "Ben Ito"], "")


async def test_two_meetings_in_one_channel_are_counted_apart(world: World) -> None:
    room = world.guild.create_voice_channel("Room")
    await world.schedule("First", "in 5 minutes", place=f"in {room.mention}", duration="30")
    await meet_in(world, room.mention, "Second", "in 36 minutes", 5 * LOOKS, duration="30")
    for person in (world.ann, world.ben):
        await person.join_voice(room)
    await world.advance(minutes=35)
    await world.ben.leave_voice()
    await world.advance(minutes=9)
    both = ("2 by voice", ["Ann Lee", "Ben Ito"], "")
    assert await shown(world, "m1") == both
    assert await shown(world, "m2") == ("", [], "Ann Lee (5 min)")
    await world.manager.join_voice(room)
    await world.advance(minutes=3)
    await world.manager.leave_voice()
    await world.advance(minutes=57)
    assert await shown(world, "m1") == both
    there = ("1 by voice", ["Ann Lee"], "Mike McCoy (3 min)")
    assert await shown(world, "m2", BRIEF) == there
    minutes = await world.sql("SELECT minutes FROM attendances ORDER BY meeting_id, person_id")
    assert minutes == [(30,), (30,), (30,)]


async def test_only_the_channel_of_a_meeting_that_takes_place_is_watched(world: World) -> None:
    room, other = (world.guild.create_voice_channel(name) for name in ("Room", "Other"))
    await world.schedule("Nowhere", "in 5 minutes", place="Room 5")
    chat = f"https://discord.com/channels/{world.guild.id}/{world.chat.id}"
    await world.schedule("In text", "in 5 minutes", link=chat)
    await world.schedule("Gone", "in 5 minutes", place=room.mention)
    await world.command(world.organizer, "meeting cancel", meeting="Gone")
    await meet_in(world, other.mention, "Later", "in 3 hours", 5 * LOOKS)
    await world.ann.join_voice(room)
    await world.ben.join_voice(other)
    await world.advance(minutes=30)
    assert await world.sql("SELECT * FROM presences") == []
    assert await world.sql("SELECT * FROM people WHERE name IN ('Ann Lee', 'Ben Ito')") == []


async def test_the_community_may_ask_for_more_minutes_and_an_organizer_has_the_last_word(
    world: World,
) -> None:
    room = world.guild.create_voice_channel("Room")
    await world.command(world.manager, "sig setup", voice_minutes=20)
    await meet_in(world, room.mention)
    await world.ann.join_voice(room)
    await world.ben.join_voice(room)
    await world.advance(minutes=20)
    assert await shown(world) == ("", [], "Ann Lee (15 min), Ben Ito (15 min)")
    await world.command(world.organizer, "attendance remove", meeting="m1", member=world.ann)
    await world.ben.click(world.card("Call"), label="Check in")
    await world.advance(minutes=10)
    assert (await shown(world))[:2] == ("", ["Ben Ito"])


def hidden_room(world: World) -> str:
    """Return the mention of a voice channel that only the manager sees."""
    everybody = Overwrite(
        target_id=world.guild.id,
        type=OverwriteType.ROLE,
        allow=0,
        deny=discord.Permissions(view_channel=True).value,
    )
    manager = Overwrite(
        target_id=world.manager.id,
        type=OverwriteType.MEMBER,
        allow=discord.Permissions(view_channel=True).value,
        deny=0,
    )
    room = world.env.backend.create_channel(
        world.guild.id, "Board", type=ChannelType.VOICE, overwrites=[everybody, manager]
    )
    return f"<#{room.id}>"


async def test_a_place_is_a_voice_channel_that_the_organizer_can_see(world: World) -> None:
    room = hidden_room(world)
    link = f"https://discord.com/channels/{world.guild.id}/{room[2:-1]}"
    await world.schedule("Open", place="Room 5")
    nowhere = "<#123456789012345678>"
    for place, refusal in (
        ({"place": f"in {room}"}, HIDDEN_PLACE),
        ({"link": link}, HIDDEN_PLACE),
        ({"place": nowhere}, HIDDEN_PLACE),
        ({"place": world.chat.mention}, SILENT_PLACE),
    ):
        for command, options in (
            ("meeting schedule", {"title": "Board", "when": "in 5 minutes"}),
            ("meeting edit", {"meeting": "Open"}),
        ):
            done = await world.command(world.organizer, command, **options, **place)
            assert whispered(done) == refusal
    assert world.cards("Board") == []
    elsewhere = "https://discord.com/channels/123456789012345678/123456789012345679"
    for place in ({"link": elsewhere}, {"place": "-"}):
        await world.command(world.organizer, "meeting edit", meeting="Open", **place)
    assert [(elsewhere,)] == await world.sql("SELECT link FROM meetings WHERE title = 'Open'")
    done = await world.command(
        world.manager, "meeting schedule", title="Board", when="in 5 minutes", place=room
    )
    assert whispered(done).startswith("Scheduled")
