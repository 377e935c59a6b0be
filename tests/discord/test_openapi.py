"""The judge is judged: Discord's document accepts what a bot sends and refuses what is broken."""

import io
import json
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands, ui
from discord.ext import commands, tasks

from tests.discord.openapi import (
    DOCUMENT,
    RELAXATIONS,
    SHARPENINGS,
    BodyChecker,
    Edit,
    check_requests,
    checker,
)

pytestmark = pytest.mark.skipif(
    not DOCUMENT.is_file(), reason="Discord's OpenAPI document is not beside this repository"
)

MESSAGES = "/channels/1/messages"
CALLBACK = "/interactions/1/token/callback"
COMMANDS = "/applications/1/commands"
BAN = "/guilds/1/bans/2"

BUTTON = {"type": 2, "style": 1, "custom_id": "here", "label": "I am here"}
COMMAND = {"name": "plan", "description": "Plan a meeting.", "type": 1}
TEXT_INPUT = {"type": 4, "custom_id": "topic", "style": 1}
MODAL = {"custom_id": "m", "title": "A plan"}


@pytest.fixture
def judge() -> BodyChecker:
    found = checker()
    assert found is not None
    return found


def row(*components: dict[str, Any]) -> dict[str, Any]:
    """A message body with one action row."""
    return {"components": [{"type": 1, "components": list(components)}]}


def reply(**data: Any) -> dict[str, Any]:
    """An interaction's answer with a message."""
    return {"type": 4, "data": data}


def modal(component: dict[str, Any]) -> dict[str, Any]:
    """An interaction's answer with a modal of one label."""
    label = {"type": 18, "label": "Topic", "component": component}
    return {"type": 9, "data": MODAL | {"components": [label]}}


def choices(*values: object) -> dict[str, Any]:
    """An interaction's answer to an autocomplete."""
    return {"type": 8, "data": {"choices": [{"name": str(v), "value": v} for v in values]}}


VALID = {
    "a text": ("POST", MESSAGES, {"content": "x" * 2000, "nonce": "n" * 25, "enforce_nonce": True}),
    "an edit": ("PATCH", f"{MESSAGES}/2", {"content": None, "allowed_mentions": {"parse": []}}),
    "a button": ("POST", MESSAGES, row(BUTTON)),
    "a link": ("POST", MESSAGES, row({"type": 2, "style": 5, "url": "https://example.org/ä"})),
    "an embed": ("POST", MESSAGES, {"embeds": [{"title": "x" * 256, "description": "x" * 4096}]}),
    "a reply": ("POST", CALLBACK, reply(content="x" * 2000, flags=64)),
    "a deferral": ("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}),
    "a modal": ("POST", CALLBACK, modal(TEXT_INPUT)),
    "text choices": ("POST", CALLBACK, choices("a", "b")),
    "number choices": ("POST", CALLBACK, choices(1, 2)),
    "a followup": ("POST", "/webhooks/1/token", {"content": "x", "flags": 64}),
    "an answer's edit": ("PATCH", "/webhooks/1/token/messages/@original", {"content": "x"}),
    "commands": ("PUT", COMMANDS, [COMMAND, {"name": "Who Is", "type": 2}]),
    "a command in Hindi": ("PUT", COMMANDS, [COMMAND | {"name_localizations": {"hi": "योजना"}}]),
    "a request without body": ("POST", "/channels/1/typing", None),
    "a reaction": ("PUT", f"{MESSAGES}/2/reactions/%F0%9F%8E%89/@me", None),
}


@pytest.mark.parametrize(("method", "path", "body"), VALID.values(), ids=VALID.keys())
def test_what_is_right_passes(judge: BodyChecker, method: str, path: str, body: object) -> None:
    assert judge.problems(method, path, body) == []


BROKEN = {
    "text too long": ("POST", MESSAGES, {"content": "x" * 2001}, "body.content: value is longer"),
    "edit too long": ("PATCH", f"{MESSAGES}/2", {"content": "x" * 2001}, "longer than 2000"),
    "reply too long": ("POST", CALLBACK, reply(content="x" * 2001), "body.data.content"),
    "embed too long": ("POST", MESSAGES, {"embeds": [{"description": "x" * 4097}]}, "than 4096"),
    "nonce too long": ("POST", MESSAGES, {"nonce": "n" * 26}, "than 25"),
    "no date": ("POST", MESSAGES, {"embeds": [{"timestamp": "soon"}]}, 'not a "date-time": "soon"'),
    "no address": ("POST", MESSAGES, {"embeds": [{"url": "nowhere"}]}, 'not a "uri": "nowhere"'),
    "unknown component": ("POST", MESSAGES, {"components": [{"type": 99}]}, '{"type": 99}'),
    "misplaced component": ("POST", MESSAGES, row(TEXT_INPUT), "body.components[0].components[0]"),
    "unknown style": ("POST", MESSAGES, row(BUTTON | {"style": 9}), "components[0].style"),
    "no custom_id": ("POST", MESSAGES, row({"type": 2, "style": 1}), '"custom_id" is a required'),
    "label too long": (
        "POST",
        MESSAGES,
        row(BUTTON | {"label": "x" * 81}),
        "label: value is longer",
    ),
    "crowded row": ("POST", MESSAGES, row(*[BUTTON] * 6), "more than 5 items"),
    "no id": ("POST", MESSAGES, {"allowed_mentions": {"users": ["bob"]}}, '"bob"'),
    "not JSON": ("POST", MESSAGES, {"content": {1, 2}}, "not JSON"),
    "no body": ("POST", MESSAGES, None, "no body where one is required"),
    "needless body": ("POST", "/channels/1/typing", {"a": 1}, "a body where none is taken"),
    "no options": ("POST", CALLBACK, modal({"type": 3, "custom_id": "s"}), '"options" is a req'),
    "unknown answer": ("POST", CALLBACK, {"type": 3}, "none of the 7 kinds"),
    "26 choices": ("POST", CALLBACK, choices(*range(26)), "more than 25 items"),
    "long choice": ("POST", CALLBACK, choices("a", "x" * 101), "choices[1].name: value is"),
    "capitals": (
        "PUT",
        COMMANDS,
        [COMMAND | {"name": "Plan"}],
        "body[0].name: value does not",
    ),
    "capitals abroad": (
        "PUT",
        COMMANDS,
        [COMMAND | {"name_localizations": {"de": "Plan"}}],
        ".de:",
    ),
    "no command list": ("PUT", COMMANDS, COMMAND, "body: value is not of types"),
    "long description": ("PUT", COMMANDS, [COMMAND | {"description": "x" * 101}], "than 100"),
    "option's capitals": (
        "PUT",
        COMMANDS,
        [COMMAND | {"options": [{"type": 3, "name": "When", "description": "d"}]}],
        "body[0].options[0].name",
    ),
    "unknown path": ("GET", "/nowhere", None, "no such path"),
    "unknown method": ("PATCH", "/gateway", None, "no PATCH for /gateway"),
}


@pytest.mark.parametrize(("method", "path", "body", "part"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken_is_named_once(
    judge: BodyChecker, method: str, path: str, body: object, part: str
) -> None:
    (problem,) = judge.problems(method, path, body)
    assert part in problem


def test_every_fault_of_a_body_is_named(judge: BodyChecker) -> None:
    body = {"content": "x" * 2001, "embeds": [{"title": "x" * 257}]}
    content, title = judge.problems("POST", MESSAGES, body)
    assert content.startswith("body.content: ")
    assert title.startswith("body.embeds[0].title: ")


def test_what_is_long_is_shown_in_part(judge: BodyChecker) -> None:
    (problem,) = judge.problems("POST", MESSAGES, {"content": "x" * 100_000})
    assert len(problem) < 300


REFERENCE = {"message_reference": {"type": 1, "message_id": "2", "channel_id": "1"}}
RELAXED = {
    "ids": ("POST", MESSAGES, {"allowed_mentions": {"users": [1]}}),
    "roles": ("POST", "/guilds/1/roles", {"permissions": "8"}),
    "overwrites": ("PUT", "/channels/1/permissions/2", {"type": 0, "allow": "0", "deny": "8"}),
    "default permissions": ("PUT", COMMANDS, [COMMAND | {"default_member_permissions": "8"}]),
    "forwards": ("POST", MESSAGES, REFERENCE),
    "bans": ("PUT", BAN, None),
    "unbans": ("DELETE", BAN, None),
}


@pytest.mark.parametrize(("method", "path", "body"), RELAXED.values(), ids=RELAXED.keys())
def test_only_the_relaxations_admit_it(
    judge: BodyChecker, method: str, path: str, body: object
) -> None:
    assert judge.problems(method, path, body) == []
    assert edited(*SHARPENINGS).problems(method, path, body)


SHARPENED = {
    "content": ("POST", MESSAGES, {"content": "x" * 2001}),
    "custom_id": ("POST", MESSAGES, row({"type": 2, "style": 1})),
    "names": ("PUT", COMMANDS, [COMMAND | {"name": "Plan"}]),
}


@pytest.mark.parametrize(("method", "path", "body"), SHARPENED.values(), ids=SHARPENED.keys())
def test_only_the_sharpenings_refuse_it(
    judge: BodyChecker, method: str, path: str, body: object
) -> None:
    assert judge.problems(method, path, body)
    assert edited(*RELAXATIONS).problems(method, path, body) == []


def edited(*edits: Edit) -> BodyChecker:
    """A checker of its own, with these edits only."""
    return BodyChecker(json.loads(DOCUMENT.read_text(encoding="utf-8")), edits)


def test_requests_are_listed_with_their_problems() -> None:
    right = simcord.HttpLogEntry("POST", MESSAGES, {}, {"content": "x"}, None)
    wrong = simcord.HttpLogEntry("POST", MESSAGES, {}, {"content": 5}, None)
    lost = simcord.HttpLogEntry("GET", "/nowhere", {}, None, None)
    check_requests([right])
    with pytest.raises(AssertionError) as caught:
        check_requests([right, wrong, lost])
    _, first, second = str(caught.value).splitlines()
    assert first.strip().startswith(f"POST {MESSAGES}: body.content: ")
    assert second.strip() == "GET /nowhere: the document knows no such path"


# A whole bot, small


class PlanModal(ui.Modal, title="Plan a meeting"):
    """A modal with a text, a select, and an input."""

    hint: ui.TextDisplay[Any] = ui.TextDisplay("Times are *yours*.")
    topic: ui.Label[Any] = ui.Label(
        text="Topic",
        description="What it is about",
        component=ui.TextInput(custom_id="topic", max_length=100, placeholder="Reading"),
    )
    length: ui.Label[Any] = ui.Label(
        text="Length",
        component=ui.Select(
            custom_id="length",
            options=[discord.SelectOption(label="One hour", value="60", emoji="🕐")],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send("Planned.", ephemeral=True)


class Card(ui.LayoutView):
    """A card in components v2."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        here: ui.Button[Card] = ui.Button(label="Here", custom_id="here", emoji="✅")
        late: ui.Button[Card] = ui.Button(label="Late", custom_id="late")
        late.callback = self.count  # type: ignore[method-assign]
        body: ui.TextDisplay[Card] = ui.TextDisplay("# Reading\nWednesday, 11:00")
        section = ui.Section(ui.TextDisplay("Will you come?"), accessory=here)
        buttons = ui.ActionRow(late)
        self.add_item(
            ui.Container(
                body, ui.Separator(), section, buttons, accent_colour=discord.Colour.teal()
            )
        )

    async def count(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=self)


class PlanBot(commands.Bot):
    """Four commands, and a reminder that goes out every minute."""

    def __init__(self) -> None:
        super().__init__(command_prefix="!", intents=discord.Intents.all())

    async def setup_hook(self) -> None:
        own: list[app_commands.Command[Any, ..., None]] = [plan, card, notes, ask]
        for command in own:
            self.tree.add_command(command)
        await self.tree.sync()

    @tasks.loop(minutes=1, count=2)
    async def remind(self, channel: discord.TextChannel) -> None:
        await channel.send("Soon.", nonce=f"outbox-{self.remind.current_loop}")


@app_commands.command(description="Show a meeting.")
@app_commands.choices(kind=[app_commands.Choice(name="Reading", value="reading")])
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_events=True)
async def card(interaction: discord.Interaction, kind: str, meeting: str = "") -> None:
    await interaction.response.send_message(view=Card())


@card.autocomplete("meeting")
async def meetings(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name="Next", value="1")]


@app_commands.command(description="Plan a meeting.")
async def plan(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(PlanModal())


@app_commands.command(description="Hand out the notes.")
async def notes(interaction: discord.Interaction) -> None:
    file = discord.File(io.BytesIO(b"# Notes"), "notes.md", description="The notes")
    await interaction.response.send_message("Here.", file=file)
    more = discord.File(io.BytesIO(b"more"), "more.md")
    await interaction.edit_original_response(content="Here, all.", attachments=[more])


@app_commands.command(description="Ask the room.")
async def ask(interaction: discord.Interaction) -> None:
    assert isinstance(interaction.channel, discord.TextChannel)
    await interaction.response.send_message("Asked.", ephemeral=True)
    embed = discord.Embed(title="Who comes?", timestamp=discord.utils.utcnow())
    message = await interaction.channel.send(
        embed=embed, file=discord.File(io.BytesIO(b"x"), "x.md")
    )
    await message.edit(
        content=interaction.user.mention,
        allowed_mentions=discord.AllowedMentions(users=[interaction.user], roles=False),
    )
    await message.add_reaction("✅")
    assert isinstance(interaction.client, PlanBot)
    interaction.client.remind.start(interaction.channel)


async def test_whatever_a_bot_sends_is_right(judge: BodyChecker) -> None:
    async with simcord.run(PlanBot()) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        organizers = guild.create_role("Organizers", permissions=discord.Permissions.all())
        ada = guild.add_member(env.create_user("ada"), roles=[organizers])

        shown = await ada.slash(channel, "plan")
        await ada.submit_modal(shown, {"topic": "Reading", "length": ["60"]})
        assert await ada.autocomplete(channel, "card", "meeting", "n", kind="reading")
        shown = await ada.slash(channel, "card", kind="reading")
        assert shown.response is not None
        await ada.click(shown.response, custom_id="late")
        await ada.slash(channel, "notes")
        await ada.slash(channel, "ask")
        await env.advance_time(61)

        check_requests(env.http_requests)
        bodies = [entry.json for entry in env.http_requests if isinstance(entry.json, dict)]
        assert {"outbox-0", "outbox-1"} <= {body.get("nonce") for body in bodies}
        assert {4, 5, 7, 8, 9} <= {body.get("type") for body in bodies}
