"""Limits of what people type."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import LINE_LIMIT, TITLE_LIMIT
from sigbot.domain.refusals import TooLongError
from sigbot.domain.texts import check_length, check_paragraph, check_text
from tests.domain.properties import quick, typed, typed_lines


def test_a_title_of_five_thousand_characters_is_refused_with_both_numbers() -> None:
    with pytest.raises(TooLongError) as refused:
        check_text("title", "x" * 5000, TITLE_LIMIT)
    assert (refused.value.field, refused.value.length, refused.value.limit) == ("title", 5000, 200)


def test_a_text_of_exactly_the_limit_is_accepted() -> None:
    assert len(check_text("title", "x" * TITLE_LIMIT, TITLE_LIMIT)) == TITLE_LIMIT
    with pytest.raises(TooLongError):
        check_text("title", "x" * (TITLE_LIMIT + 1), TITLE_LIMIT)


def test_white_space_is_folded_before_it_is_counted() -> None:
    assert check_text("title", "  General \n\t Meeting  ", 15) == "General Meeting"


def test_a_paragraph_keeps_its_line_breaks() -> None:
    assert check_paragraph("note", " one\r\ntwo\n\nthree ") == "one\ntwo\n\nthree"


def test_a_paragraph_over_its_limit_is_refused() -> None:
    with pytest.raises(TooLongError):
        check_paragraph("narrative", "x" * 4001, 4000)


@quick
@given(typed)
def test_a_checked_text_is_one_line_and_checking_again_changes_nothing(text: str) -> None:
    checked = check_text("title", text, LINE_LIMIT)
    assert len(checked.splitlines()) <= 1
    assert checked == checked.strip()
    assert "  " not in checked
    assert check_text("title", checked, LINE_LIMIT) == checked


def printable(text: str) -> str:
    return "".join(c for c in text if c.isspace() or category(c) not in ("Cc", "Cs"))


@quick
@given(typed)
def test_a_checked_text_keeps_every_word(text: str) -> None:
    assert check_text("title", text, LINE_LIMIT).split() == printable(text).split()


@quick
@given(typed_lines)
def test_a_checked_paragraph_keeps_every_word_and_checking_again_changes_nothing(text: str) -> None:
    checked = check_paragraph("note", text)
    assert checked.split() == printable(text).split()
    assert check_paragraph("note", checked) == checked


@quick
@given(st.text(max_size=30), st.integers(0, 30))
def test_a_length_is_refused_only_over_its_limit(text: str, limit: int) -> None:
    if len(text) > limit:
        with pytest.raises(TooLongError):
            check_length("note", text, limit)
    else:
        assert check_length("note", text, limit) == text
