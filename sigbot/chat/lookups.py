"""Asks the registries for works that were shared, and fills in what they say."""

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from discord.ext import tasks

from sigbot.chat.bot import SigBot
from sigbot.chat.outages import CALM
from sigbot.domain.refusals import StoreBusyError, StoreOutError
from sigbot.domain.registries import Registry
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot import registries
    from sigbot.services import works
else:
    registries = later("sigbot.registries")
    works = later("sigbot.services.works")

log = logging.getLogger(__name__)


class Lookups:
    """Looks for works to ask for when one was shared, and every longest nap of the bot.

    All processes share the pace of a registry, and each question is asked by one of them.
    """

    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._look: asyncio.Task[None] | None = None
        self._look_again = False

    def start(self) -> None:
        """Begin to look, where any registry is turned on."""
        if self.bot.open_registries:
            self.bot.look_up = self.look_up
            self.tick.change_interval(seconds=self.bot.longest_nap.total_seconds())
            self.tick.start()

    async def stop(self) -> None:
        """End; a question that is being asked is taken up when its lease ends."""
        self.tick.cancel()
        if self._look:
            self._look.cancel()
            await asyncio.wait({self._look})

    @tasks.loop()
    async def tick(self) -> None:
        self.look_up()

    @tick.before_loop
    async def _connected(self) -> None:
        await self.bot.wait_until_ready()

    def look_up(self) -> None:
        """Look for works to ask for now, or once more after the look that is running."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._do_what_is_due())
        else:
            self._look_again = True

    async def _do_what_is_due(self) -> None:
        """Ask for all works that are due, and fill in what is said of them. Never raises."""
        try:
            self._look_again = True
            while self._look_again:
                self._look_again = False
                await self._fill()
                await self._ask_all()
        except (StoreBusyError, StoreOutError) as trouble:
            log.warning("works wait for the database", exc_info=trouble, extra=CALM)
        except Exception:
            log.exception("works could not be asked for")

    async def _ask_all(self) -> None:
        due = [registry for registry in Registry if await self._is_due(registry)]
        if not due or not self.bot.open_registries:
            return
        pace = registries.SharedPace(self._take_turn, self._leave_alone)
        async with self.bot.open_registries(pace) as opened:
            turned_on = [registry for registry in due if registry in opened.turned_on]
            await asyncio.gather(*(self._serve(opened, registry) for registry in turned_on))

    async def _is_due(self, registry: Registry) -> bool:
        now = self.bot.now()
        due = await works.next_lookup(self.bot.db, registry, now)
        return due is not None and due <= now

    async def _take_turn(self, registry: Registry, interval: timedelta) -> timedelta | None:
        return await works.take_turn(self.bot.db, registry, self.bot.now(), interval)

    async def _leave_alone(self, registry: Registry, rest: timedelta) -> None:
        await works.leave_alone(self.bot.db, registry, self.bot.now() + rest)

    async def _serve(self, opened: "registries.Asked", registry: Registry) -> None:
        """Ask a registry for the works that are due, one after the other."""
        while await self._is_due(registry):
            lookup = await works.take_lookup(self.bot.db, registry, self.bot.now())
            if lookup is None:  # another process was faster
                return
            await self._ask(opened, lookup)
            await self._fill()

    async def _ask(self, opened: "registries.Asked", lookup: "works.Lookup") -> None:
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
        """Fill the items of which a registry has said something new; ask for what they lead to."""
        while await works.fill_next(self.bot.db, self.bot.now()):
            self._look_again = True
            self.bot.wake()
