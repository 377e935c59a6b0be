"""What is counted and timed while a process runs: plain numbers, with nobody's id or name.

They are added to wherever something happens, and read by `sigbot/web/metrics.py`.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from sigbot.domain.heavy import TooHeavyError, TooManyJobsError
from sigbot.domain.refusals import RefusedError, StoreBusyError, StoreOutError
from sigbot.domain.reminders import LATE_FROM

WINDOW_S = 60.0
"""The longest of the present window and the one before is shown, however often somebody asks."""


class Outcome(StrEnum):
    """What became of a message of the outbox, or that a try to send it failed."""

    SAID = "said"
    EDITED = "edited"
    LET_GO = "let_go"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class Use(StrEnum):
    """How a person used the bot."""

    COMMAND = "command"
    PRESS = "press"
    FORM = "form"


class Reason(StrEnum):
    """Why a person was refused: by a rule, or because the bot could not do what they asked for."""

    RULE = "rule"
    BUSY = "busy"
    OUT = "out"
    HEAVY = "heavy"


class Fault(StrEnum):
    """What a person was not answered for: a bug, or an answer that came too late."""

    UNEXPECTED = "unexpected"
    TOO_LATE = "too_late"


def reason_of(refused: RefusedError) -> Reason:
    """Return which kind of refusal this is."""
    if isinstance(refused, StoreBusyError):
        return Reason.BUSY
    if isinstance(refused, StoreOutError):
        return Reason.OUT
    if isinstance(refused, TooManyJobsError | TooHeavyError):
        return Reason.HEAVY
    return Reason.RULE


class Histogram:
    """How many values are at most each of some bounds, and the sum of all."""

    def __init__(self, *bounds: float) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        """Values up to each bound and above the one before; the last are above all bounds."""
        self.total = 0.0

    def note(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Timing(Histogram):
    """A histogram of seconds that knows the longest of late, too. `at` is of any steady clock."""

    def __init__(self, *bounds: float) -> None:
        super().__init__(*bounds)
        self._longest = self._earlier = 0.0
        self._window = 0.0

    def time(self, seconds: float, at: float) -> None:
        """Note how long something took that ended `at`."""
        self.note(seconds)
        self._turn(at)
        self._longest = max(self._longest, seconds)

    def longest(self, at: float) -> float:
        """Return the longest of this window and the one before, 0 without any."""
        self._turn(at)
        return max(self._longest, self._earlier)

    def _turn(self, at: float) -> None:
        """Begin a new window if the present one is over."""
        window = at // WINDOW_S
        if window != self._window:
            self._earlier = self._longest if window == self._window + 1 else 0.0
            self._longest, self._window = 0.0, window


@dataclass(slots=True, eq=False)
class Measures:
    """Everything that is counted and timed in one process since its start."""

    messages: Counter[Outcome] = field(default_factory=Counter)
    late_messages: int = 0
    lateness: Histogram = field(default_factory=lambda: Histogram(1, 5, 15, 60, 300, 900, 3600))
    """Seconds between the moment at which a message was due and the one at which it was said."""

    _late_now: int = 0
    _latest_s: float = 0.0

    uses: Counter[Use] = field(default_factory=Counter)
    refusals: Counter[Reason] = field(default_factory=Counter)
    faults: Counter[Fault] = field(default_factory=Counter)
    writes: Timing = field(default_factory=lambda: Timing(0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5))
    reads: Timing = field(default_factory=lambda: Timing(0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5))
    lag: Timing = field(default_factory=lambda: Timing(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5))
    """How much later than it asked for a task of the loop went on."""

    def note_said(self, delay: timedelta) -> None:
        """Count a message that was said so long after it was due."""
        self.messages[Outcome.SAID] += 1
        self.late_messages += delay >= LATE_FROM
        if delay >= LATE_FROM:
            self._late_now += 1
            self._latest_s = max(self._latest_s, delay.total_seconds())
        self.lateness.note(max(0.0, delay.total_seconds()))

    def take_late(self) -> tuple[int, float]:
        """Return how many messages were late since this was asked last, and the longest delay in
        seconds."""
        taken = self._late_now, self._latest_s
        self._late_now, self._latest_s = 0, 0.0
        return taken
