"""Add planned work, and keep its status."""

from datetime import datetime

from sigbot.domain.bounds import MOST_OPEN_WORK, TITLE_LIMIT, check_room
from sigbot.domain.community import Actor
from sigbot.domain.days import read_day
from sigbot.domain.keys import find_named
from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.domain.refusals import NotFoundError
from sigbot.domain.texts import check_length, check_title
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import community_of, lock_for_organizer
from sigbot.services.periods import today_in
from sigbot.store import audit, plans
from sigbot.store.database import Database


async def add_work(
    db: Database, actor: Actor, title: str, due: str | None, now: datetime
) -> PlannedWork:
    """Plan work; a due date without a year is the next such date.

    For organizers only. Raises FullError, and the refusals of texts and dates.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        title = check_title("title", title)
        check_room("work", await plans.count_open_work(tx, community.id), MOST_OPEN_WORK)
        day = read_day(due, today_in(community, now)) if due else None
        work = await plans.add_work(tx, community.id, title, day, now)
        audit.record(tx, community.id, actor, "plan.add", work.key, now, title=title)
        return work


async def update_work(
    db: Database, actor: Actor, text: str, status: str, now: datetime
) -> PlannedWork:
    """Set the status of planned work. `text` is its key (`p3`) or its exact title.

    For organizers only. Raises NotFoundError, and NotOfferedError for an unknown status.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        reached = read_word(WorkStatus, status)
        check_length("work", text, TITLE_LIMIT)
        work = find_named(await plans.planned_work(tx, community.id), text)
        if work is None:
            raise NotFoundError("work", text)
        if reached.is_open and not work.status.is_open:
            check_room("work", await plans.count_open_work(tx, community.id), MOST_OPEN_WORK)
        await plans.set_status(tx, work.id, reached, now)
        audit.record(tx, community.id, actor, "plan.update", work.key, now, status=reached)
        return PlannedWork(work.id, work.title, reached, work.due)


async def list_work(db: Database, actor: Actor) -> list[PlannedWork]:
    async with db.read() as tx:
        community = await community_of(tx, actor)
        return await plans.planned_work(tx, community.id)
