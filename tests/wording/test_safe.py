"""User text never pings, never breaks the layout, and is shown as it was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.wording.safe import clip, paragraph, plain
from tests.domain.properties import quick, thorough, typed, typed_lines

ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
"""What Discord takes for an escape: a backslash before a sign, not before a letter or digit."""

INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
AT_LINE_START = re.compile(r"\s*(?:[#>-]|\d+\.\s)")


def shown(text: str) -> str:
    return ESCAPED.sub(r"\1", text)


def active(text: str) -> str:
    """What is left to be obeyed once the escaped signs are gone."""
    return ESCAPED.sub("", text)


@thorough
@given(typed | typed_lines)
def test_plain_text_is_one_line_in_which_no_sign_is_obeyed(text: str) -> None:
    safe = plain(text)
    assert len(safe.splitlines()) <= 1
    assert not set(active(safe)) & set("\\*_~`|[]<")
    assert not AT_LINE_START.match(safe)


@thorough
@given(typed)
def test_plain_text_is_shown_as_it_was_typed(text: str) -> None:
    assert shown(plain(text)) == " ".join(INVISIBLE.sub("", text).split())


@pytest.mark.parametrize(
    "mention",
    ["<@1>", "<@!1>", "<@&1>", "<#1>", "<t:1:R>", "<:smile:1>", "</sig show:1>", "<id:home>"],
)
def test_a_mention_is_disarmed(mention: str) -> None:
    for text in (mention, f"\\{mention}", f"\\\\{mention}", f"a{mention * 3}b"):
        assert "<" not in active(plain(text))
        assert "<" not in active(paragraph(text))


def test_everyone_may_stay_as_text_because_messages_allow_no_mentions() -> None:
    assert plain("@everyone and @here") == "@everyone and @here"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("General Meeting", "General Meeting"),
        ("# x", "\\# x"),
        ("-# x", "\\-# x"),
        ("> x", "\\> x"),
        ("C# and C++", "C# and C++"),
        ("1. Workshop", "1\\. Workshop"),
        ("2.5 hours", "2.5 hours"),
        ("a_b", "a\\_b"),
        ("https://a.b/c", "https://a.b/c"),
        ("[a](http://b)", "\\[a\\](http://b)"),
        ("\u202eevil\u2066", "evil"),
    ],
)
def test_only_what_would_be_obeyed_is_escaped(text: str, safe: str) -> None:
    assert plain(text) == safe


@pytest.mark.parametrize("text", ["👨‍👩‍👧", "می‌خواهم", "क्‍ष", "مرحبا", "שלום", "日本語"])
def test_names_in_any_script_and_emoji_stay_whole(text: str) -> None:
    assert plain(text) == text
    assert paragraph(text) == text


@thorough
@given(typed_lines)
def test_a_paragraph_keeps_its_lines_and_obeys_none_of_them(text: str) -> None:
    safe = paragraph(text)
    lines = INVISIBLE.sub("", text).splitlines()
    assert [shown(line).strip() for line in safe.split("\n")] == [x.strip() for x in lines or [""]]
    for line in safe.splitlines():
        assert not AT_LINE_START.match(line)
        assert not set(active(line)) & set("\\*_~`|[]<")


@quick
@given(typed, st.integers(1, 80))
def test_clipping_keeps_the_beginning_within_the_limit(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    assert clipped == text or (clipped.endswith("…") and text.startswith(clipped[:-1]))


@quick
@given(typed, st.integers(1, 80))
def test_plain_text_never_ends_within_an_escape(text: str, limit: int) -> None:
    assert len(shown(plain(text, limit))) <= limit
    assert not active(plain(text, limit)).endswith("\\")


def test_a_text_of_many_thousand_characters_is_cut() -> None:
    assert len(shown(plain("x" * 5000))) == 300
    assert len(shown(paragraph("x" * 5000))) == 1500
