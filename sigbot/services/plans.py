"""Planning work, and saying how it goes."""

from datetime import datetime

from sigbot.domain.community import Actor
from sigbot.domain.dates import read_date
from sigbot.domain.keys import find_named
from sigbot.domain.plans import PlannedWork
from sigbot.domain.refusals import NotFoundError
from sigbot.domain.texts import check_title
from sigbot.services.access import changed_by, community_of
from sigbot.store import audit, plans
from sigbot.store.database import Database


async def add_work(
    db: Database, actor: Actor, title: str, due: str | None, now: datetime
) -> PlannedWork:
    async with db.write() as tx:
        community = await changed_by(tx, actor)
        title = check_title("title", title)
        work = await plans.add_work(tx, community.id, title, read_date(due) if due else None, now)
        audit.record(tx, community.id, actor, "plan.add", work.key, now, title=title)
        return work


async def update_work(
    db: Database, actor: Actor, text: str, status: str, now: datetime
) -> PlannedWork:
    """By key (`p3`) or exact title. Raises NotFoundError."""
    async with db.write() as tx:
        community = await changed_by(tx, actor)
        work = find_named(await plans.planned_work(tx, community.id), text)
        if work is None:
            raise NotFoundError("work", text)
        await plans.set_status(tx, work.id, status, now)
        audit.record(tx, community.id, actor, "plan.update", work.key, now, status=status)
        return PlannedWork(work.id, work.title, status, work.due)


async def list_work(db: Database, actor: Actor) -> list[PlannedWork]:
    async with db.read() as tx:
        community = await community_of(tx, actor)
        return await plans.planned_work(tx, community.id)
