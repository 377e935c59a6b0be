"""A typed moment may have an end, and may be in the time of whoever typed it."""

import pytest

from sigbot.domain.spans import (
    LengthConflictError,
    names_own_time,
    settle_length,
    split_length,
    with_length,
)
from sigbot.domain.when import read_when
from tests.domain.properties import NEW_YORK, NOW


@pytest.mark.parametrize(
    ("text", "start", "minutes"),
    [
        ("Fri 9-10am", "fri 9am", 60),
        ("fri 9 – 10 am", "fri 9am", 60),
        ("fri 11-1pm", "fri 11am", 120),
        ("fri 12-1pm", "fri 12pm", 60),
        ("fri 9:30-11am", "fri 9:30am", 90),
        ("fri 9am-10", "fri 9am", 60),
        ("fri 9am to 5pm", "fri 9am", 480),
        ("fri 14:00-15:30", "fri 14:00", 90),
        ("fri 9:00-10:00", "fri 9:00", 60),
        ("8pm -10:00", "8pm", 120),
        ("fri from 14h until 16h Berlin", "fri 14h berlin", 120),
        ("fri 9-10", "fri 9", 60),
        ("fri 4-5", "fri 4", 60),
        ("fri 22-1", "fri 22", 180),
        ("fri 11-14", "fri 11", 180),
        ("fri noon-1", "fri noon", 60),
        ("fri 10pm-midnight", "fri 10pm", 120),
        ("9-10am on friday", "9am on friday", 60),
        ("2 dec 9-10", "2 dec 9", 60),
        ("2026-12-02 9-10am", "2026-12-02 9am", 60),
    ],
)
def test_a_span_is_a_start_and_a_length(text: str, start: str, minutes: int) -> None:
    assert split_length(text) == (start, minutes)
    assert read_when(start, NEW_YORK, NOW).readings


@pytest.mark.parametrize(
    "text",
    [
        "fri 11:00",
        "fri 16:00-05:00",
        "2026-12-02T16:00-05:00",
        "9-10",
        "9 - 10 dec",
        "wed 2 - 3 dec 11:00",
        "22-12-2026 11:00",
        "fri 30-31am",
        "fri 9-x",
        "16:00 UTC+3",
    ],
)
def test_what_is_no_span_has_no_length(text: str) -> None:
    assert split_length(text) == (text, None)


def test_a_chosen_moment_keeps_its_length() -> None:
    choice = "2026-12-02T11:00-05:00[America/New_York]"
    assert split_length(with_length(choice, 90)) == (choice, 90)
    assert split_length(with_length(choice, None)) == (choice, None)


def test_the_length_of_a_span_is_the_duration() -> None:
    assert settle_length("fri 9-10am", None) == ("fri 9am", "60 min")
    assert settle_length("Fri 9am", "2h") == ("Fri 9am", "2h")
    with pytest.raises(LengthConflictError) as error:
        settle_length("fri 9-10am", "90")
    assert (error.value.minutes, error.value.duration) == (60, "90")


@pytest.mark.parametrize(
    "text",
    ["7pm my time", "Fri 7pm in my time", "7pm my local time", "7pm (my timezone)", "my time"],
)
def test_my_time_is_the_time_of_whoever_typed_it(text: str) -> None:
    assert names_own_time(text)
    assert not names_own_time(text.replace("my", "our"))


def test_my_time_is_read_in_the_zone_of_whoever_typed_it() -> None:
    [moment] = read_when("7pm my time", NEW_YORK, NOW).readings
    assert moment.choice == "2026-11-22T19:00-05:00[America/New_York]"
