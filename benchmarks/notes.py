"""How long notes of a meeting take to read: 10,000 lines, and files of 5 MB at their worst.

    python -m benchmarks.notes [--json]

Beside it, in the same run, every line is matched by one regular expression for a mark and a colon:
the least that any reader does. Times are those of the processor, the best of several rounds. Exit
status 1 above a limit. With --json the last line is a JSON object.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from random import Random

from sigbot.domain.bounds import MOST_NOTES_BYTES
from sigbot.domain.notes import read_notes, read_notes_file

LIMITS = {"seconds": 1.0, "worst_seconds": 8.0}
LINES, ROUNDS = 10_000, 5
DAY = date(2026, 11, 30)
SENTENCE = "the budget of the group is fine and we agreed to meet again in the new year"
KINDS = (
    *("topic: {s}", "<ann> {s}", "10:02 bob: {s}", "action: Ann - {s}, due 9 December", "- {s}"),
    *("- [ ] Ben: {s} due next friday", "agreed: {s}", "#info {s}", "[10:02] <cem> {s}", "... {s}"),
    *("present+ Ann, Ben, Cem", "https://example.org/ {s}", "{s}", "Mike: {s}"),
)
HUGE = {
    "one line": "a " * (MOST_NOTES_BYTES // 2 - 10),
    "names": "present+ " + "ann, " * (MOST_NOTES_BYTES // 5 - 10),
    "stars": ("*" * 400 + "\n") * 11_000,
    "lines that go on": "a\n" + ("... " + "b" * 400 + "\n") * 11_000,
    "dates": ("action: x " + "due 1 2 " * 600 + "\n") * 1_000,
    "corrections": ("a" * 400 + "\n") * 11_000 + "s/a/bbbb/g\n" * 300,
}
_MARK = re.compile(r"\s*(\w[\w ]*[+-]?)\s*:\s*(.*)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    text = _usual_notes()
    seconds = _best(lambda: read_notes(text, DAY))
    least = _best(lambda: [_MARK.match(line) for line in text.splitlines()])
    worst = {
        name: _best(partial(read_notes_file, file.encode(), DAY), 1) for name, file in HUGE.items()
    }
    print(f"{LINES:,} lines: {seconds:.2f} s, {seconds / least:.0f} times one match a line")
    for name, taken in worst.items():
        print(f"  5 MB of {name}: {taken:.2f} s")
    figures = {"seconds": seconds, "worst_seconds": max(worst.values())}
    if arguments.json:
        print(json.dumps({**figures, "ratio": seconds / least}))
    sys.exit(any(figures[name] > limit for name, limit in LIMITS.items()))


def _usual_notes() -> str:
    """Return notes in which all marks stand, and a correction every 500 lines."""
    random = Random(1)
    lines = (
        "s/group/team/" if number % 500 == 499 else _line(random, number) for number in range(LINES)
    )
    return "\n".join(lines)


def _line(random: Random, number: int) -> str:
    return random.choice(KINDS).format(s=f"{number} {SENTENCE}")


def _best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


if __name__ == "__main__":
    main()
