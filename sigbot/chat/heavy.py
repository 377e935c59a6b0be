"""Heavy work that somebody asked for: they are told when others come first."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

import discord

from sigbot.chat.cards import note
from sigbot.services.heavy import Compute
from sigbot.wording import heavy as say

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot

log = logging.getLogger(__name__)
T = TypeVar("T")

SLOW_S = 2
"""Seconds after which people are told that their answer takes longer."""


@asynccontextmanager
async def heavy_turn(interaction: discord.Interaction["SigBot"]) -> AsyncIterator[Compute]:
    """Wait for the turn of a server, after `think`. Raises TooManyJobsError."""
    was_told = False

    async def tell(place: int) -> None:
        nonlocal was_told
        was_told = await _show(interaction, say.QUEUED.format(place=place))

    async with interaction.client.heavy.turn(interaction.guild_id or 0, tell) as compute:
        if was_told:
            await _show(interaction, say.HAS_COME)
        yield compute


async def told_if_slow(
    interaction: discord.Interaction["SigBot"], work: Awaitable[T], meanwhile: str, afterwards: str
) -> T:
    """Return what `work` returns; if that takes longer than SLOW_S, show two texts about it."""
    task = asyncio.ensure_future(work)
    try:
        is_slow = not (await asyncio.wait({task}, timeout=SLOW_S))[0]
        if is_slow:
            await _show(interaction, meanwhile)
        answer = await task
        if is_slow:
            await _show(interaction, afterwards)
        return answer
    finally:
        task.cancel()


async def _show(interaction: discord.Interaction["SigBot"], text: str) -> bool:
    """Return whether it could be shown; where not, the work goes on without it."""
    try:
        await interaction.edit_original_response(view=note(text))
    except discord.HTTPException:
        log.info("could not show the place in the queue")
        return False
    return True
