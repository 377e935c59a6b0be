"""Diversity releases in tests: people who came and said something, and releases made of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from random import Random

from sqlalchemy import insert, select

from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting
from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.periods import read_period
from sigbot.domain.regions import Region
from sigbot.domain.releases import (
    WITHHELD,
    Figures,
    GroupAverage,
    KeptRelease,
    Release,
    Rules,
    Unit,
)
from sigbot.runtime.heavy import HeavyWork, compute_in_thread
from sigbot.services.members import describe_self
from sigbot.services.releases import make_release, take_next_release
from sigbot.store import ledger, releases
from sigbot.store.database import Database
from sigbot.store.newcomers import meet_people
from sigbot.store.rows.attendance import SightingRow
from sigbot.store.rows.meetings import MeetingRow

SEED = 14


async def release(db: Database, now: datetime, seed: int = SEED) -> int:
    """Make every release that is due, as upkeep does; return how many were made."""
    place, dice, made = HeavyWork(compute_in_thread), Random(seed), 0
    while (community_id := await take_next_release(db, now)) is not None:
        made += await make_release(db, place, community_id, now, dice)
    return made


async def kept_releases(db: Database, community_id: int = 1) -> list[KeptRelease]:
    async with db.read() as tx:
        return await releases.history(tx, community_id)


async def publish_regions(
    db: Database, half_year: str, shown: Sequence[Region], community_id: int = 1
) -> None:
    """Keep a release of a half-year that shows these regions, 5 people each, and nothing else."""
    period = read_period(half_year, date(2026, 1, 1))
    groups: dict[Attribute, dict[str, GroupAverage]] = {
        attribute: {answer.value: WITHHELD for answer in answers}
        for attribute, answers in ATTRIBUTES.items()
    }
    groups[Attribute.REGION].update(dict.fromkeys(shown, 5))
    figures = {attribute: Figures(Unit.PEOPLE, groups[attribute]) for attribute in groups}
    made = KeptRelease(1, {}, {}, Rules(), Release(period, period.end, 10, figures), {})
    async with db.write() as tx:
        await releases.keep(tx, community_id, made, of_general=True)


async def attend(
    db: Database, meeting: Meeting, people: Sequence[Actor], source: Source = Source.BUTTON
) -> None:
    """Let people come to a meeting, each by the same source; faster than one press each."""
    names = {person.discord_id: person.name for person in people}
    async with db.write() as tx:
        kept = await tx.get_one(MeetingRow, meeting.id)
        ids = await meet_people(tx, kept.community_id, names, meeting.starts_at)
        there = {"meeting_id": meeting.id, "seen_at": meeting.starts_at, "counts": True}
        rows = [{**there, "person_id": ids[who], "source": source} for who in sorted(ids)]
        await tx.execute(insert(SightingRow), rows)
        await ledger.settle(tx, meeting.id, sorted(ids.values()))


async def say(
    db: Database, people: Sequence[Actor], now: datetime, answers: Mapping[str, str]
) -> None:
    """Let people say the same of themselves."""
    for person in people:
        await describe_self(db, person, answers, now)


async def sources_at(db: Database, meeting: Meeting) -> set[str]:
    async with db.read() as tx:
        chosen = select(SightingRow.source).where(SightingRow.meeting_id == meeting.id)
        return set(await tx.scalars(chosen))
