"""The stand-in against the real discord.py: what it claims to do, it does."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord as dpy
import pytest
from discord import app_commands
from discord.ext import commands

from tests.local_discord import LOST, SEND, File, LocalDiscord, NotAnsweredError


class Bot(commands.AutoShardedBot):
    """Two commands, a button and a form."""

    def __init__(self) -> None:
        intents = dpy.Intents(guilds=True, voice_states=True)
        super().__init__("!", intents=intents, max_messages=None)

    async def setup_hook(self) -> None:
        self.tree.add_command(say)
        self.tree.add_command(slow)
        self.add_dynamic_items(Knock)
        await self.tree.sync()


class Knock(dpy.ui.DynamicItem[dpy.ui.Button[Any]], template=r"knock:(?P<n>\d+)"):
    @classmethod
    async def from_custom_id(cls, *_: Any) -> "Knock":
        return cls(dpy.ui.Button(label="Knock", custom_id="knock:1"))

    async def callback(self, interaction: dpy.Interaction[Any]) -> None:
        await interaction.response.send_message("who is there?", ephemeral=True)


class Form(dpy.ui.Modal, title="Form"):
    name: dpy.ui.TextInput[Any] = dpy.ui.TextInput(label="Name")

    async def on_submit(self, interaction: dpy.Interaction[Any]) -> None:
        await interaction.response.send_message(f"hello {self.name.value}")


@app_commands.command(description="Says it")
async def say(
    interaction: dpy.Interaction[Any],
    text: str,
    to: dpy.Member | None = None,
    file: dpy.Attachment | None = None,
) -> None:
    if text == "form":
        await interaction.response.send_modal(Form())
        return
    size = len(await file.read()) if file else 0
    await interaction.response.send_message(f"{text} {to} {size}", view=_view())


@app_commands.command(description="Defers")
async def slow(interaction: dpy.Interaction[Any]) -> None:
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send("done", file=dpy.File(io.BytesIO(b"abc"), "a.txt"))


def _view() -> dpy.ui.View:
    view = dpy.ui.View(timeout=None)
    return view.add_item(dpy.ui.Button(label="Knock", custom_id="knock:1"))


@asynccontextmanager
async def _bot(local: LocalDiscord, token: str = LocalDiscord.token) -> AsyncIterator[Bot]:
    bot = Bot()
    async with bot:
        await bot.login(token)
        running = asyncio.create_task(bot.connect())
        await local.wait_ready()
        yield bot
        await bot.close()
        await running


async def test_commands_buttons_forms_and_files(local: LocalDiscord) -> None:
    async with _bot(local):
        ana = local.guild.add_member("Ana")
        answer = await local.interact("say", {"text": "hi", "to": ana, "file": File("x", b"123")})
        message = await answer.message()
        assert message.text == "hi ana 3\nKnock"
        assert (await local.press(message, "Knock", ana)).data["content"] == "who is there?"
        form = await local.interact("say", {"text": "form"})
        assert (await local.submit(form, {"Name": "Ana"})).data["content"] == "hello Ana"
        deferred = await (await local.interact("slow")).message()
        assert deferred.ephemeral
        assert deferred.attachments[0]["filename"] == "a.txt"
        with pytest.raises(LookupError):
            await local.interact("sya")


async def test_a_nonce_makes_one_message(local: LocalDiscord) -> None:
    async with _bot(local) as bot:
        channel = bot.get_partial_messageable(local.guild.channel("general").id)
        first = await channel.send("once", nonce="n1")
        assert (await channel.send("once", nonce="n1")).id == first.id
        assert len(local.messages("general")) == 1


async def test_failures_happen_as_planned(local: LocalDiscord) -> None:
    async with _bot(local) as bot:
        channel = bot.get_partial_messageable(local.guild.channel("general").id)
        local.fail("POST", "/channels/*/messages", 429, headers={"Retry-After": "0.01"})
        await channel.send("after a limit")
        local.fail("POST", "/channels/*/messages", 503, after_accept=True)
        with pytest.raises(dpy.DiscordServerError):
            await channel.send("accepted all the same")
        local.fail("POST", "/channels/*/messages", LOST)
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await channel.send("lost")
        assert len(local.messages("general")) == 2
        assert [request.status for request in local.requests[-4:]] == [429, 200, 503, LOST]


async def test_a_lost_gateway_is_resumed(local: LocalDiscord) -> None:
    async with _bot(local):
        await local.drop_gateway()
        await local.wait_until(lambda: local.gateway.resumed == 1)
        assert (await local.interact("say", {"text": "back"})).type == 4


async def test_channels_change_and_go(local: LocalDiscord) -> None:
    async with _bot(local) as bot:
        await bot.wait_until_ready()
        guild = bot.guilds[0]
        for denied in (SEND, 0):
            local.deny("general", denied)
            _, general = await bot.wait_for("guild_channel_update", timeout=2)
            assert general.permissions_for(guild.me).send_messages is (denied == 0)
        local.delete_channel("general")
        assert await bot.wait_for("guild_channel_delete", timeout=2) == general
        assert guild.get_channel(general.id) is None


async def test_who_is_not_there_does_not_answer(local: LocalDiscord) -> None:
    async with _bot(local):
        pass
    local.answer_seconds = 0.05
    with pytest.raises(NotAnsweredError):
        await local.interact("say", {"text": "anybody?"})


async def test_a_wrong_token_and_bad_bodies_are_refused(local: LocalDiscord) -> None:
    with pytest.raises(dpy.LoginFailure):
        async with _bot(local, "another-token"):
            pass
    async with _bot(local) as bot:
        channel = bot.get_partial_messageable(local.guild.channel("general").id)
        with pytest.raises(dpy.HTTPException, match="2000"):
            await channel.send("x" * 2001)
