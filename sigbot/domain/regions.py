"""Regions of the world: the region of a time zone, and how people are spread over zones.

All of it is about zones and populations. What people tell about themselves takes precedence.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from sigbot.domain.zone_names import canonical_names, places


class Region(StrEnum):
    NORTH_AMERICA = "North America"
    LATIN_AMERICA = "Latin America"
    EUROPE = "Europe"
    AFRICA = "Africa"
    MIDDLE_EAST = "Middle East"
    SOUTH_ASIA = "South Asia"
    EAST_ASIA = "East Asia"
    SOUTHEAST_ASIA = "Southeast Asia"
    OCEANIA = "Oceania"


_COUNTRIES = {
    Region.NORTH_AMERICA: "BM CA GL PM US",
    Region.LATIN_AMERICA: (
        "AG AI AR AW BB BL BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT "
        "JM KN KY LC MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI"
    ),
    Region.EUROPE: (
        "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT "
        "JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA"
    ),
    Region.AFRICA: (
        "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS "
        "LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG "
        "YT ZA ZM ZW"
    ),
    Region.MIDDLE_EAST: "AE AM AZ BH GE IL IQ IR JO KW LB OM PS QA SA SY TR YE",
    Region.SOUTH_ASIA: "AF BD BT IN KG KZ LK MV NP PK TJ TM UZ",
    Region.EAST_ASIA: "CN HK JP KP KR MN MO TW",
    Region.SOUTHEAST_ASIA: "BN ID KH LA MM MY PH SG TH TL VN",
    Region.OCEANIA: (
        "AS AU CC CK CX FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS"
    ),
}
"""Region → ISO 3166 codes of the countries that have a zone, except for Antarctica.

They follow the subregions of the United Nations (M49, unstats.un.org/unsd/methodology/m49), islands
too: Greenland is in North America, the Caribbean in Latin America, Egypt and the islands of the
western Indian Ocean in Africa. All of Western Asia is the Middle East: Turkey, Israel, and the
Caucasus, which has the clock of Dubai. Three choices differ from M49:

- Cyprus is in Europe: it is in the European Union, and has the clock of Athens.
- Iran is in the Middle East, where most people look for it.
- Central Asia is in South Asia: it has no region of its own here, and Karachi and Dhaka have its
  clocks.
"""

# Russia's zones in Asia are counted with the neighbours to the south with the same clock: these two
# with Central Asia, all from Novosibirsk (as Hovd in Mongolia) eastwards with East Asia.
_AS_CENTRAL_ASIA = ("Asia/Yekaterinburg", "Asia/Omsk")

# Old names that tzdata links to a clock in another region → a zone of the place itself.
_LED_ASTRAY = {
    "America/Coral_Harbour": "America/Atikokan",
    "Antarctica/South_Pole": "Antarctica/McMurdo",
}


def region_of(zone: str) -> Region | None:
    """Return the region of an IANA zone, old names too.

    None for UTC, fixed offsets, Antarctica, and texts that name no zone. What people tell about
    themselves takes precedence.
    """
    return _regions().get(zone)


@cache
def _regions() -> Mapping[str, Region]:
    """Return every name of a zone that has a region → the region."""
    of_country = {code: region for region, codes in _COUNTRIES.items() for code in codes.split()}
    of_place = {
        zone: _region_in_russia(zone) if country == "RU" else of_country[country]
        for zone, country in places().items()
        if country in of_country
    }
    today = {**canonical_names(), **_LED_ASTRAY}
    return {name: of_place[place] for name, place in today.items() if place in of_place}


def _region_in_russia(zone: str) -> Region:
    if zone.startswith("Europe/"):
        return Region.EUROPE
    return Region.SOUTH_ASIA if zone in _AS_CENTRAL_ASIA else Region.EAST_ASIA


REGION_ZONES: Mapping[Region, Mapping[str, int]] = {
    Region.NORTH_AMERICA: {
        "America/New_York": 49,
        "America/Chicago": 26,
        "America/Los_Angeles": 15,
        "America/Denver": 4,
        "America/Phoenix": 4,
        "America/Edmonton": 2,
    },
    Region.LATIN_AMERICA: {
        "America/Sao_Paulo": 38,
        "America/Mexico_City": 27,
        "America/Bogota": 17,
        "America/Caracas": 11,
        "America/Port-au-Prince": 4,
        "America/Santiago": 3,
    },
    Region.EUROPE: {
        "Europe/Berlin": 59,
        "Europe/Moscow": 14,
        "Europe/London": 13,
        "Europe/Athens": 13,
        "Europe/Samara": 1,
    },
    Region.AFRICA: {
        "Africa/Lagos": 32,
        "Africa/Nairobi": 24,
        "Africa/Johannesburg": 21,
        "Africa/Abidjan": 15,
        "Africa/Cairo": 8,
    },
    Region.MIDDLE_EAST: {
        "Asia/Riyadh": 64,
        "Asia/Tehran": 23,
        "Asia/Dubai": 8,
        "Asia/Jerusalem": 5,
    },
    Region.SOUTH_ASIA: {
        "Asia/Kolkata": 71,
        "Asia/Karachi": 17,
        "Asia/Dhaka": 9,
        "Asia/Kabul": 2,
        "Asia/Kathmandu": 1,
    },
    Region.EAST_ASIA: {
        "Asia/Shanghai": 88,
        "Asia/Tokyo": 12,
    },
    Region.SOUTHEAST_ASIA: {
        "Asia/Jakarta": 61,
        "Asia/Singapore": 29,
        "Asia/Yangon": 8,
        "Asia/Jayapura": 2,
    },
    Region.OCEANIA: {
        "Australia/Sydney": 35,
        "Australia/Brisbane": 35,
        "Pacific/Auckland": 15,
        "Australia/Perth": 6,
        "Australia/Adelaide": 5,
        "Pacific/Guadalcanal": 4,
    },
}
"""How the people of a region are spread over zones: region → zone → percent.

It stands in for people of whom only the region is known, and for people a community hopes for. Each
clock of tzdata 2026f is named by a well-known zone that has it (Lima is counted with Bogota, Port
Moresby with Brisbane); clocks of few people are counted with a near one (Halifax with New York,
Fiji with Auckland).

The percentages are rounded from populations of 2025 by country (United Nations, World Population
Prospects 2024); within countries of several clocks they are from round figures of states and
provinces (for North America after the U.S. Census Bureau and Statistics Canada). They are good to a
point or two; least certain is how the Congo is divided between Lagos and Johannesburg.
"""

WORLD: Mapping[Region, int] = {
    Region.NORTH_AMERICA: 5,
    Region.LATIN_AMERICA: 8,
    Region.EUROPE: 9,
    Region.AFRICA: 19,
    Region.MIDDLE_EAST: 5,
    Region.SOUTH_ASIA: 25,
    Region.EAST_ASIA: 20,
    Region.SOUTHEAST_ASIA: 8,
    Region.OCEANIA: 1,
}
"""Region → percent of the world's population of 2025, from the same source and countries.

Rounded by largest remainder. Europe, South Asia and Southeast Asia were nearly equal in theirs
(8.5, 25.5, 8.5); the one point that was left went to Europe, whose remainder was the largest.
"""
