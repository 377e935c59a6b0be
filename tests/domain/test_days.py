"""A date without a time of day is the next such date, or the last one where it has gone by."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.days import AmbiguousDateError, read_day
from sigbot.domain.refusals import TooLongError, UnreadableDateError
from tests.domain.properties import quick, typed

TODAY = date(2026, 11, 22)
"""A Sunday."""


@quick
@given(st.dates(), st.booleans())
def test_an_iso_date_is_read_as_written(day: date, is_past: bool) -> None:
    assert read_day(f"  {day.isoformat()} ", TODAY, is_past=is_past) == day


@pytest.mark.parametrize(
    ("text", "last", "following"),
    [
        ("today", "2026-11-22", "2026-11-22"),
        ("tomorrow", "2026-11-23", "2026-11-23"),
        ("yesterday", "2026-11-21", "2026-11-21"),
        ("3 days ago", "2026-11-19", "2026-11-19"),
        ("a week ago", "2026-11-15", "2026-11-15"),
        ("2 weeks ago", "2026-11-08", "2026-11-08"),
        ("in 3 days", "2026-11-25", "2026-11-25"),
        ("last friday", "2026-11-20", "2026-11-20"),
        ("last sunday", "2026-11-15", "2026-11-15"),
        ("Fri", "2026-11-20", "2026-11-27"),
        ("sunday", "2026-11-22", "2026-11-22"),
        ("next friday", "2026-11-27", "2026-11-27"),
        ("2 Dec", "2025-12-02", "2026-12-02"),
        ("Nov 22", "2026-11-22", "2026-11-22"),
        ("2 Dec 2027", "2027-12-02", "2027-12-02"),
        ("22/11", "2026-11-22", "2026-11-22"),
        ("02.12.2025 Tue", "2025-12-02", "2025-12-02"),
        ("the 5th", "2026-11-05", "2026-12-05"),
        ("the 31st", "2026-10-31", "2026-12-31"),
        ("29 feb", "2024-02-29", "2028-02-29"),
        ("first monday of december", "2025-12-01", "2026-12-07"),
    ],
)
def test_a_date_is_the_last_or_the_next_one(text: str, last: str, following: str) -> None:
    assert read_day(text, TODAY, is_past=True).isoformat() == last
    assert read_day(text, TODAY).isoformat() == following


@pytest.mark.parametrize(
    ("text", "last", "following"),
    [
        ("03/04", ["2026-03-04", "2026-04-03"], ["2027-03-04", "2027-04-03"]),
        ("02/12/2025", ["2025-02-12", "2025-12-02"], ["2025-02-12", "2025-12-02"]),
        ("next mon", ["2026-11-23", "2026-11-30"], ["2026-11-23", "2026-11-30"]),
    ],
)
def test_a_date_with_several_readings_is_refused_with_them(
    text: str, last: list[str], following: list[str]
) -> None:
    for is_past, days in ((True, last), (False, following)):
        with pytest.raises(AmbiguousDateError) as error:
            read_day(text, TODAY, is_past=is_past)
        assert [day.isoformat() for day in error.value.days] == days


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "2026-13-01", "0000-01-01", "30 feb", "last week", "11:00"]
)
def test_an_unreadable_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDateError):
        read_day(text, TODAY)


@quick
@given(typed, st.dates(), st.booleans())
def test_reading_a_date_never_fails_otherwise(text: str, today: date, is_past: bool) -> None:
    with suppress(UnreadableDateError, AmbiguousDateError, TooLongError):
        assert isinstance(read_day(text, today, is_past=is_past), date)
