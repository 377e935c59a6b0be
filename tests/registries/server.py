"""A small server in place of the registries: it answers as told, and notes what it is asked."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

ANSWERS = Path(__file__).parent / "answers"
"""Answers in the formats of the registries, written by hand for a few works."""


@dataclass(frozen=True, slots=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay_s: float = 0
    cut_at: int | None = None
    """Where the connection is lost, in bytes of the body."""


def answer(name: str, **headers: str) -> Reply:
    return Reply((ANSWERS / name).read_bytes(), headers=headers)


def packed(body: bytes, **headers: str) -> Reply:
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip", **headers})


def sent_on(address: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": address})


@dataclass(slots=True)
class LocalRegistry:
    """Answers by path, without the query; a path that is not there is answered with 404."""

    base: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[web.BaseRequest] = field(default_factory=list)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        reply = self.replies.get(request.raw_path.partition("?")[0], Reply(status=404))
        response = web.StreamResponse(status=reply.status, headers=dict(reply.headers))
        if reply.delay_s:
            await asyncio.sleep(reply.delay_s)
        response.content_length = len(reply.body)
        await response.prepare(request)
        await response.write(reply.body[: reply.cut_at])
        if reply.cut_at is not None and request.transport:
            request.transport.close()
        return response


@asynccontextmanager
async def local_registry() -> AsyncIterator[LocalRegistry]:
    """Listen on a free port of this machine."""
    registry = LocalRegistry()
    server = web.Server(registry.handle)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    registry.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield registry
    await runner.cleanup()
