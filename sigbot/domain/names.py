"""Names of people: how they are written, and whether there is anything to see."""

import re
import unicodedata

_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_name(text: str) -> str:
    """NFC, without direction marks, all white space as one space; case and all else are kept."""
    shown = text if text.isascii() else unicodedata.normalize("NFC", without_marks(text))
    return " ".join(shown.split())


def without_marks(text: str) -> str:
    """`text` without direction marks."""
    return text if text.isascii() else _DIRECTION_MARKS.sub("", text)


def is_visible(name: str) -> bool:
    """False for a name in which there is nothing to see."""
    return name[:1].isalnum() or any(
        unicodedata.category(character)[0] not in "CZM" for character in name
    )
