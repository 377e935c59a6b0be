"""How much is tested: everything, or what one runs while one works (`make quick`)."""

import os
from enum import StrEnum


class Profile(StrEnum):
    """What SIGBOT_TEST_PROFILE may say."""

    FULL = "full"
    QUICK = "quick"
    """SQLite only, and a third of the examples of every property."""


PROFILE = Profile(os.environ.get("SIGBOT_TEST_PROFILE") or Profile.FULL)


def examples(number: int) -> int:
    """How many examples of a property to look at, of those that all tests look at."""
    return number if PROFILE is Profile.FULL else -(-number // 3)
