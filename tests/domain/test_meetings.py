"""What may be done with a meeting when, and how long it may last."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import LONGEST_MEETING, SHORTEST_MEETING
from sigbot.domain.meetings import (
    AlreadyCancelledError,
    Meeting,
    MeetingKind,
    check_any_open,
    check_can_answer,
    check_can_cancel,
    check_can_edit,
    check_in_window,
    check_start,
    is_far,
    read_duration,
)
from sigbot.domain.refusals import (
    DurationError,
    FarFutureError,
    MeetingCancelledError,
    MeetingOverError,
    NothingToCheckInError,
    PastError,
    TooEarlyError,
    TooLateError,
    TooLongError,
    UnreadableDurationError,
)
from tests.domain.properties import quick, thorough, typed

START = datetime(2026, 12, 2, 16, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def meeting(*, cancelled: bool = False, duration: int = 60) -> Meeting:
    return Meeting(
        id=12,
        title="General Meeting",
        kind=MeetingKind.GENERAL,
        starts_at=START,
        wall=datetime.fromisoformat("2026-12-02T11:00"),
        zone="America/New_York",
        duration=duration,
        cancelled_at=START - timedelta(days=1) if cancelled else None,
    )


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("90 min", 90),
        ("90m", 90),
        ("1h", 60),
        ("1 hour", 60),
        ("1h30", 90),
        ("1h 30 min", 90),
        ("1 hour 5 minutes", 65),
        ("1.5 hours", 90),
        ("0.25h", 15),
        ("1:30", 90),
        ("0:45", 45),
        ("  2  HRS ", 120),
        ("5", SHORTEST_MEETING),
        ("12h", LONGEST_MEETING),
    ],
)
def test_a_duration_is_read_in_minutes(text: str, minutes: int) -> None:
    assert read_duration(text) == minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("0", 0),
        ("0h", 0),
        ("0:00", 0),
        ("4 min", 4),
        ("721", 721),
        ("40h", 2400),
        ("40 hours", 2400),
        ("99999", 99999),
        ("999h 99999m", 159939),
    ],
)
def test_a_duration_outside_the_limits_is_refused(text: str, minutes: int) -> None:
    with pytest.raises(DurationError) as refused:
        read_duration(text)
    assert refused.value.minutes == minutes


@pytest.mark.parametrize(
    "text",
    ["", " ", "long", "an hour", "-5", "1:2", "1:30:00", "1,5h", "999999", "1.5", "9" * 40],
)
def test_an_unreadable_duration_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDurationError):
        read_duration(text)


def test_an_hour_has_no_more_than_59_minutes() -> None:
    with pytest.raises(UnreadableDurationError):
        read_duration("1:75")


lengths = st.builds(
    "{}{}{}".format,
    st.integers(0, 2000),
    st.sampled_from(["", "h", " h", " min", ":", ".", "h 5", "hours "]),
    st.sampled_from(["", "30", "5", " m", "x"]),
)


@thorough
@given(typed | lengths)
def test_any_text_is_a_duration_within_the_limits_or_refused(text: str) -> None:
    with suppress(DurationError, UnreadableDurationError, TooLongError):
        assert SHORTEST_MEETING <= read_duration(text) <= LONGEST_MEETING


@quick
@given(st.integers(SHORTEST_MEETING, LONGEST_MEETING))
def test_every_way_to_write_a_duration_is_the_same_duration(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    written = [f"{minutes}", f"{minutes} min", f"{hours}:{rest:02}", f"{hours}h{rest}"]
    assert [read_duration(text) for text in written] == [minutes] * 4


def test_a_meeting_starts_in_the_future() -> None:
    check_start(START, START - SECOND)
    with pytest.raises(PastError) as refused:
        check_start(START, START)
    assert refused.value.at == START


def test_a_meeting_in_far_off_years_is_a_typing_error() -> None:
    check_start(START + timedelta(days=3 * 365), START)
    with pytest.raises(FarFutureError):
        check_start(START + timedelta(days=4 * 365), START)
    with pytest.raises(FarFutureError):
        check_start(datetime.max.replace(tzinfo=UTC), START)


@pytest.mark.parametrize(
    "now", [START - 15 * MINUTE, START, START + 60 * MINUTE, START + 90 * MINUTE]
)
def test_check_in_is_open_from_15_minutes_before_until_30_minutes_after(now: datetime) -> None:
    check_in_window(meeting(), now)
    assert meeting().is_open(now)


def test_check_in_is_closed_a_second_outside_of_its_window() -> None:
    with pytest.raises(TooEarlyError) as early:
        check_in_window(meeting(), START - 15 * MINUTE - SECOND)
    with pytest.raises(TooLateError) as late:
        check_in_window(meeting(), START + 90 * MINUTE + SECOND)
    assert early.value.opens_at == START - 15 * MINUTE
    assert late.value.closed_at == START + 90 * MINUTE


def test_nobody_checks_in_to_a_cancelled_meeting() -> None:
    assert not meeting(cancelled=True).is_open(START)
    with pytest.raises(MeetingCancelledError):
        check_in_window(meeting(cancelled=True), START)


@quick
@given(st.integers(-200, 200), st.integers(SHORTEST_MEETING, LONGEST_MEETING))
def test_a_meeting_is_open_exactly_when_checking_in_is_not_refused(
    minutes: int, duration: int
) -> None:
    now, held = START + minutes * MINUTE, meeting(duration=duration)
    try:
        check_in_window(held, now)
    except (TooEarlyError, TooLateError):
        assert not held.is_open(now)
    else:
        assert held.is_open(now)


def test_of_meetings_that_are_not_open_the_nearest_is_named() -> None:
    first, second = meeting(), replace(meeting(), title="Next", starts_at=START + 600 * MINUTE)
    cancelled = replace(meeting(cancelled=True), starts_at=START + 300 * MINUTE)
    each = [first, cancelled, second]
    with pytest.raises(TooLateError, match=first.title):
        check_any_open(each, first.closes_at + 200 * MINUTE)
    with pytest.raises(TooEarlyError, match="Next"):
        check_any_open(each, second.opens_at - 200 * MINUTE)
    check_any_open(each, START)
    with pytest.raises(NothingToCheckInError):
        check_any_open([cancelled], START)


@pytest.mark.parametrize("check", [check_can_answer, check_can_cancel])
def test_a_meeting_is_answered_or_cancelled_until_it_ends(check: object) -> None:
    assert callable(check)
    check(meeting(), START + 60 * MINUTE)
    with pytest.raises(MeetingOverError):
        check(meeting(), START + 60 * MINUTE + SECOND)
    with pytest.raises((MeetingCancelledError, AlreadyCancelledError)):
        check(meeting(cancelled=True), START - MINUTE)


def test_a_meeting_has_a_short_stable_key() -> None:
    assert meeting().key == "m12"


@pytest.mark.parametrize("now", [START - MINUTE, START + 60 * MINUTE, START + timedelta(days=400)])
def test_what_was_said_of_a_meeting_can_be_put_right_at_any_time(now: datetime) -> None:
    check_can_edit(meeting(), now, moves=False)


def test_a_meeting_is_moved_until_it_ends() -> None:
    check_can_edit(meeting(), START + 60 * MINUTE, moves=True)
    with pytest.raises(MeetingOverError):
        check_can_edit(meeting(), START + 60 * MINUTE + SECOND, moves=True)


@pytest.mark.parametrize("moves", [True, False])
def test_a_cancelled_meeting_stays_as_it_was(moves: bool) -> None:
    with pytest.raises(MeetingCancelledError):
        check_can_edit(meeting(cancelled=True), START - MINUTE, moves=moves)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("2026-03-04T18:00", "2026-03-04T20:00", False),
        ("2026-03-04T20:01", "2026-03-04T18:00", True),
        ("2026-03-05T04:30", "2026-03-05T05:30", True),
        ("2026-03-04T23:30", "2026-03-05T00:30", False),
    ],
)
def test_a_move_is_far_by_more_than_two_hours_or_to_another_day_on_the_meetings_clock(
    before: str, after: str, expected: bool
) -> None:
    """In New York, 05:00 UTC is midnight."""
    start, moved = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (before, after))
    wall = moved.replace(tzinfo=None)
    meeting = Meeting(1, "Call", MeetingKind.GENERAL, moved, wall, "America/New_York", 60)
    assert is_far(start, meeting) == expected
