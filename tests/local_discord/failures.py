"""What a test plans for requests: failures, and things to do at exact moments."""

import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web

from tests.local_discord.guild import Json

LOST = 0
"""The status of a failure that closes the connection without an answer."""

JSON = {"Content-Type": "application/json"}
CLOUDFLARE = b"error code: 1015"
"""What stands before Discord answers a flood with: text, and no Via."""


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


Moment = Literal["before", "accepted"]
Act = Callable[[Request], Awaitable[None]]
"""Raises ConnectionError to close the connection instead of going on."""


@dataclass(slots=True)
class Plan:
    """Which requests are meant: the next `times` to this path; `*` is one part, `**` any number."""

    method: str
    path: str
    times: int = 1
    met: int = 0

    def matches(self, request: Request) -> bool:
        parts = re.split(r"(\*\*?)", self.path)
        wild = {"*": "[^/]+", "**": ".*"}
        pattern = "".join(wild.get(part) or re.escape(part) for part in parts)
        same_method = self.method in (request.method, "*")
        return self.met < self.times and same_method and bool(re.fullmatch(pattern, request.path))


@dataclass(slots=True, kw_only=True)
class Hook(Plan):
    """Something to do at a moment of a request."""

    moment: Moment
    act: Act


@dataclass(slots=True, kw_only=True)
class Failure(Plan):
    """What matching requests get. Status 200 with a delay is only slow."""

    status: int = 500
    headers: Mapping[str, str | None] = field(default_factory=dict)
    delay: float = 0.0
    after_accept: bool = False
    everywhere: bool = False

    def answer(self) -> web.Response:
        """Also that of a 429 which does not come from Discord itself, so has no Via."""
        given = _limit_headers(everywhere=self.everywhere) if self._limits else {}
        headers: dict[str, str | None] = {**JSON, **given, **self.headers}
        body = self._body(float(headers.get("Retry-After") or 1))
        if self._limits and headers["Via"] is None:
            body, headers["Content-Type"] = CLOUDFLARE, "text/plain; charset=UTF-8"
        kept = {name: value for name, value in headers.items() if value is not None}
        return web.Response(status=self.status, headers=kept, body=body)

    @property
    def _limits(self) -> bool:
        return self.status == HTTPStatus.TOO_MANY_REQUESTS

    def _body(self, seconds: float) -> bytes:
        body: Json = {"message": HTTPStatus(self.status).phrase, "code": 0}
        return limited_body(seconds, everywhere=self.everywhere) if self._limits else encoded(body)


def limited_body(seconds: float, *, everywhere: bool) -> bytes:
    message = "You are being rate limited."
    return encoded({"message": message, "retry_after": seconds, "global": everywhere})


def too_many(seconds: float, *, everywhere: bool) -> web.Response:
    """Discord's own answer to a request beyond a limit."""
    headers = JSON | _limit_headers(everywhere=everywhere) | {"Retry-After": str(int(seconds) + 1)}
    body = limited_body(seconds, everywhere=everywhere)
    return web.Response(status=429, headers=headers, body=body)


def _limit_headers(*, everywhere: bool) -> dict[str, str]:
    headers = {"Via": "1.1 google", "Retry-After": "1", "X-RateLimit-Scope": "user"}
    if everywhere:
        headers |= {"X-RateLimit-Scope": "global", "X-RateLimit-Global": "true"}
    return headers


def encoded(answer: object) -> bytes:
    return json.dumps(answer).encode()
