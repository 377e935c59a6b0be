"""Notes on which servers the bot is, many at once: after a start, thousands are told one by one."""

import asyncio
import logging
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from sigbot.chat.bot import SigBot
from sigbot.chat.outages import CALM
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.services import removals
else:
    removals = later("sigbot.services.removals")

NOTED_AT_ONCE = 500
PAUSE_S = 5.0
"""Before servers that could not be noted are noted again."""

log = logging.getLogger(__name__)


class Arrivals:
    """Servers of which it is still to be noted that the bot is there.

    Notes are written one after the other: a removal that is told while others are noted is noted
    after them, and stays.
    """

    def __init__(self, bot: SigBot) -> None:
        self._bot = bot
        self._waiting: set[int] = set()
        self._turn = asyncio.Lock()
        self._noting: asyncio.Task[None] | None = None

    def add(self, guild_id: int) -> None:
        """Note soon that the bot is on a server, together with those that come meanwhile."""
        self._waiting.add(guild_id)
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._note_waiting())

    def drop(self, guild_ids: Iterable[int]) -> None:
        """Do not note servers on which the bot is not any more."""
        self._waiting.difference_update(guild_ids)

    async def note(self, guild_ids: Iterable[int]) -> None:
        """Note now that the bot is on servers. Raises what the database raises."""
        async with self._turn:
            await self._note(list(guild_ids))

    async def note_removed(self, guild_id: int) -> bool:
        """Note that a server removed the bot; return whether that is news.

        Raises what the database raises.
        """
        bot = self._bot
        self.drop([guild_id])
        async with self._turn:
            return await removals.note_removed(bot.db, guild_id, bot.own_id, bot.now())

    def stop(self) -> None:
        if self._noting:
            self._noting.cancel()

    async def _note_waiting(self) -> None:
        """Note all that wait, some at a time, until it is done; never raises."""
        while self._waiting:
            try:
                async with self._turn:
                    noted = list(islice(self._waiting, NOTED_AT_ONCE))
                    await self._note(noted)
                self._waiting.difference_update(noted)
            except Exception as error:
                log.warning("servers are noted again soon", exc_info=error, extra=CALM)
                await asyncio.sleep(PAUSE_S)

    async def _note(self, guild_ids: list[int]) -> None:
        bot = self._bot
        if await removals.note_there(bot.db, guild_ids, bot.own_id, bot.now()):
            bot.wake()
