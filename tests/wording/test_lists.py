"""Lists are shown as far as they fit, and say how many lines are left out."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from sigbot.wording.lists import fitted, listed
from sigbot.wording.phone import TWO_SCREENS, height
from sigbot.wording.safe import plain
from tests.domain.properties import quick, typed
from tests.phone import lines_on_a_phone
from tests.wording.healthcare import HOSTILE, TEXTS

MORE = "-# and {count} more"


def test_parts_are_joined_as_in_a_sentence() -> None:
    assert [listed(["a", "b", "c"][:count]) for count in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_a_list_ends_before_it_is_two_screens_and_says_how_many_are_left() -> None:
    shown = fitted(["x" * 100] * 25, MORE, 25).splitlines()
    assert shown == [*["x" * 100] * 12, "-# and 13 more"]
    assert len(fitted(["x"] * 25, MORE, 25).splitlines()) == 25


@quick
@given(
    st.lists(typed.map(lambda text: f"**{plain(text)}** · <t:1772640000:F>"), max_size=60),
    st.sampled_from(["\n", "\n\n", ", "]),
)
def test_any_list_fits_two_screens(lines: Sequence[str], between: str) -> None:
    shown = fitted(lines, MORE, 60, between=between)
    assert lines_on_a_phone(shown) < TWO_SCREENS


def test_a_text_is_measured_as_it_is_seen() -> None:
    link = "[a title](<https://example.org/a/very/long/address>), <t:1772640000:R>"
    for text in (*map(plain, (*TEXTS, HOSTILE, "x " * 200)), link):
        assert height(text) == lines_on_a_phone(text)
