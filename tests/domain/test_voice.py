"""Stays in a voice channel: which channel is meant, and how long a person was there."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.voice import Stay, VoiceMeeting, channel_named, first_moment, whole_minutes
from tests.domain.properties import NOW, quick

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
MEETING = VoiceMeeting(1, 1, 100, 555, NOW, NOW + 60 * MINUTE)
CHANNEL = 123_456_789_012_345_678


def stay(start: float, end: float) -> Stay:
    return Stay(NOW + start * MINUTE, NOW + end * MINUTE)


@pytest.mark.parametrize(
    ("place", "link", "channel"),
    [
        (f"<#{CHANNEL}>", "", CHANNEL),
        (f"Our stage <#{CHANNEL}>, as always", "https://example.org", CHANNEL),
        ("", f"https://discord.com/channels/42/{CHANNEL}", CHANNEL),
        ("Stage", f"https://ptb.discord.com/channels/100/{CHANNEL}/7", CHANNEL),
        (f"<#{CHANNEL}>", f"https://discord.com/channels/42/{CHANNEL + 1}", CHANNEL),
        ("", "https://discord.com/channels/42", None),
        ("#stage", "https://zoom.example/j/123456789012345678", None),
        (f"<@{CHANNEL}>", "", None),
        ("", "", None),
    ],
)
def test_the_place_or_the_link_names_the_channel(
    place: str, link: str, channel: int | None
) -> None:
    assert channel_named(place, link) == channel


def test_it_is_watched_while_check_in_is_open() -> None:
    for minute in (-15, 0, 90):
        assert MEETING.is_watched(NOW + minute * MINUTE)
    assert not MEETING.is_watched(NOW - 15 * MINUTE - SECOND)
    assert not MEETING.is_watched(NOW + 90 * MINUTE + SECOND)


@pytest.mark.parametrize(
    ("stays", "first", "minutes"),
    [
        ([], None, 0),
        ([stay(-15, 0)], None, 0),
        ([stay(60, 90)], None, 0),
        ([stay(-15, 90)], 0, 60),
        ([stay(-5, 12)], 0, 12),
        ([stay(55, 90)], 55, 5),
        ([stay(7, 7)], 7, 0),
        ([stay(5, 5 + 10 - 1 / 60)], 5, 9),
        ([stay(5, 15)], 5, 10),
        ([stay(30, 34.5), stay(5, 10.5)], 5, 10),
        ([stay(-15, -1), stay(61, 90), stay(20, 40)], 20, 20),
    ],
)
def test_minutes_count_while_the_meeting_runs(
    stays: list[Stay], first: int | None, minutes: int
) -> None:
    assert first_moment(stays, MEETING) == (None if first is None else NOW + first * MINUTE)
    assert whole_minutes(stays, MEETING) == minutes


def _as_stays(moments: list[int]) -> list[Stay]:
    """Draw stays that follow one another."""
    ordered = sorted(moments)
    pairs = zip(ordered[::2], ordered[1::2], strict=False)
    return [Stay(NOW + start * SECOND, NOW + end * SECOND) for start, end in pairs]


@quick
@given(st.lists(st.integers(-900, 5_400), unique=True, max_size=12).map(_as_stays))
def test_stays_are_counted_second_by_second(stays: list[Stay]) -> None:
    def there(second: int) -> bool:
        at = NOW + second * SECOND
        return any(stay.joined_at <= at < stay.until for stay in stays)

    assert whole_minutes(stays, MEETING) == sum(map(there, range(3_600))) // 60
    first = first_moment(stays, MEETING)
    expected: datetime | None = next((NOW + s * SECOND for s in range(3_600) if there(s)), None)
    assert first == expected


def test_nobody_is_there_for_longer_than_the_meeting() -> None:
    assert whole_minutes([stay(0, 60), stay(10, 60)], MEETING) == 60
