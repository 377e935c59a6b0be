"""Read moments that a program wrote: those picked from a list, and Discord's timestamps."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sigbot.domain.dates import FIRST_YEAR, LAST_YEAR

_CHOICE = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::\d\d)?([+-]\d\d:\d\d(?::\d\d)?)\[([\w/+-]+)\]"
)
_STAMP = re.compile(r"<t:(\d{1,11})(?::\w)?>(?: \(<t:\1(?::\w)?>\))?")


def is_choice(text: str) -> bool:
    """Return whether a text has the form of `Moment.choice`."""
    return _CHOICE.fullmatch(text.strip()) is not None


def is_stamp(text: str) -> bool:
    """Return whether a text is Discord's own way to write a moment, which people copy from what the
    bot writes."""
    return _STAMP.fullmatch(text.strip()) is not None


def read_choice(text: str) -> tuple[datetime, str] | None:
    """Return the aware time and the zone in the text of `Moment.choice`.

    Return None unless its offset is that of the zone then.
    """
    match = _CHOICE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        at = datetime.fromisoformat(match[1] + match[2]).astimezone(ZoneInfo(match[3]))
    except (ValueError, OverflowError, OSError, KeyError):
        return None
    wall = datetime.fromisoformat(match[1])
    is_real = at.replace(tzinfo=None) == wall and FIRST_YEAR <= wall.year <= LAST_YEAR
    return (at, match[3]) if is_real else None


def read_stamp(text: str, zone: str) -> tuple[datetime, str] | None:
    """Return the time of Discord's timestamp in a zone, to the minute, and the zone."""
    match = _STAMP.fullmatch(text.strip())
    if match is None:
        return None
    at = datetime.fromtimestamp(int(match[1]) // 60 * 60, UTC).astimezone(ZoneInfo(zone))
    return (at, zone) if at.year <= LAST_YEAR else None
