"""The stand-in, and the real discord.py pointed at it."""

from collections.abc import AsyncIterator

import discord as dpy
import pytest
import yarl

from tests.local_discord import LocalDiscord


@pytest.fixture
async def local(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as discord:
        monkeypatch.setattr(dpy.http.Route, "BASE", discord.api_url)
        gateway = yarl.URL(discord.gateway.url)
        monkeypatch.setattr(dpy.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield discord


@pytest.fixture
async def client(local: LocalDiscord) -> AsyncIterator[dpy.Client]:
    """Logged in, without a gateway."""
    async with dpy.Client(intents=dpy.Intents.none()) as client:
        await client.login(local.token)
        yield client
