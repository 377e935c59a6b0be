"""The random walks of the search for witnesses in plain Python, one walk at a time."""

from collections.abc import Sequence

import numpy as np

from sigbot.domain.releases.search.draws import draw
from sigbot.domain.releases.search.terrain import Bools, Floats, Ints, Terrain
from sigbot.domain.releases.search.walk import BLOCK


class PlainWalk:
    """One walk. Its groups are counted anew after each step."""

    def __init__(self, terrain: Terrain, world: Sequence[int], held: Sequence[bool]) -> None:
        self.terrain, self.world, self.held = terrain, [*world], held
        self.answers = len(terrain.middle)

    def disagreement(self, world: Sequence[int]) -> float:
        """Return how far the groups of a world are out of their bounds, in all."""
        far = 0.0
        for answer in range(self.answers):
            voices = [voice for voice, given in enumerate(world) if given == answer]
            total = self.terrain.came[voices].sum(axis=0)
            for column, weight in enumerate(self.terrain.weights.tolist()):
                gap = abs(float(total[column]) - float(self.terrain.middle[answer, column]))
                far += weight * max(0.0, gap - float(self.terrain.reach[answer, column]))
        return far

    def change(self, voice: int, shift: int, luck: np.float32, cold: np.float32) -> None:
        if self.held[voice]:
            return
        before = self.world[voice]
        after = (before + shift) % self.answers
        many, few = self.world.count(after) + 1, self.world.count(before)
        urn = np.float32(np.log(many)) - np.float32(np.log(few))
        self._move({voice: after}, luck + urn / cold)

    def swap(self, pair: int, luck: np.float32) -> None:
        first, second = self.terrain.pairs[pair].tolist()
        if not self.held[first] and not self.held[second]:
            self._move({first: self.world[second], second: self.world[first]}, luck)

    def _move(self, changes: dict[int, int], luck: np.float32) -> None:
        world = [changes.get(voice, given) for voice, given in enumerate(self.world)]
        if self.disagreement(world) - self.disagreement(self.world) < luck:
            self.world = world


def walk_plainly(
    terrain: Terrain, worlds: Ints, held: Bools, random: np.random.Generator, colds: Floats
) -> list[PlainWalk]:
    """Return the walks after their steps, with the same lots as those of the program."""
    walks = [PlainWalk(terrain, *each) for each in zip(worlds.tolist(), held.tolist(), strict=True)]
    for begin in range(0, len(colds), BLOCK):
        block = colds[begin : begin + BLOCK]
        size = (len(block), len(walks))
        draws = draw(random, size, worlds.shape[1], len(terrain.pairs), len(terrain.middle))
        for step, cold in enumerate(block):
            for place, walk in enumerate(walks):
                luck = draws.luck[step, place] / cold
                pick = int(draws.picks[step, place])
                if draws.swaps[step]:
                    walk.swap(pick, luck)
                else:
                    walk.change(pick, int(draws.shifts[step, place]), luck, cold)
    return walks
