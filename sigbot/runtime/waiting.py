"""Wait at the start for what passes by itself: Discord is away, or a file cannot be written."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import discord
import yarl
from discord.gateway import DiscordWebSocket

from sigbot.chat.bot import SigBot
from sigbot.chat.outages import CALM, asked_pause, is_outage
from sigbot.config import SettingError
from sigbot.services.startup import StoreTakenError, StoreUnusableError, claim
from sigbot.store.database import Database
from sigbot.wording import cli as say

FIRST_WAIT_S, LONGEST_WAIT_S, LONGEST_ASKED_S = 1.0, 15.0, 300.0
FILE_WAIT_S = 1.0

T = TypeVar("T")

log = logging.getLogger(__name__)


async def claim_database(db: Database) -> None:
    """Keep other bots away from the database; wait while it can only be read.

    Raises SettingError where another bot uses it.
    """
    while True:
        try:
            return claim(db)
        except StoreTakenError:
            raise SettingError(say.DATABASE_TAKEN) from None
        except StoreUnusableError:
            log.exception("DATABASE_URL cannot be written, waiting until it can", extra=CALM)
        await asyncio.sleep(FILE_WAIT_S)


async def log_in(bot: SigBot, token: str) -> None:
    """Log in, and learn where the gateway is; wait for Discord if it is away.

    The gateway's address always comes from `GET /gateway/bot`. Raises SettingError where the token
    or the address of the API cannot be used.
    """
    await _until_answered(lambda: _log_in_anew(bot, token))
    shards, address, starts = await _until_answered(bot.http.get_bot_gateway)
    bot.processes.max_concurrency = max(1, starts["max_concurrency"])
    bot.shard_count = bot.shard_count or shards
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)


async def _until_answered(ask: Callable[[], Awaitable[T]]) -> T:
    wait = FIRST_WAIT_S
    while True:
        try:
            return await ask()
        except discord.LoginFailure:
            raise SettingError(say.TOKEN_REFUSED) from None
        except Exception as error:
            if not is_outage(error):
                raise _as_setting(error) from None
            log.warning("waiting for Discord, which does not answer", exc_info=error, extra=CALM)
            pause = max(wait, min(asked_pause(error), LONGEST_ASKED_S))
        await asyncio.sleep(pause)
        wait = min(2 * wait, LONGEST_WAIT_S)


def _as_setting(error: Exception) -> Exception:
    """Return the error to raise: an address that answers otherwise than Discord is a setting."""
    if isinstance(error, discord.HTTPException):
        return SettingError(say.API_UNREACHABLE.format(reason=f"HTTP status {error.status}"))
    return error


async def _log_in_anew(bot: SigBot, token: str) -> None:
    """Log in; close what an earlier try has opened, which discord.py would leave open."""
    await bot.http.close()
    bot.http.connector = discord.utils.MISSING
    await bot.login(token)
