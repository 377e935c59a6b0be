"""Rows to try the store on."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from sigbot.domain.meetings import MeetingDraft, MeetingKind
from sigbot.domain.series import Occurrence
from sigbot.store import meetings
from sigbot.store.base import Base
from sigbot.store.database import Tx
from sigbot.store.rows import all_tables
from sigbot.store.rows.attendance import (
    AttendanceRow,
    CodeRow,
    CorrectionRow,
    GuessRow,
    ImportRow,
    PresenceRow,
    SightingRow,
)
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.community import CommunityRow, SubgroupRow
from sigbot.store.rows.journal import JournalItemRow
from sigbot.store.rows.meetings import AnnouncementRow, ClockWarningRow, QuestionRow, RsvpRow
from sigbot.store.rows.members import (
    ConsentRow,
    EmailRow,
    GenderRow,
    HoursRow,
    PersonRow,
    SelfDescriptionRow,
    SubgroupMemberRow,
)
from sigbot.store.rows.notices import NoticeRow
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.rows.reports import ActivityRow, NarrativeRow, PlannedWorkRow, ReportRow
from sigbot.store.rows.rotation import RotationRow, SuggestionRow
from sigbot.store.rows.state import StateRow


async def added(tx: Tx, row: Base) -> Any:
    """The id of a row that was added just now, None for a row without."""
    tx.add(row)
    await tx.flush()
    return getattr(row, "id", None)


async def a_community(tx: Tx, now: datetime, guild_id: int = 1) -> int:
    row = CommunityRow(guild_id=guild_id, name="Health", smallest_group=5, created_at=now)
    community_id: int = await added(tx, row)
    return community_id


async def a_person(tx: Tx, community_id: int, now: datetime, discord_id: int | None = 1) -> int:
    row = PersonRow(community_id=community_id, discord_id=discord_id, name="Ana", created_at=now)
    person_id: int = await added(tx, row)
    return person_id


async def a_meeting(
    tx: Tx,
    community_id: int,
    starts_at: datetime,
    *,
    kind: MeetingKind = MeetingKind.GENERAL,
    subgroup_id: int | None = None,
    cancelled: bool = False,
) -> int:
    """A meeting of its own, made when it starts."""
    plan = MeetingDraft("Monthly call", starts_at.replace(tzinfo=None), "UTC", starts_at, kind)
    meeting_id = await meetings.add_meeting(tx, community_id, plan, subgroup_id, starts_at)
    if cancelled:
        await meetings.cancel_meetings(tx, [meeting_id], "", starts_at)
    return meeting_id


async def a_series(
    tx: Tx, community_id: int, now: datetime, subgroup_id: int | None = None
) -> tuple[int, int]:
    """A series with one meeting: the ids of both."""
    wall = now.replace(tzinfo=None)
    plan = MeetingDraft("Weekly call", wall, "UTC", now, rule="FREQ=WEEKLY")
    until = now + timedelta(days=200)
    series = await meetings.add_series(tx, community_id, plan, subgroup_id, until, now)
    [(meeting_id, _)] = await meetings.add_occurrences(
        tx, series.id, [Occurrence(wall, wall, "UTC", now)], now
    )
    return series.id, meeting_id


async def a_subgroup(tx: Tx, community_id: int, now: datetime, name: str = "Imaging") -> int:
    row = SubgroupRow(
        community_id=community_id, name=name, name_key=name.casefold(), created_at=now
    )
    subgroup_id: int = await added(tx, row)
    return subgroup_id


async def one_of_each(tx: Tx, now: datetime) -> None:
    """A row in every table, each child with its parents."""
    here = await a_community(tx, now)
    person = await a_person(tx, here, now)
    group = await a_subgroup(tx, here, now)
    series, meeting = await a_series(tx, here, now, group)
    today = now.date()
    report = await added(
        tx,
        ReportRow(
            community_id=here, label="", start=today, end=today, authors=["Ana"], created_at=now
        ),
    )
    for row in (
        SubgroupMemberRow(subgroup_id=group, person_id=person, joined_at=now),
        SelfDescriptionRow(person_id=person, region="Europe", updated_at=now),
        HoursRow(person_id=person, begin=540, end=1080, days="01234", updated_at=now),
        SuggestionRow(community_id=here, meeting_id=meeting, slots=2, wishes={}, plans={}, at=now),
        RotationRow(
            community_id=here,
            series_id=series,
            begins=now.replace(tzinfo=None),
            slots=[{"zone": "UTC", "minute": 900}],
            reach={"reached": ["Europe"]},
            adopted_at=now,
        ),
        GenderRow(person_id=person, gender="female", updated_at=now),
        ConsentRow(person_id=person, purpose="figures", granted=True, notice_version=1, at=now),
        RsvpRow(meeting_id=meeting, person_id=person, answer="going", at=now),
        AttendanceRow(meeting_id=meeting, person_id=person, source="button", checked_in_at=now),
        SightingRow(meeting_id=meeting, person_id=person, source="button", seen_at=now),
        CorrectionRow(meeting_id=meeting, person_id=person, present=True, at=now),
        PresenceRow(meeting_id=meeting, person_id=person, joined_at=now, seen_until=now),
        CodeRow(meeting_id=meeting, code="123456", made_at=now),
        GuessRow(community_id=here, discord_id=1, wrong=1, since=now),
        EmailRow(community_id=here, digest="a", person_id=person),
        ImportRow(
            meeting_id=meeting, discord_id=1, digest="a", entries={}, choices={}, read_at=now
        ),
        JournalItemRow(
            community_id=here,
            link="https://a.example",
            link_key="a.example",
            title="",
            tags=["ai"],
            shared_by=person,
            shared_at=now,
        ),
        ActivityRow(community_id=here, title="", kind="review", date=today, created_at=now),
        PlannedWorkRow(
            community_id=here, title="", status="planned", created_at=now, updated_at=now
        ),
        NarrativeRow(report_id=report, part="health", text="Well.", updated_at=now),
        OutboxRow(
            community_id=here,
            topic="card",
            payload={"a": 1},
            meeting_id=meeting,
            person_id=person,
            due_at=now,
            created_at=now,
        ),
        AnnouncementRow(meeting_id=meeting, channel_id=1, message_id=2, starts_at=now),
        ClockWarningRow(series_id=series, changes_at=now),
        QuestionRow(
            community_id=here,
            discord_id=1,
            action="schedule",
            request={"title": "a"},
            readings=["b"],
            asked_at=now,
        ),
        NoticeRow(community_id=here, topic="missed", details={}, noticed_at=now),
        AuditRow(community_id=here, name="Ana", action="", subject="", details={}, at=now),
        StateRow(key="commands", value="1"),
    ):
        await added(tx, row)


async def counted(tx: Tx) -> dict[str, int]:
    """Table → number of its rows."""
    return {
        table.name: await tx.scalar(select(func.count()).select_from(table)) or 0
        for table in all_tables().sorted_tables
    }
