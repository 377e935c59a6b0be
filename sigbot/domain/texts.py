"""Check what people type against the bounds of `bounds.py`, lengths in characters."""

import unicodedata

from sigbot.domain.bounds import PARAGRAPH_LIMIT, TITLE_LIMIT
from sigbot.domain.names import is_visible
from sigbot.domain.refusals import EmptyError, TooLongError

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: they turn around what stands after the text, too. The marks
that Arabic and Hebrew need (U+061C, U+200E, U+200F) are none of them."""


def check_text(field: str, text: str, limit: int) -> str:
    """Return `text` in one line, with single spaces, trimmed.

    Raises TooLongError over `limit` characters.
    """
    return check_length(field, " ".join(printable(text).split()), limit)


def check_title(field: str, text: str, limit: int = TITLE_LIMIT) -> str:
    """Return `text` as `check_text` does. Raises EmptyError when it has no visible character."""
    checked = check_text(field, text, limit)
    if not is_visible(checked):
        raise EmptyError(field)
    return checked


def check_paragraph(field: str, text: str, limit: int = PARAGRAPH_LIMIT) -> str:
    """Return `text` trimmed, with its line breaks. Raises TooLongError over `limit` characters."""
    lines = (printable(line) for line in text.splitlines())
    return check_length(field, "\n".join(line.rstrip() for line in lines).strip(), limit)


def printable(text: str) -> str:
    """Return `text` without control characters, halves of surrogate pairs, and overrides.

    Files and databases refuse the first two; overrides change the order of the text around them.
    """
    return "".join(c for c in text if c.isspace() or _may_be_kept(c))


def _may_be_kept(character: str) -> bool:
    is_printed = unicodedata.category(character) not in ("Cc", "Cs")
    return is_printed and character not in _OVERRIDES


def check_length(field: str, text: str, limit: int) -> str:
    """Return `text`. Raises TooLongError over `limit` characters."""
    if len(text) > limit:
        raise TooLongError(field, len(text), limit)
    return text
