"""A text of twice the length is about twice the work, for every reader and every expression."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.expressions import Engine
from tests.hostile import AFTER, BEFORE, PARTS, READERS, attempt
from tests.steps import steps_of

ROOT = Path(__file__).parents[2]
MOST_TIMES = 2.8
"""How much more work twice the length may be, beside a number of steps."""

MOST_ALWAYS, MOST_OF_OTHERS = 300, 15_000
"""Steps that are always taken, by an expression and by a reader: a text that is a little longer may
come as far as a parser that others wrote."""

ANYWHERE = {"search", "sub", "split", "finditer", "findall"}
LOOKED_FOR = ANYWHERE | {"match", "fullmatch"}
SHORT, LONG = 150, 300
"""Characters; a number of repeats that an expression bounds is less than SHORT."""

SIGNS = ("a", "1", " ", "-", "v1", "1 ", "a.", ")")


def is_linear(steps: list[int], always: int) -> bool:
    half, whole = steps
    return whole <= MOST_TIMES * half + always


@pytest.mark.parametrize("name", READERS)
def test_twice_the_length_is_about_twice_the_steps(name: str) -> None:
    reader = READERS[name]
    limit = min(reader.limit, 400)
    attempt(reader, "11:00")
    for part in PARTS[::3]:
        half, whole = (part * limit)[: limit // 2], (part * limit)[:limit]
        steps = [steps_of(lambda text=text: attempt(reader, text)) for text in (half, whole)]  # type: ignore[misc]
        assert is_linear(steps, MOST_OF_OTHERS), (part, steps)


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield the modules of the program that may look for an expression, by name."""
    for path in sorted([*ROOT.glob("sigbot/**/*.py"), *ROOT.glob("cogs/*.py")]):
        text = path.read_text(encoding="utf-8")
        if "versions" not in path.parts and any(f".{name}(" in text for name in LOOKED_FOR):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), ast.parse(text)


def patterns() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Yield every expression of the program: where it is, and whether it is looked for anywhere."""
    for name, tree in modules():
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        used = [(c.func, c.args) for c in calls if isinstance(c.func, ast.Attribute)]
        for function, args in used:
            owner = function.value.id if isinstance(function.value, ast.Name) else ""
            anywhere = function.attr in ANYWHERE
            if owner == "re" and function.attr in LOOKED_FOR:
                if isinstance(args[0], ast.Constant) and isinstance(args[0].value, str):
                    yield f"{name}: {args[0].value}", re.compile(args[0].value), anywhere
            elif owner.isupper() and function.attr in LOOKED_FOR:
                found = getattr(import_module(name), owner, None)
                if isinstance(found, re.Pattern):
                    yield f"{name}: {owner}", found, anywhere


PATTERNS = {where: (pattern, anywhere) for where, pattern, anywhere in patterns()}


def literals(pattern: str) -> set[str]:
    """Return the words and signs of an expression, which lead far into it."""
    return {*re.findall(r"[a-z]{2,}|[^\w\s\\]", pattern), *SIGNS}


@pytest.mark.parametrize("where", PATTERNS)
def test_no_expression_looks_at_a_character_again_for_each_other_one(where: str) -> None:
    pattern, anywhere = PATTERNS[where]
    parts = literals(pattern.pattern)
    befores = {"", *(before for before in BEFORE if pattern.search(before))}
    for before in befores:
        for part in parts:
            for after in AFTER[:2]:
                steps = [
                    Engine(pattern, before + (part * LONG)[:length] + after).run(anywhere=anywhere)
                    for length in (SHORT, LONG)
                ]
                assert is_linear(steps, MOST_ALWAYS), (before, part, after, steps)


@pytest.mark.parametrize(
    ("pattern", "before", "part"),
    [
        (r"\s*(?:-|to)\s*", "", " "),
        (r"/(?:abs|pdf)/([\w.]+?)(?:v\d+)*$", "/abs/", "v1"),
        (r"[^@ ]+@", "", "a"),
    ],
)
def test_an_expression_that_does_is_found(pattern: str, before: str, part: str) -> None:
    texts = [before + (part * LONG)[:length] + "!" for length in (SHORT, LONG)]
    steps = [Engine(re.compile(pattern), text).run(anywhere=True) for text in texts]
    assert not is_linear(steps, MOST_ALWAYS)
