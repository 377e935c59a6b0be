"""Regular expressions run step by step, to count how much work a text is for them.

Python's own engine does not tell its steps. This one tries what that one tries, in the same order,
for all that the program's expressions use. A reference to a group stands for any one character.
"""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

parser: Any = import_module("re._parser")
Then = Callable[[int], bool]
ONE_CHARACTER = {"LITERAL", "NOT_LITERAL", "ANY", "IN"}
DEEPEST = 30_000


class Engine:
    """One expression and one text; `steps` counts what was tried."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._nodes = _parsed(pattern)
        self._text = text.lower() if pattern.flags & re.IGNORECASE else text
        self.steps = 0

    def run(self, *, anywhere: bool) -> int:
        """Look for all matches from each place, or for a full match only; return the steps."""
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(DEEPEST)
        try:
            if anywhere:
                self._search()
            else:
                self._match(self._nodes, 0, lambda at: at == len(self._text))
        finally:
            sys.setrecursionlimit(before)
        return self.steps

    def _search(self) -> None:
        start = 0
        while start <= len(self._text):
            ends: list[int] = []

            def found(at: int, ends: list[int] = ends) -> bool:
                ends.append(at)
                return True

            self._match(self._nodes, start, found)
            start = max(start + 1, ends[0]) if ends else start + 1

    def _match(self, nodes: Sequence[Any], at: int, then: Then) -> bool:
        self.steps += 1
        if not nodes:
            return then(at)
        (kind, value), rest = nodes[0], nodes[1:]
        name = str(kind)
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            is_lazy = name == "MIN_REPEAT"
            return self._repeat(value, is_lazy, at, lambda place: self._match(rest, place, then))
        if name == "BRANCH":
            return self._first_of(([*way, *rest] for way in value[1]), at, then)
        if name == "SUBPATTERN":
            return self._match([*value[3], *rest], at, then)
        if name in {"ASSERT", "ASSERT_NOT"}:
            holds = self._holds(value, at) == (name == "ASSERT")
            return holds and self._match(rest, at, then)
        if name == "AT":
            return _is_there(str(value), self._text, at) and self._match(rest, at, then)
        fits = at < len(self._text) and _fits(name, value, self._text[at])
        return fits and self._match(rest, at + 1, then)

    def _first_of(self, ways: Iterable[Sequence[Any]], at: int, then: Then) -> bool:
        for way in ways:  # noqa: SIM110  (`any` would go deeper in C)
            if self._match(way, at, then):
                return True
        return False

    def _holds(self, value: Any, at: int) -> bool:
        """Return whether what is asserted stands ahead of or behind this place."""
        direction, body = value
        if direction > 0:
            return self._match(list(body), at, lambda _: True)
        start = at - body.getwidth()[0]
        return start >= 0 and self._match(list(body), start, lambda end: end == at)

    def _repeat(self, value: Any, is_lazy: bool, at: int, then: Then) -> bool:
        least, most, nodes = int(value[0]), int(value[1]), list(value[2])
        if len(nodes) == 1 and str(nodes[0][0]) in ONE_CHARACTER:
            return self._repeat_one(nodes[0], least, most, is_lazy, at, then)

        def again(count: int, place: int) -> bool:
            if is_lazy and count >= least and then(place):
                return True
            if count < most and self._match(
                nodes, place, lambda end: end > place and again(count + 1, end)
            ):
                return True
            return not is_lazy and count >= least and then(place)

        return again(0, at)

    def _repeat_one(
        self, node: Any, least: int, most: int, is_lazy: bool, at: int, then: Then
    ) -> bool:
        name, end = str(node[0]), at
        while end < len(self._text) and end - at < most and _fits(name, node[1], self._text[end]):
            end += 1
            self.steps += 1
        places = range(at + least, end + 1)
        for place in places if is_lazy else reversed(places):  # noqa: SIM110
            if then(place):
                return True
        return False


@cache
def _parsed(pattern: re.Pattern[str]) -> list[Any]:
    """Return the nodes of an expression. They are kept, so that each is the same one every time."""
    return list(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))


def _is_there(where: str, text: str, at: int) -> bool:
    if where == "AT_BOUNDARY":
        return _is_word(text[at - 1 : at]) != _is_word(text[at : at + 1])
    if where in {"AT_BEGINNING", "AT_BEGINNING_STRING"}:
        return at == 0
    return at == len(text)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _fits(name: str, value: Any, character: str) -> bool:
    if name == "ANY":
        return character != "\n"
    if name == "GROUPREF":
        return True
    if name in {"LITERAL", "NOT_LITERAL"}:
        return (chr(value) == character) == (name == "LITERAL")
    known = (id(value), character)
    if known not in _IN_SET:
        is_negated = bool(value) and str(value[0][0]) == "NEGATE"
        _IN_SET[known] = is_negated != any(
            _is_in(str(kind), item, character) for kind, item in value
        )
    return _IN_SET[known]


_IN_SET: dict[tuple[int, str], bool] = {}
"""Set of characters, by its identity as `_parsed` keeps it, and a character → whether it is in."""


def _is_in(kind: str, item: Any, character: str) -> bool:
    if kind == "LITERAL":
        return chr(item) == character
    if kind == "RANGE":
        return chr(item[0]) <= character <= chr(item[1])
    if kind == "CATEGORY":
        is_a = {"DIGIT": str.isdigit, "SPACE": str.isspace, "WORD": _is_word}
        category = str(item).removeprefix("CATEGORY_")
        return is_a[category.removeprefix("NOT_")](character) != category.startswith("NOT_")
    return False
