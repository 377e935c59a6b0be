"""Notices within seconds that the database file was deleted, and tells the log and organizers."""

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

from sigbot.chat.bot import SigBot
from sigbot.chat.outages import CALM
from sigbot.domain.refusals import StoreOutError
from sigbot.later import later
from sigbot.wording import notices as say

if TYPE_CHECKING:
    from sigbot.services import notices
else:
    notices = later("sigbot.services.notices")

LOOK_S = 1.0

log = logging.getLogger(__name__)


class Watch:
    """Looks at the database file of a bot, as long as it runs."""

    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._telling: asyncio.Task[None] | None = None

    async def watch(self) -> None:
        """Look at the file until the task is cancelled."""
        try:
            while True:
                self._look()
                await asyncio.sleep(LOOK_S)
        finally:
            if self._telling:
                self._telling.cancel()

    def _look(self) -> None:
        try:
            self.bot.db.check_there()
        except StoreOutError:
            log.exception("nothing is saved any more; stop sigbot, and put it back", extra=CALM)
            self._telling = self._telling or asyncio.create_task(self._tell())
        else:
            self._telling = None

    async def _tell(self) -> None:
        """Tell the organizers, once for each time that the file is gone."""
        await self.bot.wait_until_ready()
        try:
            organizers = await notices.organizers_of_lost_database(self.bot.db)
        except Exception:
            log.exception("the organizers cannot be told, as nobody knows any more who they are")
            return
        for organizer in organizers:
            try:
                channel = await self.bot.create_dm(discord.Object(organizer))
                await channel.send(say.DATABASE_GONE)
            except (discord.HTTPException, OSError) as error:
                log.warning("could not tell an organizer: %r", error)
