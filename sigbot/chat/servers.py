"""Notes on which servers the bot is, many at once: after a start, thousands are told one by one."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sigbot.chat.bot import SigBot
from sigbot.chat.outages import CALM
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.services import removals
else:
    removals = later("sigbot.services.removals")

PAUSE_S = 5.0
"""Before what could not be noted is noted again."""

log = logging.getLogger(__name__)


class Servers:
    """Notes one after the other what was last told of each server.

    What is told while something is noted is noted after it, together.
    """

    def __init__(self, bot: SigBot) -> None:
        self._bot = bot
        self._told: dict[int, bool] = {}
        """Server → whether the bot is there, for all that is still to be noted."""
        self._noting: asyncio.Task[None] | None = None

    def note(self, guild_ids: Iterable[int], *, is_there: bool) -> None:
        """Note soon whether the bot is on servers."""
        self._told |= dict.fromkeys(guild_ids, is_there)
        if self._told and (self._noting is None or self._noting.done()):
            self._noting = asyncio.create_task(self._note_all())

    async def noted(self) -> None:
        """Wait until everything is noted that was told, also while the database is away."""
        if self._noting:
            await asyncio.wait({self._noting})

    def stop(self) -> None:
        if self._noting:
            self._noting.cancel()

    async def _note_all(self) -> None:
        """Note everything, and again what fails; never raises."""
        while self._told:
            told, self._told = self._told, {}
            try:
                await self._note(told)
            except Exception as error:
                self._told = {**told, **self._told}  # what was told since counts
                log.warning("servers are noted again soon", exc_info=error, extra=CALM)
                await asyncio.sleep(PAUSE_S)

    async def _note(self, told: Mapping[int, bool]) -> None:
        bot = self._bot
        there = [guild_id for guild_id, is_there in told.items() if is_there]
        if there and await removals.note_there(bot.db, there, bot.own_id, bot.now()):
            bot.wake()
        for guild_id in told.keys() - set(there):
            await removals.note_removed(bot.db, guild_id, bot.own_id, bot.now())
