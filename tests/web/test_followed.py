"""A calendar that somebody subscribed to once follows whatever happens to its meetings.

It is fetched over HTTP after each of eleven changes, and read by three independent programs.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import update

from sigbot.domain.meetings import Meeting, Scope
from sigbot.services.agenda import suggest_point
from sigbot.services.calendars import new_address
from sigbot.services.cancellations import restore_meeting
from sigbot.services.clocks import follow_zone_rules
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import list_meetings
from sigbot.store.database import Database
from sigbot.store.rows.meetings import MeetingRow
from tests.calendars import HAS_NODE_READERS, Read, with_icalendar, with_node
from tests.services.rotating import adopted
from tests.services.world import (
    ANA,
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    NEWS,
    OLGA,
    WEEK,
    cancel_meeting,
    edit,
    rows,
    series_at,
)
from tests.web.serving import Clock, Site, site_of

URL = "https://sig.example.org"
BEGIN = datetime(2026, 2, 24, 9, tzinfo=UTC)
"""Within four weeks of it the clocks change in New York, Casablanca, Lord Howe and Asunción, where
they did so until 2024."""

ZONES = (
    "America/New_York",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "America/Asuncion",
    "Asia/Calcutta",
)
Seen = tuple[str, datetime, datetime, str, int, str]
"""(UID, start, end, status, sequence, title)"""


@dataclass
class Follower:
    """A member's calendar program, and what the database says at the same moments."""

    db: Database
    clock: Clock
    site: Site
    path: str
    etag: str = ""
    written: list[bytes] = field(default_factory=list)
    meant: list[list[Seen]] = field(default_factory=list)

    async def meeting(self, index: int) -> Meeting:
        return (await list_meetings(self.db, OLGA, self.clock.at, limit=100))[index]

    async def after(self, deed: Callable[[datetime], Awaitable[object]]) -> None:
        """Something is done; then the program asks for what is new."""
        self.clock.at += MINUTE
        await deed(self.clock.at)
        got = await self.site.get(self.path, If_None_Match=self.etag)
        assert got.status == 200
        self.etag = got.headers["ETag"]
        assert (await self.site.get(self.path, If_None_Match=self.etag)).status == 304
        self.written.append(got.body)
        self.meant.append([_meant(row) for row in await rows(self.db, "meetings")])


def _meant(row: dict[str, object]) -> Seen:
    """Return what a calendar is to show of a meeting."""
    start = row["starts_at"]
    assert isinstance(start, datetime)
    cancelled = row["cancelled_at"] is not None
    return (
        f"meeting-{row['id']}.{GUILD}@sigbot",
        start,
        start + timedelta(minutes=int(str(row["duration"]))),
        "CANCELLED" if cancelled else "CONFIRMED",
        int(str(row["revision"])),
        f"Cancelled: {row['title']}" if cancelled else str(row["title"]),
    )


def _seen(event: Read) -> Seen:
    return event.uid, event.start, event.end, event.status, event.sequence, event.summary


async def _under_other_rules(db: Database, now: datetime) -> None:
    """All meetings ahead are an hour from where they are meant; then they follow the rules."""
    async with db.write() as tx:
        for row in await rows(db, "meetings"):
            changed = update(MeetingRow).where(MeetingRow.id == row["id"])
            await tx.execute(changed.values(starts_at=row["starts_at"] + HOUR))
    assert await follow_zone_rules(db, "other rules", now)


@pytest.mark.parametrize("zone", ZONES)
async def test_it_follows_every_change_in_three_programs(sqlite_db: Database, zone: str) -> None:
    db, clock = sqlite_db, Clock(BEGIN)
    await set_up(db, OLGA, Setup(name="Health", timezone=zone), "Server", NEWS, BEGIN)
    made = await new_address(db, ANA, URL, Random(1), BEGIN)
    async with site_of(db, clock) as site:
        follower = Follower(db, clock, site, made.url.removeprefix(URL))
        await _live(follower)
    _check(follower)


async def _live(follower: Follower) -> None:
    db = follower.db
    await follower.after(lambda at: series_at(db, at, "Wednesday 1:30"))
    first, second, third = [await follower.meeting(index) for index in (1, 2, 5)]
    deeds: list[Callable[[datetime], Awaitable[object]]] = [
        lambda at: edit(db, first, at, when="in 4 days 7:45"),
        lambda at: edit(db, second, at, title="Another title, and more; 👩🏽‍⚕️"),
        lambda at: suggest_point(db, OLGA, "A point", second.key, at),
        lambda at: cancel_meeting(db, OLGA, second.key, "A holiday", scope=Scope.THIS, now=at),
        lambda at: restore_meeting(db, OLGA, second.key, Scope.THIS, at),
        lambda at: edit(db, third, at, following=True, duration="90 min", place="Room 2"),
        lambda at: adopted(db, third, at),
        lambda at: _under_other_rules(db, at),
    ]
    for deed in deeds:
        await follower.after(deed)
    follower.clock.at += 2 * WEEK + DAY
    last = await follower.meeting(4)
    await follower.after(
        lambda at: cancel_meeting(db, OLGA, last.key, "", scope=Scope.FOLLOWING, now=at)
    )


def _check(follower: Follower) -> None:
    by_node = with_node(*follower.written) if HAS_NODE_READERS else [{}] * len(follower.written)
    for written, meant, readers in zip(follower.written, follower.meant, by_node, strict=True):
        for events in (with_icalendar(written), *readers.values()):
            assert sorted(map(_seen, events)) == sorted(meant)
    assert len(follower.written) == 10
    sequences = [{seen[0]: seen[4] for seen in meant} for meant in follower.meant]
    for before, after in pairwise(sequences):
        assert all(after[uid] >= before[uid] for uid in before)
    assert not HAS_NODE_READERS or {*by_node[0]} == {"ical.js", "node-ical"}
