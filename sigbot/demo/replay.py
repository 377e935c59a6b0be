"""Replays the half-year: each step is a command, a press or a form that a member sends."""

import json
import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import discord
import simcord

from sigbot.chat.discussions import QUESTION
from sigbot.demo import scenario
from sigbot.demo.minuted import minuted, minutes_files
from sigbot.demo.recorded import open_recorded
from sigbot.demo.scenario import Deed, Gathering, Reading, Share, Someone
from sigbot.demo.second_act import adopt_rotation, own_calendar, show_events
from sigbot.demo.summary import leave_files, show_progress, show_summary
from sigbot.demo.world import World, answer_to, buttons_of
from sigbot.documents.reports import formats_here
from sigbot.domain.opinions import Opinion
from sigbot.runtime.composition import compose_bot
from sigbot.runtime.heavy import HeavyWork, compute_in_thread
from sigbot.store.database import Database
from sigbot.wording import discussions as say_discussions
from sigbot.wording import issues as say_issues
from sigbot.wording import opinions as say_opinions
from sigbot.wording.meetings import CHECK_IN, GOING, MAYBE

SEED = 2021
ANNOUNCED_DAYS_BEFORE, EAGER_ANSWERS = 14, 6
JUDGES, FEW = 9, 3
"""How many people say what they think of a discussion, and how many of them did not like it."""


Step = tuple[datetime, Callable[[], Awaitable[None]]]


LONGEST_STEP_S = 300
"""Seconds after which a step that has not ended is given up."""


@asynccontextmanager
async def simulated_world(folder: Path) -> AsyncIterator[World]:
    """Run the bot on a simulated Discord whose clock says the first of January 2021."""
    db = Database(f"sqlite+aiosqlite:///{folder / 'demo.db'}")
    heavy = HeavyWork(compute_in_thread)
    dice = random.Random(SEED)
    bot = compose_bot(db, [0], 1, timedelta(days=1), heavy, dice, open_recorded)
    env = simcord.Env(bot, check_errors=False, settle_timeout=LONGEST_STEP_S)
    env.backend.advance_clock((scenario.BEGIN - env.now()).total_seconds())
    await env.start()
    try:
        with env.time_context():
            yield _furnish(env, db)
    finally:
        await env.shutdown()
        await db.close()


def _furnish(env: Any, db: Database) -> World:
    env.backend.bot_user.name = "sigbot"
    guild = env.create_guild("Healthcare SIG")
    news = guild.create_text_channel("announcements")
    chat = guild.create_text_channel("general")
    role = guild.create_role("Organizers", permissions=discord.Permissions(manage_guild=True))
    world = World(env, db, guild, news, chat)
    for someone in scenario.MEMBERS:
        account = someone.name.lower().replace(" ", ".")
        user = env.create_user(account, global_name=someone.name)
        roles = [role] if someone is scenario.ORGANIZER else []
        world.people[someone.name] = guild.add_member(user, roles=roles)
    return world


async def live_half_year(world: World, advance: Callable[[int, int], None]) -> None:
    """Replay January to June 2021; call `advance(done, total)` after each step."""
    steps = sorted(_steps(world), key=lambda step: step[0])
    for number, (moment, step) in enumerate(steps, start=1):
        await world.until(moment)
        await step()
        advance(number, len(steps))


def _at(day: str, time: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day} {time}").replace(tzinfo=ZoneInfo(scenario.HOME))


def _steps(world: World) -> Iterable[Step]:
    yield scenario.BEGIN, partial(_set_up, world)
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
    yield from minuted(world, attendees)
    for deed in scenario.ACTIVITIES:
        yield _at(deed.day, "17:00"), partial(_record, world, deed)
    for deed in scenario.PLANS:
        yield _at(deed.day, "17:00"), partial(_plan, world, deed)
    for share in scenario.SHARES:
        yield _at(share.day, "18:00"), partial(_share, world, share)
    for reading in scenario.READINGS:
        yield _at(reading.picked, "18:30"), partial(_pick, world, reading)
        yield _at(reading.picked, "19:00"), partial(_prepare, world, reading)
        yield _at(reading.discussed, "18:30"), partial(_discuss, world, reading)
        yield _at(reading.discussed, "19:00"), partial(_judge, world, reading)


async def _set_up(world: World) -> None:
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
    """Let a member set their zone, join a subgroup, and describe themselves."""
    member = world.people[someone.name]
    await world.command(member, "me timezone", zone=someone.zone)
    if someone.subgroup:
        await world.command(member, "sig subgroup join", subgroup=someone.subgroup)
    if someone.says_something:
        shown = await world.command(member, "me about")
        names = ("region", "gender", "organization", "experience")
        answers = {name: [getattr(someone, name)] for name in names if getattr(someone, name)}
        world.accepted(await member.submit_modal(shown, answers))


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
    """Let the organizer pick the meeting of that day from the list that Discord offers."""
    offered = await world.organizer.autocomplete(world.chat, "meeting cancel", "meeting", "31 Mar")
    cancelled = {"meeting": offered[0]["value"], "reason": scenario.CANCEL_REASON}
    await world.confirmed(await world.command(world.organizer, "meeting cancel", **cancelled))


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
    """Yield the steps of a meeting: a few people answer before it, all attendees check in."""
    coming = attendees(meeting)
    yield meeting.starts_at - timedelta(days=2), partial(_answer, world, meeting, coming)
    newest: list[discord.Message] = []

    async def gather() -> None:
        newest[:] = [world.card(meeting.title, CHECK_IN)]

    async def check_in(name: str) -> None:
        world.accepted(await world.people[name].click(newest[0], label=CHECK_IN))

    # The reminder at the start takes the buttons of the one before.
    for at in (meeting.starts_at - timedelta(minutes=5), meeting.starts_at):
        yield at, gather
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
    """Choose who attends: eager members more often, and the same people in every replay."""
    dice = random.Random(f"{SEED} {meeting.title} {meeting.when}")
    women = [someone for someone in scenario.MEMBERS if someone.gender == scenario.F]
    everyone_else = [someone for someone in scenario.MEMBERS if someone.gender != scenario.F]
    chosen = [
        *_draw(dice, women, meeting.women, meeting.subgroup),
        *_draw(dice, everyone_else, meeting.everyone_else, meeting.subgroup),
    ]
    dice.shuffle(chosen)
    return chosen


def _draw(
    dice: random.Random, people: Sequence[Someone], count: int, subgroup: str
) -> list[Someone]:
    """Draw `count` different people by weight; members of the subgroup that meets come first."""
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
    member = world.people[share.member]
    if share.in_chat:
        message = await member.send(world.chat, share.link)
        world.accepted(await member.context_menu(world.chat, "Share to journal", message))
        return
    options = {"note": share.note, "tags": share.tags, "title": share.title}
    await world.command(member, "journal share", link=share.link, **options)


async def _pick(world: World, reading: Reading) -> None:
    """Let a member volunteer, and the organizer put the paper on the next meeting's agenda."""
    await world.command(world.people[reading.presenter], "journal present", item=reading.link)
    await world.command(
        world.organizer,
        "journal pick",
        item=reading.link,
        meeting=scenario.GENERAL,
        presenter=reading.presenter,
    )


async def _prepare(world: World, reading: Reading) -> None:
    """Let members say in the thread that they have read the paper, and bring a question."""
    for name in reading.readers:
        await _press(world, name, reading.title, say_discussions.READ_IT)
    shown = await _press(world, reading.asker, reading.title, say_discussions.ASK)
    answers = {QUESTION: reading.question}
    world.accepted(await world.people[reading.asker].submit_modal(shown, answers))


async def _press(world: World, name: str, title: str, label: str) -> Any:
    message = world.in_thread(title, label)
    [whole] = [shown for shown in buttons_of(message) if shown.startswith(label)]
    return world.accepted(await world.people[name].click(message, label=whole))


async def _judge(world: World, reading: Reading) -> None:
    """Let some of those who were there say what they think of the discussion."""
    before = _at(reading.discussed)
    held = [meeting for meeting in scenario.GENERAL_MEETINGS if meeting.starts_at < before]
    opinions = say_opinions.OPINIONS
    for number, someone in enumerate(attendees(held[-1])[:JUDGES]):
        good = Opinion.NOT_GOOD if number < FEW else Opinion.GOOD
        for opinion in (good, Opinion.RECOMMEND):
            await _press(world, someone.name, reading.title, opinions[opinion])


async def _discuss(world: World, reading: Reading) -> None:
    await world.command(
        world.organizer, "journal discussed", item=reading.link, summary=reading.summary
    )


async def compile_report(world: World) -> dict[str, bytes]:
    """Let the organizer export, compile, write and publish, two weeks after the half-year.

    Return the content of each file by its name.
    """
    await world.until(scenario.REPORTED)
    minutes = await minutes_files(world)
    exported = await world.command(world.organizer, "attendance export", period=scenario.PERIOD)
    compiled = await world.command(world.organizer, "report", period=scenario.PERIOD)
    shown = await world.organizer.click(answer_to(compiled), label="Write your sentences")
    saved = world.accepted(await world.organizer.submit_modal(shown, scenario.NARRATIVE))
    await _read_issues(world, saved)
    await world.confirmed(await world.organizer.click(answer_to(saved), label="Publish"))
    published = world.news.last_message
    files = [*answer_to(exported).attachments, *published.attachments]
    return {file.filename: await file.read() for file in files} | minutes


async def _read_issues(world: World, report: Any) -> None:
    """Let the organizer keep every drafted sentence of a report."""
    shown = await world.organizer.click(answer_to(report), label=say_issues.REVIEW)
    while say_issues.KEEP in buttons_of(answer_to(shown)):
        shown = world.accepted(await world.organizer.click(answer_to(shown), label=say_issues.KEEP))


async def _in_every_format(world: World) -> dict[str, bytes]:
    """Ask for the published report in each format that can be written here."""
    asked = {"period": scenario.PERIOD}
    files: dict[str, bytes] = {}
    for format_ in formats_here():
        shown = await world.command(world.organizer, "report", **asked, format=format_)
        files |= {file.filename: await file.read() for file in answer_to(shown).attachments}
    return files


async def replay_to(folder: Path) -> None:
    """Replay the half-year and the second act; leave report, exports and pictures in `folder`."""
    with tempfile.TemporaryDirectory() as scratch:
        async with simulated_world(Path(scratch)) as world:
            with show_progress() as advance:
                await live_half_year(world, advance)
            files = await compile_report(world) | await _in_every_format(world)
            act = await adopt_rotation(world)
            events = await show_events(world)
            files |= await own_calendar(world)
    paths = leave_files({**files, **act.files}, folder)
    report = next(content for name, content in files.items() if name.endswith(".json"))
    show_summary(json.loads(report), act.before, act.suggested, act.next_meeting, paths, events)
