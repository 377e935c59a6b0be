"""Series that follow a rotation: suggestions without a search, and where meetings are to be."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import Topic
from sigbot.domain.rotation.alternatives import Wishes
from sigbot.domain.rotation.turns import Slot
from sigbot.domain.rotation.views import Adoption
from sigbot.domain.when import to_utc
from sigbot.services.turns import place_occurrences
from sigbot.store import meetings, members
from sigbot.store import rotation as rotations
from sigbot.store.database import Database
from sigbot.store.rows.attendance import AttendanceRow, SightingRow
from tests.services.world import OLGA, adopt_suggestion, check_reminders, rows, waiting

NEW_YORK, TOKYO = "America/New_York", "Asia/Tokyo"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Row = dict[str, Any]


def slots(*times: str, zone: str = NEW_YORK) -> tuple[Slot, ...]:
    """Of `Tue 09:00` and the like."""
    found = []
    for one in times:
        day, clock = one.split()
        hour, minute = map(int, clock.split(":"))
        found.append(Slot(zone, (DAYS.index(day) * 24 + hour) * 60 + minute))
    return tuple(found)


A = slots("Tue 09:00", "Thu 20:00")
B = slots("Mon 22:00", "Wed 06:30", "Fri 10:00", zone=TOKYO)
TODAY = slots("Wed 11:00")


async def suggested(
    db: Database,
    meeting: Meeting,
    now: datetime,
    community_id: int = 1,
    **alternatives: Sequence[Slot],
) -> int:
    """A suggestion, as if it had been shown: A and B, if no others are given."""
    chosen = {"today": TODAY, **(alternatives or {"A": A, "B": B})}
    kept = {
        label: {"slots": [asdict(slot) for slot in times], "reached": ["Europe"], "share": 40}
        for label, times in chosen.items()
    }
    async with db.write() as tx:
        return await rotations.add_suggestion(
            tx, community_id, meeting.id, len(A), asdict(Wishes()), kept, now
        )


async def adopted(
    db: Database, meeting: Meeting, now: datetime, times: Sequence[Slot] = A
) -> Adoption:
    """Olga adopts these times, from a meeting on."""
    number = await suggested(db, meeting, now, A=times)
    return await adopt_suggestion(db, OLGA, number, "A", now)


def expected(occurrences: Iterable[datetime], times: Sequence[Slot]) -> list[datetime]:
    """The instants at which occurrences (wall times of the rule) have their turns."""
    found = []
    for n, occurrence in enumerate(occurrences):
        slot = times[n % len(times)]
        monday = occurrence.date() - timedelta(days=occurrence.weekday())
        wall = datetime(monday.year, monday.month, monday.day) + timedelta(minutes=slot.minute)  # noqa: DTZ001
        found.append(to_utc(wall, slot.zone))
    return found


def starts(some: Iterable[Meeting]) -> list[datetime]:
    return [one.starts_at for one in some]


async def in_order(db: Database, series_id: int = 1) -> list[Row]:
    """The meetings of a series, in the order of its rule; cancelled ones too."""
    found = [row for row in await rows(db, "meetings") if row["series_id"] == series_id]
    return sorted(found, key=lambda row: row["occurrence"])


async def instants(db: Database) -> list[datetime]:
    return [row["starts_at"] for row in await in_order(db)]


async def said_later(db: Database) -> list[tuple[str, int, datetime, object]]:
    """The cards and reminders that wait, in order."""
    found = await waiting(db, Topic.CARD, Topic.REMINDER, Topic.DIRECT)
    return sorted(
        (row.topic, int(row.payload["meeting"]), row.due_at, row.payload.get("to", 0))
        for row in found
    )


async def check_places(db: Database, now: datetime) -> None:
    """Every meeting that was not moved is where its series means it to be, no two of a series are
    at once, and reminders are those of the meetings as they are."""
    await check_reminders(db, now)
    for row in await rows(db, "meetings"):
        assert row["starts_at"] == to_utc(row["wall"], row["zone"], fold=row["fold"])
    for series in await rows(db, "series"):
        await _check_series(db, series["id"])


async def _check_series(db: Database, series_id: int) -> None:
    found = await in_order(db, series_id)
    async with db.read() as tx:
        running = await meetings.running_series(tx, series_id)
        if running is None:
            return
        walls = [row["occurrence"] for row in found]
        meant = await place_occurrences(tx, running[0], walls)
    assert len(set(walls)) == len(walls)
    kept = [
        (row["wall"], row["zone"], row["starts_at"], one)
        for row, one in zip(found, meant, strict=True)
        if not row["moved"]
    ]
    for wall, zone, starts_at, one in kept:
        assert (wall, zone, starts_at) == (one.wall, one.zone, one.starts_at)
    assert all(a[2] < b[2] for a, b in pairwise(kept))


async def came(
    db: Database,
    community: Community,
    meeting: Row | Meeting,
    people: Iterable[Actor],
    source: Source = Source.BUTTON,
) -> None:
    """People were at a meeting, in the ledger at once."""
    number, at = (
        (meeting.id, meeting.starts_at)
        if isinstance(meeting, Meeting)
        else (meeting["id"], meeting["starts_at"])
    )
    async with db.write() as tx:
        attended = [
            {
                "meeting_id": number,
                "person_id": (
                    await members.meet_person(tx, community.id, one.discord_id, one.name, at)
                ).id,
                "source": source,
            }
            for one in people
        ]
        if attended:
            seen = [{**line, "seen_at": at} for line in attended]
            await tx.execute(insert(SightingRow), seen)
            ledger = [{**line, "checked_in_at": at} for line in attended]
            await tx.execute(insert(AttendanceRow), ledger)


def on_clock(at: datetime, zone: str = NEW_YORK) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%m-%d %a %H:%M}"
