"""The web server with public pages, over real HTTP, and somebody who visits it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import Confirmation
from sigbot.runtime.heavy import HeavyWork, compute_in_thread
from sigbot.services.activity import add_activity
from sigbot.services.heavy import HeavyPlace
from sigbot.services.pages import confirm_page, open_page
from sigbot.store.database import Database
from sigbot.web.feed import Feed
from sigbot.web.pages import Pages
from sigbot.web.server import Gate, compose_app, serving
from tests.services.world import DAY, GUILD, OLGA, meeting_at, publish_report

ADDRESS = "https://sig.example.org/sig/100"
PATH = f"/sig/{GUILD}"
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9"}


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Asks the server for things. `pages` is what answers."""

    session: aiohttp.ClientSession
    base: str
    pages: Pages

    async def get(self, path: str, method: str = "GET", **headers: str) -> Seen:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, self.base + path, headers=named) as answer:
            return Seen(answer.status, answer.headers, await answer.read())


@asynccontextmanager
async def visiting(
    db: Database,
    now: Callable[[], datetime],
    heavy: HeavyPlace | None = None,
    public_url: str = "https://sig.example.org",
) -> AsyncIterator[Visitor]:
    """Serve pages at a free port of this machine, until the block is left."""
    async with AsyncExitStack() as stack:
        bare = aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=("Accept-Encoding",))
        session = await stack.enter_async_context(bare)
        place = heavy or HeavyWork(compute_in_thread)
        pages = await stack.enter_async_context(Pages(db, now, place, public_url))
        feed = Feed(db, now, public_url=public_url)
        app = compose_app([*pages.routes(), *feed.routes()], Gate(refuse=pages.refuse))
        port = await stack.enter_async_context(serving(app, "127.0.0.1", 0))
        yield Visitor(session, f"http://127.0.0.1:{port}", pages)


async def turn_on(db: Database, now: datetime, who: Actor = OLGA) -> None:
    asked = await open_page(db, who, ADDRESS, now)
    assert isinstance(asked, Confirmation)
    assert await confirm_page(db, who, asked.id, ADDRESS, now)


async def furnish(db: Database, _here: Community, now: datetime) -> None:
    """A page that is on, with a meeting tomorrow and a published report."""
    await turn_on(db, now)
    await meeting_at(db, now + DAY, now, title="Open call")
    await publish(db, now)


async def publish(db: Database, now: datetime) -> None:
    """The report of a half-year with an activity is published."""
    await add_activity(db, OLGA, "A talk", None, None, None, now)
    await publish_report(db, OLGA, "H1 2026", now)
