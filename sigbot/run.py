"""Running the bot as a process: settings become objects, signals become an orderly end."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket

from sigbot.chat.bot import SigBot
from sigbot.config import SettingError, Settings, read_shards
from sigbot.logs import set_up_logging
from sigbot.services.startup import StoreUnusableError, prepare
from sigbot.store.database import Database
from sigbot.wording import cli as say

DISCORD = "https://discord.com/api/v10"


@asynccontextmanager
async def opened_database(settings: Settings) -> AsyncIterator[Database]:
    """The database of the settings. Raises SettingError when it cannot be used."""
    try:
        db = Database(settings.database_url)
    except ModuleNotFoundError:
        raise SettingError(say.DATABASE_DRIVER) from None
    try:
        yield db
    except StoreUnusableError as error:
        raise SettingError(say.DATABASE_UNUSABLE.format(reason=error)) from None
    finally:
        await db.close()


def use_api(base: str) -> None:
    """Speak to another server than Discord's; its gateway is asked for there, as ever."""
    if base != DISCORD:
        discord.http.Route.BASE = base
        # Where discord.py starts anew after a session that cannot be resumed.
        host = yarl.URL(base)
        scheme = "wss" if host.scheme == "https" else "ws"
        DiscordWebSocket.DEFAULT_GATEWAY = host.with_scheme(scheme).with_path("/gateway")


async def run_bot(settings: Settings, token: str) -> None:
    """Until a signal ends it. Raises SettingError for a token, address or database of no use."""
    set_up_logging(settings.sigbot_log, token)
    use_api(settings.sigbot_discord_api)
    shard_ids, shard_count = read_shards(settings.sigbot_shards)
    async with opened_database(settings) as db:
        await prepare(db)
        bot = SigBot(db, shard_ids=shard_ids, shard_count=shard_count)
        _close_on_signals(bot)
        try:
            async with bot:
                await bot.start(token)
        except discord.LoginFailure:
            raise SettingError(say.TOKEN_REFUSED) from None
        except (aiohttp.ClientConnectionError, discord.GatewayNotFound) as error:
            reason = type(error).__name__
            raise SettingError(say.API_UNREACHABLE.format(reason=reason)) from None


def _close_on_signals(bot: SigBot) -> None:
    """SIGTERM and Ctrl+C let what is being handled come to its end first."""
    loop = asyncio.get_running_loop()
    closing: set[asyncio.Task[None]] = set()

    def close() -> None:
        if not closing:
            closing.add(asyncio.ensure_future(bot.drain_and_close()))

    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers
            loop.add_signal_handler(name, close)
