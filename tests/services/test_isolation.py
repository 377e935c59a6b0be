"""While one community does the worst it can, nobody else is refused; how fast is for benchmarks."""

import asyncio
import time
from collections.abc import Awaitable
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

import pytest

from sigbot.domain.community import Community
from sigbot.domain.hours import Hours
from sigbot.domain.rotation import Ask, Availability, Slot, Wishes, suggest_within
from sigbot.domain.series import HORIZON
from sigbot.runtime.heavy import HeavyWork
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_meeting
from sigbot.services.reports import compile_period
from sigbot.services.series import extend_next
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    DAY,
    OLGA,
    OTTO,
    check_in,
    export_attendance,
    meeting_at,
    series_at,
)

AT_ONCE, SEARCHED_S, PEOPLE = 6, 0.5, 60
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo")


def ask(number: int) -> Ask:
    """A request for four times, for people of whom everybody has other hours."""
    rng = Random(number)
    people = [
        Availability(rng.choice(ZONES), None, Hours(begin, (begin + 480) % 1_440))
        for begin in rng.choices(range(0, 1_440, 30), k=PEOPLE)
    ]
    slots = [Slot("America/New_York", 3_540)]
    return Ask(people, [], slots, 60, 4, Wishes(), date(2026, 3, 2), 5)


async def rotate(heavy: HeavyWork, number: int) -> None:
    async def tell(_place: int) -> None:
        return

    async with heavy.turn(number, tell) as compute:
        await compute(partial(suggest_within, SEARCHED_S, time.monotonic), ask(number))


@pytest.mark.usefixtures("elsewhere")
async def test_a_neighbour_is_never_refused(db: Database, here: Community, now: datetime) -> None:
    """`here` is Olga's, and Otto is the neighbour."""
    assert here.guild_id == OLGA.guild_id
    await series_at(db, now)
    soon = now + timedelta(minutes=5)
    meeting = await meeting_at(db, soon, now)
    await check_in(db, ANA, meeting.id, "button", now)
    heavy = HeavyWork()
    worst: list[Awaitable[object]] = [
        *(rotate(heavy, number) for number in range(AT_ONCE)),
        *(compile_period(db, OLGA, "H1 2026", soon) for _ in range(AT_ONCE)),
        *(export_attendance(db, OLGA, None, None, soon) for _ in range(AT_ONCE)),
        extend_next(db, now + HORIZON + 30 * DAY),
    ]
    wish = MeetingRequest("Call", f"{soon:%Y-%m-%d %H:%M} UTC")
    scheduled = await schedule_meeting(db, OTTO, wish, now)
    assert isinstance(scheduled, Scheduled)
    doing = asyncio.gather(*worst)
    pressed = 0
    while not doing.done():
        await check_in(db, OTTO, scheduled.meeting.id, "button", now)
        pressed += 1
        await asyncio.sleep(0)
    await doing
    assert pressed > AT_ONCE
