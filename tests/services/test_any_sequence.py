"""Whatever organizers and members do, in whatever order: nothing is lost, doubled or left over."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigbot.domain.meetings import Answer, Scope
from sigbot.domain.outbox import Topic
from sigbot.domain.refusals import RefusedError
from sigbot.domain.reminders import read_leads, reminders_ahead
from sigbot.domain.series import endless, occurrences
from sigbot.domain.when import Moment, to_utc
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.changes import edit_meeting
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import MeetingRequest, Scheduled, answer_meeting, schedule_meeting
from sigbot.services.reminders import set_direct_messages, set_reminders
from sigbot.services.series import extend_series
from sigbot.store.database import Database
from tests.conftest import Databases, SqliteFiles
from tests.domain.properties import quick
from tests.postgres import Server
from tests.profile import examples
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    HOUR,
    NEWS,
    OLGA,
    cancel_meeting,
    check_reminders,
    confirmed,
    rows,
    waiting,
)

Row = dict[str, Any]
ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe")
REPEATS = (None, "weekly", "every 2 weeks", "monthly", "FREQ=WEEKLY;COUNT=6", "FREQ=DAILY;COUNT=9")
LEADS = ("off", "1d, 1h, start", "2d, 30m", "start")

IN_CALENDARS = ("title", "starts_at", "duration", "place", "link", "description", "cancelled_at")

few = settings(
    quick,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does, to the meeting that is chosen by `which` of those ahead."""

    do: str
    which: int
    by: timedelta
    choice: int


STEPS = (
    "schedule",
    "move one",
    "move following",
    "retitle one",
    "retitle following",
    "cancel one",
    "cancel following",
    "answer",
    "remind",
    "remind me",
    "go on",
)
steps = st.builds(
    Step,
    st.sampled_from(STEPS),
    st.integers(0, 8),
    st.integers(-8 * 96, 8 * 96).map(lambda quarters: quarters * timedelta(minutes=15)),
    st.integers(0, 5),
)


class World:
    """A community that lives; `now` goes on."""

    def __init__(self, db: Database, now: datetime) -> None:
        self.db = db
        self.now = now
        self.seen: dict[int, Row] = {}
        self.deeds: dict[str, Callable[[Step, Row], Any]] = {
            "move one": lambda step, row: self._move(step, row, Scope.THIS),
            "move following": lambda step, row: self._move(step, row, Scope.FOLLOWING),
            "retitle one": lambda step, row: self._retitle(step, row, Scope.THIS),
            "retitle following": lambda step, row: self._retitle(step, row, Scope.FOLLOWING),
            "cancel one": lambda _, row: self._cancel(row, Scope.THIS),
            "cancel following": lambda _, row: self._cancel(row, Scope.FOLLOWING),
            "answer": self._answer,
            "remind": self._remind,
        }

    async def take(self, step: Step) -> None:
        """One that is refused changes nothing."""
        if step.do == "schedule":
            await self._schedule(step)
        elif step.do == "go on":
            self.now += DAY + abs(step.by) * 3
            await extend_series(self.db, self.now)
        elif step.do == "remind me":
            await set_direct_messages(
                self.db,
                ANA,
                self.now,
                wanted=step.which > 1,
                before=LEADS[step.choice % 4],
                changes="dm",
            )
        elif ahead := await self._ahead():
            with suppress(RefusedError):
                await self.deeds[step.do](step, ahead[step.which % len(ahead)])

    async def _ahead(self) -> list[Row]:
        found = [row for row in await rows(self.db, "meetings") if row["starts_at"] > self.now]
        return sorted(found, key=lambda row: row["starts_at"])

    async def _schedule(self, step: Step) -> None:
        zone = ZONES[step.choice % 3]
        when = self._when(self.now + DAY + abs(step.by), zone)
        repeat = REPEATS[step.which % len(REPEATS)]
        request = MeetingRequest("Call", when, repeat=repeat)
        made = await schedule_meeting(self.db, OLGA, request, self.now)
        assert isinstance(await confirmed(self.db, OLGA, made, self.now), Scheduled)

    def _when(self, at: datetime, zone: str) -> str:
        """As it would be picked from the list: always clear."""
        return Moment(at.astimezone(ZoneInfo(zone)), zone).choice

    async def _move(self, step: Step, row: Row, scope: str) -> None:
        at = max(row["starts_at"] + step.by, self.now + HOUR)
        when = self._when(at, ZONES[step.choice % 3])
        await edit_meeting(
            self.db, OLGA, ChangeRequest(f"m{row['id']}", when=when, scope=scope), self.now
        )

    async def _retitle(self, step: Step, row: Row, scope: str) -> None:
        request = ChangeRequest(f"m{row['id']}", title=f"Call {step.choice}", scope=scope)
        await edit_meeting(self.db, OLGA, request, self.now)

    async def _cancel(self, row: Row, scope: Scope) -> None:
        await cancel_meeting(self.db, OLGA, f"m{row['id']}", "", scope=scope, now=self.now)

    async def _answer(self, step: Step, row: Row) -> None:
        who = (ANA, BEN)[step.choice % 2]
        await answer_meeting(self.db, who, row["id"], [*Answer][step.choice % 3], self.now)

    async def _remind(self, step: Step, row: Row) -> None:
        await set_reminders(self.db, OLGA, f"m{row['id']}", LEADS[step.choice % 4], self.now)

    async def check(self) -> None:
        meetings = await rows(self.db, "meetings")
        self._check_revisions(meetings)
        await check_reminders(self.db, self.now)
        await self._check_direct({row["id"]: row for row in meetings})
        await self._check_cards(meetings)
        _check_places(meetings)
        for series in await rows(self.db, "series"):
            _check_rhythm(series, [row for row in meetings if row["series_id"] == series["id"]])

    def _check_revisions(self, meetings: list[Row]) -> None:
        """What calendars show of a meeting does not change without its revision, or the other way
        round but for what an organizer saved as it was."""
        for row in meetings:
            before = self.seen.get(row["id"], row)
            if any(row[name] != before[name] for name in IN_CALENDARS):
                assert row["revision"] > before["revision"]
                assert row["changed_at"] == self.now
            assert row["revision"] >= before["revision"]
        self.seen = {row["id"]: row for row in meetings}

    async def _check_direct(self, meetings: dict[int, Row]) -> None:
        """Those who go and asked for it are reminded of what is ahead, and nobody else."""
        people = {row["id"]: row for row in await rows(self.db, "people")}
        planned = [
            (at, rsvp["meeting_id"], people[rsvp["person_id"]]["discord_id"])
            for rsvp in await rows(self.db, "rsvps")
            if rsvp["answer"] == "going"
            for at in _instants(
                meetings[rsvp["meeting_id"]],
                people[rsvp["person_id"]]["direct_reminders"] or "",
                self.now,
            )
        ]
        found = [
            (row.due_at, row.payload["meeting"], row.payload["to"])
            for row in await waiting(self.db, Topic.DIRECT)
            if row.due_at > self.now
        ]
        assert sorted(found) == sorted(planned)

    async def _check_cards(self, meetings: Iterable[Row]) -> None:
        """Each meeting gets one card, and one that is cancelled gets none and reminds nobody."""
        cards = Counter(row.payload["meeting"] for row in await waiting(self.db, Topic.CARD))
        assert cards == {row["id"]: 1 for row in meetings if row["cancelled_at"] is None}
        gone = {row["id"] for row in meetings if row["cancelled_at"]}
        said = {
            row.payload["meeting"] for row in await waiting(self.db, Topic.REMINDER, Topic.DIRECT)
        }
        assert not gone & said


def _instants(row: Row, leads: str, now: datetime) -> list[datetime]:
    if row["cancelled_at"] or row["starts_at"] <= now:
        return []
    return reminders_ahead(row["wall"], row["zone"], row["starts_at"], read_leads(leads), now)


def _check_places(meetings: Iterable[Row]) -> None:
    places = [(row["series_id"], row["occurrence"]) for row in meetings if row["series_id"]]
    assert len(places) == len(set(places))
    for row in meetings:
        assert row["starts_at"] == to_utc(row["wall"], row["zone"], fold=row["fold"])
        assert row["title_key"] == row["title"].casefold()


def _check_rhythm(series: Row, meetings: Iterable[Row]) -> None:
    """From where the series begins (anew), its occurrences are those of its rule, none left out."""
    found = sorted(row["occurrence"] for row in meetings if row["occurrence"] >= series["wall"])
    walls = occurrences(endless(series["rule"]), series["wall"], series["wall"] + 3_000 * DAY)
    assert found == list(islice(walls, len(found)))
    assert {row["zone"] for row in meetings} == {series["zone"]}


async def _kept(db: Database) -> tuple[set[int], set[tuple[int, int]]]:
    """The meetings there are, and who answered to which."""
    answers = {(row["meeting_id"], row["person_id"]) for row in await rows(db, "rsvps")}
    return {row["id"] for row in await rows(db, "meetings")}, answers


async def _live(db: Database, now: datetime, taken: list[Step]) -> None:
    setup = Setup(name="Health", timezone="America/New_York")
    await set_up(db, OLGA, setup, "Server", NEWS, now)
    world = World(db, now)
    await world.take(Step("schedule", 1, timedelta(), 0))
    meetings, answers = await _kept(db)
    for step in taken:
        await world.take(step)
        await world.check()
        after = await _kept(db)
        assert meetings <= after[0]
        assert answers <= after[1]
        meetings, answers = after


async def _in_a_new_database(databases: Databases, now: datetime, taken: list[Step]) -> None:
    async with databases.migrated() as url:
        db = Database(url)
        try:
            await _live(db, now, taken)
        finally:
            await db.close()


sequences = st.lists(steps, min_size=2, max_size=10)


@settings(few, max_examples=examples(8))
@given(taken=sequences)
async def test_any_sequence_of_deeds_leaves_everything_in_order(
    sqlite_databases: SqliteFiles, now: datetime, taken: list[Step]
) -> None:
    await _in_a_new_database(sqlite_databases, now, taken)


@settings(few, max_examples=examples(4))
@given(taken=sequences)
async def test_any_sequence_of_deeds_leaves_everything_in_order_on_postgresql(
    postgresql_databases: Server, now: datetime, taken: list[Step]
) -> None:
    await _in_a_new_database(postgresql_databases, now, taken)
