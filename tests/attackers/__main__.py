"""All attackers on many random communities: `python -m tests.attackers --communities 40`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from random import Random
from statistics import mean

from sigbot.domain.members import Attribute
from tests.attackers.communities import STEADY, USUAL
from tests.attackers.trials import Trial, random_size, try_community


def exact(count: int, first: int) -> Iterator[Trial]:
    """Ask the solver for every answer, for outsiders and for every member: 8 half-years."""
    for seed in range(first, first + count):
        random = Random(seed)
        yield try_community(random, Attribute.GENDER, random_size(random), 8)


def guesses(count: int, first: int) -> Iterator[Trial]:
    """Guess the answers after 16 half-years, in steady communities and in usual ones."""
    for seed in range(first, first + count):
        random = Random(seed)
        churn = (STEADY, USUAL)[seed % 2]
        people = random_size(random)
        yield try_community(random, Attribute.GENDER, people, 16, churn, is_exact=False)


def usefulness(count: int, first: int) -> Iterator[Trial]:
    """Count what is published of a community of 40 in 8 half-years."""
    for seed in range(first, first + count):
        churn = (STEADY, USUAL)[seed % 2]
        yield try_community(Random(seed), Attribute.GENDER, 40, 8, churn, is_exact=False)


TRIALS = {"exact": exact, "guesses": guesses, "usefulness": usefulness}


def summary(name: str, trials: Sequence[Trial]) -> str:
    """Return the figures of some trials in one line."""
    heard = [trial for trial in trials if trial.shown]
    return (
        f"{name}: {len(trials)} communities, {len(heard)} with figures; "
        f"published {mean(trial.shown for trial in trials):.2f} of {len(trials[0].published)}; "
        f"certain {sum(len(trial.certain) for trial in trials)}, "
        f"to a member {sum(len(trial.certain_to) for trial in trials)}, "
        f"undecided {sum(trial.unknown for trial in trials)}; "
        f"best guess {mean(trial.best for trial in heard or trials):.3f}, "
        f"commonest {mean(trial.commonest for trial in heard or trials):.3f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--communities", type=int, default=40, help="of each kind")
    parser.add_argument("--first", type=int, default=0, help="seed of the first community")
    parser.add_argument("--only", choices=[*TRIALS])
    options = parser.parse_args()
    is_safe = True
    for name in [options.only] if options.only else TRIALS:
        trials: list[Trial] = []
        for trial in TRIALS[name](options.communities, options.first):
            trials.append(trial)
            print(name, trial.people, trial.published, f"{trial.gain:+.3f}", flush=True)
            is_safe = is_safe and not trial.certain and not trial.certain_to
        print(summary(name, trials), flush=True)
    return 0 if is_safe else 1


if __name__ == "__main__":
    sys.exit(main())
