"""Check texts that people type, and their limits in characters."""

import unicodedata

from sigbot.domain.refusals import EmptyError, TooLongError

TITLE_LIMIT = 200
LINE_LIMIT = 300
LINK_LIMIT = 500
PARAGRAPH_LIMIT = 2_000
NARRATIVE_LIMIT = 4_000


def check_text(field: str, text: str, limit: int) -> str:
    """Return `text` in one line, with single spaces, trimmed.

    Raises TooLongError over `limit` characters.
    """
    return check_length(field, " ".join(printable(text).split()), limit)


def check_title(field: str, text: str, limit: int = TITLE_LIMIT) -> str:
    """Return `text` as `check_text` does. Raises EmptyError when it has no visible character."""
    checked = check_text(field, text, limit)
    if not any(unicodedata.category(character)[0] not in "CZM" for character in checked):
        raise EmptyError(field)
    return checked


def check_paragraph(field: str, text: str, limit: int = PARAGRAPH_LIMIT) -> str:
    """Return `text` trimmed, with its line breaks. Raises TooLongError over `limit` characters."""
    lines = (printable(line) for line in text.splitlines())
    return check_length(field, "\n".join(line.rstrip() for line in lines).strip(), limit)


def printable(text: str) -> str:
    """Return `text` without control characters and halves of surrogate pairs.

    Files and databases refuse these.
    """
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))


def check_length(field: str, text: str, limit: int) -> str:
    """Return `text`. Raises TooLongError over `limit` characters."""
    if len(text) > limit:
        raise TooLongError(field, len(text), limit)
    return text
