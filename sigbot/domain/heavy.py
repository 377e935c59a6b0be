"""Heavy work: what takes so long that others have to be protected from it."""

from dataclasses import dataclass

from sigbot.domain.refusals import RefusedError

MOST_AT_ONCE = 2
"""Jobs that run at the same time in one process of the bot."""

MOST_OF_ONE = 3
"""Jobs of one community, the running one included; a further one is refused."""

MOST_WAITING = 30
"""Jobs that wait in all; a further one is refused."""

LONGEST_JOB_S = 60
"""Seconds after which a job is ended, whatever it does."""

MOST_MEMORY = 2 * 1024**3
"""Bytes of address space for a job; the libraries it needs take most of the first GiB."""


@dataclass(frozen=True, slots=True)
class HeavyLoad:
    """How many jobs run, and how many wait for their turn."""

    running: int
    waiting: int


class TooManyJobsError(RefusedError):
    """The community, or all together, already have as many jobs waiting as they may have."""


class TooHeavyError(RefusedError):
    """A job took too long or too much memory, and was ended."""
