"""Run beside other processes on one PostgreSQL: join them at the start, leave them at the end."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sigbot.chat.bot import SigBot
from sigbot.chat.processes import Among
from sigbot.config import SettingError
from sigbot.domain.processes import CannotJoinError, OverlapError, Process, Shards
from sigbot.domain.seals import seal_digest
from sigbot.services.startup import HEAD, SECRET
from sigbot.wording import cli as say


@asynccontextmanager
async def among_others(bot: SigBot, shards: Shards) -> AsyncIterator[None]:
    """Be one of the processes on a PostgreSQL; SQLite has one only.

    Raises SettingError where this process cannot run beside the others.
    """
    if bot.db.is_sqlite:
        yield
        return
    secret = seal_digest(bot.db.secret, SECRET)
    process = Process(secrets.token_hex(8), shards, HEAD, secret)

    def wake() -> None:
        bot.wake()
        bot.look_up()

    among = Among(bot.db, bot.pace, process, bot.now, wake)
    try:
        await among.join()
    except OverlapError as overlap:
        raise SettingError(say.SHARDS_TAKEN.format(shards=overlap.shards)) from None
    except CannotJoinError:
        raise SettingError(say.OTHER_SECRET) from None
    bot.processes = among
    living = asyncio.ensure_future(among.live())
    try:
        yield
    finally:
        living.cancel()
        await among.leave()
