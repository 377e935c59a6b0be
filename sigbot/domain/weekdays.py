"""Read a weekday that may be meant in another week: that of a moved meeting, or the next one."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sigbot.domain.dates import read_bare_times, tidy, weekday_of

_WEEK = 7
"""Days."""


def names_next_weekday(text: str) -> bool:
    """Return whether a text has `next` and a weekday, such as `next tuesday 11am`."""
    words = tidy(text).split(" ")
    pairs = pairwise(words)
    return any(word == "next" and weekday_of(name) is not None for word, name in pairs)


def read_weekday_of(words: str, day: date, local: datetime) -> list[datetime]:
    """Read a weekday and a time, such as `thursday 11am`, in the week (from Monday on) of `day`.

    `next thursday` is the first one after `day`, or that of the week after: both are returned.
    Return the wall times after `local`, and [] for all other words.
    """
    parts = words.split(" ")
    named = [part for part in parts if weekday_of(part) is not None]
    is_next = bool(named) and f"next {named[0]}" in words
    left_out = {*named, "on", *(["next"] if is_next else [])}
    times = read_bare_times(" ".join(part for part in parts if part not in left_out))
    if len(named) != 1 or not times:
        return []
    ahead = (weekday_of(named[0]) or 0) - day.weekday()
    days = sorted({ahead if ahead > 0 else ahead + _WEEK, ahead + _WEEK}) if is_next else [ahead]
    walls = [datetime.combine(day, time()) + timedelta(days=n) + at for n in days for at in times]
    return [wall for wall in walls if wall > local]
