"""Find an item (a meeting, an activity, …) by its short key or its exact title.

A key is a letter and an id: `m3`, `a12`. Each noun has its own letter, in the `key` of its class.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Titled(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def title(self) -> str: ...


T = TypeVar("T", bound=Titled)


def find_named(items: Iterable[T], text: str) -> T | None:
    """Return the item with that key (`a3`), else the first with exactly that title, in any case."""
    wanted = text.strip().casefold()
    listed = list(items)
    by_key = (item for item in listed if item.key == wanted)
    by_title = (item for item in listed if item.title.casefold() == wanted)
    return next(by_key, None) or next(by_title, None)


def find_begun(items: Iterable[T], text: str) -> T | None:
    """Return the item that `find_named` returns, else the only one whose title begins with `text`
    in any case."""
    listed, wanted = list(items), text.strip().casefold()
    begun = [item for item in listed if wanted and item.title.casefold().startswith(wanted)]
    return find_named(listed, text) or (begun[0] if len(begun) == 1 else None)


def title_key(title: str) -> str:
    """Return a title by which titles are compared: databases differ in how they treat case."""
    return title.casefold()
