"""Text of users inside Discord's markdown: it never pings anybody and never breaks the layout."""

import re
import unicodedata

_MARKDOWN = re.compile(r"([\\*_~`|\[\]<]|^[#>-])", re.MULTILINE)
_LIST_NUMBER = re.compile(r"^(\d+)(?=\.\s)", re.MULTILINE)
# Marks that turn the direction of what follows; joiners stay, as names and emoji need them.
_LEFT_TO_RIGHT = "\u200e"
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(text: str, limit: int = 300) -> str:
    """Return `text` on one line, shown as it was typed.

    Markdown is escaped; mentions and timestamps have no effect.
    """
    folded = " ".join(_INVISIBLE.sub("", text).split())
    return _escaped(clip(folded, limit))


def called(text: str, limit: int = 60) -> str:
    """Return a name for use inside a sentence, as `plain` and `held` make it."""
    return held(plain(text, limit))


def held(name: str) -> str:
    """Return a name that keeps the text after it from left to right.

    A name that is written from right to left gets a mark after it.
    """
    is_right_to_left = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name)
    return f"{name}{_LEFT_TO_RIGHT}" if is_right_to_left else name


def with_channels(text: str, limit: int) -> str:
    """Do as `plain`, but keep mentions of channels as links; they ping nobody."""
    return re.sub(r"\\<#(\d{15,20})>", r"<#\1>", plain(text, limit))


def paragraph(text: str, limit: int = 1500) -> str:
    """Do as `plain`, but keep line breaks."""
    lines = _INVISIBLE.sub("", clip(text, limit)).splitlines()
    return _escaped("\n".join(line.lstrip() for line in lines))


def _escaped(text: str) -> str:
    return _LIST_NUMBER.sub("\\1\\\\", _MARKDOWN.sub(r"\\\1", text))


def clip(text: str, limit: int) -> str:
    """Cut `text` to `limit` characters, the last of which is then an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
