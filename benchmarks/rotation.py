"""Seconds to the best rotation, proven, beside two exact solvers: HiGHS and CP-SAT.

    python -m benchmarks.rotation [--quick | --full] [--only NAME ...] [--sizes N ...] [--k K ...]
        [--runs 3] [--limit 60] [--json]

The task is to find the best set of slots by all five keys for a community listed member by member.

whole   sigbot from the text of the file to all figures: reading, masks, search. The solvers from A
        and C in memory: building the model and solving it, stage after stage. Their rows are the
        kinds of people (zone, windows, region) in each week, as one would write the model down.
        `ratio` compares their time with the whole of sigbot, `lead` with the part that sigbot does
        from A and C in memory on: joining equal rows, and the search.
search  for information: sigbot's search alone, and the solvers on the rows that sigbot searches in,
        where those of a region that are alike are joined.

By default it runs six kinds of communities with 10,000 members for 3 slots (the gate, which is all
that --quick runs); `developers` also with 300 members for 3 slots, and with 10,000 for 4; `all
different`, where no member is like another, with 300 and with 10,000 members for 2 slots, with
10,000 only the whole. --full runs all kinds, also those in which every fifth member differs, for 2,
3 and 4 slots. A choice by name, size or k runs everything within the choice.

Needs numpy, scipy and ortools. Each run is a fresh process. The best of the runs counts; a solver
that takes longer than 2 s is run once. A solver gets --limit seconds for all keys: by default 60
for the gate, and 10 for everything else in a usual or quick run. One that runs out of time counts
with these seconds, and what it has proven is compared. sigbot has no limit of its own; it is
stopped after ten times as many seconds.

It fails when an optimum differs, when 10,000 members with the default windows take longer than
0.5 s for 3 slots, and when the lead over the better solver is less than 10 for any of the six kinds
with 10,000 members and 3 slots. In a usual and a quick run, 300 people who each have hours of their
own ask for 4 slots, too (`rotation_answer`): it fails when the answer comes later than 10 s after
its turn, or is not proven to 8 % of the people. With --json the last line is a JSON object.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.rotation_answer import Answer, answer
from benchmarks.rotation_communities import ARCHETYPES, KINDS, USUAL
from benchmarks.rotation_solvers import COLLAPSED, KEYS, WEEKLY

MOST_SECONDS, LEAST_LEAD = 0.5, 10.0
OURS, SOLVERS = "sigbot", ("HiGHS", "CP-SAT")
LONG = 2.0
"""Seconds after which a solver is not run again. sigbot always is, unless it ran out of time."""

NEAR, BOUND_NEAR = 1e-9, 1e-6
"""How much values may differ, and how much a solver's bound may be off."""

ROOT = Path(__file__).parents[1]

Case = tuple[str, int, int]
"""Name, members, slots."""

GATE: list[Case] = [(name, 10_000, 3) for name in ARCHETYPES]
USUALLY: list[Case] = [
    ("developers", 300, 3),
    ("developers", 10_000, 4),
    ("all different", 300, 2),
    ("all different", 10_000, 2),
]
LIMIT, SHORT_LIMIT = 60.0, 10.0
SLACK = 15.0
"""Seconds a process gets beyond its limit before it is stopped: reading the rows is not timed."""

ONLY_WHOLE = ("all different", 10_000)
"""Name and members of the case without a second comparison: no two of its rows are alike."""


@dataclass(frozen=True, slots=True)
class Ours:
    whole: float
    parts: tuple[float, ...]  # reading, masks, search
    memory: float
    values: tuple[Fraction, ...]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theirs:
    """The answer of a solver.

    `values` are proven, key by key; `reached` and `bound` are of the first key that is not.
    """

    seconds: float
    memory: float
    values: tuple[Fraction, ...]
    reached: float | None = None
    bound: float = float("inf")

    @property
    def is_proven(self) -> bool:
        return len(self.values) == len(KEYS)


@dataclass(frozen=True, slots=True)
class Comparison:
    case: Case
    task: str
    rows: int
    ours: Ours
    theirs: tuple[Theirs, ...]

    @property
    def seconds(self) -> float:
        return self.ours.whole if self.task == "whole" else self.ours.parts[-1]

    @property
    def ratio(self) -> float:
        """The time of the better solver by that of sigbot, at least, where a solver was stopped."""
        return min(their.seconds for their in self.theirs) / self.seconds

    @property
    def lead(self) -> float:
        """As `ratio`, with sigbot's time from the masks in memory on."""
        return min(their.seconds for their in self.theirs) / self.ours.parts[-1]

    @property
    def failures(self) -> list[str]:
        texts = [*self.ours.wrong]
        for name, their in zip(SOLVERS, self.theirs, strict=True):
            texts += [f"{name}: {text}" for text in _differences(self.ours, their)]
        is_limited = self.task == "whole" and self.case in GATE
        if is_limited and self.case[0] in USUAL and self.seconds > MOST_SECONDS:
            texts.append(f"{self.seconds:.2f} s, at most {MOST_SECONDS}")
        if is_limited and self.lead < LEAST_LEAD:
            texts.append(f"lead {self.lead:.2f}, at least {LEAST_LEAD:.0f}")
        name, size, k = self.case
        return [f"{name}, {size}, k = {k}, {self.task}: {text}" for text in texts]


def _differences(ours: Ours, theirs: Theirs) -> Iterator[str]:
    """Yield what proves that one of the two is wrong."""
    if not ours.values:
        yield "sigbot ran out of time"
        return
    for key, our, value in zip(KEYS, ours.values, theirs.values, strict=False):
        if abs(our - value) > NEAR:
            yield f"{key} is {float(value)}, ours {float(our)}"
            return
    if not theirs.is_proven:
        at = len(theirs.values)
        best = float(ours.values[at])
        if theirs.reached is not None and theirs.reached > best + NEAR:
            yield f"{KEYS[at]} can be {theirs.reached}, ours {best}"
        if best > theirs.bound + BOUND_NEAR:
            yield f"{KEYS[at]} is at most {theirs.bound}, ours {best}"


def main() -> None:
    chosen = _arguments()
    done: list[Comparison] = []
    print(_header())
    with tempfile.TemporaryDirectory(prefix="sigbot-rotation-") as folder:
        for case in _cases(chosen):
            for comparison in _compared(case, Path(folder), chosen):
                print(_row(comparison), flush=True)
                done.append(comparison)
    failures = [text for comparison in done for text in comparison.failures]
    answered = answer() if chosen.quick or _is_usual(chosen) else None
    if answered:
        print(answered)
        failures += answered.failures
    for text in failures:
        print("failed:", text)
    if chosen.json:
        print(json.dumps(_summed_up(done, failures, answered)))
    raise SystemExit(bool(failures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rotation")
    parser.add_argument("--quick", action="store_true", help="only the gate")
    parser.add_argument("--full", action="store_true", help="everything: hours")
    parser.add_argument("--only", nargs="+", choices=KINDS, metavar="NAME")
    parser.add_argument("--sizes", nargs="+", type=int)
    parser.add_argument("--k", nargs="+", type=int, choices=range(1, 5))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _cases(chosen: argparse.Namespace) -> list[Case]:
    if chosen.quick:
        return GATE
    if _is_usual(chosen):
        return [*GATE, *USUALLY]
    sizes, slots = chosen.sizes or (300, 10_000), chosen.k or (2, 3, 4)
    return [(name, size, k) for name in chosen.only or KINDS for size in sizes for k in slots]


def _limit(case: Case, task: str, chosen: argparse.Namespace) -> float:
    is_gate = task == "whole" and case in GATE
    return float(chosen.limit or (LIMIT if is_gate or not _is_usual(chosen) else SHORT_LIMIT))


def _is_usual(chosen: argparse.Namespace) -> bool:
    return not (chosen.full or chosen.only or chosen.sizes or chosen.k)


def _compared(case: Case, folder: Path, chosen: argparse.Namespace) -> Iterator[Comparison]:
    name, size, k = case
    job = {"folder": str(folder), "k": k, "seconds": _limit(case, "whole", chosen)}
    counts = _run({**job, "contestant": "rows", "name": name, "size": size}, None) or {}
    ours = _ours(job, chosen.runs)
    for task, rows in (("whole", WEEKLY), ("search", COLLAPSED)):
        if task == "whole" or case[:2] != ONLY_WHOLE:
            same = {**job, "rows": rows, "seconds": _limit(case, task, chosen)}
            jobs = [{**same, "contestant": solver} for solver in SOLVERS]
            theirs = tuple(_theirs(solver_job, chosen.runs) for solver_job in jobs)
            yield Comparison(case, task, counts[rows], ours, theirs)


def _ours(job: dict[str, Any], runs: int) -> Ours:
    """Run sigbot: return its best time for the whole, and its best times for the parts."""
    longest: float = job["seconds"] * 10
    answers: list[dict[str, Any]] = []
    for _ in range(runs):
        answer = _run({**job, "contestant": OURS}, longest)
        if answer is None:
            return Ours(longest, (longest,), 0.0, ())
        answers.append(answer)
    best = min(answers, key=lambda answer: float(answer["seconds"]))
    return Ours(
        best["seconds"],
        tuple(min((answer["parts"] for answer in answers), key=sum)),
        best["memory"],
        _fractions(best),
        tuple(best["wrong"]),
    )


def _theirs(job: dict[str, Any], runs: int) -> Theirs:
    """Run a solver: return the answer of its fastest run."""
    runs_done: list[Theirs] = []
    while len(runs_done) < runs and (not runs_done or runs_done[-1].seconds < LONG):
        answer = _run(job, job["seconds"] + SLACK)
        if answer is None:
            return Theirs(job["seconds"], 0.0, ())
        theirs = Theirs(
            answer["seconds"],
            answer["memory"],
            _fractions(answer),
            answer["reached"],
            answer["bound"],
        )
        runs_done.append(theirs)
    return min(runs_done, key=lambda theirs: theirs.seconds)


def _fractions(answer: dict[str, Any]) -> tuple[Fraction, ...]:
    return tuple(Fraction(*value) for value in answer["values"])


def _run(job: dict[str, Any], seconds: float | None) -> dict[str, Any] | None:
    """Run a job in a fresh process; return None when it took too long or too much memory.

    The process is not forked from this one: the memory of this one would be measured as its own.
    """
    try:
        done = subprocess.run(
            (sys.executable, "-m", "benchmarks.rotation_solvers"),
            input=json.dumps(job),
            stdout=subprocess.PIPE,
            timeout=seconds,
            cwd=ROOT,
            check=False,
            text=True,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == -signal.SIGKILL:
        return None
    done.check_returncode()
    # HiGHS prints lines of its own now and then.
    answer: dict[str, Any] = json.loads(
        next(line for line in done.stdout.splitlines() if line.startswith("{"))
    )
    return answer


# --- What it prints ------------------------------------------------------------------------------


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<20}" + "".join(f"{cell:>9}" for cell in cells)


def _header() -> str:
    memory = [f"{name} MB" for name in (OURS[:3], *SOLVERS)]
    times = [OURS, *SOLVERS, "ratio", "lead"]
    parts = ["read", "masks", "search"]
    return _line("seconds", ["members", "k", "covered", "task", "rows", *times, *memory, *parts])


def _row(done: Comparison) -> str:
    name, size, k = done.case
    covered = f"{float(done.ours.values[0]):.2%}" if done.ours.values else "?"
    answers: list[Ours | Theirs] = [done.ours, *done.theirs]
    cells = [f"{size}", f"{k}", covered, done.task, f"{done.rows}", f"{done.seconds:.3f}"]
    cells += [f"{'' if their.is_proven else '>'}{their.seconds:.3f}" for their in done.theirs]
    cells += [f"{done.ratio:.2f}", f"{done.lead:.2f}"]
    cells += [_megabytes(answer) for answer in answers]
    cells += [f"{part:.3f}" for part in done.ours.parts]
    late = [
        f"  {solver} out of time: {_known(their)}"
        for solver, their in zip(SOLVERS, done.theirs, strict=True)
        if not their.is_proven
    ]
    return "\n".join([_line(name, cells), *late])


def _megabytes(answer: Ours | Theirs) -> str:
    return f"{answer.memory:.0f}" if answer.memory else "?"


def _known(their: Theirs) -> str:
    if not their.memory:
        return "stopped before it said anything"
    key = KEYS[len(their.values)]
    reached = "nothing" if their.reached is None else f"{their.reached:.6f}"
    return f"{len(their.values)} keys proven, {key} {reached} found, at most {their.bound:.6f}"


def _summed_up(
    done: Sequence[Comparison], failures: Sequence[str], answered: Answer | None
) -> dict[str, Any]:
    gate = [run for run in done if run.task == "whole" and run.case in GATE]
    return {
        "longest_s": max((run.seconds for run in gate if run.case[0] in USUAL), default=None),
        "least_ratio": min((run.ratio for run in gate), default=None),
        "least_lead": min((run.lead for run in gate), default=None),
        "answer_s": answered and answered.seconds,
        "answer_gap": answered and answered.gap,
        "failures": len(failures),
        "comparisons": [
            asdict(run)
            | {
                "seconds": run.seconds,
                "ratio": run.ratio,
                "lead": run.lead,
                "ours": _plain(run.ours),
            }
            | {"theirs": dict(zip(SOLVERS, map(_plain, run.theirs), strict=True))}
            for run in done
        ],
    }


def _plain(answer: Ours | Theirs) -> dict[str, Any]:
    """Return what JSON can hold: numbers in place of fractions, null in place of infinity."""
    plain = asdict(answer) | {"values": [float(value) for value in answer.values]}
    return {name: None if value == float("inf") else value for name, value in plain.items()}


if __name__ == "__main__":
    main()
