"""The audit trail: who changed what. What people do in a community, and what is shown of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sigbot.domain.periods import Period

BOT = "sigbot"
"""The name of the bot in the audit trail, where it has no account."""

PAGE_CHANGES = 7
"""Changes on a page: they fit on two screens of a phone."""


class AuditFormat(StrEnum):
    """The kinds of file that the audit trail can be exported as."""

    CSV = "csv"


class AuditAction(StrEnum):
    """What can be done, as it is noted in the audit trail. A later version may know more."""

    SIG_SETUP = "sig.setup"
    BOT_REMOVED = "bot.removed"
    BOT_RETURNED = "bot.returned"
    PUT_EVENTS_BACK = "events.put_back"
    KEEP_EVENTS = "events.keep"
    USE_EVENTS = "events.use"
    MAKE_OWN_EVENTS = "events.own"
    PAGE_ON = "page.on"
    PAGE_OFF = "page.off"
    SUBGROUP_ADD = "subgroup.add"
    SUBGROUP_RETIRE = "subgroup.retire"
    SUBGROUP_JOIN = "subgroup.join"
    SUBGROUP_LEAVE = "subgroup.leave"
    MEETING_SCHEDULE = "meeting.schedule"
    MEETING_EDIT = "meeting.edit"
    MEETING_CANCEL = "meeting.cancel"
    MEETING_RESTORE = "meeting.restore"
    MEETING_REMINDERS = "meeting.reminders"
    MEETING_ANSWER = "meeting.answer"
    SERIES_EXTEND = "series.extend"
    ZONES_FOLLOW = "zones.follow"
    CHECK_IN = "attendance.checkin"
    TAKE_BACK = "attendance.takeback"
    ADD_ATTENDANCE = "attendance.add"
    REMOVE_ATTENDANCE = "attendance.remove"
    LINK_NAME = "attendance.link"
    UNLINK_NAME = "attendance.unlink"
    SHOW_CODE = "attendance.code"
    IMPORT = "attendance.import"
    UNDO_IMPORT = "attendance.unimport"
    ADD_ACTIVITY = "activity.add"
    REMOVE_ACTIVITY = "activity.remove"
    ADD_PLAN = "plan.add"
    UPDATE_PLAN = "plan.update"
    SHARE_ITEM = "journal.share"
    VOTE = "journal.vote"
    PICK_ITEM = "journal.pick"
    PRESENT_ITEM = "journal.present"
    DISCUSSED_ITEM = "journal.discussed"
    LIST_ITEM = "journal.list"
    MERGE_ITEMS = "journal.merge"
    REMOVE_ITEM = "journal.remove"
    COMPILE_REPORT = "report.compile"
    PUBLISH_REPORT = "report.publish"
    WRITE_SENTENCES = "report.narrative"
    BRING_BACK_TEXT = "report.bring_back"
    JUDGE_ISSUE = "report.issue"
    SKIP_REPORT = "report.skip"
    UNSKIP_REPORT = "report.unskip"
    SUGGEST_ROTATION = "rotation.suggest"
    ASK_ZONES = "rotation.ask"
    ADOPT_ROTATION = "rotation.adopt"
    UNDO_ROTATION = "rotation.undo"
    ADD_POINT = "agenda.point"
    ASK_AHEAD = "agenda.question"
    SUGGEST_POINT = "agenda.suggested"
    ACCEPT_POINT = "agenda.accepted"
    FINISH_POINT = "agenda.done"
    PARK_POINT = "agenda.parked"
    DECLINE_POINT = "agenda.declined"
    ORDER_AGENDA = "agenda.order"
    EDIT_POINT = "agenda.edit"
    POSTPONE_POINT = "agenda.postponed"
    TAKE_UP_POINT = "agenda.taken_up"
    ANSWER_QUESTION = "agenda.answer"
    SAVE_NOTICES = "opening.notices"
    DECLARE = "attendance.declare"
    NOTE_LINE = "notes.add"
    NOTE_MESSAGE = "notes.message"
    KEEP_NOTES = "notes.keep"
    CHOOSE_OUTCOME = "minutes.outcome"
    OFFER_REVIEW = "minutes.review"
    APPROVE_MINUTES = "minutes.approve"
    PUBLISH_MINUTES = "minutes.publish"
    CORRECT_MINUTES = "minutes.correct"
    ADD_ERRATUM = "minutes.erratum"
    SETTLE_CORRECTION = "minutes.settle"
    CAUGHT_UP = "minutes.caught_up"
    OPEN_PROMISE = "promise.open"
    FINISH_PROMISE = "promise.done"
    DROP_PROMISE = "promise.dropped"
    READ_PAPER = "journal.read"
    ASK_PAPER = "journal.ask"
    UNASK_PAPER = "journal.unask"
    SAY_OPINION = "journal.opinion"
    LEAVE_NAME_OUT = "me.unnamed"
    FORGOT_ASKED = "me.forget"
    FORGOT_GONE = "person.forget"
    ERASED = "person.erase"
    OWN_ZONE = "me.timezone"
    OWN_HOURS = "me.hours"
    OWN_ANSWERS = "me.about"
    OWN_NAME = "me.name"
    OWN_VOICE = "me.voice"
    OWN_REMINDERS = "me.reminders"
    OWN_CALENDAR = "me.calendar"


OWN = frozenset(
    {
        AuditAction.LEAVE_NAME_OUT,
        AuditAction.OWN_ZONE,
        AuditAction.OWN_HOURS,
        AuditAction.OWN_ANSWERS,
        AuditAction.OWN_NAME,
        AuditAction.OWN_VOICE,
        AuditAction.OWN_REMINDERS,
        AuditAction.OWN_CALENDAR,
        AuditAction.FORGOT_ASKED,
        AuditAction.FORGOT_GONE,
        AuditAction.ERASED,
    }
)
"""What concerns one person alone: what they set for themselves, and that they were forgotten.
Organizers are never shown that it was done."""

EVERYDAY = frozenset(
    {
        AuditAction.CHECK_IN,
        AuditAction.TAKE_BACK,
        AuditAction.MEETING_ANSWER,
        AuditAction.VOTE,
        AuditAction.READ_PAPER,
        AuditAction.SAY_OPINION,
        AuditAction.CAUGHT_UP,
        AuditAction.DECLARE,
        AuditAction.SUBGROUP_JOIN,
        AuditAction.SUBGROUP_LEAVE,
    }
)
"""Presses of members, by the hundred. They would hide all else in a list of everybody."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the audit trail. `who` is "" for somebody who was forgotten.

    `titles` has the titles of the things that it is about by their keys, as far as they are there;
    a person has their name.
    """

    id: int
    at: datetime
    who: str
    account: int | None
    action: str
    subject: str
    details: Mapping[str, Any]
    titles: Mapping[str, str]

    @property
    def known(self) -> AuditAction | None:
        """The action, None for one of a later version."""
        return AuditAction(self.action) if self.action in set(AuditAction) else None

    @property
    def keys(self) -> frozenset[str]:
        """What may be keys of things: the subject, and the texts among the details."""
        texts = (value for value in self.details.values() if isinstance(value, str))
        return frozenset({self.subject, *texts})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes somebody wants to see: of a period, of one account; None for all."""

    period: Period | None = None
    account: int | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of changes, the newest first, and whether there are newer and older ones."""

    wanted: Wanted
    changes: Sequence[Change]
    has_newer: bool = False
    has_older: bool = False
