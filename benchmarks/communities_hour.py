"""A full hour: thousands of reminders are due at one instant, each in a server of its own.

The bot runs as a process against a local Discord, which has Discord's limit of 50 requests a
second. Three batches are due at whole times: a small one, so that everything was used once, then
FEW reminders, then all others. A batch is due only when the one before it was sent.
"""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from benchmarks.communities_fill import Model
from benchmarks.cpu import spent
from benchmarks.reminders import SIGBOT, accepted, running
from sigbot.domain.outbox import MeetingReminder, to_payload
from sigbot.services.clocks import RULES, rules_version
from sigbot.services.startup import open_database
from sigbot.store import state
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.outbox import OutboxRow
from tests.local_discord import LocalDiscord

FIRST, FEW = 50, 100
BETWEEN = timedelta(seconds=15)
START_S, START_OF_A_GUILD_S = 20.0, 0.01
BEFORE_S, AFTER_S = 0.2, 1.0
"""How long before and after a batch the bot's work is counted: it notes what was sent."""

PATIENCE_S = 1_800.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch took: the bot's own CPU for each message, and how late the first left."""

    cpu_ms: float
    first_ms: float


async def full_hour(url: str, model: Model, count: int) -> dict[str, float]:
    """Send `count` reminders that are due at one instant; return the figures."""
    with tempfile.TemporaryDirectory(prefix="sigbot-hour-") as folder:
        async with LocalDiscord(guilds=count, rate_limits=True) as discord:
            start = timedelta(seconds=START_S + START_OF_A_GUILD_S * count)
            first_at = datetime.now(UTC) + start
            dues = [first_at, first_at + BETWEEN, first_at + 2 * BETWEEN]
            await _prepare(url, discord, model, dues)
            environment = {
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(Path(__file__).parents[1]),
                "DISCORD_TOKEN": discord.token,
                "SIGBOT_DISCORD_API": discord.api_url,
                "DATABASE_URL": url,
            }
            async with running(SIGBOT, environment, folder) as process:
                await discord.wait_ready()
                _, few, many = [
                    await _batch(discord, process.pid, due_at, size)
                    for due_at, size in zip(dues, _sizes(count), strict=True)
                ]
    print(f"cpu a message: {few.cpu_ms:.2f} ms of {FEW}, {many.cpu_ms:.2f} ms of {count}")
    return {"message_cpu_ratio": many.cpu_ms / few.cpu_ms, "first_message_ms": many.first_ms}


def _sizes(count: int) -> Sequence[int]:
    return [min(FIRST, count), min(FEW, count), count]


async def _prepare(url: str, discord: LocalDiscord, model: Model, dues: Sequence[datetime]) -> None:
    """Give each server a community, and let each batch have its reminders of another meeting."""
    guilds = discord.world.guilds
    places = [
        {
            "id": model.community(number),
            "guild_id": guild.id,
            "announcements_channel_id": guild.channel("announcements").id,
        }
        for number, guild in enumerate(guilds, 1)
    ]
    rows = []
    for batch, (due_at, size) in enumerate(zip(dues, _sizes(len(guilds)), strict=True)):
        for number in range(1, size + 1):
            row_id, meeting_id = model.reminder(batch, number)
            payload = to_payload(MeetingReminder(meeting_id))
            rows.append({"id": row_id, "due_at": due_at, "payload": payload})
    db = open_database(url)
    async with db.write() as tx:
        await tx.execute(update(CommunityRow), places)
        await tx.execute(update(OutboxRow), rows)
        await state.remember(tx, RULES, rules_version())
    await db.close()


async def _batch(discord: LocalDiscord, pid: int, due_at: datetime, size: int) -> Batch:
    """Wait until a batch was sent. Raises RuntimeError if it is due already."""
    left = (due_at - datetime.now(UTC)).total_seconds() - BEFORE_S
    if left < 0:
        msg = "the machine is too busy: a batch is due before the one before it was sent"
        raise RuntimeError(msg)
    await asyncio.sleep(left)
    before, already = spent(pid)[0], len(discord.world.messages)
    due = asyncio.get_running_loop().time() + (due_at - datetime.now(UTC)).total_seconds()
    await discord.wait_until(lambda: len(discord.world.messages) >= already + size, PATIENCE_S)
    await asyncio.sleep(AFTER_S)
    return Batch(
        1_000 * (spent(pid)[0] - before) / size,
        1_000 * (accepted(discord)[already] - due),
    )
