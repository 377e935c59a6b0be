"""Measure what an attacker would guess, from random worlds that agree with all releases."""

from dataclasses import dataclass

import numpy as np

from sigbot.domain.releases.search.terrain import Ints


@dataclass(frozen=True, slots=True)
class Guess:
    """Shares of the answers that are guessed right: by the best guess for each person, and by
    always guessing the commonest answer."""

    best: float
    commonest: float

    @property
    def gain(self) -> float:
        return self.best - self.commonest


def measure_guess(sampled: Ints, answers: int) -> Guess:
    """Return how often guesses are right for people who answered, on average over the worlds.

    The guesses are made from half of the worlds and tried on the other half, and the other way
    round: else the few worlds that there are would flatter them.
    """
    halves = sampled[::2], sampled[1::2]
    given = [_counts(half, answers) for half in halves]
    right = commonest = total = 0
    for seen, tried in (given, given[::-1]):
        best = seen.argmax(axis=0)
        right += int(tried[best, np.arange(tried.shape[1])].sum())
        commonest += int(tried[seen.sum(axis=1).argmax()].sum())
        total += int(tried.sum())
    return Guess(right / total, commonest / total) if total else Guess(0.0, 0.0)


def _counts(worlds: Ints, answers: int) -> Ints:
    """Return [answers, voices]: in how many worlds each voice gave each answer."""
    return np.stack([(worlds == answer).sum(axis=0) for answer in range(1, answers + 1)])
