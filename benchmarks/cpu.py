"""How much a process computes, as Linux tells."""

from pathlib import Path


def spent(pid: int) -> tuple[float, float]:
    """Return seconds of a core that a process used, and seconds that it waited for a core.

    The first counts all its threads, the second its first thread only. Zeros where Linux does not
    tell.
    """
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        stats = {int(thread.name): (thread / "schedstat").read_text().split() for thread in threads}
    except FileNotFoundError:  # not Linux, or without these statistics
        return 0.0, 0.0
    return sum(int(used) for used, *_ in stats.values()) / 1e9, int(stats[pid][1]) / 1e9
