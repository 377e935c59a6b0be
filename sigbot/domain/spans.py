"""Read what a typed moment says besides its start: how long it lasts, and in whose time it is."""

import re
from dataclasses import dataclass

from sigbot.domain.dates import DAY, read_times, tidy
from sigbot.domain.refusals import RefusedError
from sigbot.domain.zones import split_offset

_A_TIME = r"(?:\d{1,2}(?:[:.h]\d\d|h)?(?:am|pm)?|noon|midday|midnight)"
_SPAN = re.compile(
    rf"(?<![\w:./+-])(?:from )?({_A_TIME}) ?(?:-|to|until|till) ?({_A_TIME})(?![\w:./+-])"
)
_BARE = re.compile(r"\d{1,2}")
_OWN = re.compile(r" ?\b(?:in )?(?:my (?:own |local )*time(?: ?zone)?|my (?:time)?zone)\b")
_CHOSEN_LENGTH = re.compile(r"(.*\])/(\d{1,4})")
_MINUTE_SECONDS = 60


class NoOwnZoneError(RefusedError):
    """`my time` was typed by somebody whose time zone is not known."""


class LengthConflictError(RefusedError):
    """A moment has an end, and another length was given, too; `minutes` is that of the moment."""

    def __init__(self, minutes: int, duration: str) -> None:
        super().__init__(minutes, duration)
        self.minutes, self.duration = minutes, duration


@dataclass(frozen=True, slots=True)
class Span:
    """Tidy words of a moment without its end; `minutes` is its length, None where it has no end."""

    words: str
    minutes: int | None = None


def split_span(words: str) -> Span:
    """Take the end of a span of time out of tidy words: `fri 9-10am` is `fri 9am` and 60 minutes.

    A bare `9-10` is a span only behind a day, as it may be a date. `16:00-05:00` has an offset from
    UTC, not an end. Where an hour can be in the morning or in the evening, the shortest
    span counts.
    """
    for match in _SPAN.finditer(words):
        first, last = match[1], match[2]
        is_bare = _BARE.fullmatch(first) and _BARE.fullmatch(last)
        at_the_end = match.start() > 0 and match.end() == len(words)
        has_offset = split_offset(words[: match.end()])[1] is not None
        lengths = [] if has_offset or (is_bare and not at_the_end) else _lengths(first, last)
        if lengths:
            minutes, start = min(lengths)
            return Span(f"{words[: match.start()]}{start}{words[match.end() :]}", minutes)
    return Span(words)


def _lengths(first: str, last: str) -> list[tuple[int, str]]:
    """Return the lengths in minutes that a span can have, each with its start as one word."""
    starts = [f"{first}{half}" for half in ("am", "pm")] if _takes_half(first, last) else [first]
    return [
        ((end - begin) % DAY or DAY, start)
        for start in starts
        for begin in _minutes(start)[:1]
        for end in _ends(last)
    ]


def _takes_half(first: str, last: str) -> bool:
    """Return whether a start has no `am` or `pm`, and its end has one: `9-10am`."""
    return last.endswith("m") and bool(_minutes(f"{first}am"))


def _ends(last: str) -> list[int]:
    """Return the minutes of the day that an end can mean; `1` and `1:30` can be after noon."""
    ends = _minutes(last)
    both = _minutes(f"{last}am") + _minutes(f"{last}pm")
    return ends if last.endswith("m") else [*ends, *both]


def _minutes(word: str) -> list[int]:
    return [int(at.total_seconds()) // _MINUTE_SECONDS for at in read_times(word)]


def without_own(words: str) -> str:
    """Take `my time` out of tidy words."""
    return " ".join(_OWN.sub("", words).split())


def names_own_time(text: str) -> bool:
    """Return whether a text says that its time is that of the person who typed it."""
    return _OWN.search(tidy(text)) is not None


def with_length(choice: str, minutes: int | None) -> str:
    """Return the text of a chosen moment with its length, as `split_length` reads it."""
    return choice if minutes is None else f"{choice}/{minutes}"


def split_length(text: str) -> tuple[str, int | None]:
    """Return a typed or chosen moment without its end, and its length in minutes, None without."""
    if match := _CHOSEN_LENGTH.fullmatch(text.strip()):
        return match[1], int(match[2])
    span = split_span(tidy(text))
    return (text, None) if span.minutes is None else (span.words, span.minutes)


def settle_length(text: str, duration: str | None) -> tuple[str, str | None]:
    """Return a moment without its end, and the duration that was asked for.

    Raises LengthConflictError where the moment has an end and a duration is given, too.
    """
    start, minutes = split_length(text)
    if minutes is None:
        return text, duration
    if duration:
        raise LengthConflictError(minutes, duration)
    return start, f"{minutes} min"
