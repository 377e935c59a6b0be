"""How long people wait for a rotation that cannot be searched to the end, and how good it is.

300 people who each have hours of their own ask for 4 slots: to prove the best takes minutes. The
search gets a process of its own, as in the bot, and ends with the best it has found.
"""

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import date
from functools import partial

from sigbot.domain.hours import Hours
from sigbot.domain.rotation import (
    SEARCH_SECONDS,
    Ask,
    Availability,
    Slot,
    Suggestions,
    Wishes,
    suggest_until,
)
from sigbot.runtime.heavy import compute_in_process
from sigbot.services.heavy import Compute

PEOPLE, SLOTS = 300, 4
LONGEST_S, LARGEST_GAP = 10.0, 0.08
"""How long the answer may take from when its turn came, and by how much of the people, of 1, a
better rotation could at most reach more of them."""

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo", "Africa/Lagos")


@dataclass(frozen=True, slots=True)
class Answer:
    """The best rotation: `reached` of 1, and by how much another could at most reach more."""

    seconds: float
    reached: float
    gap: float

    @property
    def failures(self) -> list[str]:
        texts = []
        if self.seconds > LONGEST_S:
            texts.append(f"an answer after {self.seconds:.1f} s, at most {LONGEST_S:.0f}")
        if self.gap > LARGEST_GAP:
            texts.append(f"an answer that is proven to {self.gap:.1%}, at most {LARGEST_GAP:.0%}")
        return texts

    def __str__(self) -> str:
        return (
            f"{PEOPLE} people with hours of their own, k = {SLOTS}: after {self.seconds:.1f} s "
            f"{self.reached:.2%}; no rotation reaches more than {self.reached + self.gap:.2%}"
        )


def answer() -> Answer:
    """Ask for a rotation, and wait for the answer."""
    began = time.perf_counter()
    suggestions = asyncio.run(suggest(compute_in_process, seed=0))
    seconds = time.perf_counter() - began
    best = max(suggestions.alternatives, key=lambda alternative: alternative.reached)
    gap = 1 - best.reached if best.improvable is None else best.improvable
    return Answer(seconds, best.reached, gap)


async def suggest(compute: Compute, seed: int) -> Suggestions:
    """Search a rotation as the bot does when its turn has come."""
    until = time.monotonic() + SEARCH_SECONDS
    return await compute(partial(suggest_until, until, time.monotonic), ask(random.Random(seed)))


def ask(rng: random.Random) -> Ask:
    """Return a request of people who each have hours of their own."""
    people: list[Availability] = []
    while len(people) < PEOPLE:
        begin, length = rng.randrange(0, 1_440, 30), rng.randrange(240, 840, 30)
        days = tuple(sorted(rng.sample(range(7), rng.randint(3, 7))))
        person = Availability(rng.choice(ZONES), None, Hours(begin, (begin + length) % 1_440, days))
        if person not in people:
            people.append(person)
    today = [Slot("America/New_York", 3_540)]
    return Ask(people, [], today, today[0].zone, 60, SLOTS, Wishes(), date(2026, 11, 30), 5)
