"""How much memory a process of the bot needs for the servers that it is in.

    python -m benchmarks.servers [--servers 1000 5000 10000] [--channels 3] [--roles 4] [--json]

`sigbot run` connects to a local Discord with so many servers, each with so many channels and roles
at least. Memory is VmRSS, some seconds after it has heard of all of them. Nothing is in its
database: communities are not kept in memory.
"""

import argparse
import asyncio
import json
import tempfile

from benchmarks.cpu import resident_mib
from benchmarks.several import bots
from tests.local_discord import LocalDiscord

SETTLING_S = 5.0
PATIENCE_S = 600.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.servers")
    parser.add_argument("--servers", type=int, nargs="+", default=[1_000, 5_000, 10_000])
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--roles", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    counts = [1, *sorted(chosen.servers)]
    mib = {count: asyncio.run(_measure(count, chosen.channels, chosen.roles)) for count in counts}
    for count in counts[1:]:
        each = 1_024 * (mib[count] - mib[1]) / count
        print(f"{count:>7,} servers: {mib[count]:.0f} MiB, {each:.1f} KiB for each")
    print(f"      1 server: {mib[1]:.0f} MiB")
    if chosen.json:
        about = {"channels": chosen.channels, "roles": chosen.roles}
        print(json.dumps({**about, "mib": {count: round(mib[count], 1) for count in counts}}))


async def _measure(count: int, channels: int, roles: int) -> float:
    with tempfile.TemporaryDirectory(prefix="sigbot-servers-") as folder:
        async with LocalDiscord(guilds=count) as discord:
            for guild in discord.world.guilds:
                for number in range(len(guild.channels), channels):
                    guild.add_channel(f"channel {number}")
                for number in range(len(guild.roles), roles):
                    guild.add_role(f"Role {number}")
            url = f"sqlite+aiosqlite:///{folder}/sigbot.db"
            async with bots(discord.api_url, discord.token, url, 1) as [pid]:
                await discord.wait_ready(PATIENCE_S)
                # READY comes before the servers, of which the last is on its way for some seconds.
                before = -1.0
                while (mib := resident_mib(pid)) != before:
                    before = mib
                    await asyncio.sleep(SETTLING_S)
                return mib


if __name__ == "__main__":
    main()
