"""Several stages at once, and what befalls the processes on them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from tests.process.running import Running
from tests.process.stage import Stage, Stages

Play = Callable[[Stage], Awaitable[None]]


async def play_at_once(stages: Stages, plays: Mapping[str, Play], guilds: int = 1) -> None:
    """Each on a stage of its own, to the end. Raises all that failed, by the name of its play."""

    async def on_stage(name: str, play: Play) -> None:
        try:
            async with stages(name, guilds) as stage:
                await play(stage)
        except Exception as error:
            error.add_note(f"in the play {name!r}")
            raise

    playing = [on_stage(name, play) for name, play in plays.items()]
    results = await asyncio.gather(*playing, return_exceptions=True)
    if failed := [result for result in results if isinstance(result, Exception)]:
        message = "not every play ended well"
        raise ExceptionGroup(message, failed)


async def kill(running: Running) -> None:
    """Its connections are gone when this raises."""
    running.process.kill()
    await running.process.wait()
    raise ConnectionAbortedError
