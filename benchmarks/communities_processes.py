"""Messages and presses a second with one process and with several, and what each of them computes.

The processes share one token, one database and the cores of this machine, which also has
PostgreSQL and the local Discord.

messages  MESSAGES reminders or fewer are due at one instant. Discord's limit of 50 requests a
          second belongs to the token, so more processes do not send faster. How many a core could
          send without the limit follows from the CPU of a message.
presses   As in benchmarks.storm, PRESSES people press the button to check in back to back, in as
          many servers as there are processes at the most. So one process has all servers in one
          round, and each process has one in the other. A press before them is not counted.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from benchmarks.communities_fill import Model
from benchmarks.communities_hour import FIRST, Batch, send
from benchmarks.open_meetings import Databases, attendances_of, open_meeting
from benchmarks.several import Counting, Took, bots, server_pid
from benchmarks.storm import Server, check_in_card
from benchmarks.storm_server import Outcome, Storm
from sigbot.domain.meetings import Meeting
from sigbot.services.startup import open_database

MESSAGES, PRESSES = 3_000, 2_000
MEETING = 3
"""The first meeting of a community whose reminder was not sent in the full hour."""

SETTLING_S = 1.0

Places = Sequence[tuple[int, int]]
"""(server, channel) of each server."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A storm of presses: what the local Discord saw, what was computed, and rows in the end."""

    outcome: Outcome
    took: Took
    rows: int

    @property
    def per_second(self) -> float:
        return len(self.outcome.latencies) / self.outcome.seconds


@dataclass(frozen=True, slots=True)
class Throughput:
    """What a number of processes sent and answered."""

    processes: int
    messages: Batch
    presses: Pressed

    def figures(self) -> dict[str, Any]:
        """Return what `--json` says of it; times of CPU are milliseconds for one of all."""
        batch, storm = self.messages, self.presses
        presses = len(storm.outcome.latencies)
        return {
            "processes": self.processes,
            "messages_a_second": round(batch.per_second, 1),
            "last_message_s": round(batch.last_s, 1),
            "presses_a_second": round(storm.per_second),
            "press_p99_ms": round(_p99_ms(storm.outcome)),
            "wrong_answers": len(storm.outcome.wrong),
            "missing_rows": presses - storm.rows,
            "message_cpu_ms": _shares(batch.took, batch.size),
            "press_cpu_ms": _shares(storm.took, presses),
            "message_database_ms": round(1_000 * batch.took.active_s / batch.size, 2),
            "message_transactions": round(batch.took.transactions / batch.size, 2),
        }


async def throughput(
    places: Databases, url: str, model: Model, communities: int, processes: int
) -> list[dict[str, Any]]:
    """Measure one process, and `processes` if they are more; print and return the figures."""
    measured: list[Throughput] = []
    sizes = [min(FIRST, communities // 2), min(MESSAGES, communities // 2)]
    server = server_pid(places)
    for count in sorted({1, processes}):
        meeting = MEETING + len(sizes) * len(measured)
        _, messages = await send(url, model, sizes, count, meeting=meeting, server=server)
        presses = await _presses(server, url, count, processes)
        measured.append(Throughput(count, messages, presses))
        print(_told(measured[-1]))
    if processes > 1:
        print(_compared(measured[0], measured[-1]))
    return [each.figures() for each in measured]


async def _presses(pid: int | None, url: str, count: int, guilds: int) -> Pressed:
    async with Server.started(guilds) as server:
        where: Places = server.about["places"]
        first, meetings = [await _meetings(url, where, title) for title in ("First", "Meeting")]
        api_url, token = server.about["api_url"], server.about["token"]
        async with bots(api_url, token, url, count) as pids:
            await server.ready()
            await server.storm(_storm(first, guilds))
            await asyncio.sleep(SETTLING_S)
            counting = Counting(pids, pid, url)
            before = await counting.now()
            outcome = await server.storm(_storm(meetings, PRESSES))
            took = (await counting.now()).since(before)
    rows = sum([await attendances_of(url, meeting.id) for meeting in meetings])
    return Pressed(outcome, took.during(outcome.seconds, outcome.busy), rows)


async def _meetings(url: str, where: Places, title: str) -> list[Meeting]:
    """Schedule a meeting in each server, with check-in open."""
    db = open_database(url)
    meetings = [
        await open_meeting(db, guild_id, channel_id, title) for guild_id, channel_id in where
    ]
    await db.close()
    return meetings


def _storm(meetings: Sequence[Meeting], presses: int) -> Storm:
    return Storm(presses, [check_in_card(meeting) for meeting in meetings])


def _p99_ms(outcome: Outcome) -> float:
    return quantiles(outcome.latencies, n=100, method="inclusive")[98] * 1_000


def kinds_of(wrong: Sequence[str]) -> list[tuple[str, int]]:
    """Return some of the wrong answers without their numbers, with how often each was given."""
    return Counter(re.sub(r"\d+", "#", text) for text in wrong).most_common(3)


def _shares(took: Took, number: int) -> dict[str, Any]:
    """Return milliseconds of CPU for one of `number`, by who used them."""
    return {
        "bots": [round(1_000 * used / number, 2) for used in took.bots],
        "database": round(1_000 * took.database / number, 2),
        "discord": round(1_000 * took.discord / number, 2),
    }


# --- What it says ------------------------------------------------------------------------------


def _told(measured: Throughput) -> str:
    batch, storm, figures = measured.messages, measured.presses, measured.figures()
    presses, number = len(storm.outcome.latencies), batch.size
    sent, pressed = figures["message_cpu_ms"], figures["press_cpu_ms"]
    a_core = 1_000 / (sum(sent["bots"]) or 1)
    last = f"the first after {batch.first_s:.2f} s, the last after {batch.last_s:.1f} s"
    good = (
        f"99 % in {figures['press_p99_ms']} ms, {figures['wrong_answers']} wrong, "
        f"{figures['missing_rows']} rows missing"
    )
    lines = [
        f"processes: {measured.processes}",
        f" {number} messages: {batch.per_second:.1f} a second, {last}",
        f"  CPU a message, in ms: {sent}; a core could send {a_core:.0f} a second",
        f"  transactions of the database a message: {figures['message_transactions']}",
        f"  time of its statements a message: {figures['message_database_ms']} ms",
        *batch.took.where(),
        f" {presses} presses: {storm.per_second:.0f} a second, {good}",
        f"  CPU a press, in ms: {pressed}",
        *storm.took.where(),
        *(f"  {count} times: {text[:200]}" for text, count in kinds_of(storm.outcome.wrong)),
    ]
    return "\n".join(lines)


def _compared(alone: Throughput, several: Throughput) -> str:
    messages = several.messages.per_second / alone.messages.per_second
    presses = several.presses.per_second / alone.presses.per_second
    cpu = several.messages.cpu_ms / (alone.messages.cpu_ms or 1)
    pressing = [sum(part.presses.took.bots) for part in (several, alone)]
    return (
        f"{several.processes} processes beside 1: messages a second {messages:.2f}, CPU a message "
        f"{cpu:.2f}, presses a second {presses:.2f}, CPU a press "
        f"{pressing[0] / (pressing[1] or 1):.2f}"
    )
