"""What this process knows of the others on its database (docs/decisions/processes.md).

Nothing here depends on a clock that can be set: that a process lives is seen by its beats, and
counted in seconds of this process.
"""

import asyncio
import logging
import math
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sigbot.chat.outages import CALM
from sigbot.chat.pace import Pace
from sigbot.domain.processes import (
    BEAT_S,
    DEAD_S,
    STARTING,
    CannotJoinError,
    Process,
    check_may_join,
    is_first,
    share_of,
)
from sigbot.later import later
from sigbot.store.database import Database

if TYPE_CHECKING:
    from sigbot.services import processes
else:
    processes = later("sigbot.services.processes")

STALE_S = 5.0
"""After this time without a beat, a process does not rely on what it knows of the others."""
HEARD_S = 6.0
"""After this time, all others know of a process that joined, or do not rely on what they know."""

log = logging.getLogger(__name__)


class Alone:
    """The only process of its database, as always on SQLite."""

    def __init__(self) -> None:
        self.holder = secrets.token_hex(8)
        """The name under which this process leases rows."""
        self.max_concurrency = 1
        """How many shards may identify at once: those of different buckets."""
        self.is_replaced = asyncio.Event()
        """Set when another process has the shards of this one."""
        self.is_ending = False
        """Whether this process only brings to an end what it began."""

    @property
    def does_upkeep(self) -> bool:
        return True

    async def may_answer(self, _interaction_id: int, _guild_id: int | None) -> bool:
        """Return whether this process answers a press, a command or a form."""
        return True

    async def may_identify(self, _shard_id: int, *, initial: bool) -> None:
        """Wait until a shard may say to Discord who it is: one in five seconds."""
        if not initial:
            await asyncio.sleep(5.0)

    def take_place(self) -> None:
        """Let processes end that have the same shards: this one is connected."""


@dataclass(slots=True)
class _Heard:
    """How often another process was heard of, and since when this number is known."""

    beats: int
    since: float


class Among(Alone):
    """One of several processes. `join` it, then let `live` run until `leave`."""

    def __init__(
        self,
        db: Database,
        pace: Pace,
        process: Process,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        super().__init__()
        self.holder = process.holder
        self._db, self._pace, self._now, self._wake = db, pace, now, wake
        self._process = process
        self._others: list[Process] = []
        self._heard: dict[int, _Heard] = {}
        self._waited_for: dict[int, int] = {}
        """Process → its beats when this one joined, of those that do not know of it yet."""
        self._joined_at = self._fresh_at = -math.inf
        self._beaten = asyncio.Condition()
        self._takes_place = False
        pace.limit = STARTING

    @property
    def does_upkeep(self) -> bool:
        return is_first(self._process.id, self._others)

    # --- Beginning and ending -------------------------------------------------------------------

    async def join(self) -> None:
        """Join the others. Raises CannotJoinError, and then leaves nothing behind."""
        self._process = await processes.join(self._db, self._process, self._now())
        self._joined_at = _time()
        self._take_note(await processes.known(self._db))
        self._waited_for = {neighbour.id: neighbour.beats for neighbour in self._others}
        try:
            await self._check_others()
        except BaseException:
            await self.leave()
            raise

    async def _check_others(self) -> None:
        """Raise CannotJoinError for a process that lives; wait for signs of life until DEAD_S."""
        while (refusals := self._refusals()) and self._joined_at + DEAD_S + BEAT_S > _time():
            for neighbour, refusal in refusals:
                if neighbour.id not in self._waited_for:  # it was heard of
                    raise refusal
            await asyncio.sleep(BEAT_S / 4)
            await self._beat_once()

    def _refusals(self) -> list[tuple[Process, CannotJoinError]]:
        """Return (process, why this one may not run beside it)."""
        refusals = []
        for neighbour in self._others:
            if neighbour.id < self._process.id and not neighbour.is_replaced:
                try:
                    check_may_join(self._process, neighbour)
                except CannotJoinError as refusal:
                    refusals.append((neighbour, refusal))
        return refusals

    async def live(self) -> None:
        """Beat until the task is cancelled. Never raises: without a database, nobody is dead."""
        while True:
            try:
                await self._beat_once()
            except Exception:
                log.exception("the other processes cannot be told of this one", extra=CALM)
            await asyncio.sleep(BEAT_S)

    async def leave(self) -> None:
        """Free the share and the leases of this process at once."""
        with suppress(Exception):  # else the others find out
            await processes.leave(self._db, self._process, self._now())

    # --- Beats ----------------------------------------------------------------------------------

    async def _beat_once(self) -> None:
        began = _time()
        known = await processes.beat(self._db, self._process, self._now())
        own = next((process for process in known if process.id == self._process.id), None)
        if own is None:
            # This process stood still for so long that the others took it for dead.
            self._pace.limit = STARTING
            self._process = await processes.join(self._db, self._process, self._now())
            self._joined_at = _time()
            self._waited_for = {process.id: process.beats for process in known}
        elif own.is_replaced:
            self.is_replaced.set()
        did_upkeep = self.does_upkeep
        self._take_note(known)
        self._fresh_at = began
        if self.does_upkeep and not did_upkeep:
            self._wake()
        await self._replace()
        await self._bury_dead()
        if not self._waited_for:
            self._pace.limit = share_of(len(self._others) + 1)
        async with self._beaten:
            self._beaten.notify_all()

    def _take_note(self, known: Sequence[Process]) -> None:
        self._others = [process for process in known if process.id != self._process.id]
        now = _time()
        for neighbour in self._others:
            heard = self._heard.get(neighbour.id)
            if heard is None or heard.beats != neighbour.beats:
                self._heard[neighbour.id] = _Heard(neighbour.beats, now)
        beats = {neighbour.id: neighbour.beats for neighbour in self._others}
        self._heard = {id_: heard for id_, heard in self._heard.items() if id_ in beats}
        # A beat after this process joined has seen it.
        self._waited_for = {
            id_: before for id_, before in self._waited_for.items() if beats.get(id_) == before
        }

    async def _bury_dead(self) -> None:
        for neighbour in list(self._others):
            if self._heard[neighbour.id].since + DEAD_S < _time():
                self._others.remove(neighbour)
                self._waited_for.pop(neighbour.id, None)
                if await processes.bury(self._db, neighbour, self._now()):
                    log.warning("the process of the shards %s died", neighbour.shards)
                    self._wake()

    # --- What only one may do -------------------------------------------------------------------

    async def may_answer(self, interaction_id: int, guild_id: int | None) -> bool:
        """Return whether this process answers an interaction that another one may have got, too.

        Where no other process can have it, the database is not asked. A process that ends leaves it
        to the other one.
        """
        is_stale = self._fresh_at + STALE_S < _time()
        is_shared = any(neighbour.shards.has(guild_id) for neighbour in self._others)
        if is_shared and self.is_ending:
            return False
        if is_shared or is_stale:
            return await processes.claim(self._db, interaction_id, self._now())
        return True

    async def may_identify(self, shard_id: int, *, initial: bool) -> None:
        """Wait until the others know of this process, and until it is the turn of this shard."""
        del initial
        await self._until_known()
        bucket = shard_id % self.max_concurrency
        await asyncio.sleep(await processes.identify_turn(self._db, bucket))

    async def _until_known(self) -> None:
        """Wait until all with the same servers know of this process: else both would answer."""

        def is_known() -> bool:
            mine = self._process.shards
            return not any(
                neighbour.shards.meets(mine)
                for neighbour in self._others
                if neighbour.id in self._waited_for
            )

        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, self._joined_at + HEARD_S - _time())):
                async with self._beaten:
                    await self._beaten.wait_for(is_known)

    def take_place(self) -> None:
        self._takes_place = True

    async def _replace(self) -> None:
        """Tell those that had the shards of this process, in the next beats until it succeeds."""
        if self._takes_place:
            for replaced in await processes.take_place(self._db, self._process):
                log.info("this process has the shards %s now", replaced.shards)
            self._takes_place = False


def _time() -> float:
    """Return the time in seconds, which nobody can set."""
    return asyncio.get_running_loop().time()
