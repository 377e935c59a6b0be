"""Exports of the journal, read back by programs that others wrote."""

import csv
import io
import json
import re
import warnings
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from sigbot.documents.attendance import BOM, safe_cell
from sigbot.documents.journal import COLUMNS, journal_file_names, journal_files
from sigbot.domain.journal import JournalItem
from sigbot.domain.journal_lists import JournalFormat, Reference
from sigbot.domain.periods import Period

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import citeproc
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON

STYLE = Path(citeproc.__file__).parent / "data/styles/harvard-cite-them-right.csl"
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
HALF = Period("H1 2026", date(2026, 1, 1), date(2026, 6, 30))

TITLES = (
    "Deep learning for {brain} MRI: 50 % better & cheaper_than $1",
    "Über die Größe, naïveté и ёлка",
    "} unbalanced { and \\begin{evil} ~ ^ # \\",
    "機械学習によるがん診断の「応用」",
    "الذكاء الاصطناعي في الطب",
    "למידת מכונה: שיטות",
    "@article{fake, title = {x}}",
    "ER  - ",
    '=HYPERLINK("http://evil.example")',
)
AUTHORS = (
    "Ada Lovelace",
    "José María García López",
    "Centers for Disease Control and Prevention",
    "Smith, J., Jr.",
    "王小明",
    "محمد العلي",
    "{Group} of 100% & more",
    "others",
)


def numbered() -> list[Reference]:
    return [reference(title, id=number) for number, title in enumerate(TITLES, 1)]


def in_a_line(text: str) -> str:
    return " ".join(text.split())


def reference(title: str, **changes: Any) -> Reference:
    item = JournalItem(
        id=7,
        link="https://example.org/a_b?x=1&y=%20{z}",
        title=title,
        note="=1+1; worth it",
        tags=("c++", "ai"),
        shared_by="Ann",
        shared_at=AT,
        authors=AUTHORS,
        venue="Nature & Co.",
        year=2021,
        votes=3,
    )
    return Reference(replace(item, **changes), {"doi": "10.1000/a_b(1)", "pmid": "12082125"})


def read_bib(text: str) -> list[dict[str, Any]]:
    """Read entries as LaTeX would show them."""
    layers = [middlewares.SeparateCoAuthors(), middlewares.LatexDecodingMiddleware()]
    library = parse_string(text, append_middleware=layers)
    assert library.failed_blocks == []
    for entry in library.entries:
        if "author" in entry.fields_dict:  # it does not decode names that it separated
            names = entry["author"]
            entry["author"] = [LatexNodes2Text().latex_to_text(name) for name in names]
    return [
        {"kind": entry.entry_type, "key": entry.key}
        | {field.key: field.value for field in entry.fields}
        for entry in library.entries
    ]


def bare(text: str) -> str:
    r"""Return a value without its braces. The reader takes `\textasciicircum` for another sign."""
    return re.sub(r"^\{(.*)\}$", r"\1", text).replace("ˆ", "^")


def test_bibtex_reads_back() -> None:
    [file] = journal_files(numbered(), JournalFormat.BIB)
    entries = read_bib(file.decode())
    assert [bare(entry["title"]) for entry in entries] == [in_a_line(title) for title in TITLES]
    first = entries[0]
    assert tuple(bare(name) for name in first["author"]) == AUTHORS
    assert (first["kind"], first["key"]) == ("article", "lovelace2021-j1")
    assert (first["journal"], first["year"]) == ("Nature & Co.", "2021")
    assert " and {Smith, J., Jr.} and " in file.decode()
    assert "doi = {10.1000/a_b(1)}" in file.decode()
    assert "url = {https://example.org/a_b?x=1&y=%20%7Bz%7D}" in file.decode()


def test_ris_reads_back() -> None:
    [file] = journal_files(numbered(), JournalFormat.RIS)
    entries = rispy.loads(file.decode())
    assert [entry["title"] for entry in entries] == [in_a_line(title) for title in TITLES]
    first = entries[0]
    assert tuple(first["authors"]) == AUTHORS
    assert (first["doi"], first["year"], first["type_of_reference"]) == (
        "10.1000/a_b(1)",
        "2021",
        "JOUR",
    )
    assert first["keywords"] == ["c++", "ai"]


def test_csl_json_reads_back_and_is_formatted() -> None:
    [file] = journal_files(numbered(), JournalFormat.JSON)
    entries = json.loads(file)
    assert [entry["title"] for entry in entries] == [in_a_line(title) for title in TITLES]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it warns of fields and values that it does not know
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        source = CiteProcJSON(entries)
    style = CitationStylesStyle(str(STYLE), validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for number in range(1, len(TITLES) + 1):
        bibliography.register(Citation([CitationItem(f"j{number}")]))
    shown = [str(entry) for entry in bibliography.bibliography()]
    assert "Ada Lovelace" in shown[0]
    assert all(any(title.split()[-1][:5] in line for line in shown) for title in TITLES)


def test_csv_reads_back_without_formulas() -> None:
    [file] = journal_files(numbered(), JournalFormat.CSV)
    text = file.decode()
    assert text.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row["title"] for row in rows] == [safe_cell(in_a_line(title)) for title in TITLES]
    row = rows[-1]
    assert (row["title"][:2], row["note"][:2]) == ("'=", "'=")
    assert (row["item_id"], row["pmid"], row["shared_at"]) == (
        f"j{len(TITLES)}",
        "12082125",
        "2026-03-02T12:00:00Z",
    )


@pytest.mark.parametrize(
    ("ids", "kinds"),
    [
        ({"doi": "10.1000/1"}, ("article", "JOUR", "article-journal")),
        ({"arxiv": "1912.04977"}, ("misc", "UNPB", "article")),
        ({"isbn": "9780975229804"}, ("book", "BOOK", "book")),
        ({"url": "example.org/a"}, ("misc", "ELEC", "webpage")),
    ],
)
def test_what_a_work_is_follows_from_its_ids(
    ids: dict[str, str], kinds: tuple[str, str, str]
) -> None:
    one = [Reference(reference("A title", authors=(), year=None).item, ids)]
    bib, ris, csl = (
        journal_files(one, kind)[0].decode()
        for kind in (JournalFormat.BIB, JournalFormat.RIS, JournalFormat.JSON)
    )
    [entry] = read_bib(bib)
    assert (entry["kind"], entry["key"]) == (kinds[0], "j7")
    assert rispy.loads(ris)[0]["type_of_reference"] == kinds[1]
    assert json.loads(csl)[0]["type"] == kinds[2]
    if "arxiv" in ids:
        assert (entry["eprint"], json.loads(csl)[0]["archive_location"]) == (ids["arxiv"],) * 2


@pytest.mark.parametrize("kind", JournalFormat)
def test_a_file_over_the_limit_becomes_several_that_are_complete(kind: JournalFormat) -> None:
    references = [reference("A title", id=number) for number in range(50)]
    files = journal_files(references, kind, 8_000)
    names = journal_file_names(HALF, kind, len(files))
    assert (len(files) > 2, names[0]) == (True, f"journal-H1-2026-1-of-{len(files)}.{kind}")
    assert all(len(file) <= 8_000 for file in files)
    read: dict[JournalFormat, Any] = {
        JournalFormat.BIB: read_bib,
        JournalFormat.RIS: rispy.loads,
        JournalFormat.CSV: lambda text: list(csv.DictReader(io.StringIO(text))),
        JournalFormat.JSON: json.loads,
    }
    assert sum(len(read[kind](file.decode())) for file in files) == 50
    assert journal_file_names(None, kind, 1) == [f"journal.{kind}"]


@given(st.text(max_size=30).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
def test_no_title_breaks_a_file(title: str) -> None:
    """Nor a name, a tag or a note."""
    hostile = reference(title, authors=(title,), note=title, tags=(title,), venue=title)
    both = [hostile, reference("The next one")]
    bib, ris, table, csl = (journal_files(both, kind)[0].decode() for kind in JournalFormat)
    assert [entry["kind"] for entry in read_bib(bib)] == ["article"] * 2
    assert len(rispy.loads(ris)) == 2
    assert len(list(csv.reader(io.StringIO(table, newline="")))) == 3
    assert len(json.loads(csl)) == 2
