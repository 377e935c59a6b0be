"""Every table, as typed rows; one module a noun. Only `store` imports them."""

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
from sigbot.store.rows.meetings import (
    AnnouncementRow,
    ClockWarningRow,
    MeetingRow,
    QuestionRow,
    RsvpRow,
    SeriesRow,
)
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

__all__ = [
    "ActivityRow",
    "AnnouncementRow",
    "AttendanceRow",
    "AuditRow",
    "ClockWarningRow",
    "CodeRow",
    "CommunityRow",
    "ConsentRow",
    "CorrectionRow",
    "EmailRow",
    "GenderRow",
    "GuessRow",
    "HoursRow",
    "ImportRow",
    "JournalItemRow",
    "MeetingRow",
    "NarrativeRow",
    "NoticeRow",
    "OutboxRow",
    "PersonRow",
    "PlannedWorkRow",
    "PresenceRow",
    "QuestionRow",
    "ReportRow",
    "RotationRow",
    "RsvpRow",
    "SelfDescriptionRow",
    "SeriesRow",
    "SightingRow",
    "StateRow",
    "SubgroupMemberRow",
    "SubgroupRow",
    "SuggestionRow",
]
