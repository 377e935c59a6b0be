"""A simulated Discord with the whole bot in it, and the people who use it."""

import asyncio
import pickle
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from logging import LogRecord
from pathlib import Path
from random import Random
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import discord
import simcord
from simcord.backend import serializers
from simcord.enums import InteractionType
from simcord.interactions import base_payload

from cogs import EXTENSIONS
from sigbot.chat.bot import SigBot
from sigbot.chat.id_parts import CustomId, encode
from sigbot.runtime.heavy import HeavyWork, compute_in_thread
from sigbot.store.database import Database
from tests.discord import executed_once
from tests.local_discord import HANG_S

executed_once.install()

BEGIN = datetime(2026, 3, 2, 14, tzinfo=UTC)
"""A Monday, 09:00 in New York; the clocks there go forward six days later."""

HOME = ZoneInfo("America/New_York")
WEDNESDAY = "2026-03-04 11:00"
ANSWERS = ["Going", "Maybe", "Can't"]
BUTTONS = [*ANSWERS, "Who is coming", "Ask ahead", "Add to calendar"]
"""On the card of a meeting, before check-in opens."""
COMPONENTS_V2 = 1 << 15
NEVER = timedelta(days=400)
"""A nap after which nobody waits any more."""

MARK = re.compile("\u2060[\u200c\u200d]{31}")
"""By what the bot finds its messages again; nobody sees it."""

NAMED = re.compile(r"(?:<t:\d+:t>|Added|Time not known) · ")
"""How a line of `/attendance show` begins that is of somebody who was there."""

COUNTED = re.compile(r"\*\*\d+\*\* (?:person|people)(?:: )?")
"""How the line begins above theirs, which says from where they are known."""

A = TypeVar("A")
T = TypeVar("T")
Json: TypeAlias = dict[str, Any]
Person: TypeAlias = simcord.MemberActor
Result: TypeAlias = simcord.InteractionResult
Message: TypeAlias = discord.Message | simcord.ResponseMessage
Error: TypeAlias = type[BaseException]


class Simulated(simcord.Env):
    """A simulated Discord in which everything may take as long as it needs: how long that is says
    how busy the machine is. What never ends fails after HANG_S."""

    def __init__(self, bot: SigBot) -> None:
        super().__init__(bot, check_errors=False, settle_timeout=HANG_S)

    async def _settle_internal(self, *, timeout: float | None = None, **options: Any) -> None:  # noqa: ASYNC109
        """Leave out the five seconds that SimCord gives a bot to start, whatever it is told."""
        del timeout
        await super()._settle_internal(**options)


async def compute(work: Callable[[A], T], argument: A, /) -> T:
    """Heavy work, done here, but only if it could be done in another process, too."""
    work, argument = pickle.loads(pickle.dumps((work, argument)))
    result: T = pickle.loads(pickle.dumps(await compute_in_thread(work, argument)))
    return result


def new_bot(
    database: Path,
    extensions: Sequence[str] = EXTENSIONS,
    longest_nap: timedelta = NEVER,
) -> SigBot:
    """The bot as `sigbot run` makes it, but with a clock that never looks without being told."""
    url = f"sqlite+aiosqlite:///{database}"
    closed = CLOSED[url]
    return SigBot(
        closed.pop() if closed else Database(url),
        extensions,
        heavy=HeavyWork(compute),
        shard_ids=[0],
        shard_count=1,
        longest_nap=longest_nap,
        dice=Random(14),
    )


CLOSED: defaultdict[str, list[Database]] = defaultdict(list)
"""By their address. The next bot there takes one, as it remembers the SQL of its statements."""


async def close_database(bot: object) -> None:
    """Close the database of a bot that has ended."""
    assert isinstance(bot, SigBot)
    await bot.db.close()
    CLOSED[str(bot.db.url)].append(bot.db)


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
    """All text of a message as it was sent, without its mark."""
    texts = [part["content"] for part in parts(message.components) if "content" in part]
    said = [MARK.sub("", message.content)] if message.content else []
    return "\n".join([*said, *texts])


def text_of(message: Message) -> str:
    """All text of a message, with the markdown escapes taken off."""
    return raw_text(message).replace("\\", "")


def is_card(message: Message) -> bool:
    """Is it the card of a meeting? It alone is made of components, and begins with a heading."""
    return not message.content and raw_text(message).startswith("## ")


def is_reminder(message: Message) -> bool:
    """Is it a reminder? Its second or third line says when the meeting is, or was to be."""
    text = raw_text(message)
    return not is_card(message) and ("\n🗓️ <t:" in text or "\n~~<t:" in text)


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


def _forget_lengths(command: Json) -> None:
    for option in command.get("options", []):
        option.pop("min_length", None)
        option.pop("max_length", None)
        _forget_lengths(option)


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

    async def keys(self) -> list[str]:
        """The ids of all meetings, as the lists offer them."""
        return list((await self.choices(self.ann, "meeting show", "meeting")).values())

    async def schedule(self, title: str = "Weekly call", when: str = "", **options: Any) -> Message:
        """The organizer schedules a meeting (in two hours, without `when`); its card."""
        await self.plan(title, when or "in 2 hours", **options)
        return self.card(title)

    async def plan(self, title: str = "Kick-off", when: str = WEDNESDAY, **options: Any) -> None:
        """The organizer schedules a meeting, whatever comes of its card."""
        done = await self.command(
            self.organizer, "meeting schedule", title=title, when=when, **options
        )
        assert whispered(done).startswith("Scheduled"), say(done)

    async def hold(self, title: str = "Kick-off", **options: Any) -> None:
        """A meeting of one hour takes place in five minutes; then two hours have gone by."""
        await self.schedule(title, "in 5 minutes", **options)
        await self.advance(hours=2)

    async def present(self, meeting: str = "m1", who: Person | None = None) -> list[str]:
        """Who was there, as `/attendance show` tells anyone."""
        return (await self.known_from(meeting, who))[1]

    async def known_from(
        self, meeting: str = "m1", who: Person | None = None
    ) -> tuple[str, list[str]]:
        """From where they are known who were there, and who they are: `2 by code`."""
        shown = whispered(await self.command(who or self.ann, "attendance show", meeting=meeting))
        lines = shown.splitlines()
        sources = [COUNTED.sub("", line) for line in lines if COUNTED.match(line)]
        return "".join(sources), [
            NAMED.sub("", line, count=1) for line in lines if NAMED.match(line)
        ]

    async def press_from_outside(self, message: Message, label: str) -> Result:
        """Somebody who is on no server of ours presses a button: `user`, and no `member`."""
        stranger = self.env.create_user("stranger")
        guild_id = str(self.guild.id)
        return await self.press_outside(stranger, self.news.id, message, label, guild_id)

    async def press_outside(
        self,
        user: simcord.UserHandle,
        channel_id: int,
        message: Message,
        label: str,
        guild_id: str | None = None,
    ) -> Result:
        """Somebody presses a button where they are no member, as in direct messages."""
        backend = self.env.backend
        pressed = buttons_of(message)[label]
        record, payload = base_payload(
            backend,
            type=InteractionType.MESSAGE_COMPONENT,
            channel_id=channel_id,
            guild_id=None,
            user_id=user.id,
            data={"custom_id": pressed["custom_id"], "component_type": 2},
        )
        record.source_message_id = message.id
        stored = backend.get_message(channel_id, message.id)
        if guild_id:
            payload["guild_id"] = guild_id
        payload["message"] = dict(serializers.message_payload(backend, stored))
        backend.emit("INTERACTION_CREATE", payload)
        await self.advance()
        return simcord.InteractionResult(self.env, record)

    async def press(self, result: Result, label: str, who: Person | None = None) -> Result:
        """A button of an answer is pressed, by the organizer if nobody else is named."""
        return await (who or self.organizer).click(answer(result), label=label)

    async def locate(self, number: int) -> None:
        """So many new members say that they live in Nairobi."""
        for index in range(number):
            account = self.env.create_user(f"member{index}", global_name=f"Member {index}")
            await self.command(self.guild.add_member(account), "me timezone", zone="Nairobi")

    async def sure(self, asked: Result) -> Result:
        """The organizer presses the first button of a question, which is to do it."""
        return await self.press(asked, next(iter(buttons_of(answer(asked)))))

    def old_message(self, *custom_ids: CustomId | str) -> discord.Message:
        """A message of the bot from long ago, with buttons of these custom_ids; of texts that the
        bot would not write, too."""
        texts = [made if isinstance(made, str) else encode(made) for made in custom_ids]
        buttons = [
            {"type": 2, "style": 2, "label": f"{number}", "custom_id": text}
            for number, text in enumerate(texts)
        ]
        rows = [buttons[begin : begin + 5] for begin in range(0, len(buttons), 5)]
        self.env.backend.create_message(
            self.chat.id,
            self.env.backend.bot_user.id,
            "",
            components=[{"type": 1, "components": row} for row in rows],
            flags=COMPONENTS_V2,
        )
        found = self.chat.last_message
        assert found is not None
        return found

    def forge_lengths(self) -> None:
        """From now on texts may have any length, as in a forged request."""
        commands: Any = self.env.backend.commands
        for command in commands[None].values():
            _forget_lengths(command)

    @property
    def bot(self) -> SigBot:
        assert isinstance(self.env.bot, SigBot)
        return self.env.bot

    # What can be seen

    def cards(self, title: str = "") -> list[discord.Message]:
        """Meeting cards in the news with this in their text, the oldest first."""
        return [card for card in self._news_with(title) if is_card(card)]

    def card(self, title: str) -> discord.Message:
        """The newest meeting card in the news with this in its text."""
        found = self.cards(title)
        assert found, f"no card of {title!r} in {[text_of(m) for m in self.news.history()]}"
        return found[-1]

    def reminders(self, title: str = "") -> list[discord.Message]:
        """Reminders in the news with this in their text, the oldest first."""
        return [reminder for reminder in self._news_with(title) if is_reminder(reminder)]

    def notices(self, text: str = "") -> list[discord.Message]:
        """Whatever else is in the news: of moves, cancellations, clocks and reports."""
        found = self._news_with(text)
        return [notice for notice in found if not is_card(notice) and not is_reminder(notice)]

    def _news_with(self, text: str) -> list[discord.Message]:
        return [message for message in self.news.history() if text in text_of(message)]

    def direct(self, who: Person) -> list[str]:
        """The texts of the bot's direct messages to somebody, the oldest first."""
        return [text_of(message) for message in who.user.dm_channel.history()]

    def sent(self, method: str, path_end: str) -> list[Any]:
        """Bodies of the REST requests of a method whose path ends so."""
        return [
            entry.json
            for entry in self.env.http_requests
            if entry.method == method and entry.path.endswith(path_end)
        ]

    def posts(self) -> list[Json]:
        """Every try to post a message in the news."""
        return self.sent("POST", f"/channels/{self.news.id}/messages")

    def edits(self) -> int:
        """How often messages in the news were edited, or were tried to be."""
        path = f"/channels/{self.news.id}/messages/"
        return sum(e.method == "PATCH" and e.path.startswith(path) for e in self.env.http_requests)

    # What happens around them

    def fail_posts(self, **fault: Any) -> None:
        """Discord refuses what is posted in the news: `status`, `code`, and how many `times`."""
        self.env.inject_error("POST", f"/channels/{self.news.id}/messages", **fault)

    def mend(self) -> None:
        """Discord refuses nothing any more."""
        self.env.backend.faults.clear()

    async def advance(self, **delta: float) -> None:
        """Time goes by: `advance(hours=1)`; without anything, what is running comes to its end."""
        await self.env.advance_time(timedelta(**delta).total_seconds())

    async def until(self, moment: datetime) -> None:
        await self.env.advance_time((moment - self.env.now()).total_seconds())

    async def restart(
        self,
        extensions: Sequence[str] = EXTENSIONS,
        longest_nap: timedelta = NEVER,
    ) -> None:
        """The bot ends, and a new one starts on the same database."""
        before = self.env.bot
        await self.env.restart_bot(new_bot(self.database, extensions, longest_nap))
        await close_database(before)

    async def away(self, *, longest_nap: timedelta = NEVER, **delta: float) -> None:
        """The bot ends, time goes by, and a new one starts on the same database."""
        before = self.env.bot
        await self.env.shutdown()
        await close_database(before)
        self.env.backend.advance_clock(timedelta(**delta).total_seconds())
        self.env.bot = new_bot(self.database, longest_nap=longest_nap)
        await self.env.start()
        await self.advance()

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
