"""Full text search: the words of texts and of queries, the same for every database.

A word is written without accents and capitals. Scripts that do not put spaces between words give
each of their signs, and each two that follow each other.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from sigbot.domain.bounds import SEARCH_LIMIT
from sigbot.domain.refusals import RefusedError
from sigbot.domain.texts import check_length

LONGEST_WORD = 60
"""Characters of a word that count."""

_ACCENT = 10
"""From this combining class on a mark is an accent. Those below make other letters in Kana and in
the scripts of India."""

_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
"""Letters that are no letter with an accent for Unicode, as they are typed on other keyboards."""

_WITHOUT_SPACES = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Myanmar
    ("\u1100", "\u11ff"),  # Hangul
    ("\u1780", "\u17ff"),  # Khmer
    ("\u2e80", "\u2fdf"),  # radicals
    ("\u3005", "\u3007"),
    ("\u3021", "\u312f"),  # Kana, Bopomofo
    ("\u3130", "\u319f"),
    ("\u31a0", "\u31ff"),
    ("\u3400", "\u9fff"),
    ("\ua960", "\ua97f"),
    ("\uac00", "\ud7ff"),
    ("\uf900", "\ufaff"),
    ("\U0001b000", "\U0001b16f"),
    ("\U00020000", "\U0003ffff"),
)
"""First and last character of scripts in which words are not set apart, or with many endings."""

_GAP, _LETTER, _SIGN = "gap", "letter", "sign"


class NoWordsError(RefusedError):
    """A text to search for has no letter and no digit."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: all `words`, and a word that begins with `beginning`.

    `text` reads back as the same query.
    """

    text: str
    words: tuple[str, ...]
    beginning: str


def read_query(text: str) -> Query:
    """Read what somebody searches for; the last word may be typed in part.

    Raises TooLongError over SEARCH_LIMIT characters, and NoWordsError.
    """
    runs = _runs(check_length("search", text, SEARCH_LIMIT))
    if not runs:
        raise NoWordsError
    words = [word for run in runs for word in _words(run, is_asked=True)]
    beginning = words.pop()
    return Query(" ".join(runs), tuple(dict.fromkeys(words)), beginning)


def words_of(texts: Iterable[str]) -> list[str]:
    """Return the words by which texts are found, each once, sorted."""
    runs = (run for text in texts for run in _runs(text))
    return sorted({word for run in runs for word in _words(run, is_asked=False)})


def folded(text: str) -> str:
    """Return a text as its letters are compared: without capitals, accents and other widths."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(sign for sign in spread if unicodedata.combining(sign) < _ACCENT)
    return unicodedata.normalize("NFC", bare).translate(_PLAIN)


def _runs(text: str) -> list[str]:
    """Return the parts of a text, folded: words, and rows of signs between which no space is."""
    parts = groupby(folded(text), _kind)
    return ["".join(part) for kind, part in parts if kind != _GAP]


def _words(run: str, *, is_asked: bool) -> list[str]:
    """Return the words of a part; of one that is asked for, only those that say most."""
    if _kind(run[0]) == _LETTER:
        return [run[:LONGEST_WORD]]
    pairs = ["".join(pair) for pair in pairwise(run)]
    return pairs or [run] if is_asked else [*run, *pairs]


@lru_cache(maxsize=8192)
def _kind(sign: str) -> str:
    """Return whether a character is a letter or digit, a sign without spaces around it, or neither.

    Marks belong to the letter before them.
    """
    if unicodedata.category(sign)[0] not in "LNM":
        return _GAP
    return _SIGN if any(first <= sign <= last for first, last in _WITHOUT_SPACES) else _LETTER
