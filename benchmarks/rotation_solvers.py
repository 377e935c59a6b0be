"""The contestants of benchmarks.rotation, each in a process of its own.

`python -m benchmarks.rotation_solvers` reads one job from standard input and writes one answer,
both JSON. The solvers get the model as one would write it down: k of 336 slots; a row counts as
covered when one of its slots is chosen; the five keys are stages, each with the best values of the
stages before as constraints. These values are whole numbers worked out from the slots, so that no
rounding adds up. Each solver builds its model once. What only one contestant needs is imported by
it alone, as memory is measured by process.
"""

import json
import resource
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple, Protocol

import numpy as np

from benchmarks.rotation_communities import community

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

SLOTS = 336
DOCUMENT = "community.json"
KEYS = ("cov", "min_region_cov", "min_region_share", "share", "burden_minutes")
FINE = 10**9
"""The parts in which CP-SAT, which has whole numbers only, counts the worst-off region's share."""

WEEKLY, COLLAPSED = "weekly", "collapsed"
"""Rows as one would write them down, one for each kind of people and week; and as sigbot searches
in them, where those of a region that are alike are joined."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Who can come to which slot, and what adds up over slots: A and C as the solvers get them."""

    masks: Bools  # [rows, slots]: who can come
    weights: Ints  # [rows]
    region: Ints  # [rows]
    totals: Ints  # [regions]: the weight of all, also of those who can never come
    share: Ints  # [regions, slots]: the weight of those who can come
    burden: Ints  # [slots]

    @classmethod
    def read(cls, path: Path) -> "Rows":
        with np.load(path) as stored:
            masks = np.unpackbits(stored["masks"], axis=1, count=SLOTS).astype(np.bool_)
            return cls(masks, **{name: stored[name] for name in stored if name != "masks"})

    def write(self, path: Path) -> None:
        kept = {field.name: getattr(self, field.name) for field in fields(self)}
        np.savez(path, **(kept | {"masks": np.packbits(self.masks, axis=1)}))

    def stages(self, k: int) -> list["Stage"]:
        """Return the five keys: coverage, the coverage of the worst-off region, the share of the
        worst-off region, the share of all, the burden."""
        by_region = np.zeros((len(self.totals), len(self.weights)), dtype=np.int64)
        by_region[self.region, np.arange(len(self.weights))] = self.weights
        no_slot = np.zeros((len(self.totals), SLOTS), dtype=np.int64)
        no_row = np.zeros_like(by_region)
        covered, joined = np.hstack([no_slot, by_region]), np.hstack([self.share, no_row])
        costs = np.hstack([-self.burden, no_row[0]])[None]
        every = self.totals.sum(keepdims=True)
        return [
            Stage(covered.sum(axis=0, keepdims=True), every),
            Stage(covered, self.totals),
            Stage(joined, k * self.totals),
            Stage(joined.sum(axis=0, keepdims=True), k * every),
            Stage(costs, k * every),
        ]


class Stage(NamedTuple):
    """Make the least of these sums, each divided by its total, as large as possible."""

    sums: Ints  # [sums, slots + rows]
    totals: Ints  # [sums]

    def value(self, rows: Rows, slots: Sequence[int]) -> Fraction:
        """Return the value of a set of slots, exactly."""
        chosen = np.zeros(SLOTS, dtype=np.int64)
        chosen[list(slots)] = 1
        reached = self.sums @ np.hstack([chosen, rows.masks[:, slots].any(axis=1)])
        return min(map(Fraction, reached.tolist(), self.totals.tolist()))

    def least(self, value: Fraction) -> list[int]:
        """Return the least that each sum must be for this value."""
        return [-(-value * total // 1) for total in self.totals.tolist()]


class Solution(NamedTuple):
    """The best slots that a solver found in its time, and the greatest value possible."""

    slots: list[int]
    bound: float
    is_proven: bool


class Solver(Protocol):
    """A model of rows. Its stages are solved one after the other, and the value of each is kept."""

    def __init__(self, rows: Rows, k: int) -> None: ...
    def best(self, stage: Stage, seconds: float) -> Solution: ...
    def keep(self, stage: Stage, value: Fraction) -> None: ...


class Highs:
    """HiGHS with its defaults, but without a gap, as the optimum has to be proven.

    The variables are slots (whole numbers), rows (any number from 0 to 1, which is easier), and the
    share of the worst-off region.
    """

    def __init__(self, rows: Rows, k: int) -> None:
        from scipy import optimize, sparse  # noqa: PLC0415

        self.optimize, self.sparse = optimize, sparse
        count = len(rows.weights)
        self.width = SLOTS + count + 1
        self.is_slot = np.arange(self.width) < SLOTS
        covers = sparse.hstack(
            [sparse.csr_array(rows.masks, dtype=float), -sparse.eye_array(count)]
        )
        self.limits = [self._limit(covers.tocsr(), 0), self._limit(self.is_slot[None], k, k)]

    def _limit(self, rows: Any, least: Any, most: float = np.inf) -> Any:
        matrix = self.sparse.csr_array(rows, dtype=float)
        matrix.resize(matrix.shape[0], self.width)
        return self.optimize.LinearConstraint(matrix, least, most)

    def best(self, stage: Stage, seconds: float) -> Solution:
        limits, goal, size = self.limits, np.zeros(self.width), int(stage.totals.sum())
        if len(stage.sums) == 1:
            goal[:-1] = -stage.sums[0]
        else:
            goal[-1] = -size
            limits = [*limits, self._limit(np.hstack([stage.sums, -stage.totals[:, None]]), 0)]
        result = self.optimize.milp(
            goal,
            integrality=self.is_slot,
            bounds=self.optimize.Bounds(0, 1),
            constraints=limits,
            options={"time_limit": seconds, "mip_rel_gap": 0},
        )
        slots = [] if result.x is None else np.flatnonzero(result.x[:SLOTS] > 0.5).tolist()
        bound = result.mip_dual_bound
        return Solution(slots, np.inf if bound is None else -bound / size, result.status == 0)

    def keep(self, stage: Stage, value: Fraction) -> None:
        self.limits.append(self._limit(stage.sums, np.array(stage.least(value)) - 0.5))


class CpSat:
    """CP-SAT with a worker for each of two cores. Each stage begins with a hint: the slots of the
    stage before."""

    def __init__(self, rows: Rows, k: int) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415

        self.cp, self.model = cp_model, cp_model.CpModel()
        self.variables = [self.model.new_bool_var("") for _ in range(SLOTS + len(rows.weights))]
        self.slots, reached = self.variables[:SLOTS], self.variables[SLOTS:]
        self.model.add(cp_model.LinearExpr.sum(self.slots) == k)
        for mask, row in zip(rows.masks, reached, strict=True):
            covering = [self.slots[slot] for slot in np.flatnonzero(mask).tolist()]
            self.model.add_bool_or([~row, *covering])

    def _sum(self, weights: Ints) -> Any:
        used = np.flatnonzero(weights).tolist()
        variables = [self.variables[number] for number in used]
        return self.cp.LinearExpr.weighted_sum(variables, weights[used].tolist())

    def best(self, stage: Stage, seconds: float) -> Solution:
        size = int(stage.totals.sum())
        if len(stage.sums) == 1:
            self.model.maximize(self._sum(stage.sums[0]))
        else:
            worst, size = self.model.new_int_var(0, FINE, ""), FINE
            for sums, of in zip(*stage, strict=True):
                self.model.add(self._sum(sums * FINE) >= int(of) * worst)
            self.model.maximize(worst)
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 2
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(self.model)
        if status not in {self.cp.OPTIMAL, self.cp.FEASIBLE}:
            return Solution([], np.inf, is_proven=False)
        chosen = [bool(solver.boolean_value(slot)) for slot in self.slots]
        self.model.clear_hints()
        for slot, is_chosen in zip(self.slots, chosen, strict=True):
            self.model.add_hint(slot, is_chosen)
        bound = solver.best_objective_bound / size
        return Solution(np.flatnonzero(chosen).tolist(), bound, status == self.cp.OPTIMAL)

    def keep(self, stage: Stage, value: Fraction) -> None:
        for sums, bound in zip(stage.sums, stage.least(value), strict=True):
            self.model.add(self._sum(sums) >= bound)


SOLVERS: dict[str, type[Solver]] = {"HiGHS": Highs, "CP-SAT": CpSat}
ONE = np.ones(1, dtype=np.int64)
EVERY = np.ones((1, SLOTS), dtype=np.int64)
FEW = Rows(EVERY == 1, ONE, 0 * ONE, ONE, EVERY, EVERY[0])
"""A single row: solving it loads everything that a solver loads only once."""


# --- The rows of a community ---------------------------------------------------------------------


def rows_of(document: dict[str, Any]) -> Rows:
    """Return the weekly rows of each kind of people with its weight, from A and C of sigbot."""
    from sigbot.domain.rotation.files import read_problem  # noqa: PLC0415
    from sigbot.domain.rotation.optimizer.masks import availability, inconvenience  # noqa: PLC0415

    problem = read_problem(document)
    kinds = Counter(problem.attendees)
    names = list({kind.region: 0 for kind in kinds})
    regions = np.array([names.index(kind.region) for kind in kinds])
    weights = np.array([int(kind.count * kind.weight) * kinds[kind] for kind in kinds])
    totals, share = np.zeros(len(names), dtype=np.int64), np.zeros((len(names), SLOTS), np.int64)
    burden = np.zeros(SLOTS, dtype=np.int64)
    np.add.at(totals, regions, weights * problem.weeks)
    masks = []
    for batch in batched(range(len(kinds)), 500):
        part = replace(problem, attendees=tuple(list(kinds)[batch[0] : batch[-1] + 1]))
        masks.append(availability(part))
        weight = weights[list(batch)]
        np.add.at(share, regions[list(batch)], weight[:, None] * masks[-1].sum(axis=1))
        burden += weight @ inconvenience(part).sum(axis=1)
    every = np.concatenate(masks).reshape(-1, SLOTS)
    can = every.any(axis=1)
    weeks = problem.weeks
    of_row = np.repeat(weights, weeks)[can], np.repeat(regions, weeks)[can]
    return Rows(every[can], *of_row, totals, share, burden)


def collapsed(rows: Rows) -> Rows:
    """Join the rows of a region that are alike."""
    bits = np.packbits(rows.masks, axis=1)
    pairs = np.ascontiguousarray(np.hstack([rows.region[:, None].astype(np.uint8), bits]))
    whole = pairs.view(f"V{pairs.shape[1]}").ravel()
    _, at, of_row = np.unique(whole, return_index=True, return_inverse=True)
    weights = np.zeros(len(at), dtype=np.int64)
    np.add.at(weights, of_row, rows.weights)
    return replace(rows, masks=rows.masks[at], weights=weights, region=rows.region[at])


def batched(numbers: Iterable[int], size: int) -> Iterator[tuple[int, ...]]:
    """Do as itertools.batched, which Python 3.11 does not have."""
    left = iter(numbers)
    while part := tuple(islice(left, size)):
        yield part


def write_rows(folder: Path, document: dict[str, Any]) -> dict[str, int]:
    """Write a community and both kinds of its rows; return how many rows of each there are."""
    (folder / DOCUMENT).write_text(json.dumps(document))
    weekly = rows_of(document)
    written = {WEEKLY: weekly, COLLAPSED: collapsed(weekly)}
    for name, rows in written.items():
        rows.write(folder / f"{name}.npz")
    return {name: len(rows.weights) for name, rows in written.items()}


# --- One contestant in one process ---------------------------------------------------------------


def ours(folder: Path) -> dict[str, Any]:
    """Time sigbot from the text of the file to all figures, and the search again, alone."""
    from sigbot.domain.rotation.files import read_problem, read_slot, solve  # noqa: PLC0415

    text = (folder / DOCUMENT).read_text()
    began = perf_counter()
    solution = solve(json.loads(text))
    seconds, memory = perf_counter() - began, _memory()
    parts = _parts(read_problem, text)
    rows = Rows.read(folder / f"{COLLAPSED}.npz")
    slots = [read_slot(slot) for slot in solution["slots"]]
    values = [stage.value(rows, slots) for stage in rows.stages(len(slots))]
    claimed = [solution[name] for name in KEYS]
    claimed[-1] *= -1
    wrong = [
        f"{name} is {float(value)}, claimed is {claim}"
        for name, value, claim in zip(KEYS, values, claimed, strict=True)
        if abs(value - claim) > 1e-9
    ]
    return _answer(seconds, values, memory=memory, parts=parts, wrong=wrong)


def _parts(read_problem: Any, text: str) -> list[float]:
    """Return the seconds of reading, of masks, and of the rest: joining rows and searching."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    from sigbot.domain.rotation.budget import ENDLESS  # noqa: PLC0415
    from sigbot.domain.rotation.optimizer.limits import limits_of  # noqa: PLC0415
    from sigbot.domain.rotation.optimizer.masks import masks_of  # noqa: PLC0415
    from sigbot.domain.rotation.optimizer.search import best_slots  # noqa: PLC0415

    with threadpool_limits(1, "blas"):
        times = [perf_counter()]
        problem = read_problem(json.loads(text))
        times.append(perf_counter())
        people = masks_of(problem)
        times.append(perf_counter())
        field, limits = people.field, limits_of(problem, people)
        best_slots(field, limits, problem.order, problem.eps, ENDLESS)
        times.append(perf_counter())
    return [after - before for before, after in pairwise(times)]


def theirs(rows: Rows, k: int, contestant: type[Solver], limit: float) -> dict[str, Any]:
    """Time a solver from the rows in memory to the slots.

    `values` are those of the stages that were proven, worked out for the last slots; `reached` and
    `bound` are of the stage that was not.
    """
    stages, values, reached = rows.stages(k), [], None
    contestant(FEW, 1).best(FEW.stages(1)[0], 1.0)
    began = perf_counter()
    solver = contestant(rows, k)
    bound = np.inf
    for number, stage in enumerate(stages):
        left = limit - (perf_counter() - began)
        solution = solver.best(stage, left) if left > 0 else Solution([], np.inf, is_proven=False)
        if not solution.is_proven:
            reached = stage.value(rows, solution.slots) if solution.slots else None
            bound = solution.bound
            break
        values = [solved.value(rows, solution.slots) for solved in stages[: number + 1]]
        solver.keep(stage, values[-1])
    seconds = perf_counter() - began
    more = {"reached": None if reached is None else float(reached), "bound": float(bound)}
    return _answer(seconds, values, memory=_memory(), **more)


def _answer(seconds: float, values: Sequence[Fraction], **more: object) -> dict[str, Any]:
    return {"seconds": seconds, "values": [value.as_integer_ratio() for value in values], **more}


def _memory() -> float:
    """Return the most memory this process ever had, in MB (Linux counts in KB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    job = json.load(sys.stdin)
    folder, who = Path(job["folder"]), job["contestant"]
    if who == "rows":
        document = community(job["name"], job["size"], job["k"])
        answer: dict[str, Any] = write_rows(folder, document)
    elif who == "sigbot":
        answer = ours(folder)
    else:
        rows = Rows.read(folder / f"{job['rows']}.npz")
        answer = theirs(rows, job["k"], SOLVERS[who], job["seconds"])
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
