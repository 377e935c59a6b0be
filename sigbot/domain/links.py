"""Links: find and check them, and tell when two lead to the same page."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from sigbot.domain.bounds import LINK_LIMIT
from sigbot.domain.refusals import TooLongError, UnreadableLinkError, UserInLinkError
from sigbot.domain.texts import printable

_LINK = re.compile(r"https?://[^\s<>\x00-\x1f\x7f]+", re.IGNORECASE)
_AFTER_A_LINK = ".,;:!?]}'\"*_"
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref_src|_hsenc|_hsmi", re.IGNORECASE)
_DOI_HOSTS = {"doi.org", "dx.doi.org", "www.doi.org"}
_ARXIV = re.compile(r"/(?:abs|pdf)/(?P<id>[\w.\-/]+)")
_VERSIONS = re.compile(r"(?:\d+v)*")
"""Versions at the end of an id, read backwards: so each character is looked at once."""

_HOST = re.compile(r"(?!www\.?$)[^.]+(?:\.[^.]+)+\.?|[\da-f.]*:[\da-f:.]*", re.IGNORECASE)
_BARE = re.compile(
    r"(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,63}(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)
"""A host with a dot, and perhaps a port and a path: what people type without `https://`."""


def find_link(text: str) -> str:
    """Return the first http(s) link in a message. Raises UnreadableLinkError without any."""
    match = _LINK.search(text)
    if match is None:
        raise UnreadableLinkError(text)
    link = match[0]
    unopened = link.count(")") - link.count("(")
    end = len(link)
    while end and (link[end - 1] in _AFTER_A_LINK or (link[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= link[end] == ")"
    return link[:end]


def check_link(text: str) -> str:
    """Return `text` as a link: http(s) with a host. A host without a scheme gets https.

    Raises UnreadableLinkError, also for one with characters that turn its order around,
    TooLongError, and UserInLinkError for one that shows another name before its host.
    """
    link = text.strip().strip("<>")
    if _BARE.fullmatch(link):
        link = f"https://{link}"
    if len(link) > LINK_LIMIT:
        raise TooLongError("link", len(link), LINK_LIMIT)
    try:
        parts = urlsplit(link)
        usable = parts.scheme.lower() in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError as error:
        raise UnreadableLinkError(text) from error
    if link != printable(link):
        raise UnreadableLinkError(text)
    if not usable or not _LINK.fullmatch(link) or not _HOST.fullmatch(parts.hostname or ""):
        raise UnreadableLinkError(text)
    if {"@", "\\"} & {*parts.netloc}:
        raise UserInLinkError(text)
    return link


def normalize_link(link: str) -> str:
    """Return one spelling for all links to a page, so that it is one item however it was shared.

    Scheme, `www.`, tracking parameters, default ports, fragments and a trailing slash are dropped;
    the host is in lower case. A DOI and an arXiv paper have one spelling each.
    """
    parts = urlsplit(link)
    host = re.sub(r"^(?:www\.)+", "", (parts.hostname or "").lower())
    host = f"[{host}]" if ":" in host else host
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    if host in _DOI_HOSTS:
        return f"doi.org{path.lower()}"
    if f".{host}".endswith(".arxiv.org") and (match := _ARXIV.fullmatch(path)):
        return f"arxiv.org/abs/{_without_version(match['id'])}"
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    kept = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(k)
    ]
    return urlunsplit(("", host + port, path, urlencode(sorted(kept)), "")).removeprefix("//")


def without_tracking(link: str) -> str:
    """Return a link without the parameters that only tell who clicked on it."""
    parts = urlsplit(link)
    kept = [part for part in parts.query.split("&") if not _TRACKING.fullmatch(part.split("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _without_version(paper: str) -> str:
    """Return the id of an arXiv paper without versions and `.pdf` at its end; never nothing."""
    name = (paper[:1] + paper[1:].removesuffix(".pdf"))[::-1]
    versions = _VERSIONS.match(name[:-1])
    return name[versions.end() if versions else 0 :][::-1]


def title_of(link: str) -> str:
    """Return a title for a link without one: the last part of the path, and the host."""
    parts = urlsplit(link)
    host = (parts.hostname or link).removeprefix("www.")
    last = re.sub(r"[\x00-\x1f\x7f]", " ", unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]))
    words = (
        re.sub(r"\.(?:html?|pdf|php|aspx?|md|txt)$", "", last, flags=re.IGNORECASE)
        .replace("-", " ")
        .replace("_", " ")
        .strip()
    )
    return f"{words} ({host})" if words else host
