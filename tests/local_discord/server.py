"""REST over HTTP on a free loopback port: reading, recording, limiting and failing requests."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import BodyPartReader, web

from tests.local_discord.gateway import Gateway
from tests.local_discord.guild import Json
from tests.local_discord.interactions import File, Interaction
from tests.local_discord.limits import RateLimits
from tests.local_discord.routes import ROUTES, Answer, ApiError, Call, Handler
from tests.local_discord.world import World

API = "/api/v10"
LOST = 0
"""The status of a failure that closes the connection without an answer."""

_JSON = {"Content-Type": "application/json"}
_PUBLIC = ("/gateway", "/interactions/", "/webhooks/")
"""Routes that need no bot token; the last two carry the interaction's."""

Middleware = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Request:
    """One request to the REST API as it came, and the status it got (0: none)."""

    method: str
    path: str
    query: dict[str, str]
    body: Any = None
    files: list[str] = field(default_factory=list)
    at: float = field(default_factory=time.monotonic)
    status: int = LOST


_RECORD = web.RequestKey("record", Request)
_FILES = web.RequestKey("files", dict[int, File])


@dataclass(slots=True)
class Failure:
    """What the next `times` requests that match get. Status 200 with a delay is only slow."""

    method: str
    path: str
    status: int = 500
    times: int = 1
    headers: Mapping[str, str | None] = field(default_factory=dict)
    delay: float = 0.0
    after_accept: bool = False
    met: int = 0

    def matches(self, request: Request) -> bool:
        """`*` in the path is one part of it, `**` any number."""
        parts = re.split(r"(\*\*?)", self.path)
        wild = {"*": "[^/]+", "**": ".*"}
        pattern = "".join(wild.get(part) or re.escape(part) for part in parts)
        same_method = self.method in (request.method, "*")
        return self.met < self.times and same_method and bool(re.fullmatch(pattern, request.path))

    def answer(self) -> web.Response:
        headers: dict[str, str | None] = dict(_JSON)
        body: Json = {"message": HTTPStatus(self.status).phrase, "code": 0}
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            headers |= {"Via": "1.1 google", "Retry-After": "1", "X-RateLimit-Scope": "shared"}
        headers |= self.headers
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            body = _limited_body(float(headers["Retry-After"] or 1), everywhere=False)
        kept = {name: value for name, value in headers.items() if value is not None}
        return web.Response(status=self.status, headers=kept, body=json.dumps(body).encode())


class Server:
    """The HTTP side: routes, the record of all requests, and the failures that are planned."""

    def __init__(self, world: World, gateway: Gateway, *, shards: int, rate_limits: bool) -> None:
        self.world = world
        self.gateway = gateway
        self.shards = shards
        self.limits = RateLimits() if rate_limits else None
        self.requests: list[Request] = []
        self.failures: list[Failure] = []
        self.interactions: dict[str, Interaction] = {}
        self.bugs: list[Exception] = []
        """What went wrong in the stand-in itself; leaving LocalDiscord raises it."""
        self.base_url = ""
        self.news = gateway.news
        self.app = web.Application(middlewares=[self._middleware()], client_max_size=32 << 20)
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.5)
        self._add_routes()

    def _add_routes(self) -> None:
        for method, path, handler in ROUTES:
            self.app.router.add_route(method, API + path, self._handler(handler))
        self.app.router.add_get("/socket/", self.gateway.handle)
        self.app.router.add_get("/attachments/{id}/{name}", self._file)

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1 only; port 0 is any free one."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, backlog=4096).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.gateway.url = self.base_url.replace("http", "ws", 1) + "/socket/"

    async def stop(self) -> None:
        """Close everything. Raises what went wrong in the stand-in itself, if anything did."""
        await self.gateway.close()
        await self._runner.cleanup()
        if self.bugs:
            message = "the local Discord failed by itself"
            raise ExceptionGroup(message, self.bugs)

    def _middleware(self) -> Any:
        @web.middleware
        async def rest(request: web.Request, handler: Middleware) -> web.StreamResponse:
            if not request.path.startswith(API):
                return await handler(request)
            try:
                return await self._serve(request, handler)
            except Exception as bug:
                self.bugs.append(bug)
                raise

        return rest

    async def _serve(self, request: web.Request, handler: Middleware) -> web.StreamResponse:
        record = await _read(request)
        self.requests.append(record)
        self.news.wake()
        failure = next((f for f in self.failures if f.matches(record)), None)
        if failure:
            response = await self._fail(failure, request, handler)
        else:
            response = await self._answered(request, handler)
        self.news.wake()
        record.status = response.status if response.status != LOST_RESPONSE else LOST
        return response

    async def _fail(
        self, failure: Failure, request: web.Request, handler: Middleware
    ) -> web.StreamResponse:
        failure.met += 1
        accepted = await self._answered(request, handler) if failure.after_accept else None
        await asyncio.sleep(failure.delay)
        if failure.status == LOST:
            if request.transport:
                request.transport.abort()
            return web.Response(status=LOST_RESPONSE)
        if failure.status == HTTPStatus.OK:
            return accepted or await self._answered(request, handler)
        return failure.answer()

    async def _answered(self, request: web.Request, handler: Middleware) -> web.StreamResponse:
        """What Discord would answer: 401, 429, or what the route says."""
        record = request[_RECORD]
        if not record.path.startswith(_PUBLIC) and not self._is_authorized(request):
            return _json(401, {"message": "401: Unauthorized", "code": 0})
        wait, everywhere = (
            self.limits.wait(record.method, record.path) if self.limits else (0, False)
        )
        if wait:
            return _too_many(wait, everywhere=everywhere)
        try:
            response = await handler(request)
        except ApiError as error:
            response = _json(error.status, error.body)
        except web.HTTPException as error:
            response = _json(
                error.status, {"message": f"{error.status}: {error.reason}", "code": 0}
            )
        if self.limits:
            response.headers.update(self.limits.headers(record.method, record.path))
        return response

    def _is_authorized(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Bot {self.world.token}"

    def _handler(self, handler: Handler) -> Middleware:
        async def respond(request: web.Request) -> web.StreamResponse:
            answer = handler(self._call(request))
            return _json(200, answer) if answer is not None else web.Response(status=204)

        return respond

    def _call(self, request: web.Request) -> Call:
        record, files = request[_RECORD], request[_FILES]
        return Call(
            world=self.world,
            base_url=self.base_url,
            gateway_url=self.gateway.url,
            shards=self.shards,
            interactions=self.interactions,
            path=request.match_info,
            query=record.query,
            payload=record.body,
            files=files,
        )

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.world.files.get(request.match_info["id"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, headers={"Content-Type": "application/octet-stream"})


LOST_RESPONSE = 599
"""Never sent: the connection is closed already."""


async def _read(request: web.Request) -> Request:
    """Record the request, and keep its JSON and files for the handler."""
    record = Request(request.method, request.path.removeprefix(API), dict(request.query))
    request[_RECORD], request[_FILES] = record, {}
    if request.content_type.startswith("multipart/"):
        record.body, request[_FILES] = await _read_multipart(request)
        record.files = [file.name for file in request[_FILES].values()]
    elif text := await request.text():
        record.body = json.loads(text)
    return record


async def _read_multipart(request: web.Request) -> tuple[Any, dict[int, File]]:
    """payload_json, and the parts named files[n]."""
    payload: Any = None
    files: dict[int, File] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        content = await part.read()
        if part.name == "payload_json":
            payload = json.loads(content)
        elif found := re.fullmatch(r"files\[(\d+)\]", part.name or ""):
            files[int(found[1])] = File(part.filename or "file", bytes(content))
    return payload, files


def _json(status: int, answer: Answer) -> web.Response:
    return web.Response(status=status, headers=_JSON, body=json.dumps(answer).encode())


def _limited_body(seconds: float, *, everywhere: bool) -> Json:
    message = "You are being rate limited."
    return {"message": message, "retry_after": seconds, "global": everywhere}


def _too_many(seconds: float, *, everywhere: bool) -> web.Response:
    response = _json(429, _limited_body(seconds, everywhere=everywhere))
    scope = "global" if everywhere else "user"
    response.headers.update({"Via": "1.1 google", "X-RateLimit-Scope": scope})
    response.headers["Retry-After"] = str(int(seconds) + 1)
    return response
