"""Every template gets the names it asks for, wherever in the program it is filled in."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

from sigbot import wording
from sigbot.wording.refusals import FIELDS, NOUNS

ROOT = Path(__file__).parents[2]
SOURCES = sorted(chain((ROOT / "sigbot").rglob("*.py"), (ROOT / "cogs").rglob("*.py")))
MODULES = [
    importlib.import_module(f"sigbot.wording.{found.name}")
    for found in pkgutil.iter_modules(wording.__path__)
]

IN_COLUMNS = {"cli", "imports", "reading"}
"""What the shell prints is set in columns; everything else is running text."""

NOUN_TAKERS = {"NotFoundError", "AlreadyThereError", "TooManyError"}
FIELD_TAKERS = {"TooLongError", "check_text", "check_paragraph", "check_length"}


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


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


def sayings(tree: ast.Module) -> dict[str, ModuleType]:
    """Alias → module of wording, as imported in one file."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "sigbot.wording":
            for name in node.names:
                module = importlib.import_module(f"sigbot.wording.{name.name}")
                found[name.asname or name.name] = module
    return found


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


def literals(functions: set[str]) -> Iterator[tuple[str, str]]:
    """(place, first argument) of every call of these with a literal."""
    for path in SOURCES:
        for call in calls(parsed(path)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if name in functions and call.args and isinstance(call.args[0], ast.Constant):
                yield f"{path.name}:{call.lineno}", str(call.args[0].value)


def test_every_noun_that_a_refusal_is_about_has_a_word() -> None:
    found = dict(literals(NOUN_TAKERS))
    assert found
    assert {place: noun for place, noun in found.items() if noun not in NOUNS} == {}


def test_every_field_that_may_be_too_long_has_a_word() -> None:
    found = dict(literals(FIELD_TAKERS))
    assert found
    assert {place: field for place, field in found.items() if field not in FIELDS} == {}
