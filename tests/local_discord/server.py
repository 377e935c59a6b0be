"""REST over HTTP on a free loopback port: reading, recording, limiting and failing requests."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from aiohttp import BodyPartReader, web

from tests.local_discord.events import EVENT_ROUTES
from tests.local_discord.failures import (
    JSON,
    LOST,
    Failure,
    Hook,
    Moment,
    Plan,
    Request,
    encoded,
    too_many,
)
from tests.local_discord.gateway import Gateway
from tests.local_discord.interactions import File, Interaction
from tests.local_discord.limits import RateLimits
from tests.local_discord.routes import ROUTES, Answer, ApiError, Call, Handler
from tests.local_discord.world import World

API = "/api/v10"
_PUBLIC = ("/gateway", "/interactions/", "/webhooks/")
"""Routes that need no bot token; the last two carry the interaction's."""

Middleware = Callable[[web.Request], Awaitable[web.StreamResponse]]


_RECORD = web.RequestKey("record", Request)
_FILES = web.RequestKey("files", dict[int, File])


class Server:
    """The HTTP side: routes, the record of all requests, and the failures that are planned."""

    def __init__(self, world: World, gateway: Gateway, *, shards: int, rate_limits: bool) -> None:
        self.world = world
        self.gateway = gateway
        self.shards = shards
        self.limits = RateLimits() if rate_limits else None
        self.requests: list[Request] = []
        self.failures: list[Failure] = []
        self.hooks: list[Hook] = []
        self.interactions: dict[str, Interaction] = {}
        self.bugs: list[Exception] = []
        """What went wrong in the stand-in itself; leaving LocalDiscord raises it."""
        self.base_url = ""
        self.news = gateway.news
        self.app = web.Application(middlewares=[self._middleware()], client_max_size=32 << 20)
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.5)
        self._add_routes()

    def _add_routes(self) -> None:
        for method, path, handler in (*ROUTES, *EVENT_ROUTES):
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
        try:
            response = await self._responded(request, handler)
        except ConnectionError:
            response = _closed(request)
        self.news.wake()
        record.status = response.status if response.status != LOST_RESPONSE else LOST
        return response

    async def _responded(self, request: web.Request, handler: Middleware) -> web.StreamResponse:
        record = request[_RECORD]
        await self._act("before", record)
        failure = _planned(self.failures, record)
        if failure:
            return await self._fail(failure, request, handler)
        return await self._answered(request, handler)

    async def _act(self, moment: Moment, record: Request) -> None:
        if hook := _planned([hook for hook in self.hooks if hook.moment == moment], record):
            await hook.act(record)

    async def _fail(
        self, failure: Failure, request: web.Request, handler: Middleware
    ) -> web.StreamResponse:
        accepted = await self._answered(request, handler) if failure.after_accept else None
        await asyncio.sleep(failure.delay)
        if failure.status == LOST:
            return _closed(request)
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
            return too_many(wait, everywhere=everywhere)
        try:
            response = await handler(request)
            await self._act("accepted", record)
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


P = TypeVar("P", bound=Plan)


def _planned(plans: Sequence[P], record: Request) -> P | None:
    """The first plan for this request; it is used up by one."""
    found = next((plan for plan in plans if plan.matches(record)), None)
    if found:
        found.met += 1
    return found


def _closed(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response(status=LOST_RESPONSE)


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
    return web.Response(status=status, headers=JSON, body=encoded(answer))
