"""The community of the demo in a browser: type commands and press buttons as any of its people."""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from simcord import SetupError

from sigbot.demo.replay import compile_report, live_half_year, simulated_world
from sigbot.demo.scenario import ORGANIZER, SHARES
from sigbot.demo.second_act import adopt_rotation, show_events
from sigbot.demo.summary import show_line, show_progress
from sigbot.demo.world import World
from sigbot.wording import cli as say

BEAT_S = 3.0
BEFORE_MEETING = timedelta(minutes=5)
MOST_VIEWERS = 12
SHARE_MENU = "Share to journal"


async def open_playground(port: int) -> None:
    """Replay the half-year, adopt a rotation, and serve the community until Ctrl+C.

    Its clock then says BEFORE_MEETING before the first meeting of the rotation, so that check-in
    is open.
    """
    with suppress(asyncio.CancelledError), tempfile.TemporaryDirectory() as scratch:
        async with simulated_world(Path(scratch)) as world:
            with show_progress() as advance:
                await live_half_year(world, advance)
            await compile_report(world)
            act = await adopt_rotation(world)
            await show_events(world)
            await world.until(act.next_meeting - BEFORE_MEETING)
            await offer_link(world)
            await _serve(world, port)


async def _serve(world: World, port: int) -> None:
    viewers = [world.organizer, *list(world.people.values())[1:MOST_VIEWERS]]
    preview = world.env.preview(
        world.news, viewers=viewers, layout="channel", display="responsive", port=port
    )
    async with preview:
        console = Console(highlight=False)
        for line in (
            say.PLAYGROUND,
            preview.url,
            say.PLAYGROUND_WHO.format(name=ORGANIZER.name),
            say.PLAYGROUND_FIRST.format(minutes=BEFORE_MEETING // timedelta(minutes=1)),
            say.PLAYGROUND_MENU.format(example=f"{say.MENU_SIGN} {SHARE_MENU}"),
            say.PLAYGROUND_END,
        ):
            show_line(console, line)
        seen = world.news.last_message.id
        tell = partial(show_line, console)
        while True:
            await asyncio.sleep(BEAT_S)
            seen = await _beat(world, preview, seen, tell)


async def offer_link(world: World) -> None:
    """Let a member post a message with a link, on which a message menu can be tried."""
    link = SHARES[0].link
    await world.people[SHARES[0].member].send(world.news, say.PLAYGROUND_LINK.format(link=link))


async def use_menus(world: World, seen: int, tell: Callable[[str], None]) -> int:
    """Use the message menu that each new message asks for, such as `menu: Share to journal`.

    The page of the playground has no menu for messages. `seen` is the id of the last message that
    was looked at; return that of the newest one. `tell` says why a menu cannot be used.
    """
    messages = [message for message in world.news.history() if message.id > seen]
    for message in messages:
        if message.content.startswith(say.MENU_SIGN):
            await _use_menu(world, message, tell)
    return max((message.id for message in messages), default=seen)


async def _use_menu(world: World, asking: Any, tell: Callable[[str], None]) -> None:
    """Use a message menu as the author of `asking`, on the last message of a person before it."""
    name = asking.content.removeprefix(say.MENU_SIGN).strip()
    by_id = {member.id: member for member in world.people.values()}
    member = by_id[asking.author.id]
    target = next(
        (
            message
            for message in reversed(world.news.history())
            if message.id < asking.id
            and message.author.id in by_id
            and not message.content.startswith(say.MENU_SIGN)
        ),
        None,
    )
    if target is None:
        tell(say.MENU_NO_MESSAGE)
        return
    try:
        await member.context_menu(world.news, name, target)
    except SetupError:
        tell(say.MENU_UNKNOWN.format(name=name, names=SHARE_MENU))


async def _beat(world: World, preview: Any, seen: int, tell: Callable[[str], None]) -> int:
    """Let the simulated clock go on, and refresh the page if something happened.

    While somebody is acting, the clock waits for the next beat. Takes and returns the id of the
    last message that was looked at.
    """
    before = len(world.env.backend.transcript)
    try:
        seen = await use_menus(world, seen, tell)
        await world.env.advance_time(BEAT_S)
        if len(world.env.backend.transcript) > before:
            await preview.refresh()
    except SetupError:
        pass
    return seen
