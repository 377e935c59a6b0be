"""The web server of a bot: where the settings say so, it has the pages and says where they are."""

import socket
from dataclasses import replace
from datetime import datetime

import aiohttp
import pytest

from sigbot.config import SettingError, Settings
from sigbot.runtime.composition import compose_bot
from sigbot.runtime.serving import served
from sigbot.services.community import Setup, set_up
from sigbot.store.database import Database
from tests.services.world import NEWS, OLGA
from tests.web.visiting import BROWSER, PATH, turn_on


def free_address() -> str:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listening.getsockname()[1]}"


async def test_a_bot_serves_pages_at_the_address_of_its_settings(
    sqlite_db: Database, now: datetime
) -> None:
    await set_up(sqlite_db, OLGA, Setup(name="Health"), "Server", NEWS, now)
    await turn_on(sqlite_db, now)
    address, url = free_address(), "https://sig.example.org"
    settings = Settings(sigbot_web_address=address, sigbot_public_url=url)
    bot = compose_bot(sqlite_db, [0], 1)
    async with served(settings, bot), aiohttp.ClientSession() as session:
        assert bot.public_url == url
        async with session.get(f"http://{address}{PATH}") as page:
            assert (page.status, f'href="{url}{PATH}"' in await page.text()) == (200, True)
        async with session.get(f"http://{address}/nothing", headers=BROWSER) as refused:
            assert (refused.status, refused.content_type) == (404, "text/html")
        with pytest.raises(SettingError):
            async with served(settings, bot):
                pass
    off, session = replace(settings, sigbot_web_address=""), aiohttp.ClientSession()
    async with served(off, compose_bot(sqlite_db, [0], 1)), session:
        with pytest.raises(aiohttp.ClientError):
            await session.get(f"http://{address}{PATH}")
