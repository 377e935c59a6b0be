"""Requests to registries: where, and whose hosts an answer may come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sigbot.domain.registries import Registry

_PORTS = {"http": 80, "https": 443}
_AGENCIES = {
    Registry.CROSSREF: ("api.crossref.org", "data.crossref.org"),
    Registry.DOI: (
        "api.datacite.org",
        "data.datacite.org",
        "data.crosscite.org",
        "data.medra.org",
        "www.medra.org",
    ),
}
"""Hosts to which doi.org sends requests for metadata, and who is asked there."""

Origin = tuple[str, str, int | None]
"""Scheme, host and port."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a registry. `hosts` is origin → registry, for those that may answer it."""

    registry: Registry
    url: str
    accept: str
    hosts: Mapping[Origin, Registry]


def origin_of(url: str) -> Origin | None:
    """Return the origin of an address; None for one that names a user or cannot be read."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    is_plain = parts.scheme in _PORTS and parts.hostname and "@" not in parts.netloc
    return (parts.scheme, parts.hostname or "", port) if is_plain else None


def hosts_of(registry: Registry, bases: Mapping[Registry, str]) -> dict[Origin, Registry]:
    """Return the origins that may answer for a registry: its own, and for DOIs those of agencies.

    An agency that is turned off is not asked by this way either.
    """
    sources = [registry, *([Registry.CROSSREF] if registry is Registry.DOI else [])]
    origins = {origin: source for source in sources if (origin := origin_of(bases[source]))}
    if registry is Registry.DOI:
        for source, hosts in _AGENCIES.items():
            origins |= {("https", host, 443): source for host in hosts if bases[source]}
    return origins
