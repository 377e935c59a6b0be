"""Who is to do what until when: `Ann - send the slides, due Friday`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sigbot.domain.bounds import DATE_LIMIT, NOTE_LIMIT
from sigbot.domain.days import AmbiguousDateError, read_day
from sigbot.domain.notes.model import ProblemCode
from sigbot.domain.notes.names import MOST_OWNER_WORDS, are_people, is_owner
from sigbot.domain.refusals import RefusedError

_LONGEST_OWNERS = 120
_BEHIND_OWNER = re.compile(
    r"\s?[:：][*_]{0,3}\s|\s[-–—]\s|\sto\s|(?P<will>\s(?=will\s))", re.IGNORECASE
)
_AROUND_OWNER = " \t*_`@"
_JOINS = frozenset(("and", "&"))
_DUE = re.compile(r"\bdue\b", re.IGNORECASE)
_MOST_DUES, _MOST_DATE_WORDS = 3, 6
_AROUND_DATE = " \t:,;()[].–—-"
_NO_DUE_BEFORE = frozenset(("a", "the", "in", "with", "its", "their", "when", "are", "over", "is"))
_NO_DUE_AFTER = frozenset(("to", "diligence", "course", "process", "date", "dates", "respect"))
"""Words beside `due` where no date is meant."""


@dataclass(frozen=True, slots=True)
class Understood:
    """An action; `problem` says why a date in it was not read."""

    owner: str
    text: str
    due: date | None = None
    problem: ProblemCode | None = None


@dataclass(slots=True)
class ActionReader:
    """Read actions of a meeting on `day`; `known` are the names of people who spoke, in one case.

    Without a sign behind it, a name is an owner where it is known.
    """

    day: date
    known: frozenset[str]
    _dates: dict[str, date | ProblemCode] = field(default_factory=dict)

    def read(self, text: str) -> Understood:
        owner, rest = self._split_owner(text)
        return self._with_due(owner, rest or text)

    def _split_owner(self, text: str) -> tuple[str, str]:
        return split_owner(text) or self._split_known(text) or ("", text)

    def _split_known(self, text: str) -> tuple[str, str] | None:
        """Cut off names of people who spoke: `Ann and Ben work together`."""
        words = text[:_LONGEST_OWNERS].split()
        taken = self._known_at(words, 0)
        while taken and taken < len(words) and words[taken].casefold() in _JOINS:
            more = self._known_at(words, taken + 1)
            if not more:
                break
            taken += 1 + more
        if not taken:
            return None
        rest = text.split(maxsplit=taken)[taken:]
        return " ".join(words[:taken]).strip("@,:"), rest[0] if rest else ""

    def _known_at(self, words: list[str], start: int) -> int:
        """Return how many words, from the one at `start` on, are a name that is known."""
        for count in range(MOST_OWNER_WORDS, 0, -1):
            name = " ".join(words[start : start + count]).strip("@,:").casefold()
            if name in self.known and start + count <= len(words):
                return count
        return 0

    def _with_due(self, owner: str, text: str) -> Understood:
        problem = None
        for start, end in _dues(text[:NOTE_LIMIT]):
            words = text[end : end + 4 * DATE_LIMIT].split()[:_MOST_DATE_WORDS]
            for count in range(len(words), 0, -1):
                answer = self._date(" ".join(words[:count]))
                if isinstance(answer, date):
                    return Understood(owner, _without(text, start, end, words[:count]), answer)
                if answer is ProblemCode.DUE_AMBIGUOUS:
                    return Understood(owner, text, problem=answer)
            problem = ProblemCode.DUE
        return Understood(owner, text, problem=problem)

    def _date(self, words: str) -> date | ProblemCode:
        if words not in self._dates:
            self._dates[words] = read_due(words, self.day)
        return self._dates[words]


def read_due(words: str, day: date) -> date | ProblemCode:
    """Return the day that words behind `due` mean, or why there is none."""
    plain = words.strip(_AROUND_DATE)
    for before in ("by ", "on ", "before ", "until "):
        plain = plain.removeprefix(before)
    try:
        return read_day(plain, day)
    except AmbiguousDateError:
        return ProblemCode.DUE_AMBIGUOUS
    except RefusedError:
        return ProblemCode.DUE


def split_owner(text: str) -> tuple[str, str] | None:
    """Cut the owner off where a sign or `to` is behind: `Ann - text`, `Ann: text`, `Ann to do`.

    In `Ann will do` the text keeps its `will`, and only a name that is written as one is a name.
    """
    match = _BEHIND_OWNER.search(text[: _LONGEST_OWNERS + 4])
    if match is None:
        return None
    owner = text[: match.start()].strip(_AROUND_OWNER)
    is_known = are_people(owner) if match["will"] else is_owner(owner)
    return (owner, text[match.end() :].strip()) if owner and is_known else None


def split_unmarked(text: str) -> str | None:
    """Return what is behind `ACTION` in `ACTION Ann to do`; None for any other line."""
    if text[:7].casefold() != "action ":
        return None
    rest = text[7:].lstrip()
    return rest if split_owner(rest) else None


def _dues(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the word `due` may begin a date, the last one first."""
    for match in [*_DUE.finditer(text)][: -_MOST_DUES - 1 : -1]:
        before = text[: match.start()].split()[-1:]
        after = text[match.end() :].split(maxsplit=1)[:1]
        is_none = _NO_DUE_BEFORE & {word.casefold() for word in before}
        if after and not is_none and after[0].strip(_AROUND_DATE).casefold() not in _NO_DUE_AFTER:
            yield match.start(), match.end()


def _without(text: str, start: int, end: int, words: list[str]) -> str:
    """Return a text without its date; the whole text where nothing else is in it."""
    behind = text[end:].split(maxsplit=len(words))[len(words) :]
    before = text[:start].rstrip(" ,;(-–—[")
    rest = behind[0].lstrip(" ,;.)]") if behind else ""
    return f"{before} {rest}".strip() or text
