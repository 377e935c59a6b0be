"""How long a release takes: `python -m benchmarks.releases`, limit 10 s of the processor for the
search of each attribute.

A community of 300 people makes its twentieth release, after ten years in which 8 of 100 leave in
each half-year and others join. All figures of all releases before it are shown, none is withheld,
so that there is as much to agree with as there can be.
"""

import sys
import time
from random import Random

from sigbot.domain.members import ATTRIBUTES
from sigbot.domain.releases import Rules
from sigbot.domain.releases.making import make_figures
from tests.attackers.communities import USUAL, Community, released_unchecked

PEOPLE, HALF_YEARS, LIMIT = 300, 20, 10.0


def main() -> int:
    total = longest = 0.0
    for attribute in ATTRIBUTES:
        lived = Community(Random(1), attribute, PEOPLE, USUAL).live(HALF_YEARS)
        history = released_unchecked(lived, Rules())[:-1]
        begun = time.process_time()
        _, proof = make_figures(history, lived.half_years[-1], Rules(), attribute, Random(1))
        spent = time.process_time() - begun
        total, longest = total + spent, max(longest, spent)
        print(
            f"{attribute}: {spent:.1f} s, {proof.people} people, {proof.groups} figures, "
            f"{proof.witnesses} witnesses, {proof.steps} ways given up",
            flush=True,
        )
    print(f"longest search: {longest:.1f} s, limit {LIMIT:.0f} s; one release: {total:.1f} s")
    return 0 if longest <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
