"""Content negotiation of DOIs: the agency that registered a DOI answers, such as DataCite."""

from dataclasses import replace
from urllib.parse import quote

from sigbot.domain.registries import Registry
from sigbot.domain.works import Work
from sigbot.registries.csl import read_csl
from sigbot.registries.errors import RegistryError
from sigbot.registries.fetching import Answer
from sigbot.registries.values import document_of

ACCEPT = "application/vnd.citationstyles.csl+json"


def url_for(base: str, work: str, _contact: str) -> str:
    return f"{base}/{quote(work.removeprefix('doi:'), safe='/')}"


def read(answer: Answer, work: str) -> Work | None:
    """Return the work that was asked for. A short DOI becomes another id of it.

    Raises RegistryError for an answer about another work.
    """
    known = read_csl(document_of(answer, Registry.DOI))
    if known is None or known.id == work:
        return known
    if work.startswith("doi:10/"):
        return replace(known, same=(work, *known.same))
    raise RegistryError(Registry.DOI, "an answer about another work")
