"""Names and e-mail addresses in attendance files: what is one, and how it is written."""

import re

from sigbot.domain.names import without_marks

LONGEST_NAME = 200

_TELEPHONE = re.compile(r"[\d+().*\- ]+")
_FEWEST_DIGITS = 7
_NO_NAMES = re.compile(r" \((?:guest|unverified|external)\)$", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


def split_name(name: str, *, is_teams: bool) -> tuple[str, str]:
    """The name and the alias of `Display (Real Name)`, both clean; the alias may be empty.

    Only a bracket at the end, closed and after a space, is the real name. Teams marks strangers
    with brackets that are no names.
    """
    if is_teams:
        name = _without_teams_marks(name)
    if not name.endswith(")") or is_telephone(name):
        return name, ""
    start = _bracket(name)
    real, display = name[start + 1 : -1].strip(), name[: max(start, 0)]
    if not display.endswith(" ") or not real:
        return name, ""
    return real, display.strip()


def _without_teams_marks(name: str) -> str:
    while match := _NO_NAMES.search(name):
        name = name[: match.start()]
    return name


def _bracket(name: str) -> int:
    """Where the bracket that ends the name opens; -1 if it never does."""
    depth = 0
    for index in range(len(name) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(name[index], 0)
        if depth == 0:
            return index
    return -1


def is_telephone(name: str) -> bool:
    """True for an anonymous caller: digits and signs, at least seven digits and stars."""
    if not _TELEPHONE.fullmatch(name):
        return False
    return sum(c == "*" or c.isdigit() for c in name) >= _FEWEST_DIGITS


def clean_email(text: str) -> str | None:
    """Small letters, trimmed; None for what is no e-mail."""
    email = without_marks(text).strip().lower()
    return email if looks_like_email(email) else None


def looks_like_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None
