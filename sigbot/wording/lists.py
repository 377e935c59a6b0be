"""Lists that fit on a card: whole lines only, then the number of lines left out."""

from collections.abc import Sequence

ROOM, NEWS_ROOM = 3_400, 1_200
"""Characters for a list on a card, which holds 4,000, and in plain text, which holds 2,000; what is
around the list needs the rest."""


AND = "{0} and {1}"


def listed(parts: Sequence[str]) -> str:
    """Join parts of a sentence: `a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return AND.format(", ".join(parts[:-1]), parts[-1])


def fitted(
    lines: Sequence[str],
    more: str,
    most: int,
    between: str = "\n",
    total: int | None = None,
    room: int = ROOM,
) -> str:
    """Join the first lines, at most `most` and as many as there are `room` characters for.

    `more` is the template of a last line with the `count` of those left out; `total` is how many
    lines there are where `lines` are only the first of them.
    """
    shown: list[str] = []
    used = 0
    for line in lines[:most]:
        used += len(line) + len(between)
        if used > room:
            break
        shown.append(line)
    left = (len(lines) if total is None else total) - len(shown)
    return between.join([*shown, *([more.format(count=left)] if left else [])])
