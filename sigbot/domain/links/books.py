"""ISBNs: ten or thirteen digits, one spelling."""

import re

from sigbot.domain.links.model import LinkReading, WorkKind, identified

_WHOLE = re.compile(r"(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dx]", re.IGNORECASE | re.ASCII)
_NAMED = re.compile(
    r"\bisbn(?:[- ]?1[03])?[: ]{0,2}"
    r"(?P<digits>(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dx])(?![\dx])",
    re.IGNORECASE | re.ASCII,
)


def read_isbn(text: str) -> LinkReading | None:
    """Read `text` as an ISBN of 10 or 13 digits; None if it is none or a digit is wrong."""
    if not _WHOLE.fullmatch(text):
        return None
    digits = re.sub(r"[ -]", "", text).upper()
    if len(digits) == 10:
        digits = _long(digits) if _is_ten(digits) else ""
    if not digits.isdecimal() or _check_digit(digits) != digits[-1]:
        return None
    return identified(WorkKind.ISBN, digits, f"https://openlibrary.org/isbn/{digits}")


def find_isbn(text: str) -> LinkReading | None:
    """Return the first ISBN in a text that is called so."""
    match = _NAMED.search(text)
    return read_isbn(match["digits"]) if match else None


def _is_ten(digits: str) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0


def _long(ten: str) -> str:
    nine = f"978{ten[:9]}"
    return nine + _check_digit(nine)


def _check_digit(digits: str) -> str:
    """Return the last digit that an ISBN of 13 digits has to have after its first twelve."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:12]))
    return str(-total % 10)
