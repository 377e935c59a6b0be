"""How much room a message takes on the screen of a phone."""

import re
from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Any

WIDTH, TWO_SCREENS = 40, 45
"""Characters in a line of a phone, and lines of text and buttons in two of its screens.

Two screens have about 60 lines; a picture, where there is one, takes 15 of them.
"""

_ROW = 2
"""How many lines of text are as high as a row of buttons."""

_FRAME = 6
"""How many characters are as wide as what is around the label of a button."""

_ACTION_ROW, _BUTTON, _MENU = 1, 2, 3

_SHOWN = {
    r"(?<!\\)<t:\d+:F>": "Wednesday, 30 September 2026 at 10:30",
    r"(?<!\\)<t:\d+:f>": "30 September 2026 at 10:30",
    r"(?<!\\)<t:\d+:[dD]>": "30 September 2026",
    r"(?<!\\)<t:\d+:R>": "in 10 months",
    r"(?<!\\)<t:\d+:[tT]>": "10:30",
    r"(?<!\\)<@&?\d+>": "@Olga Petrova",
    r"(?<!\\)<#\d+>": "# announcements",
    r"(?<!\\)\[([^\]]*)\]\(<?[^)]*\)": r"\1",
    "[\u2060\u200c\u200d]": "",
    r"(?m)\\([^\w\s])|^(?:#{1,3} |-# )|\*\*|~~|`": r"\1",
}
"""What is sent → what is seen; the last are the bot's mark, and the marks of Markdown."""


def lines_on_a_phone(text: str) -> int:
    """Return how many lines of a phone a text in Discord's Markdown has."""
    for sent, seen in _SHOWN.items():
        text = re.sub(sent, seen, text)
    return sum(len(wrap(line, WIDTH)) or 1 for line in text.splitlines())


def rows_on_a_phone(labels: Iterable[str]) -> int:
    """Return how many lines of a phone a row of buttons takes, which wraps as words do."""
    buttons = " ".join("x" * min(len(label) + _FRAME, WIDTH) for label in labels)
    return _ROW * len(wrap(buttons, WIDTH))


def height_on_a_phone(message: Mapping[str, Any]) -> int:
    """Return how many lines of a phone a message has, as it is sent to Discord."""
    content = message.get("content") or ""
    return lines_on_a_phone(content) + sum(map(_height, message.get("components") or []))


def _height(component: Mapping[str, Any]) -> int:
    inside = [*(component.get("components") or [])]
    inside += [component["accessory"]] if component.get("accessory") else []
    if component["type"] == _ACTION_ROW and inside[0]["type"] == _BUTTON:
        return rows_on_a_phone(button.get("label") or "" for button in inside)
    own = _ROW if component["type"] in {_BUTTON, _MENU} else 0
    return own + lines_on_a_phone(component.get("content") or "") + sum(map(_height, inside))
