"""Answer a request with a content, or say that a program already has it (RFC 9110)."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus

from aiohttp import hdrs, web
from multidict import CIMultiDict

from sigbot.web.headers import SAFE_HEADERS

NOT_MODIFIED = int(HTTPStatus.NOT_MODIFIED)


@dataclass(frozen=True, slots=True)
class Content:
    """A body as it is sent: plain and packed, with its mark and its last change.

    `packed` is empty where it is not packed. The headers are those of the whole answer: with the
    plain body, with the packed one, and with none (304).
    """

    body: bytes
    packed: bytes
    etag: str
    changed_at: datetime
    of_plain: CIMultiDict[str]
    of_packed: CIMultiDict[str]
    of_none: CIMultiDict[str]


def content(
    body: bytes,
    changed_at: datetime,
    headers: Mapping[str, str],
    of_body: Mapping[str, str],
    *,
    packs: bool = True,
) -> Content:
    """Return a body that was changed last at an instant; without `packs` it is sent as it is.

    `headers` are sent always, `of_body` only with the body.
    """
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    always = {"ETag": etag, "Vary": "Accept-Encoding", **headers}
    changed = {"Last-Modified": format_datetime(changed_at.astimezone(UTC), usegmt=True)}
    with_body = {**SAFE_HEADERS, **changed, **always, **of_body}
    return Content(
        body=body,
        packed=gzip.compress(body, compresslevel=5, mtime=0) if packs else b"",
        etag=etag,
        changed_at=changed_at.replace(microsecond=0),
        of_plain=CIMultiDict(with_body),
        of_packed=CIMultiDict({**with_body, "Content-Encoding": "gzip"}),
        of_none=CIMultiDict(always),
    )


def answer(request: web.Request, content: Content) -> web.Response:
    """Return a content, without its body for a program that has it.

    The program keeps the other headers of what it has (RFC 9110, 15.4.5).
    """
    if _has_it(request, content):
        return web.Response(status=NOT_MODIFIED, headers=content.of_none.copy())
    if content.packed and _takes_gzip(request):
        return web.Response(body=content.packed, headers=content.of_packed.copy())
    return web.Response(body=content.body, headers=content.of_plain.copy())


def _has_it(request: web.Request, content: Content) -> bool:
    """Return whether a program names what it has, and that is still so (RFC 9110, 13.2.2).

    The mark decides where it is given; the instant is for programs that keep no mark.
    """
    marks = request.headers.get(hdrs.IF_NONE_MATCH)
    if marks is not None:
        return marks == content.etag or any(
            _same_mark(mark, content.etag) for mark in marks.split(",")
        )
    try:
        since = request.if_modified_since
    except ValueError:
        return False
    return since is not None and since >= content.changed_at


def _same_mark(mark: str, etag: str) -> bool:
    """Compare weakly: a proxy that packs an answer may mark it as weak."""
    return mark.strip() in ("*", etag, f"W/{etag}")


def _takes_gzip(request: web.Request) -> bool:
    """Return whether gzip is named in Accept-Encoding, and not with the weight 0."""
    for part in request.headers.get(hdrs.ACCEPT_ENCODING, "").split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
