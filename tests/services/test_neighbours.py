"""Six communities do the worst they can at once, and nobody in a seventh is refused."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import pytest
from sqlalchemy import update

from sigbot.domain.attendance import Source
from sigbot.domain.attendance_files import ImportReview, Written
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.runtime.heavy import HeavyWork, compute_in_process
from sigbot.services import checkins
from sigbot.services.attendance import exported_attendance
from sigbot.services.checkins import CheckedIn, CheckInDesk, Press
from sigbot.services.clocks import follow_zone_rules
from sigbot.services.community import Setup, set_up
from sigbot.services.imports import digest_of, open_import, prepare_import, write_import
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_meeting
from sigbot.services.members import set_timezone
from sigbot.services.reports import compile_period
from sigbot.services.rotation import suggest_rotation
from sigbot.services.series import extend_series
from sigbot.store import patience
from sigbot.store.database import Database
from sigbot.store.rows.meetings import SeriesRow
from tests.local_discord import HANG_S
from tests.services.attending import Came, file_of
from tests.services.world import HOUR, NEWS, check_in, meeting_at, member

WORST = [
    Actor(1_000 + number, 50 + number, f"O{number}", manages_guild=True) for number in range(6)
]
PERSONS = 2_500
SERIES = 8
PAUSE_S = 0.01
ANSWERS = 20
"""How many people of the neighbour are answered while a piece of heavy work goes on, at least."""

A = TypeVar("A")
T = TypeVar("T")


@dataclass(slots=True)
class Neighbour:
    """People who check in one after the other, and how many of them were answered."""

    desk: CheckInDesk
    meeting_id: int
    now: datetime
    answers: int = 0
    _answered: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def press_until(self, done: "asyncio.Future[Any]") -> None:
        while not done.done():
            press = Press(member(self.answers % 500), self.meeting_id, Source.BUTTON, self.now)
            assert isinstance(await self.desk.check_in(press), CheckedIn)
            async with self._answered:
                self.answers += 1
                self._answered.notify_all()
            await asyncio.sleep(PAUSE_S)

    async def compute(self, work: Callable[[A], T], argument: A, /) -> T:
        """Do heavy work, which takes so long that the neighbour is answered meanwhile."""
        enough = self.answers + ANSWERS
        result = await compute_in_process(work, argument)
        async with self._answered:
            await self._answered.wait_for(lambda: self.answers >= enough)
        return result


async def _weekly(db: Database, organizer: Actor, now: datetime, title: str = "Call") -> Scheduled:
    request = MeetingRequest(title, "Wednesday 11:00", repeat="weekly")
    made = await schedule_meeting(db, organizer, request, now)
    assert isinstance(made, Scheduled)
    return made


@pytest.fixture
async def worst(sqlite_db: Database, here_on_sqlite: Community, now: datetime) -> list[Actor]:
    """The organizers of six communities with a series each."""
    for organizer in WORST:
        await set_up(sqlite_db, organizer, Setup(), organizer.name, NEWS, now)
        await _weekly(sqlite_db, organizer, now)
        await set_timezone(sqlite_db, organizer, "Kolkata", now)
    return WORST


async def _rotate(db: Database, place: HeavyWork, organizer: Actor, now: datetime) -> None:
    async with place.turn(organizer.guild_id, _nobody) as compute:
        await suggest_rotation(db, organizer, "Call", 4, now, compute)


async def _nobody(_place: int) -> None:
    return


async def _held(db: Database, organizer: Actor, now: datetime) -> Meeting:
    """A meeting that begins now."""
    request = MeetingRequest("Held", f"{now:%Y-%m-%d %H:%M} UTC")
    made = await schedule_meeting(db, organizer, request, now - HOUR)
    assert isinstance(made, Scheduled)
    return made.meeting


async def _import(db: Database, place: HeavyWork, organizer: Actor, now: datetime) -> None:
    meeting = await _held(db, organizer, now)
    people = (Came(f"Person {n}", 0, 50, f"p{n}@example.org") for n in range(PERSONS))
    data = file_of(meeting, *people)
    reader = await prepare_import(db, organizer, meeting.key, now)
    async with place.turn(organizer.guild_id, _nobody) as compute:
        draft = await reader.read(data, compute)
    review = await open_import(db, organizer, meeting, digest_of(data), draft, now)
    written: Written | ImportReview = review
    while not (isinstance(written, Written) and written.is_complete):
        written = await write_import(db, organizer, review.id, review.known, now)
    assert (written.people, written.done) == (PERSONS, PERSONS)


async def _report(db: Database, organizer: Actor, now: datetime) -> None:
    meeting = await _held(db, organizer, now)
    await check_in(db, organizer, meeting.id, "button", now)
    await compile_period(db, organizer, "2022-01-01..2026-12-31", now)
    _, lines = await exported_attendance(db, organizer, None, None, now)
    assert len([line async for line in lines]) == 1


async def _extend(db: Database, organizer: Actor, now: datetime) -> None:
    """Many series, and one whose rule raises."""
    for number in range(SERIES):
        await _weekly(db, organizer, now, f"Call {number}")
    async with db.write() as tx:
        broken = update(SeriesRow).where(SeriesRow.title == "Call 0")
        await tx.execute(broken.values(rule="FREQ=MONTHLY;BYDAY=17MO"))
    assert await extend_series(db, now + 2_400 * HOUR) > 0


async def test_a_neighbour_is_never_refused_while_six_communities_do_the_worst(
    sqlite_db: Database, worst: list[Actor], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite, which has one writer for all.

    How long an answer takes is measured in benchmarks/communities.py: here the machine may be busy.
    """
    db = sqlite_db
    for module in (checkins, patience):
        monkeypatch.setattr(module, "PATIENCE_S", HANG_S)
    monkeypatch.setattr(patience, "POOL_TIMEOUT_S", HANG_S)
    meeting = await meeting_at(db, now, now - HOUR)
    neighbour = Neighbour(CheckInDesk(db), meeting.id, now)
    place = HeavyWork(neighbour.compute)
    done = asyncio.gather(
        _rotate(db, place, worst[0], now),
        _rotate(db, place, worst[1], now),
        _import(db, place, worst[2], now),
        _report(db, worst[3], now),
        _extend(db, worst[4], now),
        follow_zone_rules(db, "2099z", now),
    )
    await neighbour.press_until(done)
    await done
    assert neighbour.answers >= ANSWERS
    assert (await check_in(db, member(0), meeting.id, "button", now)).first is False
