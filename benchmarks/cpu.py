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


def spent_with_children(pid: int) -> float:
    """Return seconds of a core that a process and its children used, also those that have ended.

    Of children that have ended, Linux tells hundredths of a second. Zero where it does not tell.
    """
    try:
        own = _stat(pid)
        living = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdecimal()]
        children = [child for child in living if _parent(child) == pid]
    except FileNotFoundError:
        return 0.0
    ended = (int(own[13]) + int(own[14])) / 100
    return ended + sum(spent(process)[0] for process in (pid, *children))


def resident_mib(pid: int) -> float:
    """Return how much memory a process has, in MiB. Raises RuntimeError for one that is gone."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    message = f"process {pid} is gone"
    raise RuntimeError(message)


def _stat(pid: int) -> list[str]:
    """Return the fields of a process from the third on: its name, which may have spaces, ends in a
    bracket."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _parent(pid: int) -> int:
    try:
        return int(_stat(pid)[1])
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return 0
