"""Every template gets the names it asks for, wherever in the program it is filled in."""

import ast
import importlib
import pkgutil
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Literal

import pytest

from sigbot import wording
from sigbot.wording import Table, collected
from tests.wording.literals import SOURCES, Passed, calls, parsed, passed, passed_in_program

MODULES = [
    importlib.import_module(f"sigbot.wording.{found.name}")
    for found in pkgutil.iter_modules(wording.__path__)
]

IN_COLUMNS = {"cli", "imports", "reading"}
"""What the shell prints is set in columns; everything else is running text."""

OF_FILES = {"RotationFileError"}
"""What takes the name of a field in a file, which is shown as it is."""


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in strings(part))
    elif isinstance(value, tuple):
        yield from (text for part in value for text in strings(part))


def sentences(module: ModuleType) -> Iterator[tuple[str, str]]:
    for name, value in vars(module).items():
        if name.isupper() and not name.startswith("_"):
            yield from ((name, text) for text in strings(value))


def holes(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_wording_is_found() -> None:
    assert len(MODULES) >= 13
    assert len(SOURCES) > 50


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_text_can_be_read_as_a_template_and_is_tidy(module: ModuleType) -> None:
    for name, text in sentences(module):
        assert all(hole.isidentifier() or hole.isdigit() for hole in holes(text)), name
        if module.__name__.rpartition(".")[2] not in IN_COLUMNS:
            assert "  " not in text, name
            assert all(line == line.strip() for line in text.splitlines()), name


@cache
def sayings(tree: ast.Module) -> dict[str, ModuleType]:
    """Alias → module of wording, as imported in one file."""
    modules = {module.__name__.rpartition(".")[2]: module for module in MODULES}
    return {
        name.asname or name.name: modules[name.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "sigbot.wording"
        for name in node.names
        if name.name in modules
    }


def own(path: Path) -> ModuleType | None:
    if path.parent.name != "wording" or path.stem == "__init__":
        return None
    return importlib.import_module(f"sigbot.wording.{path.stem}")


def templates_in(node: ast.AST, path: Path) -> Iterator[tuple[str, str]]:
    """(name, text) of the templates that an expression may be: `X`, `say.X`, `X if … else Y`."""
    aliases, module = sayings(parsed(path)), own(path)
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            found = getattr(aliases.get(part.value.id), part.attr, None)
            if isinstance(found, str):
                yield part.attr, found
        elif isinstance(part, ast.Name) and part.id.isupper() and module:
            found = getattr(module, part.id, None)
            if isinstance(found, str):
                yield part.id, found


def filled_in() -> Iterator[tuple[Path, ast.Call, str, str]]:
    for path in SOURCES:
        for call in calls(parsed(path)):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "format":
                for name, text in templates_in(call.func.value, path):
                    yield path, call, name, text


def test_whoever_fills_in_a_template_gives_every_name_it_asks_for() -> None:
    checked = 0
    for path, call, name, text in filled_in():
        if any(keyword.arg is None for keyword in call.keywords) or any(
            isinstance(argument, ast.Starred) for argument in call.args
        ):
            continue
        given = {keyword.arg for keyword in call.keywords if keyword.arg}
        given |= {str(number) for number in range(len(call.args))}
        assert holes(text) <= given, f"{path.name}:{call.lineno} {name}"
        checked += 1
    assert checked > 60


def wordless(parameter: Literal["noun", "field"], words: Collection[str]) -> list[Passed]:
    """Return the texts without a word; what is no literal has to be such a parameter itself."""
    return [
        text
        for text in passed_in_program(parameter)
        if text.taker not in OF_FILES and text.literal not in words
        if text.literal is not None or text.expression != parameter
    ]


def test_every_noun_that_a_refusal_is_about_has_a_word() -> None:
    assert wordless("noun", collected(Table.NOUNS)) == []
    assert len(passed_in_program("noun")) > 10


def test_every_field_that_is_checked_has_a_word() -> None:
    assert wordless("field", collected(Table.FIELDS)) == []
    assert len(passed_in_program("field")) > 20


@pytest.mark.parametrize("parameter", ["noun", "field"])
def test_a_text_without_a_word_is_seen(parameter: str) -> None:
    """However it is passed: by position, by name, through a function, to a class."""
    program = f"""
class LostError(Exception):
    def __init__(self, text: str, {parameter}: str) -> None: ...

def check(limit: int, {parameter}: str = "") -> None:
    raise LostError("", {parameter})

async def look(*, {parameter}: str) -> None: ...

def unlike({parameter}: int) -> None: ...

check(1, "by position")
sigbot.check(1, {parameter}="by name")
look({parameter}=name)
refusals.LostError("", "in a class")
unlike(1)
"""
    texts = passed({"program.py": ast.parse(program)}, parameter)
    assert {(text.taker, text.literal or text.expression) for text in texts} == {
        ("LostError", "in a class"),
        ("LostError", parameter),
        ("check", "by name"),
        ("check", "by position"),
        ("look", "name"),
    }


@pytest.mark.parametrize("table", Table)
def test_a_word_of_a_refusal_is_in_one_module_only(table: Table) -> None:
    tables = [getattr(module, table, {}) for module in MODULES]
    assert sum(map(len, tables)) == len(collected(table)) > 0
