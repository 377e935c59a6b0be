"""Regular expressions run step by step, to count how much work a text is for them.

Python's own engine does not tell its steps. This one tries what that one tries, in the same order,
for all that the program's expressions use. A reference to a group stands for any one character.
"""

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

parser: Any = import_module("re._parser")
Then = Callable[[int], bool]


class Engine:
    """One expression and one text; `steps` counts what was tried."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._nodes = list(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
        self._text = text.lower() if pattern.flags & re.IGNORECASE else text
        self.steps = 0

    def run(self, *, anywhere: bool) -> int:
        """Look for all matches from each place, or for a full match only; return the steps."""
        end = len(self._text)
        if not anywhere:
            self._match(self._nodes, 0, lambda at: at == end)
            return self.steps
        start = 0
        while start <= end:
            found: list[int] = []
            self._match(self._nodes, start, lambda at, found=found: not found.append(at))  # type: ignore[misc]
            start = max(start + 1, found[0]) if found else start + 1
        return self.steps

    def _match(self, nodes: Sequence[Any], at: int, then: Then) -> bool:
        self.steps += 1
        if not nodes:
            return then(at)
        (kind, value), rest = nodes[0], nodes[1:]
        name = str(kind)
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            return self._repeat(
                value, name == "MIN_REPEAT", at, lambda p: self._match(rest, p, then)
            )
        if name == "BRANCH":
            return any(self._match([*way, *rest], at, then) for way in value[1])
        if name == "SUBPATTERN":
            return self._match([*value[3], *rest], at, then)
        if name in {"ASSERT", "ASSERT_NOT"}:
            holds = value[0] < 0 or self._match(list(value[1]), at, lambda _: True)
            return (value[0] < 0 or holds == (name == "ASSERT")) and self._match(rest, at, then)
        if name == "AT":
            is_there = _is_there(str(value), self._text, at)
            return is_there and self._match(rest, at, then)
        if at < len(self._text) and _fits(name, value, self._text[at]):
            return self._match(rest, at + 1, then)
        return False

    def _repeat(self, value: Any, lazy: bool, at: int, then: Then) -> bool:
        least, most, body = value
        nodes = list(body)
        if len(nodes) == 1 and str(nodes[0][0]) in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}:
            return self._repeat_one(nodes[0], int(least), int(most), lazy, at, then)

        def again(count: int, place: int) -> bool:
            more = count < int(most) and (
                lambda: self._match(nodes, place, lambda p: p > place and again(count + 1, p))
            )
            done = count >= int(least) and (lambda: then(place))
            ways = (done, more) if lazy else (more, done)
            return any(way() for way in ways if way)

        return again(0, at)

    def _repeat_one(
        self, node: Any, least: int, most: int, lazy: bool, at: int, then: Then
    ) -> bool:
        name, end = str(node[0]), at
        while end < len(self._text) and end - at < most and _fits(name, node[1], self._text[end]):
            end += 1
            self.steps += 1
        places = range(at + least, end + 1)
        return any(then(place) for place in (places if lazy else reversed(places)))


def _is_there(where: str, text: str, at: int) -> bool:
    if where == "AT_BOUNDARY":
        before, after = text[at - 1 : at], text[at : at + 1]
        return _is_word(before) != _is_word(after)
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
    negated = bool(value) and str(value[0][0]) == "NEGATE"
    return any(_is_in(str(kind), item, character) for kind, item in value) != negated


def _is_in(kind: str, item: Any, character: str) -> bool:
    if kind == "LITERAL":
        return chr(item) == character
    if kind == "RANGE":
        return chr(item[0]) <= character <= chr(item[1])
    if kind == "CATEGORY":
        named = {
            "DIGIT": character.isdigit(),
            "SPACE": character.isspace(),
            "WORD": _is_word(character),
        }
        category = str(item).removeprefix("CATEGORY_")
        return named[category.removeprefix("NOT_")] != category.startswith("NOT_")
    return False
