"""What the tests use of the sentences is noted, entry by entry."""

import ast
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import reached
from tests.profile import Profile

ROOT = Path(__file__).parents[2]
SOURCE = '''
"""What is said."""

ONE, MANY = "1 meeting", "{n} meetings"
NAMES = {1: "one", 2: "two", (3, "x"): "three"}
_OWN = 1

def count(n: int) -> str:
    """Count."""
    return (ONE if n == 1 else MANY).format(n=n)

def name(n: object) -> str:
    return NAMES.get(n, "") if n in NAMES else NAMES[1]

def names() -> list[str]:
    return [*NAMES.values()]
'''


@pytest.fixture
def noted() -> Iterator[set[str]]:
    """What is noted while a test runs, and forgotten after it; imports are not noted again."""
    assert list(reached.sentences())
    before = set(reached.REACHED)
    reached.REACHED.clear()
    yield reached.REACHED
    reached.REACHED.clear()
    reached.REACHED.update(before)


def run(source: str, noun: str = "") -> dict[str, object]:
    space: dict[str, object] = {}
    exec(compile(reached.with_notes(source, noun), "example.py", "exec"), space)
    return space


@pytest.mark.parametrize(
    ("used", "names"),
    [
        ("count(1)", {"example.count()", "example.ONE"}),
        ("count(2)", {"example.count()", "example.MANY"}),
        ("name(2)", {"example.name()", "example.NAMES[2]"}),
        ("name((3, 'x'))", {"example.name()", "example.NAMES[(3, 'x')]"}),
        ("name(7)", {"example.name()", "example.NAMES[1]"}),
        ("names()", {"example.names()", "example.NAMES"}),
    ],
)
def test_each_use_is_noted(noted: set[str], used: str, names: set[str]) -> None:
    space = run(SOURCE, "example")
    assert noted == set()
    exec(used, space)
    assert noted == names


def test_a_use_in_another_module_is_noted(noted: set[str]) -> None:
    source = """
from sigbot.wording import reports as say
from sigbot.wording.meetings import KINDS as WORDS
said = [say.EDIT, say.PARTS["health"], *WORDS.values()]
"""
    run(source)
    assert noted == {"reports.EDIT", "reports.PARTS[health]", "meetings.KINDS"}


def test_what_says_nothing_has_no_notes() -> None:
    source = "X = 1\nprint(X)\n"
    assert ast.unparse(reached.with_notes(source, "")) == source.strip()


def test_every_sentence_is_asked_for_until_it_was_used(noted: set[str]) -> None:
    asked = set(reached.unreached())
    assert {"reports.EDIT", "meetings.KINDS[general]", "meetings.listing()"} <= asked
    reached.seen("reports.EDIT", "")
    reached.item("meetings.KINDS", {"general": ""}, "general")
    assert asked - set(reached.unreached()) == {"reports.EDIT", "meetings.KINDS[general]"}
    reached.seen("meetings.KINDS", {})
    assert not any(name.startswith("meetings.KINDS") for name in reached.unreached())


def test_every_exception_is_a_sentence_or_a_module() -> None:
    names = set(reached.sentences())
    assert set(reached.UNSEEN) <= names | {name.partition(".")[0] for name in names}


PROJECT = {
    "pytest.ini": "[pytest]\ntestpaths = here\n",
    "conftest.py": """
from tests import reached
reached.install()

def pytest_configure(config):
    config.pluginmanager.register(reached.Plugin(config))
""",
    "here/test_words.py": """
from sigbot.wording.numbers import in_words

def test_words():
    in_words(3)
""",
    "here/test_place.py": """
from sigbot.wording.times import place

def test_place():
    place("America/New_York")
""",
}


def test_a_full_run_fails_and_names_what_was_not_used_and_a_list_does_not(
    tmp_path: Path,
) -> None:
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run_tests(*arguments: str) -> tuple[int, list[str]]:
        command = [sys.executable, "-m", "pytest", *arguments]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=os.environ
            | {
                "PYTHONPATH": str(ROOT),
                "SIGBOT_TEST_PROFILE": "full",
                "SIGBOT_TEST_SENTENCES": "",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout.splitlines()

    code, lines = run_tests("-n", "2")
    assert code == pytest.ExitCode.TESTS_FAILED
    assert "reports.EDIT" in lines
    assert not {"numbers.in_words()", "times.place()"} & set(lines)
    code, lines = run_tests("--collect-only")
    assert code == pytest.ExitCode.OK
    assert "reports.EDIT" not in lines


WHOLE = {
    "keyword": "",
    "markexpr": "",
    "deselect": None,
    "collectonly": False,
    "ignore": None,
    "ignore_glob": None,
}
"""The options of a run of all tests, as pytest has them."""


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("keyword", "words"),
        ("markexpr", "slow"),
        ("deselect", ["here/test_words.py"]),
        ("collectonly", True),
        ("ignore", ["here"]),
        ("ignore_glob", ["here/*"]),
    ],
)
def test_a_choice_among_the_tests_is_a_part_of_them(option: str, value: object) -> None:
    assert not reached.leaves_out(Namespace(**WHOLE))
    assert reached.leaves_out(Namespace(**WHOLE | {option: value}))


@dataclass(frozen=True, slots=True)
class Run:
    """What is asked of the configuration of a run."""

    args_source: pytest.Config.ArgsSource
    option: Namespace = field(default_factory=lambda: Namespace(**WHOLE))


def test_a_run_of_paths_or_of_the_quick_profile_is_no_full_one() -> None:
    source = pytest.Config.ArgsSource
    full = Profile.FULL
    assert reached.is_full(Run(source.TESTPATHS), full)
    assert not reached.is_full(Run(source.ARGS), full)
    assert not reached.is_full(Run(source.TESTPATHS), Profile.QUICK)
