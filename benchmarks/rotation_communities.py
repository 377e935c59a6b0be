"""Communities that look for a rotation: where their members live and when they have time.

The same name and size give the same community every time. Every member has an entry of its own, as
it is part of the task to find out which of them are alike.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

Windows = list[list[object]]

CAN, PREFERS = 1, 2
"""Levels of a window."""

DAY, OFFICE = ["Mon-Fri", "08:00", "22:00", CAN], ["Mon-Fri", "09:00", "18:00", PREFERS]
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

ZONES: Mapping[str, Mapping[str, int]] = {
    "NA": {
        "America/New_York": 26,
        "America/Chicago": 16,
        "America/Los_Angeles": 15,
        "America/Denver": 4,
        "America/Toronto": 5,
        "America/Vancouver": 2,
        "America/Halifax": 1,
    },
    "LATAM": {
        "America/Sao_Paulo": 14,
        "America/Mexico_City": 6,
        "America/Argentina/Buenos_Aires": 5,
        "America/Bogota": 4,
        "America/Santiago": 2,
        "America/Lima": 2,
    },
    "EUR": {
        "Europe/London": 12,
        "Europe/Berlin": 11,
        "Europe/Paris": 7,
        "Europe/Madrid": 5,
        "Europe/Amsterdam": 4,
        "Europe/Warsaw": 4,
        "Europe/Kyiv": 4,
        "Europe/Istanbul": 4,
        "Europe/Lisbon": 2,
    },
    "AFR": {
        "Africa/Lagos": 5,
        "Africa/Cairo": 4,
        "Africa/Johannesburg": 4,
        "Africa/Nairobi": 3,
        "Africa/Casablanca": 1,
    },
    "WSA": {
        "Asia/Kolkata": 40,
        "Asia/Karachi": 5,
        "Asia/Dhaka": 4,
        "Asia/Dubai": 3,
        "Asia/Jerusalem": 3,
        "Asia/Tehran": 2,
        "Asia/Kathmandu": 1,
    },
    "ESEA": {
        "Asia/Shanghai": 21,
        "Asia/Tokyo": 10,
        "Asia/Jakarta": 9,
        "Asia/Singapore": 6,
        "Asia/Seoul": 5,
        "Asia/Manila": 5,
        "Asia/Ho_Chi_Minh": 5,
    },
    "OCE": {
        "Australia/Sydney": 8,
        "Australia/Brisbane": 3,
        "Australia/Perth": 2,
        "Australia/Adelaide": 2,
        "Pacific/Auckland": 3,
    },
}
WEST = {"NA": 45, "LATAM": 10, "EUR": 38, "AFR": 1, "WSA": 3, "ESEA": 2, "OCE": 1}
WORLD = dict.fromkeys(ZONES, 1)
DEVELOPERS = {"NA": 21, "LATAM": 9, "EUR": 21, "AFR": 4, "WSA": 20, "ESEA": 24, "OCE": 1}


def _shifts(random: Random) -> Windows:
    """Choose hours: weekends only, or those that an early, a late or a night shift leaves."""
    kinds: tuple[Windows, ...] = (
        [["Sat-Sun", "09:00", "22:00", CAN], ["Sat-Sun", "10:00", "18:00", PREFERS]],
        [["Mon-Fri", "15:00", "22:00", CAN], ["Sat-Sun", "14:00", "20:00", PREFERS]],
        [["Mon-Fri", "07:30", "13:00", PREFERS], ["Sat", "09:00", "12:00", CAN]],
        [["Mon-Thu", "16:00", "02:00", CAN], ["Mon-Thu", "17:00", "21:00", PREFERS]],
        [["Tue-Sat", "18:00", "23:00", PREFERS]],
    )
    return random.choices(kinds, weights=(3, 3, 2, 1, 1))[0]


def _personal(random: Random) -> Windows:
    """Choose a few hours on most days of the week, to the quarter of an hour."""
    windows: Windows = []
    for day in WEEK:
        starts, length = random.randrange(6 * 4, 20 * 4), random.randrange(6, 33)
        level = random.choice((CAN, PREFERS))
        if random.random() < 0.8:
            windows.append([day, _time_of_day(starts), _time_of_day(starts + length), level])
    return windows or [["Wed", "12:00", "16:00", CAN]]


def _fifth(random: Random) -> Windows:
    """Choose personal hours for every fifth member, the default windows for the others."""
    return _personal(random) if random.random() < 0.2 else [DAY, OFFICE]


def _time_of_day(quarters: int) -> str:
    hours, quarter = divmod(quarters % 96, 4)
    return f"{hours:02}:{quarter * 15:02}"


Kind = tuple[Mapping[str, int], Windows, Callable[[Random], Windows] | None]
"""Members by region, the windows of everybody, and where members have their own, how these are
chosen."""

ARCHETYPES: Mapping[str, Kind] = {
    "Americas and Europe": (WEST, [DAY, OFFICE], None),
    "the whole world": (WORLD, [DAY, OFFICE], None),
    "developers": (DEVELOPERS, [DAY, OFFICE], None),
    "office hours": (WORLD, [OFFICE], None),
    "evenings": (
        DEVELOPERS,
        [["Mon-Sun", "18:00", "23:00", CAN], ["Mon-Fri", "19:00", "22:00", PREFERS]],
        None,
    ),
    "weekends and shifts": (DEVELOPERS, [DAY, OFFICE], _shifts),
}
KINDS: Mapping[str, Kind] = {
    **ARCHETYPES,
    "every fifth differs": (DEVELOPERS, [DAY, OFFICE], _fifth),
    "all different": (DEVELOPERS, [DAY, OFFICE], _personal),
}
USUAL = tuple(name for name, kind in KINDS.items() if kind[1:] == ([DAY, OFFICE], None))
"""The kinds in which everybody has the default windows."""


def community(name: str, size: int, k: int) -> dict[str, Any]:
    """Return a community of so many members, in the format of `sigbot rotation`."""
    regions, windows, own = KINDS[name]
    random = Random(f"{name} {size}")
    members: list[dict[str, Any]] = []
    for region in random.choices(list(regions), weights=list(regions.values()), k=size):
        zones = ZONES[region]
        zone = random.choices(list(zones), weights=list(zones.values()))[0]
        member = {"zone": zone, "region": region, "count": 1}
        members.append(member | ({"windows": own(random)} if own else {}))
    return {
        "id": f"{name}, {size}, k = {k}",
        "k": k,
        "order": "cov",
        "eps": 0.0,
        "meeting_minutes": 60,
        "anchor_zone": "UTC",
        "year_start": "2027-01-04",
        "weeks": 52,
        "default_windows": windows,
        "members": members,
        "constraints": {
            "blocked_slots": [],
            "blocked_days": None,
            "organisers": None,
            "organisers_min": 0,
            "quorum_every_week": 0,
            "current_slots": None,
            "max_changes": None,
            "min_separation_hours": 0,
        },
    }
