"""When releases are made, and what counts of figures that earlier versions published."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.members import Attribute
from sigbot.domain.periods import read_period
from sigbot.domain.releases import (
    WITHHELD,
    Unit,
    day_of_release,
    earlier_release,
    half_year_after,
    half_year_of,
    half_year_to_make,
    read_kept,
    release_due_at,
    write_kept,
)
from tests.domain.material import H1, TODAY
from tests.domain.properties import quick

days = st.dates(date(1950, 1, 1), date(2200, 12, 31))


@quick
@given(days)
def test_every_day_is_in_one_half_year_and_the_next_begins_when_it_ends(day: date) -> None:
    half_year = half_year_of(day)
    assert half_year.start <= day <= half_year.end
    assert half_year.label.startswith("H")
    assert half_year_after(half_year).start == half_year.end + timedelta(days=1)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "UTC"])
def test_a_release_is_due_when_the_seventh_day_begins_there(zone: str) -> None:
    assert day_of_release(H1) == date(2021, 7, 7)
    due_at = release_due_at(H1, zone)
    assert due_at == datetime(2021, 7, 7, tzinfo=ZoneInfo(zone))
    assert due_at.tzinfo is UTC


@quick
@given(days, st.integers(0, 4_000))
def test_the_first_release_is_one_that_reports_of_today_quote(created: date, age: int) -> None:
    today = created + timedelta(days=age)
    first = half_year_to_make(None, created, today)
    assert first.end >= created
    assert half_year_of(today).start - first.end < timedelta(days=186)
    if age < 180:
        assert first == half_year_of(created)


@quick
@given(days, days)
def test_no_half_year_is_left_out_after_the_first(created: date, today: date) -> None:
    made = [half_year_to_make(None, created, today)]
    for _ in range(3):
        made.append(half_year_to_make(made[-1].end, created, today))
    for earlier, later in pairwise(made):
        assert later == half_year_after(earlier)


CAME = {11: 4, 12: 4, 13: 2, 14: 3, 15: 4, 16: 1}
SAID = {Attribute.GENDER: dict.fromkeys([11, 12, 13, 14, 15], "female")}
PUBLISHED_ON = date(2021, 7, 14)


def test_what_an_earlier_version_published_counts_as_it_was() -> None:
    shown = {Attribute.GENDER: {"female": 4.3}}
    kept = earlier_release(H1, PUBLISHED_ON, 4, CAME, shown, SAID)
    gender = kept.release.figures[Attribute.GENDER]
    assert gender.unit is Unit.TENTHS
    assert gender.groups == {
        "female": 4.3,
        "male": WITHHELD,
        "non-binary": WITHHELD,
        "another": WITHHELD,
    }
    assert (kept.meetings, kept.came, kept.release.total) == (4, CAME, 4.5)
    assert read_kept(write_kept(kept)) == kept


def test_what_does_not_follow_from_the_answers_any_more_is_left_out() -> None:
    shown: dict[Attribute, dict[str, float]] = {
        Attribute.GENDER: {"female": 4.3},
        Attribute.REGION: {"Europe": 1},
    }
    cases: list[tuple[dict[int, int], dict[Attribute, dict[int, str]]]] = [
        (CAME, {}),
        ({**CAME, 11: 1}, SAID),
    ]
    for came, said in cases:
        kept = earlier_release(read_period("2020", TODAY), PUBLISHED_ON, 4, came, shown, said)
        for attribute in (Attribute.GENDER, Attribute.REGION):
            assert set(kept.release.figures[attribute].groups.values()) == {WITHHELD}
            assert kept.proofs[attribute].groups == 0
    assert earlier_release(H1, PUBLISHED_ON, 0, {}, shown, {}).release.total == 0
