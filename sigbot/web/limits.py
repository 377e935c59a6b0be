"""How often an address or a token may ask: a bucket of requests that fills again by itself."""

from collections import OrderedDict
from dataclasses import dataclass

MOST_BUCKETS = 20_000
"""Buckets that are kept; the one that was asked longest ago is forgotten first."""

TOLERANCE_S = 1e-6
"""For sums of floating-point numbers that are not exact."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` requests at once, and `a_minute` in the long run."""

    burst: int
    a_minute: float


class Buckets:
    """The buckets of many askers under one limit. Times are seconds of any steady clock.

    What is kept of a bucket is when it will be full again: each request moves that moment by the
    time of one, at most until a whole bucket ahead (the generic cell rate algorithm of ATM).
    """

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._one_s = 60 / limit.a_minute
        self._all_s = limit.burst * self._one_s
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, asker: str, now: float) -> float:
        """Return how many seconds an asker has to wait, 0 where they need not."""
        full_at = self._full_at.get(asker)
        if full_at is None:
            return 0.0
        return max(0.0, full_at + self._one_s - now - self._all_s)

    def take(self, asker: str, now: float) -> float:
        """Take a request of an asker into account; return the seconds to wait, 0 for none.

        A request that has to wait is not taken.
        """
        before = self._full_at.get(asker, now)
        full_at = (max(before, now)) + self._one_s
        wait = full_at - now - self._all_s
        if wait > TOLERANCE_S:
            return wait
        self._full_at[asker] = full_at
        self._full_at.move_to_end(asker)
        if len(self._full_at) > MOST_BUCKETS:
            self._full_at.popitem(last=False)
        return 0.0
