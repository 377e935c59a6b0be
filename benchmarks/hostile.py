"""How long each reader of user text takes for the worst text of the longest accepted length.

    python -m benchmarks.hostile [--json]

Each reader of `tests/hostile.py` reads every hostile text there; the slowest are read again,
several times, and the best of these counts, as other processes only ever make it slower. The limit
is 20 ms for each, so that nobody who types holds up anybody else. Exit status 1 above it. With
--json the last line is a JSON object.
"""

import argparse
import json
import sys
from time import process_time

from tests.hostile import READERS, Reader, attempt, hostile

LIMIT_MS = 20
LOOKED_AT, ROUNDS = 5, 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    worst = {name: slowest(reader) for name, reader in READERS.items()}
    for name, (text, ms) in sorted(worst.items(), key=lambda item: -item[1][1]):
        verdict = "ok" if ms <= LIMIT_MS else f"over {LIMIT_MS} ms"
        print(f"{ms:8.2f} ms  {verdict:12}  {name:32}  {text[:24]!r}…")
    if chosen.json:
        figures = {name: round(ms, 2) for name, (_, ms) in worst.items()}
        print(json.dumps({"worst_ms": max(figures.values()), "readers": figures}))
    sys.exit(any(ms > LIMIT_MS for _, ms in worst.values()))


def slowest(reader: Reader) -> tuple[str, float]:
    """Return the text that takes a reader the longest, and how many ms it takes."""
    attempt(reader, "11:00")
    once = sorted(((time_of(reader, text), text) for text in hostile(reader.limit)), reverse=True)
    texts = [text for _, text in once[:LOOKED_AT]]
    ms, text = max((min(time_of(reader, text) for _ in range(ROUNDS)), text) for text in texts)
    return text, ms


def time_of(reader: Reader, text: str) -> float:
    """Return how many ms of the processor it takes to read a text."""
    begin = process_time()
    attempt(reader, text)
    return (process_time() - begin) * 1_000


if __name__ == "__main__":
    main()
