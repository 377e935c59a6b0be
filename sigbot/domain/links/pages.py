"""Pages that carry the identifier of a work in their address: of registries, publishers, libraries.

Only the hosts that are named here are believed. On any other host, and in a query that nothing is
known of, an identifier is only a part of an address: the page there may be about anything.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qsl, unquote

from sigbot.domain.links.addresses import Address
from sigbot.domain.links.arxiv import arxiv_on_page, read_arxiv_id
from sigbot.domain.links.books import read_isbn
from sigbot.domain.links.dois import read_doi, read_short_doi
from sigbot.domain.links.hosts import DOI_IN_PATH, DOI_IN_PATH_BELOW, PREPRINTS_OF_OSF, RESOLVERS
from sigbot.domain.links.model import LinkReading
from sigbot.domain.links.pubmed import read_pmcid, read_pmid

Reader = Callable[[str, Mapping[str, str]], LinkReading | None]
"""Reads a path, decoded, and the parameters of an address, names in lower case."""

_TAILS = frozenset(
    (
        *("abs", "abstract", "asset", "citation", "citations", "comments", "download", "epdf"),
        *("epub", "figures", "full", "full-text", "fulltext", "html", "issuetoc", "meta"),
        *("metrics", "pdf", "pdf+html", "pdfdirect", "reference", "references", "related"),
        *("suppinfo", "suppl_file", "summary", "tables", "xml"),
    )
)
"""What publishers write behind a DOI: the same work in another form."""

_ENDS = re.compile(
    r"(?:\.(?:abstract|epub|full|full-text|html?|long|pdf|short|xml))+", re.IGNORECASE
)
_VERSION = re.compile(r"(?P<doi>10\.\d{4}/[\d.]+)v\d{1,3}", re.ASCII)
_SITE_OF_DOI = frozenset(
    ("about", "contact", "faq", "handbook", "help", "index", "members", "news", "search", "topics")
)
"""Pages of doi.org about itself; what else is short there is a short DOI."""

_SHORT = re.compile(r"[a-z\d]{3,10}", re.IGNORECASE | re.ASCII)


def work_on(address: Address) -> LinkReading | None:
    """Return the work that a page shows, if its address carries an identifier."""
    read = _reader_of(address.site)
    if read is None or address.port:
        return None
    parameters = parse_qsl("&".join(address.parameters), keep_blank_values=True)
    return read(unquote(address.path), {name.lower(): value for name, value in parameters})


def is_known(host: str) -> bool:
    """Return whether pages of this host carry identifiers."""
    return _reader_of(host.removeprefix("www.")) is not None


def _reader_of(site: str) -> Reader | None:
    if site in _READERS:
        return _READERS[site]
    while "." in site:
        if site in _READERS_BELOW:
            return _READERS_BELOW[site]
        site = site.partition(".")[2]
    return None


def _doi_at_start(path: str, _: Mapping[str, str]) -> LinkReading | None:
    """Read a page of a resolver, where nothing but the DOI is in the path."""
    name = path.strip("/")
    return read_doi(re.sub(r"^(?:doi|doi\.org|dx\.doi\.org)[:/]", "", name, flags=re.IGNORECASE))


def _doi_org(path: str, parameters: Mapping[str, str]) -> LinkReading | None:
    """Read a page of doi.org; there short DOIs may be without their `10/`."""
    name = path.strip("/")
    if _SHORT.fullmatch(name) and name.lower() not in _SITE_OF_DOI:
        name = f"10/{name}"
    return read_short_doi(name) or _doi_at_start(path, parameters)


def _doi_in_path(path: str, _: Mapping[str, str]) -> LinkReading | None:
    """Read the first DOI in a path, without what the publisher adds to it."""
    start = _start_of_doi(path)
    if start is None:
        return None
    parts = path[start:].rstrip("/").split("/")
    tails = [place for place, part in enumerate(parts) if place > 1 and _is_tail(part)]
    parts = parts[: tails[0]] if tails else parts
    ends = [match.start() for match in _ENDS.finditer(parts[-1]) if match.end() == len(parts[-1])]
    parts[-1] = parts[-1][: ends[0]] if ends else parts[-1]
    return read_doi("/".join(parts))


def _is_tail(part: str) -> bool:
    return part.lower().partition(".")[0] in _TAILS


def _start_of_doi(path: str) -> int | None:
    for sign in ("/10.", ":10."):
        if sign in path:
            return path.index(sign) + 1
    return None


def _doi_in(*names: str) -> Reader:
    """Return a reader of a DOI in one of these parameters, else in the path."""

    def read(path: str, parameters: Mapping[str, str]) -> LinkReading | None:
        for name in names:
            if name in parameters:
                return read_doi(re.sub(r"^doi:", "", parameters[name], flags=re.IGNORECASE))
        return _doi_in_path(path, parameters)

    return read


def _preprint_server(path: str, parameters: Mapping[str, str]) -> LinkReading | None:
    """Read a page of bioRxiv or medRxiv: all versions of a preprint have one DOI."""
    match = _VERSION.search(path)
    return read_doi(match["doi"]) if match else _doi_in_path(path, parameters)


def _oxford(path: str, parameters: Mapping[str, str]) -> LinkReading | None:
    """Read a page whose DOI of three parts may be followed by the publisher's own number."""
    start = _start_of_doi(path) or 0
    parts = path[start:].rstrip("/").split("/")
    is_followed = len(parts) > 3 and parts[-1].isdecimal() and len(parts[-1]) >= 5
    return _doi_in_path("/" + "/".join(parts[:-1] if is_followed else parts), parameters)


def _made(pattern: str, doi: str) -> Reader:
    """Return a reader for a publisher whose DOIs are made of what is in the path."""
    expression = re.compile(pattern, re.IGNORECASE | re.ASCII)

    def read(path: str, _: Mapping[str, str]) -> LinkReading | None:
        match = expression.fullmatch(path.rstrip("/"))
        return read_doi(match.expand(doi)) if match else None

    return read


def _first(*readers: Reader) -> Reader:
    def read(path: str, parameters: Mapping[str, str]) -> LinkReading | None:
        works = (reader(path, parameters) for reader in readers)
        return next((work for work in works if work), None)

    return read


def _arxiv(path: str, _: Mapping[str, str]) -> LinkReading | None:
    return arxiv_on_page(path)


def _named(pattern: str, read_name: Callable[[str], LinkReading | None]) -> Reader:
    """Return a reader of paths in which a group of the expression is an identifier."""
    expression = re.compile(pattern, re.IGNORECASE | re.ASCII)

    def read(path: str, _: Mapping[str, str]) -> LinkReading | None:
        match = expression.fullmatch(path.rstrip("/"))
        return read_name(match[1]) if match else None

    return read


def _pubmed(path: str, parameters: Mapping[str, str]) -> LinkReading | None:
    term = re.sub(r"\[(?:uid|pmid)\]$", "", parameters.get("term", ""), flags=re.IGNORECASE)
    return read_pmid(path.strip("/") or term)


def _ncbi(path: str, parameters: Mapping[str, str]) -> LinkReading | None:
    name = path.lower().strip("/")
    if name == "pubmed" or name.startswith("pubmed/"):
        return _pubmed(path.strip("/")[len("pubmed") :], parameters)
    if name == "entrez/query.fcgi":
        return read_pmid(parameters.get("list_uids", ""))
    return _pmc_path(path, parameters)


_pmc_path = _named(r"(?:/pmc)?(?:/articles)?/(pmc\d+(?:\.\d+)?)(?:/pdf(?:/.*)?)?", read_pmcid)
_europe_pmc = _first(
    _named(r"/(?:article|abstract)/med/(\d+)", read_pmid),
    _named(r"/(?:article/pmc|abstract/pmc|articles)/(pmc\d+)", read_pmcid),
)
_book = _named(r"(?:/.*)?/(?:isbn|dp|product|search)/([\dx-]+)(?:/.*)?", read_isbn)


def _google_books(_: str, parameters: Mapping[str, str]) -> LinkReading | None:
    vid = parameters.get("vid", "").upper()
    return read_isbn(vid.removeprefix("ISBN").lstrip(":")) if vid.startswith("ISBN") else None


def _ssrn(_: str, parameters: Mapping[str, str]) -> LinkReading | None:
    number = parameters.get("abstract_id", "")
    return read_doi(f"10.2139/ssrn.{number}") if number.isdecimal() else None


def _identifiers(path: str, _: Mapping[str, str]) -> LinkReading | None:
    """Read an address of identifiers.org: the kind, and the identifier."""
    kind, *names = re.split("[:/]", path.strip("/"), maxsplit=1)
    readers: dict[str, Callable[[str], LinkReading | None]] = {
        "doi": read_doi,
        "arxiv": read_arxiv_id,
        "pubmed": read_pmid,
        "pmc": read_pmcid,
        "isbn": read_isbn,
    }
    return readers[kind.lower()](names[0]) if names and kind.lower() in readers else None


def _each(sites: Iterable[str], read: Reader) -> dict[str, Reader]:
    return dict.fromkeys(sites, read)


_PII = r"pii(s\d{4}-\d{3}[\dx]\(\d\d\)\d{5}-[\dx])"

_PUBLISHERS: Mapping[str, Reader] = {
    "journals.plos.org": _doi_in("id"),
    "psycnet.apa.org": _doi_in("doi"),
    "chooser.crossref.org": _doi_in("doi"),
    "dataverse.harvard.edu": _doi_in("persistentid"),
    **_each(("biorxiv.org", "medrxiv.org"), _preprint_server),
    **_each(("academic.oup.com", "direct.mit.edu"), _oxford),
    "nature.com": _first(
        _doi_in_path,
        _made(r"/articles/(s\d{5}-\d{3}-\d{4,5}-[\dx])(?:\.pdf)?", r"10.1038/\1"),
        _made(r"/articles/([a-z]{2,12}\d{3,12})(?:\.pdf)?", r"10.1038/\1"),
    ),
    "elifesciences.org": _first(
        _doi_in_path, _made(r"/articles/(\d{5,6})(?:v\d{1,2})?(?:\.pdf)?", r"10.7554/elife.\1")
    ),
    "peerj.com": _first(
        _made(r"/articles/(\d{1,6})(?:\.pdf)?", r"10.7717/peerj.\1"),
        _made(r"/articles/(cs|[pioa]chem|matsci)-(\d{1,6})(?:\.pdf)?", r"10.7717/peerj-\1.\2"),
        _made(r"/preprints/(\d{1,6})(?:\.pdf)?", r"10.7287/peerj.preprints.\1"),
    ),
    "thelancet.com": _first(
        _doi_in_path,
        _made(rf"/.*/{_PII}(?:\.pdf|/.*)?", r"10.1016/\1"),
    ),
    "pubs.rsc.org": _first(
        _doi_in_path,
        _made(
            r"/.*/content/article(?:landing|html|pdf)/\d{4}/\w{2}/([a-z]\d[a-z]{2}\d{5}[a-z\d])",
            r"10.1039/\1",
        ),
    ),
    "zenodo.org": _first(_doi_in_path, _made(r"/records?/(\d{3,9})", r"10.5281/zenodo.\1")),
    "papers.ssrn.com": _ssrn,
    "ssrn.com": _made(r"/abstract=(\d{5,9})", r"10.2139/ssrn.\1"),
    "osf.io": _first(
        *(
            _made(
                rf"/preprints/{name}/([a-z\d]{{5}})(?:_v\d+)?(?:/download)?",
                rf"{prefix}/osf.io/\1",
            )
            for name, prefix in PREPRINTS_OF_OSF.items()
        )
    ),
    "psyarxiv.com": _made(r"/([a-z\d]{5})", r"10.31234/osf.io/\1"),
}
"""Publishers that write DOIs in ways of their own."""

_READERS: Mapping[str, Reader] = {
    **_each(("doi.org", "dx.doi.org"), _doi_org),
    **_each(RESOLVERS, _doi_at_start),
    **_each(DOI_IN_PATH, _doi_in_path),
    **_PUBLISHERS,
    **_each(("ar5iv.org", "alphaxiv.org", "xxx.lanl.gov"), _arxiv),
    "huggingface.co": _named(r"/papers/(.+)", read_arxiv_id),
    "arxiv-vanity.com": _named(r"/papers/(.+)", read_arxiv_id),
    "scirate.com": _named(r"/arxiv/(.+)", read_arxiv_id),
    "pubmed.ncbi.nlm.nih.gov": _pubmed,
    "pubmed.gov": _pubmed,
    "ncbi.nlm.nih.gov": _ncbi,
    "pmc.ncbi.nlm.nih.gov": _pmc_path,
    "europepmc.org": _europe_pmc,
    **_each(("openlibrary.org", "worldcat.org", "search.worldcat.org", "isbnsearch.org"), _book),
    **_each((f"amazon.{end}" for end in ("com", "co.uk", "de", "fr", "ca", "co.jp", "in")), _book),
    "books.google.com": _google_books,
    "identifiers.org": _identifiers,
}

_READERS_BELOW: Mapping[str, Reader] = {
    "arxiv.org": _arxiv,
    **_each(DOI_IN_PATH_BELOW, _doi_in_path),
}
"""Hosts whose subdomains are the same publisher's."""
