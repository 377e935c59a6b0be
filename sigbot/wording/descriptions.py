"""What a meeting is about: the beginning on its card, and all of it for those who ask."""

from collections.abc import Iterator
from math import ceil
from textwrap import wrap

from sigbot.domain.meetings import Meeting
from sigbot.wording.phone import TWO_SCREENS, WIDTH, height
from sigbot.wording.safe import clip, paragraph, plain

SHOWN = 560
"""Characters; markdown escapes can double them, and the whole card has to fit into its limit."""

ROWS = 16
"""Lines of a phone; the rest of a card needs the others of two screens."""

PAGE_ROWS = TWO_SCREENS - 10
"""Lines of a phone on a page of the whole description; title and buttons need the others."""

LONGEST_WORD = 600
"""Characters of a word that stay together on a page."""

READ_ALL = "Whole description"
TITLE = "## About {title}"


def begun(text: str) -> str:
    """Return the beginning of a description that fits on a card, with `…` where it was cut."""
    lines: list[str] = []
    used = 0
    for line in clip(text, SHOWN).splitlines():
        used += height(line) or 1
        if lines and used > ROWS:
            return "\n".join(lines).rstrip().removesuffix("…") + "…"
        lines.append(line)
    return "\n".join(lines)


def is_cut(meeting: Meeting) -> bool:
    """Return whether a card has only the beginning of its meeting's description."""
    return begun(meeting.description).endswith("…") and begun(meeting.description) != (
        meeting.description
    )


def beginning(meeting: Meeting) -> str:
    return paragraph(begun(meeting.description), SHOWN)


def title(meeting: Meeting) -> str:
    return TITLE.format(title=plain(meeting.title, 100))


def pages(meeting: Meeting) -> list[str]:
    """Return the whole description on pages of a phone."""
    written: list[str] = [""]
    used = 0
    for row, before in _rows(meeting.description):
        height = max(1, ceil(len(row) / WIDTH))
        if written[-1] and used + height > PAGE_ROWS:
            written.append("")
            used = 0
        written[-1] += f"{before}{row}" if written[-1] else row
        used += height
    return [paragraph(page, len(page)) for page in written]


def _rows(text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a phone that a text has, each with what stands before it in the text.

    A word that is longer than LONGEST_WORD is cut.
    """
    for line in text.splitlines():
        before = "\n"
        for row in wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]:
            for begin in range(0, len(row) or 1, LONGEST_WORD):
                yield row[begin : begin + LONGEST_WORD], before
                before = " "
