"""A zone is read as one IANA name, or as all that it can mean."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.refusals import (
    AmbiguousZoneError,
    FixedOffsetError,
    RefusedError,
    UnknownZoneError,
)
from sigbot.domain.zone_names import zone_names
from sigbot.domain.zones import find_zone, match_zones, read_zone
from tests.domain.properties import quick, thorough, typed

names = st.sampled_from(zone_names())
INDIA = timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("America/New_York", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("  New   York ", "America/New_York"),
        ("new_york", "America/New_York"),
        ("NAIROBI", "Africa/Nairobi"),
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("stockholm", "Europe/Stockholm"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("calcutta", "Asia/Kolkata"),
        ("Bombay", "Asia/Kolkata"),
        ("madras", "Asia/Kolkata"),
        ("Peking", "Asia/Shanghai"),
        ("saigon", "Asia/Ho_Chi_Minh"),
        ("Köln", "Europe/Berlin"),
        ("europe/kiev", "Europe/Kyiv"),
        ("US/Pacific", "America/Los_Angeles"),
        ("utc", "UTC"),
        ("Zulu", "UTC"),
        ("GMT", "UTC"),
        ("et", "America/New_York"),
    ],
)
def test_a_zone_is_found_by_its_name_its_city_or_its_old_name(text: str, zone: str) -> None:
    assert find_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("CST", {"America/Chicago", "Asia/Shanghai", "America/Havana"}),
        (" ist ", {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"}),
        ("BST", {"Europe/London", "Asia/Dhaka"}),
        ("ast", {"America/Halifax", "Asia/Riyadh"}),
        ("SST", {"Pacific/Pago_Pago", "Asia/Singapore"}),
    ],
)
def test_an_abbreviation_of_several_zones_names_all_of_them(text: str, zones: set[str]) -> None:
    with pytest.raises(AmbiguousZoneError) as refused:
        find_zone(text)
    assert zones <= set(refused.value.zones)
    assert refused.value.text == text


@pytest.mark.parametrize(
    ("text", "zone"), [("Brasil", "America/Sao_Paulo"), ("berl", "Europe/Berlin")]
)
def test_the_only_zone_that_a_list_offers_is_meant(text: str, zone: str) -> None:
    assert match_zones(text) == [zone]
    assert find_zone(text) == zone


@pytest.mark.parametrize(
    "text", ["new", "Mars/Phobos", "", "  ", "Nowhere", "x" * 100, "UTC+15", "../UTC"]
)
def test_an_unknown_zone_is_refused(text: str) -> None:
    with pytest.raises(UnknownZoneError) as refused:
        find_zone(text)
    assert refused.value.text == text


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("UTC+3", timedelta(hours=3)),
        ("utc -3", timedelta(hours=-3)),
        ("GMT+5:30", INDIA),
        ("+0530", INDIA),
        ("-3:30", -timedelta(hours=3, minutes=30)),
        ("UTC+14", timedelta(hours=14)),
    ],
)
def test_a_fixed_offset_is_nobodys_home(text: str, offset: timedelta) -> None:
    assert read_zone(text).offset == offset
    with pytest.raises(FixedOffsetError):
        find_zone(text)


@pytest.mark.parametrize("text", ["EST", "mst", "HST"])
def test_a_fixed_abbreviation_suggests_a_zone_that_was_meant(text: str) -> None:
    suggested = read_zone(text).suggest
    assert suggested in zone_names()
    with pytest.raises(FixedOffsetError) as refused:
        find_zone(text)
    assert refused.value.suggest == suggested


@pytest.mark.parametrize(("text", "hours"), [("EST", -5), ("MST", -7), ("HST", -10)])
def test_a_fixed_abbreviation_has_its_offset(text: str, hours: int) -> None:
    assert read_zone(text).offset == timedelta(hours=hours)


def test_an_offset_has_no_more_than_59_minutes() -> None:
    assert read_zone("UTC+5:99").status == "unknown"


@thorough
@given(names, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_every_name_is_read_as_itself_however_it_is_spelled(name: str, spell: object) -> None:
    assert callable(spell)
    assert find_zone(name) == name
    assert find_zone(spell(name)) == name
    assert find_zone(f" {spell(name.replace('_', ' '))} ") == name


def test_every_city_finds_its_zone_or_asks_between_those_of_that_name() -> None:
    for name in zone_names():
        reading = read_zone(name.rsplit("/", 1)[-1])
        if reading.status != "fixed":
            assert name in reading.zones


@thorough
@given(typed | st.sampled_from(zone_names()).map(lambda name: name[:6]))
def test_reading_any_text_as_a_zone_never_fails(text: str) -> None:
    reading = read_zone(text)
    least, most = {"ok": (1, 1), "ambiguous": (2, 99)}.get(reading.status, (0, 0))
    assert least <= len(reading.zones) <= most
    assert set(reading.zones) <= set(zone_names())
    assert (reading.offset is not None) == (reading.status == "fixed")
    try:
        assert find_zone(text) == reading.zones[0]
    except RefusedError:
        assert reading.status != "ok"


def test_every_zone_that_can_be_picked_exists_and_is_a_place_or_utc() -> None:
    assert set(zone_names()) <= available_timezones()
    assert list(zone_names()) == sorted(set(zone_names()))
    assert all("/" in name or name == "UTC" for name in zone_names())
    assert not [name for name in zone_names() if name.startswith(("Etc/", "posix", "right"))]


OLD_NAMES = {
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Asia/Rangoon": "Asia/Yangon",
    "Europe/Kiev": "Europe/Kyiv",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "US/Eastern": "America/New_York",
    "Zulu": "UTC",
    "Etc/UTC": "UTC",
}


@pytest.mark.parametrize(("old", "new"), OLD_NAMES.items())
def test_an_old_name_gives_todays_name_of_the_same_clock(old: str, new: str) -> None:
    assert find_zone(old) == find_zone(old.lower()) == new
    for month in range(1, 13):
        at = datetime(2026, month, 15, tzinfo=UTC)
        shown = [at.astimezone(ZoneInfo(name)).replace(tzinfo=None) for name in (old, new)]
        assert shown[0] == shown[1]


@pytest.mark.parametrize("text", ["", "new", "york", "CST", "est", "a", "zz", "é", "/"])
def test_an_offer_is_short_unique_and_of_real_zones(text: str) -> None:
    offered = match_zones(text)
    assert len(offered) <= 25
    assert len(offered) == len(set(offered))
    assert set(offered) <= set(zone_names())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("new", ["America/New_York", "Pacific/Auckland", "America/Chicago"]),
        ("lon", ["Europe/London", "Arctic/Longyearbyen"]),
        ("par", ["Europe/Paris", "America/Paramaribo", "America/Asuncion"]),
        ("san", ["America/Los_Angeles"]),
        ("sin", ["Asia/Singapore"]),
        ("s", ["Asia/Singapore", "Asia/Seoul", "Asia/Shanghai", "Australia/Sydney"]),
    ],
)
def test_well_known_places_are_offered_first(text: str, first: list[str]) -> None:
    assert match_zones(text)[: len(first)] == first


def test_the_closest_spelling_is_offered_first() -> None:
    assert match_zones("new y")[0] == "America/New_York"
    assert {"America/Chicago", "Asia/Shanghai", "America/Havana"} <= set(match_zones("cst"))
    assert match_zones("EST")[0] == "America/New_York"
    assert match_zones("calcutta")[0] == "Asia/Kolkata"
    assert match_zones("Bomb") == ["Asia/Kolkata"]
    assert "UTC" in match_zones("")
    assert match_zones("nowhere at all") == []


@quick
@given(names)
def test_typing_a_name_offers_it(name: str) -> None:
    assert match_zones(name)[0] == name
    assert name in match_zones(name[:-1])
