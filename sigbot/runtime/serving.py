"""Serve the web while the bot runs, where the settings say at which address."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from sigbot.chat.bot import SigBot
from sigbot.chat.shards import Shards
from sigbot.config import SettingError, Settings
from sigbot.later import later
from sigbot.runtime.beat import beating
from sigbot.wording import cli as say

if TYPE_CHECKING:
    from sigbot.web import feed, metrics, pages, pulse, server
else:
    feed = later("sigbot.web.feed")
    metrics = later("sigbot.web.metrics")
    pages = later("sigbot.web.pages")
    pulse = later("sigbot.web.pulse")
    server = later("sigbot.web.server")


@asynccontextmanager
async def served(settings: Settings, bot: SigBot) -> AsyncIterator[None]:
    """Serve until the block is left, if there is an address for that.

    Raises SettingError for an address that cannot be used.
    """
    if not settings.sigbot_web_address:
        yield
        return
    host, _, port = settings.sigbot_web_address.rpartition(":")
    calendars = feed.Feed(bot.db, bot.now, public_url=settings.sigbot_public_url)
    bot.forget_calendars = calendars.forget
    bot.public_url = settings.sigbot_public_url
    public = pages.Pages(bot.db, bot.now, bot.heavy, bot.public_url)
    pulses = pulse.PulseTaker(bot.db, bot.now, Shards(bot).are_connected)
    figures = metrics.Metrics(bot.measures, pulses, bot.heavy.load)
    routes = [*calendars.routes(), *public.routes(), *pulses.routes(), *figures.routes()]
    app = server.compose_app(routes, server.Gate(refuse=public.refuse))
    serving = server.serving(app, host.strip("[]"), int(port))
    async with AsyncExitStack() as stack:
        stack.enter_context(beating(bot.measures.lag))
        await stack.enter_async_context(public)
        try:
            await stack.enter_async_context(serving)
        except OSError as error:
            reason = error.strerror or str(error)
            raise SettingError(say.WEB_UNUSABLE.format(reason=reason)) from None
        yield
