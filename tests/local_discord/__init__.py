"""A small, honest stand-in for Discord: REST, gateway, and people who use the bot.

    async with LocalDiscord() as discord:
        ...                       # start a bot with discord.token against discord.api_url
        await discord.wait_ready()
        olga = discord.guild.add_member("Olga", discord.guild.role("Staff"))
        reply = await discord.interact("meeting schedule", {"title": "Monthly"}, olga)
        card = await discord.wait_message("announcements")
        await discord.press(card, "Check in", olga)

What it keeps is true to Discord's documentation; what it does not have: message and guild events
(only interactions, voice, and channels that change), reactions, and of permissions only those of
the bot to see, write and read back in a channel, and to make scheduled events.
It listens on 127.0.0.1 only.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Self, TypeVar

from tests.local_discord import interactions as acts
from tests.local_discord.events import ScheduledEvent
from tests.local_discord.failures import LOST, Act, Failure, Hook, Moment, Request
from tests.local_discord.gateway import GUILDS, VOICE_STATES, Gateway
from tests.local_discord.guild import (
    ATTACH,
    MANAGE_SERVER,
    READ_HISTORY,
    SEND,
    VIEW,
    Channel,
    Guild,
    Json,
    Member,
    Role,
)
from tests.local_discord.interactions import (
    File,
    Interaction,
    NotAnsweredError,
    OptionValue,
    Reply,
)
from tests.local_discord.messages import Message
from tests.local_discord.server import API, Server
from tests.local_discord.world import World

__all__ = [
    "ATTACH",
    "LOST",
    "MANAGE_SERVER",
    "READ_HISTORY",
    "SEND",
    "VIEW",
    "Act",
    "Channel",
    "Failure",
    "File",
    "Guild",
    "LocalDiscord",
    "Member",
    "Message",
    "Moment",
    "NotAnsweredError",
    "Reply",
    "Request",
    "Role",
    "ScheduledEvent",
]


HANG_S = 240.0
"""What is waited for comes sooner, however busy the machine is; else it never comes."""

T = TypeVar("T")


class LocalDiscord:
    """One Discord with its guilds. Use it as an asynchronous context manager."""

    token = "a-token-of-the-local-discord"

    def __init__(
        self,
        *,
        guilds: int = 1,
        shards: int = 1,
        port: int = 0,
        rate_limits: bool = False,
        heartbeat_seconds: float = 41.25,
        answer_seconds: float = acts.ANSWER_SECONDS,
    ) -> None:
        """`shards` is what GET /gateway/bot recommends; `rate_limits` enforces Discord's limits of
        50 requests a second in all, and 5 messages and 5 edits in 5 s a channel. A first answer to
        an interaction is accepted within `answer_seconds`."""
        self.answer_seconds = answer_seconds
        self._port = port
        self.world = World(self.token, guilds)
        self.gateway = Gateway(self.world, heartbeat_seconds)
        self.server = Server(self.world, self.gateway, shards=shards, rate_limits=rate_limits)

    async def __aenter__(self) -> Self:
        await self.server.start(self._port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.server.stop()

    @property
    def api_url(self) -> str:
        """The base of the REST API, as SIGBOT_DISCORD_API wants it."""
        return self.server.base_url + API

    @property
    def guild(self) -> Guild:
        return self.world.guilds[0]

    @property
    def requests(self) -> list[Request]:
        """Every request to the REST API since the start, oldest first."""
        return self.server.requests

    @property
    def commands(self) -> list[str]:
        """The paths of all slash commands the bot registered: "sig setup"."""
        return [path for command in self.world.commands for path in _paths(command)]

    # --- Waiting, and falling over ------------------------------------------------------------

    async def wait_ready(self, timeout: float = HANG_S) -> None:  # noqa: ASYNC109
        """Until every shard got READY (or resumed) and is connected."""
        await asyncio.wait_for(self.gateway.ready.wait(), timeout)

    async def wait_gone(self, timeout: float = HANG_S) -> None:  # noqa: ASYNC109
        """Until no bot is connected."""
        await asyncio.wait_for(self.gateway.gone.wait(), timeout)

    async def wait_message(
        self,
        channel: str | Channel,
        containing: str = "",
        timeout: float = HANG_S,  # noqa: ASYNC109
    ) -> Message:
        """The newest message in this channel with these words, now or soon."""
        found = await self.wait_until(
            lambda: [m for m in self.messages(channel) if containing in m.text], timeout
        )
        return found[-1]

    async def wait_until(
        self,
        condition: Callable[[], T],
        timeout: float = HANG_S,  # noqa: ASYNC109
    ) -> T:
        """Look whenever the bot did something until the condition holds; what it returned then.
        After drop_gateway wait for the counters: `lambda: discord.gateway.resumed == 1`."""
        async with asyncio.timeout(timeout):
            while not (result := condition()):
                await self.server.news.wait()
        return result

    def events(self, guild: Guild | None = None) -> list[ScheduledEvent]:
        """The scheduled events of a server that are not over, by their start."""
        there: Mapping[int, ScheduledEvent] = self.world.events.get((guild or self.guild).id, {})
        ahead = [event for event in there.values() if event.is_open]
        return sorted(ahead, key=lambda event: (event.starts_at, event.id))

    def make_event(self, body: Json, creator: Member, guild: Guild | None = None) -> ScheduledEvent:
        """Somebody makes a scheduled event by hand."""
        there = guild or self.guild
        number = self.world.ids.new()
        event = ScheduledEvent(number, there, creator.user.id, body, creator=creator.user)
        self.world.events.setdefault(there.id, {})[number] = event
        return event

    def messages(self, channel: str | Channel | None = None) -> list[Message]:
        """What everyone in the channel can read, oldest first; None is every channel."""
        if channel is not None:
            return self.world.said_in(self._channel(channel))
        return [message for message in self.world.messages.values() if not message.ephemeral]

    def _channel(self, channel: str | Channel) -> Channel:
        return self.guild.channel(channel) if isinstance(channel, str) else channel

    def fail(
        self,
        method: str,
        path: str,
        status: int = 500,
        *,
        times: int = 1,
        headers: Mapping[str, str | None] | None = None,
        delay: float = 0.0,
        after_accept: bool = False,
        everywhere: bool = False,
    ) -> Failure:
        """Fail the next `times` requests to this path (`/channels/*/messages`; `*` is one part of
        it, `**` any number). With `after_accept` the request takes effect and only its answer
        fails. Status LOST closes the connection; 200 with a delay is only slow. A 429 has Via and
        Retry-After (1 s) unless `headers` says otherwise; a header of None is left out. It speaks
        of this route, or `everywhere` of the global limit; without Via it is not from Discord."""
        failure = Failure(
            method,
            path,
            times,
            status=status,
            headers=headers or {},
            delay=delay,
            after_accept=after_accept,
            everywhere=everywhere,
        )
        self.server.failures.append(failure)
        return failure

    def at_request(
        self, method: str, path: str, moment: Moment, act: Act, *, times: int = 1
    ) -> Hook:
        """Await `act` in each of the next `times` requests to this path: "before" anything is done
        with it, or when it was "accepted" (a message is there) and before the answer. When `act`
        raises ConnectionError, the connection is closed there and then."""
        hook = Hook(method, path, times, moment=moment, act=act)
        self.server.hooks.append(hook)
        return hook

    async def drop_gateway(self, *, resume: bool = True) -> None:
        """Close the gateway; without `resume` its sessions are invalid from then on."""
        await self.gateway.drop(resume=resume)

    # --- Time, and what the bot may do ---------------------------------------------------------

    @property
    def clock_offset(self) -> timedelta:
        """How far Discord's clock is ahead of the machine's. Ids, times and nonces follow it."""
        return self.world.clock.offset

    @clock_offset.setter
    def clock_offset(self, offset: timedelta) -> None:
        self.world.clock.offset = offset

    def deny(self, channel: str | Channel, permissions: int) -> None:
        """Take these permissions away from the bot in this channel, and no others; 0 for none."""
        where = self._channel(channel)
        where.denied[self.world.bot.id] = permissions
        self.gateway.dispatch("CHANNEL_UPDATE", where.payload(), where.guild_id or 0, GUILDS)

    def delete_channel(self, channel: str | Channel) -> None:
        """The channel is gone, with what was said in it."""
        where = self._channel(channel)
        self.world.remove_channel(where)
        self.gateway.dispatch("CHANNEL_DELETE", where.payload(), where.guild_id or 0, GUILDS)

    def direct(self, member: Member) -> Channel:
        """Where the bot and this member write to each other."""
        return self.world.direct_channel(member.user)

    # --- People --------------------------------------------------------------------------------

    async def interact(
        self,
        command: str,
        options: Mapping[str, OptionValue] | None = None,
        member: Member | None = None,
        channel: str | Channel = "general",
    ) -> Reply:
        """Send a slash command, as Olga (who may manage the server) unless told otherwise. Raises
        NotAnsweredError after `answer_seconds`, LookupError for a command that is unknown."""
        data = acts.command_data(self.world, self.server.base_url, command, options or {})
        return await self._act(acts.COMMAND, data, member, channel)

    async def autocomplete(
        self,
        command: str,
        options: Mapping[str, OptionValue],
        focused: str,
        member: Member | None = None,
    ) -> list[Json]:
        """The choices the bot offers for the option that is being typed."""
        data = acts.command_data(self.world, self.server.base_url, command, options, focused)
        reply = await self._act(acts.AUTOCOMPLETE, data, member, "general")
        return list(reply.data["choices"])

    async def press(
        self,
        message: Message,
        component: str,
        member: Member | None = None,
        values: Sequence[str] | None = None,
    ) -> Reply:
        """Press the button (or choose the values of the select) with this custom_id or label."""
        data = acts.component_data(message, component, values)
        return await self._act(acts.COMPONENT, data, member, message.channel, message)

    async def submit(self, form: Reply, values: Mapping[str, str | list[str]]) -> Reply:
        """Fill in the form of a reply, by label or custom_id, and send it."""
        data = acts.form_data(form.data, values)
        asked = form.interaction
        return await self._act(acts.FORM, data, asked.member, asked.channel, asked.message)

    def move(self, member: Member, channel: str | None) -> None:
        """Join this voice channel, or leave with None."""
        member.voice = self.guild.channel(channel) if channel else None
        state = member.voice_payload(self.guild.id) | {"member": member.payload()}
        self.gateway.dispatch("VOICE_STATE_UPDATE", state, self.guild.id, VOICE_STATES)

    def answers_to(self, member: Member) -> list[Json]:
        """The data of each first answer that this member got, waited for or not."""
        asked = [one for one in self.server.interactions.values() if one.member is member]
        return [one.callback.result()["data"] for one in asked if one.callback.done()]

    async def _act(
        self,
        kind: int,
        data: Json,
        member: Member | None,
        channel: str | Channel,
        message: Message | None = None,
    ) -> Reply:
        who = member or next(iter(self.guild.members.values()))
        where = self._channel(channel)
        guild = self.world.guild_of(where.guild_id or 0) or self.guild
        interaction = Interaction(
            self.world.ids.new(), kind, who, where, message, self.answer_seconds
        )
        self.server.interactions[interaction.token] = interaction
        event = acts.event_of(self.world, guild, interaction, data)
        self.gateway.dispatch("INTERACTION_CREATE", event, guild.id)
        return await _first_answer(interaction)


async def _first_answer(interaction: Interaction) -> Reply:
    try:
        async with asyncio.timeout(interaction.answer_within):
            callback = await asyncio.shield(interaction.callback)
    except TimeoutError:
        raise NotAnsweredError from None
    return Reply(callback["type"], callback["data"], interaction.age, interaction)


def _paths(node: Json) -> list[str]:
    groups = [option for option in node.get("options") or [] if option["type"] in (1, 2)]
    if not groups:
        return [node["name"]]
    return [f"{node['name']} {path}" for group in groups for path in _paths(group)]
