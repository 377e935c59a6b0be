"""A date that dateutil reads is accepted only where all ways to read it agree."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.date_formats import read_formats

NOW = datetime(2026, 11, 22, 7)  # noqa: DTZ001
SECOND = datetime(2026, 12, 2, 11)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "december 2nd, 2026 11:00:00 am",
        "wed dec  2 11:00:00 2026",
        "2026-dec-02 11:00",
        "02-dec-2026 11:00",
        "wednesday, december 2, 2026 11 a.m.",
        "dec 2 11:00:00",
        "2.12.2026, 11:00:00",
    ],
)
def test_ways_to_write_a_date_are_read(text: str) -> None:
    assert SECOND in read_formats(text, NOW)


def test_day_month_and_year_in_every_order_are_all_offered() -> None:
    orders = {(wall.year, wall.month, wall.day) for wall in read_formats("2/3/26 11:00", NOW)}
    assert orders == {(2026, 2, 3), (2026, 3, 2), (2002, 3, 26)}


def test_a_date_without_a_year_is_the_next_one() -> None:
    assert read_formats("jan 5 9:30:00", NOW) == [datetime(2027, 1, 5, 9, 30)]  # noqa: DTZ001
    assert read_formats("nov 22 6:59:00", NOW) == [datetime(2027, 11, 22, 6, 59)]  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dec 2026 11:00",  # no day
        "2 11:00",  # no month
        "dec 2 2026",  # no hour
        "dec 2 2026 11",  # is it one?
        "thu dec 2 2026 11:00",  # a Wednesday
        "2026-13-02 11:00",
        "-12-02 11:00",
        "31 feb 2026 11:00",
        "dec 2 2026 9:00-10:00",
        "dec 2 2026 25:00",
        "dec 2 99999 11:00",
        "soon 11:00",
    ],
)
def test_what_is_not_said_is_not_filled_in(text: str) -> None:
    assert read_formats(text, NOW) == []


@given(st.text(alphabet="0123456789 :/-.,apmdecjanfbwth", max_size=30))
def test_nothing_that_is_typed_is_an_error(text: str) -> None:
    for wall in read_formats(text, NOW):
        assert wall.tzinfo is None
        assert wall.replace(second=0, microsecond=0) == wall


@given(st.datetimes(NOW + timedelta(days=1), NOW + timedelta(days=3000)))
def test_how_clocks_and_mails_write_a_date_is_read_back(at: datetime) -> None:
    meant = at.replace(second=0, microsecond=0)
    for style in ("%a %b %d %H:%M:%S %Y", "%d-%b-%Y %I:%M %p", "%A, %B %d, %Y %H:%M"):
        assert read_formats(f"{meant:{style}}".lower(), NOW) == [meant]
