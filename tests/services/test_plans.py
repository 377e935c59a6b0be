"""Planning work, and saying how it goes."""

from datetime import date, datetime

import pytest

from sigbot.domain.community import Community
from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.domain.refusals import (
    EmptyError,
    NotFoundError,
    NotOfferedError,
    RefusedError,
    TooLongError,
    UnreadableDateError,
)
from sigbot.services.plans import add_work, list_work, update_work
from sigbot.store.database import Database
from tests.services.samples import Service, Services
from tests.services.world import ANA, OLGA, OTTO, refused

SERVICES = Services(
    furnish=lambda db, now: add_work(db, OLGA, "Paper", None, now),
    services=(
        Service(
            "plans.add_work",
            lambda db, who, now: add_work(db, who, "Survey", None, now),
            organizers=True,
            action="plan.add",
            subject="p2",
        ),
        Service(
            "plans.update_work",
            lambda db, who, now: update_work(db, who, "p1", "done", now),
            organizers=True,
            action="plan.update",
            subject="p1",
        ),
        Service("plans.list_work", lambda db, who, _: list_work(db, who)),
    ),
)
"""What is tried of them in `test_every_service.py`."""


async def test_planned_work_is_kept_as_it_was_said(
    db: Database, here: Community, now: datetime
) -> None:
    paper = await add_work(db, OLGA, " A  paper ", "2026-12-31", now)
    survey = await add_work(db, OLGA, "A survey", None, now)
    assert paper == PlannedWork(paper.id, "A paper", WorkStatus.PLANNED, date(2026, 12, 31))
    assert survey == PlannedWork(survey.id, "A survey", WorkStatus.PLANNED, None)
    assert await list_work(db, ANA) == [paper, survey]


async def test_a_due_date_without_a_year_is_the_next_one(
    db: Database, here: Community, now: datetime
) -> None:
    work = await add_work(db, OLGA, "Paper", "1 March", now)
    assert work.due == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("title", "due", "why"),
    [
        ("x" * 201, None, TooLongError),
        (" ", None, EmptyError),
        ("Paper", "some day", UnreadableDateError),
    ],
)
async def test_what_cannot_be_read_is_refused(
    db: Database,
    here: Community,
    now: datetime,
    title: str,
    due: str | None,
    why: type[RefusedError],
) -> None:
    async with refused(db, why):
        await add_work(db, OLGA, title, due, now)


async def test_its_status_follows_by_key_or_title(
    db: Database, here: Community, now: datetime
) -> None:
    paper = await add_work(db, OLGA, "A paper", None, now)
    names = (paper.key, "a PAPER", f" {paper.key.upper()} ", "A paper")
    for text, status in zip(names, WorkStatus, strict=True):
        updated = await update_work(db, OLGA, text, status, now)
        assert updated == PlannedWork(paper.id, "A paper", status, None)
        assert await list_work(db, ANA) == [updated]


async def test_what_is_not_there_has_no_status(
    db: Database, here: Community, now: datetime
) -> None:
    async with refused(db, NotFoundError) as info:
        await update_work(db, OLGA, "p7", "done", now)
    assert (info.value.noun, info.value.text) == ("work", "p7")


async def test_work_has_no_status_that_is_none(
    db: Database, here: Community, now: datetime
) -> None:
    paper = await add_work(db, OLGA, "A paper", None, now)
    async with refused(db, NotOfferedError) as info:
        await update_work(db, OLGA, paper.key, "abandoned", now)
    assert (info.value.vocabulary, info.value.text) == (WorkStatus, "abandoned")


async def test_another_communitys_work_is_not_there(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    paper = await add_work(db, OLGA, "A paper", None, now)
    for text in (paper.key, "A paper"):
        async with refused(db, NotFoundError):
            await update_work(db, OTTO, text, "done", now)
    assert await list_work(db, OTTO) == []
