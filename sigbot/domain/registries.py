"""The open registries of works, and how the bot reaches them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Registry(StrEnum):
    """Who can be asked for a work."""

    DOI = "doi"
    CROSSREF = "crossref"
    ARXIV = "arxiv"
    EUROPEPMC = "europepmc"


@dataclass(frozen=True, slots=True)
class RegistryBases:
    """The addresses of the registries, "" for one that is not asked, and an e-mail address by which
    they can reach whoever runs the bot, "" without one."""

    bases: Mapping[Registry, str]
    contact: str = ""
