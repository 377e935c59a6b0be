"""A moment is read as people mean it, or not at all; two readings stay two."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sigbot.domain.refusals import (
    AmbiguousWhenError,
    AmbiguousZoneError,
    FixedOffsetError,
    NonexistentWhenError,
    RefusedError,
    UnreadableWhenError,
)
from sigbot.domain.when import (
    Moment,
    WhenReading,
    is_in_gap,
    read_when,
    resolve_when,
    to_utc,
)
from tests.domain.properties import ODD_ZONES, quick, thorough, typed, unshrunk, zones

NEW_YORK = "America/New_York"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""A Sunday; in New York it is 07:00."""

instants = st.integers(0, 40 * 366 * 1440).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
walls = instants.map(lambda at: at.replace(tzinfo=None))


def read(text: str, zone: str = NEW_YORK, now: datetime = NOW) -> list[str]:
    """What was read, as wall times of the zone it was read in."""
    return [f"{moment.at:%Y-%m-%d %H:%M}" for moment in read_when(text, zone, now).readings]


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("2026-12-02 11:00", "2026-12-02 11:00"),
        ("2026-12-02T11:00", "2026-12-02 11:00"),
        ("2026-12-2 at 11am", "2026-12-02 11:00"),
        ("2026-12-02T16:00Z", "2026-12-02 11:00"),
        ("2026-12-02T21:30+05:30", "2026-12-02 11:00"),
        ("2026-12-02 21:30 +0530", "2026-12-02 11:00"),
        ("next Wednesday 11am", "2026-11-25 11:00"),
        ("wed 11:00", "2026-11-25 11:00"),
        ("Wednesday at 11", "2026-11-25 11:00"),
        ("on Wednesday at 11", "2026-11-25 11:00"),
        ("11:00 on Wednesday", "2026-11-25 11:00"),
        ("first Monday of December 10:00", "2026-12-07 10:00"),
        ("last friday of november 9 pm", "2026-11-27 21:00"),
        ("first monday of december 2027 10am", "2027-12-06 10:00"),
        ("first monday of november 10am", "2027-11-01 10:00"),
        ("Dec 2nd at 11", "2026-12-02 11:00"),
        ("2 December 11:00", "2026-12-02 11:00"),
        ("Wed 2 Dec 2026, 11:00", "2026-12-02 11:00"),
        ("December 2, 2026 11am", "2026-12-02 11:00"),
        ("3rd of may 11:00", "2027-05-03 11:00"),
        ("29 feb 10:00", "2028-02-29 10:00"),
        ("22/12 15:00", "2026-12-22 15:00"),
        ("12/22 15:00", "2026-12-22 15:00"),
        ("05/05/2027 15:00", "2027-05-05 15:00"),
        ("22.12.2026 15:00", "2026-12-22 15:00"),
        ("tomorrow 9am", "2026-11-23 09:00"),
        ("day after tomorrow 9am", "2026-11-24 09:00"),
        ("today 9am", "2026-11-22 09:00"),
        ("tonight 8pm", "2026-11-22 20:00"),
        ("tomorrow noon", "2026-11-23 12:00"),
        ("midnight", "2026-11-23 00:00"),
        ("12am", "2026-11-23 00:00"),
        ("12pm", "2026-11-22 12:00"),
        ("8:15 p.m.", "2026-11-22 20:15"),
        ("9h30", "2026-11-22 09:30"),
        ("6:59", "2026-11-23 06:59"),
        ("7:00", "2026-11-23 07:00"),
        ("7:01", "2026-11-22 07:01"),
        ("in 2 hours", "2026-11-22 09:00"),
        ("in an hour", "2026-11-22 08:00"),
        ("in 90 min", "2026-11-22 08:30"),
        ("in 3 days", "2026-11-25 07:00"),
        ("in a week", "2026-11-29 07:00"),
        ("  NEXT   wednesday ,  11 AM ", "2026-11-25 11:00"),
    ],
)
def test_what_people_write_is_read_as_they_mean_it(text: str, wall: str) -> None:
    assert read(text) == [wall]


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-12-02 16:00 utc", "UTC", "2026-12-02T16:00"),
        ("2026-12-02 11:00 New York", NEW_YORK, "2026-12-02T16:00"),
        ("tomorrow 9am tokyo", "Asia/Tokyo", "2026-11-23T00:00"),
        ("18:00 Europe/Berlin", "Europe/Berlin", "2026-11-22T17:00"),
        ("next wednesday 11am pt", "America/Los_Angeles", "2026-11-25T19:00"),
    ],
)
def test_a_zone_named_in_the_text_comes_before_the_readers_own(
    text: str, zone: str, utc: str
) -> None:
    [moment] = read_when(text, "Asia/Kathmandu", NOW).readings
    assert moment.zone == zone
    assert f"{moment.utc:%Y-%m-%dT%H:%M}" == utc


def test_an_abbreviation_of_several_zones_is_asked_back() -> None:
    with pytest.raises(AmbiguousZoneError) as refused:
        read_when("11:00 CST", NEW_YORK, NOW)
    assert "America/Chicago" in refused.value.zones


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
    ],
)
def test_what_has_two_readings_offers_both(text: str, walls_read: list[str]) -> None:
    assert read_when(text, NEW_YORK, NOW).status == "ambiguous"
    assert sorted(read(text)) == sorted(walls_read)


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
    assert read_when(text, NEW_YORK, NOW) == WhenReading("unreadable")


def test_a_refusal_carries_what_was_typed_and_what_could_be_meant() -> None:
    with pytest.raises(UnreadableWhenError) as unreadable:
        resolve_when("soon", NEW_YORK, NOW)
    with pytest.raises(AmbiguousWhenError) as ambiguous:
        resolve_when("03/04 10:00", NEW_YORK, NOW)
    with pytest.raises(NonexistentWhenError) as nonexistent:
        resolve_when("2027-03-14 2:30", NEW_YORK, NOW)
    assert unreadable.value.text == "soon"
    assert len(ambiguous.value.readings) == 2
    assert nonexistent.value.shifted.isoformat() == "2027-03-14T03:30:00-04:00"
    assert resolve_when("tomorrow 9am", NEW_YORK, NOW).utc.hour == 14


def test_a_weekday_said_on_that_day_is_today_while_the_time_is_ahead() -> None:
    wednesday = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    assert read("wednesday 13:00", "UTC", wednesday) == ["2026-11-25 13:00"]
    assert read("wednesday 12:00", "UTC", wednesday) == ["2026-12-02 12:00"]
    assert read("next wednesday 13:00", "UTC", wednesday) == ["2026-12-02 13:00"]
    assert read("this wednesday 13:00", "UTC", wednesday) == ["2026-11-25 13:00"]


@quick
@given(instants, st.sampled_from(list(calendar.day_name)), st.integers(0, 23), zones)
def test_a_weekday_is_its_next_date(now: datetime, name: str, hour: int, zone: str) -> None:
    local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    reading = read_when(f"{name} {hour}:00", zone, now)
    assume(reading.status == "ok")
    wall = reading.readings[0].wall
    assert list(calendar.day_name)[wall.weekday()] == name
    assert local < wall <= local + timedelta(days=7)


@quick
@given(instants, st.sampled_from(list(calendar.day_name)), st.integers(0, 23))
def test_next_weekday_is_never_today(now: datetime, name: str, hour: int) -> None:
    [moment] = read_when(f"next {name} {hour}:00", "UTC", now).readings
    assert now.date() < moment.at.date() <= now.date() + timedelta(days=7)


@quick
@given(instants, st.times(), zones)
def test_a_bare_time_is_its_next_occurrence(now: datetime, at: object, zone: str) -> None:
    reading = read_when(f"{at:%H:%M}", zone, now)
    assume(reading.status == "ok")
    [moment] = reading.readings
    assert f"{moment.wall:%H:%M}" == f"{at:%H:%M}"
    assert now < moment.utc <= now + timedelta(hours=26)


@quick
@given(instants, st.integers(1, 9999), zones)
def test_hours_from_now_have_elapsed_whatever_the_clock_does(
    now: datetime, hours: int, zone: str
) -> None:
    [moment] = read_when(f"in {hours} hours", zone, now).readings
    assert moment.utc == now + timedelta(hours=hours)


@quick
@given(instants, st.integers(1, 999), zones)
def test_days_from_now_keep_the_wall_time(now: datetime, days: int, zone: str) -> None:
    reading = read_when(f"in {days} days", zone, now)
    assume(reading.status == "ok")
    local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert reading.readings[0].wall == local + timedelta(days=days)


@quick
@given(st.dates(date(2027, 1, 1), date(2060, 1, 1)))
def test_a_slashed_date_has_as_many_readings_as_there_are_such_dates(day: date) -> None:
    reading = read_when(f"{day.day:02}/{day.month:02}/{day.year} 12:00", "UTC", NOW)
    found = {moment.at.date() for moment in reading.readings}
    swapped = {day} if day.day > 12 else {day, date(day.year, day.day, day.month)}
    assert found == swapped
    assert reading.status == ("ambiguous" if len(swapped) == 2 else "ok")


@quick
@given(st.dates(date(2026, 11, 23), date(2027, 11, 22)))
def test_a_date_without_a_year_is_the_next_one(day: date) -> None:
    assert read(f"{day.day} {day:%B} 12:00", "UTC") == [f"{day} 12:00"]
    assert read(f"{day:%b} {day.day} 12:00", "UTC") == [f"{day} 12:00"]


def instants_shown_as(wall: datetime, zone: str) -> list[datetime]:
    """By brute force: every instant at which the clock of `zone` shows `wall`."""
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
    for change in changes_of(zone):
        begin = change.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(hours=4)
        for quarter in range(33):
            check_placed(begin + timedelta(minutes=15 * quarter), zone)


def changes_of(zone: str) -> list[datetime]:
    """The instants from 2026 to 2027 at which the clock of `zone` changes, to the quarter hour."""
    info, at, found = ZoneInfo(zone), datetime(2026, 1, 1, tzinfo=UTC), []
    while at < datetime(2028, 1, 1, tzinfo=UTC):
        later = at + timedelta(days=1)
        if at.astimezone(info).utcoffset() != later.astimezone(info).utcoffset():
            while at.astimezone(info).utcoffset() != later.astimezone(info).utcoffset():
                later -= timedelta(minutes=15)
            found.append(later + timedelta(minutes=15))
            later = at + timedelta(days=1)
        at = later
    return found


def check_reads_back(moment: Moment) -> None:
    elsewhere = read_when(f" {moment.choice} ", "Asia/Kathmandu", datetime(2031, 5, 5, tzinfo=UTC))
    assert elsewhere == WhenReading("ok", (moment,))
    assert elsewhere.readings[0].utc == moment.utc
    assert elsewhere.readings[0].at.fold == moment.at.fold


@thorough
@given(instants, zones)
def test_a_choice_reads_back_as_the_same_moment_for_any_reader(at: datetime, zone: str) -> None:
    check_reads_back(Moment(at.astimezone(ZoneInfo(zone)), zone))


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_a_choice_reads_back_on_the_nights_the_clock_changes(zone: str) -> None:
    for change in changes_of(zone):
        for quarter in range(-16, 17):
            at = change + timedelta(minutes=15 * quarter)
            check_reads_back(Moment(at.astimezone(ZoneInfo(zone)), zone))


@quick
@given(walls, zones)
def test_whatever_is_offered_reads_back_as_itself(wall: datetime, zone: str) -> None:
    for moment in read_when(f"{wall:%Y-%m-%d %H:%M}", zone, NOW).readings:
        check_reads_back(moment)


@quick
@given(st.integers(2027, 2100), st.integers(1, 12), st.integers(0, 6))
def test_the_nth_weekday_of_a_month_is_counted_on_the_calendar(
    year: int, month: int, weekday: int
) -> None:
    weeks = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    expected = [[f"{year}-{month:02}-{day:02} 12:00"] for day in weeks]
    of = f"{calendar.day_name[weekday]} of {calendar.month_name[month]} {year} 12:00"
    ordinals = ("first", "second", "third", "fourth", "fifth")
    assert [read(f"{nth} {of}", "UTC") for nth in ordinals] == [*expected, []][:5]
    assert read(f"last {of}", "UTC") == expected[-1]


def one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split("|"))


MONTHS = one_of("january|mar|dec.|may")
DAYS = one_of("1|2nd|03|29|31")
ODD_DAYS = one_of("1|29|99|²|٣") | st.just("9" * 25)
YEARS = one_of("2027|2028|1950|3000")
ODD_YEARS = one_of("2027|0000|0001|9999")
WEEKDAYS = one_of("monday|wed|fri.|sunday")
TIMES = one_of("noon|midnight|9|11am|12pm|2:30|1:30|23:59|24:00|8.15 p.m.|9h30|11:00:00")
TAILS = one_of("||| utc|z| cst| est| new york| tokyo|+05:30| -05:00| pt| mars")
ODD_TAILS = one_of("||+99:99|-24:00|+14:00|-14:00|+٠٥:٠٠")


def phrases(
    days: st.SearchStrategy[str], years: st.SearchStrategy[str], tails: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """A date and a time in one of the shapes that people use, and a zone perhaps."""
    dates = st.one_of(
        one_of("today|tonight|tomorrow|day after tomorrow|yesterday"),
        st.builds("{} {}".format, one_of("next|this|on"), WEEKDAYS),
        st.builds("{} {} of {} {}".format, one_of("first|fifth|last"), WEEKDAYS, MONTHS, years),
        st.builds("{} {}".format, MONTHS, days),
        st.builds("{} {} {}".format, days, MONTHS, years),
        st.builds("{}/{}/{}".format, days, DAYS, years),
    )
    iso = st.builds("{}-{}-{}".format, years, one_of("01|03|12"), one_of("01|14|28|31"))
    return st.one_of(
        st.builds("{}{}{}{}".format, dates, one_of(" | at |, "), TIMES, tails),
        st.builds("{} {}{}".format, TIMES, dates, tails),
        st.builds("{}{}{}{}".format, iso, one_of("t| "), TIMES, tails),
        st.builds("in {} {}".format, days, one_of("min|hours|days|weeks|parsecs")),
    )


def check_sane(reading: WhenReading) -> None:
    least = {"ok": 1, "ambiguous": 2, "nonexistent": 1, "unreadable": 0}[reading.status]
    assert len(reading.readings) >= least
    assert len(reading.readings) == least or reading.status == "ambiguous"
    for moment in reading.readings:
        assert isinstance(moment.at.tzinfo, ZoneInfo)
        assert moment.at.tzinfo.key == moment.zone
        assert (moment.at.second, moment.at.microsecond) == (0, 0)
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
