"""What a meeting is about: the beginning on its card, and all of it for those who ask."""

from collections.abc import Iterator
from textwrap import wrap

from sigbot.domain.meetings import Meeting
from sigbot.wording.lists import paged
from sigbot.wording.phone import height
from sigbot.wording.safe import clip, paragraph, plain

SHOWN = 650
"""Characters; markdown escapes can double them, and the whole card has to fit into its limit."""

ROWS = 18
"""Lines of a phone; the rest of a card needs the others of two screens."""

PIECE = 600
"""Characters of a line that stay together on a page."""

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
    return paged([paragraph(piece) for piece in _pieces(meeting.description)], "\n")


def _pieces(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from wrap(line, PIECE) or [""]
