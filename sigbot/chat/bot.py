"""The bot: intents, start-up, command sync, and where presses and modals are routed."""

import asyncio
import contextlib
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from functools import cached_property
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any, TypeVar

import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from sigbot.chat.actions import Action
from sigbot.chat.buttons import CardButton
from sigbot.chat.custom_ids import decode
from sigbot.chat.ending import REGISTRATION, drain
from sigbot.chat.errors import answer_error
from sigbot.chat.forms import read_answers
from sigbot.chat.id_parts import CustomId
from sigbot.chat.outages import is_outage
from sigbot.chat.pace import Pace
from sigbot.chat.processes import Alone
from sigbot.domain.measures import Use
from sigbot.domain.refusals import UnknownIdError
from sigbot.later import later
from sigbot.services import startup
from sigbot.services.heavy import HeavyPlace
from sigbot.store.database import Database
from sigbot.store.patience import PATIENCE_S, answer_by

if TYPE_CHECKING:
    from sigbot.registries import Asked
    from sigbot.registries import Pace as RegistryPace
    from sigbot.services import checkins
else:
    checkins = later("sigbot.services.checkins")

log = logging.getLogger(__name__)

Id = TypeVar("Id", bound=CustomId)

Press = Callable[[discord.Interaction["SigBot"], Id], Awaitable[None]]
"""(interaction, what the button is for)"""
Submit = Callable[[discord.Interaction["SigBot"], Id, Mapping[str, str]], Awaitable[None]]
"""(interaction, what the form is for, answers by the names of their fields)"""
Handlers = dict[Action, Callable[..., Awaitable[None]]]

OpenRegistries = Callable[["RegistryPace"], AbstractAsyncContextManager["Asked"]]
"""(pace): opens the registries that are asked for works"""

Routine = Callable[[datetime], Awaitable[None]]
"""(now)"""
AfterAnswer = Callable[[discord.Interaction["SigBot"]], Awaitable[None]]
"""(the interaction, which has an answer)"""

FIRST_REGISTRATION_WAIT_S, LONGEST_REGISTRATION_WAIT_S = 2, 300

WITH_MESSAGE = (
    discord.InteractionResponseType.channel_message,
    discord.InteractionResponseType.deferred_channel_message,
    discord.InteractionResponseType.deferred_message_update,
    discord.InteractionResponseType.message_update,
)
"""Answers after which another message can follow; it cannot after a form."""

TOO_LATE_S = 1.0
GUILDS_WITHIN_S = 0.5
"""How long to wait for the details of servers: short, as no message that is due needs them."""


class Tree(app_commands.CommandTree["SigBot"]):
    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        _begin(interaction)
        is_typing = interaction.type is discord.InteractionType.autocomplete
        return is_typing or await _is_ours(interaction)

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        await answer_error(interaction, error)
        await interaction.client.after_answer(interaction)


def intents() -> discord.Intents:
    """Return the intents of the bot: servers, and who is in a voice channel; none is privileged."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.voice_states = True
    return intents


def system_time() -> datetime:
    """Return the present time, aware, in UTC; discord.py's loops count by the same clock.

    No other place reads the clock.
    """
    return discord.utils.utcnow()


class _AgainError(Exception):
    """discord.py wants to connect a shard once more."""


class SigBot(commands.AutoShardedBot):
    """The bot. `extensions` are the names of the cogs to load.

    `longest_nap` is the longest time after which the timer looks for due work without being woken.
    `dice` gives random numbers that nobody can guess. `open_registries` opens the registries
    that are asked for works that are shared; without it, none is.
    """

    def __init__(
        self,
        db: Database,
        extensions: Sequence[str],
        *,
        heavy: HeavyPlace,
        longest_nap: timedelta,
        shard_ids: list[int] | None = None,
        shard_count: int | None = None,
        dice: Random | None = None,
        open_registries: OpenRegistries | None = None,
    ) -> None:
        self.pace = Pace()
        # The bot never speaks in a voice channel, so it needs no libraries for that.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=Tree,
            shard_ids=shard_ids,  # type: ignore[arg-type] # None is its default
            shard_count=shard_count,
            http_trace=self.pace.trace(),
            guild_ready_timeout=GUILDS_WITHIN_S,
        )
        self.db = db
        self.measures = db.measures
        self.heavy = heavy
        self.longest_nap = longest_nap
        self.dice = dice or SystemRandom()
        self.processes = Alone()
        self.wake: Callable[[], None] = lambda: None
        self.look_up: Callable[[], None] = lambda: None
        self.forget_calendars: Callable[[], None] = lambda: None
        self.public_url = ""
        """Where others reach the web pages; "" where there are none."""
        self.open_registries = open_registries
        self.routines: list[Routine] = []
        self._after_answers: list[AfterAnswer] = []
        self._extensions = extensions
        self._of_groups: list[tuple[str, app_commands.Command[Any, ..., Any]]] = []
        self._presses: Handlers = {}
        self._submits: Handlers = {}
        self._closing = asyncio.Event()
        self._launching: set[int] = set()
        self._registering: asyncio.Task[None] | None = None

    @cached_property
    def desk(self) -> "checkins.CheckInDesk":
        """Where all check-ins go."""
        return checkins.CheckInDesk(self.db, notify=self._wake)

    def _wake(self) -> None:
        self.wake()

    @property
    def own_id(self) -> int:
        """Return the id of the bot's application; only once it is logged in."""
        assert self.application_id is not None  # noqa: S101  (for the type checker)
        return self.application_id

    def now(self) -> datetime:
        """Return the present time for everything the bot does, aware, in UTC."""
        return system_time()

    async def setup_hook(self) -> None:
        await startup.prepare(self.db)
        self.add_dynamic_items(CardButton)
        for name in self._extensions:
            if name not in self.extensions:  # after an outage, it is logged in once more
                await self.load_extension(name)
        self._fill_groups()

    def add_to_group(self, group: str, command: app_commands.Command[Any, ..., Any]) -> None:
        """Let a group of another cog have a command, once all cogs are loaded."""
        self._of_groups.append((group, command))

    def _fill_groups(self) -> None:
        for name, command in self._of_groups:
            group = self.tree.get_command(name)
            assert isinstance(group, app_commands.Group)  # noqa: S101  (for the type checker)
            group.add_command(command)
        self._of_groups.clear()

    async def on_connect(self) -> None:
        """Register the commands with Discord, and try until it succeeds.

        Each shard connects; one of them is enough.
        """
        if self._registering is None or self._registering.done():
            self._registering = asyncio.create_task(self._register(), name=REGISTRATION)

    async def _register(self) -> None:
        wait = FIRST_REGISTRATION_WAIT_S
        while not await self._is_registered(wait):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), wait)
            if self._closing.is_set():
                return
            wait = min(2 * wait, LONGEST_REGISTRATION_WAIT_S)

    async def _is_registered(self, wait: int) -> bool:
        """Register the commands; return False where that is to be tried again in `wait` seconds."""
        try:
            await self._register_if_changed()
        except Exception as error:
            text = "could not register the commands with Discord, trying again in %d s: %r"
            log.warning(text, wait, error, exc_info=None if is_outage(error) else error)
            return False
        return True

    async def _register_if_changed(self) -> None:
        """Register the commands, unless the same ones were registered last time."""
        specs = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        text = json.dumps([self.application_id, specs], sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if await startup.registered_commands(self.db) == digest:
            return
        await self.tree.sync()
        await startup.remember_commands(self.db, digest)
        log.info("registered %d commands with Discord", len(specs))

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Connect a shard, and remember the gateway for sessions that begin anew.

        When it fails, discord.py waits and calls this again from within itself, deeper each time.
        Here the calls follow one another, so that an outage may last as long as it likes.
        """
        if shard_id in self._launching:
            raise _AgainError
        DiscordWebSocket.DEFAULT_GATEWAY = gateway
        self._launching.add(shard_id)
        try:
            while True:
                with contextlib.suppress(_AgainError):
                    return await super().launch_shard(gateway, shard_id, initial=initial)
        finally:
            self._launching.discard(shard_id)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        await self.processes.may_identify(shard_id or 0, initial=initial)

    async def on_ready(self) -> None:
        """All shards are connected: a process that had them before is not needed any more."""
        self.processes.take_place()

    async def close(self) -> None:
        self._closing.set()
        await super().close()

    async def drain_and_close(self) -> None:
        """Let what people asked for come to its end, then close the bot."""
        self._closing.set()
        self.processes.is_ending = True
        await drain(self)
        await self.close()

    def each_round(self, routine: Routine) -> None:
        """Call `routine` in each round of the timer, at least as often as the longest nap."""
        self.routines.append(routine)

    def each_answer(self, hook: AfterAnswer) -> None:
        """Call `hook` after each command, press and form that was answered with a message."""
        self._after_answers.append(hook)

    async def after_answer(self, interaction: discord.Interaction["SigBot"]) -> None:
        """Call all hooks of `each_answer`; one that fails is logged, as there is an answer."""
        if interaction.response.type not in WITH_MESSAGE:
            return
        for hook in self._after_answers:
            try:
                await hook(interaction)
            except Exception:
                log.exception("what follows an answer failed")

    async def on_app_command_completion(
        self, interaction: discord.Interaction["SigBot"], _command: object
    ) -> None:
        await self.after_answer(interaction)

    def on_press(self, kind: type[Id], handler: Press[Id]) -> None:
        """Send presses of buttons with this kind of id to `handler`."""
        self._presses[kind.action] = handler

    def on_submit(self, kind: type[Id], handler: Submit[Id]) -> None:
        """Send what is submitted in forms with this kind of id to `handler`."""
        self._submits[kind.action] = handler

    async def press(self, interaction: discord.Interaction["SigBot"], custom_id: str, /) -> None:
        await _handle(self._presses, interaction, custom_id)

    async def on_interaction(self, interaction: discord.Interaction["SigBot"]) -> None:
        """Send a submitted form to the handler of its custom id.

        Routed by its id, a form still works after a restart, and two people may have the same form
        open at once.
        """
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Any = interaction.data or {}
        answers = read_answers(data.get("components", []))
        await _handle(self._submits, interaction, str(data.get("custom_id", "")), answers)


USES = {
    discord.InteractionType.application_command: Use.COMMAND,
    discord.InteractionType.component: Use.PRESS,
    discord.InteractionType.modal_submit: Use.FORM,
}


def _begin(interaction: discord.Interaction[Any]) -> None:
    """Count what a person did, and begin to count their patience.

    From now on the database is waited for only as long as the person can be answered. Once there is
    an answer, or it is too late for any, nobody waits any more.
    """
    if interaction.type in USES:
        interaction.client.measures.uses[USES[interaction.type]] += 1
    loop = asyncio.get_running_loop()
    due = loop.time() + PATIENCE_S

    def deadline() -> float | None:
        is_awaited = not interaction.response.is_done() and loop.time() < due + TOO_LATE_S
        return due if is_awaited else None

    answer_by(deadline)


async def _is_ours(interaction: discord.Interaction[SigBot]) -> bool:
    """Return whether this process answers, where another one may have got the same interaction."""
    processes = interaction.client.processes
    return await processes.may_answer(interaction.id, interaction.guild_id)


async def _handle(
    handlers: Handlers,
    interaction: discord.Interaction[SigBot],
    custom_id: str,
    *answers: Mapping[str, str],
) -> None:
    """Call the handler of a custom id with the decoded id, and answer what it raises.

    An id without a handler is forged: that of a form on a button, or that of a button on a form.
    """
    _begin(interaction)
    try:
        if not await _is_ours(interaction):
            return
        decoded = decode(custom_id)
        handler = handlers.get(decoded.action)
        if handler is None:
            raise UnknownIdError  # noqa: TRY301  (answered like any other refusal)
        await handler(interaction, decoded, *answers)
    except Exception as error:  # noqa: BLE001  (the one place that answers errors)
        await answer_error(interaction, error)
    await interaction.client.after_answer(interaction)
