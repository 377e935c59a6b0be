"""Turns: which slot of a rotation an occurrence takes, and at which instant that is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.rotation.model import WEEK_MINUTES, slot_name
from sigbot.domain.rotation.turns import (
    Adopted,
    Slot,
    can_rotate,
    minute_of_week,
    moved_by,
    next_instant,
    rotation_at,
    slot_of_series,
    slot_wall,
    slots_by_occurrence,
)
from sigbot.domain.series import Series, occurrences_between, read_repeat
from sigbot.domain.when import is_in_gap, to_utc
from tests.domain.properties import instants, quick, walls, zones

NEW_YORK, BERLIN, TOKYO = "America/New_York", "Europe/Berlin", "Asia/Tokyo"
START = datetime.fromisoformat("2026-12-02T11:00")
"""A Wednesday."""

WEEK, YEAR = timedelta(weeks=1), timedelta(days=366)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

THREE = (
    Slot(NEW_YORK, minute_of_week(START)),
    Slot(TOKYO, 3 * 1_440 + 9 * 60),
    Slot(BERLIN, 1_440 + 18 * 60),
)
FORTNIGHTLY = Series(1, "FREQ=WEEKLY;INTERVAL=2", START, NEW_YORK)
ADOPTED = Adopted(1, 1, START, THREE, NOW)

minutes = st.integers(0, WEEK_MINUTES - 1)
slots = st.builds(Slot, zones, minutes)
rotations = st.lists(slots, min_size=1, max_size=4).map(tuple)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@quick
@given(rotations, st.integers(1, 4), st.integers(0, 30))
def test_occurrence_n_from_the_beginning_has_slot_n_mod_k(
    taken: tuple[Slot, ...], interval: int, skipped: int
) -> None:
    series = replace(FORTNIGHTLY, rule=f"FREQ=WEEKLY;INTERVAL={interval}")
    begins = START + skipped * interval * WEEK
    turns = slots_by_occurrence(series, replace(ADOPTED, begins=begins, slots=taken), begins + YEAR)
    assert list(turns) == [begins + n * interval * WEEK for n in range(52 // interval + 1)]
    assert list(turns.values()) == [taken[n % len(taken)] for n in range(len(turns))]


def test_neither_a_new_year_nor_its_week_53_breaks_the_turns() -> None:
    """Monday 28 December 2026 begins week 53; two weeks later is week 2."""
    turns = slots_by_occurrence(FORTNIGHTLY, ADOPTED, START + 10 * WEEK)
    assert [wall.isocalendar().week for wall in turns] == [49, 51, 53, 2, 4, 6]
    assert list(turns.values()) == [*THREE, *THREE]


def test_a_series_of_months_has_its_turns_by_months() -> None:
    monthly = replace(FORTNIGHTLY, rule=read_repeat("monthly", START))
    turns = slots_by_occurrence(monthly, ADOPTED, START + YEAR)
    assert [wall.month for wall in turns] == [12, *range(1, 13)]
    assert list(turns.values()) == [THREE[n % 3] for n in range(13)]


def test_turns_end_with_the_series_and_begin_with_the_rotation() -> None:
    series = replace(FORTNIGHTLY, rule="FREQ=WEEKLY;COUNT=5")
    later = replace(ADOPTED, begins=START + 3 * WEEK)
    assert slots_by_occurrence(series, later, START + YEAR) == {
        START + 3 * WEEK: THREE[0],
        START + 4 * WEEK: THREE[1],
    }
    assert slots_by_occurrence(series, later, START + 3 * WEEK - timedelta(minutes=1)) == {}
    assert len(slots_by_occurrence(series, later, START + 3 * WEEK)) == 1


@quick
@given(walls, slots)
def test_a_slot_is_in_the_week_of_its_occurrence_from_monday_on(wall: datetime, slot: Slot) -> None:
    placed = slot_wall(slot, wall)
    assert placed.isocalendar()[:2] == wall.isocalendar()[:2]
    assert minute_of_week(placed) == slot.minute
    assert (placed.second, placed.microsecond) == (0, 0)


@quick
@given(walls, zones)
def test_the_slot_of_a_series_without_a_rotation_is_its_own_time(wall: datetime, zone: str) -> None:
    slot = slot_of_series(replace(FORTNIGHTLY, zone=zone), wall)
    assert (slot.zone, slot_wall(slot, wall)) == (zone, wall)


def test_the_hour_stays_on_the_clock_of_the_slot_whatever_the_clocks_do() -> None:
    """New York goes forward on 14 March, Berlin two weeks later, Tokyo never."""
    turns = slots_by_occurrence(
        replace(FORTNIGHTLY, rule="FREQ=WEEKLY"), ADOPTED, at("2027-04-15T00:00")
    )
    placed = [to_utc(slot_wall(slot, wall), slot.zone) for wall, slot in turns.items()]
    assert [f"{instant:%m-%d %H:%M}" for instant in placed[12:]] == [
        "02-24 16:00",
        "03-04 00:00",
        "03-09 17:00",
        "03-17 15:00",
        "03-25 00:00",
        "03-30 16:00",
        "04-07 15:00",
        "04-15 00:00",
    ]


def test_of_several_rotations_the_last_that_has_begun_holds() -> None:
    first = replace(ADOPTED, begins=START + WEEK)
    second = replace(ADOPTED, id=2, begins=START + 3 * WEEK)
    earlier = replace(ADOPTED, id=3, begins=START + 2 * WEEK)
    assert rotation_at([], START) is None
    assert rotation_at([first, second], START) is None
    assert rotation_at([first, second], START + WEEK) == first
    assert rotation_at([second, first], START + 3 * WEEK) == second
    assert rotation_at([first, second, earlier], START + 3 * WEEK) == earlier


def test_what_was_undone_holds_nowhere() -> None:
    undone = replace(ADOPTED, id=2, undone_at=NOW)
    assert rotation_at([ADOPTED, undone], START) == ADOPTED
    assert rotation_at([undone], START) is None


@pytest.mark.parametrize(
    ("repeat", "possible"),
    [
        ("weekly", True),
        ("every 4 weeks", True),
        ("monthly", True),
        ("FREQ=WEEKLY;BYDAY=MO,TH", False),
        ("FREQ=DAILY", False),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", False),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", True),
        ("FREQ=MONTHLY;BYMONTHDAY=1,3", False),
    ],
)
def test_a_rotation_needs_a_week_for_each_occurrence(repeat: str, *, possible: bool) -> None:
    series = replace(FORTNIGHTLY, rule=read_repeat(repeat, START))
    assert can_rotate(occurrences_between(series, NOW, NOW + YEAR)) == possible


def test_weeks_of_one_number_in_two_years_are_two() -> None:
    assert can_rotate([START, START + 52 * WEEK, START + 53 * WEEK])
    assert not can_rotate([at("2026-12-31T10:00"), at("2027-01-01T10:00")])
    assert can_rotate([])


@quick
@given(slots, st.integers(-3 * WEEK_MINUTES, 3 * WEEK_MINUTES))
def test_a_slot_moves_round_the_week_and_back(slot: Slot, by: int) -> None:
    moved = moved_by(slot, by)
    assert 0 <= moved.minute < WEEK_MINUTES
    assert moved_by(moved, -by) == slot


@quick
@given(minutes)
def test_a_slot_is_named_by_the_half_hour_in_which_it_begins(minute: int) -> None:
    slot = Slot("UTC", minute)
    wall = slot_wall(slot, START)
    assert slot_name(slot.number) == f"{wall:%a} {wall:%H}:{'30' if wall.minute >= 30 else '00'}"


@quick
@given(slots, instants)
def test_the_next_time_of_a_slot_is_ahead_within_a_week_and_at_its_hour(
    slot: Slot, now: datetime
) -> None:
    instant = next_instant(slot, now)
    local = instant.astimezone(ZoneInfo(slot.zone))
    assert instant > now
    assert instant - now <= WEEK + timedelta(hours=26)
    meant = [slot_wall(slot, local.replace(tzinfo=None) + step * WEEK) for step in (-1, 0, 1)]
    assert instant in [to_utc(wall, slot.zone) for wall in meant]
    if minute_of_week(local) != slot.minute:
        assert any(is_in_gap(wall, slot.zone) for wall in meant)


@pytest.mark.parametrize(
    ("zone", "slot", "now", "expected"),
    [
        ("UTC", "Wed 16:00", "2027-02-03T16:00Z", "2027-02-10T16:00Z"),
        ("UTC", "Wed 16:00", "2027-02-03T15:59Z", "2027-02-03T16:00Z"),
        ("UTC", "Mon 00:00", "2027-02-07T23:59Z", "2027-02-08T00:00Z"),
        ("Pacific/Auckland", "Mon 07:00", "2027-02-07T12:00Z", "2027-02-07T18:00Z"),
        ("America/Los_Angeles", "Sun 20:00", "2027-02-08T03:00Z", "2027-02-08T04:00Z"),
        ("America/Los_Angeles", "Sun 20:00", "2027-02-08T04:00Z", "2027-02-15T04:00Z"),
        (NEW_YORK, "Sun 02:30", "2027-03-14T07:00Z", "2027-03-14T07:30Z"),
        (NEW_YORK, "Sun 02:30", "2027-03-14T07:30Z", "2027-03-21T06:30Z"),
        (BERLIN, "Sun 02:30", "2027-10-31T00:00Z", "2027-10-31T00:30Z"),
        (BERLIN, "Sun 02:30", "2027-10-31T00:30Z", "2027-11-07T01:30Z"),
        (BERLIN, "Sun 02:30", "2027-10-31T01:15Z", "2027-11-07T01:30Z"),
        ("Africa/Cairo", "Fri 00:30", "2027-04-29T21:00Z", "2027-04-29T22:30Z"),
    ],
    ids=lambda given: given,
)
def test_the_next_time_of_a_slot_in_words(zone: str, slot: str, now: str, expected: str) -> None:
    """A time in a gap becomes the time after it; of a time in a fold the first one counts."""
    weekday, hour = slot.split()
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(weekday)
    minute = day * 1_440 + int(hour[:2]) * 60 + int(hour[3:])
    assert next_instant(Slot(zone, minute), at(now)) == at(expected)
