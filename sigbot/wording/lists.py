"""Lists that fit on a card: whole lines only, then the number of lines left out."""

from collections.abc import Sequence

ROOM = 3_400
"""Characters for a list; a card holds 4,000, and its heading needs a part of them."""


def fitted(
    lines: Sequence[str], more: str, most: int, between: str = "\n", total: int | None = None
) -> str:
    """Join the first lines, at most `most` and as many as there is room for.

    `more` is the template of a last line with the `count` of those left out; `total` is how many
    lines there are where `lines` are only the first of them.
    """
    shown: list[str] = []
    used = 0
    for line in lines[:most]:
        used += len(line) + len(between)
        if used > ROOM:
            break
        shown.append(line)
    left = (len(lines) if total is None else total) - len(shown)
    return between.join([*shown, *([more.format(count=left)] if left else [])])
