"""Record and list activities: what a community did apart from its meetings."""

from datetime import datetime

from sigbot.domain.activity import Activity, ActivityKind, with_talks
from sigbot.domain.bounds import MOST_ACTIVITIES, TITLE_LIMIT, check_room
from sigbot.domain.community import Actor
from sigbot.domain.days import read_day
from sigbot.domain.keys import find_named
from sigbot.domain.links import check_link
from sigbot.domain.refusals import NotFoundError
from sigbot.domain.texts import check_length, check_title
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import community_of, lock_for_organizer
from sigbot.services.periods import period_of, today_in
from sigbot.store import activity as activities
from sigbot.store import audit
from sigbot.store.database import Database

DEFAULT_KIND = ActivityKind.PRESENTATION


async def add_activity(
    db: Database,
    actor: Actor,
    title: str,
    kind: str | None,
    day: str | None,
    link: str | None,
    now: datetime,
) -> Activity:
    """Record an activity; without a date, for today in the community's zone.

    A date without a year is the last such date. For organizers only. Raises NotOfferedError,
    FullError, and the refusals of dates and links.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        count = await activities.count_activities(tx, community.id)
        check_room("activity", count, MOST_ACTIVITIES)
        today = today_in(community, now)
        added = await activities.add_activity(
            tx,
            community.id,
            check_title("title", title),
            read_word(ActivityKind, kind) if kind else DEFAULT_KIND,
            read_day(day, today, is_past=True) if day else today,
            check_link(link) if link else "",
            now,
        )
        audit.record(tx, community.id, actor, "activity.add", added.key, now, title=added.title)
        return added


async def list_activities(
    db: Database, actor: Actor, now: datetime, period: str | None = None
) -> list[Activity]:
    """Return the activities of a period, or all without a period, in the order of their dates.

    The talks of guests are among them by themselves.

    Raises the refusals of periods.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        zone = community.timezone
        if not period:
            entered = await activities.activities_between(tx, community.id)
            talks = await activities.talks_until(tx, community.id, zone, None, now)
            return with_talks(entered, talks)
        chosen = period_of(period, community, now)
        entered = await activities.activities_between(tx, community.id, chosen.start, chosen.end)
        start, end = chosen.instants(zone)
        talks = await activities.talks_until(tx, community.id, zone, start, min(end, now))
        return with_talks(entered, talks)


async def remove_activity(db: Database, actor: Actor, text: str, now: datetime) -> Activity:
    """Remove an activity by its key (`a3`) or exact title, and return it.

    For organizers only. Raises NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        check_length("activity", text, TITLE_LIMIT)
        activity = find_named(await activities.activities_between(tx, community.id), text)
        if activity is None:
            raise NotFoundError("activity", text)
        await activities.remove_activity(tx, activity.id)
        audit.record(
            tx, community.id, actor, "activity.remove", activity.key, now, title=activity.title
        )
        return activity
