"""Ask a web server as a program on this machine does."""

import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from sigbot.web.server import Routes, compose_app, serving

NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks one server; a new connection for each request."""

    port: int
    host: str = "127.0.0.1"

    async def get(self, path: str, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
        async with (
            aiohttp.ClientSession(auto_decompress=False) as session,
            session.get(f"http://{self.host}:{self.port}{path}", headers=headers) as response,
        ):
            return Answer(response.status, response.headers, await response.text())


@asynccontextmanager
async def asking(routes: Routes) -> AsyncIterator[Asker]:
    """Serve routes on a free port."""
    async with serving(compose_app(routes), "127.0.0.1", 0) as port:
        yield Asker(port)


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
