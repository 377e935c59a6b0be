"""Modules that are imported after the start, so that the bot is connected sooner.

`import_all` imports them in a thread once the bot is connected; what is used before that is
imported then. Which modules the start imports is held by `tests/runtime/test_start_imports.py`.
Types come from an ordinary import under `TYPE_CHECKING`.
"""

from importlib import import_module
from types import ModuleType
from typing import Any

_waiting: dict[str, None] = {}


class Later(ModuleType):
    """Stands for the module of its name, and imports it when an attribute is asked for.

    Safe in threads, as imports are. Raises ImportError then, not before.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def later(name: str) -> ModuleType:
    """Return a stand-in for the module called `name`."""
    _waiting[name] = None
    return Later(name)


def import_all() -> None:
    """Import every module that a stand-in was made for. Raises ImportError."""
    while _waiting:
        import_module(_waiting.popitem()[0])
