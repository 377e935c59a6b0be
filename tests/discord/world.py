"""A simulated Discord with the whole bot in it, and the people who use it."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from logging import LogRecord
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import discord
import simcord
from discord import app_commands
from simcord.backend import serializers
from simcord.enums import InteractionType
from simcord.interactions import base_payload

from sigbot.chat.bot import EXTENSIONS, SigBot
from sigbot.domain.refusals import RefusedError
from sigbot.store.database import Database

BEGIN = datetime(2026, 3, 2, 14, tzinfo=UTC)
"""A Monday, 09:00 in New York; the clocks there go forward six days later."""

HOME = ZoneInfo("America/New_York")
COMPONENTS_V2 = 1 << 15
LONGEST_TEXT, MOST_COMPONENTS, LONGEST_NONCE = 4_000, 40, 25

Json: TypeAlias = dict[str, Any]
Person: TypeAlias = simcord.MemberActor
Result: TypeAlias = simcord.InteractionResult
Message: TypeAlias = discord.Message | simcord.ResponseMessage
Error: TypeAlias = type[BaseException]


def new_bot(database: Path, extensions: Sequence[str] = EXTENSIONS) -> SigBot:
    """The bot as `sigbot run` makes it, but with a clock that never looks without being told."""
    return SigBot(
        Database(f"sqlite+aiosqlite:///{database}"),
        shard_ids=[0],
        shard_count=1,
        longest_nap=timedelta(days=1),
        extensions=extensions,
    )


# What somebody sees


def moment(text: str, zone: ZoneInfo = HOME) -> datetime:
    """`2026-03-04 11:00` on the clocks of a place."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def stamp(text: str, zone: ZoneInfo = HOME) -> str:
    """How Discord's timestamp of that moment begins."""
    return f"<t:{int(moment(text, zone).timestamp())}"


def parts(components: Iterable[Any]) -> Iterator[Json]:
    """Every component of a message or modal, at any depth."""
    for component in components:
        found = component if isinstance(component, dict) else component.to_dict()
        yield found
        yield from parts(found.get("components") or [])
        yield from parts([found["component"]] if found.get("component") else [])


def raw_text(message: Message) -> str:
    """All text of a message, as it was sent."""
    return "\n".join(part["content"] for part in parts(message.components) if "content" in part)


def text_of(message: Message) -> str:
    """All text of a message, with the markdown escapes taken off."""
    return raw_text(message).replace("\\", "")


def buttons_of(message: Message) -> dict[str, Json]:
    """The buttons of a message by their label."""
    return {part["label"]: part for part in parts(message.components) if part.get("type") == 2}


def answer(result: Result) -> simcord.ResponseMessage:
    """The message with which the bot answered."""
    assert result.acknowledged, "no answer within three seconds"
    found = result.followups[-1] if result.followups else result.response
    assert found is not None, result
    return found


def say(result: Result) -> str:
    """All text of the bot's answer."""
    return text_of(answer(result))


def whispered(result: Result) -> str:
    """The text of an answer that only one person sees."""
    assert answer(result).ephemeral, say(result)
    return say(result)


async def files_of(message: Message) -> dict[str, bytes]:
    """The files of a message by name."""
    return {file.filename: await file.read() for file in message.attachments}


@dataclass
class World:
    """One server: a manager, an organizer by role alone, two members, and two channels."""

    env: simcord.Env
    database: Path
    guild: simcord.GuildHandle
    news: simcord.ChannelHandle
    chat: simcord.ChannelHandle
    organizers: simcord.RoleHandle
    manager: Person
    organizer: Person
    ann: Person
    ben: Person
    forgiven: list[Error] = field(default_factory=list)
    """Errors that a test brings about on purpose."""
    logged: list[LogRecord] = field(default_factory=list)

    # What people do

    async def command(self, who: Person, name: str, /, **options: Any) -> Result:
        """Somebody types a slash command in #general; None leaves an option out."""
        given = {key: value for key, value in options.items() if value is not None}
        return await who.slash(self.chat, name, **given)

    async def choices(
        self, who: Person, command: str, option: str, typed: str = "", /, **filled: Any
    ) -> dict[str, str]:
        """What an option offers while somebody types: label → value."""
        offered = await who.autocomplete(self.chat, command, option, typed, **filled)
        return {choice["name"]: choice["value"] for choice in offered}

    async def schedule(self, title: str = "Weekly call", when: str = "", **options: Any) -> Message:
        """The organizer schedules a meeting (in two hours, without `when`); its card."""
        done = await self.command(
            self.organizer, "meeting schedule", title=title, when=when or "in 2 hours", **options
        )
        assert say(done).startswith("Scheduled"), say(done)
        return self.card(title)

    async def press_from_outside(self, message: Message, label: str) -> Result:
        """Somebody who is on no server of ours presses a button: `user`, and no `member`."""
        backend = self.env.backend
        stranger = self.env.create_user("stranger")
        pressed = buttons_of(message)[label]
        record, payload = base_payload(
            backend,
            type=InteractionType.MESSAGE_COMPONENT,
            channel_id=self.news.id,
            guild_id=None,
            user_id=stranger.id,
            data={"custom_id": pressed["custom_id"], "component_type": 2},
        )
        stored = backend.get_message(self.news.id, message.id)
        payload["guild_id"] = str(self.guild.id)
        payload["message"] = dict(serializers.message_payload(backend, stored))
        backend.emit("INTERACTION_CREATE", payload)
        await self.advance()
        return simcord.InteractionResult(self.env, record)

    def old_message(self, *custom_ids: str) -> discord.Message:
        """A message of the bot from long ago, with buttons of these custom_ids."""
        row = [
            {"type": 2, "style": 2, "label": f"{number}", "custom_id": custom_id}
            for number, custom_id in enumerate(custom_ids)
        ]
        self.env.backend.create_message(
            self.chat.id,
            self.env.backend.bot_user.id,
            "",
            components=[{"type": 1, "components": row}],
            flags=COMPONENTS_V2,
        )
        found = self.chat.last_message
        assert found is not None
        return found

    # What can be seen

    def cards(self, title: str = "") -> list[discord.Message]:
        """Meeting cards and notices in the news with this in their text, the oldest first."""
        return [message for message in self.news.history() if title in text_of(message)]

    def card(self, title: str) -> discord.Message:
        """The newest message in the news with this in its text."""
        found = self.cards(title)
        assert found, f"no card of {title!r} in {[text_of(m) for m in self.news.history()]}"
        return found[-1]

    def sent(self, method: str, path_end: str) -> list[Any]:
        """Bodies of the REST requests of a method whose path ends so."""
        return [
            entry.json
            for entry in self.env.http_requests
            if entry.method == method and entry.path.endswith(path_end)
        ]

    # What happens around them

    async def advance(self, **delta: float) -> None:
        """Time goes by: `advance(hours=1)`; without anything, what is running comes to its end."""
        await self.env.advance_time(timedelta(**delta).total_seconds())

    async def until(self, moment: datetime) -> None:
        await self.env.advance_time((moment - self.env.now()).total_seconds())

    async def restart(self, extensions: Sequence[str] = EXTENSIONS) -> None:
        """The bot ends, and a new one starts on the same database."""
        before = self.env.bot
        assert isinstance(before, SigBot)
        await self.env.restart_bot(new_bot(self.database, extensions))
        await before.db.close()

    async def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement on the database, behind the bot's back."""
        return await asyncio.to_thread(self._sql, statement)

    def _sql(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, isolation_level=None, timeout=5)) as connection:
            return connection.execute(statement).fetchall()

    def loses_role(self, who: Person, role: simcord.RoleHandle) -> None:
        self.env.backend.remove_member_role(self.guild.id, who.id, role.id)


def furnish(env: simcord.Env, database: Path, name: str = "Healthcare SIG") -> World:
    """A server with its people, on which nothing was said to the bot yet."""
    guild = env.create_guild(name)
    news, chat = guild.create_text_channel("announcements"), guild.create_text_channel("general")
    managers = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    organizers = guild.create_role("Organizers")

    def member(account: str, shown: str, *roles: simcord.RoleHandle) -> Person:
        return guild.add_member(env.create_user(account, global_name=shown), roles=roles)

    return World(
        env=env,
        database=database,
        guild=guild,
        news=news,
        chat=chat,
        organizers=organizers,
        manager=member("mike", "Mike McCoy", managers),
        organizer=member("olga", "Olga Petrova", organizers),
        ann=member("ann", "Ann Lee"),
        ben=member("ben", "Ben Ito"),
    )


async def set_up(world: World) -> None:
    """The manager sets the server up; from then on the role makes organizers."""
    done = await world.command(
        world.manager,
        "sig setup",
        name="Healthcare SIG",
        timezone="New York",
        announcements=world.news,
        organizers=world.organizers,
    )
    assert "is set up" in say(done), say(done)


# What must be so at the end of every test


def check_end(world: World) -> None:
    """Nothing went wrong unnoticed, everybody was answered, and nothing sent was ill-mannered."""
    bugs = [error for error in map(_cause, world.env.errors) if not _is_meant(world, error)]
    bugs += [
        error for record in world.logged if not _is_meant(world, error := _logged_error(record))
    ]
    if bugs:
        raise BaseExceptionGroup("the bot met errors that nobody expected", bugs)
    check_answers(world)
    check_manners(world.env.http_requests)


def _cause(error: BaseException) -> BaseException:
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def _is_meant(world: World, error: BaseException) -> bool:
    return isinstance(error, (RefusedError, *world.forgiven))


def _logged_error(record: LogRecord) -> Exception:
    error = record.exc_info[1] if record.exc_info else None
    return error if isinstance(error, Exception) else AssertionError(record.getMessage())


def check_answers(world: World) -> None:
    """No interaction was left without an answer, or thinking for ever."""
    if world.forgiven:
        return
    for record in world.env.backend.interactions.values():
        assert record.responded, f"no answer to interaction {record}"
        assert not record.loading, f"thinking for ever: {record}"


def check_manners(entries: Iterable[simcord.HttpLogEntry]) -> None:
    """No message pings anybody, and none is larger than Discord takes."""
    for entry in entries:
        body = message_in(entry)
        if body is not None:
            assert names_nobody(body, required=entry.method == "POST"), body
            found = list(parts(body.get("components") or []))
            assert len(found) <= MOST_COMPONENTS, body
            assert sum(len(part.get("content", "")) for part in found) <= LONGEST_TEXT, body
            assert len(str(body.get("nonce", ""))) <= LONGEST_NONCE, body


def names_nobody(body: Json, *, required: bool = True) -> bool:
    """Does a message say that whatever it mentions is not to be told of it?"""
    allowed = body.get("allowed_mentions", None if required else {"parse": []})
    return allowed is not None and allowed.get("parse") == [] and allowed.keys() <= {"parse"}


def message_in(entry: simcord.HttpLogEntry) -> Json | None:
    """The message that a request creates or edits."""
    if entry.method not in {"POST", "PATCH"} or not isinstance(entry.json, dict):
        return None
    if entry.path.endswith("/callback"):
        return entry.json["data"] if entry.json["type"] in {4, 7} else None
    return entry.json if "components" in entry.json or "content" in entry.json else None
