"""Messages a second when a thousand reminders are due at once, beside bare discord.py.

    python -m benchmarks.reminders [--reminders 1000] [--guilds 100] [--json]

Both send the same number of messages into the same channels of a local Discord. It has Discord's
limits: 50 requests a second in all, 5 messages in 5 s a channel; it answers 429 to more than that.
The bare bot sends everything at once and leaves the rest to the library; messages that the library
gives up are not counted. The rate is from the first message to the last. It fails when a
reminder is missing or there twice, or when sigbot is slower than the bare bot by more than a tenth.
With --json the last line is a JSON object.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sigbot.domain.community import Actor
from sigbot.domain.outbox import Topic
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_meeting
from sigbot.services.startup import open_database, prepare
from sigbot.store import outbox
from tests.local_discord import LocalDiscord

LIMIT = 0.9
ROOT = Path(__file__).parents[1]
ORGANIZER = 1
IDLE_SECONDS = 15.0
"""After so long without a message, no more messages are waited for."""

SIGBOT = ("-m", "sigbot", "run")
BARE = (
    "-c",
    """
import asyncio, json, os
import discord

discord.http.Route.BASE = os.environ["SIGBOT_DISCORD_API"]
channels = json.loads(os.environ["CHANNELS"])
client = discord.AutoShardedClient(intents=discord.Intents(guilds=True))

async def send(number):
    channel = client.get_partial_messageable(channels[number % len(channels)])
    await channel.send(f"Meeting {number} starts now")

@client.event
async def on_ready():
    await asyncio.gather(*map(send, range(int(os.environ["MESSAGES"]))), return_exceptions=True)

client.run(os.environ["DISCORD_TOKEN"])
""",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """The messages that arrived: how many, how many a second, and how many answers were 429."""

    messages: int
    per_second: float
    limited: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reminders")
    parser.add_argument("--reminders", type=int, default=1_000)
    parser.add_argument("--guilds", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    ours = asyncio.run(_measure(SIGBOT, chosen.reminders, chosen.guilds))
    bare = asyncio.run(_measure(BARE, chosen.reminders, chosen.guilds))
    figures = _summed_up(ours, bare)
    print(_table(ours, bare, figures["ratio_to_bare"]))
    if chosen.json:
        print(json.dumps(figures))
    raise SystemExit(figures["ratio_to_bare"] < LIMIT or ours.messages != chosen.reminders)


async def _measure(arguments: Sequence[str], count: int, guilds: int) -> Sent:
    with tempfile.TemporaryDirectory() as folder:
        async with LocalDiscord(guilds=guilds, rate_limits=True) as discord:
            environment = _environment(discord, Path(folder), count)
            due_at = datetime.now(UTC)
            if arguments == SIGBOT:
                due_at = _minute_after(timedelta(seconds=30))
                await _schedule(environment["DATABASE_URL"], discord, count, due_at)
            async with running(arguments, environment, folder):
                await discord.wait_ready(timeout=30.0)
                return await _sent(discord, count, due_at)


def _minute_after(least: timedelta) -> datetime:
    """Return the first whole minute after this length of time from now."""
    at = datetime.now(UTC) + least
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _environment(discord: LocalDiscord, folder: Path, count: int) -> dict[str, str]:
    news = [guild.channel("announcements").id for guild in discord.world.guilds]
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": discord.token,
        "SIGBOT_DISCORD_API": discord.api_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'sigbot.db'}",
        "CHANNELS": json.dumps(news),
        "MESSAGES": str(count),
    }


async def _schedule(url: str, discord: LocalDiscord, count: int, due_at: datetime) -> None:
    """Set up communities with `count` meetings that all start at `due_at`; withdraw their cards."""
    db = open_database(url)
    await prepare(db)
    now = datetime.now(UTC)
    for number, guild in enumerate(discord.world.guilds):
        organizer = Actor(guild.id, ORGANIZER, "Olga", manages_guild=True)
        news = Setup(timezone="UTC", announcements_channel_id=guild.channel("announcements").id)
        await set_up(db, organizer, news, guild.name, 0, now)
        ids: list[int] = []
        for of_guild in range(number, count, len(discord.world.guilds)):
            request = MeetingRequest(f"Meeting {of_guild}", f"{due_at:%Y-%m-%d %H:%M}")
            made = await schedule_meeting(db, organizer, request, now)
            assert isinstance(made, Scheduled)
            ids.append(made.meeting.id)
        async with db.write() as tx:
            await outbox.withdraw(tx, (Topic.CARD,), ids)
    await db.close()


@asynccontextmanager
async def running(
    arguments: Sequence[str], environment: Mapping[str, str], folder: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a bot in a folder, and end it afterwards."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env=environment,
        cwd=folder,
        stdout=quiet,
        stderr=quiet,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _sent(discord: LocalDiscord, count: int, due_at: datetime) -> Sent:
    """Wait until `count` messages have come, or no more come; measure them.

    Raises RuntimeError for a text that came twice.
    """
    await asyncio.sleep(max(0.0, (due_at - datetime.now(UTC)).total_seconds()))
    before = -1
    while before < len(accepted(discord)) < count:
        before = len(accepted(discord))
        with contextlib.suppress(TimeoutError):
            await discord.wait_until(lambda: len(accepted(discord)) >= count, timeout=IDLE_SECONDS)
    await asyncio.sleep(2.0)
    times = accepted(discord)
    texts = Counter(
        str(message.payload()["components"] or message.payload()["content"])
        for message in discord.world.messages.values()
    )
    if max(texts.values()) > 1:
        msg = f"there twice: {texts.most_common(1)}"
        raise RuntimeError(msg)
    limited = sum(request.status == 429 for request in discord.requests)
    seconds = times[-1] - times[0]
    return Sent(len(times), (len(times) - 1) / seconds, limited)


def accepted(discord: LocalDiscord) -> list[float]:
    """Return when each message was accepted, in seconds of a monotonic clock."""
    return [
        request.at
        for request in discord.requests
        if request.method == "POST" and request.path.endswith("/messages") and request.status == 200
    ]


def _summed_up(ours: Sent, bare: Sent) -> dict[str, float]:
    return {
        "reminders": ours.messages,
        "per_second": round(ours.per_second, 2),
        "limited": ours.limited,
        "bare_messages": bare.messages,
        "bare_per_second": round(bare.per_second, 2),
        "bare_limited": bare.limited,
        "ratio_to_bare": round(ours.per_second / bare.per_second, 3),
    }


def _table(ours: Sent, bare: Sent, ratio: float) -> str:
    rows = [("", "messages", "a second", "429s")]
    rows += [
        (name, str(sent.messages), f"{sent.per_second:.1f}", str(sent.limited))
        for name, sent in (("sigbot", ours), ("bare", bare))
    ]
    lines = [f"{name:<8}" + "".join(f"{cell:>10}" for cell in cells) for name, *cells in rows]
    return "\n".join([*lines, f"ratio {ratio:.2f}, at least {LIMIT:.2f}"])


if __name__ == "__main__":
    main()
