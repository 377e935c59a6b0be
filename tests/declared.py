"""What features declare in their own test modules, so that no list has to name every feature."""

import re
from importlib import import_module
from pathlib import Path
from typing import TypeVar

Declared = TypeVar("Declared")


def declared(folder: str, name: str, kind: type[Declared]) -> list[Declared]:
    """Return what the test modules of a folder of `tests` declare under a name, in their order.

    Only modules that begin a line with the name are imported. Raises TypeError for another type.
    """
    line = re.compile(rf"^{name}\b", re.MULTILINE)
    return [
        _declared(f"tests.{folder}.{path.stem}", name, kind)
        for path in sorted((Path(__file__).parent / folder).glob("test_*.py"))
        if line.search(path.read_text(encoding="utf-8"))
    ]


def _declared(module: str, name: str, kind: type[Declared]) -> Declared:
    value = getattr(import_module(module), name)
    if not isinstance(value, kind):
        raise TypeError(f"{name} of {module} has to be {kind.__name__}, not {value!r}")
    return value
