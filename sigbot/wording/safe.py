"""User text inside Discord's markdown: it never pings and never breaks the layout."""

import re

_MARKDOWN = re.compile(r"([\\*_~`|\[\]<]|^[#>-])", re.MULTILINE)
_LIST_NUMBER = re.compile(r"^(\d+)(?=\.\s)", re.MULTILINE)
# Marks that turn the direction of what follows; joiners stay, as names and emoji need them.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(text: str, limit: int = 300) -> str:
    """`text` on one line, shown as typed: markdown escaped, mentions and timestamps disarmed."""
    folded = " ".join(_INVISIBLE.sub("", text).split())
    return _escaped(clip(folded, limit))


def paragraph(text: str, limit: int = 1500) -> str:
    """As `plain`, with line breaks kept."""
    lines = _INVISIBLE.sub("", clip(text, limit)).splitlines()
    return _escaped("\n".join(line.lstrip() for line in lines))


def _escaped(text: str) -> str:
    return _LIST_NUMBER.sub("\\1\\\\", _MARKDOWN.sub(r"\\\1", text))


def clip(text: str, limit: int) -> str:
    """`text`, cut to `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
