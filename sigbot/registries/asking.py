"""Ask the registries that are turned on."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

import aiohttp

from sigbot.domain.registries import Registry
from sigbot.domain.works import Work
from sigbot.registries import arxiv, crossref, doi, europepmc
from sigbot.registries.errors import RedirectedError
from sigbot.registries.fetching import Answer, fetch
from sigbot.registries.pace import Pace
from sigbot.registries.requests import Request, hosts_of


@dataclass(frozen=True, slots=True)
class Source:
    """How one registry is asked, and what its answers mean."""

    accept: str
    url_for: Callable[[str, str, str], str]
    """Takes the base, the id of a work, and the contact."""
    read: Callable[[Answer, str], Work | None]


SOURCES: Mapping[Registry, Source] = {
    Registry.DOI: Source(doi.ACCEPT, doi.url_for, doi.read),
    Registry.CROSSREF: Source(crossref.ACCEPT, crossref.url_for, crossref.read),
    Registry.ARXIV: Source(arxiv.ACCEPT, arxiv.url_for, arxiv.read),
    Registry.EUROPEPMC: Source(europepmc.ACCEPT, europepmc.url_for, europepmc.read),
}


class Asked(Protocol):
    """What can be asked for works."""

    @property
    def turned_on(self) -> frozenset[Registry]:
        """The registries that are asked."""

    async def ask(self, registry: Registry, work: str) -> Work | None:
        """As `Registries.ask`."""


class Registries:
    """The registries. `bases` are their addresses, "" for one that is not asked."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        pace: Pace,
        bases: Mapping[Registry, str],
        contact: str,
    ) -> None:
        self._session = session
        self._pace = pace
        self._bases = bases
        self._contact = contact
        about = f" (mailto:{contact})" if contact else ""
        self._agent = f"sigbot/{version('sigbot')}{about}"

    @property
    def turned_on(self) -> frozenset[Registry]:
        """The registries that are asked."""
        return frozenset(registry for registry in SOURCES if self._bases[registry])

    async def ask(self, registry: Registry, work: str) -> Work | None:
        """Return what a registry says of a work; None if it does not know it.

        `registry` is turned on, and one of `registries_for(work)`. Raises RegistryError.
        """
        source = SOURCES[registry]
        request = Request(
            registry,
            source.url_for(self._bases[registry], work, self._contact),
            source.accept,
            hosts_of(registry, self._bases),
        )
        try:
            answer = await fetch(self._session, self._pace, request, self._agent)
        except RedirectedError:
            if registry is Registry.DOI:
                return None  # the agency has no metadata, so doi.org leads to the page
            raise
        return source.read(answer, work) if answer else None


@asynccontextmanager
async def open_registries(
    pace: Pace, bases: Mapping[Registry, str], contact: str
) -> AsyncIterator[Registries]:
    """Give the registries with one connection to each, which knows no cookies and no proxies."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit_per_host=1),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    ) as session:
        yield Registries(session, pace, bases, contact)
