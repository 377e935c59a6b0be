"""Find witnesses: worlds that agree with all releases and in which people answered otherwise.

Every world that is counted here was checked by the release rule itself.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sigbot.domain.releases.search.checks import checked
from sigbot.domain.releases.search.terrain import Bools, Ints, Terrain, terrain_of
from sigbot.domain.releases.search.walk import Walks, annealing
from sigbot.domain.releases.worlds import Case

Pairs = frozenset[tuple[int | None, int]]

WALKS = 128
"""How many random walks the search takes at the same time."""
MANY, WALKS_OF_MANY = 200, 160
"""With more voices than that, one round of longer walks has to be enough: so there are more."""
_ENOUGH = 200
"""How many random worlds are enough to see who is determined, and what an attacker would guess."""
_FEWEST = 60
_ROUNDS = 4
_AIMS = 4
"""How many rounds of aimed walks there are for those who are left."""
_LIKELY = 0.1
"""An answer of a person whose true one is not known: tried as what they know of themselves where
this share of the random worlds has it."""
_STEPS, _SHORTEST, _LONGEST = 20, 800, 2_000
"""Steps of a walk for each voice; at least, and at most where it begins near the truth."""
_STEPS_OF_MANY = 18_000
"""Steps of a random walk where there are many voices."""


@dataclass(frozen=True, slots=True)
class Known:
    """What one member knows of their own answers: `voices` gave `answers`. Nothing: an outsider."""

    owner: int | None
    voices: tuple[int, ...]
    answers: tuple[int, ...]

    def allows(self, worlds: Ints) -> Bools:
        """Return which of the worlds [worlds, voices] it allows."""
        allowed: Bools = (worlds[:, list(self.voices)] == self.answers).all(axis=1)
        return allowed


OUTSIDER = Known(None, (), ())


@dataclass(frozen=True, slots=True)
class Findings:
    """`sampled` are about equally likely worlds, each as often as it was met, [worlds, voices].

    `witnesses` are all different worlds that were found. `determined` has pairs of people: to the
    first, who knows their own answer, the answer of the second may be determined; to anybody where
    the first is None. It is None where too few worlds were found to tell.
    """

    sampled: Ints
    witnesses: Ints
    determined: Pairs | None


def find_witnesses(case: Case, random: np.random.Generator) -> Findings:
    """Look for witnesses for every person, against outsiders and against every single member."""
    return _Search(case, random).find()


def sample_worlds(case: Case, random: np.random.Generator, steps: int) -> Ints:
    """Return random worlds that agree with everything, after walks of so many steps each."""
    search = _Search(case, random)
    search.long_steps = steps
    return search.sampled()


class _Search:
    def __init__(self, case: Case, random: np.random.Generator) -> None:
        self.case, self.random = case, random
        self.terrain: Terrain = terrain_of(case)
        self.owners = np.array(case.owners, np.int64)
        self.count = len(case.owners)
        self.answers = len(case.offered)
        self.steps = min(max(_STEPS * self.count, _SHORTEST), _LONGEST)
        self.long_steps = (
            max(_STEPS * self.count, _SHORTEST) if self.count <= MANY else _STEPS_OF_MANY
        )
        self.known_truth = np.array([-1 if a is None else a for a in case.truth], np.int64)

    def find(self) -> Findings:
        sampled = self.sampled()
        if len(sampled) < _FEWEST:
            return Findings(sampled, sampled[:0], None)
        pool = np.unique(sampled, axis=0)
        base = self._base()
        if base is not None:
            pool = np.unique(np.vstack((pool, base)), axis=0)
        members = [OUTSIDER, *self._members(sampled, base)]
        missing = self._missing(pool, members)
        for _ in range(_AIMS):
            if not missing:
                break
            pool = np.unique(np.vstack((pool, self._aimed(missing, pool, base))), axis=0)
            missing = self._missing(pool, [known for known, _ in missing])
        determined = frozenset(
            (known.owner, int(self.owners[voice])) for known, voices in missing for voice in voices
        )
        return Findings(sampled, pool, determined)

    def _walked(self, worlds: Ints, held: Bools, steps: int, hot: float) -> Ints:
        """Return the worlds at the end of walks that agree with everything, by the rule itself."""
        walks = Walks(self.terrain, worlds, held, self.random)
        walks.go(annealing(steps, hot))
        return checked(self.case, walks.agreeing())

    def sampled(self) -> Ints:
        """Return random worlds that agree with everything: few or none where that is hard."""
        count = WALKS if self.count <= MANY else WALKS_OF_MANY
        worlds = self.random.integers(self.answers + 1, size=(count, self.count))
        walks = Walks(self.terrain, worlds, np.zeros(worlds.shape, np.bool_), self.random)
        enough = _ENOUGH if self.count <= MANY else _FEWEST
        sampled: list[Ints] = []
        for _ in range(_ROUNDS):
            walks.go(annealing(self.long_steps))
            sampled.append(checked(self.case, walks.agreeing()))
            count = sum(map(len, sampled))
            if count >= enough or not count:
                break
        return np.vstack(sampled)

    def _base(self) -> Ints | None:
        """Return a world with every answer that is known, or None where none is found."""
        worlds = self.random.integers(self.answers + 1, size=(WALKS, self.count))
        worlds = np.where(self.known_truth < 0, worlds, self.known_truth)
        held = np.broadcast_to(self.known_truth >= 0, worlds.shape)
        if held.all():
            agreeing = checked(self.case, worlds[:1])
        else:
            agreeing = self._walked(worlds, held, self.steps, 2.0)
        return agreeing[0] if len(agreeing) else None

    def _members(self, sampled: Ints, base: Ints | None) -> Iterator[Known]:
        """Yield what each person knows: their true answers, or likely ones in place of them."""
        for owner, voices in self.case.voices().items():
            places = tuple(voices)
            truth = self.known_truth[list(voices)]
            if base is not None and (truth >= 0).all():
                yield Known(owner, places, tuple(truth.tolist()))
                continue
            kinds = Counter(map(tuple, sampled[:, list(voices)].tolist()))
            for kind in sorted(kinds):
                if kinds[kind] >= _LIKELY * len(sampled):
                    yield Known(owner, places, kind)

    def _missing(self, pool: Ints, members: Sequence[Known]) -> list[tuple[Known, Ints]]:
        """Return who is determined to whom: of whom the pool has no two answers.

        No answer does not count: whoever knows that somebody answered would know what.
        """
        most = pool.astype(np.int8)
        least = np.where(most == 0, self.answers + 1, most).astype(np.int8)
        missing = []
        for known in members:
            allowed = np.flatnonzero(known.allows(pool))
            low = least[allowed].min(axis=0, initial=self.answers + 1)
            fixed = low >= most[allowed].max(axis=0, initial=0)
            if known.owner is not None:
                fixed &= self.owners != known.owner
            if fixed.any():
                missing.append((known, np.flatnonzero(fixed)))
        return missing

    def _aimed(self, missing: Sequence[tuple[Known, Ints]], pool: Ints, base: Ints | None) -> Ints:
        """Return worlds for those who are left.

        Each walk gives one of them another answer, holds it and what a member knows, and begins
        near the true answers, so that most of what others know holds as well.
        """
        worlds = np.empty((WALKS, self.count), np.int64)
        held = np.zeros(worlds.shape, np.bool_)
        by_voice: dict[int, list[Known]] = {}
        for known, voices in missing:
            for voice in voices.tolist():
                by_voice.setdefault(voice, []).append(known)
        order = self.random.permutation(list(by_voice))
        for walk in range(WALKS):
            voice = int(order[walk % len(order)])
            choices = by_voice[voice]
            known = choices[int(self.random.integers(len(choices)))]
            start = pool[self.random.integers(len(pool))] if base is None else base
            worlds[walk] = start
            worlds[walk, list(known.voices)] = known.answers
            worlds[walk, voice] = self._otherwise(voice, known, pool)
            held[walk, [*known.voices, voice]] = True
        return self._walked(worlds, held, self.steps, 4.0)

    def _otherwise(self, voice: int, known: Known, pool: Ints) -> int:
        """Return an answer of a voice that was not yet found together with what is known."""
        met = set(pool[known.allows(pool), voice].tolist())
        rest = [answer for answer in range(1, self.answers + 1) if answer not in met]
        return int(self.random.choice(rest))
