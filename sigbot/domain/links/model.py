"""What a text was read as: the id of a work, and where the work is."""

from dataclasses import dataclass
from enum import StrEnum

from sigbot.domain.refusals import UnreadableLinkError


class WorkKind(StrEnum):
    """By what a work is known."""

    DOI = "doi"
    ARXIV = "arxiv"
    PMID = "pmid"
    PMCID = "pmcid"
    ISBN = "isbn"
    URL = "url"


class UnreadableWorkError(UnreadableLinkError):
    """A text without a link, and without anything else that names a work."""


@dataclass(frozen=True, slots=True)
class LinkReading:
    """A work that a text leads to. Two texts are the same work when their `id` is the same.

    `url` is the usual address of the work, which is read as the same id again. `link` is the
    address to show: the one that was typed, where anybody can open it, else `url`.
    """

    kind: WorkKind
    id: str
    url: str
    link: str


def identified(kind: WorkKind, name: str, url: str) -> LinkReading:
    """Return the reading of an identifier, such as a DOI; `name` is its one spelling."""
    return LinkReading(kind, f"{kind}:{name}", url, url)
