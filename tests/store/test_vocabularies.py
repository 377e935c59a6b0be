"""What the store gives is made of the words of the domain; any other value is a bug that shows."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from sigbot.domain.attendance import AttendanceLine
from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.periods import Period
from sigbot.store import (
    activity,
    agenda,
    answers,
    attendance,
    community,
    journal,
    ledger,
    meetings,
    members,
    minutes,
    narratives,
    native_events,
    notes,
    notices,
    plans,
    promises,
    questions,
    reminders,
    reports,
    rotation,
)
from sigbot.store.database import Database, Tx
from sigbot.store.rows import all_tables
from sigbot.store.rows.members import ConsentRow, GenderRow, PersonRow, SelfDescriptionRow
from tests.store.samples import one_of_each

Read = Callable[[Tx, datetime], Awaitable[object]]
DAY = timedelta(days=1)


async def _lines(tx: Tx, now: datetime) -> list[AttendanceLine]:
    return (await attendance.attendance_page(tx, 1, now - DAY, now + DAY, None)).lines


def _counted(attribute: Attribute) -> Read:
    return lambda tx, _: attendance.answers(tx, 1, attribute)


async def _described(tx: Tx, _: datetime) -> object:
    return await members.self_description(tx, 1)


READ: dict[tuple[str, str], list[Read]] = {
    ("activities", "kind"): [lambda tx, _: activity.activities_between(tx, 1)],
    ("attendances", "source"): [lambda tx, _: attendance.attendances(tx, 1), _lines],
    ("communities", "language"): [lambda tx, _: community.community(tx, 1)],
    ("communities", "report_every"): [lambda tx, _: community.community(tx, 1)],
    ("genders", "gender"): [_described, _counted(Attribute.GENDER)],
    ("journal_items", "status"): [lambda tx, _: journal.items_between(tx, 1)],
    ("meetings", "kind"): [
        lambda tx, _: meetings.meeting(tx, 1, 1),
        lambda tx, now: attendance.turnouts(tx, 1, now + DAY),
        _lines,
    ],
    ("narratives", "part"): [
        lambda tx, now: reports.written_report(tx, 1, Period("", now.date(), now.date()))
    ],
    ("verdicts", "state"): [
        lambda tx, now: reports.written_report(tx, 1, Period("", now.date(), now.date()))
    ],
    ("narrative_versions", "part"): [lambda tx, _: narratives.earlier_texts(tx, 1)],
    ("agenda_items", "kind"): [lambda tx, _: agenda.items_of(tx, 1)],
    ("agenda_items", "state"): [lambda tx, _: agenda.items_of(tx, 1)],
    ("minutes", "state"): [lambda tx, _: minutes.record_of(tx, 1)],
    ("minutes", "outcome"): [lambda tx, _: minutes.record_of(tx, 1)],
    ("notes", "kind"): [lambda tx, _: notes.notes_of(tx, 1)],
    ("promises", "state"): [lambda tx, _: promises.promise(tx, 1, 1)],
    ("native_events", "state"): [lambda tx, _: native_events.known_events(tx, 1)],
    ("notices", "topic"): [lambda tx, _: notices.untold(tx, 1)],
    ("planned_work", "status"): [lambda tx, _: plans.planned_work(tx, 1)],
    ("questions", "action"): [lambda tx, now: questions.take_question(tx, 1, 1, 1, now)],
    ("rsvps", "answer"): [lambda tx, _: answers.answer_of(tx, 1, 1)],
    ("people", "changes"): [
        lambda tx, _: members.find_person(tx, 1, 1),
        lambda tx, _: reminders.concerned_by(tx, [1]),
    ],
    ("self_descriptions", "experience"): [_described, _counted(Attribute.EXPERIENCE)],
    ("self_descriptions", "organization"): [_described, _counted(Attribute.ORGANIZATION)],
    ("self_descriptions", "region"): [
        _described,
        _counted(Attribute.REGION),
        lambda tx, _: attendance.attendances(tx, 1),
        lambda tx, _: rotation.members(tx, 1),
        lambda tx, now: rotation.attended(tx, 1, 1, now - DAY, now + DAY),
        lambda tx, _: rotation.alike(tx, 1),
        _lines,
    ],
    ("sightings", "source"): [lambda tx, _: ledger.settle(tx, 1, [1])],
}
"""Column → what reads it."""

ELSEWHERE = {
    ("series", "kind"),
    ("outbox", "topic"),
    ("audit", "action"),
    ("agenda_items", "answer"),
}
"""Copied into meetings; read by the outbox; only written; a text."""


@pytest.fixture
async def filled(db: Database, now: datetime) -> Database:
    """A row in every table; somebody with a zone, an answer to each question, and a region that
    is there for times, too."""
    said = {name: next(iter(offered)) for name, offered in ATTRIBUTES.items()}
    gender = {"gender": said.pop(Attribute.GENDER)}
    async with db.write() as tx:
        await one_of_each(tx, now)
        await tx.execute(update(ConsentRow).values(notice_version=2))
        await tx.execute(update(PersonRow).values(timezone="Asia/Tokyo"))
        await tx.execute(update(SelfDescriptionRow).values({str(k): v for k, v in said.items()}))
        await tx.execute(update(GenderRow).values(gender))
    return db


def test_every_column_with_the_name_of_a_vocabulary_is_tried() -> None:
    names = {column for _, column in READ}
    tables = all_tables().tables.items()
    found = {(name, c.name) for name, table in tables for c in table.columns if c.name in names}
    assert found - ELSEWHERE == set(READ)
    assert found >= ELSEWHERE


async def test_the_sample_can_be_read(filled: Database, now: datetime) -> None:
    for reads in READ.values():
        for read in reads:
            async with filled.write() as tx:
                assert await read(tx, now)


@pytest.mark.parametrize(("table", "column"), READ)
async def test_a_value_that_is_no_word_is_a_bug_that_shows(
    filled: Database, now: datetime, table: str, column: str
) -> None:
    async with filled.write() as tx:
        await tx.execute(update(all_tables().tables[table]).values({column: "unheard-of"}))
    for read in READ[table, column]:
        with pytest.raises(ValueError, match=r"'unheard-of' is not a valid \w+"):
            async with filled.write() as tx:
                await read(tx, now)
