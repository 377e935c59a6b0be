"""Run the bot as a process: build it from the settings, and shut it down in order on a signal."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial

import discord

from sigbot.chat.bot import SigBot
from sigbot.chat.watch import Watch
from sigbot.config import SettingError, Settings, read_shards, read_supervisor
from sigbot.domain.processes import Shards
from sigbot.domain.refusals import RefusedError
from sigbot.runtime.composition import compose_bot, registries_of
from sigbot.runtime.logs import set_up_logging
from sigbot.runtime.processes import among_others
from sigbot.runtime.secret import unlock
from sigbot.runtime.serving import served
from sigbot.runtime.supervisor import supervised
from sigbot.runtime.upgrading import bring_up
from sigbot.runtime.waiting import claim_database, log_in
from sigbot.services.startup import (
    HEAD,
    StoreNewerError,
    StoreUnusableError,
    adopt_secret,
    known_database,
    open_file,
)
from sigbot.store.database import Database
from sigbot.wording import cli as say

DATABASE, DRIVER = "DATABASE_URL", "asyncpg"

EXIT_REPLACED = 3
"""Another process has the shards of this one: it is not to be started again."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def opened_database(settings: Settings, name: str = DATABASE) -> AsyncIterator[Database]:
    """Open the database of the settings, and close it at the end.

    Raises SettingError when it cannot be used; `name` is what the person at the shell calls it.
    """
    db = database_of(settings, name)
    try:
        with _named_trouble(name):
            open_file(db)
            yield db
    finally:
        await db.close()


def database_of(settings: Settings, name: str = DATABASE) -> Database:
    """Return the database of the settings, which is not opened. Raises SettingError."""
    with _named_trouble(name):
        return known_database(settings.database_url)


@contextlib.contextmanager
def _named_trouble(name: str) -> Iterator[None]:
    """Raise SettingError for a database that cannot be used."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != DRIVER:
            raise
        raise SettingError(say.DATABASE_DRIVER.format(name=name)) from None
    except StoreNewerError as error:
        reason = say.DATABASE_NEWER.format(name=name, schema=error, head=HEAD)
        raise SettingError(reason) from None
    except StoreUnusableError as error:
        raise SettingError(say.DATABASE_UNUSABLE.format(name=name, reason=error)) from None


def use_api(base: str) -> None:
    """Send all requests to this address instead of Discord's."""
    discord.http.Route.BASE = base


async def run_bot(settings: Settings, token: str) -> None:
    """Run the bot until a signal ends it.

    Raises SettingError for a token, address or database that cannot be used.
    """
    set_up_logging(settings.sigbot_log, token)
    use_api(settings.sigbot_discord_api)
    shard_ids, shard_count = read_shards(settings.sigbot_shards)
    async with opened_database(settings) as db:
        await claim_database(db)
        await bring_up(db)
        unlock(settings, db)
        bot = compose_bot(db, shard_ids, shard_count, open_registries=registries_of(settings))
        bot.add_listener(_collect_garbage_again, "on_ready")
        bot.add_listener(partial(_keep_erasures, bot), "on_ready")
        async with among_others(bot, Shards(tuple(shard_ids or ()), shard_count or 0)):
            if not await adopt_secret(db):
                log.error(say.SECRET_CHANGED)
            async with bot, served(settings, bot), supervised(bot, read_supervisor()):
                await _live(bot, token)
            if bot.processes.is_replaced.is_set():
                log.warning(say.REPLACED.format(shards=settings.sigbot_shards))
                raise SystemExit(EXIT_REPLACED)


async def _collect_garbage_again() -> None:
    """Turn garbage collection on again after the start, without what the start has built.

    These objects stay until the end, so that looking at them again would waste time.
    """
    if not gc.isenabled():
        gc.collect()
        gc.freeze()
        gc.enable()


async def _keep_erasures(bot: SigBot) -> None:
    """Let the table and the file of who was erased have the same."""
    from sigbot.services.erasures import keep_in_step  # noqa: PLC0415  (after the start)

    try:
        await keep_in_step(bot.db, bot.now())
    except (OSError, RefusedError) as error:
        log.warning(say.ERASED_FILE.format(file=bot.db.erased_file), exc_info=error)


async def _live(bot: SigBot, token: str) -> None:
    """Log in and stay until a signal, then finish what is being handled and close."""
    life = asyncio.ensure_future(_connect(bot, token))
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers
            loop.add_signal_handler(name, ended.set)
    waiting = asyncio.ensure_future(ended.wait())
    watching = asyncio.ensure_future(Watch(bot).watch())
    replaced = asyncio.ensure_future(bot.processes.is_replaced.wait())
    await asyncio.wait({life, waiting, replaced}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    replaced.cancel()
    watching.cancel()
    if not life.done():
        await bot.drain_and_close()
        # While it connects, discord.py sleeps for seconds that `close` does not cut short.
        life.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await life


async def _connect(bot: SigBot, token: str) -> None:
    """Connect as `bot.start` does, and wait for Discord where that would give up."""
    await log_in(bot, token)
    await bot.connect()
