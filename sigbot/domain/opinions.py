"""What people say of a discussion, and what may be told of it."""

from dataclasses import dataclass
from enum import StrEnum

EACH_SIDE = 3
"""A sum is told as a number only where this many people said Yes, and as many said No.

Whoever answered knows what they said. With fewer people on a side, they would know what the others
said, too, and of a sum in which all agree, everybody would.
"""


class Opinion(StrEnum):
    """What somebody says of a discussion."""

    GOOD = "good"
    NOT_GOOD = "not_good"
    RECOMMEND = "recommend"
    NOT_FOR_ME = "not_for_me"

    @property
    def is_yes(self) -> bool:
        return self in (Opinion.GOOD, Opinion.RECOMMEND)

    @property
    def is_of_the_talk(self) -> bool:
        """Return whether it is about the discussion, not about the paper."""
        return self in (Opinion.GOOD, Opinion.NOT_GOOD)


class Share(StrEnum):
    """How many of those who answered said Yes, where the number is not told."""

    MOST = "most"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of those who answered said Yes: a number, or about how many."""

    yes: int | Share
    of: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What people said of a discussion; None where too few did."""

    good: Tally | None = None
    recommended: Tally | None = None


NO_SUMS = Sums()


def tally(yes: int, of: int, smallest_group: int) -> Tally | None:
    """Return what may be told of answers, None for fewer than `smallest_group` of them.

    See EACH_SIDE for when the number of those who said Yes is told.
    """
    if of < smallest_group:
        return None
    if min(yes, of - yes) >= EACH_SIDE:
        return Tally(yes, of)
    return Tally(Share.MOST if yes * 2 >= of else Share.FEW, of)
