"""The community of the demo in a browser: type commands and press buttons as any of its people."""

import asyncio
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from simcord import SetupError

from sigbot.demo import scenario
from sigbot.demo.replay import World, compile_report, live_half_year, simulated_world
from sigbot.demo.summary import show_progress
from sigbot.wording import cli as say

NEXT_MEETING = datetime(2021, 7, 21, 10, tzinfo=ZoneInfo(scenario.HOME))
BEAT_S = 1.0
MOST_VIEWERS = 12


async def open_playground(port: int) -> None:
    """Live the half-year, then stand five minutes before the next meeting until Ctrl+C."""
    with tempfile.TemporaryDirectory() as scratch:
        async with simulated_world(Path(scratch)) as world:
            with show_progress() as advance:
                await live_half_year(world, advance)
            await compile_report(world)
            await world.until(NEXT_MEETING - timedelta(minutes=5))
            await _serve(world, port)


async def _serve(world: World, port: int) -> None:
    viewers = [world.organizer, *list(world.people.values())[1:MOST_VIEWERS]]
    preview = world.env.preview(
        world.news, viewers=viewers, layout="channel", display="responsive", port=port
    )
    async with preview:
        console = Console(highlight=False, soft_wrap=True)
        console.print(say.PLAYGROUND.format(url=preview.url), markup=False)
        console.print(say.PLAYGROUND_HINT, markup=False)
        while True:
            await asyncio.sleep(BEAT_S)
            await _beat(world, preview)


async def _beat(world: World, preview: object) -> None:
    """Let the simulated clock go on; while somebody is acting, the next beat will do."""
    try:
        await world.env.advance_time(BEAT_S)
        await preview.refresh()  # type: ignore[attr-defined]
    except SetupError:
        return
