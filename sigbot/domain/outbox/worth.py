"""Whether a message is still worth sending: it may have waited, and things have changed since."""

from datetime import datetime

from sigbot.domain.clock_changes import ClockChange
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox.topics import (
    AboutMeeting,
    ClockWarning,
    DirectNews,
    DirectReminder,
    MeetingCancelled,
    MeetingCard,
    MeetingMoved,
    MeetingRefresh,
    MeetingReminder,
    ReminderCorrection,
    RotationAdopted,
)
from sigbot.domain.rotation import Adopted


def is_worth_sending(
    message: AboutMeeting, meeting: Meeting, now: datetime, *, has_card: bool
) -> bool:
    """Return whether a message about a meeting still says something that people want to know.

    `has_card`: the card of the meeting was posted.
    """
    match message:
        case MeetingCard():
            return not (meeting.is_cancelled or has_card) and now <= meeting.closes_at
        case MeetingRefresh():
            return has_card
        case MeetingReminder() | DirectReminder():
            return not meeting.is_cancelled and now < meeting.ends_at
        case MeetingMoved():
            return not meeting.is_cancelled and now <= meeting.ends_at
        case MeetingCancelled() | DirectNews() | ReminderCorrection():
            return now <= meeting.ends_at


def was_missed(meeting: Meeting, now: datetime) -> bool:
    """Return whether a meeting that takes place is over, so that nobody can be reminded of it."""
    return not meeting.is_cancelled and now >= meeting.ends_at


def is_change_ahead(message: ClockWarning, change: ClockChange, now: datetime) -> bool:
    """Return whether `change` is the one of the warning, and has not changed a meeting yet."""
    return change.changes_at == message.changes_at and change.first > now


def is_rotation_current(message: RotationAdopted, rotation: Adopted, *, is_replaced: bool) -> bool:
    """Return whether nothing became of the rotation since: it was neither taken back, nor was
    another one adopted."""
    return not is_replaced and message.undone == (rotation.undone_at is not None)
