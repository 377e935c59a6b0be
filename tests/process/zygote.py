"""`python -m tests.process.zygote FD`: has imported what `sigbot run` needs, and forks a process
for each start that is asked for over the socket FD.

Nearly all that a start costs are its imports, those included that it does later, while it connects.
This is an interpreter of its own that has done what a start does first: `hurry`, then the imports.
No thread runs in it, no loop, and nothing is open.
So a fork of it goes on as if it had just imported all that itself: it gets the folder, environment
and output of its start, and runs the same module to its end. `test_zygote` compares the two.

What forks share is the seed of hashes (`random` seeds itself anew after a fork); what they do not
show is what happens before and while modules are imported. For that, tests start `by_exec`.
"""

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

DRIVERS = ("sqlite.aiosqlite", "postgresql.asyncpg")
ENDS = 3
"""With every start come its standard output and error, and a pipe to tell its pid and exit code."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A start."""

    module: str
    folder: str
    environment: dict[str, str]

    def happen(self) -> None:
        """As `python -m module run` in this folder."""
        os.chdir(self.folder)
        os.environ.update(self.environment)
        sys.path[0] = self.folder
        sys.argv[1:] = ["run"]
        runpy.run_module(self.module, run_name="__main__", alter_sys=True)


@dataclass(slots=True)
class Zygote:
    """It waits for wishes and for ends, and does nothing else."""

    channel: socket.socket
    poll: select.poll = field(default_factory=select.poll)
    running: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By its pidfd: the process, and the pipe to tell its exit code."""

    def serve(self) -> Wanted:
        """Returns in the forked processes only, once in each."""
        self.poll.register(self.channel, select.POLLIN)
        while True:
            for fd, _ in self.poll.poll():
                if fd in self.running:
                    self._tell_end(fd)
                elif wanted := self._start():
                    return wanted

    def _start(self) -> Wanted | None:
        """What is wanted, in the new process. Ends, with all that still run, when nobody is left
        to want anything."""
        text, ends, _, _ = socket.recv_fds(self.channel, 1 << 16, ENDS)
        if not text:
            self._end_all()
        *outputs, report = ends
        if pid := os.fork():
            for fd in outputs:
                os.close(fd)
            self._watch(pid, report)
            return None
        self._leave(outputs)
        return Wanted(**json.loads(text))

    def _watch(self, pid: int, report: int) -> None:
        tell(report, pid)
        pidfd = os.pidfd_open(pid)
        self.running[pidfd] = pid, report
        self.poll.register(pidfd, select.POLLIN)

    def _tell_end(self, pidfd: int) -> None:
        pid, report = self.running.pop(pidfd)
        _, status = os.waitpid(pid, 0)
        tell(report, os.waitstatus_to_exitcode(status))
        self.poll.unregister(pidfd)
        os.close(pidfd)
        os.close(report)

    def _end_all(self) -> NoReturn:
        for pid, _ in self.running.values():
            os.kill(pid, signal.SIGKILL)
        raise SystemExit

    def _leave(self, outputs: list[int]) -> None:
        """In the new process: nothing of this is open any more."""
        for number, fd in enumerate(outputs, start=1):
            os.dup2(fd, number)
        self.channel.close()
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))


def tell(report: int, number: int) -> None:
    with suppress(BrokenPipeError):  # nobody waits for it any more
        os.write(report, f"{number}\n".encode())


def warm_up() -> None:
    """What `sigbot run` does until it has imported everything; and of what that leaves behind, all
    garbage is collected, so that a fork need not touch the memory that it shares."""
    from sigbot.__main__ import hurry  # noqa: PLC0415

    hurry()
    del sys.modules[hurry.__module__]  # runs as `__main__` in a start, or is imported by that
    importlib.import_module("sigbot.runtime.run")
    for extension in importlib.import_module("cogs").EXTENSIONS:
        importlib.import_module(extension)
    importlib.import_module("sigbot.later").import_all()
    for driver in DRIVERS:
        importlib.import_module(f"sqlalchemy.dialects.{driver}")
    importlib.import_module("sqlalchemy.orm").configure_mappers()
    gc.collect()
    gc.freeze()


def check_idle(channel: socket.socket) -> None:
    """Nothing that a fork would be without, or would share with others."""
    threads, fds = (list(Path("/proc/self", name).iterdir()) for name in ("task", "fd"))
    opened = {fd.name for fd in fds if fd.exists()}
    assert len(threads) == 1, threads
    assert opened == {"0", "1", "2", str(channel.fileno())}, opened


def main() -> None:
    try:
        warm_up()
        channel = socket.socket(fileno=int(sys.argv[1]))
        check_idle(channel)
        wanted = Zygote(channel).serve()
    except KeyboardInterrupt:
        raise SystemExit from None  # somebody stops the tests
    wanted.happen()


if __name__ == "__main__":
    main()
