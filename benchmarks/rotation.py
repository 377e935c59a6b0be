"""Seconds to the best rotation, proven, beside two exact solvers: HiGHS and CP-SAT.

    python -m benchmarks.rotation [--quick | --full] [--only NAME ...] [--sizes N ...] [--k K ...]
        [--runs 3] [--limit 60] [--json]

The task is to get from a community, member by member, to the best set of slots by all five keys.

whole   sigbot from the text of the file to all figures: reading, masks, search. The solvers from A
        and C in memory: building the model and solving it, stage after stage. Their rows are the
        kinds of people (zone, windows, region) in each week, as one would write the model down.
        `ratio` compares that with the whole of sigbot, `lead` with what it does from A and C in
        memory on, as they do: making equal rows one, and the search.
search  for information: sigbot's search alone, and the solvers on the rows that sigbot searches in,
        those of a region that are alike as one.

By default: six kinds of communities with 10,000 members for 3 slots (the gate, all that --quick
does); `developers` also with 300 members for 3 slots, and with 10,000 for 4; `all different`,
where no member is like another, with 300 and with 10,000 members for 2 slots, with 10,000 only the
whole. --full takes all, and those in which every fifth member differs, for 2, 3 and 4 slots; so
does each choice by name, size or k, within what it chooses.

Needs numpy, scipy and ortools. Each run is a fresh process; the best of the runs counts, and what
takes a solver longer than 2 s is run once. A solver gets --limit seconds for all keys: by default
60, and 10 for what a usual or quick run has besides the gate, the second comparison too. They count
as its time then, and what it knows is compared. sigbot, which knows no limit, is stopped after ten
times as many.

It fails when an optimum differs, when 10,000 members with the default windows take longer than
0.5 s for 3 slots, and when the lead over the better solver is less than 10 for any of the six kinds
with 10,000 members and 3 slots. With --json the last line is a JSON object.
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

from benchmarks.rotation_communities import ARCHETYPES, KINDS, USUAL
from benchmarks.rotation_solvers import COLLAPSED, KEYS, WEEKLY

MOST_SECONDS, LEAST_LEAD = 0.5, 10.0
OURS, SOLVERS = "sigbot", ("HiGHS", "CP-SAT")
LONG = 2.0
"""Seconds after which a solver is not run again; sigbot always is, unless it ran out of time."""

NEAR, BOUND_NEAR = 1e-9, 1e-6
"""So far may values be off; and what a solver says about its bound."""

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
"""Seconds to read the rows, which is not in the time, before a process is stopped."""

ONLY_WHOLE = ("all different", 10_000)
"""Where collapsing changes nothing, so that there is no second comparison."""


@dataclass(frozen=True, slots=True)
class Ours:
    whole: float
    parts: tuple[float, ...]  # reading, masks, search
    memory: float
    values: tuple[Fraction, ...]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theirs:
    """`values` are proven, key by key; of the first that is not, what was reached and the bound."""

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
        """The better solver by sigbot; one that ran out of time has at least the time it had."""
        return min(one.seconds for one in self.theirs) / self.seconds

    @property
    def lead(self) -> float:
        """As `ratio`, of sigbot from the masks in memory on."""
        return min(one.seconds for one in self.theirs) / self.ours.parts[-1]

    @property
    def failures(self) -> list[str]:
        found = [*self.ours.wrong]
        for name, their in zip(SOLVERS, self.theirs, strict=True):
            found += [f"{name}: {text}" for text in _differences(self.ours, their)]
        is_limited = self.task == "whole" and self.case in GATE
        if is_limited and self.case[0] in USUAL and self.seconds > MOST_SECONDS:
            found.append(f"{self.seconds:.2f} s, at most {MOST_SECONDS}")
        if is_limited and self.lead < LEAST_LEAD:
            found.append(f"lead {self.lead:.2f}, at least {LEAST_LEAD:.0f}")
        name, size, k = self.case
        return [f"{name}, {size}, k = {k}, {self.task}: {text}" for text in found]


def _differences(ours: Ours, theirs: Theirs) -> Iterator[str]:
    """What cannot be if both are right."""
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
            for one in _compared(case, Path(folder), chosen):
                print(_row(one), flush=True)
                done.append(one)
    failures = [text for one in done for text in one.failures]
    for text in failures:
        print("failed:", text)
    if chosen.json:
        print(json.dumps(_summed_up(done, failures)))
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
            each = [{**same, "contestant": solver} for solver in SOLVERS]
            theirs = tuple(_theirs(one, chosen.runs) for one in each)
            yield Comparison(case, task, counts[rows], ours, theirs)


def _ours(job: dict[str, Any], runs: int) -> Ours:
    """The best time for the whole, and the best for the parts."""
    longest: float = job["seconds"] * 10
    found: list[dict[str, Any]] = []
    for _ in range(runs):
        said = _run({**job, "contestant": OURS}, longest)
        if said is None:
            return Ours(longest, (longest,), 0.0, ())
        found.append(said)
    best = min(found, key=lambda one: float(one["seconds"]))
    return Ours(
        best["seconds"],
        tuple(min((one["parts"] for one in found), key=sum)),
        best["memory"],
        _fractions(best),
        tuple(best["wrong"]),
    )


def _theirs(job: dict[str, Any], runs: int) -> Theirs:
    found: list[Theirs] = []
    while len(found) < runs and (not found or found[-1].seconds < LONG):
        said = _run(job, job["seconds"] + SLACK)
        if said is None:
            return Theirs(job["seconds"], 0.0, ())
        one = Theirs(
            said["seconds"], said["memory"], _fractions(said), said["reached"], said["bound"]
        )
        found.append(one)
    return min(found, key=lambda one: one.seconds)


def _fractions(said: dict[str, Any]) -> tuple[Fraction, ...]:
    return tuple(Fraction(*value) for value in said["values"])


def _run(job: dict[str, Any], seconds: float | None) -> dict[str, Any] | None:
    """A fresh process; None when it took too long or too much memory. It must not be forked from a
    large one, whose memory would count as its."""
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
    # HiGHS has a line to say for itself now and then.
    answer: dict[str, Any] = json.loads(
        next(line for line in done.stdout.splitlines() if line.startswith("{"))
    )
    return answer


# --- What it says --------------------------------------------------------------------------------


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<20}" + "".join(f"{cell:>9}" for cell in cells)


def _header() -> str:
    memory = [f"{name} MB" for name in (OURS[:3], *SOLVERS)]
    times = [OURS, *SOLVERS, "ratio", "lead"]
    parts = ["read", "masks", "search"]
    return _line("seconds", ["members", "k", "covered", "task", "rows", *times, *memory, *parts])


def _row(one: Comparison) -> str:
    name, size, k = one.case
    covered = f"{float(one.ours.values[0]):.2%}" if one.ours.values else "?"
    answers: list[Ours | Theirs] = [one.ours, *one.theirs]
    cells = [f"{size}", f"{k}", covered, one.task, f"{one.rows}", f"{one.seconds:.3f}"]
    cells += [f"{'' if their.is_proven else '>'}{their.seconds:.3f}" for their in one.theirs]
    cells += [f"{one.ratio:.2f}", f"{one.lead:.2f}"]
    cells += [_megabytes(answer) for answer in answers]
    cells += [f"{part:.3f}" for part in one.ours.parts]
    late = [
        f"  {solver} out of time: {_known(their)}"
        for solver, their in zip(SOLVERS, one.theirs, strict=True)
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


def _summed_up(done: Sequence[Comparison], failures: Sequence[str]) -> dict[str, Any]:
    gate = [one for one in done if one.task == "whole" and one.case in GATE]
    return {
        "longest_s": max((one.seconds for one in gate if one.case[0] in USUAL), default=None),
        "least_ratio": min((one.ratio for one in gate), default=None),
        "least_lead": min((one.lead for one in gate), default=None),
        "failures": len(failures),
        "comparisons": [
            asdict(one)
            | {
                "seconds": one.seconds,
                "ratio": one.ratio,
                "lead": one.lead,
                "ours": _plain(one.ours),
            }
            | {"theirs": dict(zip(SOLVERS, map(_plain, one.theirs), strict=True))}
            for one in done
        ],
    }


def _plain(answer: Ours | Theirs) -> dict[str, Any]:
    """As JSON knows it: no fractions, nothing infinite."""
    plain = asdict(answer) | {"values": [float(value) for value in answer.values]}
    return {name: None if value == float("inf") else value for name, value in plain.items()}


if __name__ == "__main__":
    main()
