"""The member: a constraint solver over everything published, exact for each question asked."""

from collections.abc import Iterable, Iterator, Sequence

from ortools.sat.python import cp_model

from tests.attackers.public import SILENT, Public, PublicHalf

SECONDS = 20.0
"""How long the solver may think about one question; then it does not know."""


class Member:
    """Asks of each voice whether it may have given another answer than it did."""

    def __init__(self, public: Public) -> None:
        self.public = public
        self.model = cp_model.CpModel()
        self.gave = [
            [self.model.new_bool_var(f"{voice}:{answer}") for answer in range(public.answers + 1)]
            for voice in range(len(public.owners))
        ]
        for choices in self.gave:
            self.model.add_exactly_one(choices)
        for half in public.halves:
            self._hear(half)
        self.worlds: list[Sequence[int]] = []
        self.unknown = 0

    def _hear(self, half: PublicHalf) -> None:
        for answer, (low, high) in half.shown.items():
            self.model.add_linear_constraint(self._sum(half, answer), low, high)
            if not half.is_old:
                self.model.add(self._people(half, answer) >= half.smallest_group)
        if half.is_old:
            return
        few = half.few(self.public.answers)
        large = {answer: self.model.new_bool_var("large") for answer in few}
        for answer in few:
            size = self._people(half, answer)
            self.model.add(size <= half.smallest_group - 1).only_enforce_if(~large[answer])
        self.model.add(sum(large.values()) <= (0 if half.shown else 1))

    def _sum(self, half: PublicHalf, answer: int) -> cp_model.LinearExprT:
        return sum(times * self.gave[voice][answer] for voice, times in half.came.items())

    def _people(self, half: PublicHalf, answer: int) -> cp_model.LinearExprT:
        return sum(self.gave[voice][answer] for voice in half.came)

    def voices(self) -> Iterator[int]:
        """Yield the voices of which anything was published."""
        heard = {voice for half in self.public.halves if half.shown for voice in half.came}
        yield from sorted(heard)

    def knows(self, voice: int, truth: Sequence[int], own: Iterable[int] = ()) -> bool:
        """Return whether the answer of a voice follows, for somebody who knows the voices `own`.

        Whoever knows that somebody answered, knows what, where no other answer is possible.
        """
        known = [*own]
        if any(self._is_witness(world, voice, truth, known) for world in self.worlds):
            return False
        ruled_out = {truth[voice], SILENT}
        assumed = [~self.gave[voice][answer] for answer in ruled_out]
        assumed += [self.gave[mine][truth[mine]] for mine in known]
        self.model.clear_assumptions()
        self.model.add_assumptions(assumed)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = SECONDS
        solver.parameters.random_seed = voice
        status = solver.solve(self.model)
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            self.worlds.append(
                [next(g for g, x in enumerate(row) if solver.value(x)) for row in self.gave]
            )
            return False
        if status == cp_model.UNKNOWN:
            self.unknown += 1
            return False
        return True

    @staticmethod
    def _is_witness(
        world: Sequence[int], voice: int, truth: Sequence[int], known: Sequence[int]
    ) -> bool:
        otherwise = world[voice] not in {truth[voice], SILENT}
        return otherwise and all(world[mine] == truth[mine] for mine in known)


def found_by_outsiders(member: Member, truth: Sequence[int]) -> list[int]:
    """Return the voices whose answer follows for everybody."""
    return [voice for voice in member.voices() if member.knows(voice, truth)]


def found_by_members(
    member: Member, truth: Sequence[int], members: Iterable[int]
) -> list[tuple[int, int]]:
    """Return pairs of a person and a voice whose answer follows for this person."""
    owners = member.public.owners
    return [
        (person, voice)
        for person in members
        for own in [[voice for voice, owner in enumerate(owners) if owner == person]]
        for voice in member.voices()
        if owners[voice] != person and member.knows(voice, truth, own)
    ]
