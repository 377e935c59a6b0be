"""Time zones by name: what a person typed, as one IANA zone."""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from sigbot.domain.refusals import AmbiguousZoneError, FixedOffsetError, UnknownZoneError

# The system's zone files are often stale; with no search path only the tzdata package is read,
# so upgrading one package brings new rules.
zoneinfo.reset_tzpath(to=[])

AMBIGUOUS_ABBREVIATIONS = {
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "PST": ("America/Los_Angeles", "Asia/Manila"),
    "EDT": ("America/New_York",),
    "CDT": ("America/Chicago", "America/Havana"),
    "PDT": ("America/Los_Angeles",),
    "CET": ("Europe/Paris",),
    "CEST": ("Europe/Paris",),
    "EET": ("Europe/Athens",),
    "EEST": ("Europe/Athens",),
    "WET": ("Europe/Lisbon",),
    "GMT": ("UTC",),
    "JST": ("Asia/Tokyo",),
    "SGT": ("Asia/Singapore",),
    "AEST": ("Australia/Brisbane", "Australia/Sydney"),
    "AEDT": ("Australia/Sydney",),
    "ET": ("America/New_York",),
    "CT": ("America/Chicago",),
    "MT": ("America/Denver",),
    "PT": ("America/Los_Angeles",),
}
FIXED_NAMES = {"EST": "America/New_York", "MST": "America/Phoenix", "HST": "Pacific/Honolulu"}
OLD_NAMES = {
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Asia/Rangoon": "Asia/Yangon",
    "Europe/Kiev": "Europe/Kyiv",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "US/Eastern": "America/New_York",
    "US/Central": "America/Chicago",
    "US/Mountain": "America/Denver",
    "US/Pacific": "America/Los_Angeles",
    "Zulu": "UTC",
    "Etc/UTC": "UTC",
    "UCT": "UTC",
    "Universal": "UTC",
}

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """How a text was read. `zones` are IANA names; `suggest` is an offer for a fixed offset."""

    status: Literal["ok", "ambiguous", "fixed", "unknown"]
    zones: tuple[str, ...] = ()
    offset: timedelta | None = None
    suggest: str | None = None


@cache
def zone_names() -> tuple[str, ...]:
    """Every zone a person may pick, sorted: places, and UTC. No POSIX or old-style names."""
    return tuple(
        sorted(
            name
            for name in zoneinfo.available_timezones()
            if ("/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix", "right")))
            or name == "UTC"
            if name not in OLD_NAMES
        )
    )


@cache
def _by_spelling() -> dict[str, tuple[str, ...]]:
    """Folded spelling → zones: the whole name, and its last part (the city)."""
    table: dict[str, tuple[str, ...]] = {}
    for name in zone_names():
        for spelling in {_fold(name), _fold(name.rsplit("/", 1)[-1])}:
            table[spelling] = (*table.get(spelling, ()), name)
    for old, new in OLD_NAMES.items():
        table.setdefault(_fold(old), (new,))
        table.setdefault(_fold(old.rsplit("/", 1)[-1]), (new,))
    return table


def _fold(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def read_zone(text: str) -> ZoneReading:
    """Read what a person typed as a time zone. Never guesses between two."""
    folded, upper = _fold(text), text.strip().upper()
    if upper in AMBIGUOUS_ABBREVIATIONS:
        zones = AMBIGUOUS_ABBREVIATIONS[upper]
        return ZoneReading("ok" if len(zones) == 1 else "ambiguous", zones)
    if upper in FIXED_NAMES:
        suggest = FIXED_NAMES[upper]
        return ZoneReading("fixed", offset=ZoneInfo(upper).utcoffset(None), suggest=suggest)
    if match := _OFFSET.fullmatch(text.strip()):
        return _fixed_offset(match)
    zones = _by_spelling().get(folded, ())
    if len(zones) == 1:
        return ZoneReading("ok", zones)
    return ZoneReading("ambiguous", zones) if zones else ZoneReading("unknown")


def _fixed_offset(match: re.Match[str]) -> ZoneReading:
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 14 * 60:
        return ZoneReading("unknown")
    return ZoneReading("fixed", offset=timedelta(minutes=-minutes if match[1] == "-" else minutes))


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
    """Zones for an autocomplete list: those whose name has `text`, the closest spelling first."""
    folded = _fold(text)
    if not folded:
        return list(COMMON_ZONES[:limit])
    upper = text.strip().upper()
    exact = AMBIGUOUS_ABBREVIATIONS.get(upper) or _by_spelling().get(folded, ())
    if upper in FIXED_NAMES:
        exact = (FIXED_NAMES[upper],)
    starts = [n for n in zone_names() if _fold(n.rsplit("/", 1)[-1]).startswith(folded)]
    holds = [n for n in zone_names() if folded in _fold(n)]
    return list(dict.fromkeys([*exact, *starts, *holds]))[:limit]


COMMON_ZONES = (
    "UTC",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Sao_Paulo",
    "America/Mexico_City",
    "America/Bogota",
    "Europe/London",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Madrid",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Africa/Johannesburg",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Australia/Sydney",
    "Pacific/Auckland",
)
