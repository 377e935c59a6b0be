"""A number that is a rule is taken from the rule: no sentence has it as a digit or a word."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sigbot.domain.health import HeldMeeting, least_for_a_regular
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.rotation.alternatives import REACHED
from sigbot.wording import times
from sigbot.wording.numbers import WORDS, in_words
from tests.domain.material import TODAY
from tests.wording.literals import ROOT
from tests.wording.test_templates import MODULES, sentences

NUMBER = re.compile(rf"\d|\b(?:{'|'.join(WORDS[3:])}|half)\b(?!-year)")
"""Digits, and words from `three` on: `two times of a row` is no rule."""

ALLOWED_ANYWHERE = {
    r"\{[^}]*\}": "placeholders",
    r"`[^`]*`": "examples of what to type",
    r"[Ss]uch as:? [^;]*": "examples",
    r"(?<![^\s(])\*{0,2}1\*{0,2} (?=[a-z])": "the sentence for one, beside the one for many",
    r"\b0\b": "nothing",
    r"^\d\. ": "the numbers of a list",
    r"UTF-8|RFC 5545|H1 2021|<t:[^>]*>": "names",
}

ALLOWED = {
    "adoption.REACHES_NONE": "a share in a word, compared below",
    "imports.LIMITS": "made of the rules",
    "import_reviews.LIMITS": "made of the rules",
    "notes_reading.LIMITS": "made of the rules",
    "meetings.QUARTERLY": "the name of a rule",
    "meetings.REPEATS": "names of rules, each beside its rule",
    "meetings.REPEAT_CHOICES": "names of rules, each beside its rule",
    "members.ANSWERS": "answers that people choose, each beside what is stored",
    "reminders.DIRECT_CHOICES": "what is offered",
    "reminders.LEAD_CHOICES": "what is offered",
    "health.CADENCES": "names of cadences, each beside its days",
    "health.CADENCE_QUARTER": "the name of a cadence",
    "health.REGULARS": "a share in a word, compared below",
    "health.REGULARS_ONE": "a share in a word, compared below",
    "issues.GENDER": "a share in a word, not a setting",
    "releases.SHARES": "words for fifths, each at its number",
    "times.PAUSES": "words for lengths of time, each beside its minutes",
    "times.SPANS": "words for lengths of time, each beside its months",
    "numbers.WORDS": "the words themselves",
}

PARAMETERS = sorted([*ROOT.glob("cogs/*.py"), ROOT / "sigbot/cli/app.py"])
"""Where commands and their options are described."""


def numbers(text: str) -> list[str]:
    for pattern in ALLOWED_ANYWHERE:
        text = re.sub(pattern, "", text, flags=re.MULTILINE)
    return NUMBER.findall(text)


def said() -> Iterator[tuple[str, str]]:
    """(name, text) of every sentence."""
    for module in MODULES:
        noun = module.__name__.rpartition(".")[2]
        yield from ((f"{noun}.{name}", text) for name, text in sentences(module))


def described(path: Path) -> Iterator[str]:
    """Every description of a command or an option, and whatever else is text in a call."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword | ast.Call):
            values = [node.value] if isinstance(node, ast.keyword) else node.args
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def test_a_number_in_a_sentence_is_found() -> None:
    assert numbers("Check-in opens 15 minutes before.") == ["1", "5"]
    assert numbers("Up to four times, every half hour.") == ["four", "half"]
    assert numbers("at most {limit} `1d, 1h`, such as 2026-12-02; {0:F} **1** person") == []
    assert numbers("someone is alone this half-year") == []


def test_no_sentence_repeats_a_rule_as_a_number() -> None:
    found = {name: text for name, text in said() if numbers(text) and name not in ALLOWED}
    assert found == {}


def test_every_exception_is_needed() -> None:
    needed = {name for name, text in said() if numbers(text)}
    assert {name for name in ALLOWED if name not in needed} == set()


@pytest.mark.parametrize("path", PARAMETERS, ids=lambda path: path.name)
def test_no_description_repeats_a_rule_as_a_number(path: Path) -> None:
    assert [text for text in described(path) if numbers(text)] == []


def test_shares_that_are_written_in_words_are_those_of_the_rules() -> None:
    assert REACHED == 0.5
    assert least_for_a_regular([HeldMeeting(MeetingKind.GENERAL, None, TODAY, 1)] * 19) == 10


def test_counts_are_written_in_words_while_these_are_short() -> None:
    assert [in_words(n) for n in (0, 1, 3, 12, 13)] == ["no", "one", "three", "twelve", "13"]


@pytest.mark.parametrize(
    ("minutes", "words"), [(30, "half hour"), (60, "hour"), (45, "45 minutes")]
)
def test_how_often_something_is_tried(minutes: int, words: str) -> None:
    assert times.pause(timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(182, "half a year"), (184, "half a year"), (365, "a year"), (91, "three months")],
)
def test_lengths_of_time_that_are_counted_in_months(days: int, words: str) -> None:
    assert times.span(timedelta(days=days)) == words
