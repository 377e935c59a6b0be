"""The ledger of late and early hours: the burden of each attendance, by region, and of a person."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.hours import Hours
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.periods import read_period
from sigbot.domain.regions import Region
from sigbot.domain.releases import half_year_of, release_due_at
from sigbot.domain.rotation import (
    Alike,
    Availability,
    Came,
    FrozenBurden,
    RegionBurden,
    frozen_burdens,
    frozen_from,
    last_to_freeze,
    quarter_at,
    told_from,
    told_regions,
)
from sigbot.domain.rotation.ledger import burdens, by_region, own
from sigbot.domain.turnouts import People, Turnout

MORNING = Hours(9 * 60, 11 * 60)
MONDAY_AT_TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
IN_LONDON = Availability("Europe/London", hours=MORNING)
IN_BERLIN = Availability("Europe/Berlin", hours=MORNING)
IN_TOKYO = Availability("Asia/Tokyo", hours=MORNING)
NO_ZONE = Availability(None, Region.EUROPE, MORNING)


def came(
    availability: Availability, person: int = 1, minutes: int = 60, at: datetime = MONDAY_AT_TEN
) -> Came:
    return Came(person, availability, at, minutes)


def turnouts(attendances: Sequence[Came]) -> list[Turnout]:
    """Each in a meeting of its own."""
    return [
        Turnout(MeetingKind.GENERAL, None, came.starts_at, came.minutes, People(str(came.person)))
        for came in attendances
    ]


def alike(attendances: Sequence[Came]) -> list[Alike]:
    people: dict[Availability, set[int]] = defaultdict(set)
    for attendance in attendances:
        if attendance.availability.zone:
            people[attendance.availability].add(attendance.person)
    return [Alike(who, People(",".join(map(str, ids)))) for who, ids in people.items()]


def regions(quarters: Sequence[Sequence[Came]], smallest_group: int) -> list[RegionBurden]:
    everything = alike([attendance for quarter in quarters for attendance in quarter])
    frozen = [by_region(turnouts(quarter), everything, smallest_group) for quarter in quarters]
    return frozen_burdens(frozen)


def test_a_burden_is_how_far_the_whole_meeting_is_from_preferred_hours() -> None:
    attendances = [
        came(IN_LONDON),
        came(IN_LONDON, minutes=120),
        came(IN_BERLIN),
        came(IN_TOKYO),
        came(NO_ZONE),
    ]
    assert burdens(attendances) == [0, 60, 60, 480, None]


def test_a_burden_is_exact_to_the_minute() -> None:
    """Where nothing is a whole half hour, and where another attendance is."""
    at = MONDAY_AT_TEN + timedelta(minutes=7)
    odd = [came(IN_LONDON, minutes=50, at=at), came(IN_BERLIN, minutes=50, at=at)]
    assert burdens([*odd, came(IN_BERLIN)]) == [0, 57, 60]


def test_a_person_is_told_of_late_meetings_and_all_minutes() -> None:
    assert own([came(IN_LONDON), came(IN_BERLIN), came(NO_ZONE)]) == (1, 60)
    assert own([]) == (0, 0)
    assert own([came(NO_ZONE)]) is None


def test_a_quarter_in_which_few_people_of_a_region_came_is_left_out() -> None:
    europe = [came(IN_LONDON, 1), came(IN_BERLIN, 2), came(IN_BERLIN, 2)] * 5
    asia = [came(IN_TOKYO, 3), came(IN_TOKYO, 4)]
    silent = [came(NO_ZONE, 5)]
    # 16 h of late hours and 40 min a meeting, before they are rounded.
    shown = [RegionBurden(Region.EAST_ASIA, 480, 15), RegionBurden(Region.EUROPE, 45, 10)]
    assert regions([[*europe, *asia, *silent]], smallest_group=2) == shown
    assert regions([[*europe, *asia], asia], smallest_group=2) == [
        RegionBurden(Region.EAST_ASIA, 480, 30),
        RegionBurden(Region.EUROPE, 45, 10),
    ]
    assert regions([[*europe, *asia], [*europe, asia[0]]], smallest_group=2) == [
        RegionBurden(Region.EAST_ASIA, 480, 15),
        RegionBurden(Region.EUROPE, 45, 20),
    ]
    twice = [came(IN_TOKYO, 3), came(IN_TOKYO, 3)]
    assert regions([twice], smallest_group=2) == regions([[], []], smallest_group=2) == []


@pytest.mark.parametrize("seed", range(3))
def test_sums_by_time_are_those_of_each_attendance(seed: int) -> None:
    """Over changes of clocks on different days, north and south, and for unusual times."""
    chance = Random(seed)
    zones = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
    people = {
        n: Availability(
            chance.choice(zones), Region.EUROPE, chance.choice([None, MORNING, Hours(1290, 75)])
        )
        for n in range(1, 12)
    }
    first = datetime(2025, 9, 1, 10, tzinfo=UTC)
    attendances = [
        came(people[n], n, chance.choice((60, 50)), first + timedelta(days=7 * week, minutes=late))
        for week in range(35)
        for n in chance.sample(sorted(people), 4)
        for late in [chance.choice((0, 0, 7 * 60))]
    ]
    minutes = [burden or 0 for burden in burdens(attendances)]
    assert regions([attendances], smallest_group=1) == [
        RegionBurden(
            Region.EUROPE,
            round(sum(minutes) / len(minutes) / 15) * 15,
            round(sum(minutes) / 60 / 5) * 5,
        )
    ]


@given(st.integers(0, 100 * 365 * 24))
def test_a_quarter_is_frozen_a_week_after_its_end_wherever_the_community_is(hours: int) -> None:
    at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    last = last_to_freeze(at)
    assert len(last.quarters()) == 1
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        assert last.instants(zone)[1] + timedelta(days=7) <= at
    following = quarter_at(last.end + timedelta(days=1))
    assert frozen_from(last) <= at < frozen_from(following)


FIVE, SIX = FrozenBurden(5, 30, 10), FrozenBurden(6, 30, 10)
TWO = {Region.EUROPE: SIX, Region.AFRICA: SIX}


@pytest.mark.parametrize(
    ("quarter", "published", "told"),
    [
        ({**TWO, Region.OCEANIA: SIX}, TWO, TWO),
        ({**TWO, Region.OCEANIA: FIVE}, [*TWO, Region.OCEANIA], TWO),
        (TWO, [Region.EUROPE], {}),
        ({Region.EUROPE: SIX, Region.AFRICA: FIVE}, TWO, {}),
        ({}, TWO, {}),
    ],
    ids=["withheld", "small by a higher threshold", "one region", "one large region", "nobody"],
)
def test_of_a_quarter_two_published_regions_of_many_are_told_or_none(
    quarter: dict[Region, FrozenBurden],
    published: Sequence[Region],
    told: dict[Region, FrozenBurden],
) -> None:
    assert told_regions(quarter, published, smallest_group=6) == told


@pytest.mark.parametrize(
    ("quarter", "day"), [("Q1", 7), ("Q2", 7), ("Q3", 1), ("Q4", 1), ("H1", 7)]
)
def test_late_hours_are_told_when_the_half_year_is_released(quarter: str, day: int) -> None:
    period = read_period(f"{quarter} 2026", date(2026, 1, 1))
    assert told_from(period) == datetime(2026 + (day == 1), day, 8, 12, tzinfo=UTC)
    half_year = half_year_of(period.end)
    assert release_due_at(half_year, "Etc/GMT+12") <= told_from(period)
