"""Check-in codes of meetings: short, shown on a screen, and hard to guess."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.bounds import CODE_LIMIT
from sigbot.domain.refusals import TooManyGuessesError
from sigbot.domain.texts import check_length

DIGITS = 6
MOST_WRONG = 5
"""How many wrong codes a person may type within REST; too few to find one of a million codes."""

REST = timedelta(minutes=10)
"""How long wrong codes are counted together, and a person who typed too many has to wait."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """How many wrong codes a person typed since an instant (UTC)."""

    wrong: int
    since: datetime


def code_text(number: int) -> str:
    """Return the code of a number below 10 ** DIGITS, filled up with zeros."""
    return f"{number:0{DIGITS}}"


def read_code(text: str) -> str:
    """Read a code in digits of any script, without spaces and dashes; "" where it is no code.

    Raises TooLongError.
    """
    check_length("code", text, CODE_LIMIT)
    shown = [c for c in text if unicodedata.category(c) != "Cf" and not c.isspace()]
    digits = [str(unicodedata.digit(c)) for c in shown if c.isdigit()]
    strange = [c for c in shown if not c.isdigit() and c not in "-–—.·"]
    return "".join(digits) if len(digits) == DIGITS and not strange else ""


def check_guesses(guesses: Guesses | None, now: datetime) -> None:
    """Refuse a person who typed too many wrong codes, until they may try again.

    Raises TooManyGuessesError.
    """
    if guesses and guesses.wrong >= MOST_WRONG and guesses.since <= now < guesses.since + REST:
        raise TooManyGuessesError(guesses.since + REST)


def one_more(guesses: Guesses | None, now: datetime) -> Guesses:
    """Count another wrong code; a new count begins after REST."""
    if guesses is None or not guesses.since <= now < guesses.since + REST:
        return Guesses(1, now)
    return Guesses(guesses.wrong + 1, guesses.since)
