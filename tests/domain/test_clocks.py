"""How far apart two clocks are, and at which instant that changes."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.clocks import ahead_of, difference_changes, transitions
from tests.domain.properties import ODD_ZONES, instants, quick, zones

HALF_HOUR = timedelta(minutes=30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def offset(zone: str, when: datetime) -> timedelta:
    return when.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def shown(zone: str, start: str, end: str) -> list[str]:
    return [f"{change:%Y-%m-%dT%H:%M:%SZ}" for change in transitions(zone, at(start), at(end))]


@pytest.mark.parametrize(
    ("zone", "start", "end", "changes"),
    [
        ("UTC", "2027-01-01T00:00Z", "2028-01-01T00:00Z", []),
        ("Asia/Kolkata", "2027-01-01T00:00Z", "2028-01-01T00:00Z", []),
        (
            "America/New_York",
            "2027-01-01T00:00Z",
            "2028-01-01T00:00Z",
            ["2027-03-14T07:00:00Z", "2027-11-07T06:00:00Z"],
        ),
        (
            "Australia/Lord_Howe",
            "2027-01-01T00:00Z",
            "2028-01-01T00:00Z",
            ["2027-04-03T15:00:00Z", "2027-10-02T15:30:00Z"],
        ),
        (  # Ramadan, five weeks
            "Africa/Casablanca",
            "2026-01-01T00:00Z",
            "2027-01-01T00:00Z",
            ["2026-02-15T02:00:00Z", "2026-03-22T02:00:00Z", "2026-09-20T01:00:00Z"],
        ),
        (
            "Pacific/Apia",  # a day that was skipped
            "2011-12-01T00:00Z",
            "2012-01-31T00:00Z",
            ["2011-12-30T10:00:00Z"],
        ),
    ],
)
def test_a_clock_changes_at_an_instant(zone: str, start: str, end: str, changes: list[str]) -> None:
    assert shown(zone, start, end) == changes


def test_the_end_of_the_span_belongs_to_it_and_the_start_does_not() -> None:
    change = "2027-03-14T07:00:00+00:00"
    assert shown("America/New_York", "2027-03-14T06:59:59Z", change) == ["2027-03-14T07:00:00Z"]
    assert shown("America/New_York", "2027-03-14T06:00Z", "2027-03-14T06:59:59Z") == []
    assert shown("America/New_York", change, "2027-03-15T00:00Z") == []
    assert shown("America/New_York", change, change) == []


@pytest.mark.parametrize("zone", [*ODD_ZONES, "Pacific/Fiji", "Asia/Hebron"])
def test_no_change_is_missed_between_two_samples(zone: str) -> None:
    """Compare with every half hour of the years in which tzdata has the closest changes."""
    start, end = at("2020-06-01T00:00Z"), at("2024-06-01T00:00Z")
    changes, before, when = 0, offset(zone, start), start
    while when < end:
        when += HALF_HOUR
        changes += offset(zone, when) != before
        before = offset(zone, when)
    assert len(transitions(zone, start, end)) == changes


@quick
@given(instants, st.integers(0, 800), zones)
def test_a_clock_is_steady_between_its_changes_and_not_at_them(
    start: datetime, days: int, zone: str
) -> None:
    end = start + timedelta(days=days)
    changes = transitions(zone, start, end)
    second = timedelta(seconds=1)
    assert all(offset(zone, c - second) != offset(zone, c) for c in changes)
    assert all(start < change <= end for change in changes)
    edges = [start, *changes]
    for begin, stop in zip(edges, [*changes, end + second], strict=True):
        assert offset(zone, begin) == offset(zone, stop - second)


@quick
@given(instants, zones, zones)
def test_a_difference_is_seen_from_both_sides(when: datetime, a: str, b: str) -> None:
    assert ahead_of(a, b, when) == -ahead_of(b, a, when)
    there, here = (when.astimezone(ZoneInfo(z)).replace(tzinfo=None) for z in (a, b))
    assert there - here == ahead_of(a, b, when)


@quick
@given(instants, zones, zones)
def test_the_changes_of_a_difference_lead_from_the_first_to_the_last(
    start: datetime, a: str, b: str
) -> None:
    end = start + timedelta(days=370)
    changes = difference_changes(a, b, start, end)
    differences = [ahead_of(a, b, start), *(difference for _, difference in changes)]
    assert all(x != y for x, y in pairwise(differences))
    assert differences[-1] == ahead_of(a, b, end)
    assert [ahead_of(a, b, change) for change, _ in changes] == differences[1:]


def test_two_clocks_that_change_alike_keep_their_difference() -> None:
    year = (at("2027-01-01T00:00Z"), at("2028-01-01T00:00Z"))
    assert difference_changes("Europe/Berlin", "Europe/London", *year) == []
    assert len(difference_changes("Europe/Berlin", "UTC", *year)) == 2
