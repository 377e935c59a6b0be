"""Write the journal into files for reference managers and spreadsheets.

Every text stands in one line, and nothing in it is an order for the program that opens the file:
no command of LaTeX, no field of RIS, no formula. All files are UTF-8.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sigbot.documents.attendance import BOM, safe_cell
from sigbot.domain.journal_lists import JournalFormat, Reference
from sigbot.domain.periods import Period
from sigbot.domain.search import folded
from sigbot.wording.times import iso

COLUMNS = (
    "item_id",
    "title",
    "authors",
    "venue",
    "year",
    "link",
    "doi",
    "arxiv",
    "pmid",
    "pmcid",
    "isbn",
    "tags",
    "note",
    "shared_at",
    "status",
    "discussed_at",
    "votes",
    "retracted",
)
SEVERAL = "; "
"""Between several values in one cell."""

IDS = ("doi", "arxiv", "pmid", "pmcid", "isbn")

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\lbrace{}",
        "}": r"\rbrace{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
"""Signs that LaTeX takes for orders. `\\{` would do for LaTeX, but BibTeX counts its brace."""

_VERBATIM = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
"""In addresses, which LaTeX takes as they are."""

_BIB_KINDS = {"article": "article", "preprint": "misc", "book": "book", "page": "misc"}
_RIS_KINDS = {"article": "JOUR", "preprint": "UNPB", "book": "BOOK", "page": "ELEC"}
_CSL_KINDS = {
    "article": "article-journal",
    "preprint": "article",
    "book": "book",
    "page": "webpage",
}


def journal_files(
    references: Sequence[Reference], format_: JournalFormat, limit: int = 0
) -> list[bytes]:
    """Return the files of an export; several, each complete, where one would be over `limit` bytes
    (0: no limit)."""
    write, join = _WRITERS[format_]
    parts: list[list[str]] = [[]]
    room = limit - _EMPTY
    size = 0
    for reference in references:
        text = write(reference)
        length = len(text.encode()) + 2
        if limit and parts[-1] and size + length > room:
            parts.append([])
            size = 0
        parts[-1].append(text)
        size += length
    return [join(part).encode() for part in parts]


_EMPTY = 1_024
"""The size of a file without its items is at most this, in bytes."""


def journal_file_names(period: Period | None, format_: JournalFormat, count: int) -> list[str]:
    name = f"journal-{period.slug}" if period else "journal"
    if count == 1:
        return [f"{name}.{format_}"]
    return [f"{name}-{number}-of-{count}.{format_}" for number in range(1, count + 1)]


def _kind(reference: Reference) -> str:
    """Return what kind of work it is, as far as that follows from its ids."""
    ids = reference.ids
    if "arxiv" in ids and "doi" not in ids:
        return "preprint"
    if "isbn" in ids and "doi" not in ids:
        return "book"
    return "article" if {"doi", "pmid", "pmcid"} & ids.keys() else "page"


def _line(text: str) -> str:
    """Return a text in one line, without control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


# BibTeX


def _bib(reference: Reference) -> str:
    """Write an entry. A title in two braces keeps its capitals."""
    item, kind = reference.item, _kind(reference)
    fields = {
        "author": " and ".join(_bib_name(name) for name in item.authors),
        "title": f"{{{_tex(item.title)}}}",
        "journal" if kind == "article" else "howpublished": _tex(item.venue),
        "year": str(item.year or ""),
        **_bib_ids(reference.ids),
        "url": _line(item.link).translate(_VERBATIM),
        "keywords": _tex(", ".join(item.tags)),
        "annote": _tex(item.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{_BIB_KINDS[kind]}{{{_bib_key(reference)},", *lines, "}"])


def _bib_key(reference: Reference) -> str:
    """Return a key of an entry: the first author's last name, the year, and the item's key."""
    item = reference.item
    words = folded(item.authors[0]).split() if item.authors else []
    name = "".join(sign for sign in words[-1] if sign.isascii() and sign.isalnum()) if words else ""
    return "-".join(part for part in (f"{name}{item.year or ''}", item.key) if part)


def _bib_name(name: str) -> str:
    """Write a name; one that BibTeX would take apart wrongly stands in braces."""
    words = name.lower().split()
    is_whole = {"and", "others"} & {*words} or {*name} & {*",\\{}"}
    return f"{{{_tex(name)}}}" if is_whole else _tex(name)


def _bib_ids(ids: Mapping[str, str]) -> dict[str, str]:
    arxiv = {"eprint": ids["arxiv"], "eprinttype": "arxiv"} if "arxiv" in ids else {}
    plain = {kind: ids[kind] for kind in IDS if kind in ids and kind != "arxiv"}
    return {kind: value.translate(_VERBATIM) for kind, value in (plain | arxiv).items()}


def _tex(text: str) -> str:
    return _line(text).translate(_TEX)


# RIS


def _ris(reference: Reference) -> str:
    return "\r\n".join(
        [*(f"{tag}  - {_line(value)}" for tag, value in _ris_lines(reference)), "ER  - "]
    )


def _ris_lines(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield tag and value of each line; names stand as the registries say them."""
    item, ids = reference.item, reference.ids
    yield "TY", _RIS_KINDS[_kind(reference)]
    yield from (("AU", name) for name in item.authors)
    values = (
        ("TI", item.title),
        ("T2", item.venue),
        ("PY", str(item.year or "")),
        ("DO", ids.get("doi", "")),
        ("SN", ids.get("isbn", "")),
        ("AN", f"arXiv:{ids['arxiv']}" if "arxiv" in ids else ids.get("pmid", "")),
        ("UR", item.link),
        *(("KW", tag) for tag in item.tags),
        ("N1", item.note),
        ("ID", item.key),
    )
    yield from ((tag, value) for tag, value in values if value)


# CSV


def _csv(reference: Reference) -> str:
    """Write a row; times are ISO 8601 in UTC."""
    item, ids = reference.item, reference.ids
    values = (
        item.key,
        item.title,
        SEVERAL.join(item.authors),
        item.venue,
        item.year,
        item.link,
        *(ids.get(kind) for kind in IDS),
        SEVERAL.join(item.tags),
        item.note,
        iso(item.shared_at),
        item.status,
        iso(item.discussed_at) if item.discussed_at else None,
        item.votes,
        "yes" if item.is_retracted else "no",
    )
    return _row(safe_cell("" if value is None else _line(str(value))) for value in values)


def _row(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


# CSL-JSON


def _csl(reference: Reference) -> str:
    """Write an item; names are literal, as no registry says of all of them what is a family's."""
    item, ids = reference.item, reference.ids
    values = {
        "id": item.key,
        "type": _CSL_KINDS[_kind(reference)],
        "title": _line(item.title),
        "author": [{"literal": _line(name)} for name in item.authors],
        "container-title": _line(item.venue),
        "issued": {"date-parts": [[item.year]]} if item.year else None,
        "DOI": ids.get("doi"),
        "PMID": ids.get("pmid"),
        "PMCID": ids.get("pmcid"),
        "ISBN": ids.get("isbn"),
        "archive": "arXiv" if "arxiv" in ids else None,
        "archive_location": ids.get("arxiv"),
        "URL": _line(item.link),
        "keyword": ", ".join(item.tags),
        "note": _line(item.note),
    }
    return json.dumps({key: value for key, value in values.items() if value}, ensure_ascii=False)


_WRITERS: Mapping[
    JournalFormat, tuple[Callable[[Reference], str], Callable[[Sequence[str]], str]]
] = {
    JournalFormat.BIB: (_bib, lambda parts: "\n\n".join([*parts, ""])),
    JournalFormat.RIS: (_ris, lambda parts: "\r\n\r\n".join([*parts, ""])),
    JournalFormat.CSV: (_csv, lambda parts: BOM + _row(COLUMNS) + "".join(parts)),
    JournalFormat.JSON: (_csl, lambda parts: "[\n" + ",\n".join(parts) + "\n]\n"),
}
"""How an item of each format is written, and how items become a file."""
