"""Corrections in notes: `s/old/new/`, `s|old|new|g`, `i/where/line/`, as scribe.perl makes them.

`old` and `where` are texts, no expressions. The last line before the correction that has `old` is
corrected; with `g` all before it, with `G` all lines. `i` puts a line before the last one that has
`where`. A correction that was made is no longer a line; one that was not stays as it was typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sigbot.domain.bounds import (
    LONGEST_CORRECTED,
    MOST_CORRECTED,
    MOST_CORRECTIONS,
    MOST_NOTES_BYTES,
)
from sigbot.domain.notes.lines import Line
from sigbot.domain.notes.model import Problem, ProblemCode


class Reach(StrEnum):
    """Which lines a correction changes."""

    LAST = ""
    BEFORE = "g"
    ALL = "G"


@dataclass(frozen=True, slots=True)
class Correction:
    """Put `new` in the place of `old`, or before the line that has it."""

    old: str
    new: str
    reach: Reach = Reach.LAST
    is_insertion: bool = False


def read_correction(text: str) -> Correction | None:
    """Return the correction that a line is, None for any other line."""
    if text[:1] not in {"s", "i"} or text[1:2] not in {"/", "|"}:
        return None
    sign = text[1]
    old, divided, rest = text[2:].partition(sign)
    if not divided or not old:
        return None
    is_insertion = text[0] == "i"
    new, reach = rest.rstrip(), Reach.LAST
    if new[-1:] in {"g", "G"} and new[-2:-1] == sign and not is_insertion:
        new, reach = new[:-2], Reach(new[-1])
    return Correction(old, new.removesuffix(sign) if not reach else new, reach, is_insertion)


def corrected(lines: Iterable[Line]) -> tuple[list[Line], list[Problem]]:
    """Make all corrections, in order; return the lines that are left, and what was not made."""
    corrector = Corrector([*lines])
    return corrector.run(), corrector.problems


class Corrector:
    """Lines while they are corrected."""

    def __init__(self, lines: list[Line]) -> None:
        self.problems: list[Problem] = []
        self._lines: list[Line | None] = [*lines]
        self._corrections = [
            None if line.is_left_out or line.is_verbatim else read_correction(line.text)
            for line in lines
        ]
        self._room = MOST_NOTES_BYTES
        """Characters by which all lines together may still grow."""
        self._sight = MOST_CORRECTED
        """Characters in which corrections of many lines may still look."""
        self._length = sum(len(line.text) for line in lines)

    def run(self) -> list[Line]:
        tried = 0
        index = 0
        while index < len(self._lines):
            correction = self._corrections[index]
            if correction is not None:
                tried += 1
                index += self._make(index, correction, is_allowed=tried <= MOST_CORRECTIONS)
            index += 1
        return [line for line in self._lines if line is not None]

    def _make(self, index: int, correction: Correction, *, is_allowed: bool) -> int:
        """Make a correction; return how many lines were put before it."""
        if correction.reach is not Reach.LAST:
            self._sight -= self._length
        if not is_allowed or self._sight < 0:
            return self._leave(index, ProblemCode.MANY_CORRECTIONS)
        if correction.is_insertion:
            return self._insert(index, correction)
        places = self._places(index, correction)
        if not places:
            return self._leave(index, ProblemCode.NO_MATCH)
        return self._replace(index, correction, places)

    def _leave(self, index: int, code: ProblemCode) -> int:
        line = self._lines[index]
        if line is not None:
            self.problems.append(Problem(code, line.number, line.text))
        return 0

    def _insert(self, index: int, correction: Correction) -> int:
        line = self._lines[index]
        place = self._last(index, correction.old)
        if place is None or line is None:
            return self._leave(index, ProblemCode.NO_MATCH)
        self._lines[index] = None
        self._lines.insert(place, replace(line, text=correction.new.strip()))
        self._corrections.insert(place, None)
        return 1

    def _replace(self, index: int, correction: Correction, places: list[int]) -> int:
        most = 1 if correction.reach is Reach.LAST else -1
        growths = [self._growth(place, correction, most) for place in places]
        if None in growths or (growth := sum(filter(None, growths))) > self._room:
            return self._leave(index, ProblemCode.TOO_LONG)
        self._room -= growth
        self._length += growth
        for place in places:
            text = self._text(place).replace(correction.old, correction.new, most)
            line = self._lines[place]
            self._lines[place] = replace(line, text=text) if line and text.strip() else None
        self._lines[index] = None
        return 0

    def _growth(self, place: int, correction: Correction, most: int) -> int | None:
        """Return by how much a line grows, None where it would become too long."""
        text = self._text(place)
        count = text.count(correction.old) if most < 0 else 1
        growth = count * (len(correction.new) - len(correction.old))
        is_long = growth > 0 and len(text) + growth > LONGEST_CORRECTED
        return None if is_long else growth

    def _text(self, place: int) -> str:
        line = self._lines[place]
        return line.text if line else ""

    def _places(self, index: int, correction: Correction) -> list[int]:
        if correction.reach is Reach.LAST:
            place = self._last(index, correction.old)
            return [] if place is None else [place]
        end = len(self._lines) if correction.reach is Reach.ALL else index
        return [place for place in range(end) if self._has(place, correction.old)]

    def _last(self, index: int, old: str) -> int | None:
        return next((place for place in range(index - 1, -1, -1) if self._has(place, old)), None)

    def _has(self, place: int, old: str) -> bool:
        line = self._lines[place]
        return (
            line is not None
            and self._corrections[place] is None
            and not line.is_left_out
            and old in line.text
        )
