"""Upkeep that deletes: what is old, and communities whose server removed the bot a month ago."""

from datetime import datetime, timedelta

import aiohttp
import discord

from sigbot.chat.absences import is_on_server
from sigbot.chat.bot import SigBot
from sigbot.domain.sweeping import ASKED_AGAIN, SWEEP_EVERY, Swept
from sigbot.services import removals, sweeping

FIRST = timedelta(minutes=5)
"""How long after the start the first look is: people come first."""


class Sweeper:
    """Takes the steps one after the other, and rests until the next look is due."""

    def __init__(self, bot: SigBot) -> None:
        self._bot = bot
        self._next_at = bot.now() + FIRST
        self._left: list[Swept] | None = None
        self._asked: dict[int, datetime] = {}
        """By the id of a server: when Discord may be asked about it again."""

    def next_at(self, now: datetime) -> datetime:
        """Return when the next look is due.

        A moment too far ahead does not count: it is from before the clock was set back.
        """
        return self._next_at if self._next_at <= now + SWEEP_EVERY else now

    async def step(self) -> int | None:
        """Delete some rows; return how many, None where nothing is due.

        Raises what the database and Discord raise.
        """
        now = self._bot.now()
        if now < self.next_at(now):
            return None
        if self._left is None:
            self._left = await sweeping.old_kinds(self._bot.db, now)
        while self._left:
            if swept := await sweeping.sweep(self._bot.db, self._left[0], now):
                return swept
            self._left.pop(0)
        erased = await self._erase(now)
        if erased is None:
            self._left, self._next_at = None, now + SWEEP_EVERY
        return erased

    async def _erase(self, now: datetime) -> int | None:
        """Erase some rows of a community that was removed; return how many, None without any."""
        erased = await removals.erase_next(self._bot.db)
        if erased is not None:
            return erased
        for guild_id in await removals.long_removed(self._bot.db, self._bot.own_id, now):
            if now >= self._asked.get(guild_id, now):
                self._asked[guild_id] = now + ASKED_AGAIN
                await self._settle(guild_id, now)
                return 0
        return None

    async def _settle(self, guild_id: int, now: datetime) -> None:
        """Ask Discord once more whether a server removed the bot, and do what follows.

        Where Discord does not say, ask again later.
        """
        bot = self._bot
        try:
            is_there = await is_on_server(bot, guild_id)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            return
        if is_there:
            await removals.note_there(bot.db, [guild_id], bot.own_id, now)
        else:
            await removals.give_up(bot.db, guild_id)
