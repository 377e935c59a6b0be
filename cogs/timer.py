"""Runs what is due: says what the outbox holds, and makes the next meetings of each series."""

import asyncio
import logging
import secrets
from datetime import timedelta

from discord.ext import commands, tasks

from sigbot.chat.bot import SigBot, system_time
from sigbot.chat.outbox import Courier
from sigbot.services.clocks import follow_zone_rules, rules_version
from sigbot.services.outbox import next_wake, take_over
from sigbot.services.series import extend_series

log = logging.getLogger(__name__)

SHORTEST_NAP = timedelta(milliseconds=10)
FIRST_RETRY = timedelta(seconds=1)
MOST_DOUBLINGS = 10
PATIENCE_S = 3


class Timer(commands.Cog):
    """One loop. It sleeps until the next thing is due, but never longer than the bot's longest nap:
    the wall clock may be set, and another process may have added something."""

    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._courier = Courier(bot, holder=secrets.token_hex(4))
        self._failures = 0
        self._begun = False
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
        try:
            nap = await self._work()
            while self._look_again:
                self._look_again = False
                nap = await self._work()
            self._failures = 0
        except Exception:
            nap = min(FIRST_RETRY * 2**self._failures, self.bot.longest_nap)
            self._failures = min(self._failures + 1, MOST_DOUBLINGS)
            log.exception("due work failed; trying again in %s", nap)
        self._sleep(nap)

    def _sleep(self, nap: timedelta) -> None:
        """discord.py counts an interval from when the last round was meant to be, not from now;
        both by the system's clock."""
        moment = system_time() + nap
        seconds = timedelta(seconds=self.tick.seconds or 0)
        last = (self.tick.next_iteration or moment) - seconds
        if moment < last:
            # The clock was set back, and the loop would wait until it is again what it was.
            self.tick.restart()
            return
        self.tick.change_interval(seconds=max(0.0, (moment - last).total_seconds()))

    async def _work(self) -> timedelta:
        """Do what is due, if anything is; how long nothing will be."""
        await self._begin()
        await self._run_routines()
        due = await next_wake(self.bot.db, self.bot.now())
        if due is not None and due <= self.bot.now():
            await extend_series(self.bot.db, self.bot.now())
            await self._courier.deliver_due()
            due = await next_wake(self.bot.db, self.bot.now())
        if due is None:
            return self.bot.longest_nap
        wait = max(due - self.bot.now(), self._courier.pause, SHORTEST_NAP)
        return min(wait, self.bot.longest_nap)

    async def _run_routines(self) -> None:
        """One that fails touches neither the others nor what is due."""
        for routine in self.bot.routines:
            try:
                await routine(self.bot.now())
            except Exception:
                log.exception("a routine failed; it is called again in the next round")

    async def _begin(self) -> None:
        """Once in a process: take over what was left, and follow the zone rules, which do not
        change while it runs."""
        if not self._begun:
            await take_over(self.bot.db)
            await follow_zone_rules(self.bot.db, rules_version(), self.bot.now())
            self._begun = True


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Timer(bot))
