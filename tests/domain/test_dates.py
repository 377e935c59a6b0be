"""Dates and times in words are read as people mean them, on whatever keyboard they are typed."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sigbot.domain.when import read_when
from tests.domain.properties import NEW_YORK, NOW, instants, quick, zones


def read(text: str, zone: str = NEW_YORK, now: datetime = NOW) -> list[str]:
    """Return what is read, as wall times of the zone it is read in."""
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
        ("next wednesday at 11", "2026-11-25 11:00"),
        ("wed 11", "2026-11-25 11:00"),
        ("weds 11:00", "2026-11-25 11:00"),
        ("11am wednesday", "2026-11-25 11:00"),
        ("eleven on wednesday", "2026-11-25 11:00"),
        ("coming wednesday 11:00", "2026-11-25 11:00"),
        ("wed @ 11", "2026-11-25 11:00"),
        ("dec 2 11am", "2026-12-02 11:00"),
        ("dec 2 11", "2026-12-02 11:00"),
        ("2 dec 11", "2026-12-02 11:00"),
        ("2dec 11:00", "2026-12-02 11:00"),
        ("2-dec-2026 11:00", "2026-12-02 11:00"),
        ("2. december 11:00", "2026-12-02 11:00"),
        ("2nd of december 11:00", "2026-12-02 11:00"),
        ("on the 2nd of December at 11", "2026-12-02 11:00"),
        ("2 december 2026 at 11", "2026-12-02 11:00"),
        ("Wednesday, December 2, 2026 at 11:00 AM", "2026-12-02 11:00"),
        ("Wed 02.12.2026 11:00", "2026-12-02 11:00"),
        ("12/2 (Wed) 11:00", "2026-12-02 11:00"),
        ("22-12-2026 11:00", "2026-12-22 11:00"),
        ("2026/12/02 11:00", "2026-12-02 11:00"),
        ("11:00 on 2026-12-02", "2026-12-02 11:00"),
        ("on the 5th at 3pm", "2026-12-05 15:00"),
        ("the 22nd 8am", "2026-11-22 08:00"),
        ("1st monday of the month 10:00", "2026-12-07 10:00"),
        ("2nd wednesday of next month 10:00", "2026-12-09 10:00"),
        ("first wednesday in december at 10", "2026-12-02 10:00"),
        ("last friday of november 3 pm", "2026-11-27 15:00"),
        ("tomorrow at noon", "2026-11-23 12:00"),
        ("noon tomorrow", "2026-11-23 12:00"),
        ("12 noon tomorrow", "2026-11-23 12:00"),
        ("tonight at 8", "2026-11-22 20:00"),
        ("tonight at midnight", "2026-11-23 00:00"),
        ("tonight at 1", "2026-11-23 01:00"),
        ("this evening 8:30", "2026-11-22 20:30"),
        ("8 in the evening", "2026-11-22 20:00"),
        ("tomorrow morning 9", "2026-11-23 09:00"),
        ("tomorrow 3 in the afternoon", "2026-11-23 15:00"),
        ("friday night 1am", "2026-11-28 01:00"),
        ("this friday 15h", "2026-11-27 15:00"),
        ("15h30", "2026-11-22 15:30"),
        ("15 h 30", "2026-11-22 15:30"),
        ("15:00 hrs", "2026-11-22 15:00"),
        ("11.30", "2026-11-22 11:30"),
        ("11 h", "2026-11-22 11:00"),
        ("11 o\N{RIGHT SINGLE QUOTATION MARK}clock", "2026-11-22 11:00"),
        ("8 p.m.", "2026-11-22 20:00"),
        ("8 P M", "2026-11-22 20:00"),
        ("11:00\N{NARROW NO-BREAK SPACE}AM", "2026-11-22 11:00"),
        ("wed\N{NO-BREAK SPACE}11:00", "2026-11-25 11:00"),
        ("１１：００", "2026-11-22 11:00"),
        ("\N{RIGHT-TO-LEFT MARK}11:00", "2026-11-22 11:00"),
        ("in 2 weeks", "2026-12-06 07:00"),
        ("in two weeks at 11:00", "2026-12-06 11:00"),
        ("in 3 days 11am", "2026-11-25 11:00"),
        ("in 1h30", "2026-11-22 08:30"),
        ("in 1 h 30 min", "2026-11-22 08:30"),
        ("in 1 hour and 30 minutes", "2026-11-22 08:30"),
        ("in an hour and a half", "2026-11-22 08:30"),
        ("in 1.5 hours", "2026-11-22 08:30"),
        ("in half an hour", "2026-11-22 07:30"),
        ("in 2hrs", "2026-11-22 09:00"),
        ("2 hours from now", "2026-11-22 09:00"),
        ("in 1 day and 2 hours", "2026-11-23 09:00"),
        ("in 48 hours", "2026-11-24 07:00"),
    ],
)
def test_what_people_write_is_read_as_they_mean_it(text: str, wall: str) -> None:
    assert read(text) == [wall]


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "today",
        "tonight",
        "2 december 2026",
        "monday morning",
        "25:00",
        "31 feb 10:00",
        "wed 24:00",
        "23 pm",
        "9am tonight",
        "Tue 02.12.2026 11:00",
        "wed 2 - 3 dec 11:00",
        "monday 9-10am",
        "half past three",
        "in am",
        "in 2 weeks and some hours",
        "in 1h 1h 1h 1h",
        "2 weeks",
        "every wednesday 11",
        "end of month 11:00",
        "next month",
        "now",
        "tomorow 11",
        "at",
        "the 32nd 11:00",
    ],
)
def test_what_has_no_one_meaning_is_not_read(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("now", "text", "walls"),
    [
        ("2026-11-23T00:20", "tonight at 1", ["2026-11-23 01:00", "2026-11-24 01:00"]),
        ("2026-11-23T00:20", "tonight at 8", ["2026-11-23 20:00"]),
        ("2026-11-23T05:00", "tonight at 1", ["2026-11-24 01:00"]),
        ("2026-11-23T12:00", "next week monday 9:00", ["2026-11-30 09:00"]),
        ("2026-11-25T12:00", "next week sunday 9:00", ["2026-11-29 09:00", "2026-12-06 09:00"]),
        ("2026-11-28T12:00", "next week sunday 9:00", ["2026-11-29 09:00", "2026-12-06 09:00"]),
        ("2026-11-23T12:00", "next wed 9:00", ["2026-11-25 09:00", "2026-12-02 09:00"]),
        ("2026-11-25T12:00", "next fri 9:00", ["2026-11-27 09:00", "2026-12-04 09:00"]),
        ("2026-11-25T12:00", "next tue 9:00", ["2026-12-01 09:00"]),
        ("2026-11-22T12:00", "next mon 9:00", ["2026-11-23 09:00", "2026-11-30 09:00"]),
        ("2026-11-22T12:00", "next tue 9:00", ["2026-11-24 09:00"]),
        ("2026-12-31T12:00", "the 31st 11:00", ["2027-01-31 11:00"]),
        ("2026-12-07T10:00", "first monday of the month 10:00", ["2027-01-04 10:00"]),
        ("2026-12-07T10:00", "first monday of next month 10:00", ["2027-01-04 10:00"]),
    ],
)
def test_words_are_read_by_the_clock_on_the_wall(now: str, text: str, walls: list[str]) -> None:
    assert read(text, "UTC", datetime.fromisoformat(now).replace(tzinfo=UTC)) == walls


def test_a_bare_hour_up_to_six_has_two_readings_and_any_other_one() -> None:
    counts = {hour: len(read(f"wed at {hour}")) for hour in range(25)}
    assert [hour for hour, count in counts.items() if count == 2] == [1, 2, 3, 4, 5, 6]
    assert [hour for hour, count in counts.items() if count == 0] == [0, 24]
    assert {len(read(f"wed at {hour}:00")) for hour in range(24)} == {1}
    assert {
        len(read(f"wed at {hour}{half}")) for hour in range(1, 13) for half in ("am", "pm")
    } == {1}


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
def test_next_weekday_is_never_today_and_may_be_that_of_next_week(
    now: datetime, name: str, hour: int
) -> None:
    first, *later = read_when(f"next {name} {hour}:00", "UTC", now).readings
    assert now.date() < first.at.date() <= now.date() + timedelta(days=7)
    is_this_week = first.at.isocalendar()[:2] == now.isocalendar()[:2]
    is_tomorrow = first.at.date() - now.date() == timedelta(days=1)
    following = [first.utc + timedelta(days=7)] if is_this_week or is_tomorrow else []
    assert [moment.utc for moment in later] == following


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
    dates = {moment.at.date() for moment in reading.readings}
    swapped = {day} if day.day > 12 else {day, date(day.year, day.day, day.month)}
    assert dates == swapped
    assert reading.status == ("ambiguous" if len(swapped) == 2 else "ok")


@quick
@given(st.dates(date(2026, 11, 23), date(2027, 11, 22)))
def test_a_date_without_a_year_is_the_next_one(day: date) -> None:
    assert read(f"{day.day} {day:%B} 12:00", "UTC") == [f"{day} 12:00"]
    assert read(f"{day:%b} {day.day} 12:00", "UTC") == [f"{day} 12:00"]


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
