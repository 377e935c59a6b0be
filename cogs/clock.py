"""Runs what is due: says what the outbox holds, and makes the next meetings of each series."""

import asyncio
import logging
import secrets
from datetime import datetime, timedelta

from discord.ext import commands, tasks

from sigbot.chat.bot import SigBot
from sigbot.chat.outbox import deliver_due
from sigbot.services.meetings import extend_series
from sigbot.services.outbox import next_wake

log = logging.getLogger(__name__)

SHORTEST_NAP = timedelta(milliseconds=10)
PATIENCE_S = 3


class Clock(commands.Cog):
    """One loop. It sleeps until the next thing is due, but never longer than the bot's longest nap:
    the wall clock may be set, and another process may have added something."""

    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._holder = secrets.token_hex(4)
        self._look: asyncio.Task[None] | None = None
        self._look_again = False

    async def cog_load(self) -> None:
        self.bot.wake = self.wake
        self.tick.start()

    async def cog_unload(self) -> None:
        """What is being said or kept comes to its end first, within reason."""
        if self._look:
            await asyncio.wait({self._look}, timeout=PATIENCE_S)
        self.tick.cancel()

    def wake(self) -> None:
        """Something is due sooner than was known: look now, or once more after the running look."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._do_what_is_due())
        else:
            self._look_again = True

    @tasks.loop(seconds=SHORTEST_NAP.total_seconds())
    async def tick(self) -> None:
        self.wake()
        if self._look:
            # Shielded, as ending the loop shall not cut off a transaction.
            await asyncio.shield(self._look)

    @tick.before_loop
    async def _connected(self) -> None:
        await self.bot.wait_until_ready()

    async def _do_what_is_due(self) -> None:
        """Never raises: an exception would end the loop for good."""
        nap = self.bot.longest_nap
        try:
            nap = await self._work()
            while self._look_again:
                self._look_again = False
                nap = await self._work()
        except Exception:
            log.exception("due work failed; trying again in %s", nap)
        self._sleep_until(self.bot.now() + nap)

    def _sleep_until(self, moment: datetime) -> None:
        """discord.py counts an interval from when the last round was meant to be, not from now."""
        seconds = timedelta(seconds=self.tick.seconds or 0)
        last = (self.tick.next_iteration or moment) - seconds
        self.tick.change_interval(seconds=max(0.0, (moment - last).total_seconds()))

    async def _work(self) -> timedelta:
        """Do what is due, if anything is; how long nothing will be."""
        due = await next_wake(self.bot.db)
        if due is not None and due <= self.bot.now():
            await extend_series(self.bot.db, self.bot.now())
            await deliver_due(self.bot, self._holder)
            due = await next_wake(self.bot.db)
        if due is None:
            return self.bot.longest_nap
        return max(SHORTEST_NAP, min(due - self.bot.now(), self.bot.longest_nap))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Clock(bot))
