"""When a failed message is tried again, and by what it is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.outbox import (
    FIRST_DELAY,
    JITTER,
    LEASE,
    LONGEST_DELAY,
    LONGEST_OUTAGE,
    MOST_ATTEMPTS,
    NONCE_KNOWN,
    SUSPICIOUS,
    Due,
    MeetingCard,
    outage_delay,
    retry_delay,
    spread,
)
from tests.domain.properties import quick

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
AT = datetime(2026, 11, 22, tzinfo=UTC)
DUE = Due(7, 1, MeetingCard(3), AT, attempts=1)

row_ids = st.integers(1, 2**62)
attempts = st.integers(1, 10_000)
spans = st.timedeltas(timedelta(0), timedelta(days=400))


def _nearly(delay: timedelta) -> tuple[timedelta, timedelta]:
    """A quarter less, and a quarter more."""
    return delay * (1 - JITTER), delay * (1 + JITTER)


@quick
@given(row_ids)
def test_each_try_waits_about_twice_as_long_as_the_one_before(row_id: int) -> None:
    for attempt in range(1, 8):
        shortest, longest = _nearly(FIRST_DELAY * 2 ** (attempt - 1))
        assert shortest <= retry_delay(attempt, row_id) <= longest


@quick
@given(attempts, row_ids)
def test_no_try_waits_longer_than_half_an_hour(attempt: int, row_id: int) -> None:
    assert LONGEST_DELAY == 30 * MINUTE
    assert FIRST_DELAY * (1 - JITTER) <= retry_delay(attempt, row_id) <= LONGEST_DELAY


def test_in_the_end_a_row_is_tried_every_24_minutes_give_or_take_a_quarter() -> None:
    delays = [retry_delay(100, row_id) for row_id in range(1_000)]
    assert 18 * MINUTE <= min(delays) < 19 * MINUTE
    assert 29 * MINUTE < max(delays) <= LONGEST_DELAY


def test_rows_that_failed_together_are_not_tried_again_together() -> None:
    again = sorted(retry_delay(6, row_id) for row_id in range(1, 101))
    assert len(set(again)) == 100
    assert max(later - sooner for sooner, later in pairwise(again)) < 10 * SECOND


def test_a_row_waits_the_same_whenever_it_is_asked() -> None:
    assert retry_delay(3, 17) == retry_delay(3, 17)
    assert retry_delay(3, 17) / 4 != retry_delay(1, 17)  # its jitter is another one each time


def test_all_tries_together_outlast_a_short_outage_of_discord() -> None:
    for row_id in range(1, 50):
        waited = sum((retry_delay(n, row_id) for n in range(1, MOST_ATTEMPTS)), timedelta())
        assert waited > 8 * MINUTE


@quick
@given(spans, row_ids)
def test_an_outage_is_waited_out_for_about_as_long_as_it_lasts(
    lasted: timedelta, row_id: int
) -> None:
    delay = outage_delay(AT, AT + lasted, row_id)
    shortest, longest = _nearly(min(max(lasted, FIRST_DELAY), LONGEST_DELAY / (1 + JITTER)))
    assert shortest <= delay <= longest
    assert delay <= LONGEST_DELAY


def test_a_clock_that_was_set_back_does_not_make_an_outage_shorter_than_nothing() -> None:
    assert outage_delay(AT, AT - timedelta(hours=1), 3) >= FIRST_DELAY * (1 - JITTER)


@quick
@given(spans, st.integers(0, 2**62))
def test_a_spread_is_a_quarter_more_or_less(delay: timedelta, seed: int) -> None:
    shortest, longest = _nearly(min(delay, LONGEST_DELAY / (1 + JITTER)))
    assert shortest <= spread(delay, seed) <= longest
    assert spread(delay, seed) == spread(delay, seed)


def test_nothing_is_put_off_so_far_that_it_looks_as_if_the_clock_was_set_back() -> None:
    """A lease or a delay beyond these is taken as an error of the clock."""
    assert LEASE < LONGEST_DELAY < LONGEST_OUTAGE
    assert 1 < SUSPICIOUS < MOST_ATTEMPTS


def test_the_nonce_is_the_same_for_every_try_and_short_enough_for_discord() -> None:
    first = replace(DUE, id=10**17)
    assert first.nonce == replace(first, attempts=7, holder="two").nonce
    assert first.nonce != DUE.nonce
    assert len(replace(first, origin="0123abcd", id=10**15).nonce) <= 25


@quick
@given(row_ids)
def test_the_mark_is_a_component_id_that_discord_gives_to_nobody_else(row_id: int) -> None:
    mark = replace(DUE, id=row_id).mark
    assert 1_000 < mark < 2**31
    assert mark != replace(DUE, id=row_id + 1).mark


def test_what_was_tried_long_ago_may_be_said_already() -> None:
    tried = replace(DUE, tried_at=AT)
    assert not DUE.may_be_said_already(AT + timedelta(days=1))
    assert not tried.may_be_said_already(AT + NONCE_KNOWN)
    assert tried.may_be_said_already(AT + NONCE_KNOWN + SECOND)
