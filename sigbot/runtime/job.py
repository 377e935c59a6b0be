"""A process for one piece of heavy work, which is read from stdin and answered on stdout.

In a process of its own it cannot hold the interpreter of the bot, its memory has a bound, and it
can be ended at any time.
"""

import contextlib
import os
import pickle
import sys

from sigbot.domain.heavy import MOST_MEMORY


def main() -> None:
    """Do the pickled (function, argument), and write the pickled (is done, result or error)."""
    _limit_memory()
    _give_way()
    work, argument = pickle.load(sys.stdin.buffer)  # noqa: S301  (the bot has written it)
    try:
        answer = (True, work(argument))
    except Exception as error:  # noqa: BLE001  (raised again in the bot)
        answer = (False, error)
    sys.stdout.buffer.write(pickle.dumps(answer))


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  (not on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _give_way() -> None:
    """Leave the processor to the bot where both want it: people wait for its answers."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(10)


if __name__ == "__main__":
    main()
