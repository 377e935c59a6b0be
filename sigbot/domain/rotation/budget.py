"""How long a search may take."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Budget:
    """A search ends when `clock` says `until`, both in seconds, with the best it has found."""

    clock: Callable[[], float]
    until: float

    def is_spent(self) -> bool:
        return self.clock() >= self.until

    def share(self, searches: int) -> "Budget":
        """Return the budget of the next of so many searches: an equal part of what is left."""
        now = self.clock()
        return Budget(self.clock, now + max(0.0, self.until - now) / searches)


ENDLESS = Budget(lambda: 0.0, inf)
"""For a search that ends when it has proven the best."""
