"""Calendars over HTTP: how many a second, beside a bare handler that returns the same bytes.

    python -m benchmarks.feed [--seconds 2] [--rounds 3] [--json]

200 members have 60 meetings each. One process serves three sites: calendars whose answers are kept
(as `sigbot run` does for some seconds), calendars that are read from the database each time, and a
bare handler. Another process asks for them in turns, over 16 connections that stay open. Limits on
how often somebody may ask are out of the way. A second is one of the server's processor, so other
programs count little. The ratios are those of the medians; exit status 1 below a limit. With --json
the last line is a JSON object.
"""

import argparse
import asyncio
import gc
import json
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median

import aiohttp
from aiohttp import web

from benchmarks.cpu import spent
from sigbot.chat.bot import system_time
from sigbot.domain.community import Actor
from sigbot.services.calendars import new_address
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import MeetingRequest, schedule_meeting
from sigbot.services.startup import prepare
from sigbot.store.database import Database
from sigbot.web.feed import Feed
from sigbot.web.limits import Limit
from sigbot.web.server import Gate, compose_app, serving

LIMITS = {"feed_ratio": 0.5, "not_modified_ratio": 0.8}
ROOT = Path(__file__).parents[1]
MEMBERS, MEETINGS, CONNECTIONS = 200, 60, 16
HOUR_S = 3_600
MANY = Limit(burst=10**9, a_minute=10**9)
OLGA = Actor(1, 1, "Olga", manages_guild=True)
URL = "http://sig.invalid"
PLAIN = {"Accept-Encoding": "identity"}
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)")
SITES = ("kept", "fresh", "bare")


@dataclass(frozen=True, slots=True)
class Places:
    """The port of each site, the paths of the calendars, and the mark of all of them."""

    ports: dict[str, int]
    paths: list[str]
    etag: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        asyncio.run(_serve())
        return
    figures = asyncio.run(_measure(chosen.seconds, chosen.rounds))
    for name, value in figures.items():
        limit = f"   at least {LIMITS[name]}" if name in LIMITS else ""
        print(f"{name:24} {value:10.2f}{limit}")
    if chosen.json:
        print(json.dumps(figures))
    sys.exit(any(figures[name] < limit for name, limit in LIMITS.items()))


async def _serve() -> None:
    """Serve the three sites until standard input ends; say where they are."""
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite+aiosqlite:///{folder}/sig.db", b"s" * 32)
        await prepare(db)
        paths = await _furnish(db)
        async with _sites(db, paths[0]) as (ports, etag):
            # The bot does so after its start: the garbage collector need not look at modules again.
            gc.collect()
            gc.freeze()
            print(json.dumps(asdict(Places(ports, paths, etag))), flush=True)
            await asyncio.to_thread(sys.stdin.read)
        await db.close()


async def _furnish(db: Database) -> list[str]:
    now = system_time()
    await set_up(db, OLGA, Setup(name="Health", timezone="UTC"), "Server", 5, now)
    for number in range(MEETINGS):
        when = f"{now + timedelta(days=1 + number):%Y-%m-%d %H:%M} UTC"
        about = "Journal club: news and research, then open discussion. " * 3
        request = MeetingRequest(f"Meeting {number}", when, description=about, link=URL)
        await schedule_meeting(db, OLGA, request, now)
    people = [Actor(1, 10 + number, f"Member {number}") for number in range(MEMBERS)]
    made = [await new_address(db, who, URL, Random(who.discord_id), now) for who in people]
    return [address.url.removeprefix(URL) for address in made]


@asynccontextmanager
async def _sites(db: Database, path: str) -> AsyncIterator[tuple[dict[str, int], str]]:
    """Yield the port of each site, and the mark of the calendar at a path."""
    gate = Gate(MANY, MANY)
    async with AsyncExitStack() as stack:

        async def port_of(app: web.Application) -> int:
            return await stack.enter_async_context(serving(app, "127.0.0.1", 0))

        ports = {
            name: await port_of(compose_app(Feed(db, system_time, MANY, seconds).routes(), gate))
            for name, seconds in (("kept", HOUR_S), ("fresh", 0))
        }
        async with aiohttp.ClientSession() as client:
            asked = client.get(f"http://127.0.0.1:{ports['kept']}{path}", headers=PLAIN)
            async with asked as response:
                body, etag = await response.read(), response.headers["ETag"]
        ports["bare"] = await port_of(_bare(body, etag))
        yield ports, etag


def _bare(body: bytes, etag: str) -> web.Application:
    """Return a handler that knows its answer."""

    async def show(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        headers = {"ETag": etag, "Content-Type": "text/calendar; charset=utf-8"}
        return web.Response(body=body, headers=headers)

    app = web.Application()
    app.add_routes([web.get("/calendar/{token}.ics", show)])
    return app


async def _measure(seconds: float, rounds: int) -> dict[str, float]:
    """Start the server, ask it in turns, and return the figures."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.feed",
        "--serve",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdin
    places = Places(**json.loads(await process.stdout.readline()))
    rates: dict[str, list[float]] = {}
    for round_ in range(rounds + 1):  # the first one does not count
        for site in SITES:
            for name, etag in ((site, ""), (f"{site} 304", places.etag)):
                rate = await _rate(process.pid, places, site, etag, seconds)
                if round_:
                    rates.setdefault(name, []).append(rate)
    process.stdin.close()
    await process.wait()
    medians = {name: median(taken) for name, taken in rates.items()}
    return {
        "feeds_a_second": medians["kept"],
        "not_modified_a_second": medians["kept 304"],
        "feed_ratio": medians["kept"] / medians["bare"],
        "not_modified_ratio": medians["kept 304"] / medians["bare 304"],
        "fresh_feeds_a_second": medians["fresh"],
        "fresh_feed_ratio": medians["fresh"] / medians["bare"],
        "fresh_not_modified_ratio": medians["fresh 304"] / medians["bare 304"],
    }


async def _rate(pid: int, places: Places, site: str, etag: str, seconds: float) -> float:
    """Return how many answers come from a site in a second of the processor of process `pid`."""
    loop = asyncio.get_running_loop()
    until, before = loop.time() + seconds, spent(pid)[0]
    shares = [places.paths[number::CONNECTIONS] for number in range(CONNECTIONS)]
    counts = await asyncio.gather(
        *(_ask(places.ports[site], share, etag, until) for share in shares)
    )
    return sum(counts) / (spent(pid)[0] - before)


async def _ask(port: int, paths: Sequence[str], etag: str, until: float) -> int:
    """Ask for calendars over one connection until a moment; return how many came."""
    loop, count = asyncio.get_running_loop(), 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    mark = f"If-None-Match: {etag}\r\n" if etag else ""
    while loop.time() < until:
        path = paths[count % len(paths)]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\n{mark}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        status, length = int(head[9:12]), LENGTH.search(head)
        assert status == (304 if etag else 200), head
        if length and status == 200:
            await reader.readexactly(int(length[1]))
        count += 1
    writer.close()
    return count


if __name__ == "__main__":
    main()
