"""Names of people: one spelling for each, and whether there is anything to see."""

import re
import unicodedata

_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""What Unicode calls letters and symbols, and every font shows as nothing."""

_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_name(text: str) -> str:
    """Return a name in NFC, without direction marks, with single spaces; the case is kept."""
    shown = text if text.isascii() else unicodedata.normalize("NFC", without_marks(text))
    return " ".join(shown.split())


def without_marks(text: str) -> str:
    """Return a text without direction marks."""
    return text if text.isascii() else _DIRECTION_MARKS.sub("", text)


def is_visible(name: str) -> bool:
    """Return whether there is anything to see in a name."""
    return any(_is_seen(character) for character in name)


def _is_seen(character: str) -> bool:
    return character not in _BLANK_LETTERS and unicodedata.category(character)[0] not in "CZM"
