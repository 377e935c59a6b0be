"""The lists of people in notes: present, regrets, chairs and scribes.

`chair:` puts others in the place of those before, as in W3C's notes. `present:` and `regrets:` only
add: a second line is usually about more people. A scribe who stops stays a scribe of the meeting.
"""

import re
from collections.abc import Callable

from sigbot.domain.notes.lines import Line, called
from sigbot.domain.notes.marks import PEOPLE, Mark, Marked, Sign
from sigbot.domain.notes.model import ProblemCode
from sigbot.domain.notes.names import People, may_be_listed, split_names

Report = Callable[[ProblemCode, Line], None]
EVERYONE = "*"
"""Written in the place of the scribe's name: all take notes together."""

_ABSENT = re.compile(r" ?\((?:regrets|absent|apologies|excused)\)$", re.IGNORECASE)
"""Behind a name in a list of who was present: they were not."""


class Rolls:
    """The lists, and who is the scribe at the moment."""

    def __init__(self, report: Report, first_scribes: tuple[str, ...]) -> None:
        self._report = report
        self._people = {mark: People() for mark in PEOPLE}
        self._nicks: dict[str, str] = {}
        self._scribing = {nick.casefold() for nick in first_scribes}

    @property
    def nicks(self) -> tuple[tuple[str, str], ...]:
        """What the log calls scribes whose names were given, and these names."""
        return tuple(self._nicks.items())

    def names(self, mark: Mark) -> tuple[str, ...]:
        return self._people[mark].names()

    def speaker(self, line: Line) -> str:
        """Return who said a line, "" for a scribe: they write down what was said."""
        is_scribe = line.speaker.casefold() in self._scribing or EVERYONE in self._scribing
        return "" if is_scribe else line.speaker

    def call(self, line: Line, marked: Marked) -> str:
        """Add or remove the people of a line; without a name it is who typed it.

        Return what could be no name.
        """
        names = [*split_names(marked.text, is_free=marked.is_free)]
        if not marked.text:
            names = [called(line.speaker)]
        if marked.mark is Mark.SCRIBE:
            names = self._scribes(names, marked)
        if marked.sign is Sign.REMOVE:
            self._remove(line, marked.mark, names)
            return ""
        if marked.sign is Sign.SET and marked.mark is Mark.CHAIR and names:
            self._people[Mark.CHAIR].clear()
        if marked.mark is not Mark.PRESENT:
            return self._add(line, marked.mark, names)
        absent = [name for name in names if _ABSENT.search(name)]
        came = [name for name in names if name not in absent]
        excused = [_ABSENT.sub("", name) for name in absent]
        left = [self._add(line, Mark.REGRETS, excused), self._add(line, Mark.PRESENT, came)]
        return ", ".join(filter(None, left))

    def _add(self, line: Line, mark: Mark, names: list[str]) -> str:
        long = [name for name in names if not may_be_listed(name)]
        people = self._people[mark]
        many = [name for name in names if may_be_listed(name) and not people.add(name)]
        if long:
            self._report(ProblemCode.LONG_NAME, line)
        if many:
            self._report(ProblemCode.MANY_NAMES, line)
        return ", ".join([*long, *many])

    def _remove(self, line: Line, mark: Mark, names: list[str]) -> None:
        if not all(map(self._people[mark].has, names)):
            self._report(ProblemCode.NOT_LISTED, line)
        if mark is not Mark.SCRIBE:
            for name in names:
                self._people[mark].remove(name)

    def _scribes(self, names: list[str], marked: Marked) -> list[str]:
        """Note who is the scribe now; return the names of scribes without their nicks."""
        pairs = [split_scribe(name) for name in names]
        nicks = {nick.casefold() for nick, _ in pairs}
        if marked.sign is Sign.REMOVE:
            self._scribing -= nicks
        else:
            if marked.sign is Sign.SET:
                self._scribing.clear()
            self._scribing |= nicks
            self._nicks.update((nick, name) for nick, name in pairs if nick != name)
        return [self._nicks.get(nick, name) for nick, name in pairs if name != EVERYONE]


def split_scribe(text: str) -> tuple[str, str]:
    """Return what the log calls a scribe, and their name: `jon2 = Jon Smith`, `jon2/Jon Smith`."""
    for sign in ("=", "/"):
        nick, divided, name = text.partition(sign)
        if divided and nick.strip() and name.strip():
            return nick.strip(), name.strip()
    return text, text
