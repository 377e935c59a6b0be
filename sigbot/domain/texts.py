"""Limits of what people type, and the one way to check them."""

from sigbot.domain.refusals import TooLongError

TITLE_LIMIT = 200
LINE_LIMIT = 300
LINK_LIMIT = 500
PARAGRAPH_LIMIT = 2_000
NARRATIVE_LIMIT = 4_000


def check_text(field: str, text: str, limit: int) -> str:
    """`text` with white space folded and trimmed. Raises TooLongError over `limit` characters."""
    folded = " ".join(text.split())
    return check_length(field, folded, limit)


def check_paragraph(field: str, text: str, limit: int = PARAGRAPH_LIMIT) -> str:
    """`text` trimmed, line breaks kept. Raises TooLongError over `limit` characters."""
    return check_length(field, text.replace("\r\n", "\n").strip(), limit)


def check_length(field: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise TooLongError(field, len(text), limit)
    return text
