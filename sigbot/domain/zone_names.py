"""Names of time zones: those of the tzdata package, and those that people use instead.

They come from files of the tzdata package (`zone.tab`, `iso3166.tab`, and the links of
`tzdata.zi`), except for abbreviations and names of cities that no file has.
"""

import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzdata

# Zone files of the system are often out of date. Without a search path only the tzdata package is
# read, so upgrading it is enough to get new rules.
zoneinfo.reset_tzpath(to=[])

UTC_NAMES = frozenset(
    [
        "UTC",
        "UCT",
        "Zulu",
        "Universal",
        "GMT",
        "GMT0",
        "GMT+0",
        "GMT-0",
        "Greenwich",
        "Etc/UTC",
        "Etc/UCT",
        "Etc/Zulu",
        "Etc/Universal",
        "Etc/GMT",
        "Etc/GMT0",
        "Etc/GMT+0",
        "Etc/GMT-0",
        "Etc/Greenwich",
    ]
)

# Abbreviations that tzdata has as zones with a fixed offset (hours), and the zone probably meant.
FIXED_NAMES = {
    "EST": (-5, "America/New_York"),
    "MST": (-7, "America/Denver"),
    "HST": (-10, "Pacific/Honolulu"),
}

# Old names whose link leads to another place with the same clock → today's name of the place.
_RENAMED = {
    "Africa/Asmera": "Africa/Asmara",
    "Africa/Timbuktu": "Africa/Bamako",
    "Iceland": "Atlantic/Reykjavik",
    "Pacific/Truk": "Pacific/Chuuk",
    "Pacific/Yap": "Pacific/Chuuk",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Atlantic/Jan_Mayen": "Arctic/Longyearbyen",
    "EST5EDT": "America/New_York",
    "CST6CDT": "America/Chicago",
    "MST7MDT": "America/Denver",
    "PST8PDT": "America/Los_Angeles",
}

# Abbreviations that people use and tzdata does not have, or not with this meaning.
_ABBREVIATIONS = {
    "BST": ("Europe/London", "Asia/Dhaka", "Pacific/Bougainville"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "ADT": ("America/Halifax",),
    # Cuba has stayed on summer time for a while; people still call its time CST.
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "ET": ("America/New_York",),
    "CT": ("America/Chicago",),
    "MT": ("America/Denver",),
    "PT": ("America/Los_Angeles",),
    "SGT": ("Asia/Singapore",),
    "SST": ("Pacific/Pago_Pago", "Asia/Singapore"),
    "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",),
    "GST": ("Asia/Dubai", "Atlantic/South_Georgia"),
    "ICT": ("Asia/Bangkok",),
    "UZT": ("Asia/Tashkent",),
    "NPT": ("Asia/Kathmandu",),
    "CET": ("Europe/Brussels",),
    "CEST": ("Europe/Brussels",),
    "EET": ("Europe/Athens",),
    "EEST": ("Europe/Athens",),
    "WET": ("Europe/Lisbon",),
    "WEST": ("Europe/Lisbon",),
    "MET": ("Europe/Brussels",),
    "ACST": ("Australia/Adelaide",),
    "ACDT": ("Australia/Adelaide",),
}

_COUNTRIES = {
    "usa": "US", "united states of america": "US", "uk": "GB", "united kingdom": "GB",
    "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "south korea": "KR", "north korea": "KP", "uae": "AE", "holland": "NL",
    "czechia": "CZ", "ivory coast": "CI", "burma": "MM", "viet nam": "VN",
    "turkiye": "TR",
}  # fmt: skip

_CITIES = {
    "Asia/Kolkata": "mumbai bombay delhi bangalore bengaluru chennai madras hyderabad pune "
    "poona ahmedabad",
    "Asia/Shanghai": "beijing peking shenzhen guangzhou canton nanjing nanking chengdu wuhan",
    "Asia/Tokyo": "osaka kyoto yokohama",
    "Asia/Ho_Chi_Minh": "hanoi",
    "Asia/Dubai": "abu_dhabi",
    "Asia/Karachi": "lahore islamabad",
    "Asia/Riyadh": "jeddah mecca medina",
    "Asia/Tehran": "teheran",
    "Asia/Jakarta": "batavia",
    "Asia/Bangkok": "krung_thep",
    "Asia/Jerusalem": "tel_aviv haifa",
    "Africa/Johannesburg": "cape_town durban pretoria",
    "Africa/Lagos": "abuja",
    "Europe/London": "manchester edinburgh glasgow birmingham cambridge oxford",
    "Europe/Berlin": "munich munchen frankfurt hamburg cologne koln stuttgart leipzig",
    "Europe/Paris": "lyon marseille toulouse",
    "Europe/Madrid": "barcelona valencia seville bilbao",
    "Europe/Rome": "milan milano naples napoli turin torino florence firenze roma",
    "Europe/Zurich": "geneva geneve genf basel bern lausanne",
    "Europe/Amsterdam": "rotterdam the_hague den_haag utrecht eindhoven",
    "Europe/Warsaw": "warszawa krakow cracow wroclaw gdansk",
    "Europe/Lisbon": "lisboa porto",
    "Europe/Moscow": "moskva moskau",
    "Europe/Prague": "praha prag",
    "Europe/Vienna": "wien",
    "Europe/Copenhagen": "kobenhavn",
    "Europe/Brussels": "bruxelles brussel",
    "Europe/Athens": "athina",
    "Europe/Belgrade": "beograd",
    "Europe/Bucharest": "bucuresti",
    "Europe/Stockholm": "gothenburg malmo",
    "Europe/Istanbul": "ankara izmir constantinople",
    "Europe/Kyiv": "lviv odesa kharkiv",
    "America/New_York": "boston washington washington_dc philadelphia atlanta miami orlando "
    "pittsburgh baltimore charlotte cleveland",
    "America/Chicago": "houston dallas austin minneapolis new_orleans st_louis nashville",
    "America/Denver": "salt_lake_city albuquerque",
    "America/Los_Angeles": "san_francisco seattle san_diego portland las_vegas sacramento "
    "silicon_valley oakland",
    "America/Toronto": "montreal ottawa quebec",
    "America/Edmonton": "calgary",
    "America/Sao_Paulo": "rio_de_janeiro brasilia curitiba porto_alegre belo_horizonte",
    "America/Mexico_City": "guadalajara puebla",
    "America/Bogota": "medellin cali",
    "Australia/Sydney": "canberra",
    "Pacific/Auckland": "wellington christchurch",
}  # fmt: skip


def fold(text: str) -> str:
    """Return one spelling for all: lower case, no accents, spaces for underscores and dots."""
    plain = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return " ".join(plain.replace("_", " ").replace(".", " ").split())


@cache
def exact_names() -> Mapping[str, str]:
    """Return every name in tzdata, fixed offsets too: folded → as it is written."""
    return {fold(name): name for name in zoneinfo.available_timezones()}


def _table(name: str) -> Iterator[list[str]]:
    """Read the lines of a table in the tzdata package, each as its fields."""
    text = resources.files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


@cache
def places() -> Mapping[str, str]:
    """Return today's zone names of inhabited places → country code, in the order of `zone.tab`."""
    return {fields[2]: fields[0] for fields in _table("zone.tab")}


def is_zone(name: str) -> bool:
    """Return whether tzdata has rules for a zone, under today's name or an old one."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@cache
def zone_names() -> tuple[str, ...]:
    """Return every zone a person may pick, sorted: places of today, and UTC."""
    return tuple(sorted({*places(), "UTC"} & {*zoneinfo.available_timezones()}))


@cache
def canonical_names() -> Mapping[str, str]:
    """Return every name in tzdata that is no fixed offset → the name of the place today."""
    text = resources.files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text(encoding="utf-8")
    links = [line.split()[1:3] for line in text.splitlines() if line.startswith("L ")]
    names = {link: target for target, link in links}
    names |= {name: name for name in (*places(), "UTC")}
    names |= _RENAMED | dict.fromkeys(UTC_NAMES, "UTC")
    return {name: target for name, target in names.items() if name not in FIXED_NAMES}


@cache
def abbreviations() -> Mapping[str, tuple[str, ...]]:
    """Return abbreviation → one zone for each offset that it stands for.

    These are the abbreviations in the year of the zone data, and those that people use.
    """
    by_offset: dict[str, dict[object, str]] = {}
    for zone in _by_renown(places()):
        for moment in _samples():
            at = moment.astimezone(ZoneInfo(zone))
            name = (at.tzname() or "").upper()
            if name.isalpha():
                by_offset.setdefault(name, {}).setdefault(at.utcoffset(), zone)
    table = {name: tuple(zones.values()) for name, zones in by_offset.items()}
    return {**table, **_ABBREVIATIONS}


def _samples() -> Iterable[datetime]:
    """Return a day in winter and one in summer, in the year of the zone data."""
    year = int(tzdata.IANA_VERSION[:4])
    return (datetime(year, month, 15, 12, tzinfo=UTC) for month in (1, 7))


def _by_renown(zones: Iterable[str]) -> list[str]:
    """Return the zones with those that most people live in first."""
    rank = {name: number for number, name in enumerate(COMMON_ZONES)}
    return sorted(zones, key=lambda name: rank.get(name, len(rank)))


@cache
def spoken_names() -> Mapping[str, tuple[str, ...]]:
    """Return folded spelling → zones, for whole names, old names, cities and countries."""
    table = dict(_countries())
    for zone, cities in _CITIES.items():
        for city in cities.split():
            table[fold(city)] = (zone,)
    for name, target in canonical_names().items():
        city = fold(name.rsplit("/", 1)[-1])
        namesakes = table.get(city, ()) if city in _city_spellings() else ()
        table[city] = tuple(dict.fromkeys([*namesakes, target]))
    for name, target in canonical_names().items():
        table[fold(name)] = (target,)
    return table


@cache
def _city_spellings() -> frozenset[str]:
    """Return last parts of names that several places of today share, such as two Louisvilles."""
    seen: set[str] = set()
    twice: set[str] = set()
    for name in places():
        city = fold(name.rsplit("/", 1)[-1])
        (twice if city in seen else seen).add(city)
    return frozenset(twice)


def _countries() -> dict[str, tuple[str, ...]]:
    """Return folded country name → one zone for each clock it has, the best known first."""
    clocks: dict[str, dict[tuple[object, ...], str]] = {}
    for zone in _by_renown(places()):
        clock = tuple(m.astimezone(ZoneInfo(zone)).utcoffset() for m in _samples())
        clocks.setdefault(places()[zone], {}).setdefault(clock, zone)
    names = {fold(name): code for code, name in _table("iso3166.tab")} | _COUNTRIES
    return {name: tuple(clocks[code].values()) for name, code in names.items() if code in clocks}


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
