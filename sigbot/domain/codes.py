"""Codes of meetings: short, shown on a screen, and not to be guessed."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.refusals import TooManyGuessesError

DIGITS = 6
MOST_WRONG = 5
"""Wrong codes that one person may type within REST: of a million codes, too few to find one."""

REST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Guesses:
    """How many wrong codes somebody typed since a moment."""

    wrong: int
    since: datetime


def code_text(number: int) -> str:
    """The code of a number below 10 ** DIGITS."""
    return f"{number:0{DIGITS}}"


def read_code(text: str) -> str:
    """What was meant: digits of any script, without spaces and dashes; "" when it is no code."""
    shown = [c for c in text if unicodedata.category(c) != "Cf" and not c.isspace()]
    digits = [str(unicodedata.digit(c)) for c in shown if c.isdigit()]
    others = [c for c in shown if not c.isdigit() and c not in "-–—.·"]
    return "".join(digits) if len(digits) == DIGITS and not others else ""


def check_guesses(guesses: Guesses | None, now: datetime) -> None:
    """Raises TooManyGuessesError while somebody who typed too many wrong codes has to wait."""
    if guesses and guesses.wrong >= MOST_WRONG and guesses.since <= now < guesses.since + REST:
        raise TooManyGuessesError(guesses.since + REST)


def one_more(guesses: Guesses | None, now: datetime) -> Guesses:
    """After another wrong code."""
    if guesses is None or not guesses.since <= now < guesses.since + REST:
        return Guesses(1, now)
    return Guesses(guesses.wrong + 1, guesses.since)
