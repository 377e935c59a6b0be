"""Whether an attribute may be published in some way: the proof, or what is against it."""

from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from sigbot.domain.releases.model import Unit
from sigbot.domain.releases.search.guesses import Guess, measure_guess
from sigbot.domain.releases.search.witnesses import Findings, Pairs, find_witnesses
from sigbot.domain.releases.worlds import Case


@dataclass(frozen=True, slots=True)
class Evidence:
    """`witnesses` is the number of worlds that were found; `guess` is None where they are few."""

    is_safe: bool
    witnesses: int
    guess: Guess | None


def examine(case: Case, seed: int) -> Evidence:
    """Look for witnesses, and measure what an attacker would guess.

    As long as no figure was ever shown, no search is needed: everybody may have given any answer,
    while all others but one member, who knows their own answer, gave none.
    Where earlier versions published figures, somebody may be determined whatever is published now:
    they count neither against it nor in the guess.
    """
    if not any(part.shown() for part in case.published):
        return Evidence(is_safe=True, witnesses=0, guess=None)
    # Products of small matrices are far slower in several threads that wait for each other.
    with threadpool_limits(1, "blas"):
        random = np.random.default_rng(seed)
        lost = _lost(case, random)
        findings = find_witnesses(case, random)
    if findings.determined is None:
        return Evidence(is_safe=False, witnesses=0, guess=None)
    guess = measure_guess(findings.sampled[:, _exposed(case, lost)], len(case.offered))
    return Evidence(findings.determined <= lost, len(findings.witnesses), guess)


def _exposed(case: Case, lost: Pairs) -> list[int]:
    """Return the voices of which something was published; not those that are lost."""
    lost_people = {person for known, person in lost if known is None}
    shown = {voice for part in case.published if part.shown() for voice, _ in part.came}
    return [voice for voice in sorted(shown) if case.owners[voice] not in lost_people]


def _lost(case: Case, random: np.random.Generator) -> Pairs:
    """Return who is determined already by what earlier versions published."""
    if not any(part.way.unit is Unit.TENTHS for part in case.published):
        return frozenset()
    before: Findings = find_witnesses(replace(case, published=case.published[:-1]), random)
    return before.determined or frozenset()
