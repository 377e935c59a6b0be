"""Put typing errors in words of dates right, to offer what may be meant."""

import re
from difflib import get_close_matches

from sigbot.domain.dates import MONTHS, PARTS_OF_DAY, WEEKDAYS, is_a_word_of_dates, tidy
from sigbot.domain.refusals import UnreadableWhenError

_WORDS = (*WEEKDAYS, *MONTHS, "today", "tonight", "tomorrow", "yesterday")
_SHORTEST = 4
"""Shorter words are too easily like another one."""

A_TIME = "11:00"
"""A time of day to try whether nothing else lacks, and an example of one."""

_NO_HOUR = re.compile(r"\b(?:2[4-9]|[3-9]\d):\d\d\b|\b\d{1,2}:[6-9]\d\b")
_LATE_DAY = re.compile(r"(?<![:\d])(?:29|[3-9]\d)(?![:\d])")

_HOW_OFTEN = re.compile(
    r"\b(?:(?:every|each)(?: other)?(?: (?:\d+ )?(?:days?|weeks?|months?)\b(?: on\b)?)?"
    r"|daily|weekly|biweekly|fortnightly|monthly|quarterly)(?!\w) ?"
)
_EACH = re.compile(rf"\b({'|'.join(WEEKDAYS)})s\b")
A_FIRST = "friday 19:00"
"""An example of the first date of a series."""

_EXAMPLES = {"morning": "9:00", "afternoon": "15:00", "evening": "19:00", "night": "21:00"}
"""Part of the day → an example of a time in it."""

_ALIKE = 0.8
"""How alike two words have to be, as difflib measures it: 1 for the same word."""


class LacksTimeError(UnreadableWhenError):
    """A date without a time of day; `date` is how it was read, without typing errors.

    `time` is an example that fits to the part of the day in the date.
    """

    def __init__(self, text: str, date: str) -> None:
        super().__init__(text)
        self.date, self.args = date, (text, date)
        self.time = next((at for part, at in _EXAMPLES.items() if part in date), A_TIME)


class ImpossibleWhenError(UnreadableWhenError):
    """A day or an hour that does not exist, such as 30 February or 25:00."""


class RepeatedWhenError(UnreadableWhenError):
    """A moment that says how often, such as `every friday 7pm`; `first` is a date without that."""

    def __init__(self, text: str, first: str) -> None:
        super().__init__(text)
        self.first, self.args = first, (text, first)


def without_how_often(text: str) -> str | None:
    """Return `friday 7pm` for `every friday 7pm` or `Fridays 7pm`, None for all other texts."""
    words = tidy(text)
    once = _EACH.sub(r"\1", _HOW_OFTEN.sub("", words)).strip()
    return once if once != words else None


def made_possible(text: str) -> str:
    """Return `text` with a day and a time that always exist in place of those that may not."""
    return _LATE_DAY.sub("28", _NO_HOUR.sub(A_TIME, text))


def respelled(text: str) -> str:
    """Return `text` in one spelling, with words of dates in place of those that are almost one.

    The last word may not be typed to its end yet, so the beginning of a word stays as it is there.
    """
    *words, last = tidy(text).split(" ")
    is_begun = any(word.startswith(last) for word in _WORDS)
    return " ".join([*(_nearest(word) for word in words), last if is_begun else _nearest(last)])


def _nearest(word: str) -> str:
    is_known = word in PARTS_OF_DAY or is_a_word_of_dates(word)
    if len(word) < _SHORTEST or not word.isalpha() or is_known:
        return word
    return next(iter(get_close_matches(word, _WORDS, 1, _ALIKE)), word)
