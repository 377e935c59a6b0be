"""Lists that fit on a card: whole lines only, then the number of lines left out."""

from collections.abc import Sequence

from sigbot.wording.phone import TWO_SCREENS, WIDTH, height

ROOM, NEWS_ROOM = 3_400, 1_200
"""Characters for a list on a card, which holds 4,000, and in plain text, which holds 2,000; what is
around the list needs the rest."""

ROWS = TWO_SCREENS - 8
"""Lines of a phone for a list; what is around it needs the rest."""

PAGE = "-# Page {page} of {pages}"
PREVIOUS, NEXT = "Previous", "Next"
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
    rows: int = ROWS,
) -> str:
    """Join the first lines, at most `most`: as many as fit into `room` characters and `rows` lines.

    A line may be several on a phone, whose lines `rows` counts.

    `more` is the template of a last line with the `count` of those left out; `total` is how many
    lines there are where `lines` are only the first of them.
    """
    shown: list[str] = []
    used, height_used = 0, 0.0
    for line in lines[:most]:
        used += len(line) + len(between)
        height_used += height(line + between) if "\n" in between else len(line + between) / WIDTH
        if used > room or height_used > rows:
            break
        shown.append(line)
    left = (len(lines) if total is None else total) - len(shown)
    return between.join([*shown, *([more.format(count=left)] if left else [])])


def paged(lines: Sequence[str], between: str, most_rows: int = ROWS) -> list[str]:
    """Join lines into pages, at least one: as many on each as fit into ROOM and `most_rows`."""
    pages: list[list[str]] = [[]]
    used, height_used = 0, 0
    for line in lines:
        length, rows = len(line) + len(between), height(line + between)
        if pages[-1] and (used + length > ROOM or height_used + rows > most_rows):
            pages.append([])
            used, height_used = 0, 0
        pages[-1].append(line)
        used, height_used = used + length, height_used + rows
    return [between.join(page) for page in pages]


def page_of(page: int, pages: int) -> str:
    """Say which page it is, counted from 0; "" where there is only one."""
    return PAGE.format(page=page + 1, pages=pages) if pages > 1 else ""
