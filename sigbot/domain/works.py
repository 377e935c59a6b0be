"""What a registry says of a work: title, authors, venue, and where it can be read."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sigbot.domain.bounds import AUTHOR_LIMIT, MOST_WORK_AUTHORS, MOST_WORK_IDS, WORK_TITLE_LIMIT
from sigbot.domain.links import WorkKind, check_link, read_link
from sigbot.domain.refusals import RefusedError
from sigbot.domain.registries import Registry
from sigbot.domain.texts import printable

_MARKUP = re.compile(
    r"</?(?:i|b|em|strong|sub|sup|scp|sc|u|p|br|span|title|sec|jats:\w{1,20}|mml:\w{1,20})"
    r"(?: [^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_RETRACTED = re.compile(r"\W{0,3}(?:retracted|withdrawn)(?: article| paper)?[:\])]", re.IGNORECASE)


KNOWN_BY: Mapping[Registry, frozenset[WorkKind]] = {
    Registry.DOI: frozenset({WorkKind.DOI}),
    Registry.CROSSREF: frozenset({WorkKind.DOI}),
    Registry.ARXIV: frozenset({WorkKind.ARXIV}),
    Registry.EUROPEPMC: frozenset({WorkKind.DOI, WorkKind.PMID, WorkKind.PMCID}),
}
"""By which ids each registry knows works. What an earlier one says goes before a later one."""

_SHORT = "doi:10/"
"""How ids of short DOIs begin: only doi.org knows these."""


def registries_for(work: str) -> tuple[Registry, ...]:
    """Return the registries that may know a work by its id."""
    kind = work.partition(":")[0]
    return tuple(
        registry
        for registry, kinds in KNOWN_BY.items()
        if kind in kinds and (registry is Registry.DOI or not work.startswith(_SHORT))
    )


@dataclass(frozen=True, slots=True)
class Work:
    """Metadata of a work. Texts are "" and `year` is None where a registry does not say them.

    `id` and all ids here are those of `LinkReading`. `same` are other ids of this work; `preprints`
    and `articles` are other works: earlier versions of this one, and published ones.
    """

    id: str
    title: str = ""
    authors: tuple[str, ...] = ()
    venue: str = ""
    year: int | None = None
    abstract_link: str = ""
    licence: str = ""
    open_copy: str = ""
    is_retracted: bool = False
    same: tuple[str, ...] = ()
    preprints: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


def united(first: Work, second: Work) -> Work:
    """Return what two registries say of one work; where both say something, what `first` says."""
    ids = (*first.same, second.id, *second.same)
    return Work(
        first.id,
        first.title or second.title,
        first.authors or second.authors,
        first.venue or second.venue,
        second.year if first.year is None else first.year,
        first.abstract_link or second.abstract_link,
        first.licence or second.licence,
        first.open_copy or second.open_copy,
        first.is_retracted or second.is_retracted,
        _each_once(work for work in ids if work != first.id),
        _each_once((*first.preprints, *second.preprints)),
        _each_once((*first.articles, *second.articles)),
    )


def bounded(work: Work) -> Work:
    """Return a work with clean texts, each within its limit, and links that may be shown.

    Whatever a registry answers, nothing in it is markup, control characters or too much.
    """
    return replace(
        work,
        title=clean(work.title, WORK_TITLE_LIMIT),
        authors=tuple(clean(name, AUTHOR_LIMIT) for name in work.authors[:MOST_WORK_AUTHORS]),
        venue=clean(work.venue, WORK_TITLE_LIMIT),
        year=work.year if work.year is not None and 1000 <= work.year <= 9999 else None,
        abstract_link=_link(work.abstract_link),
        licence=clean(work.licence, AUTHOR_LIMIT),
        open_copy=_link(work.open_copy),
        is_retracted=work.is_retracted or _RETRACTED.match(work.title) is not None,
        same=work.same[:MOST_WORK_IDS],
        preprints=work.preprints[:MOST_WORK_IDS],
        articles=work.articles[:MOST_WORK_IDS],
    )


def to_json(work: Work) -> dict[str, Any]:
    """Return a work as JSON, to be read by `from_json`."""
    return asdict(work)


def from_json(kept: Mapping[str, Any]) -> Work:
    """Return the work that `to_json` wrote; fields that it did not know yet are empty."""
    known = {field.name for field in fields(Work)} & kept.keys()
    texts = {name: kept[name] for name in known}
    lists = {name: tuple(value) for name, value in texts.items() if isinstance(value, list | tuple)}
    return Work(**(texts | lists))


def clean(text: str, limit: int) -> str:
    """Return a text of a registry in one line, without markup, cut to `limit` characters."""
    plain = _MARKUP.sub("", html.unescape(html.unescape(text[: 10 * limit])))
    line = " ".join(printable(plain).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def work_id(text: str) -> str | None:
    """Return the id of the work that an identifier names, such as `doi:10.1000/182`."""
    try:
        return read_link(text).id
    except RefusedError:
        return None


def _link(text: str) -> str:
    """Return a link that may be shown, else ""."""
    try:
        return check_link(text) if text and text == printable(text) else ""
    except RefusedError:
        return ""


def _each_once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))[:MOST_WORK_IDS]
