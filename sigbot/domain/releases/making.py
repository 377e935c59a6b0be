"""Make a release, with its proof. Loads numpy; slow: for the place for heavy work."""

from collections.abc import Sequence
from datetime import date
from random import Random

from sigbot.domain.releases.model import HalfYear, KeptRelease, Rules


def make_release(
    history: Sequence[KeptRelease],
    half_year: HalfYear,
    rules: Rules,
    made_on: date,
    random: Random,
) -> KeptRelease:
    """Return the release of a half-year, to be added to `history`, which is all there were before.

    The result depends on `random` and nothing else that is not given; use `random.SystemRandom`
    outside of tests, as whoever knows the state of `random` knows more than the proofs allow for.
    """
    raise NotImplementedError
