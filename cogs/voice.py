"""Who is in the voice channel or on the stage of a meeting, noted for its attendance."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import discord
from discord.ext import commands

from sigbot.chat.bot import SigBot
from sigbot.domain.voice import Heard, VoiceMeeting
from sigbot.services import voice

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
"""Members that Discord tells of in one answer."""

LOOK_EVERY = timedelta(seconds=30)
"""Events tell of each move at once; looking finds what was missed while there was no connection."""


def hears(state: discord.VoiceState) -> bool:
    """Whoever is deafened is not there."""
    return state.channel is not None and not state.self_deaf and not state.deaf


class Voice(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._looked_at: datetime | None = None
        self._asking: asyncio.Task[None] | None = None
        self._names: dict[tuple[int, int], Heard | None] = {}
        """By server and member; None for a bot."""
        bot.each_round(self.look)

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, _before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        if member.bot:
            return
        now, guild_id = self.bot.now(), member.guild.id
        who = Heard(member.id, member.display_name)
        channel_id = after.channel.id if after.channel and hears(after) else None
        for meeting in await voice.watched_meetings(self.bot.db, now):
            if meeting.guild_id == guild_id:
                here = meeting.channel_id == channel_id
                await voice.note_move(self.bot.db, meeting, who, now, here=here)
                self.bot.wake()

    async def look(self, now: datetime) -> None:
        if self._looked_at and self._looked_at <= now < self._looked_at + LOOK_EVERY:
            return
        self._looked_at = now
        watched = await voice.watched_meetings(self.bot.db, now)
        if not watched:
            self._names.clear()
        for meeting in watched:
            there = self._there(meeting)
            if there is not None:
                await voice.take_stock(self.bot.db, meeting, there, self.bot.now())

    def _there(self, meeting: VoiceMeeting) -> Collection[Heard] | None:
        """Those who hear what is said in the meeting's channel; None where that is not known."""
        guild = self.bot.get_guild(meeting.guild_id)
        channel = guild.get_channel(meeting.channel_id) if guild and not guild.unavailable else None
        if not isinstance(channel, discord.VoiceChannel | discord.StageChannel):
            return None
        ids = [key for key, state in channel.voice_states.items() if hears(state)]
        strangers = [one for one in ids if (channel.guild.id, one) not in self._names]
        if strangers and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._ask(channel.guild, strangers))
            self._asking.add_done_callback(_say_failure)
        found = [self._names.get((channel.guild.id, one), Heard(one, None)) for one in ids]
        return [one for one in found if one]

    async def _ask(self, guild: discord.Guild, ids: Sequence[int]) -> None:
        """Discord tells ids only. Names come later; nothing that is due waits for them."""
        for begin in range(0, len(ids), MOST_AT_ONCE):
            asked = list(ids[begin : begin + MOST_AT_ONCE])
            for member in await guild.query_members(user_ids=asked, limit=MOST_AT_ONCE):
                who = None if member.bot else Heard(member.id, member.display_name)
                self._names[guild.id, member.id] = who
        self._looked_at = None
        self.bot.wake()


def _say_failure(asked: asyncio.Task[None]) -> None:
    """They are asked for again at the next look."""
    if not asked.cancelled() and (error := asked.exception()):
        log.warning("names of members in a voice channel did not come: %r", error)


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Voice(bot))
