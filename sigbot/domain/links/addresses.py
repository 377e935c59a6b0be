"""Addresses of the web: find and check them, and tell when two lead to the same page."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

import idna

from sigbot.domain.bounds import LINK_LIMIT
from sigbot.domain.refusals import TooLongError, UnreadableLinkError, UserInLinkError
from sigbot.domain.texts import printable

_LINK = re.compile(r"https?://[^\s<>\x00-\x1f\x7f]+", re.IGNORECASE)
_AFTER_A_LINK = ".,;:!?]}'\"*_"
_HOST = re.compile(r"(?!www\.?$)[^.]+(?:\.[^.]+)+\.?|[\da-f.]*:[\da-f:.]*", re.IGNORECASE)
_BARE = re.compile(
    r"(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,63}(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)
"""A host with a dot, and perhaps a port and a path: what people type without `https://`."""

_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hmb|itm)_\w+"
    r"|_?_hs\w{2,3}|hsctatracking|mc_[ce]id|mkt_tok|vero_(?:id|conv)|oly_(?:anon|enc)_id|elqtrack(?:id)?"
    r"|(?:fb|g|d|tw|tt|y|ys)clid|msclkid|gclsrc|[gw]braid|rb_clickid|srsltid|s_kwcid|sc_cid|epik"
    r"|igshid|igsh|ig_rid|mibextid|li_fat_id|fb_(?:action_\w+|ref|source)|__twitter_impression"
    r"|__tn__|__cft__(?:\[\d+\])?|ref_src|ref_url|_openstat|_g[al]|wt[._]mc\w*(?:_id)?|xtor|spm"
    r"|guccounter|guce_referrer(?:_sig)?|at_(?:medium|campaign)|ns_(?:mchannel|campaign|source)"
    r"|phpsessid|jsessionid",
    re.IGNORECASE,
)
"""Names of parameters that tell who clicked where, and of sessions."""

_SESSION = re.compile(r";jsessionid=[\w.!-]*", re.IGNORECASE)
_ROUTE = ("!", "/")
"""How a fragment begins that a page's program reads as a path."""

_PORTS = {"http": 80, "https": 443}
_IN_A_PATH = "/:@!$&'()*+,;=~-._"
_IN_A_QUERY = _IN_A_PATH + "?"
_ENCODED = re.compile(r"%(?P<byte>[\da-f]{2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address, each in one spelling.

    `host` is ASCII in lower case, `port` "" where it is the usual one; `path` and `parameters` are
    percent-encoded only where they must be. No tracking parameter is among `parameters`.
    """

    scheme: str
    host: str
    port: str
    path: str
    parameters: tuple[str, ...]
    fragment: str

    @property
    def site(self) -> str:
        """The host without `www.`."""
        site = self.host
        while site.startswith("www.") and "." in site[4:]:
            site = site[4:]
        return site

    @property
    def key(self) -> str:
        """One text for all addresses of a page.

        Parameters of equal names keep their order, and so does what follows a `#` when a program in
        the page may read it as a path.
        """
        path = self.path.rstrip("/")
        query = "&".join(sorted(self.parameters, key=_name))
        fragment = self.fragment if self.fragment.startswith(_ROUTE) else ""
        return f"{_bracketed(self.site)}{self.port}{path}{_led('?', query)}{_led('#', fragment)}"

    @property
    def url(self) -> str:
        """The address without tracking parameters."""
        query = _led("?", "&".join(self.parameters))
        place = f"{_bracketed(self.host)}{self.port}{self.path}"
        return f"{self.scheme}://{place}{query}{_led('#', self.fragment)}"


def read_address(link: str) -> Address:
    """Return the parts of a link that was checked."""
    parts = urlsplit(link)
    scheme = parts.scheme.lower()
    port = f":{parts.port}" if parts.port not in {None, _PORTS[scheme]} else ""
    parameters = (_spelled(part, _IN_A_QUERY) for part in _kept(parts.query) if part)
    return Address(
        scheme,
        _ascii(parts.hostname or ""),
        port,
        _without_steps(_spelled(_SESSION.sub("", parts.path), _IN_A_PATH)),
        tuple(parameters),
        _spelled(parts.fragment, _IN_A_QUERY),
    )


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


def has_link(text: str) -> bool:
    return _LINK.search(text) is not None


def is_bare(text: str) -> bool:
    """Return whether `text` is an address without a scheme."""
    return _BARE.fullmatch(text) is not None


def check_link(text: str) -> str:
    """Return `text` as a link: http(s) with a host. A host without a scheme gets https.

    Raises UnreadableLinkError, also for one with characters that turn its order around,
    TooLongError, and UserInLinkError for one that shows another name before its host.
    """
    link = text.strip().strip("<>")
    if is_bare(link):
        link = f"https://{link}"
    if len(link) > LINK_LIMIT:
        raise TooLongError("link", len(link), LINK_LIMIT)
    try:
        parts = urlsplit(link)
        usable = parts.scheme.lower() in _PORTS and parts.hostname and (parts.port or 1)
    except ValueError as error:
        raise UnreadableLinkError(text) from error
    if link != printable(link):
        raise UnreadableLinkError(text)
    if not usable or not _LINK.fullmatch(link) or not _HOST.fullmatch(parts.hostname or ""):
        raise UnreadableLinkError(text)
    if {"@", "\\"} & {*parts.netloc}:
        raise UserInLinkError(text)
    return link


def without_tracking(link: str) -> str:
    """Return a link without the parameters that only tell who clicked on it."""
    parts = urlsplit(link)
    return parts._replace(query="&".join(_kept(parts.query))).geturl()


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


def _kept(query: str) -> list[str]:
    return [part for part in query.split("&") if not _TRACKING.fullmatch(unquote(_name(part)))]


def _name(parameter: str) -> str:
    return parameter.partition("=")[0]


def _led(sign: str, text: str) -> str:
    return f"{sign}{text}" if text else ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _spelled(text: str, safe: str) -> str:
    """Return one spelling of what is percent-encoded, without changing what it means.

    A reserved sign stays as it is, encoded or not: both may lead to different pages.
    """
    return quote(_ENCODED.sub(_spelled_sign, text), safe=f"{safe}%[]")


def _spelled_sign(match: re.Match[str]) -> str:
    if match["byte"] is None:
        return "%25"
    sign = chr(int(match["byte"], 16))
    return sign if sign.isascii() and (sign.isalnum() or sign in "-._~") else match[0].upper()


def _without_steps(path: str) -> str:
    """Return a path without `.` and `..`, as browsers ask for it."""
    parts = path.split("/")
    if not {".", ".."} & {*parts}:
        return path
    kept: list[str] = []
    for part in parts[1:]:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    if parts[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _ascii(host: str) -> str:
    """Return a host as it is asked for: `müller.de` and `xn--mller-kva.de` are the same.

    Letters that only look like others stay other hosts.
    """
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ".".join(_ascii_label(label) for label in host.split("."))


def _ascii_label(label: str) -> str:
    """Return a label that the rules for names forbid and browsers ask for all the same: `i❤`."""
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
