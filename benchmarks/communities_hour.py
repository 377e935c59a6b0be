"""A full hour: thousands of reminders are due at one instant, each in a server of its own.

The bot runs as one process or several against a local Discord, which has Discord's limit of 50
requests a second. Three batches are due at whole times: a small one, so that everything was used
once, then FEW reminders, then all others. A batch is due only when the one before it was sent.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from benchmarks.communities_fill import Model
from benchmarks.reminders import accepted
from benchmarks.several import Counting, Took, bots
from sigbot.domain.outbox import MeetingReminder, to_payload
from sigbot.services.clocks import RULES, rules_version
from sigbot.services.startup import open_database
from sigbot.store import state
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.outbox import OutboxRow
from tests.local_discord import LocalDiscord

FIRST, FEW = 50, 100
BETWEEN = timedelta(seconds=15)
START_S, START_OF_A_GUILD_S, START_OF_A_PROCESS_S = 20.0, 0.01, 8.0
BEFORE_S, AFTER_S = 0.2, 1.0
"""How long before and after a batch the bot's work is counted: it notes what was sent."""

PATIENCE_S = 1_800.0


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: how many messages, what was computed meanwhile, how late the first and last left."""

    size: int
    took: Took
    first_s: float
    last_s: float

    @property
    def cpu_ms(self) -> float:
        """Return the CPU of all processes of the bot for each message."""
        return 1_000 * sum(self.took.bots) / self.size

    @property
    def per_second(self) -> float:
        return (self.size - 1) / (self.last_s - self.first_s)


async def full_hour(url: str, model: Model, count: int, processes: int = 1) -> dict[str, float]:
    """Send `count` reminders that are due at one instant; return the figures."""
    sizes = [min(FIRST, count), min(FEW, count), count]
    _, few, many = await send(url, model, sizes, processes)
    print(f"cpu a message: {few.cpu_ms:.2f} ms of {FEW}, {many.cpu_ms:.2f} ms of {count}")
    if processes > 1:
        each = ", ".join(f"{1_000 * used / count:.2f}" for used in many.took.bots)
        print(f"of each process: {each} ms; the last message was {many.last_s:.0f} s late")
    return {
        "message_cpu_ratio": many.cpu_ms / few.cpu_ms,
        "first_message_ms": 1_000 * many.first_s,
    }


async def send(
    url: str,
    model: Model,
    sizes: Sequence[int],
    processes: int,
    *,
    meeting: int = 0,
    server: int | None = None,
) -> list[Batch]:
    """Send batches of reminders, each due at one instant; the last is the largest.

    The first batch has the reminders of each community's `meeting`, the next those of the meeting
    after it. `server` is the process id of PostgreSQL, if its work is counted, too.
    """
    count = sizes[-1]
    async with LocalDiscord(guilds=count, rate_limits=True) as discord:
        start_s = START_S + START_OF_A_GUILD_S * count + START_OF_A_PROCESS_S * (processes - 1)
        first_at = datetime.now(UTC) + timedelta(seconds=start_s)
        dues = [first_at + number * BETWEEN for number in range(len(sizes))]
        batches = list(zip(range(meeting, meeting + len(sizes)), dues, sizes, strict=True))
        await _prepare(url, discord, model, batches)
        async with bots(discord.api_url, discord.token, url, processes) as pids:
            await discord.wait_ready()
            return [
                await _batch(discord, Counting(pids, server, url), due_at, size)
                for due_at, size in zip(dues, sizes, strict=True)
            ]


async def _prepare(
    url: str, discord: LocalDiscord, model: Model, batches: Sequence[tuple[int, datetime, int]]
) -> None:
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
    for index, due_at, size in batches:
        for number in range(1, size + 1):
            row_id, meeting_id = model.reminder(index, number)
            payload = to_payload(MeetingReminder(meeting_id))
            rows.append({"id": row_id, "due_at": due_at, "payload": payload})
    db = open_database(url)
    async with db.write() as tx:
        await tx.execute(update(CommunityRow), places)
        await tx.execute(update(OutboxRow), rows)
        await state.remember(tx, RULES, rules_version())
    await db.close()


async def _batch(discord: LocalDiscord, counting: Counting, due_at: datetime, size: int) -> Batch:
    """Wait until a batch was sent. Raises RuntimeError if it is due already."""
    left = (due_at - datetime.now(UTC)).total_seconds() - BEFORE_S
    if left < 0:
        msg = "the machine is too busy: a batch is due before the one before it was sent"
        raise RuntimeError(msg)
    await asyncio.sleep(left)
    before, already = await counting.now(), len(discord.world.messages)
    due = asyncio.get_running_loop().time() + (due_at - datetime.now(UTC)).total_seconds()
    await discord.wait_until(lambda: len(discord.world.messages) >= already + size, PATIENCE_S)
    await asyncio.sleep(AFTER_S)
    took = (await counting.now()).since(before)
    times = accepted(discord)
    return Batch(size, took, times[already] - due, times[already + size - 1] - due)
