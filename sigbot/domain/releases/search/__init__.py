"""The search for witnesses: the only place of releases that knows numpy."""

from sigbot.domain.releases.search.guesses import Guess, measure_guess
from sigbot.domain.releases.search.proofs import Evidence, examine
from sigbot.domain.releases.search.terrain import Ints
from sigbot.domain.releases.search.witnesses import MANY, Findings, find_witnesses, sample_worlds

__all__ = [
    "MANY",
    "Evidence",
    "Findings",
    "Guess",
    "Ints",
    "examine",
    "find_witnesses",
    "measure_guess",
    "sample_worlds",
]
