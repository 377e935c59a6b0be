"""Time zones: what a person typed, as one IANA zone, or as the several it could be."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sigbot.domain.refusals import AmbiguousZoneError, FixedOffsetError, UnknownZoneError
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


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """How a text was read. `zones` are IANA names; `suggest` is an offer for a fixed offset."""

    status: Literal["ok", "ambiguous", "fixed", "unknown"]
    zones: tuple[str, ...] = ()
    offset: timedelta | None = None
    suggest: str | None = None


UNKNOWN = ZoneReading("unknown")


def read_zone(text: str) -> ZoneReading:
    """Read what a person typed as a time zone. Never guesses between two.

    Names in any case with spaces or underscores, old names, cities, countries, abbreviations, and
    offsets. POSIX names have the sign turned round: `Etc/GMT+3` is three hours behind UTC.
    """
    upper = " ".join(text.upper().split())
    if upper in FIXED_NAMES:
        hours, suggest = FIXED_NAMES[upper]
        return ZoneReading("fixed", offset=timedelta(hours=hours), suggest=suggest)
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
    return ZoneReading("ok" if len(zones) == 1 else "ambiguous", zones)


def _fixed_offset(match: re.Match[str], ahead: str) -> ZoneReading:
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > _LARGEST_OFFSET or int(match[3] or 0) > 59:
        return UNKNOWN
    if minutes == 0:
        return ZoneReading("ok", ("UTC",))
    return ZoneReading(
        "fixed", offset=timedelta(minutes=minutes if match[1] == ahead else -minutes)
    )


def find_zone(text: str) -> str:
    """The one IANA zone meant by `text`.

    Raises UnknownZoneError, AmbiguousZoneError or FixedOffsetError (an offset knows no clock
    change, so it cannot be anybody's home).
    """
    reading = read_zone(text)
    if reading.status == "ok":
        return reading.zones[0]
    if reading.status == "ambiguous":
        raise AmbiguousZoneError(text, reading.zones)
    if reading.status == "fixed":
        raise FixedOffsetError(text, reading.suggest)
    raise UnknownZoneError(text)


def match_zones(text: str, limit: int = 25) -> list[str]:
    """Zones for an autocomplete list: those meant by `text`, then those whose name has it."""
    folded = fold(text)
    if not folded:
        return list(COMMON_ZONES[:limit])
    reading = read_zone(text)
    meant = [*reading.zones, *([reading.suggest] if reading.suggest else [])]
    spoken = [z for name, zones in spoken_names().items() if name.startswith(folded) for z in zones]
    holds = [name for name in zone_names() if folded in fold(name)]
    return list(dict.fromkeys([*meant, *spoken, *holds]))[:limit]
