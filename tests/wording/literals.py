"""Texts in the program that have to have a word in `wording`: what is passed as `noun`, `field`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted(chain((ROOT / "sigbot").rglob("*.py"), (ROOT / "cogs").rglob("*.py")))


@dataclass(frozen=True, slots=True)
class Taker:
    """A function or class that takes a text under the name of a parameter.

    `position` is counted from 0, without `self`; None where it is passed by its name only.
    """

    name: str
    position: int | None


@dataclass(frozen=True, slots=True)
class Passed:
    """What is passed to a taker; `literal` is None for what is not written there as a text."""

    place: str
    taker: str
    expression: str
    literal: str | None


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def takers(tree: ast.AST, parameter: str, made: str = "") -> Iterator[Taker]:
    """Yield what takes a text as `parameter`, by the signatures; `made` is the class around."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _taker(node, parameter, made)
        yield from takers(node, parameter, node.name if isinstance(node, ast.ClassDef) else "")


def _taker(
    function: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, made: str
) -> Iterator[Taker]:
    positional = [*function.args.posonlyargs, *function.args.args][1 if made else 0 :]
    name = made if function.name == "__init__" else function.name
    for argument in chain(positional, function.args.kwonlyargs):
        if argument.arg == parameter and ast.unparse(argument.annotation or argument) == "str":
            yield Taker(name, positional.index(argument) if argument in positional else None)


def passed(sources: dict[str, ast.Module], parameter: str) -> list[Passed]:
    """Return what is passed as `parameter` in all these files, by name or by position."""
    named: dict[str, set[Taker]] = {}
    for tree in sources.values():
        for taker in takers(tree, parameter):
            named.setdefault(taker.name, set()).add(taker)
    return [
        _passed(f"{file}:{call.lineno}", taker.name, expression)
        for file, tree in sources.items()
        for call in calls(tree)
        for taker in named.get(getattr(call.func, "id", getattr(call.func, "attr", "")), ())
        for expression in _expressions(call, parameter, taker)
    ]


def _expressions(call: ast.Call, parameter: str, taker: Taker) -> Iterator[ast.expr]:
    if taker.position is not None and taker.position < len(call.args):
        yield call.args[taker.position]
    yield from (keyword.value for keyword in call.keywords if keyword.arg == parameter)


def _passed(place: str, taker: str, expression: ast.expr) -> Passed:
    text = expression.value if isinstance(expression, ast.Constant) else None
    return Passed(place, taker, ast.unparse(expression), text if isinstance(text, str) else None)


@cache
def passed_in_program(parameter: str) -> list[Passed]:
    return passed({path.relative_to(ROOT).as_posix(): parsed(path) for path in SOURCES}, parameter)
