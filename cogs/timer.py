"""Runs what is due: delivers the outbox first, then does upkeep, a few steps at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from discord.ext import commands, tasks

from sigbot.chat.bot import SigBot, system_time
from sigbot.domain.refusals import StoreBusyError
from sigbot.domain.upkeep import Upkeep
from sigbot.later import import_all, later

if TYPE_CHECKING:
    from sigbot.chat import lookups, native_events, sweeping
    from sigbot.chat import outbox as chat_outbox
    from sigbot.services import clocks, late_hours, outbox, personal, releases, report_dues, series
    from sigbot.services.native_events import Look
else:
    lookups = later("sigbot.chat.lookups")
    native_events = later("sigbot.chat.native_events")
    chat_outbox = later("sigbot.chat.outbox")
    sweeping = later("sigbot.chat.sweeping")
    clocks = later("sigbot.services.clocks")
    late_hours = later("sigbot.services.late_hours")
    outbox = later("sigbot.services.outbox")
    personal = later("sigbot.services.personal")
    releases = later("sigbot.services.releases")
    report_dues = later("sigbot.services.report_dues")
    series = later("sigbot.services.series")

log = logging.getLogger(__name__)

SHORTEST_NAP = timedelta(milliseconds=10)
FIRST_RETRY = timedelta(seconds=1)
MOST_DOUBLINGS = 10
PATIENCE_S = 3

HANDFUL = 10
"""Rounds of upkeep in a row: in each, a series is extended, a community follows zone rules, a
person is forgotten, organizers of a community are reminded of a report, late hours of a community
are frozen, a release and a look after native events are begun, and some of what is old is deleted,
where any is due."""

REST = timedelta(seconds=2)
"""The pause after a handful: thousands of series are spread over hours, and stay spread."""

MOST_MIRRORS = 4
"""Communities whose native events are looked after at once. A server that Discord slows down holds
up few others, and messages find their turn between the requests."""

UPKEEP_RETRY = timedelta(minutes=1)
"""The pause after upkeep that failed as a whole, as when the database is away."""


Step: TypeAlias = Callable[[], Awaitable[int | None]]
"""Does a little; gives how much, None where there was nothing to do."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """When the next message is due, and each kind of upkeep, by its step.

    Without a message, `message_at` is the end of the bot's longest nap.
    """

    message_at: datetime
    steps: Mapping[Step, datetime]

    @property
    def first_at(self) -> datetime:
        return min([self.message_at, *self.steps.values()])


class Timer(commands.Cog):
    """A loop that sleeps until something is due, but never longer than the bot's longest nap.

    It looks that often because the wall clock may be set, and another process may add a row.
    """

    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._failures = 0
        self._begun = False
        self._follows_rules = False
        self._freezes_at: datetime | None = None
        self._upkeep_from: datetime | None = None
        self._look: asyncio.Task[None] | None = None
        self._release: asyncio.Task[None] | None = None
        self._mirrors: set[asyncio.Task[None]] = set()
        self._look_again = False
        self._lookups: lookups.Lookups | None = None
        self._steps: Mapping[Upkeep, Step] = {
            Upkeep.CLOCKS: self._follow_again,
            Upkeep.SERIES: self._extend,
            Upkeep.FORGETTING: self._forget,
            Upkeep.REPORTS: self._remind_of_report,
            Upkeep.RELEASES: self._begin_release,
            Upkeep.EVENTS: self._begin_mirror,
        }

    @cached_property
    def _courier(self) -> "chat_outbox.Courier":
        return chat_outbox.Courier(self.bot, self.bot.processes.holder)

    @cached_property
    def _sweeper(self) -> "sweeping.Sweeper":
        return sweeping.Sweeper(self.bot)

    @cached_property
    def _mirror(self) -> "native_events.Mirror":
        return native_events.Mirror(self.bot, self.bot.processes.holder)

    async def cog_load(self) -> None:
        self.bot.wake = self.wake
        self.tick.start()
        if self.bot.open_registries:
            self._lookups = lookups.Lookups(self.bot)
            self._lookups.start()

    async def cog_unload(self) -> None:
        """Wait until running work has ended, PATIENCE_S at most, then end the loop.

        A release that is being made is given up: the next process begins it anew.
        """
        if self._release:
            self._release.cancel()
        if ending := {*self._mirrors, *([self._look] if self._look else [])}:
            await asyncio.wait(ending, timeout=PATIENCE_S)
        for mirror in self._mirrors:
            mirror.cancel()
        self.tick.cancel()
        if self._lookups:
            await self._lookups.stop()

    def wake(self) -> None:
        """Look for due work now, or once more after the look that is running."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._do_what_is_due())
        else:
            self._look_again = True

    @tasks.loop(seconds=SHORTEST_NAP.total_seconds())
    async def tick(self) -> None:
        self.wake()
        if self._look:
            # Shielded, so that the end of the loop does not cut off a transaction.
            await asyncio.shield(self._look)

    @tick.before_loop
    async def _connected(self) -> None:
        await self.bot.wait_until_ready()
        # In a thread, so that the first press of each kind does not wait for it.
        await asyncio.to_thread(import_all)

    async def _do_what_is_due(self) -> None:
        """Do all due work, then sleep. Never raises: an exception would end the loop for good."""
        try:
            nap = await self._work()
            while self._look_again:
                self._look_again = False
                nap = await self._work()
            self._failures = 0
        except Exception:
            nap = min(FIRST_RETRY * 2**self._failures, self.bot.longest_nap)
            self._failures = min(self._failures + 1, MOST_DOUBLINGS)
            log.exception("due work failed; trying again in %s", nap)
        self._sleep(nap)

    def _sleep(self, nap: timedelta) -> None:
        """Let the loop's next round begin in `nap`.

        discord.py counts an interval from the time at which the last round was meant to begin, by
        the system's clock.
        """
        moment = system_time() + nap
        seconds = timedelta(seconds=self.tick.seconds or 0)
        last = (self.tick.next_iteration or moment) - seconds
        if moment < last:
            # The clock was set back; the loop would wait until the clock has made up for that.
            self.tick.restart()
            return
        self.tick.change_interval(seconds=max(0.0, (moment - last).total_seconds()))

    async def _work(self) -> timedelta:
        """Do what is due; return how long nothing will be due, the bot's longest nap at most.

        Deliveries come first, also between steps of upkeep. If they do not end, upkeep and routines
        get their turn all the same.
        """
        await self._begin()
        ahead = await self._look_ahead()
        is_due = ahead.first_at <= self.bot.now()
        while is_due:
            if self._courier.has_more or ahead.message_at <= self.bot.now():
                await self._courier.deliver_due()
            await self._do_upkeep(ahead)
            is_due = self._courier.has_more
            if is_due:
                await self._run_routines()
                ahead = await self._look_ahead()
        self._log_late()
        await self._run_routines()
        wake = (await self._look_ahead()).first_at
        wait = max(wake - self.bot.now(), self._courier.pause, SHORTEST_NAP)
        return min(wait, self.bot.longest_nap)

    def _log_late(self) -> None:
        """Say how late messages were of which more were due than could be sent in time."""
        count, seconds = self.bot.measures.take_late()
        if count:
            log.info("messages that were late: %d, at the most by %d s", count, seconds)

    async def _look_ahead(self) -> Ahead:
        """Return when work is due: upkeep not before the end of its rest.

        Steps that are not due are not tried, as each asks the database. Of several processes, one
        does upkeep.
        """
        now = self.bot.now()
        rested_at = self._rested_at(now)
        ahead = await outbox.look_ahead(
            self.bot.db,
            now,
            rested_at,
            makes_release=self._makes_release(),
            has_all_mirrors=len(self._mirrors) >= MOST_MIRRORS,
        )
        message_at = ahead.message_at or now + self.bot.longest_nap
        if not self.bot.processes.does_upkeep:
            return Ahead(message_at, {})
        steps = {self._steps[kind]: at for kind, at in ahead.upkeep.items()}
        steps[self._freeze] = max(self._freezes_at or rested_at, rested_at)
        steps[self._sweeper.step] = max(self._sweeper.next_at(now), rested_at)
        if not self._follows_rules:
            steps[self._follow_rules] = rested_at
        return Ahead(message_at, steps)

    def _rested_at(self, now: datetime) -> datetime:
        """Return when upkeep may go on.

        A rest much too long does not count: it is from before the clock was set back.
        """
        rested_at = self._upkeep_from or now
        return rested_at if rested_at <= now + UPKEEP_RETRY else now

    def _is_resting(self) -> bool:
        now = self.bot.now()
        return self._rested_at(now) > now

    def _rest(self, pause: timedelta) -> None:
        now = self.bot.now()
        self._upkeep_from = max(self._rested_at(now), now + pause)

    async def _do_upkeep(self, ahead: Ahead) -> None:
        """Do a handful of steps of the upkeep that is due, and deliver what is due after each.

        While deliveries do not end, one step is all.
        """
        now = self.bot.now()
        kinds = [step for step, at in ahead.steps.items() if at <= now]
        if not kinds or self._is_resting():
            return
        for _ in range(HANDFUL):
            kinds = [kind for kind in kinds if await self._do_step(kind)]
            if not kinds:
                return
            await self._courier.deliver_due()
            if self._courier.has_more:
                return
        self._rest(REST)

    async def _follow_rules(self) -> int | None:
        """Follow changed zone rules. Once all do, there is nothing to do while a process runs."""
        if self._follows_rules:
            return None
        version = clocks.rules_version()
        moved = await clocks.follow_next(self.bot.db, version, self.bot.now())
        self._follows_rules = moved is None
        return moved

    async def _follow_again(self) -> int | None:
        return await clocks.follow_again(self.bot.db, clocks.rules_version(), self.bot.now())

    async def _extend(self) -> int | None:
        return await series.extend_next(self.bot.db, self.bot.now())

    async def _forget(self) -> int | None:
        return await personal.forget_next(self.bot.db, self.bot.now())

    async def _remind_of_report(self) -> int | None:
        return await report_dues.remind_next(self.bot.db, self.bot.now())

    async def _freeze(self) -> int | None:
        """Freeze late hours. Once they are, there is nothing to do before the next quarter's."""
        now = self.bot.now()
        if self._freezes_at and now < self._freezes_at:
            return None
        frozen = await late_hours.freeze_next(self.bot.db, now)
        if frozen is None:
            self._freezes_at = late_hours.next_freezing(now)
        return frozen

    async def _begin_release(self) -> int | None:
        """Begin to make a release that is due. Reminders do not wait for it, only other releases
        do."""
        if self._makes_release():
            return None
        holder = self.bot.processes.holder
        community_id = await releases.take_next_release(self.bot.db, self.bot.now(), holder)
        if community_id is None:
            return None
        self._release = asyncio.create_task(self._make_release(community_id))
        return 1

    def _makes_release(self) -> bool:
        return self._release is not None and not self._release.done()

    async def _make_release(self, community_id: int) -> None:
        """Make a release. Where that fails, it is due again later."""
        bot = self.bot
        try:
            await releases.make_release(bot.db, bot.heavy, community_id, bot.now(), bot.dice)
        except Exception:
            log.exception("the release of community %d failed; trying again later", community_id)
        # The next look finds this task done.
        asyncio.get_running_loop().call_soon(self.wake)

    async def _begin_mirror(self) -> int | None:
        """Begin to look after the native events of a community; messages do not wait for that."""
        if len(self._mirrors) >= MOST_MIRRORS:
            return None
        look = await self._mirror.take()
        if look is None:
            return None
        task = asyncio.create_task(self._look_after(look))
        self._mirrors.add(task)
        task.add_done_callback(self._mirrors.discard)
        return 1

    async def _look_after(self, look: "Look") -> None:
        """Look after native events. What cannot even be noted is due again when its lease ends."""
        try:
            await self._mirror.look(look)
        except Exception:
            log.exception("what became of events of server %d is not noted", look.guild_id)
        # The next look of the timer finds this task done.
        asyncio.get_running_loop().call_soon(self.wake)

    async def _do_step(self, step: Callable[[], Awaitable[int | None]]) -> bool:
        """Do a step of upkeep; return whether there may be another one to do now.

        What fails for one series or community is set aside in the step. If the step itself fails,
        rest, and do other work.
        """
        try:
            return await step() is not None
        except StoreBusyError:
            self._rest(REST)
        except Exception:
            log.exception("upkeep failed; trying again in %s", UPKEEP_RETRY)
            self._rest(UPKEEP_RETRY)
        return False

    async def _run_routines(self) -> None:
        """Call all routines. One that fails is logged, and stops no other work."""
        for routine in self.bot.routines:
            try:
                await routine(self.bot.now())
            except Exception:
                log.exception("a routine failed; it is called again in the next round")

    async def _begin(self) -> None:
        """Take over rows that another process left; only once."""
        if not self._begun:
            await outbox.take_over(self.bot.db, self.bot.now())
            self._begun = True


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Timer(bot))
