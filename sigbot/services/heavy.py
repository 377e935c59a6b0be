"""What services ask of the place where heavy work is done."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from sigbot.domain.heavy import HeavyLoad

A = TypeVar("A")
T = TypeVar("T")


class Compute(Protocol):
    """Does work elsewhere, so that nobody waits for it in the bot's loop.

    `work` is a function at the top of a module; it, its argument and what it returns or raises can
    be pickled. Raises what `work` raises, and TooHeavyError. Never called inside a transaction.
    """

    async def __call__(self, work: Callable[[A], T], argument: A, /) -> T: ...


class HeavyPlace(Protocol):
    """Where heavy work is done, one job at a time for each server (`runtime/heavy.py`)."""

    def turn(
        self, guild_id: int, tell: Callable[[int], Awaitable[None]]
    ) -> AbstractAsyncContextManager[Compute]: ...

    def load(self) -> HeavyLoad: ...
