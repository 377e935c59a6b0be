"""A child of this process that is killed at its n-th step with the files of a folder."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

STEPS = frozenset(
    ("open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect")
)
KILLED, FAILED = 9, 3
MOST_STEPS = 400


def killed_at_each_step(folder: Path, work: Callable[[], object]) -> Iterator[int]:
    """Let `work` be done by children, one after the other; each comes one step further. Yield the
    step at which one was killed; the last child comes to its end."""
    for step in range(1, MOST_STEPS):
        if _died_at(step, folder, work):
            yield step
        else:
            return
    message = "it does not come to its end"
    raise AssertionError(message)


def _died_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    code = _ended(lambda: _work_until(step, folder, work))
    assert code in (0, KILLED), f"step {step} ended with {code}"
    return code == KILLED


def killed(work: Callable[[], object]) -> None:
    """Let a child do something that kills it."""
    assert _ended(work) == KILLED


def _ended(work: Callable[[], object]) -> int:
    """Return how a child ended that did something."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(FAILED)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _work_until(step: int, folder: Path, work: Callable[[], object]) -> None:
    taken = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal taken
        if event in STEPS and str(folder) in str(arguments[0]):
            taken += 1
            if taken == step:
                os._exit(KILLED)

    code = FAILED
    try:
        sys.addaudithook(count)
        work()
        code = 0
    finally:
        os._exit(code)
