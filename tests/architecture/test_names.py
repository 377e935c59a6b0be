"""A local name says what the thing is (docs/style.md, rule 4): no pronouns, no numbered words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

DONE = (
    "sigbot/documents",
    "sigbot/domain",
    "sigbot/runtime",
    "sigbot/services",
    "sigbot/store",
    "sigbot/chat",
    "sigbot/cli",
    "sigbot/demo",
    "sigbot/wording",
    "cogs",
    "benchmarks",
    "tests/cli",
    "tests/domain/import_samples.py",
    "tests/domain/rotation_reference.py",
    *(
        f"tests/domain/test_{noun}.py"
        for noun in (
            "clock_changes",
            "clocks",
            "codes",
            "date_formats",
            "dates",
            "hours",
            "import_drafts",
            "import_files",
            "import_matches",
            "import_names",
            "import_people",
            "import_properties",
            "import_times",
            "imports",
            "periods",
            "regions",
            "rotation",
            "rotation_clocks",
            "rotation_ledger",
            "series",
            "time_cases",
            "turns",
            "understand",
            "voice",
            "when",
            "zones",
        )
    ),
    "tests/documents/test_rotation.py",
    "tests/architecture/test_names.py",
)
"""Folders and files in which the rule holds already; to become everything there is."""

EMPTY_NAMES = frozenset(
    ("one", "ones", "other", "others", "some", "said", "found", "thing", "things", "stuff")
)
NUMBERED = re.compile(r"(?:data|item|object|result|text|value|var|x)_?\d+")


def done_files() -> Iterator[Path]:
    for name in DONE:
        path = ROOT / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def bound_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of each variable and argument that the code binds."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield node.lineno, name
            case ast.MatchStar(name=str(name)):
                yield node.lineno, name


def empty_names(source: str) -> list[tuple[int, str]]:
    """Return line and name of the names that say nothing."""
    return [
        (line, name)
        for line, name in bound_names(ast.parse(source))
        if name in EMPTY_NAMES or NUMBERED.fullmatch(name)
    ]


def test_a_local_name_says_what_the_thing_is() -> None:
    unclear = {
        path.relative_to(ROOT).as_posix(): names
        for path in done_files()
        if (names := empty_names(path.read_text(encoding="utf-8")))
    }
    assert unclear == {}


@pytest.mark.parametrize(
    "source",
    [
        "one = 1",
        "one: int = 1",
        "one, person = 1, 2",
        "def shown(said): ...",
        "def shown(*, other=1): ...",
        "def shown(*things): ...",
        "[found.id for found in people]",
        "for stuff in people: ...",
        "key = lambda one: one.id",
        "with people as ones: ...",
        "if (found := find()): ...",
        "try: ...\nexcept ValueError as thing: ...",
        "match person:\n    case some: ...",
        "match people:\n    case [*others]: ...",
        "data1 = read()",
        "text_2 = read()",
    ],
)
def test_every_way_to_bind_such_a_name_is_seen(source: str) -> None:
    assert len(empty_names(source)) == 1


@pytest.mark.parametrize(
    "source",
    ["person = people[0]", "print(row.found)", "read(some=1)", "data = read()", "slot2utc = {}"],
)
def test_other_names_are_free(source: str) -> None:
    assert empty_names(source) == []
