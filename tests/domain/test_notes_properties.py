"""Nothing in notes is lost, in whatever order and shape; and reading them takes little time."""

import re
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import MOST_NOTES_BYTES, NOTE_LIMIT, TITLE_LIMIT
from sigbot.domain.notes import Action, Note, NotesReading, NotesRefusedError, read_notes
from sigbot.domain.notes import read_notes_file as read_file
from tests.domain.properties import SPECIALS, thorough, typed
from tests.steps import steps_of

DAY = date(2026, 12, 2)

SPEAKERS = (
    *("", "", "", "<Ann> ", "< Ben> ", "<@cem_> ", "10:02 <Ann> ", "[10:02] <Cem Lee> "),
    *("10:02 dora: ", "[10:02 AM] Ann: ", "10:02:11 From Ann to Everyone: ", "Ann: ", "<Zakim> "),
    *("10:02 -!- ", "10:02 ", "2026-12-02T10:02:11Z <שלום> ", "  ", "\t", "> ", "<RRSAgent> "),
)
MARKS = (
    *("topic: ", "Sub-topic: ", "info: ", "action: Ann - ", "ACTION Ben to ", "action: ", "todo: "),
    *("- [ ] Ann: ", "* [x] ", "agreed: ", "Resolved： ", "decision: ", "present+ ", "present: "),
    *("regrets: ", "chair+ ", "scribe+ ", "scribe: nick = ", "#topic ", "#info ", "#action "),
    *("#agreed ", "#idea ", "#rejected ", "#link https://example.org/ ", "#chair ", "#vote "),
    *("#startmeeting ", "#meetingname ", "#undone ", "[topic] ", "# ", "## ", "### ", "- ", "1. "),
    *("https://example.org/x ", "-> https://example.org/x ", "... ", "**Action:** ", "Present: "),
    *("Actions: ", "## Attendees\n- ", "```\n", "[[ ", "\\", "Meeting: ", "zakim, ", "q+ ", "s/"),
    *("i|", "Ann — Today at 10:02\n", "<!-- ", "## Action items\n* ", "", "", "", ""),
)
BETWEEN = (" ", ", ", ": ", " - ", " (", ") ", " and ", " & ", " due 2026-12-09 ", " due ", " to ")
WORD = re.compile(r"w\d+q")


def told(reading: NotesReading) -> str:
    """Everything that a reading holds, as one text."""
    texts = [*reading.present, *reading.regrets, *reading.chairs, *reading.scribes]
    texts += [
        *reading.titles,
        *reading.left_out,
        *(part for pair in reading.names for part in pair),
    ]
    for topic in reading.topics:
        texts += [topic.parent, topic.name]
    for entry in reading.entries:
        texts += [entry.speaker, entry.text]
        texts.append(entry.owner if isinstance(entry, Action) else entry.address)
    return "\n".join(texts)


@st.composite
def documents(draw: st.DrawFn) -> list[str]:
    """Lines in any order, each of whose words is there once."""
    lines = []
    for number in range(draw(st.integers(1, 12))):
        words = [f"w{number}{index}q" for index in range(draw(st.integers(1, 4)))]
        text = words[0]
        for word in words[1:]:
            text += draw(st.sampled_from(BETWEEN)) + word
        lines.append(draw(st.sampled_from(SPEAKERS)) + draw(st.sampled_from(MARKS)) + text)
    return lines


@thorough
@given(documents())
def test_each_word_of_each_line_is_in_the_reading_in_any_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert set(WORD.findall(text)) - set(WORD.findall(told(read_notes(text, DAY)))) == set()


@thorough
@given(documents(), st.randoms())
def test_a_line_of_notes_is_kept_wherever_it_stands(lines: list[str], random: Random) -> None:
    shuffled = [*lines, "info: a line that is kept"]
    random.shuffle(shuffled)
    assert "a line that is kept" in told(read_notes("\n".join(shuffled), DAY))


@thorough
@given(documents(), st.sampled_from(["s", "i"]), st.sampled_from(["/", "|"]), st.data())
def test_a_correction_changes_one_text_and_nothing_else(
    lines: list[str], kind: str, sign: str, data: st.DataObject
) -> None:
    words = sorted(WORD.findall("\n".join(lines)))
    word = data.draw(st.sampled_from(words))
    text = "\n".join([*lines, f"{kind}{sign}{word}{sign}corrected{sign}"])
    told_words = told(read_notes(text, DAY))
    lost = {found for found in words if found not in told_words}
    assert "corrected" in told_words
    assert lost <= {word}


@thorough
@given(st.lists(typed, min_size=1, max_size=8))
def test_anything_can_be_read_and_letters_are_not_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        reading = read_notes(text, DAY)
    except NotesRefusedError:
        return
    assert all(
        0 < problem.line <= text.count("\n") + text.count("\r") + 1 for problem in reading.problems
    )
    for entry in reading.entries:
        assert entry.text == " ".join(entry.text.split())
        assert 0 < len(entry.text) <= NOTE_LIMIT
    assert all(len(topic.name) <= TITLE_LIMIT for topic in reading.topics)


@thorough
@given(st.text(st.sampled_from(SPECIALS + "si[x]topic"), max_size=200))
def test_signs_in_any_order_can_be_read(text: str) -> None:
    try:
        reading = read_notes(text, DAY)
    except NotesRefusedError:
        return
    assert isinstance(reading.entries, tuple)


@thorough
@given(documents())
def test_reading_the_same_twice_gives_the_same(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert read_notes(text, DAY) == read_file(text.encode(), DAY)


# How much work it is


def test_a_log_of_two_thousand_lines_is_read_whole() -> None:
    text = "\n".join(f"10:02 <p{number % 40}> remark {number}" for number in range(2_000))
    reading = read_notes(text, DAY)
    assert [entry.text for entry in reading.entries] == [f"remark {n}" for n in range(2_000)]


GROWING = {
    "notes": "a line of notes\n",
    "actions": "action: Ann - do it, due next friday\n",
    "topics": "topic: a\n",
    "headings": "## a\n",
    "undone": "#topic a\n#undo\n",
    "names": "present+ p, q\npresent- p\n",
    "scribes": "<a> scribe+\n",
    "lines that go on": "... a\n",
    "indented": "<a> b\n  c\n",
    "corrections": "a\ns/a/b/\n",
    "put in": "a\ni/a/b/\n",
    "fences": "```\na\n",
    "spoken": "10:02 ann: hello\n",
    "lists": "Present:\n- Ann\n",
}


@pytest.mark.parametrize("part", GROWING.values(), ids=GROWING)
def test_twice_the_lines_are_about_twice_the_work(part: str) -> None:
    half, whole = (steps_of(lambda n=n: read_notes(part * n, DAY)) for n in (400, 800))  # type: ignore[misc]
    assert whole <= 2.3 * half


HUGE = {
    "one line": "a " * (MOST_NOTES_BYTES // 2 - 10),
    "one word": "a" * (MOST_NOTES_BYTES - 10),
    "names": "present+ " + "ann, " * (MOST_NOTES_BYTES // 5 - 10),
    "brackets": "present+ " + "(," * (MOST_NOTES_BYTES // 2 - 10),
    "stars": ("*" * 400 + "\n") * 11_000,
    "lines that go on": "a\n" + ("... " + "b" * 400 + "\n") * 11_000,
    "dates": ("action: x " + "due 1 2 " * 600 + "\n") * 1_000,
    "corrections": ("a" * 400 + "\n") * 11_000 + "s/a/bbbb/g\n" * 300,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_file_of_five_megabytes_is_read(text: str) -> None:
    reading = read_file(text.encode(), DAY)
    assert all(isinstance(entry, Note | Action) for entry in reading.entries)
