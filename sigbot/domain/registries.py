"""The open registries of works."""

from enum import StrEnum


class Registry(StrEnum):
    """Who can be asked for a work."""

    DOI = "doi"
    CROSSREF = "crossref"
    ARXIV = "arxiv"
    EUROPEPMC = "europepmc"
