"""The reading tools: how the bot reads a time, a zone, a rule, an attendance file, a link.

Each tool has a function that returns JSON's values, and most have one with lines for people.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from sigbot.domain.attendance_files import FileMeeting, FileReview, read_file
from sigbot.domain.bounds import MOST_BYTES
from sigbot.domain.links import read_link
from sigbot.domain.refusals import FixedOffsetError, RefusedError
from sigbot.domain.series import check_rule, occurrences
from sigbot.domain.when import Moment, WhenReading, WhenStatus, is_in_gap, read_when, to_utc
from sigbot.domain.zone_names import exact_names, fold
from sigbot.domain.zones import find_zone, read_zone
from sigbot.wording import imports, refusals, times
from sigbot.wording import reading as say

MOST_OCCURRENCES = 10_000
END_OF_TIME = datetime(9999, 12, 31)  # noqa: DTZ001  (a wall time)

Result = Mapping[str, object]


def read_now(text: str | None) -> datetime:
    """Read an ISO instant, UTC without an offset; None is the present time. Raises ValueError."""
    if text is None:
        return datetime.now(UTC)
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def zone_named(text: str) -> str:
    """Return a zone as `find_zone` does, but accept the fixed offsets of tzdata too."""
    try:
        return find_zone(text)
    except FixedOffsetError:
        if fold(text) not in exact_names():
            raise
        return exact_names()[fold(text)]


def read_wall(text: str) -> datetime:
    """Read a local time in ISO format; return it naive. Raises ValueError."""
    wall = datetime.fromisoformat(text)
    if wall.tzinfo:
        raise ValueError(text)
    return wall


def understand_when(text: str, zone: str, now: datetime) -> Result:
    """Return `status` and `readings` of a typed time, as in the public contract.

    Of a time in a fold, the first occurrence comes first.
    """
    try:
        reading = read_when(text, zone_named(zone), now)
    except RefusedError as error:
        return {"status": WhenStatus.UNREADABLE, "readings": [], "why": refusals.sentence(error)}
    return {
        "status": reading.status,
        "readings": [_moment(moment, reading, now) for moment in reading.readings],
    }


def _moment(moment: Moment, reading: WhenReading, now: datetime) -> Result:
    return {
        "local": f"{moment.wall:%Y-%m-%dT%H:%M}",
        "zone": moment.zone,
        "offset": _offset(moment.at.utcoffset()),
        "utc": _utc(moment.utc),
        "note": say.note(moment.utc - now, shifted=moment in reading.shifted),
    }


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _offset(offset: timedelta | None) -> str | None:
    if offset is None:
        return None
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def understand_zone(text: str) -> Result:
    reading = read_zone(text)
    return {
        "status": reading.status,
        "zones": list(reading.zones),
        "offset": _offset(reading.offset),
        "suggest": reading.suggest,
    }


def understand_occurrences(rule: str, start: str, zone: str, count: int) -> Result:
    """Return the first `count` occurrences of a rule, MOST_OCCURRENCES at most.

    Raises RefusedError, and ValueError for a start that is no local time.
    """
    first = read_wall(start)
    name = zone_named(zone)
    checked = check_rule(rule.strip().upper().removeprefix("RRULE:"), first)
    most = max(0, min(count, MOST_OCCURRENCES))
    walls = list(islice(occurrences(checked, first, END_OF_TIME), most))
    return {
        "utc": [_utc(to_utc(wall, name)) for wall in walls],
        "local": [_shown(wall, name) for wall in walls],
        "notes": list(_notes(walls, name)),
    }


def _shown(wall: datetime, zone: str) -> str:
    """Return the wall time of a meeting: after the gap, for a wall time that does not exist."""
    return f"{to_utc(wall, zone).astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def _notes(walls: Sequence[datetime], zone: str) -> Sequence[str]:
    return [
        say.OCCURRENCE_GAP.format(wall=f"{wall:%Y-%m-%d %H:%M}")
        for wall in walls
        if is_in_gap(wall, zone)
    ]


def review_file(path: Path, start: datetime | None) -> FileReview:
    """Review an attendance file; `start` is the meeting's local start, if known. Raises OSError."""
    with path.open("rb") as file:
        return read_file(file.read(MOST_BYTES + 1), start)


def understand_attendance(review: FileReview) -> Result:
    """Return the review of a file, as in the public contract; times are on the host's clock."""
    return {
        "outcome": review.outcome,
        "shape": review.shape,
        "why": imports.why(review) or None,
        "meeting": _meeting(review.meeting) if review.meeting else None,
        "meetings": [_meeting(meeting) for meeting in review.meetings],
        "people": [
            {
                "name": person.name,
                "aliases": person.aliases,
                "minutes": person.minutes,
                "first_join": _iso(person.first_join),
                "last_leave": _iso(person.last_leave),
            }
            for person in review.people
        ],
        "ambiguous": [{"name": asked.name, "count": asked.count} for asked in review.ambiguous],
        "apart": [{"name": a.person.name, "kind": a.machine} for a in review.apart],
        "phone_callers": review.phone_callers,
        "waiting_only": review.waiting_only,
        "no_shows": review.no_shows,
        "bad_rows": [{"line": row.line, "why": imports.why_bad(row)} for row in review.bad_rows],
    }


def _meeting(meeting: FileMeeting) -> Result:
    return {"topic": meeting.topic, "start": _iso(meeting.start)}


def _iso(wall: datetime | None) -> str | None:
    return wall.isoformat(timespec="seconds") if wall else None


def understand_link(text: str) -> Result:
    """Return the work that a text leads to, as in the public contract."""
    try:
        work = read_link(text)
    except RefusedError as error:
        why = refusals.unescaped(error)
        return {"status": "refused", "kind": None, "id": None, "url": None, "why": why}
    return {"status": "ok", "kind": work.kind, "id": work.id, "url": work.url, "why": ""}


def link_lines(text: str) -> str:
    """Return lines for people: the id of a work, and its address; or why there is none."""
    try:
        work = read_link(text)
    except RefusedError as error:
        return refusals.unescaped(error)
    return say.LINK.format(id=work.id, url=work.url)


def as_json(result: Result) -> str:
    return json.dumps(result, ensure_ascii=False)


def when_lines(text: str, zone: str, now: datetime) -> str:
    """Return lines for people: how a time was read, with a line for each reading."""
    try:
        reading = read_when(text, zone_named(zone), now)
    except RefusedError as error:
        return refusals.sentence(error)
    lines = [times.echo(moment, now) for moment in reading.readings]
    return "\n".join([say.WHEN[reading.status], *lines])


def zone_lines(text: str) -> str:
    reading = read_zone(text)
    lines = [say.ZONE[reading.status], *reading.zones]
    if reading.offset is not None:
        lines.append(say.OFFSET.format(offset=_offset(reading.offset)))
    if reading.suggest:
        lines.append(say.SUGGEST.format(zone=reading.suggest))
    return "\n".join(lines)


def occurrence_lines(rule: str, start: str, zone: str, count: int) -> str:
    result = understand_occurrences(rule, start, zone, count)
    walls, instants, notes = (result[key] for key in ("local", "utc", "notes"))
    assert isinstance(walls, list)  # noqa: S101  (of this module's own making)
    assert isinstance(instants, list)  # noqa: S101
    assert isinstance(notes, list)  # noqa: S101
    pairs = zip(walls, instants, strict=True)
    return "\n".join([*(say.PAIR.format(local=wall, utc=at) for wall, at in pairs), *notes])
