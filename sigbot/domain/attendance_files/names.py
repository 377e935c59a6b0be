"""Names, telephone numbers and e-mail addresses in attendance files."""

import re

from sigbot.domain.names import without_marks

_TELEPHONE = re.compile(r"[\d+().*\- ]+")
_FEWEST_DIGITS = 7
_NO_NAMES = re.compile(r" \((?:guest|unverified|external)\)$", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_LONGEST_EMAIL = 320


def split_name(name: str, *, is_teams: bool) -> tuple[str, str]:
    """Split `Display (Real Name)` into the real name and the display name as its alias.

    Only a closed bracket at the end, after a space, is a real name; without one the alias is "".
    Brackets with which Teams marks strangers, such as `(Guest)`, are removed first.
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
    """Return where the bracket at the end of the name opens, -1 if it never does."""
    depth = 0
    for index in range(len(name) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(name[index], 0)
        if depth == 0:
            return index
    return -1


def is_telephone(name: str) -> bool:
    """Return whether a name is the number of an anonymous caller.

    Such a number is digits and signs only, with at least seven digits or stars.
    """
    if not _TELEPHONE.fullmatch(name):
        return False
    return sum(c == "*" or c.isdigit() for c in name) >= _FEWEST_DIGITS


def clean_email(text: str) -> str | None:
    """Return an e-mail address in lower case and without spaces around it; None for other texts."""
    email = without_marks(text).strip().lower()
    return email if looks_like_email(email) else None


def looks_like_email(text: str) -> bool:
    return len(text) <= _LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None
