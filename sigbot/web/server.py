"""The web server: what every request goes through, and how it begins and ends.

Slow and large clients are cut off, nothing of an address is logged, and every answer has headers
that let a browser do nothing but show it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from sigbot.domain.refusals import StoreBusyError, StoreOutError
from sigbot.web.conditional import NOT_MODIFIED
from sigbot.web.deadlines import Deadlines
from sigbot.web.headers import POLICY, SAFE_HEADERS
from sigbot.web.limits import Buckets, Limit
from sigbot.wording import web as say

log = logging.getLogger(__name__)

_of_http = logging.getLogger(f"{__name__}.http")
_of_http.disabled = True
"""What aiohttp says of broken requests: it quotes them, and an address may hold a token."""

Routes = Iterable[web.RouteDef]

HEADERS_WITHIN_S = 15
"""How long a client may take to send the head of a request, and stay connected between two."""

ANSWER_WITHIN_S = 20
"""How long an answer may take to be made and sent."""

LINGER_S = 2.0
"""How long a body that nobody asked for is read before the connection is closed."""

BACKLOG = 2_048
LARGEST_BODY = 1_024
"""Bytes; no page reads any."""

AGAIN_S = 30
"""When to ask again while the database is busy or away."""

OF_ADDRESS = Limit(burst=1_500, a_minute=1_200)
"""Requests from one address: calendar services read for many people from a few addresses."""

OF_MISSES = Limit(burst=30, a_minute=10)
"""Requests from one address that lead nowhere, such as guesses."""

NOT_FOUND = int(HTTPStatus.NOT_FOUND)

Refuse = Callable[[web.Request, str, int], web.Response]
"""(request, text, status): makes the answer for somebody who gets nothing else."""

THIS_MACHINE = ("127.0.0.1", "::1")


def asker_of(request: web.Request) -> str:
    """Return the network address of who asks.

    A proxy on this machine names it last in `X-Forwarded-For`; from elsewhere nobody is believed.
    """
    peer = request.remote or ""
    forwarded = request.headers.get(hdrs.X_FORWARDED_FOR)
    if not forwarded or peer not in THIS_MACHINE:
        return peer
    return forwarded.rpartition(",")[2].strip()[:64] or peer


class Gate:
    """What every request goes through: limits, time, errors, headers."""

    def __init__(
        self,
        of_address: Limit = OF_ADDRESS,
        of_misses: Limit = OF_MISSES,
        answer_within_s: float = ANSWER_WITHIN_S,
        refuse: Refuse | None = None,
    ) -> None:
        self._deadlines = Deadlines(answer_within_s)
        self._addresses = Buckets(of_address)
        self._misses = Buckets(of_misses)
        self._refuse = refuse or _refuse_plainly

    @web.middleware
    async def pass_through(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer within the time that there is; cut off a client that does not read its answer."""
        now, task = asyncio.get_running_loop().time(), asyncio.current_task()
        assert task is not None  # noqa: S101  (a server answers in tasks)
        self._deadlines.begin(task, request, now)
        try:
            asker = asker_of(request)
            wait = self._addresses.take(asker, now) or self._misses.wait(asker, now)
            try:
                response = _too_many(wait) if wait else await handler(request)
            except Exception as error:  # noqa: BLE001  (each gets an answer)
                response = self._answer_to(error, request)
            if response.status == NOT_MODIFIED:
                return response  # it has no body, so nothing waits for who reads it
            if response.status == NOT_FOUND:
                self._misses.take(asker, now)
            if POLICY not in response.headers:
                response.headers.update(SAFE_HEADERS)
            await response.prepare(request)
            await response.write_eof()
            return response
        finally:
            self._deadlines.end(task)

    def _answer_to(self, error: Exception, request: web.Request) -> web.Response:
        """Return the answer to a request that failed, without a word of what happened."""
        if isinstance(error, web.HTTPException):
            text = say.REFUSALS.get(HTTPStatus(error.status), error.reason)
            response = self._refuse(request, text, error.status)
            if "Allow" in error.headers:
                response.headers["Allow"] = error.headers["Allow"]
            return response
        if isinstance(error, StoreBusyError | StoreOutError):
            response = self._refuse(request, say.BUSY, HTTPStatus.SERVICE_UNAVAILABLE)
            response.headers["Retry-After"] = str(AGAIN_S)
            return response
        # The route alone: the address of the request may hold a token.
        log.error("a request for %s failed", _route_of(request), exc_info=error)
        return self._refuse(request, say.FAILED, HTTPStatus.INTERNAL_SERVER_ERROR)


def _refuse_plainly(_request: web.Request, text: str, status: int) -> web.Response:
    return plain(text, status)


def _route_of(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "an unknown page"


def plain(text: str, status: int = HTTPStatus.OK) -> web.Response:
    """Return a text that no cache keeps."""
    response = web.Response(text=f"{text}\n", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _too_many(wait: float) -> web.Response:
    response = plain(say.TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(int(wait) + 1)
    return response


def compose_app(routes: Routes, gate: Gate | None = None) -> web.Application:
    """Return the application with these routes behind a gate."""
    app = web.Application(middlewares=[(gate or Gate()).pass_through], client_max_size=LARGEST_BODY)
    app.add_routes(routes)
    return app


@asynccontextmanager
async def serving(
    app: web.Application, host: str, port: int, headers_within_s: float = HEADERS_WITHIN_S
) -> AsyncIterator[int]:
    """Serve an application until the block is left; yield the port. Raises OSError.

    Requests that are being answered may end.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=_of_http,
        handle_signals=False,
        keepalive_timeout=headers_within_s,
        lingering_time=LINGER_S,
        shutdown_timeout=LINGER_S,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, backlog=BACKLOG)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
