"""Pages for whoever runs the bot: they answer requests from this machine alone."""

import re

from aiohttp import web
from aiohttp.typedefs import Handler

from sigbot.web.server import THIS_MACHINE

OF_PROXIES = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
)
"""Headers by which a proxy says that it asks for somebody else."""

HOSTS = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?")
"""How this machine is called by those who mean it, and not by an address that leads here."""


def inside(handler: Handler) -> Handler:
    """Return a handler for which the page does not exist outside of this machine."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if not is_from_inside(request):
            raise web.HTTPNotFound
        return await handler(request)

    return answer


def is_from_inside(request: web.Request) -> bool:
    """Return whether a program on this machine asks, and no proxy for somebody else."""
    return (
        request.remote in THIS_MACHINE
        and HOSTS.fullmatch(request.host) is not None
        and not any(name in request.headers for name in OF_PROXIES)
    )
