"""How much room a text takes on the screen of a phone: no answer is longer than two screens."""

import re
from textwrap import wrap

WIDTH, TWO_SCREENS = 40, 45
"""Characters in a line, and lines of text and buttons in two screens."""

BUTTONS = 2
"""How many lines of text are as high as a row of buttons."""

_UNSEEN = re.compile(r"\\(\W)|\]\(<[^<>]*>\)|[*`\[]|^-# ", re.MULTILINE)
_MOMENT = re.compile(r"(?<!\\)<t:\d+:([a-zA-Z])>")
_MOMENT_WIDTHS = {"F": 36, "f": 26, "D": 18, "R": 12, "d": 10, "T": 8, "t": 5}


def height(text: str) -> int:
    """Return how many lines a text in Discord's Markdown has on a phone."""
    shown = _MOMENT.sub(lambda moment: "0" * _MOMENT_WIDTHS.get(moment[1], WIDTH), text)
    return sum(len(wrap(line, WIDTH)) or 1 for line in _UNSEEN.sub(r"\1", shown).splitlines())
