"""Replays the half-year: every step is a command, a button or a modal of somebody."""

import json
import random
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import discord
import simcord

from sigbot.demo import scenario
from sigbot.demo.scenario import Deed, Gathering, Share, Someone
from sigbot.demo.summary import show_progress, show_summary
from sigbot.runtime.composition import compose_bot
from sigbot.store.database import Database
from sigbot.wording.meetings import CHECK_IN, GOING, MAYBE

SEED = 2021
ANNOUNCED_DAYS_BEFORE = 14
EAGER_ANSWERS = 6
_STAMP = re.compile(r"<t:(\d+):F>")


class DemoError(Exception):
    """The replay met something that people would not accept; the demo must not go on."""


Step = tuple[datetime, Callable[[], Awaitable[None]]]


@dataclass
class World:
    """The simulated Discord with the community in it."""

    env: Any
    guild: Any
    news: Any
    chat: Any
    people: dict[str, Any] = field(default_factory=dict)

    @property
    def organizer(self) -> Any:
        return self.people[scenario.ORGANIZER.name]

    async def until(self, moment: datetime) -> None:
        ahead = (moment - self.env.now()).total_seconds()
        if ahead > 0:
            await self.env.advance_time(ahead)

    async def command(self, who: Any, name: str, /, **options: Any) -> Any:
        """Somebody types a slash command; empty options are left out."""
        given = {option: value for option, value in options.items() if value not in ("", None)}
        return self.accepted(await who.slash(self.chat, name, **given))

    def accepted(self, result: Any) -> Any:
        """Raises DemoError when the bot did not do what was asked."""
        errors = self.env.errors_since(0)
        if errors or not result.acknowledged:
            raise DemoError(texts_of(answer_to(result)) if result.acknowledged else result)
        return result

    def card(self, title: str, *labels: str) -> discord.Message:
        """The newest message in the news about that title with these buttons, as people look for
        it: all of them are on a meeting's card, some on its reminders."""
        for message in reversed(self.news.history()):
            if title in texts_of(message) and set(labels) <= set(buttons_of(message)):
                return message  # type: ignore[no-any-return]
        raise DemoError(title)


def answer_to(result: Any) -> Any:
    """The message with which the bot answered an interaction."""
    return result.followups[-1] if result.followups else result.response


def _walk(components: Iterable[Any]) -> Iterable[dict[str, Any]]:
    for component in components:
        found = component if isinstance(component, dict) else component.to_dict()
        yield found
        yield from _walk(found.get("components", []))


def texts_of(message: Any) -> str:
    """All text of a card, with the markdown escapes taken off."""
    texts = [part["content"] for part in _walk(message.components) if "content" in part]
    texts.insert(0, message.content)
    return "\n".join(texts).replace("\\", "")


def buttons_of(message: Any) -> list[str]:
    return [part["label"] for part in _walk(message.components) if part.get("custom_id")]


LONGEST_STEP_S = 300
"""What the bot has not finished after so many seconds, it never will."""


@asynccontextmanager
async def simulated_world(folder: Path) -> AsyncIterator[World]:
    """A running bot on a simulated Discord whose clock says the first of January 2021."""
    db = Database(f"sqlite+aiosqlite:///{folder / 'demo.db'}")
    bot = compose_bot(db, [0], 1, timedelta(days=1))
    env = simcord.Env(bot, check_errors=False, settle_timeout=LONGEST_STEP_S)
    env.backend.advance_clock((scenario.BEGIN - env.now()).total_seconds())
    await env.start()
    try:
        with env.time_context():
            yield _furnish(env)
    finally:
        await env.shutdown()
        await db.close()


def _furnish(env: Any) -> World:
    env.backend.bot_user.name = "sigbot"
    guild = env.create_guild("Healthcare SIG")
    news = guild.create_text_channel("announcements")
    chat = guild.create_text_channel("general")
    role = guild.create_role("Organizers", permissions=discord.Permissions(manage_guild=True))
    world = World(env, guild, news, chat)
    for someone in scenario.MEMBERS:
        account = someone.name.lower().replace(" ", ".")
        user = env.create_user(account, global_name=someone.name)
        roles = [role] if someone is scenario.ORGANIZER else []
        world.people[someone.name] = guild.add_member(user, roles=roles)
    return world


async def live_half_year(world: World, advance: Callable[[int, int], None]) -> None:
    """From the first of January to the end of June; `advance(done, total)` after every step."""
    steps = sorted(_steps(world), key=lambda step: step[0])
    for number, (moment, step) in enumerate(steps, start=1):
        await world.until(moment)
        await step()
        advance(number, len(steps))


def _at(day: str, time: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day} {time}").replace(tzinfo=ZoneInfo(scenario.HOME))


def _steps(world: World) -> Iterable[Step]:
    yield scenario.BEGIN, partial(_found, world)
    for minutes, someone in enumerate(scenario.MEMBERS, start=30):
        moment = scenario.BEGIN + timedelta(minutes=minutes)
        yield moment, partial(_arrive, world, someone)
    yield _at("2021-01-04"), partial(_schedule_general, world)
    yield _at("2021-03-24"), partial(_cancel_general, world)
    for meeting in scenario.GENERAL_MEETINGS:
        yield from _meet(world, meeting)
    for meeting in scenario.GATHERINGS:
        announced = meeting.starts_at - timedelta(days=ANNOUNCED_DAYS_BEFORE)
        yield announced, partial(_schedule, world, meeting)
        yield from _meet(world, meeting)
    for deed in scenario.ACTIVITIES:
        yield _at(deed.day, "17:00"), partial(_record, world, deed)
    for deed in scenario.PLANS:
        yield _at(deed.day, "17:00"), partial(_plan, world, deed)
    for share in scenario.SHARES:
        yield _at(share.day, "18:00"), partial(_share, world, share)


async def _found(world: World) -> None:
    await world.command(
        world.organizer,
        "sig setup",
        name=scenario.NAME,
        description=scenario.DESCRIPTION,
        wiki=scenario.WIKI,
        timezone=scenario.HOME,
        announcements=world.news,
        organizers=world.guild.roles["Organizers"],
    )
    for name in scenario.SUBGROUPS:
        await world.command(world.organizer, "sig subgroup add", name=name)


async def _arrive(world: World, someone: Someone) -> None:
    """A member sets their zone, joins a subgroup, and says of themselves what they like."""
    who = world.people[someone.name]
    await world.command(who, "me timezone", zone=someone.zone)
    if someone.subgroup:
        await world.command(who, "sig subgroup join", subgroup=someone.subgroup)
    if someone.says_something:
        shown = await world.command(who, "me about")
        names = ("region", "gender", "organization", "experience")
        answers = {name: [getattr(someone, name)] for name in names if getattr(someone, name)}
        world.accepted(await who.submit_modal(shown, answers))


async def _schedule_general(world: World) -> None:
    await world.command(
        world.organizer,
        "meeting schedule",
        title=scenario.GENERAL,
        when=scenario.GENERAL_FIRST,
        repeat=scenario.GENERAL_RULE,
        timezone=scenario.HOME,
        description=scenario.GENERAL_ABOUT,
    )


async def _cancel_general(world: World) -> None:
    """The organizer picks the meeting of that day from the list, as Discord offers it."""
    offered = await world.organizer.autocomplete(world.chat, "meeting cancel", "meeting", "31 Mar")
    chosen = offered[0]["value"]
    reason = scenario.CANCEL_REASON
    await world.command(world.organizer, "meeting cancel", meeting=chosen, reason=reason)


async def _schedule(world: World, meeting: Gathering) -> None:
    await world.command(
        world.organizer,
        "meeting schedule",
        title=meeting.title,
        when=meeting.when,
        kind=meeting.kind,
        subgroup=meeting.subgroup,
        speaker=meeting.speaker,
        timezone=scenario.HOME,
    )


def _meet(world: World, meeting: Gathering) -> Iterable[Step]:
    """Some say beforehand that they come; then everybody who comes presses Check in."""
    coming = attendees(meeting)
    yield meeting.starts_at - timedelta(days=2), partial(_answer, world, meeting, coming)
    card: list[discord.Message] = []

    async def gather() -> None:
        card.append(world.card(meeting.title, CHECK_IN))

    async def check_in(name: str) -> None:
        world.accepted(await world.people[name].click(card[0], label=CHECK_IN))

    yield meeting.starts_at - timedelta(minutes=5), gather
    for second, someone in enumerate(coming):
        moment = meeting.starts_at - timedelta(minutes=4) + timedelta(seconds=20 * second)
        yield moment, partial(check_in, someone.name)


async def _answer(world: World, meeting: Gathering, coming: Sequence[Someone]) -> None:
    card = world.card(meeting.title, GOING, MAYBE)
    for someone in coming[:EAGER_ANSWERS]:
        world.accepted(await world.people[someone.name].click(card, label=GOING))
    unsure = coming[-1]
    world.accepted(await world.people[unsure.name].click(card, label=MAYBE))


def attendees(meeting: Gathering) -> list[Someone]:
    """Who comes: the eager more often than others, the same in every replay."""
    dice = random.Random(f"{SEED} {meeting.title} {meeting.when}")
    women = [someone for someone in scenario.MEMBERS if someone.gender == scenario.F]
    others = [someone for someone in scenario.MEMBERS if someone.gender != scenario.F]
    wish = meeting.subgroup
    chosen = _draw(dice, women, meeting.women, wish) + _draw(dice, others, meeting.others, wish)
    dice.shuffle(chosen)
    return chosen


def _draw(
    dice: random.Random, people: Sequence[Someone], count: int, subgroup: str
) -> list[Someone]:
    """`count` different people, by weight; those of the subgroup that meets come first."""
    keys = {
        someone.name: dice.random() ** (1 / someone.eager)
        + (subgroup != "" and someone.subgroup == subgroup)
        for someone in people
    }
    return sorted(people, key=lambda someone: -keys[someone.name])[:count]


async def _record(world: World, deed: Deed) -> None:
    await world.command(world.organizer, "activity add", title=deed.title, kind=deed.kind)


async def _plan(world: World, deed: Deed) -> None:
    await world.command(world.organizer, "plan add", title=deed.title)


async def _share(world: World, share: Share) -> None:
    who = world.people[share.who]
    if share.in_chat:
        message = await who.send(world.chat, share.link)
        world.accepted(await who.context_menu(world.chat, "Share to journal", message))
        return
    await world.command(who, "journal share", link=share.link, note=share.note, tags=share.tags)


async def compile_report(world: World) -> dict[str, bytes]:
    """Two weeks later: the organizer exports, compiles, writes and publishes. File name → bytes."""
    await world.until(scenario.REPORTED)
    exported = await world.command(world.organizer, "attendance export", period=scenario.PERIOD)
    compiled = await world.command(world.organizer, "report", period=scenario.PERIOD)
    shown = await world.organizer.click(answer_to(compiled), label="Edit narrative")
    saved = world.accepted(await world.organizer.submit_modal(shown, scenario.NARRATIVE))
    world.accepted(await world.organizer.click(answer_to(saved), label="Publish"))
    published = world.news.last_message
    files = [*answer_to(exported).attachments, *published.attachments]
    return {file.filename: await file.read() for file in files}


@dataclass(frozen=True, slots=True)
class SecondAct:
    """The organizers have read who is missing, and put the General Meeting on rotating times."""

    adopted: str
    next_meeting: datetime
    files: dict[str, bytes]


async def adopt_rotation(world: World) -> SecondAct:
    """A day after the report: suggestions are asked for, and the first one is adopted."""
    await world.until(scenario.DECIDED)
    offered = await world.organizer.autocomplete(
        world.chat, "rotation suggest", "meeting", scenario.GENERAL
    )
    suggested = await world.command(
        world.organizer, "rotation suggest", meeting=offered[0]["value"]
    )
    pressed = await world.organizer.click(answer_to(suggested), label=scenario.ADOPTED)
    adopted = texts_of(answer_to(world.accepted(pressed)))
    await world.env.advance_time(1)
    shown = answer_to(suggested)
    files = {f"rotation-{file.filename}": file for file in shown.attachments}
    begins = datetime.fromtimestamp(int(_STAMP.findall(adopted)[0]), UTC)
    read = {name: await file.read() for name, file in files.items()}
    return SecondAct(adopted, begins, read)


async def replay_to(folder: Path) -> None:
    """The whole half-year, its report and exports left in `folder`; and the second act."""
    with tempfile.TemporaryDirectory() as scratch:
        async with simulated_world(Path(scratch)) as world:
            with show_progress() as advance:
                await live_half_year(world, advance)
            files = await compile_report(world)
            act = await adopt_rotation(world)
    paths = _leave({**files, **act.files}, folder)
    report = next(content for name, content in files.items() if name.endswith(".json"))
    show_summary(json.loads(report), act.adopted, paths)


def _leave(files: dict[str, bytes], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in files]
    for path in paths:
        path.write_bytes(files[path.name])
    return paths
