"""Limits of what people type."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import LINE_LIMIT, TITLE_LIMIT
from sigbot.domain.refusals import EmptyError, TooLongError
from sigbot.domain.texts import check_length, check_paragraph, check_text, check_title
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


OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
MARKS = "\u061c\u200e\u200f\u200c\u200d"


def printable(text: str) -> str:
    kept = (c for c in text if c.isspace() or category(c) not in ("Cc", "Cs"))
    return "".join(c for c in kept if c not in OVERRIDES)


@quick
@given(st.text(st.sampled_from(OVERRIDES + MARKS + "aש ") | st.characters(), max_size=40))
def test_nothing_in_a_checked_text_turns_around_what_stands_after_it(text: str) -> None:
    checked = check_text("title", text, LINE_LIMIT)
    assert not {*checked} & {*OVERRIDES}
    assert [c for c in checked if c in MARKS] == [c for c in text if c in MARKS]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b",
        "\u2060\u00ad",
        "\u202e",
        "\u3164",
        "\u115f\u1160",
        "\u2800",
        "\uffa0",
        "\u0301",
    ],
)
def test_a_title_that_nobody_can_see_is_refused(text: str) -> None:
    with pytest.raises(EmptyError):
        check_title("title", text)
    assert check_title("title", f"{text}é") == f"{printable(text)}é".strip()


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
