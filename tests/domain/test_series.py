"""A series keeps its wall time; bad, endless and crowded rules are refused at once."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigbot.domain.clocks import transitions
from sigbot.domain.refusals import (
    FixedDaysError,
    RefusedError,
    TooFrequentRepeatError,
    TooLongError,
    UnreadableRepeatError,
)
from sigbot.domain.series import (
    MOST_OCCURRENCES,
    SEARCHED,
    Repeat,
    Series,
    check_rule,
    endless,
    is_bounded,
    moved_rule,
    occurrences,
    occurrences_between,
    read_repeat,
    same_weekday_of_month,
)
from sigbot.domain.when import is_in_gap, to_utc
from sigbot.domain.zone_names import zone_names
from tests.domain.deadlines import within
from tests.domain.properties import ODD_ZONES, quick, typed, zones
from tests.profile import examples

START = datetime.fromisoformat("2026-11-25T11:00")
"""A fourth Wednesday."""

NEW_YORK = "America/New_York"
PATIENCE = 1.5
"""Seconds that reading a rule may take at most: the whole bot waits meanwhile."""

SEARCHING = 0.2
"""Seconds that one search for an occurrence may take at most."""

starts = st.integers(0, 6 * 366 * 96).map(
    lambda quarters: datetime.fromisoformat("2024-01-01T00:00") + timedelta(minutes=15 * quarters)
)
choices = st.sampled_from(Repeat)


def walls(rule: str, start: datetime, days: int) -> list[datetime]:
    return list(occurrences(rule, start, start + timedelta(days=days)))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("weekly", "FREQ=WEEKLY;INTERVAL=1"),
        ("every week", "FREQ=WEEKLY;INTERVAL=1"),
        (f"every week on {START:%A}", "FREQ=WEEKLY;INTERVAL=1"),
        (f"Every {START:%A}", "FREQ=WEEKLY;INTERVAL=1"),
        (f"Every 2 weeks on {START:%a}", "FREQ=WEEKLY;INTERVAL=2"),
        (" Every  2 Weeks ", "FREQ=WEEKLY;INTERVAL=2"),
        ("biweekly", "FREQ=WEEKLY;INTERVAL=2"),
        ("every 4 weeks", "FREQ=WEEKLY;INTERVAL=4"),
        ("monthly", "FREQ=MONTHLY;BYDAY=4WE"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3;BYDAY=4WE"),
        ("FREQ=WEEKLY;BYDAY=WE", "FREQ=WEEKLY;BYDAY=WE"),
        ("rrule:freq=monthly;byday=-1we", "FREQ=MONTHLY;BYDAY=-1WE"),
        ("FREQ=WEEKLY;UNTIL=20270101T000000Z", "FREQ=WEEKLY;UNTIL=20270101T000000Z"),
        ("FREQ=WEEKLY;COUNT=4", "FREQ=WEEKLY;COUNT=4"),
        ("FREQ=DAILY", "FREQ=DAILY"),
        ("FREQ=YEARLY", "FREQ=YEARLY"),
    ],
)
def test_a_choice_or_a_rule_is_read_as_a_rule(text: str, rule: str) -> None:
    assert read_repeat(text, START) == rule


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=HOURLY",
        "FREQ=MINUTELY;INTERVAL=1440",
        "FREQ=SECONDLY;COUNT=1",
        "FREQ=DAILY;BYHOUR=9,10",
        "FREQ=WEEKLY;BYDAY=WE;BYMINUTE=0,30",
        "freq=daily;bysecond=1",
    ],
)
def test_more_than_once_a_day_is_refused(text: str) -> None:
    with pytest.raises(TooFrequentRepeatError):
        read_repeat(text, START)


BAD_RULES = (
    "",
    "sometimes",
    "x" * 200,
    "FREQ=",
    "FREQ=FORTNIGHTLY",
    "COUNT=3",
    "FREQ=WEEKLY;",
    "FREQ=WEEKLY;;BYDAY=MO",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=WEEKLY;BYDAY=,",
    "FREQ=WEEKLY;BYDAY=+",
    "FREQ=WEEKLY;WKST=XX",
    "FREQ=WEEKLY;INTERVAL=0",
    "FREQ=WEEKLY;INTERVAL=00",
    "FREQ=WEEKLY;INTERVAL=x",
    "FREQ=WEEKLY;COUNT=0",
    "FREQ=WEEKLY;COUNT=-1",
    "FREQ=WEEKLY;UNTIL=soon",
    "FREQ=WEEKLY;UNTIL=20279999",
    "FREQ=WEEKLY;UNTIL=20200101T000000Z",  # over before it starts
    "FREQ=WEEKLY;BYWEEKNO=1",
    "FREQ=WEEKLY\nDTSTART:20200101T000000",
    "DTSTART:20200101T000000\nRRULE:FREQ=WEEKLY",
    "FREQ=MONTHLY;BYSETPOS=0",
    "FREQ=WEEKLY;EXDATE=20270101",
)


@pytest.mark.parametrize("text", BAD_RULES)
def test_a_bad_rule_is_refused(text: str) -> None:
    with within(PATIENCE), pytest.raises(UnreadableRepeatError):
        read_repeat(text, START)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=MONTHLY;BYDAY=17MO",
        "FREQ=MONTHLY;BYDAY=1MO,6MO",
        "FREQ=MONTHLY;BYDAY=-6FR",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=YEARLY;BYDAY=54MO",
        "FREQ=YEARLY;BYDAY=-54MO",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=53MO",  # within the month
        "FREQ=WEEKLY;BYDAY=2WE",
        "FREQ=DAILY;BYDAY=-1WE",
        "FREQ=MONTHLY;BYMONTH=13",
        "FREQ=MONTHLY;BYMONTH=0",
        "FREQ=MONTHLY;BYMONTH=-1",
        "FREQ=YEARLY;BYMONTH=1,13;BYDAY=1MO",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=1,-32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,0",
    ],
)
def test_numbers_that_no_month_or_year_has_are_refused(text: str) -> None:
    with within(PATIENCE), pytest.raises(UnreadableRepeatError):
        read_repeat(text, START)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=MONTHLY;BYDAY=-5MO",
        "FREQ=YEARLY;BYDAY=53TH",
        "FREQ=YEARLY;BYDAY=-53TU",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=-5TH",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-31",
        "FREQ=YEARLY;BYMONTHDAY=1,2,3;BYSETPOS=-1",
    ],
)
def test_the_largest_numbers_that_come_are_accepted(text: str) -> None:
    assert walls(read_repeat(text, START), START, 3_653)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12",  # from a November, only Novembers
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=YEARLY;BYDAY=53MO;BYMONTHDAY=1",
        "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=WEEKLY;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",  # from a Wednesday, only Wednesdays
        "FREQ=DAILY;BYDAY=MO;INTERVAL=14",
    ],
)
def test_a_rule_that_never_comes_is_refused_soon(text: str) -> None:
    """A search until the year 9999 would take half a second."""
    with within(SEARCHING), pytest.raises(UnreadableRepeatError):
        read_repeat(text, START)


@pytest.mark.parametrize(
    "text",
    ["FREQ=DAILY;INTERVAL=2;BYDAY=MO", "FREQ=DAILY;BYDAY=WE;INTERVAL=7", "FREQ=DAILY;BYMONTH=1"],
)
def test_days_narrowed_to_a_few_are_refused_even_where_they_come(text: str) -> None:
    """RFC 5545 has such rules. Which of them never come is not worked out; weeks say the same."""
    with pytest.raises(UnreadableRepeatError):
        read_repeat(text, START)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("FREQ=DAILY;INTERVAL=2", ["11-25", "11-27", "11-29", "12-01"]),
        ("FREQ=DAILY;BYDAY=MO,FR", ["11-27", "11-30", "12-04", "12-07"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", ["12-07", "12-21", "01-04", "01-18"]),
    ],
)
def test_days_are_stepped_over_or_chosen_by_weekday(text: str, days: list[str]) -> None:
    first_four = walls(read_repeat(text, START), START, 60)[:4]
    assert [f"{wall:%m-%d}" for wall in first_four] == days


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;INTERVAL=+0",
        "FREQ=DAILY;INTERVAL=-0",
        "FREQ=WEEKLY;INTERVAL=0_0",
        "FREQ=WEEKLY;INTERVAL=٠",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=MONTHLY;INTERVAL=-1",
    ],
)
def test_a_step_that_is_not_ahead_is_refused(text: str) -> None:
    with pytest.raises(UnreadableRepeatError):
        read_repeat(text, START)


@pytest.mark.parametrize(
    "text",
    [
        text
        for text, warning in [
            ("FREQ=WEEKLY;COUNT=3;UNTIL=20270101", DeprecationWarning),
            ("FREQ=WEEKLY;UNTIL=20270101T000000EST", RuntimeWarning),
        ]
    ],
)
def test_a_rule_with_two_ends_or_an_end_in_another_zone_is_refused(text: str) -> None:
    with pytest.raises(UnreadableRepeatError):
        read_repeat(text, START)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;INTERVAL=9999999", "FREQ=DAILY;COUNT=99999999999", "FREQ=YEARLY;INTERVAL=1000"],
)
def test_a_huge_number_in_a_rule_is_refused_or_does_not_make_it_slow(rule: str) -> None:
    with within(PATIENCE), suppress(UnreadableRepeatError, TooLongError):
        assert len(walls(read_repeat(rule, START), START, 184)) <= 185


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "FREQ=DAILY;COUNT=9999",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
    ],
)
def test_an_endless_rule_makes_a_bounded_number_of_meetings(rule: str) -> None:
    series = Series(1, read_repeat(rule, START), START, NEW_YORK)
    begin = to_utc(START, NEW_YORK) - timedelta(minutes=1)
    with within(PATIENCE):
        made = occurrences_between(series, begin, begin + timedelta(days=366 * 20))
    assert len(made) == MOST_OCCURRENCES


@quick
@given(starts, choices, zones)
def test_the_wall_time_of_a_series_never_drifts(start: datetime, choice: str, zone: str) -> None:
    occurrence_walls = walls(read_repeat(choice, start), start, 3 * 366)
    assert occurrence_walls[0] == start
    assert {wall.time() for wall in occurrence_walls} == {start.time()}
    assert {wall.weekday() for wall in occurrence_walls} == {start.weekday()}
    info = ZoneInfo(zone)
    for wall in occurrence_walls:
        if not is_in_gap(wall, zone):
            assert to_utc(wall, zone).astimezone(info).replace(tzinfo=None) == wall


@quick
@given(starts, st.sampled_from([1, 2, 4]))
def test_a_series_of_weeks_steps_by_whole_weeks(start: datetime, weeks: int) -> None:
    rule = read_repeat(f"every {weeks} weeks" if weeks > 1 else "weekly", start)
    occurrence_walls = walls(rule, start, 5 * 366)
    assert {b - a for a, b in pairwise(occurrence_walls)} == {timedelta(weeks=weeks)}
    assert len(occurrence_walls) == 5 * 366 // (7 * weeks) + 1


@quick
@given(starts, st.sampled_from([*Repeat, "FREQ=DAILY"]), zones)
def test_the_instants_of_a_series_strictly_increase(start: datetime, text: str, zone: str) -> None:
    instants = [to_utc(wall, zone) for wall in walls(read_repeat(text, start), start, 500)]
    assert all(a < b for a, b in pairwise(instants))


@pytest.mark.parametrize("zone", ODD_ZONES)
@pytest.mark.parametrize("hour", [0, 2, 11, 23])
def test_ten_years_of_every_second_week_keep_the_hour(zone: str, hour: int) -> None:
    start = datetime.fromisoformat(f"2026-12-16T{hour:02}:30")
    instants = [to_utc(w, zone) for w in walls("FREQ=WEEKLY;INTERVAL=2", start, 3653)]
    shown = {f"{at.astimezone(ZoneInfo(zone)):%a %H:%M}" for at in instants}
    assert f"{start:%a %H:%M}" in shown
    assert len(shown) <= 2  # the other one: shifted, where the clock never showed it
    steps = {b - a for a, b in pairwise(instants)}
    assert max(steps) - min(steps) <= timedelta(hours=4)


def check_wall(wall: datetime, zone: str) -> None:
    """Check that the instant shows the wall time in its zone, and in a gap the time after it."""
    at = to_utc(wall, zone).astimezone(ZoneInfo(zone))
    shift = at.replace(tzinfo=None, fold=0) - wall
    before = (at.astimezone(UTC) - shift).astimezone(at.tzinfo)
    assert shift == (at.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
    assert shift >= timedelta()
    assert bool(shift) == is_in_gap(wall, zone)


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=WEEKLY", "2026-12-20T02:30"),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-12-16T11:00"),
        ("FREQ=MONTHLY;BYDAY=-1SU", "2026-12-27T00:30"),
    ],
)
def test_for_ten_years_no_wall_time_drifts_in_any_zone(rule: str, first: str) -> None:
    start = datetime.fromisoformat(first)
    occurrence_walls = walls(rule, start, 3653)
    for zone in zone_names():
        for wall in occurrence_walls:
            check_wall(wall, zone)


def test_no_two_days_of_a_series_are_one_instant_or_reversed_in_any_zone() -> None:
    """Two daily wall times are 24 hours apart, so their instants could be the same only where the
    offset of a zone grows by as much. From 2020 to 2040 no clock of tzdata jumps by more than some
    hours."""
    begin, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
    for zone in zone_names():
        info, changes = ZoneInfo(zone), transitions(zone, begin, end)
        offsets = {(at.astimezone(info).utcoffset() or timedelta()) for at in [begin, *changes]}
        assert max(offsets) - min(offsets) < timedelta(hours=24)
        for at in changes:
            around = at.astimezone(info).replace(tzinfo=None, fold=0) - timedelta(hours=25)
            days = [to_utc(around + timedelta(days=n), zone) for n in range(4)]
            assert all(a < b for a, b in pairwise(days))


def test_where_a_whole_day_was_skipped_its_meeting_fell_on_that_of_the_next_day() -> None:
    """Samoa skipped a day at the end of 2011: the reason for the test above."""
    skipped, following = (datetime.fromisoformat(f"2011-12-{day}T12:00") for day in (30, 31))
    assert is_in_gap(skipped, "Pacific/Apia")
    assert to_utc(skipped, "Pacific/Apia") == to_utc(following, "Pacific/Apia")


@quick
@given(starts)
def test_monthly_is_the_same_weekday_of_the_month(start: datetime) -> None:
    occurrence_walls = walls(read_repeat("monthly", start), start, 800)
    assert {same_weekday_of_month(wall) for wall in occurrence_walls if wall.day < 29} <= {
        same_weekday_of_month(start),
        f"4{same_weekday_of_month(start)[-2:]}",
    }
    months = [wall.year * 12 + wall.month for wall in occurrence_walls]
    assert months == list(range(months[0], months[0] + len(months)))


@quick
@given(starts)
def test_quarterly_is_every_third_month(start: datetime) -> None:
    occurrence_walls = walls(read_repeat("quarterly", start), start, 1500)
    months = [wall.year * 12 + wall.month for wall in occurrence_walls]
    assert months == list(range(months[0], months[0] + 3 * len(months), 3))


def test_from_the_29th_on_it_is_the_last_such_weekday() -> None:
    assert same_weekday_of_month(datetime.fromisoformat("2026-12-30T11:00")) == "-1WE"
    assert same_weekday_of_month(datetime.fromisoformat("2026-12-28T11:00")) == "4MO"
    assert same_weekday_of_month(datetime.fromisoformat("2026-12-01T11:00")) == "1TU"


def brute_force(series: Series, after: datetime, until: datetime) -> list[datetime]:
    occurrence_walls = islice(occurrences(series.rule, series.start, datetime.max), 300)  # noqa: DTZ901
    return [wall for wall in occurrence_walls if after < to_utc(wall, series.zone) <= until]


@quick
@given(starts, choices, zones, st.integers(0, 10**6), st.integers(0, 400 * 1440))
def test_the_occurrences_between_two_instants_are_all_of_them(
    start: datetime, choice: str, zone: str, offset: int, length: int
) -> None:
    series = Series(1, read_repeat(choice, start), start, zone)
    after = start.replace(tzinfo=UTC) - timedelta(days=1) + timedelta(minutes=offset)
    until = after + timedelta(minutes=length)
    assert occurrences_between(series, after, until) == brute_force(series, after, until)


@quick
@given(starts, choices, zones, st.lists(st.integers(0, 700 * 1440), max_size=4))
def test_windows_that_adjoin_give_each_occurrence_once(
    start: datetime, choice: str, zone: str, cuts: list[int]
) -> None:
    series = Series(1, read_repeat(choice, start), start, zone)
    begin = start.replace(tzinfo=UTC) - timedelta(days=1)
    edges = [begin + timedelta(minutes=cut) for cut in sorted([0, *cuts, 700 * 1440])]
    pieces = [wall for a, b in pairwise(edges) for wall in occurrences_between(series, a, b)]
    assert pieces == occurrences_between(series, edges[0], edges[-1])


@pytest.mark.parametrize(
    ("start", "cut"),
    [
        ("2026-10-25T01:30", "2026-11-01T06:10Z"),  # the second 1:10 of that night: 1:30 is lost
        ("2027-03-07T02:30", "2027-03-14T07:10Z"),  # 3:10, before the shifted 3:30: it comes twice
    ],
)
def test_windows_that_adjoin_while_the_clock_changes_give_each_occurrence_once(
    start: str, cut: str
) -> None:
    series = Series(1, "FREQ=WEEKLY", datetime.fromisoformat(start), NEW_YORK)
    middle = datetime.fromisoformat(cut)
    before, after = middle - timedelta(days=3), middle + timedelta(days=3)
    pieces = [
        *occurrences_between(series, before, middle),
        *occurrences_between(series, middle, after),
    ]
    assert pieces == brute_force(series, before, after)


PARTS = """
    FREQ=WEEKLY FREQ=DAILY FREQ=MONTHLY FREQ=HOURLY INTERVAL=2 INTERVAL=0 COUNT=5 BYDAY=MO
    BYDAY=1TU,-1FR BYDAY=9XX BYMONTHDAY=31 BYMONTHDAY=-1 BYSETPOS=1 WKST=SU UNTIL=20270630
    UNTIL=x BYHOUR=9 BYEASTER=1 = ; RRULE
"""
parts = st.lists(
    st.sampled_from(sorted(set(PARTS.split()))), max_size=4, unique_by=lambda part: part[:5]
).map(";".join)


@quick
@given(typed | parts)
def test_any_text_is_a_rule_with_occurrences_in_order_or_refused(text: str) -> None:
    with within(PATIENCE):
        try:
            rule = read_repeat(text, START)
        except RefusedError:
            return
        first = list(islice(occurrences(rule, START, START + timedelta(days=800)), 50))
    assert all(a < b for a, b in pairwise(first))
    assert all(wall >= START for wall in first)


numbers = st.integers(-400, 400).map(str) | st.integers(-6, 6).map(str)
rule_days = st.builds(
    "{}{}".format,
    st.just("") | st.integers(-60, 60).map(str) | st.integers(-5, 5).map(str),
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]),
)


def some(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A part of a rule with up to four values, or nothing."""
    parts_of_it = st.lists(values, min_size=1, max_size=4).map(",".join).map(f"{name}={{}}".format)
    return st.just("") | parts_of_it


rules = st.builds(
    lambda *parts: ";".join(filter(None, parts)),
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"]),
    st.sampled_from(["", "INTERVAL=2", "INTERVAL=12", "INTERVAL=7", "INTERVAL=9999"]),
    st.sampled_from(["", "COUNT=1", "COUNT=9999", "UNTIL=20280229", "UNTIL=99991231T235959Z"]),
    some("BYDAY", rule_days),
    some("BYMONTH", st.integers(-1, 13).map(str)),
    some("BYMONTHDAY", st.integers(-33, 33).map(str)),
    some("BYSETPOS", numbers),
    st.sampled_from(["", "WKST=SU"]),
)


@settings(quick, max_examples=examples(300))
@given(rules | parts | typed, starts)
def test_a_rule_is_refused_or_all_its_occurrences_of_ten_years_can_be_worked_out(
    text: str, start: datetime
) -> None:
    with within(PATIENCE):
        try:
            rule = read_repeat(text, start)
        except RefusedError:
            return
    with within(PATIENCE):
        occurrence_walls = walls(rule, start, 3_653)
    assert occurrence_walls == sorted(set(occurrence_walls))
    assert start <= occurrence_walls[0] <= start + SEARCHED


@settings(quick, max_examples=examples(100))
@given(rules, starts, st.integers(0, 900))
def test_whether_a_rule_comes_is_the_same_in_another_repetition_of_the_calendar(
    rule: str, start: datetime, years: int
) -> None:
    """Which is why it is asked near dateutil's last year."""
    before = start.replace(year=start.year + 5_600)
    with suppress(RefusedError):
        assert check_rule(endless(rule), start) == check_rule(endless(rule), before)
        shifted = walls(endless(rule), before, years)
        assert [wall.replace(year=wall.year - 5_600) for wall in shifted] == walls(
            endless(rule), start, years
        )


@pytest.mark.parametrize("year", [1, 1900, 2999, 9_593, 9_594, 9_989, 9_995, 9_999])
def test_a_rule_can_be_checked_in_any_year(year: int) -> None:
    start = START.replace(year=year)
    with within(SEARCHING), suppress(RefusedError):
        assert read_repeat("FREQ=MONTHLY;BYDAY=-1WE", start)
    with within(SEARCHING), pytest.raises(RefusedError):
        read_repeat("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", start)


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYDAY=17MO", "FREQ=MONTHLY;BYDAY=0MO", "x", ""])
def test_a_rule_that_was_never_accepted_raises_a_refusal(rule: str) -> None:
    """As one that was put into the database behind the bot's back."""
    with pytest.raises(UnreadableRepeatError):
        walls(rule, START, 3_653)


def test_a_series_has_a_short_stable_key() -> None:
    assert Series(4, "FREQ=WEEKLY", START, NEW_YORK).key == "s4"


WEDNESDAY = datetime.fromisoformat("2026-12-02T11:00")
"""The first Wednesday of its month."""


@pytest.mark.parametrize(
    ("rule", "new", "moved"),
    [
        ("FREQ=WEEKLY;INTERVAL=1", "2026-12-02T15:30", "FREQ=WEEKLY;INTERVAL=1"),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-12-04T11:00", "FREQ=WEEKLY;INTERVAL=2"),
        ("FREQ=WEEKLY;BYDAY=WE", "2026-12-02T09:00", "FREQ=WEEKLY;BYDAY=WE"),
        ("FREQ=WEEKLY;BYDAY=WE", "2026-12-03T11:00", "FREQ=WEEKLY;BYDAY=TH"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "2026-12-02T12:00", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("FREQ=MONTHLY;BYDAY=1WE", "2026-12-10T11:00", "FREQ=MONTHLY;BYDAY=2TH"),
        ("FREQ=MONTHLY;BYDAY=1WE", "2026-12-28T11:00", "FREQ=MONTHLY;BYDAY=4MO"),
        ("FREQ=MONTHLY;BYDAY=1WE", "2026-12-30T11:00", "FREQ=MONTHLY;BYDAY=-1WE"),
        ("FREQ=MONTHLY;BYDAY=+1WE", "2026-12-03T11:00", "FREQ=MONTHLY;BYDAY=1TH"),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE",
            "2026-12-04T11:00",
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=1FR",
        ),
        ("FREQ=DAILY;INTERVAL=3", "2026-12-03T11:00", "FREQ=DAILY;INTERVAL=3"),
        ("FREQ=MONTHLY;BYMONTHDAY=2", "2026-12-02T10:00", "FREQ=MONTHLY;BYMONTHDAY=2"),
        ("FREQ=WEEKLY;COUNT=10", "2026-12-03T11:00", "FREQ=WEEKLY;COUNT=6"),
        ("FREQ=WEEKLY;COUNT=4", "2026-12-03T11:00", "FREQ=WEEKLY;COUNT=1"),
        ("FREQ=WEEKLY;UNTIL=20261231", "2026-12-03T11:00", "FREQ=WEEKLY;UNTIL=20270101T235959"),
        ("FREQ=WEEKLY;UNTIL=20261231", "2026-12-02T10:00", "FREQ=WEEKLY;UNTIL=20261231T225959"),
        (
            "FREQ=WEEKLY;UNTIL=20261230T110000",
            "2026-12-01T10:30",
            "FREQ=WEEKLY;UNTIL=20261229T103000",
        ),
        (
            "FREQ=WEEKLY;UNTIL=20261230T110000Z",
            "2026-12-03T11:00",
            "FREQ=WEEKLY;UNTIL=20261231T110000",
        ),
    ],
)
def test_a_moved_series_goes_on_from_its_new_day_at_its_new_time(
    rule: str, new: str, moved: str
) -> None:
    """Four meetings of the series came earlier."""
    at = datetime.fromisoformat(new)
    assert moved_rule(rule, WEDNESDAY, at, 4) == moved
    assert next(occurrences(moved, at, at + timedelta(days=40))) == at


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=MO,WE",
        "FREQ=MONTHLY;BYMONTHDAY=2",
        "FREQ=MONTHLY;BYDAY=WE",
        "FREQ=MONTHLY;BYDAY=1WE,3WE",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2",
        "FREQ=MONTHLY;BYMONTH=12,3;BYDAY=1WE",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=2",
        "FREQ=YEARLY;BYDAY=WE",
        "FREQ=DAILY;BYDAY=MO,WE",
    ],
)
def test_a_series_on_days_of_its_own_moves_to_other_times_but_not_to_other_days(rule: str) -> None:
    assert moved_rule(rule, WEDNESDAY, WEDNESDAY + timedelta(hours=2), 0) == rule
    with pytest.raises(FixedDaysError) as refused:
        moved_rule(rule, WEDNESDAY, WEDNESDAY + timedelta(days=1), 0)
    assert refused.value.rule == rule


def test_an_end_can_be_left_out() -> None:
    assert endless("FREQ=WEEKLY;COUNT=3;BYDAY=WE") == "FREQ=WEEKLY;BYDAY=WE"
    assert endless("FREQ=WEEKLY;UNTIL=20261231") == "FREQ=WEEKLY"
    assert endless("FREQ=WEEKLY") == "FREQ=WEEKLY"
    assert is_bounded("FREQ=WEEKLY;COUNT=3")
    assert not is_bounded(endless("FREQ=WEEKLY;COUNT=3"))


shifts = st.integers(-6 * 1440, 6 * 1440).map(lambda minutes: timedelta(minutes=minutes))


@quick
@given(starts, shifts, st.integers(1, 12), st.integers(1, 3))
def test_a_counted_series_has_as_many_meetings_wherever_it_is_moved(
    start: datetime, by: timedelta, left: int, weeks: int
) -> None:
    rule = f"FREQ=WEEKLY;INTERVAL={weeks};COUNT={left + 5}"
    moved = moved_rule(rule, start, start + by, 5)
    assert walls(moved, start + by, 400) == [
        start + by + n * timedelta(weeks=weeks) for n in range(left)
    ]


@quick
@given(starts, shifts, st.integers(1, 12), st.sampled_from(["%Y%m%d", "%Y%m%dT%H%M%S"]))
def test_a_series_with_a_last_day_has_as_many_meetings_wherever_it_is_moved(
    start: datetime, by: timedelta, left: int, written: str
) -> None:
    """The end is the day of the last meeting, or the minute of it."""
    last = start + (left - 1) * timedelta(weeks=1)
    rule = f"FREQ=WEEKLY;UNTIL={last:{written}}"
    assert len(walls(rule, start, 400)) == left
    moved = moved_rule(rule, start, start + by, 0)
    assert len(walls(moved, start + by, 400)) == left
