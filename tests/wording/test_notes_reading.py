"""What is said of notes that could not be read, or not be understood in a line."""

from datetime import date

import pytest

from sigbot.domain.bounds import MOST_NOTED_NAMES
from sigbot.domain.notes import (
    Action,
    NotesReading,
    NotesRefusedError,
    Problem,
    ProblemCode,
    read_notes,
)
from sigbot.domain.text_files import Fault, FaultCode
from sigbot.wording import notes_reading as say
from sigbot.wording import refusals


@pytest.mark.parametrize("code", FaultCode)
def test_each_refusal_has_a_sentence(code: FaultCode) -> None:
    kinds = say.KINDS if code is FaultCode.BINARY else [""]
    for kind in kinds:
        sentence = refusals.sentence(NotesRefusedError(Fault(code, kind)))
        assert sentence.endswith(".")
        assert say.KINDS.get(kind, "") in sentence


@pytest.mark.parametrize("code", ProblemCode)
def test_each_problem_is_told_with_its_line_and_text(code: ProblemCode) -> None:
    sentence = say.problem_line(Problem(code, 12, "present- Ann"))
    assert sentence.startswith("Line 12: ")
    assert sentence.endswith(": present- Ann")


def test_a_long_text_of_a_problem_is_cut() -> None:
    sentence = say.problem_line(Problem(ProblemCode.MANY_NAMES, 1, "x" * 10_000))
    assert len(sentence) < 300
    assert f"{MOST_NOTED_NAMES:,}" in sentence


def test_lines_that_were_left_out_are_counted() -> None:
    one = say.reading_lines(NotesReading(left_out=("q+",)))
    assert one.startswith("1 line of the log was left out")
    two = say.reading_lines(NotesReading(left_out=("q+", "q-")))
    assert two.startswith("2 lines of the log were left out")


def test_actions_say_who_and_until_when() -> None:
    due = date(2026, 12, 9)
    assert [
        say.entry_line(action)
        for action in (
            Action("", "write", 1),
            Action("Ann", "write", 1),
            Action("", "write", 1, due),
            Action("Ann", "write", 1, due),
            Action("", "write", 1, due, is_done=True),
            Action("Ann", "write", 1, is_done=True),
        )
    ] == [
        "- Action: write",
        "- Action for Ann: write",
        "- Action: write (due 2026-12-09)",
        "- Action for Ann: write (due 2026-12-09)",
        "- Done: write",
        "- Done by Ann: write",
    ]


def test_a_note_has_the_name_of_who_said_it() -> None:
    reading = read_notes("<ann> hello\n<ann> info: it rains\n", date(2026, 12, 2))
    assert say.reading_lines(reading) == "- ann: hello\n- it rains"
