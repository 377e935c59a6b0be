"""Read a time zone that a person typed, as one IANA zone or as the several it could be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from sigbot.domain.bounds import ZONE_LIMIT
from sigbot.domain.dates import is_a_word_of_dates, read_times
from sigbot.domain.refusals import AmbiguousZoneError, FixedOffsetError, UnknownZoneError
from sigbot.domain.texts import check_length
from sigbot.domain.zone_names import (
    COMMON_ZONES,
    FIXED_NAMES,
    abbreviations,
    fold,
    spoken_names,
    zone_names,
)

_OFFSET = r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?"
_POSIX_OFFSET = r"ETC/GMT([+-])(\d{1,2})()"
_LARGEST_OFFSET = 14 * 60

# An offset in tidy words is written in brackets as the bot shows it, with the distance in time
# behind it; after UTC or GMT; or as a bare number right after a time of day.
_NUMBER = r"([+-])(\d{1,2})(?::?(\d\d))?"
_DISTANCE = r"(?: (?:in (?:the past|\d+ (?:minute|day)s?|\d+h)|now))?"
_SHOWN = re.compile(rf"\((?:utc|gmt)(?:{_NUMBER})?\){_DISTANCE}$")
_MARKED = re.compile(rf"(?<![\w/])(?:utc|gmt) ?{_NUMBER}(?![\w:])")
_ZULU = re.compile(r"(.*\d) ?z")
_UNMARKED = re.compile(
    r"(.*(?:[:.h]\d\d(?:\.\d{1,6})?|\d[ap]m|\dh|noon|midday|midnight)) ?"
    r"(?:(\+)(\d{1,2})(?::?(\d\d))?|(-)(\d\d):?(\d\d))"
)
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


class ZoneStatus(StrEnum):
    """How well a text was read as a time zone."""

    OK = "ok"
    AMBIGUOUS = "ambiguous"
    FIXED = "fixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """How a text was read.

    `zones` are IANA names. `offset` is that of a fixed offset (east of UTC), `suggest` the zone
    that is probably meant by it.
    """

    status: ZoneStatus
    zones: tuple[str, ...] = ()
    offset: timedelta | None = None
    suggest: str | None = None


UNKNOWN = ZoneReading(ZoneStatus.UNKNOWN)


def read_zone(text: str) -> ZoneReading:
    """Read what a person typed as a time zone; return all zones that it can mean.

    Names in any case with spaces or underscores, old names, cities, countries, abbreviations and
    offsets are read. In POSIX names the sign is the other way round: `Etc/GMT+3` is three hours
    behind UTC. A text over ZONE_LIMIT characters is unknown.
    """
    if len(text) > ZONE_LIMIT:
        return UNKNOWN
    upper = " ".join(text.upper().split())
    if upper in FIXED_NAMES:
        hours, suggest = FIXED_NAMES[upper]
        return ZoneReading(ZoneStatus.FIXED, offset=timedelta(hours=hours), suggest=suggest)
    if match := re.fullmatch(_POSIX_OFFSET, upper):
        return _fixed_offset(match, ahead="-")
    if match := re.fullmatch(_OFFSET, upper):
        return _fixed_offset(match, ahead="+")
    if upper in abbreviations() and upper not in ("UTC", "GMT"):
        return _of(abbreviations()[upper])
    return _of(spoken_names().get(fold(text), ()))


def _of(zones: tuple[str, ...]) -> ZoneReading:
    if not zones:
        return UNKNOWN
    return ZoneReading(ZoneStatus.OK if len(zones) == 1 else ZoneStatus.AMBIGUOUS, zones)


def _fixed_offset(match: re.Match[str], ahead: str) -> ZoneReading:
    """Read sign, hours and minutes; `ahead` is the sign of offsets ahead of UTC."""
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > _LARGEST_OFFSET or int(match[3] or 0) > 59:
        return UNKNOWN
    if minutes == 0:
        return ZoneReading(ZoneStatus.OK, ("UTC",))
    return ZoneReading(
        ZoneStatus.FIXED, offset=timedelta(minutes=minutes if match[1] == ahead else -minutes)
    )


def find_zone(text: str) -> str:
    """Return the one IANA zone that `text` means, or the only one that a list offers for it.

    Raises UnknownZoneError, AmbiguousZoneError, TooLongError, or FixedOffsetError: an offset has no
    clock changes, so it is not the zone of a place.
    """
    check_length("zone", text, ZONE_LIMIT)
    reading = read_zone(text)
    if reading.status is ZoneStatus.OK:
        return reading.zones[0]
    if reading.status is ZoneStatus.AMBIGUOUS:
        raise AmbiguousZoneError(text, reading.zones)
    if reading.status is ZoneStatus.FIXED:
        raise FixedOffsetError(text, reading.suggest)
    offered = match_zones(text)
    if len(offered) == 1 and text.strip():
        return offered[0]
    raise UnknownZoneError(text)


@dataclass(frozen=True, slots=True)
class ZonedWords:
    """A text without the zone in it.

    `name` is the zone as it was typed, `zones` the IANA zones it can mean, `offset` the one given.
    """

    words: str
    name: str = ""
    zones: tuple[str, ...] = ()
    offset: timedelta | None = None


def split_zone(words: str) -> ZonedWords:
    """Take a zone (`11:00 new york`) and an offset (`16:00 utc+3`) out of tidy words.

    Raises FixedOffsetError for a name such as EST, which stands for a fixed offset but is often
    typed for a zone with clock changes.
    """
    shown = _SHOWN.search(words)
    if shown and not shown[1]:
        before = _split_zone(words[: shown.start()].rstrip())
        if before.zones:
            return replace(before, offset=timedelta())
    return _split_zone(words)


def _split_zone(words: str) -> ZonedWords:
    rest, offset = split_offset(words)
    parts = rest.replace("(", " ").replace(")", " ").split()
    for start, end in _spans(parts):
        name = " ".join(parts[start:end]).removeprefix("in ").removesuffix(" time")
        reading = UNKNOWN if is_a_word_of_dates(name) else read_zone(name)
        if reading.status is not ZoneStatus.UNKNOWN:
            return _with_zone(" ".join(parts[:start] + parts[end:]), name, reading, offset)
    return ZonedWords(" ".join(parts), offset=offset)


def _with_zone(words: str, name: str, reading: ZoneReading, offset: timedelta | None) -> ZonedWords:
    if reading.suggest:
        raise FixedOffsetError(name.upper(), reading.suggest)
    return ZonedWords(words, name, reading.zones, reading.offset if offset is None else offset)


def _spans(parts: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the places where a zone may stand: at the end, or after a time of day at the start."""
    count = len(parts)
    yield from ((count - size, count) for size in (4, 3, 2, 1) if size < count)
    first = 2 if parts[:1] == ["at"] else 1
    if count > first and read_times(parts[first - 1]):
        yield from ((first, first + size) for size in (3, 2, 1) if first + size < count)


def split_offset(words: str) -> tuple[str, timedelta | None]:
    """Take an offset out of the words; None where there is none."""
    if match := _SHOWN.search(words) or _MARKED.search(words):
        offset = _length(match[1], match[2], match[3]) if match[1] else None
        rest = f"{words[: match.start()]} {words[match.end() :]}"
        return (words, None) if offset is None else (rest, offset)
    if match := _ZULU.fullmatch(words):
        return match[1], timedelta()
    match = _UNMARKED.fullmatch(words)
    if match is None:
        return words, None
    offset = _length(match[2] or match[5], match[3] or match[6], match[4] or match[7])
    return (words, None) if offset is None or _is_a_span(match[1], offset) else (match[1], offset)


def _length(sign: str, hours: str, minutes: str | None) -> timedelta | None:
    """Return an offset, None where it is larger than any in the world."""
    length = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if length > timedelta(minutes=_LARGEST_OFFSET) or int(minutes or 0) > 59:
        return None
    return length if sign == "+" else -length


def _is_a_span(before: str, offset: timedelta) -> bool:
    """Return whether an offset is really the end of a span of time, as in `9:00 -10:00`.

    `8pm -10:00` is a span too. After a time in ISO 8601 it is always an offset.
    """
    if offset >= timedelta() or _ISO_TIME.match(before):
        return False
    times = read_times(before.rsplit(" ", maxsplit=1)[-1])
    return not before[-1].isdigit() or (bool(times) and -offset > times[-1])


def match_zones(text: str, limit: int = 25) -> list[str]:
    """Return zones for an autocomplete list, the best matches first.

    These are the zones that `text` means; those with a name that begins with it, well known zones
    before others, and places before countries and larger cities near them; and those with it inside
    of their name.
    """
    folded = fold(text[:ZONE_LIMIT])
    if not folded:
        return list(COMMON_ZONES[:limit])
    reading = read_zone(text)
    meant = [*reading.zones, *([reading.suggest] if reading.suggest else [])]
    spoken = [z for name, zones in spoken_names().items() if name.startswith(folded) for z in zones]
    spoken.sort(key=lambda zone: (zone not in COMMON_ZONES, not _is_place(zone, folded)))
    holds = [name for name in zone_names() if folded in fold(name)]
    return list(dict.fromkeys([*meant, *spoken, *holds]))[:limit]


def _is_place(zone: str, folded: str) -> bool:
    """Return whether the place of a zone begins with a folded text."""
    return fold(zone.rsplit("/", 1)[-1]).startswith(folded)
