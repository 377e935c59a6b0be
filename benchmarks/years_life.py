"""The life of many communities, day by day and fast: see `benchmarks.years`.

Services do what people do and what upkeep does. Two shortcuts save most of the time: from the
second meeting on, one member answers and the rows of the others are written as those of that one,
all of a day in one transaction; and reminders of a day that were posted are noted in one, too.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import event, insert, select, text

from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor
from sigbot.domain.meetings import Answer, Meeting
from sigbot.domain.outbox import AnyDue, MeetingCard, MeetingReminder
from sigbot.domain.refusals import StoreBusyError
from sigbot.services import clocks, late_hours, personal, report_dues, series, sweeping
from sigbot.services.checkins import CheckInDesk, Press
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import MeetingRequest, answer_meeting, schedule_meeting
from sigbot.services.outbox import finish_card, note_reminder, take_due
from sigbot.services.startup import open_database
from sigbot.store import community as communities
from sigbot.store import meetings, outbox
from sigbot.store.database import Database, Tx
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow, RsvpRow
from sigbot.store.rows.members import PersonRow

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MEMBERS, GOING, THERE = 12, 8, 6
ANSWERED = timedelta(hours=2)
"""So long before a meeting, members answer."""

FIRST_ID = 10**18
"""Ids are as long as those of Discord."""

AT_ONCE, TAKEN, AGAIN_S = 4, 2_000, 0.5


@asynccontextmanager
async def hasty(url: str) -> AsyncIterator[Database]:
    """Open a database that does not wait for the disk; what it holds is the same."""
    db = open_database(url)
    if db.is_sqlite:

        @event.listens_for(db._writer.sync_engine, "connect")  # noqa: SLF001
        def _hurry(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous = OFF")
    else:
        await _wait_for_disk(db, "off")
        await db.close()
    try:
        yield db
    finally:
        if not db.is_sqlite:
            await _wait_for_disk(db, "on")
        await db.close()


async def _wait_for_disk(db: Database, value: str) -> None:
    async with db.write() as tx:
        name = await tx.scalar(text("SELECT current_database()"))
        await tx.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = {value}"))


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting of a day."""

    guild_id: int
    community_id: int
    meeting_id: int
    at: datetime

    def people(self) -> list[Actor]:
        return [
            Actor(self.guild_id, self.guild_id + number, f"Member {number}")
            for number in range(1, MEMBERS + 1)
        ]


@dataclass(slots=True)
class Life:
    """Communities and what they do from one day to the next."""

    db: Database
    known: dict[int, list[int]] = field(default_factory=dict)
    """Community → the persons that answer, once they have answered for the first time."""
    frozen_until: datetime = BEGIN
    message_ids: Iterator[int] = field(default_factory=lambda: count(FIRST_ID))

    async def begin(self, number: int) -> None:
        """Set up a community with a series, its first meeting within two weeks."""
        guild_id = FIRST_ID + (number << 22)
        olga = Actor(guild_id, guild_id, "Olga", manages_guild=True)
        setup = Setup(
            name=f"Community {number}",
            timezone="America/New_York",
            announcements_channel_id=guild_id + 1,
        )
        await set_up(self.db, olga, setup, "Server", guild_id + 2, BEGIN)
        first = BEGIN + (1 + number % 13) * DAY
        when = f"{first:%Y-%m-%d} 11:00"
        request = MeetingRequest(
            "Weekly call", when, repeat="every 2 weeks", description="About it"
        )
        await schedule_meeting(self.db, olga, request, BEGIN)

    async def pass_day(self, now: datetime) -> None:
        """Let a day be over: people answer and check in, messages are sent, upkeep is done."""
        held = await self._held(now - DAY, now)
        for first in range(0, len(held), AT_ONCE):
            await asyncio.gather(*map(self._hold, held[first : first + AT_ONCE]))
        await self._answer_alike(
            [meeting for meeting in held if meeting.community_id in self.known]
        )
        await self._learn([meeting for meeting in held if meeting.community_id not in self.known])
        while due := await take_due(self.db, now, "one", limit=TAKEN):
            await self._say(due)
        await self._do_upkeep(now)

    async def _held(self, since: datetime, until: datetime) -> list[Held]:
        chosen = select(
            CommunityRow.guild_id, MeetingRow.community_id, MeetingRow.id, MeetingRow.starts_at
        ).join(CommunityRow, CommunityRow.id == MeetingRow.community_id)
        async with self.db.read() as tx:
            rows = await tx.execute(
                chosen.where(MeetingRow.starts_at >= since, MeetingRow.starts_at < until)
            )
            return [Held(*row) for row in rows]

    # --- People ----------------------------------------------------------------------------------

    async def _hold(self, held: Held) -> None:
        people = held.people()
        answering = people[:1] if held.community_id in self.known else people[:GOING]
        for who in answering:
            at = held.at - ANSWERED
            await _patiently(
                partial(answer_meeting, self.db, who, held.meeting_id, Answer.GOING, at)
            )
        desk = CheckInDesk(self.db)
        presses = [Press(who, held.meeting_id, Source.BUTTON, held.at) for who in people[:THERE]]
        await asyncio.gather(*[_patiently(partial(desk.check_in, press)) for press in presses])

    async def _learn(self, held: Sequence[Held]) -> None:
        async with self.db.read() as tx:
            for meeting in held:
                rows = await tx.scalars(
                    select(RsvpRow.person_id)
                    .where(RsvpRow.meeting_id == meeting.meeting_id)
                    .order_by(RsvpRow.person_id)
                )
                self.known[meeting.community_id] = list(rows)

    async def _answer_alike(self, held: Sequence[Held]) -> None:
        """Write the answers of the other members as the service has written the first one."""
        async with self.db.write() as tx:
            for meeting in held:
                await self._copy_answer(tx, meeting)

    async def _copy_answer(self, tx: Tx, held: Held) -> None:
        [answer] = await tx.scalars(select(RsvpRow).where(RsvpRow.meeting_id == held.meeting_id))
        noted = await tx.scalar(
            select(AuditRow)
            .where(AuditRow.community_id == held.community_id, AuditRow.action == "meeting.answer")
            .order_by(AuditRow.id.desc())
            .limit(1)
        )
        assert noted is not None
        people = await tx.scalars(
            select(PersonRow).where(PersonRow.id.in_(self.known[held.community_id]))
        )
        alike = [person for person in people if person.id != answer.person_id]
        answers = [_values(answer) | {"person_id": person.id} for person in alike]
        notes = [
            _values(noted) | {"discord_id": person.discord_id, "name": person.name}
            for person in alike
        ]
        for note in notes:
            del note["id"]
        await tx.execute(insert(RsvpRow), answers)
        await tx.execute(insert(AuditRow), notes)

    # --- The bot ---------------------------------------------------------------------------------

    async def _say(self, rows: Sequence[AnyDue]) -> None:
        """Note that rows were said when they were due."""
        async with self.db.write() as tx:
            for due in rows:
                if not isinstance(due.message, MeetingCard):
                    await self._note_said(tx, due)
        for due in rows:
            if isinstance(due.message, MeetingCard):
                meeting = await self._meeting(due.guild_id, due.message.meeting_id)
                await finish_card(self.db, due, meeting, self._place(due), due.due_at)

    async def _note_said(self, tx: Tx, due: AnyDue) -> None:
        if isinstance(due.message, MeetingReminder):
            meeting = await _meeting(tx, due.guild_id, due.message.meeting_id)
            await note_reminder(tx, due, meeting, self._place(due), due.due_at)
        else:
            await outbox.mark_done(tx, due.id, due.due_at)

    async def _meeting(self, guild_id: int, meeting_id: int) -> Meeting:
        async with self.db.read() as tx:
            return await _meeting(tx, guild_id, meeting_id)

    def _place(self, due: AnyDue) -> tuple[int, int]:
        return due.guild_id + 1, next(self.message_ids)

    async def _do_upkeep(self, now: datetime) -> None:
        await clocks.follow_zone_rules(self.db, clocks.rules_version(), now)
        steps: list[Callable[[Database, datetime], Awaitable[int | None]]] = [
            series.extend_next,
            personal.forget_next,
            report_dues.remind_next,
        ]
        if now >= self.frozen_until:
            steps.append(late_hours.freeze_next)
            self.frozen_until = late_hours.next_freezing(now)
        for step in steps:
            while await step(self.db, now) is not None:
                pass
        for kind in await sweeping.old_kinds(self.db, now):
            while await sweeping.sweep(self.db, kind, now):
                pass


async def _patiently(work: Callable[[], Awaitable[object]]) -> None:
    """Do something again until the database is not busy, as people do."""
    while True:
        try:
            await work()
        except StoreBusyError:
            await asyncio.sleep(AGAIN_S)
        else:
            return


async def _meeting(tx: Tx, guild_id: int, meeting_id: int) -> Meeting:
    community = await communities.community_of_guild(tx, guild_id)
    assert community is not None
    meeting = await meetings.meeting(tx, community.id, meeting_id)
    assert meeting is not None
    return meeting


def _values(row: RsvpRow | AuditRow) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
