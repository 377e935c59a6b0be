"""Hours that suit a person: how they are read, and what counts where a person gave none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigbot.domain.hours import (
    CAN,
    DAY_MINUTES,
    DEFAULT_WINDOWS,
    PREFERS,
    USUAL,
    WORKDAYS,
    Hours,
    read_days,
    read_hours,
    windows_of,
)
from sigbot.domain.refusals import TooLongError, UnreadableHoursError
from sigbot.wording import members
from tests.domain.properties import quick, typed
from tests.profile import examples

EVERY_DAY = tuple(range(7))


@pytest.mark.parametrize(
    ("start", "end", "begin", "until"),
    [
        ("9:00", "17:00", 540, 1_020),
        ("09:00", "17:30", 540, 1_050),
        ("9", "17", 540, 1_020),
        ("7", "8", 420, 480),
        ("9am", "5pm", 540, 1_020),
        (" 9 AM ", "5:45 pm", 540, 1_065),
        ("20:00", "02:00", 1_200, 120),
        ("0:00", "24:00", 0, 0),
        ("midnight", "noon", 0, 720),
        ("22", "0", 1_320, 0),
        ("8:00", "8:00", 480, 480),
        ("9h30", "17h", 570, 1_020),
    ],
)
def test_hours_are_read_as_they_are_written(start: str, end: str, begin: int, until: int) -> None:
    assert read_hours(start, end, None) == Hours(begin, until)


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "25", "9:10", "9:60", "-1", "9:00 Berlin", "noonish", "²"]
)
def test_a_time_that_cannot_be_read_or_is_no_quarter_hour_is_refused(text: str) -> None:
    for start, end in ((text, "17:00"), ("9:00", text)):
        with pytest.raises(UnreadableHoursError) as info:
            read_hours(start, end, None)
        assert (info.value.what, info.value.text) == ("time", text)


def test_a_day_ends_at_24_but_does_not_begin_there() -> None:
    with pytest.raises(UnreadableHoursError):
        read_hours("24:00", "9:00", None)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon-Fri", WORKDAYS),
        ("mon – fri", WORKDAYS),
        ("Monday to Friday", WORKDAYS),
        ("weekdays", WORKDAYS),
        ("weekend", (5, 6)),
        ("every day", EVERY_DAY),
        ("daily", EVERY_DAY),
        ("Mon-Sun", EVERY_DAY),
        ("Fri-Mon", (0, 4, 5, 6)),
        ("Sat-Sat", (5,)),
        ("Tue, Sat", (1, 5)),
        ("wed and thu", (2, 3)),
        ("Sun Mon", (0, 6)),
        ("Mo/We", (0, 2)),
        ("weekdays & sat", (0, 1, 2, 3, 4, 5)),
        ("fri;fri,FRIDAY", (4,)),
    ],
)
def test_days_are_read_in_many_ways(text: str, days: tuple[int, ...]) -> None:
    assert read_days(text) == days
    assert read_hours("9", "17", text).days == days


@pytest.mark.parametrize(
    "text", ["T", "m", "Funday", "Mon-", "-Fri", "Mon-Wed-Fri", "1-5", ",", " ", "mondayish"]
)
def test_days_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(UnreadableHoursError) as info:
        read_days(text)
    assert (info.value.what, info.value.text) == ("days", text)


@settings(quick, max_examples=examples(25))
@given(typed, typed, typed)
def test_any_text_is_hours_or_refused(start: str, end: str, days: str) -> None:
    for words in ((start, end, None), ("9", "17", days)):
        try:
            hours = read_hours(*words)
        except (UnreadableHoursError, TooLongError):
            continue
        assert 0 <= hours.begin < DAY_MINUTES
        assert 0 <= hours.end < DAY_MINUTES
        assert hours.days == tuple(sorted(set(hours.days) & set(EVERY_DAY)))


@quick
@given(st.sets(st.sampled_from(EVERY_DAY), min_size=1), st.integers(0, 95), st.integers(0, 95))
def test_hours_are_read_back_from_the_words_in_which_they_are_shown(
    days: set[int], begin: int, end: int
) -> None:
    hours = Hours(begin * 15, end * 15, tuple(sorted(days)))
    shown, _, shown_days = members.hours(hours).partition(", ")
    start, _, until = shown.partition(" to ")
    assert read_hours(start, until, shown_days) == hours


def test_what_suits_somebody_is_liked_and_only_the_middle_of_the_usual_hours_is() -> None:
    [window] = windows_of(Hours(600, 120, (0, 6)))
    assert (window.days, window.begin, window.end, window.level) == ((0, 6), 600, 120, PREFERS)
    assert windows_of(None) == DEFAULT_WINDOWS
    usual = DEFAULT_WINDOWS[0]
    assert (usual.begin, usual.end, usual.days) == (USUAL.begin, USUAL.end, USUAL.days)
    assert usual.level == CAN


def test_hours_without_an_end_are_the_whole_day() -> None:
    [window] = Hours(480, 480).windows()
    assert window.length == DAY_MINUTES
