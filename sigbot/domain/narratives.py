"""Sentences that people write for a report, where several people write at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sigbot.domain.bounds import LINE_LIMIT, MOST_AUTHORS, NARRATIVE_LIMIT
from sigbot.domain.refusals import RefusedError, TooManyError
from sigbot.domain.report_data import NarrativePart, ReportData, ReportTemplate, template_of
from sigbot.domain.texts import check_length, check_text

AUTHORS = "authors"
FIELDS = (*NarrativePart, AUTHORS)
"""The fields of the form, in its order."""

_MARK = 8
"""Characters that stand for one text."""


class GoneTextError(RefusedError):
    """An earlier text is not kept any more, or is what is written now."""


NOT_NEEDED: Mapping[ReportTemplate, frozenset[NarrativePart]] = {
    ReportTemplate.FOUNDATION: frozenset({NarrativePart.ADDITIONAL}),
    ReportTemplate.SIG: frozenset({NarrativePart.ADDITIONAL}),
    ReportTemplate.TOC: frozenset({NarrativePart.ADDITIONAL, NarrativePart.ISSUES}),
}
"""Parts of a template that say N/A where nothing is written: they are never missing."""


def written_parts(data: ReportData) -> list[NarrativePart]:
    """Return the parts of a report for which people have written sentences."""
    return [part for part in NarrativePart if data["narrative"][part.value]]


def missing_parts(data: ReportData) -> list[NarrativePart]:
    """Return the parts of a report that need sentences and have none."""
    enough = {*written_parts(data), *NOT_NEEDED[template_of(data)]}
    return [part for part in NarrativePart if part not in enough]


@dataclass(frozen=True, slots=True)
class Version:
    """A text of a part as it was saved at `written_at`.

    `written_by` is a Discord id, None where it is not known who wrote it.
    """

    id: int
    part: NarrativePart
    text: str
    written_by: int | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """What is kept of a form, and the texts of it that would overwrite what somebody else wrote."""

    kept: Mapping[str, str]
    clashes: Mapping[str, str]


def marks(texts: Mapping[str, str]) -> str:
    """Return a short word for the texts with which a form is opened, one mark for each field."""
    return "".join(_mark(texts.get(name, "")) for name in FIELDS)


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_MARK]


def merge(opened: str, texts: Mapping[str, str], sent: Mapping[str, str]) -> Merge:
    """Return what is kept of the texts that were sent with a form.

    `opened` are the marks with which it was opened, `texts` what is written now. A text that two
    people changed in different ways is a clash: what is written stays.
    """
    kept, clashes = {}, {}
    for number, name in enumerate(FIELDS):
        if name not in sent:
            continue
        before = opened[number * _MARK : (number + 1) * _MARK]
        written, mine = texts.get(name, ""), sent[name]
        if _mark(written) == before or written == mine:
            kept[name] = mine
        elif _mark(mine) != before:
            clashes[name] = mine
    return Merge(kept, clashes)


def by_field(parts: Mapping[NarrativePart, str], authors: Sequence[str]) -> dict[str, str]:
    """Return the texts of the form; without `authors`, those that are written stay."""
    texts: dict[str, str] = {part.value: text for part, text in parts.items()}
    return {**texts, AUTHORS: "\n".join(authors)} if authors else texts


def read_authors(text: str) -> list[str]:
    """Return the names on the lines of a text, each one once. Raises TooLongError, TooManyError."""
    lines = check_length("authors", text, NARRATIVE_LIMIT).splitlines()
    names = [check_text("authors", name, LINE_LIMIT) for name in lines]
    authors = list(dict.fromkeys(name for name in names if name))
    if len(authors) > MOST_AUTHORS:
        raise TooManyError("authors", MOST_AUTHORS)
    return authors
