"""Proxies of libraries: their addresses lead to a page of somebody else."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from sigbot.domain.links.addresses import check_link

_MARKS = ("ezproxy", "proxy", "libproxy", "eproxy", "ezp", "webvpn", "oclc")


def without_proxy(link: str, is_known: Callable[[str], bool]) -> str:
    """Return the address behind a library's proxy; other links as they are.

    `https://www-nature-com.ezproxy.example.edu/x` is `https://www.nature.com/x`, and so is
    `https://ezproxy.example.edu/login?url=https://www.nature.com/x`. Only a host of which
    `is_known` says so is taken out of another host. Raises the refusals of links.
    """
    parts = urlsplit(link)
    host = (parts.hostname or "").lower()
    if not _has_mark(host):
        return link
    if parts.path.rstrip("/") == "/login":
        return _target(parts.query) or link
    inner = _inner_host(host, is_known)
    return parts._replace(scheme="https", netloc=inner).geturl() if inner else link


def _has_mark(host: str) -> bool:
    return any(label.startswith(_MARKS) or label.endswith("proxy") for label in host.split("."))


def _target(query: str) -> str | None:
    """Return the address that a login leads to. One that is not encoded is all that follows."""
    name, _, rest = query.partition("=")
    if name.lower() == "url" and rest.startswith(("http://", "https://")):
        return check_link(rest)
    for name, value in parse_qsl(query):
        if name.lower() in {"url", "qurl"} and value.startswith(("http://", "https://")):
            return check_link(value)
    return None


def _inner_host(host: str, is_known: Callable[[str], bool]) -> str | None:
    """Return the known host in front of a proxy's own, with its dots or with hyphens for them."""
    first, *rest = host.split(".")
    if _has_mark(".".join(rest)):
        spelled = first.replace("--", "\0").replace("-", ".").replace("\0", "-")
        if "." in spelled and is_known(spelled):
            return spelled
    labels = host.split(".")
    for count in range(len(labels) - 1, 1, -1):
        inner, outer = ".".join(labels[:count]), ".".join(labels[count:])
        if _has_mark(outer) and is_known(inner):
            return inner
    return None
