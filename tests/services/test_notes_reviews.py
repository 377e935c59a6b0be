"""Notes that are given as a text: reviewed, and kept once."""

import asyncio
from datetime import date, datetime

import pytest

from sigbot.domain.bounds import MOST_NOTES, MOST_NOTES_BYTES, FullError
from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.minutes import MinutesState
from sigbot.domain.notes import (
    NotBegunYetError,
    NotesClosedError,
    NotesKeptError,
    NotesRefusedError,
    NotesReview,
    NotesToRead,
    read_notes,
)
from sigbot.domain.refusals import (
    AnsweredError,
    MeetingCancelledError,
    NotFoundError,
    NotOrganizerError,
)
from sigbot.runtime.heavy import compute_in_thread as compute
from sigbot.services import imports
from sigbot.services.members import set_timezone
from sigbot.services.notes_reviews import (
    KEPT_FOR,
    NotesKept,
    drop_notes,
    keep_notes,
    open_notes,
    prepare_notes,
    read_for,
    show_notes,
)
from sigbot.store import minutes as kept_minutes
from sigbot.store import notes, promises
from sigbot.store.database import Database
from tests.services.samples import Service, Services
from tests.services.test_personal import forget
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    HOUR,
    OLGA,
    OTTO,
    audited,
    cancel_meeting,
    meeting_at,
    refused,
    rows,
)

TEXT = """\
chair: Olga
present+ Ana, Zed
topic: Budget
little money
agreed: we ask for more
action: Ana - write, due 2026-12-09
- [x] Nobody Here: call
topic: Room
"""
"""With an action item of a member, and one of somebody who is none."""


async def begun(db: Database, now: datetime) -> Meeting:
    """A meeting that began an hour ago."""
    return await meeting_at(db, now + HOUR, now)


async def given(db: Database, meeting: Meeting, now: datetime, text: str = TEXT) -> NotesReview:
    return await open_notes(db, OLGA, meeting.id, read_notes(text, date(2026, 11, 22)), now)


async def lines(db: Database, meeting: Meeting) -> list[tuple[str, str]]:
    async with db.read() as tx:
        return [(line.kind, line.text) for line in await notes.notes_of(tx, meeting.id)]


async def test_notes_are_reviewed_and_kept_in_their_order(
    db: Database, here: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    await set_timezone(db, ANA, "Lisbon", now)
    review = await given(db, meeting, later)
    assert await lines(db, meeting) == []
    assert review.draft.member("Ana") == "Ana"
    assert review.draft.member("Nobody Here") == ""
    assert await show_notes(db, OLGA, review.id, later) == review
    kept = await keep_notes(db, OLGA, review.id, later)
    assert kept == NotesKept(review.meeting, 9, 2)
    assert await lines(db, meeting) == [
        ("chair", "Olga"),
        ("present", "Ana"),
        ("present", "Zed"),
        ("topic", "Budget"),
        ("info", "little money"),
        ("agreed", "we ask for more"),
        ("action", "write"),
        ("action", "call"),
        ("topic", "Room"),
    ]
    last = (await audited(db))[-1]
    assert (last.action, last.subject) == ("notes.keep", meeting.key)


async def test_names_in_notes_are_no_attendance(
    db: Database, here: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    await set_timezone(db, ANA, "Lisbon", now)
    review = await given(db, meeting, later)
    await keep_notes(db, OLGA, review.id, later)
    assert await rows(db, "attendances") == []


async def test_action_items_are_promises_of_members_where_they_are_known(
    db: Database, here: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    await set_timezone(db, ANA, "Lisbon", now)
    await keep_notes(db, OLGA, (await given(db, meeting, later)).id, later)
    async with db.read() as tx:
        assert await promises.count_open(tx, here.id) == 1
    owned = await rows(db, "promises")
    assert len(owned) == 2


async def test_the_same_notes_are_kept_once_in_whatever_file(
    db: Database, here: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    first, second = await given(db, meeting, later), await given(db, meeting, later)
    await keep_notes(db, OLGA, first.id, later)
    async with refused(db, NotesKeptError):
        await keep_notes(db, OLGA, second.id, later)
    async with refused(db, NotesKeptError):
        await given(db, meeting, later, TEXT.replace("\n", "\r\n\r\n"))
    more = await given(db, meeting, later, TEXT + "more\n")
    await keep_notes(db, OLGA, more.id, later)
    assert len(await lines(db, meeting)) == 9 + 10


async def test_two_who_keep_the_same_review_at_once_keep_it_once(
    db: Database, here: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    review = await given(db, meeting, later)
    results = await asyncio.gather(
        *(keep_notes(db, OLGA, review.id, later) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(result, NotesKept) for result in results) == 1
    assert len(await lines(db, meeting)) == 9


async def test_a_review_that_was_dropped_or_is_old_is_over(
    db: Database, here: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    dropped = await given(db, meeting, later)
    await drop_notes(db, OLGA, dropped.id, later)
    old = await given(db, meeting, later)
    for review_id, at in ((dropped.id, later), (old.id, later + KEPT_FOR), (99, later)):
        async with refused(db, AnsweredError):
            await keep_notes(db, OLGA, review_id, at)
        async with refused(db, AnsweredError):
            await show_notes(db, OLGA, review_id, at)
    await imports.forget_reviews(db, later + 2 * KEPT_FOR)
    assert await rows(db, "imports") == []


async def test_the_buttons_of_an_attendance_file_do_nothing_to_notes(
    db: Database, here: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    review = await given(db, meeting, later)
    async with refused(db, AnsweredError):
        await imports.show_import(db, OLGA, review.id, later)
    async with refused(db, AnsweredError):
        await imports.write_import(db, OLGA, review.id, 0, later)


async def test_only_meetings_that_have_begun_and_are_not_settled_take_notes(
    db: Database, here: Community, now: datetime
) -> None:
    ahead = await meeting_at(db, now + DAY, now)
    async with refused(db, NotBegunYetError):
        await prepare_notes(db, OLGA, ahead.key, now)
    async with refused(db, NotBegunYetError):
        await given(db, ahead, now)
    begun_meeting, later = await begun(db, now), now + 2 * HOUR
    assert (await prepare_notes(db, OLGA, begun_meeting.key, later)).id == begun_meeting.id
    async with refused(db, NotFoundError):
        await prepare_notes(db, OLGA, "m99", later)
    review = await given(db, begun_meeting, later)
    async with db.write() as tx:
        await kept_minutes.keep(tx, begun_meeting.id, {"state": MinutesState.APPROVED})
    async with refused(db, NotesClosedError):
        await keep_notes(db, OLGA, review.id, later)
    async with refused(db, NotesClosedError):
        await prepare_notes(db, OLGA, begun_meeting.key, later)
    await cancel_meeting(db, OLGA, ahead.key, "", scope="this", now=now)
    async with refused(db, MeetingCancelledError):
        await prepare_notes(db, OLGA, ahead.key, later + DAY)


async def test_only_organizers_give_notes(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    review = await given(db, meeting, later)
    async with refused(db, NotOrganizerError):
        await keep_notes(db, BEN, review.id, later)
    async with refused(db, NotOrganizerError):
        await prepare_notes(db, BEN, meeting.key, later)
    async with refused(db, AnsweredError):
        await keep_notes(db, OTTO, review.id, later)  # of another community


async def test_notes_without_a_line_are_refused(
    db: Database, here: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    for text in ("---\n", "topic:\n", "[10:02] -!- ann has joined #sig\n"):
        async with refused(db, NotesRefusedError):
            await given(db, meeting, later, text)


async def test_a_file_is_read_as_heavy_work(db: Database, here: Community, now: datetime) -> None:
    meeting = await begun(db, now)
    reading = await read_for(meeting, b"action: Ana - write, due tomorrow", compute)
    assert [action.due for action in reading.actions] == [
        date.fromordinal(meeting.starts_at.date().toordinal() + 1)
    ]
    with pytest.raises(NotesRefusedError):
        await read_for(meeting, b"x" * (MOST_NOTES_BYTES + 1), compute)
    assert NotesToRead(b"x", date(2026, 12, 2)).day == date(2026, 12, 2)


async def test_more_lines_than_a_meeting_takes_are_refused(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    meeting, later = await begun(sqlite_db, now), now + 2 * HOUR
    text = "\n".join(f"line {number}" for number in range(MOST_NOTES))
    review = await given(sqlite_db, meeting, later, text)
    await keep_notes(sqlite_db, OLGA, review.id, later)
    again = await given(sqlite_db, meeting, later, "one more")
    async with refused(sqlite_db, FullError):
        await keep_notes(sqlite_db, OLGA, again.id, later)
    assert len(await lines(sqlite_db, meeting)) == MOST_NOTES


async def test_who_is_forgotten_is_in_no_review(
    db: Database, here: Community, now: datetime
) -> None:
    meeting, later = await begun(db, now), now + 2 * HOUR
    await set_timezone(db, ANA, "Lisbon", now)
    review = await given(db, meeting, later)
    await forget(db, ANA, later)
    async with refused(db, AnsweredError):
        await show_notes(db, OLGA, review.id, later)


async def _furnish(db: Database, now: datetime) -> None:
    """Two texts are under review for the meeting that begins in an hour."""
    for text, number in (("One line", KEEPING), ("Another line", DROPPING)):
        reading = read_notes(text, date(2026, 11, 22))
        assert (await open_notes(db, OLGA, 1, reading, now + HOUR)).id == number


KEEPING, DROPPING = 5, 6
"""Notes under review, by their ids; the files of `test_every_service.py` come before."""

SERVICES = Services(
    furnish=_furnish,
    services=(
        Service(
            "notes_reviews.prepare_notes",
            lambda db, who, now: prepare_notes(db, who, "m1", now),
            organizers=True,
        ),
        Service(
            "notes_reviews.show_notes",
            lambda db, who, now: show_notes(db, who, KEEPING, now),
            organizers=True,
        ),
        Service(
            "notes_reviews.keep_notes",
            lambda db, who, now: keep_notes(db, who, KEEPING, now),
            organizers=True,
            action="notes.keep",
            subject="m1",
        ),
    ),
)
REVIEWS = (
    Service(
        "notes_reviews.open_notes",
        lambda db, who, now: open_notes(db, who, 1, read_notes("x", date(2026, 11, 22)), now),
        organizers=True,
    ),
    Service(
        "notes_reviews.drop_notes",
        lambda db, who, now: drop_notes(db, who, DROPPING, now),
        organizers=True,
    ),
)
"""What is noted only when the notes are kept."""
