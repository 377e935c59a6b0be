"""Limits of what people type, and the one way to check them."""

import unicodedata

from sigbot.domain.refusals import EmptyError, TooLongError

TITLE_LIMIT = 200
LINE_LIMIT = 300
LINK_LIMIT = 500
PARAGRAPH_LIMIT = 2_000
NARRATIVE_LIMIT = 4_000


def check_text(field: str, text: str, limit: int) -> str:
    """`text` with white space folded and trimmed. Raises TooLongError over `limit` characters."""
    return check_length(field, " ".join(printable(text).split()), limit)


def check_title(field: str, text: str, limit: int = TITLE_LIMIT) -> str:
    """As `check_text`, for what has to be there. Raises EmptyError when nothing of it shows."""
    checked = check_text(field, text, limit)
    if not any(unicodedata.category(character)[0] not in "CZM" for character in checked):
        raise EmptyError(field)
    return checked


def check_paragraph(field: str, text: str, limit: int = PARAGRAPH_LIMIT) -> str:
    """`text` trimmed, line breaks kept. Raises TooLongError over `limit` characters."""
    lines = (printable(line) for line in text.splitlines())
    return check_length(field, "\n".join(line.rstrip() for line in lines).strip(), limit)


def printable(text: str) -> str:
    """Without control characters and halves of characters, which no file or database keeps."""
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))


def check_length(field: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise TooLongError(field, len(text), limit)
    return text
