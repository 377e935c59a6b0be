"""Ids of arXiv: all versions of a paper are one work."""

import re

from sigbot.domain.links.model import LinkReading, WorkKind, identified

_MONTH = r"\d{2}(?:0[1-9]|1[0-2])"
_VERSION = r"(?:v\d{1,3})?"
_NEW = rf"{_MONTH}\.\d{{4,5}}"
_OLD = rf"{_MONTH}\d{{3}}"
_ID = re.compile(
    rf"(?:(?P<archive>[a-z-]{{2,9}})(?:\.[a-z]{{2}})?/)?(?:(?P<new>{_NEW})|(?P<old>{_OLD})){_VERSION}",
    re.IGNORECASE | re.ASCII,
)
_NAMED = re.compile(
    r"\barxiv(?:\.org)? ?: ?"
    rf"(?P<id>(?:[a-z-]{{2,9}}(?:\.[a-z]{{2}})?/)?(?:{_NEW}|{_OLD})){_VERSION}(?![\w/])",
    re.IGNORECASE | re.ASCII,
)
_ON_A_PAGE = re.compile(r"/(?:abs|pdf|html|format|ps|e-print|src|tb|ftp)/(?P<id>.+)")
_ENDS = (".pdf", ".ps.gz", ".ps", ".html")

_ARCHIVES = frozenset(
    (
        *("acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an"),
        *("chao-dyn", "chem-ph", "cmp-lg", "comp-gas", "cond-mat", "cs", "dg-ga", "funct-an"),
        *("gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math", "math-ph", "mtrl-th", "nlin"),
        *("nucl-ex", "nucl-th", "patt-sol", "physics", "plasm-ph", "q-alg", "q-bio", "q-fin"),
        *("quant-ph", "solv-int", "stat", "supr-con"),
    )
)
"""The first half of ids from before April 2007."""


def read_arxiv_id(text: str) -> LinkReading | None:
    """Read `text` as an id of arXiv, with `arXiv:` or without; None if it is none.

    The version is left out, and so is the class of an old id (`math.GT/0309136`): neither is needed
    to name the paper.
    """
    match = _ID.fullmatch(re.sub(r"^arxiv: ?", "", text, flags=re.IGNORECASE))
    if match is None:
        return None
    archive = (match["archive"] or "").lower()
    if archive and archive not in _ARCHIVES:
        return None
    if match["new"]:
        return _paper(match["new"])
    return _paper(f"{archive}/{match['old']}") if archive else None


def find_arxiv_id(text: str) -> LinkReading | None:
    """Return the first paper in a text that is named as arXiv's, such as `arXiv:1912.04977v1`."""
    match = _NAMED.search(text)
    return read_arxiv_id(match["id"]) if match else None


def arxiv_on_page(path: str) -> LinkReading | None:
    """Return the paper that a page of arXiv shows, whatever its format."""
    match = _ON_A_PAGE.fullmatch(path.rstrip("/"))
    if match is None:
        return None
    name = match["id"]
    for end in _ENDS:
        name = name.removesuffix(end)
    return read_arxiv_id(name)


def arxiv_of_doi(doi: str) -> LinkReading | None:
    """Return the paper of a DOI that arXiv itself gave, in lower case; None for other DOIs."""
    prefix = "10.48550/arxiv."
    return read_arxiv_id(doi.removeprefix(prefix)) if doi.startswith(prefix) else None


def _paper(name: str) -> LinkReading:
    return identified(WorkKind.ARXIV, name, f"https://arxiv.org/abs/{name}")
