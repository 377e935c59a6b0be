"""Read a weekday that may be meant in another week: that of a moved meeting, or the next one."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sigbot.domain.dates import read_bare_times, weekday_of
from sigbot.domain.weekday_dates import next_weekdays


def names_next_weekday(words: str) -> bool:
    """Return whether tidy words have `next` and a weekday, such as `next tuesday 11am`."""
    pairs = pairwise(words.split(" "))
    return any(word == "next" and weekday_of(name) is not None for word, name in pairs)


def read_weekday_of(words: str, day: date, local: datetime) -> list[datetime]:
    """Read a weekday and a time, such as `thursday 11am`, in the week (from Monday on) of `day`.

    `next thursday` is read as `next_weekdays` does on `day`.
    Return the wall times after `local`, and [] for all other words.
    """
    parts = words.split(" ")
    named = [part for part in parts if weekday_of(part) is not None]
    is_next = bool(named) and f"next {named[0]}" in words
    left_out = {*named, "on", *(["next"] if is_next else [])}
    times = read_bare_times(" ".join(part for part in parts if part not in left_out))
    if len(named) != 1 or not times:
        return []
    weekday = weekday_of(named[0]) or 0
    in_week = day + timedelta(days=weekday - day.weekday())
    days = next_weekdays(weekday, day) if is_next else [in_week]
    walls = [datetime.combine(each, time()) + at for each in days for at in times]
    return [wall for wall in walls if wall > local]
