"""Modules that are imported when something of them is used first, so that the start does not wait.

For what people ask for rarely, such as reports. Which modules the start imports is held by
`tests/runtime/test_startup.py`. Types come from an ordinary import under `TYPE_CHECKING`.
"""

from importlib import import_module
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands for the module of its name, and imports it when an attribute is asked for.

    Safe in threads, as imports are. Raises ImportError then, not before.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def later(name: str) -> ModuleType:
    """Return a stand-in for the module called `name`."""
    return Later(name)
