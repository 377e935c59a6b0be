"""Counting and timing: histograms, and the longest of late."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.heavy import TooHeavyError, TooManyJobsError
from sigbot.domain.measures import (
    WINDOW_S,
    Histogram,
    Measures,
    Outcome,
    Reason,
    Timing,
    reason_of,
)
from sigbot.domain.refusals import (
    NotMemberError,
    RefusedError,
    StoreBusyError,
    StoreOutError,
)

SECONDS = st.floats(0, 10)
STEPPED = st.integers(0, 20).map(lambda halves: halves / 2)
"""Values that often are just as large as a bound."""

STEPS = st.lists(st.tuples(st.floats(0, 2.5 * WINDOW_S), SECONDS), min_size=1)
"""(how long after the one before, how long it took)"""


@given(st.lists(STEPPED), st.lists(STEPPED, unique=True).map(sorted))
def test_each_value_is_counted_up_to_the_first_bound_that_it_does_not_exceed(
    values: list[float], bounds: list[float]
) -> None:
    histogram = Histogram(*bounds)
    for value in values:
        histogram.note(value)
    for index, bound in enumerate(bounds):
        assert sum(histogram.counts[: index + 1]) == sum(value <= bound for value in values)
    assert sum(histogram.counts) == len(values)
    assert histogram.total == pytest.approx(sum(values))


@given(STEPS, st.floats(0, 2.5 * WINDOW_S))
def test_the_longest_of_a_window_is_never_missed_and_goes_away_after_two(
    steps: list[tuple[float, float]], afterwards: float
) -> None:
    timing, at = Timing(1), 1_000.0
    ended: list[tuple[float, float]] = []
    for step, seconds in steps:
        at += step
        timing.time(seconds, at)
        ended.append((at, seconds))
    at += afterwards
    in_window = [seconds for moment, seconds in ended if moment > at - WINDOW_S]
    in_two = [seconds for moment, seconds in ended if moment >= at - 2 * WINDOW_S]
    assert max(in_window, default=0) <= timing.longest(at) <= max(in_two, default=0)
    assert timing.longest(at) == timing.longest(at)
    assert sum(timing.counts) == len(steps)


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (NotMemberError(), Reason.RULE),
        (StoreBusyError(), Reason.BUSY),
        (StoreOutError("full"), Reason.OUT),
        (TooManyJobsError(), Reason.HEAVY),
        (TooHeavyError(), Reason.HEAVY),
    ],
)
def test_refusals_are_told_apart_by_what_an_operator_can_do(
    refused: RefusedError, reason: Reason
) -> None:
    assert reason_of(refused) is reason


@pytest.mark.parametrize(("seconds", "late"), [(-1, 0), (59.9, 0), (60, 1), (3600, 1)])
def test_a_message_is_late_from_a_minute_on(seconds: float, late: int) -> None:
    measures = Measures()
    measures.note_said(timedelta(seconds=seconds))
    assert (measures.messages[Outcome.SAID], measures.late_messages) == (1, late)
    assert measures.lateness.total == max(0, seconds)
