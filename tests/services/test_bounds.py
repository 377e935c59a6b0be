"""How many there may be in a community, or be shared by a member: one more is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from sigbot.domain.activity import ActivityKind
from sigbot.domain.bounds import (
    LINKS_COUNTED,
    MOST_ACTIVITIES,
    MOST_LINKS,
    MOST_OPEN_SERIES,
    MOST_OPEN_WORK,
    MOST_SUBGROUPS,
    FullError,
)
from sigbot.domain.community import Community
from sigbot.domain.journal import ManyLinksError, SharedAs
from sigbot.domain.meetings import MeetingDraft
from sigbot.services.activity import add_activity, remove_activity
from sigbot.services.community import add_subgroup
from sigbot.services.journal import share_link
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_meeting
from sigbot.services.plans import add_work, update_work
from sigbot.store import activity, meetings, plans
from sigbot.store import community as communities
from sigbot.store.database import Database
from sigbot.wording.refusals import sentence
from tests.services.world import ANA, BEN, OLGA, cancel_meeting, confirmed, retire_subgroup

SECOND, YEAR = timedelta(seconds=1), timedelta(days=365)
WALL = datetime(2026, 4, 1, 11)  # noqa: DTZ001  (a wall time)
DRAFT = MeetingDraft(
    title="Call", wall=WALL, zone="UTC", starts_at=WALL.replace(tzinfo=UTC), rule="FREQ=YEARLY"
)


def told(error: FullError | ManyLinksError, limit: int) -> bool:
    """Return whether the sentence of a refusal names the limit."""
    return f"{limit:,}" in sentence(error)


async def test_series_that_go_on(db: Database, here: Community, now: datetime) -> None:
    async def schedule(repeat: str) -> Scheduled:
        request = MeetingRequest(title="Call", when="in 2 days", repeat=repeat, duration="30m")
        made = await confirmed(db, OLGA, await schedule_meeting(db, OLGA, request, now), now)
        assert isinstance(made, Scheduled)
        return made

    first = await schedule("FREQ=YEARLY")
    async with db.write() as tx:
        for _ in range(MOST_OPEN_SERIES - 1):
            await meetings.add_series(tx, here.id, DRAFT, None, now + YEAR, now)
    with pytest.raises(FullError) as refused:
        await schedule("FREQ=YEARLY")
    assert told(refused.value, MOST_OPEN_SERIES)
    await schedule("")
    await cancel_meeting(db, OLGA, first.meeting.key, "", scope="following", now=now)
    await schedule("FREQ=YEARLY")


async def test_subgroups(db: Database, here: Community, now: datetime) -> None:
    async with db.write() as tx:
        for number in range(MOST_SUBGROUPS):
            await communities.add_subgroup(tx, here.id, f"Group {number}", None, now)
    await retire_subgroup(db, OLGA, "Group 7", now)
    with pytest.raises(FullError) as refused:
        await add_subgroup(db, OLGA, "Another", None, now)
    assert told(refused.value, MOST_SUBGROUPS)
    assert not (await add_subgroup(db, OLGA, "Group 7", None, now)).retired


async def test_activities(db: Database, here: Community, now: datetime) -> None:
    async with db.write() as tx:
        for number in range(MOST_ACTIVITIES):
            title, kind = f"Talk {number}", ActivityKind.RESEARCH
            await activity.add_activity(tx, here.id, title, kind, now.date(), "", now)
    with pytest.raises(FullError) as refused:
        await add_activity(db, OLGA, "Another", None, None, None, now)
    assert told(refused.value, MOST_ACTIVITIES)
    await remove_activity(db, OLGA, "Talk 7", now)
    await add_activity(db, OLGA, "Another", None, None, None, now)


async def test_open_work(db: Database, here: Community, now: datetime) -> None:
    async with db.write() as tx:
        for number in range(MOST_OPEN_WORK):
            await plans.add_work(tx, here.id, f"Paper {number}", None, now)
    with pytest.raises(FullError) as refused:
        await add_work(db, OLGA, "Another", None, now)
    assert told(refused.value, MOST_OPEN_WORK)
    await update_work(db, OLGA, "Paper 7", "done", now)
    await add_work(db, OLGA, "Another", None, now)
    with pytest.raises(FullError):
        await update_work(db, OLGA, "Paper 7", "active", now)


async def test_links_within_a_day(db: Database, here: Community, now: datetime) -> None:
    def link(number: int) -> str:
        return f"https://example.org/{number}"

    for number in range(MOST_LINKS):
        await share_link(db, ANA, link(number), "", "", now + number * SECOND)
    later = now + MOST_LINKS * SECOND
    with pytest.raises(ManyLinksError) as refused:
        await share_link(db, ANA, link(MOST_LINKS), "", "", later)
    assert told(refused.value, MOST_LINKS)
    assert refused.value.again == now + LINKS_COUNTED
    assert (await share_link(db, ANA, link(3), "", "", later)).outcome is SharedAs.KNOWN
    await share_link(db, BEN, link(MOST_LINKS), "", "", later)
    await share_link(db, ANA, link(MOST_LINKS + 1), "", "", refused.value.again)
