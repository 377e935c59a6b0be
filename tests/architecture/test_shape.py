"""What good looks like here, measured: sizes of functions and modules, and house rules."""

import ast
import re
from dataclasses import fields
from pathlib import Path
from statistics import median

from sigbot.config import Settings

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for folder in ("sigbot", "cogs")
    for path in (ROOT / folder).rglob("*.py")
    if "versions" not in path.parts
]
LONGEST_MODULE = 400
MEDIAN_FUNCTION = 10
LONGEST_CALLBACK = 12
READS_THE_CLOCK = {"bot.py", "reading.py"}
"""The bot, and the reading tools of the shell, where no bot is."""
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager"}


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    skipped = (
        1
        if isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and len(function.body) > 1
        else 0
    )
    return (function.body[-1].end_lineno or 0) - function.body[skipped].lineno + 1


def trees(*words: str) -> dict[Path, ast.Module]:
    """Parse every module; where words are given, only those modules in which one of them is."""
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    return {
        path: ast.parse(text)
        for path, text in texts.items()
        if not words or any(word in text for word in words)
    }


def test_no_module_is_longer_than_400_lines() -> None:
    long = {p.name: n for p in SOURCES if (n := len(p.read_text().splitlines())) > LONGEST_MODULE}
    assert long == {}


def kept_in(tree: ast.Module) -> set[str]:
    """Return the names at the top of a module in which something is, or can be, kept."""
    assigned = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    keeping = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
    makers = {"dict", "list", "set", "defaultdict", "deque", "Counter", "count"}
    declared = [
        name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names
    ]
    kept = [
        ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])
        for node in assigned
        if isinstance(node.value, keeping)
        or (isinstance(node.value, ast.Call) and ast.unparse(node.value.func) in makers)
    ]
    caches = [
        function.name
        for function in functions(tree)
        if any(
            "cache" in ast.unparse(d) and "property" not in ast.unparse(d)
            for d in function.decorator_list
        )
    ]
    return {*declared, *kept, *caches}


def test_what_a_bot_knows_is_in_its_cogs_and_not_in_their_modules() -> None:
    """Modules of cogs are executed once for all bots of the tests (tests/discord)."""
    kept = {
        path.name: names
        for path, tree in trees().items()
        if path.parent.name == "cogs" and (names := kept_in(tree))
    }
    assert kept == {}
    for text in (
        "SEEN = set()",
        "SEEN: dict[int, int] = {}",
        "def f():\n global SEEN",
        "@cache\ndef f(): ...",
    ):
        assert kept_in(ast.parse(text)), text


def test_the_median_function_is_short() -> None:
    lengths = [body_lines(f) for tree in trees().values() for f in functions(tree)]
    assert median(lengths) <= MEDIAN_FUNCTION


def test_no_cog_has_a_try() -> None:
    for path, tree in trees("try").items():
        if path.parent.name == "cogs" and path.name != "timer.py":
            assert not any(isinstance(node, ast.Try) for node in ast.walk(tree)), path.name


def test_every_module_says_what_it_is_for() -> None:
    silent = [p.name for p, tree in trees().items() if not ast.get_docstring(tree)]
    assert silent == []


def test_no_module_has_a_name_that_means_nothing() -> None:
    assert {path.stem for path in SOURCES} & FORBIDDEN_NAMES == set()


def test_a_vocabulary_is_a_str_enum() -> None:
    literals = [
        path.relative_to(ROOT).as_posix()
        for path, tree in trees("Literal").items()
        if any(isinstance(node, ast.Name) and node.id == "Literal" for node in ast.walk(tree))
    ]
    assert literals == []


def test_only_the_bot_reads_the_clock() -> None:
    reading = {"now", "utcnow", "today"}
    for path, tree in trees(*(f".{name}" for name in reading)).items():
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        for call in calls:
            function = call.func
            if isinstance(function, ast.Attribute) and function.attr in reading:
                owner = ast.unparse(function.value)
                assert owner.endswith(("bot", "env", "self")) or path.name in READS_THE_CLOCK, (
                    f"{path.name}:{call.lineno} {owner}.{function.attr}()"
                )


def test_every_setting_is_in_the_example_file_and_in_the_manual() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    manual = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
    names = [field.name.upper() for field in fields(Settings)]
    assert re.findall(r"^(\w+)=", example, re.MULTILINE) == names
    assert re.findall(r"^\| `([A-Z_]+)` \|", manual, re.MULTILINE) == names
