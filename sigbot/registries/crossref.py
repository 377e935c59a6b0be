"""Crossref: licences, retractions and preprints of the DOIs that it registered."""

from urllib.parse import quote

from sigbot.domain.registries import Registry
from sigbot.domain.works import Work
from sigbot.registries.csl import read_csl
from sigbot.registries.errors import RegistryError
from sigbot.registries.fetching import Answer
from sigbot.registries.values import document_of, mapping

ACCEPT = "application/json"


def url_for(base: str, work: str, contact: str) -> str:
    mailto = f"?mailto={quote(contact, safe='@')}" if contact else ""
    return f"{base}/works/{quote(work.removeprefix('doi:'), safe='')}{mailto}"


def read(answer: Answer, work: str) -> Work | None:
    """Return the work that was asked for. Raises RegistryError for one about another work."""
    known = read_csl(mapping(document_of(answer, Registry.CROSSREF).get("message")))
    if known is not None and known.id != work:
        raise RegistryError(Registry.CROSSREF, "an answer about another work")
    return known
