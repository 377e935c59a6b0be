"""How often an address or a token may ask: a bucket of requests that fills again by itself."""

from collections import OrderedDict
from dataclasses import dataclass

MOST_BUCKETS = 20_000
"""Buckets that are kept; the one that was asked longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` requests at once, and `a_minute` in the long run."""

    burst: int
    a_minute: float


class Buckets:
    """The buckets of many askers under one limit. Times are seconds of any steady clock."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, asker: str, now: float) -> float:
        """Return how many seconds an asker has to wait, 0 where they need not."""
        if asker not in self._buckets:
            return 0.0
        return max(0.0, 1 - self._left(asker, now)) * 60 / self.limit.a_minute

    def take(self, asker: str, now: float) -> float:
        """Take a request of an asker into account; return the seconds to wait, 0 for none.

        A request that has to wait is not taken.
        """
        left, wait = self._left(asker, now) - 1, 0.0
        if left < 0:
            wait = -left * 60 / self.limit.a_minute
            left += 1
        self._buckets[asker] = (left, now)
        self._buckets.move_to_end(asker)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return wait

    def _left(self, asker: str, now: float) -> float:
        """Return the requests that an asker may make at once."""
        bucket = self._buckets.get(asker)
        if bucket is None:
            return self.limit.burst
        left = bucket[0] + (now - bucket[1]) * self.limit.a_minute / 60
        return min(left, self.limit.burst)
