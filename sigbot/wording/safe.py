"""User text inside Discord's markdown: it never pings and never breaks the layout."""

import re

_MARKDOWN = re.compile(r"([\\*_~`|\[\]<]|^(?:[#>-]|\d+(?=\.)))", re.MULTILINE)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(text: str, limit: int = 300) -> str:
    """`text` on one line, shown as typed: markdown escaped, mentions and timestamps disarmed."""
    folded = " ".join(_INVISIBLE.sub("", text).split())
    return _MARKDOWN.sub(r"\\\1", clip(folded, limit))


def paragraph(text: str, limit: int = 1500) -> str:
    """As `plain`, with line breaks kept."""
    lines = _INVISIBLE.sub("", clip(text, limit)).splitlines()
    return "\n".join(_MARKDOWN.sub(r"\\\1", line) for line in lines)


def clip(text: str, limit: int) -> str:
    """`text`, cut to `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
