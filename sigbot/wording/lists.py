"""Lists that fit on a card: whole lines only, and a word about the rest."""

from collections.abc import Sequence

ROOM = 3_400
"""Characters; a card has 4,000, and its heading needs some."""


def fitted(lines: Sequence[str], more: str, most: int, between: str = "\n") -> str:
    """At most `most` of the lines, as many as there is room for; `more` counts those left out."""
    shown: list[str] = []
    used = 0
    for line in lines[:most]:
        used += len(line) + len(between)
        if used > ROOM:
            break
        shown.append(line)
    left = len(lines) - len(shown)
    return between.join([*shown, *([more.format(count=left)] if left else [])])
