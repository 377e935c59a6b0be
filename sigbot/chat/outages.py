"""What is not the bot's fault and passes: Discord, the network or the database does not answer."""

from http import HTTPStatus

import aiohttp
import discord
from discord.gateway import WebSocketClosure

from sigbot.domain.refusals import StoreBusyError, StoreOutError

FIRST_FAILURE_STATUS = HTTPStatus.INTERNAL_SERVER_ERROR
"""The first HTTP status that means a failure of Discord, not of the request."""

CALM = {"is_calm": True}
"""`extra` of a line in the log that is said at most once a minute, without a traceback."""

_OUTAGES = (
    aiohttp.ClientError,
    OSError,
    discord.ConnectionClosed,
    discord.GatewayNotFound,
    discord.RateLimited,
    WebSocketClosure,
    StoreBusyError,
    StoreOutError,
)


def is_outage(error: BaseException | None) -> bool:
    """Return whether an error passes by itself, so that it makes sense to try again."""
    if isinstance(error, discord.HTTPException):
        is_limit = error.status == HTTPStatus.TOO_MANY_REQUESTS
        return is_limit or error.status >= FIRST_FAILURE_STATUS
    return isinstance(error, _OUTAGES) and not isinstance(error, FileNotFoundError)


def asked_pause(error: BaseException) -> float:
    """Return for how many seconds Discord asks to be left alone, 0 where it does not say."""
    cause = error.__cause__ if isinstance(error, discord.GatewayNotFound) else error
    headers = cause.response.headers if isinstance(cause, discord.HTTPException) else {}
    try:
        return max(0.0, float(headers.get("Retry-After", "")))
    except ValueError:
        return 0.0
