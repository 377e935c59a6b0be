"""When a failed message is tried again."""

from datetime import UTC, datetime, timedelta

from sigbot.domain.outbox import MOST_ATTEMPTS, Due, retry_delay


def test_each_try_waits_longer_up_to_half_an_hour() -> None:
    delays = [retry_delay(attempts) for attempts in range(1, 100)]
    assert delays[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert delays == sorted(delays)
    assert delays[-1] == timedelta(minutes=30)


def test_all_tries_together_outlast_a_short_outage_of_discord() -> None:
    waited = sum((retry_delay(n) for n in range(1, MOST_ATTEMPTS)), timedelta())
    assert waited > timedelta(minutes=10)


def test_the_nonce_is_the_same_for_every_try_and_short_enough_for_discord() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    first = Due(10**17, 1, "meeting_card", {}, at, attempts=1)
    again = Due(10**17, 1, "meeting_card", {}, at, attempts=7)
    assert first.nonce == again.nonce
    assert len(first.nonce) <= 25
