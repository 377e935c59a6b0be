"""A moment is read as people mean it, or not at all; where two are meant, both are returned."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from sigbot.domain.clocks import transitions
from sigbot.domain.refusals import (
    FixedOffsetError,
    RefusedError,
)
from sigbot.domain.when import Moment, WhenReading, WhenStatus, is_in_gap, read_when, to_utc
from tests.domain.properties import (
    DAYS,
    NEW_YORK,
    NOW,
    ODD_DAYS,
    ODD_TAILS,
    ODD_YEARS,
    ODD_ZONES,
    TAILS,
    YEARS,
    instants,
    phrases,
    quick,
    thorough,
    typed,
    unshrunk,
    walls,
    zones,
)

YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def read(text: str, zone: str = NEW_YORK, now: datetime = NOW) -> list[str]:
    """Return what is read, as wall times of the zone it is read in."""
    return [f"{moment.at:%Y-%m-%d %H:%M}" for moment in read_when(text, zone, now).readings]


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-12-02 16:00 utc", "UTC", "2026-12-02T16:00"),
        ("2026-12-02 11:00 New York", NEW_YORK, "2026-12-02T16:00"),
        ("tomorrow 9am tokyo", "Asia/Tokyo", "2026-11-23T00:00"),
        ("18:00 Europe/Berlin", "Europe/Berlin", "2026-11-22T17:00"),
        ("next wednesday 11am pt", "America/Los_Angeles", "2026-11-25T19:00"),
        ("11:00 (New York)", NEW_YORK, "2026-11-22T16:00"),
        ("3pm CET tomorrow", "Europe/Brussels", "2026-11-23T14:00"),
        ("at 3pm new york time on wednesday", NEW_YORK, "2026-11-25T20:00"),
    ],
)
def test_a_zone_named_in_the_text_comes_before_the_readers_own(
    text: str, zone: str, utc: str
) -> None:
    [moment] = read_when(text, "Asia/Kathmandu", NOW).readings
    assert moment.zone == zone
    assert f"{moment.utc:%Y-%m-%dT%H:%M}" == utc


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("16:00 UTC+3", "2026-11-22T13:00"),
        ("16:00 +03:00", "2026-11-22T13:00"),
        ("16:00+03:00", "2026-11-22T13:00"),
        ("16:00 +3", "2026-11-22T13:00"),
        ("16:00 (UTC+3)", "2026-11-22T13:00"),
        ("3pm GMT-5", "2026-11-22T20:00"),
        ("3pm UTC\N{MINUS SIGN}5", "2026-11-22T20:00"),
        ("9:00 -05:00", "2026-11-22T14:00"),
        ("16:00Z", "2026-11-22T16:00"),
        ("16:00 Etc/GMT+3", "2026-11-22T19:00"),  # the sign of POSIX
        ("2026-12-02 16:00 UTC+3", "2026-12-02T13:00"),
        ("2026-12-02 01:30-05:00", "2026-12-02T06:30"),
        ("2026-12-02T11:00:00.000Z", "2026-12-02T11:00"),
        ("Wed 2 Dec 2026 11:00 GMT+0100", "2026-12-02T10:00"),
        ("16:00 UTC+3 tomorrow", "2026-11-23T13:00"),
        # Where the offset is, it is another day already.
        ("tomorrow 9:00 UTC+14", "2026-11-23T19:00"),
        ("monday 1am UTC+14", "2026-11-29T11:00"),
    ],
)
def test_an_offset_names_an_instant_which_is_told_in_the_readers_zone(text: str, utc: str) -> None:
    [moment] = read_when(text, "Asia/Kathmandu", NOW).readings
    assert moment.zone == "Asia/Kathmandu"
    assert f"{moment.utc:%Y-%m-%dT%H:%M}" == utc


@pytest.mark.parametrize(
    "text",
    [
        "monday 9-10am",
        "monday 9:00-10:00",
        "monday 9:00 -10:00",
        "monday 9:00 - 10:00",
        "2026-12-02 9:00-10:00",
        "8pm -10:00",
        "9 - 10 dec",
        "9:00 UTC - 10:00 UTC",
        "16:00 UTC+15",
        "16:00 UTC+3:99",
    ],
)
def test_a_span_and_an_offset_that_no_clock_has_are_not_read(text: str) -> None:
    assert read_when(text, NEW_YORK, NOW) == WhenReading(WhenStatus.UNREADABLE)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("2 dec 11:00 CST (UTC-6)", "2026-12-02T11:00-06:00[America/Chicago]"),
        ("2 dec 11:00 CST UTC+8", "2026-12-02T11:00+08:00[Asia/Shanghai]"),
        ("2027-11-07 1:30 New York (UTC-4)", "2027-11-07T01:30-04:00[America/New_York]"),
        ("2027-11-07 1:30 New York (UTC-5)", "2027-11-07T01:30-05:00[America/New_York]"),
        ("2027-11-07 1:30 New York (UTC)", None),
        ("2 dec 11:00 London (UTC)", "2026-12-02T11:00+00:00[Europe/London]"),
        ("2 dec 11:00 (UTC)", "2026-12-02T11:00+00:00[UTC]"),
        ("2 dec 11:00 New York (UTC-4)", None),  # not in winter
    ],
)
def test_an_offset_beside_a_zone_settles_which_and_when(text: str, choice: str | None) -> None:
    choices = [moment.choice for moment in read_when(text, NEW_YORK, NOW).readings]
    assert choices == ([choice] if choice else [])


def test_an_abbreviation_of_several_zones_has_a_reading_in_each() -> None:
    for text in ("2 Dec 10:00 CST", "10:00 cst"):
        reading = read_when(text, NEW_YORK, NOW)
        assert reading.status is WhenStatus.AMBIGUOUS
        assert {(m.zone, m.wall.hour) for m in reading.readings} == {
            ("Asia/Shanghai", 10),
            ("America/Havana", 10),
            ("America/Chicago", 10),
        }
    assert read_when("nonsense CST", NEW_YORK, NOW).status is WhenStatus.UNREADABLE


def test_a_fixed_offset_by_name_is_refused_with_a_suggestion() -> None:
    with pytest.raises(FixedOffsetError) as refused:
        read_when("tomorrow 11:00 EST", NEW_YORK, NOW)
    assert refused.value.suggest == NEW_YORK


@pytest.mark.parametrize(
    ("text", "walls_read"),
    [
        ("03/04 10:00", ["2027-04-03 10:00", "2027-03-04 10:00"]),
        ("3.4.2027 10:00", ["2027-04-03 10:00", "2027-03-04 10:00"]),
        ("2026-11-01 1:30", ["2026-11-01 01:30", "2026-11-01 01:30"]),
        ("Wed at 4", ["2026-11-25 04:00", "2026-11-25 16:00"]),
        ("tomorrow 5", ["2026-11-23 05:00", "2026-11-23 17:00"]),
        ("4", ["2026-11-22 16:00", "2026-11-23 04:00"]),
        ("11 dec 2", ["2026-12-11 02:00", "2026-12-11 14:00"]),
        ("tomorrow midnight", ["2026-11-23 00:00", "2026-11-24 00:00"]),
        ("next week wednesday 11:00", ["2026-11-25 11:00", "2026-12-02 11:00"]),
        ("2.12 11.30", ["2026-11-30 02:12", "2026-12-02 11:30", "2027-02-12 11:30"]),
    ],
)
def test_what_has_two_readings_offers_both(text: str, walls_read: list[str]) -> None:
    assert read_when(text, NEW_YORK, NOW).status == "ambiguous"
    assert read(text) == sorted(walls_read)


def test_the_two_readings_of_a_fold_are_an_hour_apart_the_first_one_first() -> None:
    first, second = read_when("2026-11-01 1:30", NEW_YORK, NOW).readings
    assert second.utc - first.utc == timedelta(hours=1)
    assert (first.choice, second.choice) == (
        "2026-11-01T01:30-04:00[America/New_York]",
        "2026-11-01T01:30-05:00[America/New_York]",
    )


def test_a_time_in_the_spring_gap_does_not_exist_and_the_shifted_one_is_offered() -> None:
    reading = read_when("2027-03-14 2:30", NEW_YORK, NOW)
    assert reading.status == "nonexistent"
    assert [m.choice for m in reading.readings] == ["2027-03-14T03:30-04:00[America/New_York]"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "soon",
        "25:00",
        "24:00",
        "12:60",
        "13pm",
        "0am",
        "2026-02-29 11:00",
        "2026-13-01 11:00",
        "31 april 11:00",
        "30 feb 11:00",
        "31/02 10:00",
        "13/13 10:00",
        "0/0 10:00",
        "fifth monday of february 2027 10:00",
        "tuesday 2 december 2026 11:00",  # a Wednesday
        "in 5 parsecs",
        "in a",
        "yesterday 9am",
        "x" * 5000,
        "11:00 " * 500,
        "0000-00-00 00:00",
        "2026-12-02T11:00-05:00[Mars/Phobos]",
        "2026-12-02T11:00-05:00[../../etc/passwd]",
        "2026-12-02T11:00-05:00[America]",
        "2026-12-02T11:00-07:00[America/New_York]",  # never that offset
        "2027-03-14T02:30-05:00[America/New_York]",  # never that time
    ],
)
def test_what_cannot_be_read_is_not_guessed(text: str) -> None:
    assert read_when(text, NEW_YORK, NOW) == WhenReading(WhenStatus.UNREADABLE)


def instants_shown_as(wall: datetime, zone: str) -> list[datetime]:
    """Return by brute force every instant at which the clock of `zone` shows `wall`."""
    info, around = ZoneInfo(zone), wall.replace(tzinfo=UTC)
    offsets = {
        (around + timedelta(hours=hours)).astimezone(info).utcoffset() or timedelta()
        for hours in range(-36, 37, 6)
    }
    candidates = sorted(around - offset for offset in offsets)
    return [at for at in candidates if at.astimezone(info).replace(tzinfo=None) == wall]


def check_placed(wall: datetime, zone: str) -> None:
    shown = instants_shown_as(wall, zone)
    reading = read_when(f"{wall:%Y-%m-%d %H:%M}", zone, NOW)
    expected = {0: "nonexistent", 1: "ok", 2: "ambiguous"}[len(shown)]
    assert reading.status == expected
    assert is_in_gap(wall, zone) == (not shown)
    if shown:
        assert [moment.utc for moment in reading.readings] == shown
        assert to_utc(wall, zone) == shown[0]
    else:
        assert reading.readings[0].utc == to_utc(wall, zone)
        assert reading.readings[0].wall > wall


@thorough
@given(walls, zones)
def test_a_wall_time_has_the_instants_at_which_the_clock_shows_it(
    wall: datetime, zone: str
) -> None:
    check_placed(wall, zone)


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_every_quarter_hour_around_a_change_of_the_clock_is_placed_rightly(zone: str) -> None:
    for change in transitions(zone, YEAR, YEAR + timedelta(days=730)):
        begin = change.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(hours=4)
        for quarter in range(33):
            check_placed(begin + timedelta(minutes=15 * quarter), zone)


def check_reads_back(moment: Moment) -> None:
    elsewhere = read_when(f" {moment.choice} ", "Asia/Kathmandu", datetime(2031, 5, 5, tzinfo=UTC))
    assert elsewhere == WhenReading(WhenStatus.OK, (moment,))
    assert elsewhere.readings[0].utc == moment.utc
    assert elsewhere.readings[0].at.fold == moment.at.fold


@thorough
@given(instants, zones)
def test_a_choice_reads_back_as_the_same_moment_for_any_reader(at: datetime, zone: str) -> None:
    check_reads_back(Moment(at.astimezone(ZoneInfo(zone)), zone))


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_a_choice_reads_back_on_the_nights_the_clock_changes(zone: str) -> None:
    for change in transitions(zone, YEAR, YEAR + timedelta(days=730)):
        for quarter in range(-16, 17):
            at = change + timedelta(minutes=15 * quarter)
            check_reads_back(Moment(at.astimezone(ZoneInfo(zone)), zone))


@quick
@given(walls, zones)
def test_whatever_is_offered_reads_back_as_itself(wall: datetime, zone: str) -> None:
    for moment in read_when(f"{wall:%Y-%m-%d %H:%M}", zone, NOW).readings:
        check_reads_back(moment)


def check_sane(reading: WhenReading) -> None:
    least = {"ok": 1, "ambiguous": 2, "nonexistent": 1, "unreadable": 0}[reading.status]
    assert len(reading.readings) >= least
    assert len(reading.readings) == least or reading.status == "ambiguous"
    for moment in reading.readings:
        assert isinstance(moment.at.tzinfo, ZoneInfo)
        assert moment.at.tzinfo.key == moment.zone
        # Long ago some clocks were half a minute off, where an offset was typed.
        assert 0 in {moment.at.second, moment.utc.second}
        assert moment.at.microsecond == 0
        assert moment.utc.astimezone(moment.at.tzinfo) == moment.at
        assert not is_in_gap(moment.wall, moment.zone)


def read_or_refuse(text: str, zone: str = NEW_YORK) -> None:
    try:
        reading = read_when(text, zone, NOW)
    except RefusedError:
        return
    check_sane(reading)


@thorough
@given(typed, zones)
def test_reading_any_text_gives_sane_moments_or_refuses(text: str, zone: str) -> None:
    read_or_refuse(text, zone)


@thorough
@given(phrases(DAYS, YEARS, TAILS), zones)
def test_reading_any_words_of_dates_gives_sane_moments_or_refuses(text: str, zone: str) -> None:
    read_or_refuse(text, zone)


@unshrunk
@given(phrases(ODD_DAYS, ODD_YEARS, ODD_TAILS), zones)
def test_reading_words_from_the_ends_of_the_calendar_gives_sane_moments_or_refuses(
    text: str, zone: str
) -> None:
    read_or_refuse(text, zone)


@pytest.mark.parametrize(
    "text",
    [
        text
        for text, error in [
            ("december ² 11:00", ValueError),
            (f"december {'9' * 25} 11:00", OverflowError),
            ("first monday of december 0000 11:00", ValueError),
            ("last monday of december 9999 11:00", ValueError),
            ("fifth monday of december 9999 11:00", OverflowError),
            ("2026-12-02 11:00+99:00", ValueError),
            ("0001-01-01 00:00+14:00", OverflowError),
            ("0001-01-01T00:00+14:00[UTC]", OverflowError),
            ("9999-12-31 23:59", OverflowError),
        ]
    ],
)
def test_a_text_that_is_far_off_is_refused_or_read(text: str) -> None:
    read_or_refuse(text)


def test_a_time_has_no_more_than_59_seconds() -> None:
    assert read("11:00:75") == []


def test_a_gap_on_one_of_two_dates_does_not_hide_the_other_date() -> None:
    assert "2026-08-03 02:30" in read("08/03 2:30", now=datetime(2026, 1, 1, tzinfo=UTC))


def test_a_bare_time_on_the_night_the_clock_goes_back_is_ahead() -> None:
    first_time_round = datetime(2026, 11, 1, 5, 45, tzinfo=UTC)
    [moment] = read_when("1:30", NEW_YORK, first_time_round).readings
    assert moment.utc == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
