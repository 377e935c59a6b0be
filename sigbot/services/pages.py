"""Turn the public page of a community on or off, and read what anybody may see of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sigbot.domain.calendars import KEPT_BACK, Calendar, CalendarEvent
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import Confirmation, OpeningPage
from sigbot.domain.journal import JournalItem
from sigbot.domain.meetings import Meeting
from sigbot.domain.pages import (
    MOST_ITEMS,
    MOST_MEETINGS,
    MOST_REPORTS,
    MOST_ROTATIONS,
    NoPagesError,
    PublicItem,
    PublicMeeting,
    PublicPage,
    PublicReport,
    PublicRotation,
)
from sigbot.domain.periods import Period
from sigbot.domain.questions import Intent
from sigbot.domain.report_data import ReportData
from sigbot.domain.rotation import Adopted, rotation_at
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.services.confirmations import do_or_ask, take_confirmed
from sigbot.services.periods import today_in
from sigbot.store import audit, calendars, journal, meetings, reports
from sigbot.store import community as communities
from sigbot.store import rotation as rotations
from sigbot.store.database import Database, Tx

MOST_RUNNING = 5
"""Meetings before the present instant that are looked at: one of them may still be running."""


async def show_page(db: Database, actor: Actor, address: str) -> bool:
    """Return whether the public page of the actor's community is on.

    For organizers only. Raises NoPagesError where there is no `address` to reach it.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
    if not address:
        raise NoPagesError
    return community.has_page


async def open_page(db: Database, actor: Actor, address: str, now: datetime) -> bool | Confirmation:
    """Turn the public page on, which the actor is asked about first; return whether it was off.

    For organizers only. Raises NoPagesError where there is no `address` to reach it.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        return await _open(tx, community, actor, address, now)


async def confirm_page(
    db: Database, actor: Actor, question_id: int, address: str, now: datetime
) -> bool | Confirmation:
    """Turn on the page that the actor confirms; return whether it was off.

    Raises AnsweredError, and as `open_page` does."""
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        intent = Intent.CONFIRM_PAGE
        _, agreed = await take_confirmed(tx, community, actor, question_id, now, intent)
        return await _open(tx, community, actor, address, now, agreed)


async def _open(
    tx: Tx,
    community: Community,
    actor: Actor,
    address: str,
    now: datetime,
    agreed: str | None = None,
) -> bool | Confirmation:
    if not address:
        raise NoPagesError

    async def turn_on() -> tuple[bool, OpeningPage | None]:
        if community.has_page:
            return False, None
        opened = replace(community, has_page=True)
        await communities.change_community(tx, community.id, opened)
        audit.record(tx, community.id, actor, "page.on", community.name, now)
        return True, OpeningPage(address)

    return await do_or_ask(tx, community, actor, (Intent.CONFIRM_PAGE, {}), turn_on, now, agreed)


async def close_page(db: Database, actor: Actor, now: datetime) -> bool:
    """Turn the public page off at once; return whether it was on.

    For organizers only.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        if not community.has_page:
            return False
        closed = replace(community, has_page=False)
        await communities.change_community(tx, community.id, closed)
        audit.record(tx, community.id, actor, "page.off", community.name, now)
        return True


async def is_public(db: Database, guild_id: int) -> bool:
    """Return whether a server has a community with a public page."""
    async with db.read() as tx:
        return await communities.public_community(tx, guild_id) is not None


async def public_page(db: Database, guild_id: int, now: datetime) -> PublicPage | None:
    """Return what anybody may see of a community, None where its page is off or it has none."""
    async with db.read() as tx:
        community = await communities.public_community(tx, guild_id)
        if community is None:
            return None
        items = await journal.listed_items(tx, community.id, MOST_ITEMS)
        return PublicPage(
            guild_id=guild_id,
            name=community.name,
            description=community.description,
            wiki=community.wiki,
            meetings=await _meetings(tx, community, now),
            rotations=await _rotations(tx, community, now),
            reports=await _reports(tx, community),
            items=tuple(_item(item, community) for item in items),
        )


async def published_at(db: Database, guild_id: int, slug: str) -> tuple[Period, datetime] | None:
    """Return the period with this name in files, and when its report was published.

    None where no such report is on a public page.
    """
    async with db.read() as tx:
        community = await communities.public_community(tx, guild_id)
        if community is None:
            return None
        published = await reports.published_periods(tx, community.id, MOST_REPORTS)
        return next(((period, at) for period, at in published if period.slug == slug), None)


async def public_report(db: Database, guild_id: int, period: Period) -> ReportData | None:
    """Return the report of a period as it was published, None where it is on no public page."""
    async with db.read() as tx:
        community = await communities.public_community(tx, guild_id)
        written = await reports.written_report(tx, community.id, period) if community else None
        return written.published if written else None


async def public_calendar(db: Database, guild_id: int, now: datetime) -> Calendar | None:
    """Return the meetings of a community as strangers see them, None where its page is off."""
    async with db.read() as tx:
        community = await communities.public_community(tx, guild_id)
        if community is None:
            return None
        events = await calendars.events_of(tx, community.id, now - KEPT_BACK)
        return Calendar(community.name, tuple(map(_event, events)))


def _event(event: CalendarEvent) -> CalendarEvent:
    """Return an event without what was written for members: the way in, texts and the agenda."""
    return replace(event, place="", link="", description="", agenda=(), cancel_reason="")


async def _meetings(tx: Tx, community: Community, now: datetime) -> tuple[PublicMeeting, ...]:
    begun = await meetings.meetings_before(tx, community.id, now, limit=MOST_RUNNING)
    ahead = await meetings.meetings_after(tx, community.id, now, limit=MOST_MEETINGS)
    running = [meeting for meeting in reversed(begun) if meeting.ends_at > now]
    return tuple(map(_meeting, [*running, *ahead][:MOST_MEETINGS]))


def _meeting(meeting: Meeting) -> PublicMeeting:
    return PublicMeeting(
        title=meeting.title,
        kind=meeting.kind,
        subgroup=meeting.subgroup or "",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        is_cancelled=meeting.is_cancelled,
    )


async def _rotations(tx: Tx, community: Community, now: datetime) -> tuple[PublicRotation, ...]:
    """Return the rotations that series follow, the one that was adopted last first."""
    adopted = await rotations.rotations_in(tx, community.id)
    newest = list(dict.fromkeys(rotation.series_id for rotation in reversed(adopted)))
    shown = [
        await _rotation(tx, community, series_id, adopted, now)
        for series_id in newest[:MOST_ROTATIONS]
    ]
    return tuple(rotation for rotation in shown if rotation)


async def _rotation(
    tx: Tx, community: Community, series_id: int, adopted: Sequence[Adopted], now: datetime
) -> PublicRotation | None:
    """Return the rotation of the next meeting of a series that follows one, None without any."""
    own = [rotation for rotation in adopted if rotation.series_id == series_id]
    ahead = await meetings.series_meetings_after(tx, community.id, series_id, now)
    turning = [meeting for meeting in ahead if rotation_at(own, meeting.ruled)]
    holding = rotation_at(own, turning[0].ruled) if turning else None
    if holding is None:
        return None
    return PublicRotation(
        title=turning[0].title,
        slots=holding.slots,
        ahead=tuple(map(_meeting, turning[: len(holding.slots)])),
        reached=holding.reach.reached,
    )


async def _reports(tx: Tx, community: Community) -> tuple[PublicReport, ...]:
    published = await reports.published_periods(tx, community.id, MOST_REPORTS)
    return tuple(PublicReport(period, today_in(community, at)) for period, at in published)


def _item(item: JournalItem, community: Community) -> PublicItem:
    discussed_at = item.discussed_at
    return PublicItem(
        title=item.title,
        link=item.link,
        authors=item.authors,
        venue=item.venue,
        year=item.year,
        open_copy=item.open_copy,
        is_retracted=item.is_retracted,
        discussed_on=today_in(community, discussed_at) if discussed_at else None,
    )
