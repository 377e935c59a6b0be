"""Serve pages as the bot does, on a free port of this machine, and ask for them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from sigbot.store.database import Database
from sigbot.web.feed import Feed
from sigbot.web.limits import Limit
from sigbot.web.server import HEADERS_WITHIN_S, Gate, compose_app, serving

MANY = Limit(burst=100_000, a_minute=100_000)
"""For tests that are not about limits."""


@dataclass(slots=True)
class Clock:
    """What the server takes for the present time."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Got:
    """An answer over HTTP; the body as it was sent, still packed where it was."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs, and a client of it."""

    feed: Feed
    port: int
    client: aiohttp.ClientSession

    async def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        """Ask for a path; `If_None_Match` stands for the header If-None-Match."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        url = f"http://127.0.0.1:{self.port}{path}"
        async with self.client.request(method, url, headers=sent) as response:
            return Got(response.status, response.headers, await response.read())


@asynccontextmanager
async def site_of(
    db: Database,
    clock: Clock,
    gate: Gate | None = None,
    of_token: Limit = MANY,
    kept_s: float = 0,
    headers_within_s: float = HEADERS_WITHIN_S,
    public_url: str = "https://sig.example.org",
) -> AsyncIterator[Site]:
    """Serve calendars while the block runs."""
    feed = Feed(db, clock.now, of_token, kept_s, public_url)
    app = compose_app(feed.routes(), gate or Gate(MANY, MANY))
    bare = {"Accept-Encoding": "identity"}
    async with (
        serving(app, "127.0.0.1", 0, headers_within_s) as port,
        aiohttp.ClientSession(auto_decompress=False, headers=bare) as client,
    ):
        yield Site(feed, port, client)
