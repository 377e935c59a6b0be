"""`python -m tests.local_discord --port 0`: the stand-in as a process of its own.

Prints one JSON line (address, token, ids; the keys of /_control/state) and serves until it is
terminated. `control.py` says what /_control/ can do.
"""

import argparse
import asyncio
import json
import signal
import sys

from tests.local_discord import LocalDiscord
from tests.local_discord.control import add_control, state


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.local_discord")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--guilds", type=int, default=1)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--rate-limits", action="store_true")
    asyncio.run(serve(LocalDiscord(**vars(parser.parse_args()))))


async def serve(discord: LocalDiscord) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    add_control(discord)
    async with discord:
        sys.stdout.write(json.dumps(await state(discord, {})) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()
