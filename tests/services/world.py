"""People to act, and what is in the database before and after they did."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import pytest
from sqlalchemy import select, update

from sigbot.domain.attendance import AttendanceLine, Source
from sigbot.domain.community import Actor, Subgroup
from sigbot.domain.confirmations import (
    Adopting,
    Cancelling,
    Confirmation,
    Doubling,
    Editing,
    Publishing,
    Retiring,
)
from sigbot.domain.issues import count_unread
from sigbot.domain.meetings import Meeting, Scope
from sigbot.domain.outbox import AnyDue, AnyMessage, Due, Topic, holds
from sigbot.domain.periods import Period
from sigbot.domain.questions import KindQuestion, Question
from sigbot.domain.refusals import RefusedError
from sigbot.domain.reminders import read_leads, reminders_ahead
from sigbot.domain.report_data import AskedTemplate
from sigbot.domain.rotation import Adoption
from sigbot.domain.when import Doubt
from sigbot.services import adoption, cancellations, community, issues, reports
from sigbot.services.answers import answer_question, confirm_change
from sigbot.services.attendance import exported_attendance
from sigbot.services.cancellations import Cancelled, CancelRequest
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.changes import Changed, edit_meeting
from sigbot.services.checkins import CheckedIn, CheckInDesk, Press
from sigbot.services.clocks import schedule_warnings
from sigbot.services.meetings import (
    MeetingRequest,
    Scheduled,
    list_meetings,
    schedule_meeting,
)
from sigbot.services.outbox import take_due
from sigbot.services.report_drafts import CompiledReport
from sigbot.store.database import Database
from sigbot.store.rows import all_tables
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.sqlite_driver import OneTripConnection

GUILD, OTHER_GUILD, EMPTY_GUILD = 100, 200, 300
NEWS = 555
"""The channel for announcements."""

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)

OLGA = Actor(GUILD, 1, "Olga", manages_guild=True)
ANA = Actor(GUILD, 2, "Ana")
BEN = Actor(GUILD, 3, "Ben")
STRANGER = Actor(GUILD, 4, "Stranger", manages_guild=True, is_member=False)
OTTO = Actor(OTHER_GUILD, 5, "Otto", manages_guild=True)
"""Organizer of another community."""
NOBODY_YET = Actor(EMPTY_GUILD, 6, "Nina", manages_guild=True)
"""Organizer of a server without a community."""

Refusal = TypeVar("Refusal", bound=RefusedError)
Kind = TypeVar("Kind", bound=AnyMessage)


def member(number: int) -> Actor:
    return Actor(GUILD, 1_000 + number, f"Member {number}")


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of the audit trail."""

    action: str
    subject: str
    name: str
    discord_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the outbox that is to be said, as it is kept."""

    topic: str
    payload: dict[str, Any]
    due_at: datetime


async def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the database has it; PostgreSQL gives values as JSON has them.

    The driver is asked itself, once: many tests compare all tables, and there are many.
    """
    names = list(all_tables().tables)
    async with db.read() as tx:
        driver: Any = (await (await tx.connection()).get_raw_connection()).driver_connection
        if isinstance(driver, OneTripConnection):
            return await driver.in_thread(_read_all, driver, names)  # type: ignore[no-any-return]
        selects = (f"SELECT '{name}', row_to_json({name})::text FROM {name}" for name in names)
        found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in names}
        for name, row in await driver.fetch(" UNION ALL ".join(selects)):
            found[name].append(tuple(json.loads(row).values()))
        return found


def _read_all(driver: OneTripConnection, names: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    connection = driver.begun()
    return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


async def rows(db: Database, table: str) -> list[dict[str, Any]]:
    """The rows of one table, in the order of their keys."""
    chosen = all_tables().tables[table]
    async with db.read() as tx:
        found = await tx.execute(select(chosen).order_by(*chosen.primary_key))
        return [dict(row) for row in found.mappings()]


async def meetings_as_meant(db: Database) -> list[dict[str, Any]]:
    """The rows of all meetings, without how often and when they were changed."""
    return [
        {name: value for name, value in row.items() if name not in ("revision", "changed_at")}
        for row in await rows(db, "meetings")
    ]


async def audited(db: Database) -> list[Noted]:
    async with db.read() as tx:
        found = await tx.scalars(select(AuditRow).order_by(AuditRow.id))
        return [Noted(r.action, r.subject, r.name, r.discord_id, r.at) for r in found]


async def waiting(db: Database, *topics: str) -> list[Waiting]:
    """What the outbox still has to say (of some topics, where any are named), in the order it is
    due."""
    chosen = select(OutboxRow).where(OutboxRow.done_at.is_(None))
    if topics:
        chosen = chosen.where(OutboxRow.topic.in_(topics))
    async with db.read() as tx:
        found = await tx.scalars(chosen.order_by(OutboxRow.due_at, OutboxRow.id))
        return [
            Waiting(row.topic, cast("dict[str, Any]", row.payload), row.due_at) for row in found
        ]


async def check_clocks(db: Database, now: datetime) -> None:
    """Look for clock changes wherever that was asked for, as the bot does soon."""
    asked = (OutboxRow.topic == Topic.CHECK_CLOCKS, OutboxRow.done_at.is_(None))
    async with db.read() as tx:
        communities = list(await tx.scalars(select(OutboxRow.community_id).where(*asked)))
    for community_id in communities:
        await schedule_warnings(db, community_id, now)
    async with db.write() as tx:
        await tx.execute(update(OutboxRow).where(*asked).values(done_at=now, key=None))


async def series_at(
    db: Database, now: datetime, when: str = "Wednesday 11:00", repeat: str = "weekly", **more: str
) -> list[Meeting]:
    """A series of Olga's: its meetings, in order."""
    await schedule(db, now, when, repeat=repeat, **more)
    return await list_meetings(db, OLGA, now, limit=1_000)


async def edit(
    db: Database, meeting: Meeting, now: datetime, *, following: bool = False, **fields: Any
) -> Changed:
    """Changed by Olga, who confirms what is far or reaches many; a new speaker changes no kind."""
    request = ChangeRequest(
        meeting.key, scope=Scope.FOLLOWING if following else Scope.THIS, **fields
    )
    changed: object = await edit_meeting(db, OLGA, request, now)
    if isinstance(changed, Question) and changed.reason is Doubt.MOVED:
        changed = await answer_question(db, OLGA, changed.id, 0, now)
    if isinstance(changed, KindQuestion):
        changed = await answer_question(db, OLGA, changed.id, 1, now)
    changed = await confirmed(db, OLGA, changed, now)
    assert isinstance(changed, Changed)
    return changed


CONFIRM = {
    Doubling: confirm_change,
    Cancelling: confirm_change,
    Editing: confirm_change,
    Adopting: adoption.confirm_adoption,
    Publishing: reports.publish_report,
    Retiring: community.confirm_retirement,
}


async def confirmed(db: Database, who: Actor, made: object, now: datetime) -> object:
    """What was done, once somebody has confirmed it where they were asked."""
    if not isinstance(made, Confirmation):
        return made
    return await CONFIRM[type(made.reach)](db, who, made.id, now)


async def cancel_meeting(
    db: Database, who: Actor, text: str, reason: str, *, scope: str, now: datetime
) -> list[Meeting]:
    """Cancelled, and confirmed where that is asked."""
    request = CancelRequest(text, reason, scope)
    made = await confirmed(db, who, await cancellations.cancel_meeting(db, who, request, now), now)
    assert isinstance(made, Cancelled)
    return list(made.meetings)


async def adopt_rotation(
    db: Database, who: Actor, text: str, label: str, now: datetime
) -> Adoption:
    made = await adoption.adopt_rotation(db, who, text, label, now)
    return cast("Adoption", await confirmed(db, who, made, now))


async def adopt_suggestion(
    db: Database, who: Actor, number: int, label: str, now: datetime
) -> Adoption:
    made = await adoption.adopt_suggestion(db, who, number, label, now)
    return cast("Adoption", await confirmed(db, who, made, now))


async def retire_subgroup(db: Database, who: Actor, text: str, now: datetime) -> Subgroup:
    made = await community.retire_subgroup(db, who, text, now)
    return cast("Subgroup", await confirmed(db, who, made, now))


async def read_issues(db: Database, who: Actor, period: str, now: datetime) -> None:
    """Somebody keeps every drafted sentence that nobody has read."""
    if not count_unread((await reports.read_report(db, who, period, now)).issues):
        return
    review = await issues.review_issues(db, who, period, now)
    while review.number is not None:
        issue = review.issues[review.number]
        review = await issues.keep_issue(db, who, period, issue.key, issue.figures, now)


async def publish_report(
    db: Database, who: Actor, period: str, now: datetime, template: AskedTemplate = None
) -> CompiledReport:
    """Published, after all drafted sentences were kept."""
    await read_issues(db, who, period, now)
    made = await reports.ask_to_publish(db, who, period, now, template)
    return await reports.publish_report(db, who, made.id, now)


async def reminders_of(
    db: Database, meeting: Meeting, topic: str = Topic.REMINDER
) -> list[datetime]:
    """When reminders of a meeting are due that were not said yet."""
    found = await waiting(db, topic)
    return [row.due_at for row in found if row.payload["meeting"] == meeting.id]


async def check_reminders(db: Database, now: datetime) -> None:
    """The reminders that are ahead are those of the meetings as they are, and no others."""
    planned = [
        (at, row["id"])
        for row in await rows(db, "meetings")
        if row["cancelled_at"] is None and row["starts_at"] > now
        for at in reminders_ahead(
            row["wall"], row["zone"], row["starts_at"], read_leads(row["reminders"]), now
        )
    ]
    found = await waiting(db, Topic.REMINDER)
    ahead = [(row.due_at, row.payload["meeting"]) for row in found if row.due_at > now]
    assert sorted(ahead) == sorted(planned)


async def take_all(db: Database, now: datetime, holder: str = "one") -> list[AnyDue]:
    """All that is due, however many leases it takes."""
    taken: list[AnyDue] = []
    while due := await take_due(db, now, holder, limit=1_000):
        taken += due
    return taken


async def take_kind(
    db: Database, now: datetime, kind: type[Kind], holder: str = "one"
) -> list[Due[Kind]]:
    """Take all that is due, and return the rows with a message of one kind."""
    return [due for due in await take_all(db, now, holder) if holds(due, kind)]


@asynccontextmanager
async def refused(
    db: Database, error: type[Refusal]
) -> AsyncIterator[pytest.ExceptionInfo[Refusal]]:
    """What is done inside is refused, and not one row changed."""
    before = await everything(db)
    with pytest.raises(error) as info:
        yield info
    assert await everything(db) == before


async def schedule(
    db: Database, now: datetime, when: str, title: str = "Call", **more: str
) -> Scheduled:
    """Scheduled by Olga, whose words are read in the community's zone, and without a question; a
    second one like it is confirmed."""
    request = MeetingRequest(title, when, **more)
    made = await confirmed(db, OLGA, await schedule_meeting(db, OLGA, request, now), now)
    assert isinstance(made, Scheduled)
    return made


async def meeting_at(db: Database, starts_at: datetime, now: datetime, **more: str) -> Meeting:
    """A meeting of Olga's that starts at an instant."""
    return (await schedule(db, now, f"{starts_at:%Y-%m-%d %H:%M} UTC", **more)).meeting


async def export_attendance(
    db: Database, actor: Actor, period: str | None, kind: str | None, now: datetime
) -> tuple[Period, list[AttendanceLine]]:
    """The whole export at once."""
    chosen, lines = await exported_attendance(db, actor, period, kind, now)
    return chosen, [line async for line in lines]


async def check_in(
    db: Database, actor: Actor, meeting_id: int, source: str, now: datetime
) -> CheckedIn:
    """One person checks in."""
    return await CheckInDesk(db).check_in(Press(actor, meeting_id, Source(source), now))
