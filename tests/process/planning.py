"""What there is to say, written down while no process runs."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Actor
from sigbot.services.clocks import follow_zone_rules, rules_version
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import (
    MeetingRequest,
    Scheduled,
    answer_meeting,
    schedule_meeting,
)
from sigbot.services.reminders import set_direct_messages, set_reminders
from sigbot.services.startup import open_database
from sigbot.store.database import Database
from tests.local_discord import Guild, Member

NEWS = "announcements"


@dataclass(frozen=True, slots=True)
class Wish:
    """A meeting, and how long before it people are reminded; None is as usual."""

    title: str
    starts_at: datetime
    before: str | None = None
    minutes: int = 60


async def plan(
    url: str,
    guild: Guild,
    wishes: Sequence[Wish],
    now: datetime,
    going: Iterable[Member] = (),
    before: str = "1h",
) -> None:
    """Their cards are due `now`. Who is `going` wants direct messages so long `before` them."""
    olga = actor_of(guild, next(iter(guild.members.values())))
    people = [actor_of(guild, member) for member in going]
    async with _opened(url) as db:
        await _set_up(db, olga, guild, now)
        for person in people:
            await set_direct_messages(db, person, now, wanted=True, before=before, changes="dm")
        for wish in wishes:
            meeting_id = await _schedule(db, olga, wish, now)
            for person in people:
                await answer_meeting(db, person, meeting_id, "going", now)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    db = open_database(url)
    try:
        yield db
    finally:
        await db.close()


async def _set_up(db: Database, olga: Actor, guild: Guild, now: datetime) -> None:
    await follow_zone_rules(db, rules_version(), now)  # as every process does first
    setup = Setup(timezone="UTC", announcements_channel_id=guild.channel(NEWS).id)
    await set_up(db, olga, setup, guild.name, guild.channel("general").id, now)


async def _schedule(db: Database, olga: Actor, wish: Wish, now: datetime) -> int:
    when = wish.starts_at.strftime("%Y-%m-%d %H:%M")
    request = MeetingRequest(title=wish.title, when=when, duration=f"{wish.minutes} min")
    made = await schedule_meeting(db, olga, request, now)
    assert isinstance(made, Scheduled)
    if wish.before is not None:
        await set_reminders(db, olga, made.meeting.key, wish.before, now)
    return made.meeting.id


def actor_of(guild: Guild, member: Member) -> Actor:
    manages = member is next(iter(guild.members.values()))
    return Actor(guild.id, member.id, member.user.name, manages_guild=manages)
