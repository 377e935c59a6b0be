"""Discord's clock, and the ids that carry its time."""

import time
from datetime import UTC, datetime, timedelta

EPOCH_MS = 1_420_070_400_000
"""Discord's first moment, 2015-01-01, in Unix milliseconds."""


class Clock:
    """The machine's clock, and what a test adds to it."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.milliseconds() / 1000, UTC)

    def milliseconds(self) -> int:
        """Unix milliseconds."""
        return time.time_ns() // 1_000_000 + self.offset // timedelta(milliseconds=1)


class Snowflakes:
    """New ids: milliseconds since 2015 in the upper bits. They always grow, so after the clock was
    put back they stand still in time until it has caught up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> int:
        candidate = (self._clock.milliseconds() - EPOCH_MS) << 22
        self._last = max(candidate, self._last + 1)
        return self._last


def created_at(snowflake: int) -> datetime:
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)
