"""Contents that are kept for a while, and made once however many ask at the same time."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from sigbot.web.conditional import Content

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of all contents that are kept; what was asked for longest ago goes first."""


@dataclass(frozen=True, slots=True)
class _Entry:
    content: Content | None
    until: float

    @property
    def size(self) -> int:
        return len(self.content.body) + len(self.content.packed) if self.content else 0


class Kept:
    """Contents by key. A content that could not be made is kept as None."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._size = 0
        self._making: dict[Hashable, asyncio.Task[Content | None]] = {}

    @property
    def making(self) -> int:
        """Return how many contents are being made."""
        return len(self._making)

    def older(self, key: Hashable) -> Content | None:
        """Return the content that is kept, even if it has to be made anew."""
        entry = self._entries.get(key)
        return entry.content if entry else None

    def has(self, key: Hashable) -> bool:
        """Return whether a content is kept, or is being made."""
        return key in self._making or self._fresh(key) is not None

    async def get(
        self,
        key: Hashable,
        make: Callable[[], Awaitable[Content | None]],
        kept_s: float,
        within_s: float | None = None,
    ) -> Content | None:
        """Return the content of a key, made by `make` unless it is kept, and keep it for `kept_s`.

        What is being made is finished even if nobody waits any more. Raises TimeoutError after
        `within_s`, and what `make` raises.
        """
        entry = self._fresh(key)
        if entry is not None:
            self._entries.move_to_end(key)
            return entry.content
        task = self._making.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._make(key, make, kept_s))
            task.add_done_callback(_look_at)
            self._making[key] = task
        async with asyncio.timeout(within_s):
            return await asyncio.shield(task)

    async def close(self) -> None:
        """End what is being made."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(
        self, key: Hashable, make: Callable[[], Awaitable[Content | None]], kept_s: float
    ) -> Content | None:
        try:
            content = await make()
        finally:
            del self._making[key]
        self._put(key, _Entry(content, asyncio.get_running_loop().time() + kept_s))
        return content

    def _fresh(self, key: Hashable) -> _Entry | None:
        entry = self._entries.get(key)
        is_fresh = entry is not None and entry.until > asyncio.get_running_loop().time()
        return entry if is_fresh else None

    def _put(self, key: Hashable, entry: _Entry) -> None:
        before = self._entries.pop(key, None)
        self._size += entry.size - (before.size if before else 0)
        self._entries[key] = entry
        while self._size > self._most_bytes:
            _, dropped = self._entries.popitem(last=False)
            self._size -= dropped.size


def _look_at(task: asyncio.Task[Content | None]) -> None:
    """Take note of an error that nobody waits for, so that it is not logged at the end."""
    if not task.cancelled():
        task.exception()
