"""The kinds of upkeep of which the database says when they are due."""

from enum import Enum, auto


class Upkeep(Enum):
    """A kind of upkeep; a step of it is for one series or one community."""

    CLOCKS = auto()
    """Follow zone rules once more, where that failed."""
    SERIES = auto()
    """Make more occurrences of a series."""
    FORGETTING = auto()
    """Forget who was not there for long."""
    REPORTS = auto()
    """Remind organizers of a report."""
    RELEASES = auto()
    """Make a diversity release."""
    EVENTS = auto()
    """Look after native events."""
