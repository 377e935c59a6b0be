"""A bare number beside a date: `fri 7` is in the morning or in the evening, or means the 7th."""

import re
from collections.abc import Callable

from sigbot.domain.dates import tidy, weekday_of

_HOUR = re.compile(r"(?<![\w:./+-])([7-9])(?![\w:./+-])")
"""An hour at which meetings are held in the morning as well as twelve hours later. That of an
earlier one is offered twice by all readers of times."""

_DAY = re.compile(r"(?:on )?(\S+) (\d{1,2})")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)


def in_the_evening(text: str, read: Callable[[str], object]) -> list[str]:
    """Return the text with `7pm` for its hour, where that is `7`, `8` or `9` and nothing else.

    `read` reads a moment: the number is an hour only where the text is read as with `7:00`.
    """
    words, as_typed = tidy(text), read(text)
    return [
        f"{words[: hour.start()]}{hour[1]}pm{words[hour.end() :]}"
        for hour in _HOUR.finditer(words)
        if read(f"{words[: hour.start()]}{hour[1]}:00{words[hour.end() :]}") == as_typed
    ]


def day_meant(text: str) -> str | None:
    """Return `fri 7th` for `Fri 7`: a weekday and a number may be a date without a time of day.

    Return None for all other texts.
    """
    match = _DAY.fullmatch(tidy(text))
    if match is None or weekday_of(match[1]) is None:
        return None
    number = int(match[2])
    ending = "th" if number in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{match[1]} {number}{ending}"
