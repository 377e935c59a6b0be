"""The side of the tests: processes that a `zygote` forks, to be waited for like any other."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from tests.process.zygote import ENDS

END_SECONDS = 10.0


def can_fork() -> bool:
    """Whether this is a Linux on which a process can be waited for among other things."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Forked:
    """As asyncio.subprocess.Process, as far as tests need it."""

    pid: int
    end: asyncio.Future[int]
    everything: asyncio.Future[tuple[bytes, bytes, int]]

    @property
    def returncode(self) -> int | None:
        return self.end.result() if self.end.done() else None

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):  # it has ended, which is not yet known here
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        return await asyncio.shield(self.end)

    async def communicate(self) -> tuple[bytes, bytes]:
        out, err, _ = await asyncio.shield(self.everything)
        return out, err


class Forks:
    """Starts by fork, of one zygote."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Of the environment it has what Python itself looks at."""
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._zygote = subprocess.Popen(
                (sys.executable, "-m", "tests.process.zygote", str(theirs.fileno())),
                env=environment,
                pass_fds=[theirs.fileno()],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )

    async def start(self, module: str, folder: Path, environment: Mapping[str, str]) -> Forked:
        """`python -m module run` in this folder, with this environment in addition."""
        pipes = [os.pipe() for _ in range(ENDS)]
        wanted = {"module": module, "folder": str(folder), "environment": dict(environment)}
        with suppress(ConnectionError):  # then it says why below
            socket.send_fds(
                self._channel, [json.dumps(wanted).encode()], [theirs for _, theirs in pipes]
            )
        for _, theirs in pipes:
            os.close(theirs)
        out, err, report = [await _reader(ours) for ours, _ in pipes]
        pid = await self._told(report.readline())
        end = asyncio.ensure_future(self._told(report.read()))
        return Forked(pid, end, asyncio.gather(out.read(), err.read(), end))

    async def _told(self, number: Awaitable[bytes]) -> int:
        if digits := await number:
            return int(digits)
        raise ChildProcessError(self._last_words())

    def _last_words(self) -> str:
        return self._zygote.communicate(timeout=END_SECONDS)[1]

    def close(self) -> None:
        self._channel.close()
        words = self._last_words()
        if self._zygote.returncode:
            raise ChildProcessError(words)


async def _reader(fd: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, FileIO(fd))
    return reader
