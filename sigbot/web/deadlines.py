"""Cut off requests that take too long, with one timer for all of them."""

import asyncio
from typing import Any

from aiohttp import web


class Deadlines:
    """Requests that are being answered, each by a task, `within_s` seconds at most.

    A timer for each request would cost more than everything else that is done for it.
    """

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._open: dict[asyncio.Task[Any], tuple[float, web.Request]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, task: asyncio.Task[Any], request: web.Request, now: float) -> None:
        """Let the time of a request begin. `now` is the time of the loop."""
        until = now + self._within_s
        self._open[task] = (until, request)
        if self._timer is None:
            self._look_at(until)

    def end(self, task: asyncio.Task[Any]) -> None:
        """Take note that a request was answered."""
        self._open.pop(task, None)

    def _look_at(self, moment: float) -> None:
        self._timer = asyncio.get_running_loop().call_at(moment, self._look)

    def _look(self) -> None:
        """Cut off what is late, and look again when the next one would be."""
        now, self._timer = asyncio.get_running_loop().time(), None
        for task, (until, request) in list(self._open.items()):  # sorted by their time
            if until > now:
                self._look_at(until)
                return
            self.end(task)
            if request.transport:
                request.transport.abort()
            task.cancel()
