"""Codes: how they are written and read, and how many wrong ones a person may type."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.codes import (
    MOST_WRONG,
    REST,
    Guesses,
    check_guesses,
    code_text,
    one_more,
    read_code,
)
from sigbot.domain.refusals import TooManyGuessesError
from tests.domain.properties import NOW, quick

SECOND = timedelta(seconds=1)


def test_a_code_has_six_digits() -> None:
    assert [code_text(number) for number in (0, 417, 999_999)] == ["000000", "000417", "999999"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"),
        ("  123 456\n", "123456"),
        ("123\u00a0456", "123456"),
        ("12-34–56", "123456"),
        ("123.456", "123456"),
        ("١٢٣٤٥٦", "123456"),
        ("۱۲۳ ۴۵۶", "123456"),
        ("१२३४५६", "123456"),
        ("１２３４５６", "123456"),
        ("000000", "000000"),
        ("12345", ""),
        ("1234567", ""),
        ("12345a", ""),
        ("a123456", ""),
        ("½23456", ""),
        ("", ""),
        ("      ", ""),
    ],
)
def test_digits_of_any_script_are_read(text: str, code: str) -> None:
    assert read_code(text) == code


def test_a_code_that_was_copied_from_right_to_left_text_is_read() -> None:
    assert read_code("\u200f١٢٣٤٥٦\u200e") == "123456"


@quick
@given(st.text("0123456789٣۴५６½²⑦ \t\u00a0-–—.·,a\u200f"))
def test_whatever_is_typed_is_six_plain_digits_or_no_code(text: str) -> None:
    code = read_code(text)
    assert code == "" or (len(code) == 6 and code.isascii() and code.isdigit())


def _after(wrong: int, since: datetime = NOW) -> Guesses | None:
    guesses = None
    for _ in range(wrong):
        guesses = one_more(guesses, since)
    return guesses


def test_five_wrong_codes_are_forgiven_and_a_sixth_has_to_wait() -> None:
    for wrong in range(MOST_WRONG):
        check_guesses(_after(wrong), NOW)
    with pytest.raises(TooManyGuessesError) as refused:
        check_guesses(_after(MOST_WRONG), NOW + REST - SECOND)
    assert refused.value.until == NOW + REST
    check_guesses(_after(MOST_WRONG), NOW + REST)


def test_after_the_rest_it_begins_anew() -> None:
    assert one_more(_after(MOST_WRONG), NOW + REST) == Guesses(1, NOW + REST)
    assert one_more(_after(2), NOW + REST - SECOND) == Guesses(3, NOW)


def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    tomorrow = _after(MOST_WRONG, NOW + timedelta(days=1))
    check_guesses(tomorrow, NOW)
    assert one_more(tomorrow, NOW) == Guesses(1, NOW)
