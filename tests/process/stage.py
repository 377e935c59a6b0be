"""A local Discord, and the sigbot processes that follow one another on one database and clock."""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from tests.local_discord import (
    HANG_S,
    Channel,
    Guild,
    LocalDiscord,
    Member,
    Message,
    Moment,
    Request,
)
from tests.process.planning import NEWS, Wish, plan
from tests.process.running import Running, Start
from tests.process.shifted import CLOCK, DEATH

MESSAGES = "/channels/*/messages"
ROWS = "SELECT id, topic, attempts, failure FROM outbox WHERE done_at IS NULL"
LEASE_RUNS_OUT = timedelta(seconds=61)
LOOK_S = 0.02
TITLE = re.compile(r"Meeting \d{3}")


def titles(count: int, first: int = 0) -> list[str]:
    return [f"Meeting {number:03}" for number in range(first, first + count)]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox that waits."""

    id: int
    topic: str
    attempts: int
    failure: str | None


@dataclass(slots=True)
class Stage:
    discord: LocalDiscord
    start: Start
    folder: Path
    ahead: timedelta = timedelta()
    """How far the bot's clock is ahead of the machine's."""
    process: Running | None = None
    """The one that was started last."""
    file: Path = Path()
    """The database."""
    url: str = ""
    seen: set[str] = field(default_factory=set)
    """Nonces of the messages at which something befell a process."""

    def __post_init__(self) -> None:
        self.file = self.folder / "sigbot.db"
        self.url = self.url or f"sqlite+aiosqlite:///{self.file}"

    # --- Time -----------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """What the bot's clock says."""
        return datetime.now(UTC) + self.ahead

    def set_clock(self, ahead: timedelta) -> None:
        """The bot's alone; Discord's goes on as it did."""
        self.ahead = ahead
        new = self._clock.with_suffix(".new")
        new.write_text(str(ahead.total_seconds()), encoding="ascii")
        new.replace(self._clock)

    def pass_time(self, by: timedelta) -> None:
        """For the bot and for Discord."""
        self.set_clock(self.ahead + by)
        self.discord.clock_offset += by

    def wait_for_minute(self) -> datetime:
        """Let time pass until a minute has just begun: that minute."""
        begun = self.now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        self.pass_time_until(begun + timedelta(seconds=1))
        return begun

    def pass_time_until(self, moment: datetime) -> None:
        self.pass_time(moment - self.now)

    # --- Processes ------------------------------------------------------------------------------

    async def begin(self, *, within: Sequence[str] = (), **changed: str) -> Running:
        """The next process; it need not be ready yet."""
        usual = {"DATABASE_URL": self.url, CLOCK: str(self._clock), DEATH: str(self._death)}
        self.process = await self.start("tests.process.shifted", within=within, **usual, **changed)
        return self.process

    def at_new_messages(self, moment: Moment, act: Callable[[Running], Awaitable[None]]) -> None:
        """What befalls the process that sends a message at which it befell none yet; no process
        twice."""
        done: set[Running | None] = set()

        async def befall(request: Request) -> None:
            nonce, process = request.body["nonce"], self.process
            if nonce not in self.seen and process and process not in done:
                self.seen.add(nonce)
                done.add(process)
                await act(process)

        self.discord.at_request("POST", MESSAGES, moment, befall, times=1_000)

    def die_in_next_commit(self, point: str) -> None:
        """Of a change of the outbox; `shifted` says which points there are."""
        self._death.write_text(point, encoding="ascii")

    def live_on(self) -> None:
        self._death.unlink(missing_ok=True)

    def restored(self) -> None:
        """Nothing befalls a process any more."""
        self.discord.server.hooks.clear()
        self.live_on()

    # --- What there is to say -------------------------------------------------------------------

    async def plan(
        self,
        wanted: Iterable[str],
        *,
        due_in: timedelta = timedelta(),
        guild: Guild | None = None,
    ) -> None:
        """Meetings in 5 days whose cards are due then; while no process runs."""
        wishes = [Wish(title, self.now + timedelta(days=5)) for title in wanted]
        await plan(self.url, guild or self.discord.guild, wishes, self.now + due_in)

    async def plan_meetings(
        self, *wishes: Wish, going: Iterable[Member] = (), before: str = "1h"
    ) -> None:
        """As `planning.plan`."""
        await plan(self.url, self.discord.guild, wishes, self.now, going, before)

    async def schedule(self, title: str, starts_in: timedelta = timedelta(days=5)) -> Message:
        """By a command, as Olga does; what she reads."""
        when = (self.now + starts_in).strftime("%Y-%m-%d %H:%M")
        wish = {"title": title, "when": when}
        return await (await self.discord.interact("meeting schedule", wish)).message()

    # --- What was said --------------------------------------------------------------------------

    def said(self, channel: str | Channel = NEWS) -> list[str]:
        """The title in each message, in order."""
        found = [TITLE.search(message.text) for message in self.discord.messages(channel)]
        return [match[0] for match in found if match]

    async def wait_said(
        self,
        wanted: Iterable[str],
        channel: str | Channel = NEWS,
        timeout: float = HANG_S,  # noqa: ASYNC109
    ) -> None:
        """Until all of these were said in the channel."""
        everything = set(wanted)
        await self.wait_until(lambda: everything <= set(self.said(channel)), timeout)

    async def wait_until(
        self,
        condition: Callable[[], bool],
        timeout: float = HANG_S,  # noqa: ASYNC109
    ) -> None:
        """As LocalDiscord's; fails with all there is to know."""
        try:
            await self.discord.wait_until(condition, timeout)
        except TimeoutError:
            await self.fail("waited in vain")

    async def settled(self) -> None:
        """Until nothing that is due waits any more."""
        await self.look_until(lambda: not self.waiting(), "not settled")

    async def noted(self) -> None:
        """Until a row that waits says why it does."""
        await self.look_until(lambda: any(row.failure for row in self.waiting()), "nothing failed")

    async def look_until(self, condition: Callable[[], bool], otherwise: str) -> None:
        """Look into the database until the condition holds; nobody tells when that has changed."""
        for _ in range(int(HANG_S / LOOK_S)):
            if condition():
                return
            await asyncio.sleep(LOOK_S)
        await self.fail(otherwise)

    async def fail(self, reason: str) -> NoReturn:
        """With what was said, what waits, and what the process wrote."""
        said, waiting = self.discord.messages(), self.waiting()
        ended = await self.process.end() if self.process else None
        texts = [message.text for message in said]
        message = f"{reason}\n{texts}\n{waiting}\n{ended and ended.err}"
        raise AssertionError(message)

    def waiting(self) -> list[Row]:
        """What is due and not done."""
        moment = self.now.strftime("%Y-%m-%d %H:%M:%S.%f")
        return [Row(*row) for row in self.ask(f"{ROWS} AND due_at <= ? ORDER BY id", moment)]

    def waits(self, nonce: str) -> bool:
        """Whether the row of this message is still to be said."""
        return bool(self.ask(f"{ROWS} AND id = ?", nonce.rpartition("-")[2]))

    def ask(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        """As another process reads it, which writes nothing."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            return connection.execute(question, values).fetchall()

    def check_said_once(self, wanted: Iterable[str], channel: str | Channel = NEWS) -> None:
        said = self.said(channel)
        assert Counter(said) == Counter(wanted), said

    def check_sent_once(self) -> None:
        """No message was even tried twice."""
        sent = [request for request in self.discord.requests if request.method == "POST"]
        nonces = Counter(request.body.get("nonce") for request in sent if request.body)
        twice = [nonce for nonce, times in nonces.items() if nonce and times > 1]
        assert not twice, twice

    # --- Files ----------------------------------------------------------------------------------

    @property
    def _clock(self) -> Path:
        return self.folder / "clock"

    @property
    def _death(self) -> Path:
        return self.folder / "death"


Stages = Callable[[str, int], AbstractAsyncContextManager[Stage]]
"""New stages, each with a name and so many servers."""
