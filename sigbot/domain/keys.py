"""Short stable ids, and finding a thing by its key or its exact title."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Titled(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def title(self) -> str: ...


T = TypeVar("T", bound=Titled)


def find_named(things: Iterable[T], text: str) -> T | None:
    """The thing of that key (`a3`), else the first of exactly that title, letter case aside."""
    wanted = text.strip().casefold()
    found = list(things)
    by_key = (thing for thing in found if thing.key == wanted)
    by_title = (thing for thing in found if thing.title.casefold() == wanted)
    return next(by_key, None) or next(by_title, None)


def title_key(title: str) -> str:
    """A title for comparing, as databases disagree about letter case."""
    return title.casefold()
