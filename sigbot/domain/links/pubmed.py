"""Ids of PubMed and PubMed Central."""

import re

from sigbot.domain.links.model import LinkReading, WorkKind, identified

_NUMBER = re.compile(r"0{0,7}(?P<number>[1-9]\d{0,8})", re.ASCII)
_PMCID = re.compile(
    r"(?:pmc)?0{0,7}(?P<number>[1-9]\d{0,8})(?:\.\d{1,3})?", re.IGNORECASE | re.ASCII
)
_NAMED_PMID = re.compile(
    r"\b(?:pmid(?: ?: ?| |/)|pubmed:)(?P<id>\d{1,15})\b", re.IGNORECASE | re.ASCII
)
_NAMED_PMCID = re.compile(r"\b(?P<id>pmc\d{1,15})\b", re.IGNORECASE | re.ASCII)


def read_pmid(text: str) -> LinkReading | None:
    """Read the digits of a PubMed id; None if there is anything else."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    number = match["number"]
    return identified(WorkKind.PMID, number, f"https://pubmed.ncbi.nlm.nih.gov/{number}/")


def read_pmcid(text: str) -> LinkReading | None:
    """Read an id of PubMed Central, with `PMC` or without; its version is left out."""
    match = _PMCID.fullmatch(text)
    if match is None:
        return None
    name = f"PMC{match['number']}"
    return identified(WorkKind.PMCID, name, f"https://pmc.ncbi.nlm.nih.gov/articles/{name}/")


def find_pmid(text: str) -> LinkReading | None:
    match = _NAMED_PMID.search(text)
    return read_pmid(match["id"]) if match else None


def find_pmcid(text: str) -> LinkReading | None:
    match = _NAMED_PMCID.search(text)
    return read_pmcid(match["id"]) if match else None
