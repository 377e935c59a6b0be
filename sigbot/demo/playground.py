"""The community of the demo in a browser: type commands and press buttons as any of its people."""

import asyncio
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from simcord import SetupError

from sigbot.demo.replay import (
    World,
    adopt_rotation,
    compile_report,
    live_half_year,
    simulated_world,
)
from sigbot.demo.summary import show_progress
from sigbot.wording import cli as say

BEAT_S = 3.0
MOST_VIEWERS = 12


async def open_playground(port: int) -> None:
    """Replay the half-year, adopt a rotation, and serve the community until Ctrl+C.

    Its clock then says five minutes before the first meeting of the rotation.
    """
    with suppress(asyncio.CancelledError), tempfile.TemporaryDirectory() as scratch:
        async with simulated_world(Path(scratch)) as world:
            with show_progress() as advance:
                await live_half_year(world, advance)
            await compile_report(world)
            act = await adopt_rotation(world)
            await world.until(act.next_meeting - timedelta(minutes=5))
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


async def _beat(world: World, preview: Any) -> None:
    """Let the simulated clock go on, and refresh the page if something happened.

    While somebody is acting, the clock waits for the next beat.
    """
    before = len(world.env.backend.transcript)
    try:
        await world.env.advance_time(BEAT_S)
        if len(world.env.backend.transcript) > before:
            await preview.refresh()
    except SetupError:
        return
