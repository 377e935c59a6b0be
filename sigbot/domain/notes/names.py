"""Names in notes: a list of them, and whether some words are one."""

import re
from collections.abc import Iterator

from sigbot.domain.bounds import MOST_NOTED_NAMES, NAME_LIMIT
from sigbot.domain.names import clean_name, is_visible
from sigbot.domain.notes.lines import called

_NOBODY = frozenset(
    ("none", "(none)", "no one", "(no one)", "noone", "nobody", "(nobody)", "n/a", "-", "–", "—")
)
_AND = re.compile(r"\s(?:and|&)\s", re.IGNORECASE)
_PARTICLES = frozenset(
    (
        *("al", "bin", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "le"),
        *("ten", "ter", "van", "von", "zu", "y"),
    )
)
_NO_NAMES = frozenset(
    (
        *(
            "a",
            "agree",
            "all",
            "an",
            "and",
            "by",
            "continue",
            "everybody",
            "everyone",
            "for",
            "from",
        ),
        *("going", "has", "have", "how", "i", "if", "in", "item", "items", "list", "log"),
        *(
            "need",
            "needed",
            "needs",
            "next",
            "of",
            "on",
            "plan",
            "point",
            "points",
            "remember",
            "required",
        ),
        *("start", "taken", "that", "the", "this", "to", "try", "up", "want", "wants", "we"),
        *("what", "when", "where", "who", "with"),
    )
)
"""Words that stand at the start of what is to be done, and are nobody's name."""

MOST_OWNER_WORDS = 4


def split_names(text: str, *, is_free: bool = False) -> Iterator[str]:
    """Yield the names in a list: divided by commas, semicolons, `and` and `&`; not in brackets.

    `is_free`: names are divided by spaces too.
    """
    if is_free:
        text = ",".join(text.split())
    for part in _parts(text):
        for piece in _AND.split(f" {part} "):
            name = clean_name(called(piece))
            if is_visible(name) and name.casefold() not in _NOBODY:
                yield name


def _parts(text: str) -> Iterator[str]:
    """Yield what stands between commas that are in no brackets."""
    if "(" not in text:
        yield from re.split(r"[,;]", text)
        return
    depth, start = 0, 0
    for index, sign in enumerate(text):
        depth = max(0, depth + (sign == "(") - (sign == ")"))
        if sign in ",;" and not depth:
            yield text[start:index]
            start = index + 1
    yield text[start:]


def may_be_listed(name: str) -> bool:
    return len(name) <= NAME_LIMIT


def are_people(text: str) -> bool:
    """Return whether a text is nothing but names, as names are usually written."""
    return len(text) <= NAME_LIMIT * 5 and all(map(is_personal, split_names(text)))


def is_owner(text: str) -> bool:
    """Return whether some words, in front of what is to be done, are names."""
    names = [*split_names(text)]
    return bool(names) and all(is_personal(name) or _is_nick(name) for name in names)


def _is_nick(name: str) -> bool:
    word = name.casefold()
    return word not in _NO_NAMES and any(sign.isalpha() for sign in word) and " " not in word


def is_personal(name: str) -> bool:
    """Return whether a text is written as a name: `Ana de la Cruz`, `J. Doe (BMC)`."""
    words = name.partition("(")[0].split()
    if not 0 < len(words) <= MOST_OWNER_WORDS or words[0].casefold() in _NO_NAMES:
        return False
    return all(word[0].isalpha() and _is_capital(word) for word in words)


def _is_capital(word: str) -> bool:
    """Return whether a word begins as a name does; in many scripts every word does."""
    return not word[0].islower() or word.casefold() in _PARTICLES


class People:
    """A list of people, each once, however their names are spelled in case."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def add(self, name: str) -> bool:
        """Add a name; return False where there are too many."""
        if len(self._names) >= MOST_NOTED_NAMES and name.casefold() not in self._names:
            return False
        self._names.setdefault(name.casefold(), name)
        return True

    def remove(self, name: str) -> None:
        self._names.pop(name.casefold(), None)

    def has(self, name: str) -> bool:
        return name.casefold() in self._names

    def clear(self) -> None:
        self._names.clear()

    def names(self) -> tuple[str, ...]:
        return tuple(self._names.values())
