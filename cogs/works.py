"""Asks the registries for works that were shared, and fills in what they say."""

import asyncio
import logging
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

from discord.ext import commands

from sigbot.chat.bot import SigBot
from sigbot.domain.registries import Registry
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot import registries
    from sigbot.services import works
else:
    registries = later("sigbot.registries")
    works = later("sigbot.services.works")

log = logging.getLogger(__name__)

LONGEST_REST_S = 60.0
"""How long to rest where nothing is to be asked: another process may have got something."""

SHORTEST_REST_S = 0.05
AFTER_AN_ERROR_S = 10.0


class Works(commands.Cog):
    """A loop for each registry that is turned on, and none where no registry is.

    All processes share the pace of a registry, and each question is asked by one of them.
    """

    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._asking: asyncio.Task[None] | None = None
        self._wanted: dict[Registry, asyncio.Event] = {}

    async def cog_load(self) -> None:
        turned_on = self.bot.registries and any(self.bot.registries.bases.values())
        if turned_on:
            self.bot.look_up = self.look_up
            self._asking = asyncio.create_task(self._ask_all())

    async def cog_unload(self) -> None:
        """End the loops; a question that is being asked is taken up when its lease ends."""
        if self._asking:
            self._asking.cancel()
            await asyncio.wait({self._asking})

    def look_up(self) -> None:
        """Look for works to ask for now."""
        for wanted in self._wanted.values():
            wanted.set()

    async def _ask_all(self) -> None:
        await self.bot.wait_until_ready()
        chosen = self.bot.registries
        assert chosen is not None  # noqa: S101  (looked at when this was started)
        async with AsyncExitStack() as stack:
            pace = registries.SharedPace(self._take_turn, self._leave_alone)
            opened = await stack.enter_async_context(
                registries.open_registries(pace, chosen.bases, chosen.contact)
            )
            self._wanted = {registry: asyncio.Event() for registry in opened.turned_on}
            await asyncio.gather(*(self._serve(opened, registry) for registry in self._wanted))

    async def _take_turn(self, registry: Registry, interval: timedelta) -> timedelta | None:
        return await works.take_turn(self.bot.db, registry, self.bot.now(), interval)

    async def _leave_alone(self, registry: Registry, rest: timedelta) -> None:
        await works.leave_alone(self.bot.db, registry, self.bot.now() + rest)

    async def _serve(self, opened: "registries.Registries", registry: Registry) -> None:
        """Ask a registry what is due, for ever. Never raises."""
        while True:
            wanted = self._wanted[registry]
            wanted.clear()
            try:
                await self._fill()
                rest = await self._ask_next(opened, registry)
            except Exception:
                log.exception("%s could not be asked; trying again", registry)
                rest = AFTER_AN_ERROR_S
            if rest:
                try:
                    async with asyncio.timeout(rest):
                        await wanted.wait()
                except TimeoutError:
                    pass

    async def _ask_next(self, opened: "registries.Registries", registry: Registry) -> float:
        """Ask a registry for the work that is due first; return how long to rest, in seconds."""
        db, now = self.bot.db, self.bot.now()
        due = await works.next_lookup(db, registry, now)
        if due is None or due > now:
            left = (due - now).total_seconds() if due else LONGEST_REST_S
            return min(max(left, SHORTEST_REST_S), LONGEST_REST_S)
        lookup = await works.take_lookup(db, registry, now)
        if lookup is None:
            return 1.0  # another process was faster
        await self._ask(opened, lookup)
        return 0

    async def _ask(self, opened: "registries.Registries", lookup: "works.Lookup") -> None:
        db = self.bot.db
        try:
            work = await opened.ask(lookup.registry, lookup.work)
        except registries.RegistryBusyError as busy:
            rest = timedelta(seconds=busy.seconds)
            await works.ask_again(db, lookup, self.bot.now(), rest)
        except registries.RegistryError as error:
            log.warning("%s gave no answer: %s", lookup.registry, error.reason)
            await works.ask_again(db, lookup, self.bot.now())
        else:
            await works.keep_answer(db, lookup, work, self.bot.now())

    async def _fill(self) -> None:
        """Fill the items of which a registry has said something new."""
        filled = False
        while await works.fill_next(self.bot.db, self.bot.now()):
            filled = True
        if filled:
            self.bot.wake()
            self.look_up()


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Works(bot))
