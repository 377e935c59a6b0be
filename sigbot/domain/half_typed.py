"""Tell a moment that is not typed to its end yet from one that cannot be read."""

from datetime import datetime

from sigbot.domain.spelling import A_TIME, respelled
from sigbot.domain.when import can_be_read

_BEGUN = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("january 2", "february 2", "march 2", "april 2", "may 2", "june 2", "july 2", "august 2"),
    *("september 2", "october 2", "november 2", "december 2"),
    *("today", "tomorrow", "next monday", "in 2 days", "at"),
)
"""With a time behind them these are moments; who types one of their first letters is not done."""


def is_begun(text: str, zone: str, now: datetime) -> bool:
    """Return whether a text is the beginning of a moment: people see the list as they type."""
    text = respelled(text)
    before, _, last = f" {text}".rpartition(" ")
    words = [word for word in _BEGUN if word.startswith(last)]
    longer = [f"{text}{rest}" for rest in ("0", "00", ":00")]
    longer += [f"{before} {word} {A_TIME}" for word in words]
    return any(can_be_read(each, zone, now) for each in longer)
