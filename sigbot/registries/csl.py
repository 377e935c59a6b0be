"""Read the JSON of citation styles (CSL), which DOI agencies send and Crossref extends."""

from collections.abc import Iterator, Mapping

from sigbot.domain.works import Work, bounded, work_id
from sigbot.registries.values import mapping, mappings, number, text

_TAKEN_BACK = {"retraction", "withdrawal", "removal", "partial_retraction"}
_DATES = ("published", "issued", "published-print", "published-online", "posted")
_FREE = "creativecommons.org/"


def read_csl(document: Mapping[str, object]) -> Work | None:
    """Return the work that a document is about; None if it does not say which."""
    doi = text(document.get("DOI"))
    name = work_id(f"doi:{doi}") if doi else None
    if name is None:
        return None
    url = f"https://doi.org/{name.removeprefix('doi:')}" if name.startswith("doi:") else ""
    licence = _licence(document)
    relations = mapping(document.get("relation"))
    return bounded(
        Work(
            name,
            text(document.get("title")),
            tuple(filter(None, map(_author, mappings(document.get("author"))))),
            _venue(document),
            _year(document),
            text(mapping(mapping(document.get("resource")).get("primary")).get("URL")) or url,
            licence,
            url if _FREE in licence else "",
            is_retracted=_is_retracted(document),
            preprints=tuple(_related(relations, "has-preprint")),
            articles=tuple(_related(relations, "is-preprint-of")),
        )
    )


def _author(author: Mapping[str, object]) -> str:
    """Return a name as it is said: given names first, or the name of a group."""
    group = text(author.get("literal")) or text(author.get("name"))
    parts = ("given", "non-dropping-particle", "family", "suffix")
    return group or " ".join(filter(None, (text(author.get(part)) for part in parts)))


def _venue(document: Mapping[str, object]) -> str:
    """Return the journal or book; of a preprint or data set, who keeps it."""
    institutions = mappings(document.get("institution"))
    kept = text(institutions[0].get("name")) if institutions else ""
    return text(document.get("container-title")) or kept or text(document.get("publisher"))


def _year(document: Mapping[str, object]) -> int | None:
    for field in _DATES:
        parts = mapping(document.get(field)).get("date-parts")
        first = parts[0] if isinstance(parts, list) and parts else None
        year = number(first[0]) if isinstance(first, list) and first else None
        if year is not None:
            return year
    return None


def _licence(document: Mapping[str, object]) -> str:
    """Return the licence of the published version, else any that is named."""
    licences = mappings(document.get("license"))
    published = [item for item in licences if item.get("content-version") == "vor"]
    addresses = [text(item.get("URL")) for item in (*published, *licences)]
    return next(filter(None, addresses), "") or text(document.get("copyright"))


def _is_retracted(document: Mapping[str, object]) -> bool:
    return any(
        text(update.get("type")) in _TAKEN_BACK for update in mappings(document.get("updated-by"))
    )


def _related(relations: Mapping[str, object], name: str) -> Iterator[str]:
    for related in mappings(relations.get(name)):
        if text(related.get("id-type")) == "doi":
            work = work_id(f"doi:{text(related.get('id'))}")
            if work:
                yield work
