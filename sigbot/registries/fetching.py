"""Fetch one answer: within bounds of time and size, and from hosts of registries only."""

import asyncio
import zlib
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from sigbot.domain.registries import Registry
from sigbot.registries.errors import RedirectedError, RegistryBusyError, RegistryError
from sigbot.registries.pace import Pace
from sigbot.registries.requests import Request, origin_of

PATIENCE_S = 5
"""Seconds for all requests of one question together, without the waiting for its turn."""

MOST_BYTES = 1 << 20
"""The size of an answer, as it is sent and as it is unpacked."""

MOST_REDIRECTS = 3
SHORTEST_REST_S, LONGEST_REST_S = 1.0, 24 * 3600.0
"""Seconds; how long a registry may ask to be left alone."""

USUAL_REST_S = 60.0
"""Seconds; for a registry that is busy and does not say for how long."""

_REDIRECTS = {301, 302, 303, 307, 308}
_UNKNOWN = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.GONE}
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_PIECE = 16_384


@dataclass(frozen=True, slots=True)
class Answer:
    """What a registry sent. `charset` is what it says of it, which need not be so."""

    content: bytes
    charset: str = ""


async def fetch(
    session: aiohttp.ClientSession, pace: Pace, request: Request, agent: str
) -> Answer | None:
    """Return the answer to a request; None where the registry does not know the work.

    Raises RegistryError.
    """
    url, left = request.url, float(PATIENCE_S)
    clock = asyncio.get_running_loop().time
    for _ in range(MOST_REDIRECTS + 1):
        source = _source(request, url)
        if source is None:
            raise RedirectedError(request.registry, f"sent on to {url[:200]!r}")
        await pace.turn(source)
        begun = clock()
        try:
            async with asyncio.timeout(left):
                answer = await _ask(session, pace, request, url, agent)
        except TimeoutError:
            raise RegistryError(request.registry, "too slow") from None
        except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
            raise RegistryError(request.registry, repr(error)[:200]) from error
        if not isinstance(answer, str):
            return answer
        url, left = _joined(url, answer), left - (clock() - begun)
    raise RegistryError(request.registry, "sent on too often")


def _joined(url: str, location: str) -> str:
    """Return where a registry sends on to; "" for what is no address."""
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _source(request: Request, url: str) -> Registry | None:
    """Return the registry at an address; None where two parsers of addresses do not agree on it."""
    origin = origin_of(url)
    try:
        address = URL(url, encoded=True)
        is_same = origin == (address.scheme, address.host, address.port)
    except ValueError:
        return None
    return request.hosts.get(origin) if origin and is_same else None


async def _ask(
    session: aiohttp.ClientSession, pace: Pace, request: Request, url: str, agent: str
) -> Answer | str | None:
    """Return an answer, or the address that the registry sends on to."""
    headers = {"Accept": request.accept, "Accept-Encoding": "gzip", "User-Agent": agent}
    address = URL(url, encoded=True)
    async with session.get(address, headers=headers, allow_redirects=False) as response:
        if response.status in _REDIRECTS:
            return response.headers.get("Location", "")
        if response.status in _UNKNOWN:
            return None
        if response.status in _BUSY:
            seconds = _rest(response)
            await pace.cool_down(request.registry, seconds)
            raise RegistryBusyError(request.registry, seconds)
        if response.status != HTTPStatus.OK:
            raise RegistryError(request.registry, f"status {response.status}")
        return Answer(await _read(request.registry, response), _charset(response))


async def _read(registry: Registry, response: aiohttp.ClientResponse) -> bytes:
    """Return the body, unpacked piece by piece: what is too large is never held as a whole."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise RegistryError(registry, f"encoded as {coding[:40]}")
    unpacking = None if coding == "identity" else zlib.decompressobj(16 + zlib.MAX_WBITS)
    content, sent = bytearray(), 0
    async for piece in response.content.iter_chunked(_PIECE):
        sent += len(piece)
        room = MOST_BYTES + 1 - len(content)
        content += unpacking.decompress(piece, room) if unpacking else piece
        if max(sent, len(content)) > MOST_BYTES:
            raise RegistryError(registry, "too large")
    if unpacking and not unpacking.eof:
        raise RegistryError(registry, "not complete")
    return bytes(content)


def _charset(response: aiohttp.ClientResponse) -> str:
    return (response.charset or "").lower()


def _rest(response: aiohttp.ClientResponse) -> float:
    """Return how long the registry wants to be left alone, in seconds."""
    said = response.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdecimal() and len(said) < 10:
        seconds = float(said)
    else:
        seconds = _until(said, response.headers.get("Date", ""))
    return min(max(seconds, SHORTEST_REST_S), LONGEST_REST_S)


def _until(at: str, sent: str) -> float:
    """Return the seconds from one date of a header to another, on the registry's own clock."""
    try:
        return (parsedate_to_datetime(at) - parsedate_to_datetime(sent)).total_seconds()
    except (ValueError, TypeError):
        return USUAL_REST_S
