"""Processes that share a database and a token: which servers each has, and who may join them."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd

LIMIT = 50
"""Requests a second that Discord allows one token, whichever process sends them."""

BEAT_S = 2.0
"""So often a process lets the others hear of it."""

DEAD_S = 20.0
"""A process that was not heard of for so long is dead."""

STARTING = 2
"""Requests a second of a process that starts, until the others know of it; kept free for that."""


class CannotJoinError(Exception):
    """A process may not run beside another one."""


class OverlapError(CannotJoinError):
    """Some shards are taken by another process that has others besides."""

    def __init__(self, shards: "Shards") -> None:
        super().__init__(shards)
        self.shards = shards


class OtherSecretError(CannotJoinError):
    """Another process has another secret."""


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of a process; without ids it has all of them, as many as Discord wants."""

    ids: tuple[int, ...] = ()
    count: int = 0

    def has(self, guild_id: int | None) -> bool:
        """Return whether a server may be in these shards; messages without one may be anywhere."""
        return not self.ids or guild_id is None or (guild_id >> 22) % self.count in self.ids

    def meets(self, neighbours: "Shards") -> bool:
        """Return whether there can be a server in both."""
        if not self.ids or not neighbours.ids:
            return True
        common = gcd(self.count, neighbours.count)
        return bool({i % common for i in self.ids} & {i % common for i in neighbours.ids})

    def __str__(self) -> str:
        return f"{','.join(map(str, self.ids))}/{self.count}" if self.ids else "auto"


@dataclass(frozen=True, slots=True)
class Process:
    """A process; `id` grows, and `holder` is the name under which it leases rows.

    `beats` is how often it was heard of. `is_replaced` says that another one has its shards now.
    """

    holder: str
    shards: Shards
    version: str
    secret: str
    id: int = 0
    beats: int = 0
    is_replaced: bool = False


def check_may_join(process: Process, neighbour: Process) -> None:
    """Check a process beside one that was there before. Raises CannotJoinError.

    With exactly the same shards it takes the place of the other one. Another number of shards is a
    change of all processes, in which each server has two for a while.
    """
    if process.secret != neighbour.secret:
        raise OtherSecretError
    mine, theirs = process.shards, neighbour.shards
    if mine.count == theirs.count and set(mine.ids) != set(theirs.ids) and mine.meets(theirs):
        raise OverlapError(theirs)


def share_of(number: int) -> int:
    """Return how many requests a second each of so many processes may send, at least one."""
    return max(1, (LIMIT - STARTING) // number)


def is_first(process_id: int, neighbours: Iterable[Process]) -> bool:
    """Return whether a process is the one that does upkeep: the one that joined first."""
    return all(process_id < process.id for process in neighbours)
