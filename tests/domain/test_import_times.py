"""Times and durations of attendance files, in all the ways they are written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.attendance_files.reading import read_file
from sigbot.domain.attendance_files.times import (
    Order,
    Stamp,
    day_of,
    read_duration,
    read_stamp,
    turn_of_day,
)
from tests.domain.import_samples import csv_file, people
from tests.domain.properties import quick, typed, walls

EVENING = 20 * 3600 + 58 * 60 + 30
JAN_21 = date(2021, 1, 21)


def clear(text: str) -> tuple[date | None, int] | None:
    """Return the date of a stamp that needs no order, and its time of day in seconds."""
    stamp = read_stamp(text)
    return (day_of(stamp, Order.MONTH_FIRST), stamp.clock) if stamp else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01/21/2021 08:58:30 PM", (JAN_21, EVENING)),
        ("1/21/21, 8:58:30 PM", (JAN_21, EVENING)),
        ("1/21/2021, 8:58:30\u202fpm", (JAN_21, EVENING)),
        ("01/21/2021 08:58:30 p.m.", (JAN_21, EVENING)),
        ("01-21-2021 20:58:30", (JAN_21, EVENING)),
        ("01.21.2021 20.58.30", (JAN_21, EVENING)),
        ("2021-01-21 20:58:30", (JAN_21, EVENING)),
        ("2021-01-21T20:58:30Z", (JAN_21, EVENING)),
        ("2021-01-21T20:58:30.123+05:30", (JAN_21, EVENING)),
        ("2021/1/21 20:58:30", (JAN_21, EVENING)),
        ("Jan 21, 2021 20:58:30", (JAN_21, EVENING)),
        ("Thursday, January 21, 2021 8:58:30 PM", (JAN_21, EVENING)),
        ("Thu 21 Jan 2021 20:58:30", (JAN_21, EVENING)),
        ("21-Jan-2021 20:58:30", (JAN_21, EVENING)),
        ("01/21/2021 08:58:30 PM EST", (JAN_21, EVENING)),
        ("01/21/2021 12:00 AM", (JAN_21, 0)),
        ("01/21/2021 12:30 PM", (JAN_21, 12 * 3600 + 1800)),
        ("01/21/2021 00:05 AM", (JAN_21, 300)),
        ("01/21/2021 13:00 PM", (JAN_21, 13 * 3600)),
        ("8:58:30 PM", (None, EVENING)),
        ("8:58:30 pm New York Time", (None, EVENING)),
        ("20:58:30", (None, EVENING)),
        ("8 PM", (None, 20 * 3600)),
        ("21/01/2021 20:58", (None, EVENING - 30)),  # no date in this order
    ],
)
def test_a_stamp_is_read(text: str, expected: tuple[date | None, int]) -> None:
    assert clear(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "--", "soon", "01/21/2021", "2021-01-21", "20", "24:00", "20:60", "20:58:61",
        "13:00 AM", "01/21/2021 20", "2021-13-21 20:58", "2021-02-30 20:58", "Foo 21, 2021 20:58",
        "01/21/2021 20:58 01/21/2021 20:58", "²0:58", "1" * 200, "0001-01-01 20:58",
    ],
)  # fmt: skip
def test_what_is_no_stamp_is_not_read(text: str) -> None:
    assert read_stamp(text) is None


@given(typed)
@quick
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    stamp = read_stamp(text)
    assert stamp is None or 0 <= stamp.clock < 86_400
    assert all(seconds >= 0 for seconds in read_duration(text, 60))


@given(walls, st.sampled_from(["%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]))
@quick
def test_a_stamp_is_the_moment_that_was_written(at: object, pattern: str) -> None:
    stamp = read_stamp(format(at, pattern))
    assert stamp is not None
    order = Order.DAY_FIRST if pattern.startswith("%d") else Order.MONTH_FIRST
    read = day_of(stamp, Order.DAY_FIRST if order == Order.DAY_FIRST else Order.MONTH_FIRST)
    assert f"{read} {stamp.clock // 3600:02}:{stamp.clock // 60 % 60:02}" == f"{at:%Y-%m-%d %H:%M}"


def test_two_numbers_are_kept_in_their_order() -> None:
    assert read_stamp("03/04/21 20:58") == Stamp(75_480, None, (3, 4), 2021)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("58", (3480,)),
        ("58 min", (3480,)),
        ("58 mins.", (3480,)),
        ("58.5", (3510,)),
        ("58,5", (3510,)),
        ("1h 5m", (3900,)),
        ("1h5m", (3900,)),
        ("1 hr 5 min", (3900,)),
        ("2 hrs", (7200,)),
        ("1 hour 2 minutes 3 seconds", (3723,)),
        ("65m 3s", (3903,)),
        ("2h 30m 1 s", (9001,)),
        ("40 sec", (40,)),
        ("1:05:00", (3900,)),
        ("32:14", (116_040, 1934)),
        ("0", (0,)),
        ("", ()),
        ("soon", ()),
        ("-5", ()),
        ("1,234", ()),
        ("min", ()),
        ("5 min 1 h", ()),
    ],
)
def test_a_duration_is_read(text: str, seconds: tuple[int, ...]) -> None:
    assert read_duration(text, 60) == seconds


@pytest.mark.parametrize(
    ("header", "minutes"),
    [
        ("Duration", 30),
        ("Duration (seconds)", 1),
        ("Duration (hours)", 1800),
        ("Durection (Minutes)", 30),
    ],
)
def test_a_bare_duration_counts_what_its_header_says(header: str, minutes: int) -> None:
    data = csv_file([("Ana", "ana@example.org", "30")], ("Name", "Email", header))
    assert [person.minutes for person in read_file(data).people] == [minutes]


@pytest.mark.parametrize(
    ("length", "minutes"),
    [
        ("30", 30),
        ("20", 20),
        ("31", 30),
        ("90", 30),
        ("", 30),
        ("soon", 30),
        ("20:00", 20),
        ("0:31", 30),
        ("0:20", 20),
        ("20m 29s", 20),
        ("20m 30s", 21),
    ],
)
def test_the_shorter_of_the_duration_and_the_time_between_counts(length: str, minutes: int) -> None:
    row = ("Ana", "", "2021-01-21 21:00", "2021-01-21 21:30", length)
    assert people(read_file(csv_file([row]))) == [f"Ana {minutes} 21:00-21:30"]


@pytest.mark.parametrize(
    ("join", "leave", "expected"),
    [
        ("21:00", "", "21:00-21:20"),
        ("", "21:30", "21:10-21:30"),
    ],
)
def test_a_duration_gives_the_time_that_is_not_there(join: str, leave: str, expected: str) -> None:
    day = "2021-01-21 "
    row = ("Ana", "", join and day + join, leave and day + leave, "20")
    assert people(read_file(csv_file([row]))) == [f"Ana 20 {expected}"]


def test_who_has_not_left_has_no_minutes() -> None:
    row = ("Ana", "", "2021-01-21 21:00", "")
    assert people(read_file(csv_file([row]))) == ["Ana None 21:00-?"]


HOUR = 3600


@pytest.mark.parametrize(
    ("pairs", "turn"),
    [
        ([], 0),
        ([(10 * HOUR, 11 * HOUR)], 0),
        ([(9 * HOUR, 22 * HOUR)], 0),
        ([(11 * HOUR, 10 * HOUR)], 0),
        ([(23 * HOUR, HOUR)], 23 * HOUR),
        ([(22 * HOUR, 23 * HOUR), (1, HOUR)], 22 * HOUR),
        ([(22 * HOUR, 23 * HOUR), (23 * HOUR, 1), (HOUR, 2 * HOUR)], 22 * HOUR),
        ([(10 * HOUR, 11 * HOUR), (11 * HOUR, 10 * HOUR)], 0),
        ([(0, HOUR), (12 * HOUR, 18 * HOUR), (18 * HOUR, 23 * HOUR)], 0),
    ],
)
def test_the_day_turns_where_nobody_was_there(pairs: list[tuple[int, int]], turn: int) -> None:
    assert turn_of_day(pairs) == turn
