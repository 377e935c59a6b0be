"""Put together the review of an attendance file, with the people whom the community knows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sigbot.domain.attendance_files import (
    ImportedPerson,
    ImportReview,
    Matches,
    MatchQuestion,
    MeetingQuestion,
    OrderQuestion,
    Question,
    Reviewed,
    ReviewedMachine,
    counts_of,
    question_of,
)
from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.services.access import must_find
from sigbot.services.matches import Look
from sigbot.store import attendance, imports
from sigbot.store.database import Database, Tx
from sigbot.store.imports import KeptImport

UNREAD = OrderQuestion | MeetingQuestion
"""While one of these is asked, it is not known what the file says."""


async def review_of(db: Database, look: Look) -> ImportReview:
    """Return the review of a file that was looked at."""
    kept, people = look.kept, look.people
    async with db.read() as tx:
        meeting = await must_find(tx, look.community.id, kept.meeting_id)
        asked = await _question(tx, look.community, kept, look.matches)
        known, new = await _reviewed(tx, people, look.matches)
    counts = counts_of(kept.draft, kept.choices)
    return ImportReview(
        id=kept.id,
        meeting=meeting,
        counts=counts,
        known_people=known,
        new=new,
        machines=tuple(
            ReviewedMachine(int(p.key[1:]), p.machine, p.name, p.minutes, not p.is_left_out)
            for p in people
            if p.machine
        ),
        dropped=tuple(p.name for p in people if p.is_left_out and not p.machine),
        question=asked,
        day=None if isinstance(asked, UNREAD) else _other_day(counts.days, meeting),
    )


async def _reviewed(
    tx: Tx, people: Sequence[ImportedPerson], matches: Matches | None
) -> tuple[tuple[Reviewed, ...], tuple[Reviewed, ...]]:
    """Return the people of a file who are known, and those who are new."""
    if matches is None:
        return (), ()
    names = await imports.names_of(tx, {known_id for known_id in matches.ids if known_id})
    pairs = [
        (p, known_id) for p, known_id in zip(people, matches.ids, strict=True) if not p.is_left_out
    ]
    known = (Reviewed(p.name, p.minutes, names[known_id]) for p, known_id in pairs if known_id)
    new = (Reviewed(p.name, p.minutes) for p, known_id in pairs if known_id is None)
    return tuple(known), tuple(new)


def wall_of(meeting: Meeting) -> datetime:
    """Return the start of a meeting as its own zone's clock shows it."""
    return meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).replace(tzinfo=None)


def _other_day(days: Sequence[date], meeting: Meeting) -> date | None:
    """Return the file's day where it is not the meeting's, otherwise None."""
    return days[0] if days and wall_of(meeting).date() not in days else None


async def _question(
    tx: Tx, community: Community, kept: KeptImport, matches: Matches | None
) -> Question | None:
    """Return the next question of a review; those about the file itself come first."""
    if matches is None:
        return question_of(kept.draft, kept.choices)
    if not isinstance(matches.question, MatchQuestion):
        return matches.question
    zone = ZoneInfo(community.timezone)
    candidates = await attendance.with_histories(tx, matches.question.candidates, zone)
    return replace(matches.question, candidates=candidates)
