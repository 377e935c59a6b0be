"""User text inside Discord's markdown: it never pings and never breaks the layout."""

import re
import unicodedata

_MARKDOWN = re.compile(r"([\\*_~`|\[\]<]|^[#>-])", re.MULTILINE)
_LIST_NUMBER = re.compile(r"^(\d+)(?=\.\s)", re.MULTILINE)
# Marks that turn the direction of what follows; joiners stay, as names and emoji need them.
_LEFT_TO_RIGHT = "\u200e"
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(text: str, limit: int = 300) -> str:
    """`text` on one line, shown as typed: markdown escaped, mentions and timestamps disarmed."""
    folded = " ".join(_INVISIBLE.sub("", text).split())
    return _escaped(clip(folded, limit))


def called(text: str, limit: int = 60) -> str:
    """A name inside a sentence. One that is written from right to left does not turn what follows
    it around."""
    return held(plain(text, limit))


def held(name: str) -> str:
    """A name, with a mark after it where it is written from right to left."""
    is_right_to_left = any(unicodedata.bidirectional(c) in ("R", "AL") for c in name)
    return f"{name}{_LEFT_TO_RIGHT}" if is_right_to_left else name


def with_channels(text: str, limit: int) -> str:
    """As `plain`, but channels that are mentioned stay links; that pings nobody."""
    return re.sub(r"\\<#(\d{15,20})>", r"<#\1>", plain(text, limit))


def paragraph(text: str, limit: int = 1500) -> str:
    """As `plain`, with line breaks kept."""
    lines = _INVISIBLE.sub("", clip(text, limit)).splitlines()
    return _escaped("\n".join(line.lstrip() for line in lines))


def _escaped(text: str) -> str:
    return _LIST_NUMBER.sub("\\1\\\\", _MARKDOWN.sub(r"\\\1", text))


def clip(text: str, limit: int) -> str:
    """`text`, cut to `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
