"""The measure of every answer: two screens of a phone."""

import pytest

from tests.discord.manners import check_length
from tests.discord.world import Json
from tests.phone import TWO_SCREENS, height_on_a_phone, lines_on_a_phone


def message(*texts: str, labels: int = 0) -> Json:
    """A card of these texts, with buttons below."""
    buttons = [{"type": 2, "label": f"Label {number}"} for number in range(labels)]
    rows = [{"type": 1, "components": buttons[at : at + 5]} for at in range(0, labels, 5)]
    return {"components": [{"type": 17, "components": [*map(text, texts), *rows]}]}


def text(content: str) -> Json:
    return {"type": 10, "content": content}


def test_two_screens_are_long_enough_and_a_line_more_is_not() -> None:
    lines = ["x"] * TWO_SCREENS
    check_length({"content": "\n".join(lines)})
    check_length(message(*lines))
    for longer in (
        {"content": "\n".join([*lines, "x"])},
        message(*lines, "x"),
        message("x" * 1_801),
    ):
        with pytest.raises(AssertionError, match="46 lines on a phone"):
            check_length(longer)


def test_buttons_take_room_and_wrap() -> None:
    assert height_on_a_phone(message("x", labels=2)) == 1 + 2
    assert height_on_a_phone(message("x", labels=4)) == 1 + 4
    assert height_on_a_phone(message("x", labels=6)) == 1 + 6 + 2


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        ("", 0),
        ("a\n\nb", 3),
        ("word " * 8, 1),
        ("word " * 9, 2),
        ("\\*" * 40, 1),
        ("**" + "x" * 40 + "**", 1),
        ("-# " + "x" * 40, 1),
        (f"[title](<https://example.org/{'x' * 300}>)", 1),
        ("<t:1772640000:F> (<t:1772640000:R>)", 2),
    ],
)
def test_only_what_is_seen_is_measured(sent: str, lines: int) -> None:
    assert lines_on_a_phone(sent) == lines
