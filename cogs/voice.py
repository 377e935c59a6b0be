"""Who is in the voice channel or on the stage of a meeting, noted for its attendance."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from sigbot.chat.bot import SigBot
from sigbot.domain.voice import Heard, VoiceMeeting
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.services import voice
else:
    voice = later("sigbot.services.voice")

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
"""Members whom Discord describes in one answer."""

LOOK_EVERY = timedelta(seconds=30)
"""How often to look: events tell moves at once, but none while there is no connection."""


def hears(state: discord.VoiceState) -> bool:
    """Return whether a member hears the channel they are in; someone deafened does not."""
    return state.channel is not None and not state.self_deaf and not state.deaf


class Voice(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._looked_at: datetime | None = None
        self._asking: asyncio.Task[None] | None = None
        self._names: dict[tuple[int, int], Heard | None] = {}
        """By the ids of server and member; None for a bot."""
        bot.each_round(self.look)

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, _before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        if member.bot:
            return
        now, guild_id = self.bot.now(), member.guild.id
        person = Heard(member.id, member.display_name)
        channel_id = after.channel.id if after.channel and hears(after) else None
        for meeting in await voice.watched_meetings(self.bot.db, now):
            if meeting.guild_id == guild_id:
                here = meeting.channel_id == channel_id
                await voice.note_move(self.bot.db, meeting, person, now, here=here)
                self.bot.wake()

    async def look(self, now: datetime) -> None:
        """Note who is in the channels of running meetings, once in LOOK_EVERY."""
        if self._looked_at and self._looked_at <= now < self._looked_at + LOOK_EVERY:
            return
        self._looked_at = now
        watched = await voice.watched_meetings(self.bot.db, now)
        if not watched:
            self._names.clear()
        there = ((meeting, self._people_in(meeting)) for meeting in watched)
        await voice.take_all_stock(
            self.bot.db,
            [(meeting, people) for meeting, people in there if people is not None],
            self.bot.now(),
        )

    def _people_in(self, meeting: VoiceMeeting) -> Collection[Heard] | None:
        """Return the people who hear a meeting's channel, None if Discord does not tell.

        Asks Discord for the names that are not known yet; they come later.
        """
        guild = self.bot.get_guild(meeting.guild_id)
        channel = guild.get_channel(meeting.channel_id) if guild and not guild.unavailable else None
        if not isinstance(channel, discord.VoiceChannel | discord.StageChannel):
            return None
        ids = [member_id for member_id, state in channel.voice_states.items() if hears(state)]
        nameless = [
            member_id for member_id in ids if (channel.guild.id, member_id) not in self._names
        ]
        if nameless and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._ask(channel.guild, nameless))
            self._asking.add_done_callback(_log_failure)
        people = [
            self._names.get((channel.guild.id, member_id), Heard(member_id, None))
            for member_id in ids
        ]
        return [person for person in people if person]

    async def _ask(self, guild: discord.Guild, ids: Sequence[int]) -> None:
        """Ask Discord for the names of members, then look again; voice states have only ids."""
        for begin in range(0, len(ids), MOST_AT_ONCE):
            asked = list(ids[begin : begin + MOST_AT_ONCE])
            for member in await guild.query_members(user_ids=asked, limit=MOST_AT_ONCE):
                person = None if member.bot else Heard(member.id, member.display_name)
                self._names[guild.id, member.id] = person
        self._looked_at = None
        self.bot.wake()


def _log_failure(asking: asyncio.Task[None]) -> None:
    """Log that names did not come; the next look asks for them again."""
    if not asking.cancelled() and (error := asking.exception()):
        log.warning("names of members in a voice channel did not come: %r", error)


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Voice(bot))
