"""The entry point of `sigbot` and of `python -m sigbot`."""

import gc
import sys

from sigbot.runtime.launch import named_in_one_line, run


def main() -> None:
    """`sigbot run` has no options, so it starts without the shell's parser; the rest goes there."""
    hurry()
    with named_in_one_line():
        if sys.argv[1:] == ["run"]:
            run()
        else:
            from sigbot.cli.app import app  # noqa: PLC0415

            app()


def hurry() -> None:
    """While modules are imported there is no garbage to look for, which is a fifth of the start
    (`sigbot run` collects again once it is ready)."""
    gc.disable()


if __name__ == "__main__":
    main()
