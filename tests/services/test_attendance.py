"""Checking in: when it is possible, that it counts once, and who can read it."""

from datetime import datetime

from sigbot.domain.attendance import Attendance, AttendanceLine, Source
from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import REFRESH_AFTER, Topic
from sigbot.domain.refusals import (
    BackwardPeriodError,
    MeetingCancelledError,
    NotFoundError,
    NothingToCheckInError,
    NotMemberError,
    TooEarlyError,
    TooLateError,
    UnreadablePeriodError,
)
from sigbot.domain.regions import Region
from sigbot.services.attendance import show_attendance
from sigbot.services.checkins import open_meetings
from sigbot.services.community import add_subgroup
from sigbot.services.members import describe_self
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    MINUTE,
    OLGA,
    OTTO,
    SECOND,
    STRANGER,
    Waiting,
    audited,
    cancel_meeting,
    check_in,
    everything,
    export_attendance,
    meeting_at,
    refused,
    rows,
    waiting,
)


async def _call(db: Database, now: datetime, **more: str) -> Meeting:
    """An hour long, tomorrow at this time."""
    return await meeting_at(db, now + DAY, now, **more)


async def test_who_checks_in_was_there(db: Database, here: Community, now: datetime) -> None:
    meeting = await _call(db, now)
    at = meeting.starts_at + 3 * MINUTE
    checked = await check_in(db, ANA, meeting.id, "code", at)
    assert (checked.meeting.id, checked.first) == (meeting.id, True)
    view = await show_attendance(db, BEN, meeting.key, at)
    shown, there = view.meeting, view.people
    assert shown.counts.attended == 1
    assert there == [Attendance("Ana", ANA.discord_id, Source.CODE, at)]
    assert (await audited(db))[-1].action == "attendance.checkin"
    assert (await waiting(db))[-1] == Waiting(
        Topic.REFRESH, {"meeting": meeting.id}, at + REFRESH_AFTER
    )


async def test_checking_in_is_possible_from_15_minutes_before_until_30_after(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _call(db, now)
    opens, closes = meeting.starts_at - 15 * MINUTE, meeting.starts_at + 90 * MINUTE
    async with refused(db, TooEarlyError) as early:
        await check_in(db, ANA, meeting.id, "button", opens - SECOND)
    assert early.value.opens_at == opens
    async with refused(db, TooLateError) as late:
        await check_in(db, ANA, meeting.id, "button", closes + SECOND)
    assert late.value.closed_at == closes
    assert (await check_in(db, ANA, meeting.id, "button", opens)).first
    assert (await check_in(db, BEN, meeting.id, "button", closes)).first


async def test_checking_in_twice_is_no_error_and_counts_once(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _call(db, now)
    assert (await check_in(db, ANA, meeting.id, "code", meeting.starts_at)).first
    before = await everything(db)
    assert not (await check_in(db, ANA, meeting.id, "code", meeting.starts_at + MINUTE)).first
    assert await everything(db) == before
    assert not (await check_in(db, ANA, meeting.id, "button", meeting.starts_at + MINUTE)).first
    (row,) = await rows(db, "attendances")
    assert (row["source"], row["checked_in_at"]) == ("code", meeting.starts_at)


async def test_nobody_checks_in_to_a_cancelled_meeting(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _call(db, now)
    await cancel_meeting(db, OLGA, meeting.key, "", scope="this", now=now)
    async with refused(db, MeetingCancelledError):
        await check_in(db, ANA, meeting.id, "button", meeting.starts_at)
    async with refused(db, NothingToCheckInError):
        await open_meetings(db, ANA, meeting.starts_at)


async def test_whoever_left_the_server_does_not_check_in(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _call(db, now)
    async with refused(db, NotMemberError):
        await check_in(db, STRANGER, meeting.id, "button", meeting.starts_at)


async def test_a_meeting_of_another_community_or_of_none_is_not_found(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    meeting = await _call(db, now)
    for number in (meeting.id, meeting.id + 1, 0, 2**63 - 1):
        async with refused(db, NotFoundError):
            await check_in(db, OTTO, number, "button", meeting.starts_at)
    async with refused(db, NotFoundError):
        await show_attendance(db, OTTO, meeting.key, now)
    async with refused(db, NothingToCheckInError):
        await open_meetings(db, OTTO, meeting.starts_at)


async def test_without_a_name_it_is_the_meeting_that_is_open(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _call(db, now)
    for closed, why in (
        (meeting.opens_at - SECOND, TooEarlyError),
        (meeting.closes_at + SECOND, TooLateError),
        (meeting.closes_at + DAY, NothingToCheckInError),
    ):
        async with refused(db, why):
            await open_meetings(db, ANA, closed)
    for open_at in (meeting.opens_at, meeting.closes_at):
        assert await open_meetings(db, ANA, open_at) == [meeting]


async def test_the_longest_meeting_is_open_to_its_end(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _call(db, now, duration="12 hours")
    assert await open_meetings(db, ANA, meeting.closes_at) == [meeting]


async def test_with_several_open_they_are_offered(
    db: Database, here: Community, now: datetime
) -> None:
    first, second = await _call(db, now), await _call(db, now, title="Other")
    offered = await open_meetings(db, ANA, first.starts_at)
    assert [meeting.id for meeting in offered] == [first.id, second.id]


async def test_nobody_was_at_a_meeting_without_records(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _call(db, now)
    view = await show_attendance(db, ANA, "call", now)
    assert (view.meeting, view.people, view.brief) == (meeting, [], [])


async def test_an_export_has_a_line_for_every_attendance(
    db: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Imaging", None, now)
    said = {"gender": "female", "region": "Europe", "organization": "payer", "experience": "new"}
    await describe_self(db, ANA, said, now)
    late = await meeting_at(db, now + 2 * DAY, now, title="Late")
    early = await meeting_at(db, now + DAY, now, title="Early", subgroup="Imaging")
    for who, meeting in ((BEN, late), (BEN, early), (ANA, late)):
        await check_in(db, who, meeting.id, "button", meeting.starts_at)
    period, lines = await export_attendance(db, OLGA, None, None, now)

    def line(meeting: Meeting, who: str, number: int, region: Region | None) -> AttendanceLine:
        there = Attendance(who, number, Source.BUTTON, meeting.starts_at, None, region)
        subgroup = meeting.subgroup
        return AttendanceLine(
            meeting.key, meeting.title, meeting.kind, subgroup, meeting.starts_at, there
        )

    assert period.label == "H1 2026"
    assert lines == [
        line(early, "Ben", BEN.discord_id, None),
        line(late, "Ana", ANA.discord_id, Region.EUROPE),
        line(late, "Ben", BEN.discord_id, None),
    ]
    _, subgroups = await export_attendance(db, OLGA, "H1 2026", "subgroup", now)
    assert [found.title for found in subgroups] == ["Early"]


async def test_an_export_is_of_whole_days_in_the_communitys_zone(
    db: Database, here: Community, now: datetime
) -> None:
    """Midnight in New York is 4:00 UTC in summer."""
    midnight = datetime(2026, 7, 1, 4, tzinfo=now.tzinfo)
    for title, starts_at in (("June", midnight - MINUTE), ("July", midnight)):
        meeting = await meeting_at(db, starts_at, now, title=title)
        await check_in(db, ANA, meeting.id, "button", starts_at)
    for period, title in (("H1 2026", "June"), ("H2 2026", "July")):
        _, lines = await export_attendance(db, OLGA, period, None, now)
        assert [line.title for line in lines] == [title]


async def test_a_cancelled_meeting_is_not_exported(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _call(db, now)
    await check_in(db, ANA, meeting.id, "button", meeting.opens_at)
    await cancel_meeting(db, OLGA, meeting.key, "", scope="this", now=meeting.opens_at)
    assert (await export_attendance(db, OLGA, None, None, now))[1] == []


async def test_a_period_that_cannot_be_read_is_refused(
    db: Database, here: Community, now: datetime
) -> None:
    async with refused(db, UnreadablePeriodError):
        await export_attendance(db, OLGA, "soon", None, now)
    async with refused(db, BackwardPeriodError):
        await export_attendance(db, OLGA, "2026-02-01..2026-01-01", None, now)
