"""A period is whole days in the community's zone, first and last day included."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import LONGEST_PERIOD
from sigbot.domain.periods import (
    LongPeriodError,
    Period,
    named_period,
    read_period,
    suggest_periods,
)
from sigbot.domain.refusals import (
    BackwardPeriodError,
    TooLongError,
    UnreadableError,
    UnreadablePeriodError,
)
from tests.domain.properties import quick, thorough, typed, zones

TODAY = date(2026, 11, 22)

days = st.dates(date(1970, 1, 1), date(2098, 12, 31))
spans = st.tuples(days, st.integers(0, 1500)).map(
    lambda span: named_period(span[0], span[0] + timedelta(days=span[1]))
)
quarters = st.tuples(st.integers(1970, 2098), st.integers(1, 4)).map(
    lambda drawn: read_period(f"Q{drawn[1]} {drawn[0]}", TODAY)
)
halves = st.tuples(st.integers(1970, 2098), st.integers(1, 2)).map(
    lambda drawn: read_period(f"H{drawn[1]} {drawn[0]}", TODAY)
)
years = st.integers(1970, 2098).map(lambda year: read_period(f"{year}", TODAY))
months = st.builds(date, st.integers(1970, 2098), st.integers(1, 12), st.just(1)).map(
    lambda first: read_period(f"{first:%Y-%m}", TODAY)
)
calendar_periods = quarters | halves | years | months
periods = spans | calendar_periods


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("H1 2021", "2021-01-01", "2021-06-30", "H1 2021"),
        ("h2 2021", "2021-07-01", "2021-12-31", "H2 2021"),
        ("Q3 2026", "2026-07-01", "2026-09-30", "Q3 2026"),
        ("2021-Q1", "2021-01-01", "2021-03-31", "Q1 2021"),
        ("2024q1", "2024-01-01", "2024-03-31", "Q1 2024"),
        ("2026", "2026-01-01", "2026-12-31", "2026"),
        ("last 6 months", "2026-05-23", "2026-11-22", "last 6 months"),
        ("last 1 month", "2026-10-23", "2026-11-22", "last 1 month"),
        ("Last  2  Weeks", "2026-11-09", "2026-11-22", "last 2 weeks"),
        ("last 1 day", "2026-11-22", "2026-11-22", "last 1 day"),
        ("this quarter", "2026-10-01", "2026-12-31", "Q4 2026"),
        ("last quarter", "2026-07-01", "2026-09-30", "Q3 2026"),
        ("this half-year", "2026-07-01", "2026-12-31", "H2 2026"),
        ("last half", "2026-01-01", "2026-06-30", "H1 2026"),
        ("last year", "2025-01-01", "2025-12-31", "2025"),
        ("this month", "2026-11-01", "2026-11-30", "November 2026"),
        ("June 2021", "2021-06-01", "2021-06-30", "June 2021"),
        ("2021 sept.", "2021-09-01", "2021-09-30", "September 2021"),
        ("Jun 2021", "2021-06-01", "2021-06-30", "June 2021"),
        ("2021-06", "2021-06-01", "2021-06-30", "June 2021"),
        ("2024-02-01..2024-02-29", "2024-02-01", "2024-02-29", "February 2024"),
        ("2021-06-30", "2021-06-30", "2021-06-30", "2021-06-30"),
        ("2021-01-01..2021-06-30", "2021-01-01", "2021-06-30", "H1 2021"),
        ("2021-01-01 to 2021-01-01", "2021-01-01", "2021-01-01", "2021-01-01"),
        ("2020-02-29…2020-03-01", "2020-02-29", "2020-03-01", "2020-02-29..2020-03-01"),
    ],
)
def test_a_period_is_read_with_both_days_included(
    text: str, start: str, end: str, label: str
) -> None:
    period = read_period(text, TODAY)
    assert (str(period.start), str(period.end), period.label) == (start, end, label)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H3 2021",
        "Q0 2021",
        "Q5 2021",
        "H1 1899",
        "H1 21",
        "1899",
        "99999",
        "last 0 months",
        "last -1 months",
        "last 6 parsecs",
        "last 9999 years",
        "99999-01-01..2",
        "2021-02-30..2021-03-01",
        "2021-13-01..2021-14-01",
        "2021-01-01..",
        "0001-01-01..9999-12-31",
        "2021-01-01..9999-12-31",
        "next quarter",
        "June",
        "Juno 2021",
        "June 1821",
        "2021-13",
        "2021-00",
        "x" * 60,
    ],
)
def test_garbage_is_refused_as_a_period(text: str) -> None:
    with pytest.raises(UnreadablePeriodError):
        read_period(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "2021-01-01..2025-12-31",
        "2024-02-29..2029-02-28",
        "2023-03-01..2028-02-29",
        "last 5 years",
        "last 60 months",
        "last 260 weeks",
    ],
)
def test_a_period_of_five_years_is_read(text: str) -> None:
    for today in (TODAY, date(2028, 2, 29), date(2029, 2, 28)):
        read_period(text, today)


@pytest.mark.parametrize(
    "text",
    [
        "2021-01-01..2026-01-01",
        "2024-02-29..2029-03-01",
        "1900-01-01..9000-12-31",
        "last 6 years",
        "last 61 months",
        "last 262 weeks",
    ],
)
def test_a_period_of_more_than_five_years_is_refused(text: str) -> None:
    with pytest.raises(LongPeriodError) as refused:
        read_period(text, TODAY)
    assert refused.value.text == text


@pytest.mark.parametrize("text", ["2021-06-30..2021-01-01", "2021-01-02 to 2021-01-01"])
def test_a_period_that_ends_before_it_starts_is_refused(text: str) -> None:
    with pytest.raises(BackwardPeriodError) as refused:
        read_period(text, TODAY)
    assert refused.value.text == text


@pytest.mark.parametrize(
    "text",
    ["H2 9999", "Q4 9999", "9999-q4"],
)
def test_the_last_half_of_all_is_read_or_refused(text: str) -> None:
    with suppress(UnreadablePeriodError, TooLongError):
        read_period(text, TODAY)


shapes = st.builds(
    "{}{}{}".format,
    st.sampled_from(["h", "Q", "last ", "this ", "", "2021-01-0"]),
    st.integers(0, 1000) | st.sampled_from(["month", "half", "١", "²"]),
    st.sampled_from([" 2021", "-1900", " months", " year", "..2021-06-30", "", " 0000", "q1"]),
)


@thorough
@given(typed | shapes, days)
def test_any_text_is_a_period_or_refused(text: str, today: date) -> None:
    with suppress(UnreadableError, TooLongError):
        period = read_period(text, today)
        assert period.start <= period.end
        assert period.months >= 1


@thorough
@given(periods, days)
def test_a_key_reads_back_as_the_same_days_on_any_day(period: Period, today: date) -> None:
    again = read_period(period.key, today)
    assert (again.start, again.end) == (period.start, period.end)


@quick
@given(calendar_periods, days)
def test_a_label_of_the_calendar_reads_back_as_the_same_period(period: Period, today: date) -> None:
    assert read_period(period.label, today) == period
    assert read_period(period.key, today) == period


def test_a_very_long_period_is_refused_or_has_a_key_that_reads_back() -> None:
    try:
        period = read_period("last 999 years", TODAY)
    except (UnreadablePeriodError, TooLongError):
        return
    assert read_period(period.key, TODAY).start == period.start


@thorough
@given(periods, zones)
def test_the_instants_of_a_period_cover_its_local_days(period: Period, zone: str) -> None:
    begin, until = period.instants(zone)
    info, moment = ZoneInfo(zone), timedelta(microseconds=1)
    assert begin.tzinfo is until.tzinfo is UTC
    assert (begin - moment).astimezone(info).date() < period.start
    assert begin.astimezone(info).date() >= period.start
    assert (until - moment).astimezone(info).date() <= period.end
    assert until.astimezone(info).date() > period.end


@quick
@given(periods, zones)
def test_a_period_begins_where_the_one_before_ends(period: Period, zone: str) -> None:
    before = period.previous()
    assert before.end + timedelta(days=1) == period.start
    assert before.instants(zone)[1] == period.instants(zone)[0]
    assert before.start <= before.end


@quick
@given(spans)
def test_the_period_before_is_as_long(period: Period) -> None:
    before = period.previous()
    assert before.months == period.months
    whole_months = period.start.day == 1 and (period.end + timedelta(days=1)).day == 1
    if not whole_months:
        assert before.end - before.start == period.end - period.start


@quick
@given(calendar_periods)
def test_the_period_before_one_of_the_calendar_has_a_name_too(period: Period) -> None:
    kind, _, year = period.label.rpartition(" ")
    before = period.previous()
    assert before.label[:1] == period.label[:1] or not kind or period.months == 1
    assert int(year) - 1 <= before.start.year <= int(year)
    assert ".." not in before.label


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2020-10-01..2021-03-31", "2020-04-01..2020-09-30"),
        ("2020-12-01..2021-02-28", "2020-09-01..2020-11-30"),
        ("2020-02-01..2021-01-31", "2019-02-01..2020-01-31"),
        ("2019-07-01..2021-06-30", "2017-07-01..2019-06-30"),
        ("2020-12-31..2021-01-01", "2020-12-29..2020-12-30"),
    ],
)
def test_the_period_before_one_across_new_year_has_as_many_months(text: str, before: str) -> None:
    assert read_period(text, TODAY).previous().key == before


@quick
@given(st.integers(1970, 2098), st.integers(1, 12), st.integers(1, 36))
def test_months_are_counted_exactly_where_they_are_whole(
    year: int, month: int, months: int
) -> None:
    last = year * 12 + month - 1 + months
    period = named_period(
        date(year, month, 1), date(last // 12, last % 12 + 1, 1) - timedelta(days=1)
    )
    assert period.months == months


@quick
@given(periods)
def test_quarters_are_whole_adjoining_and_cover_the_period_or_there_are_none(
    period: Period,
) -> None:
    quarters = period.quarters()
    if not quarters:
        return
    assert (quarters[0].start, quarters[-1].end) == (period.start, period.end)
    assert all(quarter == read_period(quarter.label, TODAY) for quarter in quarters)
    assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(quarters))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q1 2021", ["Q1 2021"]),
        ("H1 2021", ["Q1 2021", "Q2 2021"]),
        ("2021", ["Q1 2021", "Q2 2021", "Q3 2021", "Q4 2021"]),
        ("2020-10-01..2021-03-31", ["Q4 2020", "Q1 2021"]),
        ("2021-01-01..2021-04-30", []),
        ("2021-01-02..2021-06-30", []),
        ("2021-02-01..2021-04-30", []),
        ("last 6 months", []),
    ],
)
def test_a_period_knows_the_calendar_quarters_it_is_made_of(text: str, expected: list[str]) -> None:
    assert [quarter.label for quarter in read_period(text, TODAY).quarters()] == expected


@quick
@given(periods)
def test_a_slug_can_be_part_of_a_file_name_anywhere(period: Period) -> None:
    assert period.slug
    assert not set(period.slug) & set('/\\:*?"<>| \t\n')
    assert period.slug == period.slug.strip("-.")


@quick
@given(days)
def test_what_is_suggested_reads_back_as_itself(today: date) -> None:
    offered = suggest_periods(today)
    assert len({period.label for period in offered}) == len(offered)
    for period in offered:
        assert read_period(period.label, today) == period


@quick
@given(days, st.sampled_from(["month", "quarter", "half-year", "year"]))
def test_this_period_holds_today_and_the_last_one_adjoins_it(today: date, unit: str) -> None:
    this, last = read_period(f"this {unit}", today), read_period(f"last {unit}", today)
    assert this.start <= today <= this.end
    assert last == this.previous()


spells = st.tuples(st.integers(1, 60), st.sampled_from(["day", "week", "month"])) | st.tuples(
    st.integers(1, LONGEST_PERIOD), st.just("year")
)


@quick
@given(days, spells)
def test_the_last_so_many_end_today(today: date, spell: tuple[int, str]) -> None:
    count, unit = spell
    period = read_period(f"last {count} {unit}s", today)
    assert period.end == today
    least, most = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "year": (365, 366)}[unit]
    length = (period.end - period.start).days + 1
    assert least * count - 3 <= length <= most * count + 3


def test_midnight_that_does_not_exist_begins_the_day_when_the_clock_does() -> None:
    begin, _ = read_period("2026-04-24..2026-04-24", TODAY).instants("Africa/Cairo")
    assert begin == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert begin.astimezone(ZoneInfo("Africa/Cairo")).hour == 1
