"""Regions: the region of each zone, and how people are spread over zones."""

from collections import Counter

import pytest

from sigbot.domain.regions import _COUNTRIES, REGION_ZONES, WORLD, Region, region_of
from sigbot.domain.zone_names import COMMON_ZONES, canonical_names, places, zone_names

WELL_KNOWN = {
    "America/New_York": "North America",
    "America/Vancouver": "North America",
    "Pacific/Honolulu": "North America",
    "America/Nuuk": "North America",
    "America/Mexico_City": "Latin America",
    "America/Sao_Paulo": "Latin America",
    "America/Puerto_Rico": "Latin America",
    "Pacific/Easter": "Latin America",
    "Europe/London": "Europe",
    "Europe/Kyiv": "Europe",
    "Europe/Moscow": "Europe",
    "Europe/Samara": "Europe",
    "Atlantic/Canary": "Europe",
    "Africa/Ceuta": "Europe",
    "Arctic/Longyearbyen": "Europe",
    "Asia/Nicosia": "Europe",
    "Africa/Lagos": "Africa",
    "Africa/Cairo": "Africa",
    "Indian/Mauritius": "Africa",
    "Asia/Dubai": "Middle East",
    "Asia/Jerusalem": "Middle East",
    "Asia/Tehran": "Middle East",
    "Asia/Tbilisi": "Middle East",
    "Europe/Istanbul": "Middle East",
    "Asia/Kolkata": "South Asia",
    "Asia/Kabul": "South Asia",
    "Asia/Almaty": "South Asia",
    "Asia/Tashkent": "South Asia",
    "Indian/Maldives": "South Asia",
    "Asia/Shanghai": "East Asia",
    "Asia/Taipei": "East Asia",
    "Asia/Ulaanbaatar": "East Asia",
    "Asia/Singapore": "Southeast Asia",
    "Asia/Ho_Chi_Minh": "Southeast Asia",
    "Asia/Dili": "Southeast Asia",
    "Australia/Perth": "Oceania",
    "Pacific/Port_Moresby": "Oceania",
    "Pacific/Tahiti": "Oceania",
    "Antarctica/Macquarie": "Oceania",
}

OLD_NAMES = {
    "US/Pacific": "North America",
    "EST5EDT": "North America",
    "Canada/Eastern": "North America",
    "America/Coral_Harbour": "North America",
    "America/Buenos_Aires": "Latin America",
    "Cuba": "Latin America",
    "Europe/Kiev": "Europe",
    "GB": "Europe",
    "Iceland": "Europe",
    "CET": "Europe",
    "Europe/Nicosia": "Europe",
    "Egypt": "Africa",
    "Africa/Asmera": "Africa",
    "Turkey": "Middle East",
    "Asia/Istanbul": "Middle East",
    "Asia/Calcutta": "South Asia",
    "Asia/Katmandu": "South Asia",
    "PRC": "East Asia",
    "Asia/Saigon": "Southeast Asia",
    "Asia/Rangoon": "Southeast Asia",
    "US/Samoa": "Oceania",
    "NZ": "Oceania",
}

NOWHERE = ("UTC", "Etc/UTC", "GMT", "Zulu", "EST", "MST", "HST", "Etc/GMT+3", "Etc/GMT-10")
GARBAGE = ("", " ", "Factory", "Mars/Olympus", "Europe", "america/new_york", "\0", "../zone.tab")


@pytest.mark.parametrize(("zone", "region"), [*WELL_KNOWN.items(), *OLD_NAMES.items()])
def test_clocks_hang_in_their_region(zone: str, region: str) -> None:
    assert region_of(zone) == region


@pytest.mark.parametrize("zone", [*NOWHERE, *GARBAGE])
def test_what_is_no_place_has_no_region(zone: str) -> None:
    assert region_of(zone) is None


def test_the_pole_has_no_region_by_any_name() -> None:
    assert region_of("Antarctica/McMurdo") is None
    assert region_of("Antarctica/South_Pole") is None


def test_every_zone_people_may_pick_has_a_region_but_for_antarctica() -> None:
    nowhere = {zone for zone in zone_names() if region_of(zone) is None}
    assert nowhere == {"UTC"} | {zone for zone, code in places().items() if code == "AQ"}


def test_every_region_has_clocks() -> None:
    assert {region_of(zone) for zone in zone_names()} == {*Region, None}
    assert {region_of(zone) for zone in COMMON_ZONES} == {*Region, None}


def test_old_names_are_where_the_place_of_today_is() -> None:
    moved = {
        name for name, place in canonical_names().items() if region_of(name) != region_of(place)
    }
    assert moved == {"America/Coral_Harbour", "Antarctica/South_Pole"}


def test_every_country_with_a_zone_is_in_one_region() -> None:
    assert list(_COUNTRIES) == list(Region)
    times = Counter(code for codes in _COUNTRIES.values() for code in codes.split())
    assert set(times.values()) == {1}
    assert set(times) == set(places().values()) - {"AQ"}


def test_russia_in_asia_goes_by_its_neighbours() -> None:
    asian = [z for z, code in places().items() if code == "RU" and z.startswith("Asia/")]
    as_central_asia = {zone for zone in asian if region_of(zone) == "South Asia"}
    assert as_central_asia == {"Asia/Yekaterinburg", "Asia/Omsk"}
    assert {region_of(zone) for zone in set(asian) - as_central_asia} == {"East Asia"}
    assert region_of("Europe/Kaliningrad") == region_of("Europe/Volgograd") == "Europe"


def test_shares_of_the_world_sum_to_a_hundred() -> None:
    assert list(WORLD) == list(Region)
    assert sum(WORLD.values()) == 100
    assert min(WORLD.values()) > 0


def test_every_region_has_its_shares() -> None:
    assert list(REGION_ZONES) == list(Region)


@pytest.mark.parametrize("region", Region)
def test_shares_of_a_region_sum_to_a_hundred(region: Region) -> None:
    shares = REGION_ZONES[region]
    assert sum(shares.values()) == 100
    assert min(shares.values()) > 0
    assert 2 <= len(shares) <= 6
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


@pytest.mark.parametrize("region", Region)
def test_shares_are_of_todays_zones_of_the_region(region: Region) -> None:
    for zone in REGION_ZONES[region]:
        assert zone in zone_names()
        assert canonical_names()[zone] == zone
        assert region_of(zone) == region
