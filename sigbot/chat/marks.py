"""The mark in a message of plain text, by which it is found again after a crash.

Discord keeps the ids of components in messages made of components alone (`flags` with components
v2); in all others they are 0. So plain text carries its mark in characters that nobody sees: a word
joiner, then a zero-width joiner for each 1 and a zero-width non-joiner for each 0.
"""

import re

_BEGIN, _ZERO, _ONE = "\u2060", "\u200c", "\u200d"
_BITS = 31
_MARK = re.compile(f"{_BEGIN}([{_ZERO}{_ONE}]{{{_BITS}}})")

MARK_LENGTH = len(_BEGIN) + _BITS


def marked(content: str, mark: int) -> str:
    """Put a mark at the end of the first line; at the very end, Discord might cut it off."""
    bits = f"{mark:0{_BITS}b}".replace("0", _ZERO).replace("1", _ONE)
    first, newline, rest = content.partition("\n")
    return f"{first}{_BEGIN}{bits}{newline}{rest}"


def unmarked(content: str) -> str:
    """Return a text without its mark."""
    return _MARK.sub("", content, count=1)


def mark_in(content: str) -> int | None:
    """Return the mark in a message's text, None where it has none."""
    match = _MARK.search(content.partition("\n")[0])
    return int(match[1].replace(_ZERO, "0").replace(_ONE, "1"), 2) if match else None
