"""Minutes in every format: golden examples, and whatever people type breaks none of them.

With SIGBOT_TEST_GOLDEN=write the golden files are written anew; look at the difference before it is
kept.
"""

import os
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot import documents
from sigbot.documents.minutes import minutes_document, minutes_file_name
from sigbot.documents.minutes.text import COLUMNS, columns, wrapped
from sigbot.domain.attendance import Source
from sigbot.domain.minutes import (
    MeetingOutcome,
    Minutes,
    MinutesFormat,
    MinutesNote,
    MinutesState,
    MinutesTopic,
    PresentBy,
    topics_of,
)
from sigbot.domain.notes import NoteKind
from tests.documents.minutes_samples import EMPTY, FULL, SAMPLES, typed_by_people
from tests.documents.report_samples import MARKUP, NAMES
from tests.domain.properties import quick, typed, typed_lines

GOLDEN = Path(__file__).with_name("golden")
DOCUMENTS = Path(documents.__file__).parent
SHEETS = (DOCUMENTS / name for name in ("reports/report.css", "minutes/minutes.css"))
STYLE = f"<style>\n{''.join(sheet.read_text(encoding='utf-8') for sheet in SHEETS)}</style>\n"
BIDI = "\u202eabc \u2067\u05e9\u05dc\u05d5\u05dd (1) 23\u2069 \u200fdef\u202c"
HARD = {
    **{f"markup {number}": text for number, text in enumerate(MARKUP)},
    "bidirectional": BIDI,
    "names": " ".join(NAMES),
    "long words": "x" * 10_000,
    "many words": "word " * 2_000,
    "chinese": "山" * 10_000,
    "an odd width": "a" + "山" * 100,
    "lines": "a\n\n# b\n- c\n***\n===\n\x00\x1b[31m\ufffe",
    "empty": "",
}
TURNING = "\u202a\u202b\u202d\u202e\u2066\u2067"
XHTML = "{http://www.w3.org/1999/xhtml}"


def written(minutes: Minutes, format_: MinutesFormat) -> str:
    return minutes_document(minutes, format_).decode()


@pytest.mark.parametrize("format_", MinutesFormat)
@pytest.mark.parametrize("name", SAMPLES)
def test_minutes_are_what_they_were(name: str, format_: MinutesFormat) -> None:
    path = GOLDEN / f"minutes-{name}.{format_}"
    content, style = _apart(minutes_document(SAMPLES[name], format_).decode())
    if os.environ.get("SIGBOT_TEST_GOLDEN") == "write":
        path.write_text(content, encoding="utf-8")
    assert content == path.read_text(encoding="utf-8")
    assert style == (STYLE if format_ is MinutesFormat.HTML else "")


def _apart(content: str) -> tuple[str, str]:
    """A page without its style sheet, and the style sheet; golden pages have none."""
    before, begin, after = content.partition("<style>\n")
    style, end, rest = after.partition("</style>\n")
    return f"{before}{rest}", f"{begin}{style}{end}"


def test_the_file_is_named_by_the_date_on_the_meetings_clock() -> None:
    late = replace(EMPTY, zone="Asia/Tokyo")
    assert minutes_file_name(EMPTY, MinutesFormat.MD) == "minutes-2026-12-02-m5.md"
    assert minutes_file_name(late, MinutesFormat.TXT) == "minutes-2026-12-03-m5.txt"


@pytest.mark.parametrize("state", MinutesState)
def test_minutes_say_how_far_they_are(state: MinutesState) -> None:
    texts = {written(replace(EMPTY, state=other), MinutesFormat.TXT) for other in MinutesState}
    assert len(texts) == len(MinutesState)
    assert "minutes are" in written(replace(EMPTY, state=state), MinutesFormat.TXT)


@pytest.mark.parametrize("outcome", [*MeetingOutcome][1:])
def test_what_is_no_minutes_has_no_notes(outcome: MeetingOutcome) -> None:
    text = written(replace(FULL, outcome=outcome), MinutesFormat.MD)
    assert "## Notes" not in text
    assert ("## Present" in text) == (outcome is not MeetingOutcome.CANCELLED)


@pytest.mark.parametrize("source", Source)
def test_every_way_to_know_who_was_there_has_words(source: Source) -> None:
    minutes = replace(EMPTY, present=(PresentBy(source, ("Ann Lee",)),))
    assert re.search(r"- [\w' ]+: Ann Lee\n", written(minutes, MinutesFormat.MD))


def test_a_meeting_without_anybody_says_so() -> None:
    assert "not recorded who was there" in written(EMPTY, MinutesFormat.MD)


@pytest.mark.parametrize("format_", MinutesFormat)
def test_every_note_is_a_line_of_its_own(format_: MinutesFormat) -> None:
    text = written(FULL, format_)
    for topic in FULL.topics:
        for note in topic.notes:
            words = note.text.split(maxsplit=1)[-1]
            assert sum(words in line for line in text.splitlines()) >= 1, note


def headings(minutes: Minutes, format_: MinutesFormat) -> list[str]:
    """Return the headings of sections. Raises an error where a page is not well-formed."""
    text = written(minutes, format_)
    if format_ is MinutesFormat.HTML:
        page = ET.fromstring(text.removeprefix("<!DOCTYPE html>\n"))
        return ["".join(h.itertext()) for h in page.iter(f"{XHTML}h2")]
    if format_ is MinutesFormat.MD:
        return re.findall(r"^## (.*)$", text, re.MULTILINE)
    return re.findall(r"(?<=\n\n)([A-Z].+)\n-+(?=\n\n)", text)


SECTIONS = [
    *("Present", "Agenda", "Notes", "Decisions", "Action items", "Open from before", "Errata"),
]


@pytest.mark.parametrize("format_", MinutesFormat)
def test_the_sections_and_their_order(format_: MinutesFormat) -> None:
    assert headings(FULL, format_) == SECTIONS
    assert headings(EMPTY, format_) == ["Present", "Notes"]


def check(text: str, format_: MinutesFormat) -> None:
    """Check that minutes in which everything is `text` keep their shape and direction."""
    minutes = typed_by_people(text)
    document = written(minutes, format_)
    assert headings(minutes, format_) == SECTIONS
    assert not set(document) & set(TURNING)
    assert document.count("\u2068") == document.count("\u2069")
    assert written(minutes, format_) == document


@pytest.mark.parametrize("format_", MinutesFormat)
@pytest.mark.parametrize("name", HARD)
def test_hard_texts_break_no_document(name: str, format_: MinutesFormat) -> None:
    check(HARD[name], format_)


@quick
@given(typed | typed_lines, st.sampled_from(MinutesFormat))
def test_nothing_that_people_type_breaks_a_document(text: str, format_: MinutesFormat) -> None:
    check(text, format_)


@quick
@given(typed | st.sampled_from([*HARD.values()]))
def test_a_page_shows_the_text_literally_and_nothing_runs(text: str) -> None:
    page = ET.fromstring(
        written(typed_by_people(text), MinutesFormat.HTML).removeprefix("<!DOCTYPE html>\n")
    )
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3"}
    allowed |= {"p", "ul", "li", "a", "time", "br"}
    assert {element.tag.removeprefix(XHTML) for element in page.iter()} <= allowed
    links = [element.attrib["href"] for element in page.iter(f"{XHTML}a")]
    assert all(link.lower().startswith(("http://", "https://")) for link in links)


@quick
@given(typed | st.sampled_from([*HARD.values()]))
def test_no_line_of_the_text_is_wider_than_its_columns(text: str) -> None:
    for line in written(typed_by_people(text), MinutesFormat.TXT).splitlines():
        assert columns(line) <= COLUMNS or "http" in line.lower()


@quick
@given(st.text(max_size=300))
def test_wrapping_loses_no_sign(text: str) -> None:
    lines = [*wrapped(text, "- ", "  ")]
    joined = "".join("".join(line.split()) for line in [lines[0][2:], *lines[1:]])
    assert joined == "".join(text.split())


def test_an_address_is_never_broken() -> None:
    address = f"https://example.org/{'a' * 200}"
    assert address in [*wrapped(f"see {address} there", "- ", "  ")][1]


@pytest.mark.parametrize(
    "text", ["see https://example.org/a", "ftp://example.org", "javascript:x y"]
)
@pytest.mark.parametrize("format_", MinutesFormat)
def test_a_link_that_is_none_is_a_text(text: str, format_: MinutesFormat) -> None:
    topics = (MinutesTopic("Links", (MinutesNote(NoteKind.LINK, text),)),)
    assert text in written(replace(EMPTY, topics=topics), format_)


# Lines of notes under their topics


def test_lines_are_put_under_their_topics() -> None:
    lines = [
        MinutesNote(NoteKind.PRESENT, "Ann"),
        MinutesNote(NoteKind.INFO, "before"),
        MinutesNote(NoteKind.TOPIC, "Budget"),
        MinutesNote(NoteKind.AGREED, "yes"),
        MinutesNote(NoteKind.TOPIC, "Room"),
    ]
    assert topics_of(lines) == (
        MinutesTopic("", (lines[1],)),
        MinutesTopic("Budget", (lines[3],)),
        MinutesTopic("Room"),
    )
    assert topics_of(lines[:1]) == ()


kinds = st.sampled_from([NoteKind.TOPIC, *(NoteKind(kind) for kind in ("info", "link", "agreed"))])


@quick
@given(st.lists(st.tuples(kinds, st.text("abc", min_size=1, max_size=5))))
def test_no_line_is_lost_whatever_its_order(pairs: list[tuple[NoteKind, str]]) -> None:
    topics = topics_of(MinutesNote(kind, text) for kind, text in pairs)
    again = [
        pair
        for topic in topics
        for pair in [
            *([(NoteKind.TOPIC, topic.title)] if topic.title else []),
            *((note.kind, note.text) for note in topic.notes),
        ]
    ]
    assert again == pairs
