"""The entry point of `sigbot` and of `python -m sigbot`."""

import gc


def main() -> None:
    """Without the garbage collector while modules are imported: there is nothing to collect yet,
    and looking for it takes a fifth of the start. `sigbot run` turns it on again."""
    gc.disable()
    from sigbot.cli import start  # noqa: PLC0415

    start()


if __name__ == "__main__":
    main()
