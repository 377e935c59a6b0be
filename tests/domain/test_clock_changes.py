"""In which zones a change of the clocks moves a series, to which hour, and for how long."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.clock_changes import (
    LONGEST_SPELL,
    SHOWN_BEFORE,
    ClockChange,
    LocalChange,
    clock_changes,
    on_clock,
    own_change,
)
from sigbot.domain.clocks import ahead_of
from sigbot.domain.series import occurrences
from sigbot.domain.when import to_utc
from tests.domain.properties import ODD_ZONES, quick

NEW_YORK, LONDON, TOKYO, SYDNEY = (
    "America/New_York",
    "Europe/London",
    "Asia/Tokyo",
    "Australia/Sydney",
)
TORONTO, BERLIN, KOLKATA = "America/Toronto", "Europe/Berlin", "Asia/Kolkata"

WEEK, A_SECOND = timedelta(weeks=1), timedelta(seconds=1)
YEAR = timedelta(days=365)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def starts(first: str, rule: str, zone: str = NEW_YORK, lasts: timedelta = YEAR) -> list[datetime]:
    """Return the instants of a series from its first wall time on."""
    begin = wall(first)
    return [to_utc(at, zone) for at in occurrences(rule, begin, begin + lasts)]


WEEKLY = starts("2027-02-03T11:00", "FREQ=WEEKLY")
"""Wednesdays at 11:00 in New York, from 3 February 2027 until 2 February 2028."""

SPRING, LONDONS_SPRING = utc("2027-03-14T07:00"), utc("2027-03-28T01:00")
LONDONS_AUTUMN, AUTUMN = utc("2027-10-31T01:00"), utc("2027-11-07T06:00")


def test_londons_hour_is_another_one_for_two_weeks_in_spring_and_one_in_autumn() -> None:
    changes = clock_changes(WEEKLY, NEW_YORK, [LONDON])
    assert [change.changes_at for change in changes] == [
        SPRING,
        LONDONS_SPRING,
        LONDONS_AUTUMN,
        AUTUMN,
    ]
    assert [change.locals for change in changes] == [
        (LocalChange(LONDON, wall("2027-03-17T16:00"), wall("2027-03-17T15:00"), 2),),
        (LocalChange(LONDON, wall("2027-03-31T15:00"), wall("2027-03-31T16:00")),),
        (LocalChange(LONDON, wall("2027-11-03T16:00"), wall("2027-11-03T15:00"), 1),),
        (LocalChange(LONDON, wall("2027-11-10T15:00"), wall("2027-11-10T16:00")),),
    ]
    assert {change.zone for change in changes} == {NEW_YORK}
    assert changes[0].first == utc("2027-03-17T15:00")


def test_tokyo_meets_at_another_hour_for_as_long_as_new_york_has_summer() -> None:
    """34 weeks are too many to be named."""
    spring, autumn = clock_changes(WEEKLY, NEW_YORK, [TOKYO])
    assert AUTUMN - SPRING == 34 * WEEK - timedelta(hours=1) > LONGEST_SPELL
    assert (spring.changes_at, autumn.changes_at) == (SPRING, AUTUMN)
    before, after = wall("2027-03-18T01:00"), wall("2027-03-18T00:00")
    assert spring.locals == (LocalChange(TOKYO, before, after, None),)
    before, after = wall("2027-11-11T00:00"), wall("2027-11-11T01:00")
    assert autumn.locals == (LocalChange(TOKYO, before, after, None),)


def test_who_lives_by_the_series_own_clock_is_not_warned() -> None:
    assert clock_changes(WEEKLY, NEW_YORK, [NEW_YORK, TORONTO, "America/Detroit"]) == []
    changes = clock_changes(WEEKLY, NEW_YORK, [TORONTO, TOKYO, NEW_YORK])
    assert {local.zone for change in changes for local in change.locals} == {TOKYO}


def test_one_change_tells_all_places_each_once_by_name() -> None:
    spring, *_ = clock_changes(WEEKLY, NEW_YORK, [TOKYO, LONDON, KOLKATA, TOKYO, BERLIN])
    assert spring.changes_at == SPRING
    assert [(local.zone, local.weeks) for local in spring.locals] == [
        (KOLKATA, None),
        (TOKYO, None),
        (BERLIN, 2),
        (LONDON, 2),
    ]


def test_a_meeting_every_two_weeks_may_miss_londons_week_in_autumn() -> None:
    """Meetings on 27 October and 10 November: the clocks change and change back between them."""
    biweekly = starts("2027-02-03T11:00", "FREQ=WEEKLY;INTERVAL=2")
    changes = clock_changes(biweekly, NEW_YORK, [LONDON])
    assert [(change.changes_at, change.locals[0].weeks) for change in changes] == [
        (SPRING, 2),
        (LONDONS_SPRING, None),
    ]
    a_week_later = starts("2027-02-10T11:00", "FREQ=WEEKLY;INTERVAL=2")
    assert [change.changes_at for change in clock_changes(a_week_later, NEW_YORK, [LONDON])] == [
        SPRING,
        LONDONS_SPRING,
        LONDONS_AUTUMN,
        AUTUMN,
    ]


def test_a_quarterly_meeting_never_sees_a_change_that_comes_and_goes() -> None:
    quarterly = starts("2027-01-13T11:00", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2WE")
    assert [f"{at:%m-%dT%H}" for at in quarterly[:4]] == [
        "01-13T16",
        "04-14T15",
        "07-14T15",
        "10-13T15",
    ]
    assert clock_changes(quarterly, NEW_YORK, [LONDON, BERLIN]) == []
    tokyo = clock_changes(quarterly, NEW_YORK, [TOKYO])
    assert [change.changes_at for change in tokyo] == [SPRING, AUTUMN]


def test_sydneys_clocks_go_the_other_way() -> None:
    """In spring by two hours in two steps, one for each clock; then back again in autumn."""
    changes = clock_changes(WEEKLY, NEW_YORK, [SYDNEY])
    assert [
        (change.changes_at, f"{change.locals[0].before:%a %H}", f"{change.locals[0].after:%a %H}")
        for change in changes
    ] == [
        (SPRING, "Thu 03", "Thu 02"),
        (utc("2027-04-03T16:00"), "Thu 02", "Thu 01"),
        (utc("2027-10-02T16:00"), "Thu 01", "Thu 02"),
        (AUTUMN, "Thu 02", "Thu 03"),
    ]
    assert {local.weeks for change in changes for local in change.locals} == {None}


def test_a_series_held_in_sydney_warns_new_york() -> None:
    weekly = starts("2027-02-03T09:00", "FREQ=WEEKLY", SYDNEY)
    changes = [change.locals[0] for change in clock_changes(weekly, SYDNEY, [NEW_YORK])]
    assert [(f"{local.before:%a %H}", f"{local.after:%a %H}") for local in changes] == [
        ("Tue 17", "Tue 18"),
        ("Tue 18", "Tue 19"),
        ("Tue 19", "Tue 18"),
        ("Tue 18", "Tue 17"),
    ]


def test_two_changes_between_two_meetings_are_one_of_both() -> None:
    """The later change is the one that counts, with the first meeting after it."""
    monthly = starts("2027-02-25T11:00", "FREQ=MONTHLY;BYDAY=-1TH")
    [spring, *_] = clock_changes(monthly, NEW_YORK, [SYDNEY])
    assert (spring.changes_at, spring.first) == (SPRING, utc("2027-03-25T15:00"))
    six_weeks = [utc("2027-03-10T16:00"), utc("2027-04-21T15:00")]
    [both] = clock_changes(six_weeks, NEW_YORK, [SYDNEY])
    assert both.changes_at == utc("2027-04-03T16:00")
    assert both.locals[0].after - both.locals[0].before == timedelta(hours=-2)


def test_half_an_hour_of_lord_howe_is_half_an_hour() -> None:
    changes = clock_changes(WEEKLY, NEW_YORK, ["Australia/Lord_Howe"])
    assert [change.locals[0].after - change.locals[0].before for change in changes] == [
        timedelta(hours=-1),
        timedelta(minutes=-30),
        timedelta(minutes=30),
        timedelta(hours=1),
    ]


def test_a_cancelled_meeting_is_not_the_first_after_a_change() -> None:
    without = [at for at in WEEKLY if at.date() != date(2027, 3, 17)]
    [change, *_] = clock_changes(without, NEW_YORK, [LONDON])
    assert (change.changes_at, change.first) == (SPRING, utc("2027-03-24T15:00"))
    assert change.locals[0].weeks == 2
    neither = [at for at in without if at.date() != date(2027, 3, 24)]
    assert clock_changes(neither, NEW_YORK, [LONDON])[0].changes_at == LONDONS_AUTUMN


def test_a_month_of_ramadan_is_a_number_of_weeks() -> None:
    """In Casablanca the clock went back for Ramadan, from 27 March to 8 May 2022."""
    series = starts("2022-01-05T11:00", "FREQ=WEEKLY", "UTC")
    away, back = clock_changes(series, "UTC", ["Africa/Casablanca"])
    assert away.locals[0].weeks == 6
    assert back.locals[0].weeks is None


def test_of_one_meeting_or_none_nothing_changes() -> None:
    assert clock_changes([], NEW_YORK, [LONDON]) == []
    assert clock_changes(WEEKLY[:1], NEW_YORK, [LONDON]) == []
    assert clock_changes(WEEKLY, NEW_YORK, []) == []


@quick
@given(
    st.sampled_from(ODD_ZONES),
    st.lists(st.sampled_from(ODD_ZONES), max_size=3),
    st.integers(1, 9),
    st.dates(date(2024, 1, 1), date(2035, 1, 1)),
)
def test_every_meeting_is_where_the_last_change_before_it_says(
    zone: str, readers: list[str], weeks: int, first: date
) -> None:
    """From the first meeting on, the changes alone give the local time of all later meetings."""
    series = starts(f"{first}T11:00", f"FREQ=WEEKLY;INTERVAL={weeks}", zone, 2 * YEAR)
    changes = clock_changes(series, zone, readers)
    assert [change.first for change in changes] == sorted({change.first for change in changes})
    for reader in {*readers} - {zone}:
        ahead = ahead_of(reader, zone, series[0])
        told = {c.first: local for c in changes for local in c.locals if local.zone == reader}
        for at in series:
            if at in told:
                assert told[at].before - on_clock(at, zone).replace(tzinfo=None) == ahead
                ahead += told[at].after - told[at].before
            assert ahead == ahead_of(reader, zone, at)


@quick
@given(st.sampled_from(ODD_ZONES), st.sampled_from(ODD_ZONES), st.integers(1, 9))
def test_a_change_comes_between_the_meeting_before_it_and_the_one_after(
    zone: str, reader: str, weeks: int
) -> None:
    series = starts("2026-01-07T11:00", f"FREQ=WEEKLY;INTERVAL={weeks}", zone, 2 * YEAR)
    for change in clock_changes(series, zone, [reader]):
        n = series.index(change.first)
        assert series[n - 1] < change.changes_at <= series[n]
        [local] = change.locals
        assert local.before != local.after
        assert local.after == on_clock(change.first, reader).replace(tzinfo=None)
        assert local.weeks is None or 1 <= local.weeks <= LONGEST_SPELL // WEEK


def _own(now: datetime, reader: str = LONDON) -> tuple[ClockChange, LocalChange] | None:
    return own_change(WEEKLY, NEW_YORK, reader, now)


def test_a_readers_own_change_is_shown_when_it_is_near_and_until_it_came() -> None:
    first = utc("2027-03-17T15:00")
    assert _own(first - SHOWN_BEFORE - A_SECOND) is None
    for now in (first - SHOWN_BEFORE, SPRING, first - A_SECOND):
        own = _own(now)
        assert own is not None
        assert (own[0].changes_at, own[1].weeks) == (SPRING, 2)
    after = _own(first)
    assert after is not None
    assert after[0].changes_at == LONDONS_SPRING


@pytest.mark.parametrize("reader", [NEW_YORK, TORONTO])
def test_a_reader_for_whom_nothing_changes_is_shown_nothing(reader: str) -> None:
    assert [at for at in WEEKLY if _own(at, reader)] == []


def test_a_reader_sees_their_own_line_only() -> None:
    own = _own(SPRING, TOKYO)
    assert own is not None
    assert own[0] == replace(clock_changes(WEEKLY, NEW_YORK, [TOKYO, LONDON])[0], locals=(own[1],))
    assert own[1].zone == TOKYO


def test_what_the_clock_shows_is_the_same_instant() -> None:
    assert on_clock(SPRING, NEW_YORK) == SPRING
    assert on_clock(SPRING, NEW_YORK).replace(tzinfo=None) == wall("2027-03-14T03:00")
    assert str(on_clock(SPRING, TOKYO).tzinfo) == str(ZoneInfo(TOKYO))
