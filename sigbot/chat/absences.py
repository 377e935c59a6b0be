"""Finds out which servers removed the bot while it was not connected.

Discord tells of a removal only while a bot is connected. A server that a new session does not name,
neither as available nor as one in an outage, is asked about.
"""

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import discord

from sigbot.chat.bot import SigBot
from sigbot.chat.outages import CALM
from sigbot.chat.pace import patiently
from sigbot.chat.servers import Servers
from sigbot.domain.processes import Shards
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.services import removals
else:
    removals = later("sigbot.services.removals")

UNKNOWN_GUILD, MISSING_ACCESS = 10004, 50001
"""Discord's codes for a server on which the bot is not."""

PAUSE_S, LONGEST_PAUSE_S = 1.0, 900.0
"""Between two questions; it doubles as long as Discord gives no answer."""

log = logging.getLogger(__name__)


async def is_on_server(bot: SigBot, guild_id: int) -> bool:
    """Ask Discord whether the bot is on a server. Raises whatever is no answer to that."""
    try:
        async with patiently():
            await bot.http.get_guild(guild_id, with_counts=False)
    except (discord.NotFound, discord.Forbidden) as refusal:
        if refusal.code not in (UNKNOWN_GUILD, MISSING_ACCESS):
            raise
        return False
    return True


class Absences:
    """Follows which servers the sessions of this process name, and asks about those they do not."""

    def __init__(self, bot: SigBot) -> None:
        self._bot = bot
        self._shards: dict[int, int] = {}
        """Shard → how many shards its session has in all."""
        self._listed: dict[int, set[int]] = {}
        """Shard → the servers that its session has named."""
        self._open: dict[int, None] = {}
        """Servers that are to be asked about, in order."""
        self._asking: asyncio.Task[None] | None = None
        self._servers = Servers(bot)
        self._follow_sessions()

    def _follow_sessions(self) -> None:
        """Read the servers of each new session before the library does.

        It keeps servers of earlier sessions, too, so that its own list does not tell.
        """
        parsers: dict[str, Any] = self._bot._connection.parsers  # noqa: SLF001  (no event has them)
        parse = parsers["READY"]

        def ready(data: Any) -> None:
            shard_id, count = data.get("shard") or (0, 1)
            self._shards[shard_id] = count
            self._listed[shard_id] = {int(guild["id"]) for guild in data["guilds"]}
            parse(data)

        parsers["READY"] = ready

    def note_there(self, guild_id: int) -> None:
        """Note that Discord has told of a server that the bot is on."""
        self._open.pop(guild_id, None)
        self._servers.note([guild_id], is_there=True)

    def note_removed(self, guild_id: int) -> None:
        """Note that Discord has told that a server removed the bot."""
        self._open.pop(guild_id, None)
        for listed in self._listed.values():
            listed.discard(guild_id)
        self._servers.note([guild_id], is_there=False)

    async def look(self, shard_id: int) -> None:
        """Note the servers that the session of a shard names, and begin to ask about others."""
        if shard_id not in self._listed:
            return
        self._servers.note(self._listed[shard_id], is_there=True)
        await self._servers.noted()
        bot, own = self._bot, Shards((shard_id,), self._shards[shard_id])
        missing = await removals.missing(bot.db, bot.own_id, own, self._listed[shard_id])
        self._open |= dict.fromkeys(missing)
        if self._open and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._ask_all())

    def stop(self) -> None:
        self._servers.stop()
        if self._asking:
            self._asking.cancel()

    async def _ask_all(self) -> None:
        """Ask about one server after the other, slowly; never raises."""
        await self._bot.wait_until_ready()
        pause = PAUSE_S
        while self._open:
            guild_id = next(iter(self._open))
            try:
                await self._ask(guild_id)
            except Exception as error:
                log.warning("no answer about server %d", guild_id, exc_info=error, extra=CALM)
                pause = min(2 * pause, LONGEST_PAUSE_S)
                if guild_id in self._open:  # others first
                    self._open[guild_id] = self._open.pop(guild_id)
            else:
                pause = PAUSE_S
                self._open.pop(guild_id, None)
            await asyncio.sleep(pause)

    async def _ask(self, guild_id: int) -> None:
        """Ask about a server, and note that it removed the bot, unless Discord told of it since."""
        bot = self._bot
        if await is_on_server(bot, guild_id) or guild_id not in self._open:
            return
        self._servers.note([guild_id], is_there=False)
        log.warning("server %d removed the bot while it was not connected", guild_id)
