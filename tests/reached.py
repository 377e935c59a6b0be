"""Is every sentence said by some test?  Every use of a sentence is noted while the tests run.

The modules in which sentences are, and those that use them, are imported here with a note at each
use of a constant of `sigbot/wording/`, and at the beginning of each of its functions. A full run
that has passed names those that were never used, and fails for them, but for
`SIGBOT_TEST_SENTENCES=named`; a part of the tests, or a list of them, says nothing of it.
"""

import ast
import importlib
import os
import pkgutil
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Protocol, TypeVar

import pytest

from tests.profile import PROFILE, Profile

WORDING = "sigbot.wording"
PROGRAM = ("sigbot.", "cogs.")
NOTES = "from tests.reached import seen as _seen, item as _item, get as _get"
TABLES = {"REFUSALS", "NOUNS", "A_NOUN", "FIELDS", "VOCABULARIES"}
"""What is collected from all modules; `test_templates.py` and `test_refusals.py` look at these."""

UNSEEN = {
    "cli": "said by processes that tests start, such as `sigbot doctor`",
    "attendance.EXPORT_READY": "no test writes a file for so long that it is said",
    "notices.DATABASE_GONE": "said by such a process, whose database is deleted",
}
"""Sentence, or module, of which no use can be noted → why."""

REACHED: set[str] = set()
T = TypeVar("T")


# What is noted


def seen(name: str, value: T) -> T:
    """Note that a constant is used as a whole, or that a function is called."""
    REACHED.add(name)
    return value


def item(name: str, table: Any, key: Any) -> Any:
    """Note that an entry of a table is used, or a sequence."""
    REACHED.add(f"{name}[{key}]" if isinstance(table, Mapping) else name)
    return table[key]


def get(name: str, table: Any, key: Any, default: Any = None) -> Any:
    """Note that an entry of a table is used, if there is one."""
    REACHED.add(f"{name}[{key}]")
    return table.get(key, default)


# Where it is noted


class Noting(ast.NodeTransformer):
    """Adds the notes to a module. `noun` is its name in `sigbot/wording/`, "" elsewhere."""

    def __init__(self, tree: ast.Module, noun: str) -> None:
        self._noun = noun
        self._modules: dict[str, str] = {}
        self._constants = {name: f"{noun}.{name}" for name in constants(tree)} if noun else {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(WORDING):
                self._note_import(node)

    def _note_import(self, node: ast.ImportFrom) -> None:
        of = (node.module or "").removeprefix(WORDING).removeprefix(".")
        for alias in node.names:
            name = alias.asname or alias.name
            if not of:
                self._modules[name] = alias.name
            elif alias.name.isupper():
                self._constants[name] = f"{of}.{alias.name}"

    def finds_something(self) -> bool:
        return bool(self._modules or self._constants or self._noun)

    def _constant(self, node: ast.expr) -> str | None:
        """Return the constant that is read here, if it is one."""
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            return self._constants.get(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            of = self._modules.get(node.value.id)
            is_read = of and node.attr.isupper() and isinstance(node.ctx, ast.Load)
            return f"{of}.{node.attr}" if is_read else None
        return None

    def visit_Name(self, node: ast.Name) -> ast.expr:
        name = self._constant(node)
        return _noted("_seen", name, node) if name else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        name = self._constant(node)
        return _noted("_seen", name, node) if name else self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        name = self._constant(node.value)
        if not name or isinstance(node.slice, ast.Slice):
            return self.generic_visit(node)
        return _noted("_item", name, node.value, self.visit(node.slice), at=node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        of = node.func.value if isinstance(node.func, ast.Attribute) else None
        name = self._constant(of) if of and ast.unparse(node.func).endswith(".get") else None
        if not name or not of:
            return self.generic_visit(node)
        return _noted("_get", name, of, *map(self.visit, node.args), at=node)

    def visit_Compare(self, node: ast.Compare) -> ast.Compare:
        """A look for a key in a table says nothing of it."""
        node.left = self.visit(node.left)
        node.comparators = [
            right if isinstance(how, ast.In | ast.NotIn) else self.visit(right)
            for how, right in zip(node.ops, node.comparators, strict=True)
        ]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        if self._noun and node.col_offset == 0:
            nothing = ast.copy_location(ast.Constant(None), node.body[0])
            note = _noted("_seen", f"{self._noun}.{node.name}()", nothing)
            after = int(ast.get_docstring(node) is not None)
            node.body.insert(after, ast.copy_location(ast.Expr(note), node.body[0]))
        return node


def _noted(function: str, name: str, *values: ast.expr, at: ast.expr | None = None) -> ast.Call:
    called = ast.Name(function, ast.Load())
    return ast.copy_location(ast.Call(called, [ast.Constant(name), *values], []), at or values[0])


def with_notes(source: str, noun: str) -> ast.Module:
    """Return a module with its notes."""
    tree = ast.parse(source)
    noting = Noting(tree, noun)
    if noting.finds_something():
        tree = noting.visit(tree)
        docstring = int(ast.get_docstring(tree) is not None)
        tree.body[docstring:docstring] = ast.parse(NOTES).body
    return ast.fix_missing_locations(tree)


class Loader(SourceFileLoader):
    """Imports a module with its notes, and keeps nothing of that in a file."""

    def get_code(self, fullname: str) -> CodeType:
        return _code(fullname, self.path)


@cache
def _code(fullname: str, path: str) -> CodeType:
    """Work it out once: every bot that a test starts runs the modules of its cogs anew."""
    source = Path(path).read_text(encoding="utf-8")
    of = fullname.removeprefix(f"{WORDING}.")
    tree = with_notes(source, of if of != fullname else "")
    code: CodeType = compile(tree, path, "exec", dont_inherit=True)
    return code


class Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Any = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith(PROGRAM):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin and isinstance(spec.loader, SourceFileLoader):
            source = fullname + Path(spec.origin).read_text(encoding="utf-8")
            spec.loader = Loader(fullname, spec.origin) if WORDING in source else spec.loader
        return spec


def install() -> None:
    """Note the use of sentences from now on."""
    early = [name for name in sys.modules if name.startswith(f"{WORDING}.")]
    assert not early, f"imported before their use can be noted: {early}"
    sys.meta_path.insert(0, Finder())


# What there is


def constants(tree: ast.Module) -> Iterator[str]:
    """Yield the constants that a module of wording defines."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        names = [t for target in targets for t in ast.walk(target) if isinstance(t, ast.Name)]
        yield from (name.id for name in names if name.id.isupper() and name.id not in TABLES)


def sentences() -> Iterator[str]:
    """Yield the name of every sentence, entry of a table, and function of wording."""
    for found in pkgutil.iter_modules(importlib.import_module(WORDING).__path__):
        module = importlib.import_module(f"{WORDING}.{found.name}")
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        for name in constants(tree):
            yield from _of_constant(f"{found.name}.{name}", getattr(module, name))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        yield from (f"{found.name}.{function.name}()" for function in functions)


def _of_constant(name: str, value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (f"{name}[{key}]" for key, text in value.items() if _has_text(text))
    elif _has_text(value):
        yield name


def _has_text(value: object) -> bool:
    parts = value if isinstance(value, tuple | list) else [value]
    return any(isinstance(part, str) for part in parts)


def unreached() -> list[str]:
    """Return what was not used: a table that was used as a whole counts with all its entries."""
    return [
        name
        for name in sentences()
        if not {name, name.partition("[")[0]} & REACHED
        and not {name, name.partition(".")[0]} & UNSEEN.keys()
    ]


# When it is told


class Plugin:
    """Gathers what the workers have noted, and names what is missing after a full run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._missing: list[str] = []

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        output: dict[str, Any] | None = getattr(self._config, "workeroutput", None)
        if output is not None:
            output["reached"] = sorted(REACHED)
        elif exitstatus == pytest.ExitCode.OK and is_full(self._config):
            self._missing = unreached()
            if self._missing and os.environ.get("SIGBOT_TEST_SENTENCES") != "named":
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        REACHED.update(getattr(node, "workeroutput", {}).get("reached", ()))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._missing:
            terminalreporter.section("sentences that no test has used")
            terminalreporter.write_line("\n".join(self._missing))


class Run(Protocol):
    """A pytest.Config, as far as it is asked here."""

    @property
    def args_source(self) -> pytest.Config.ArgsSource: ...
    @property
    def option(self) -> Namespace: ...


def is_full(run: Run, profile: Profile = PROFILE) -> bool:
    """Return whether all tests run: no paths were given, none were chosen by name or left out."""
    is_all = run.args_source is pytest.Config.ArgsSource.TESTPATHS
    return is_all and profile is Profile.FULL and not leaves_out(run.option)


def leaves_out(option: Namespace) -> bool:
    """Return whether options choose among the tests, or run none of them."""
    chosen = option.keyword or option.markexpr or option.deselect
    return bool(chosen or option.collectonly or option.ignore or option.ignore_glob)
