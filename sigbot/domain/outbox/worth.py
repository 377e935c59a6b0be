"""Whether a message is still worth sending, as its meeting may have changed while it waited."""

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
    MeetingRepeated,
    MeetingRestored,
    ReminderCorrection,
    RotationAdopted,
)
from sigbot.domain.rotation import Adopted


def is_worth_sending(
    message: AboutMeeting, meeting: Meeting, now: datetime, *, has_card: bool
) -> bool:
    """Return whether people still need a message about a meeting.

    `has_card` says whether the card of the meeting was posted.
    """
    match message:
        case MeetingCard():
            return not (meeting.is_cancelled or has_card) and now <= meeting.closes_at
        case MeetingRefresh():
            return has_card
        case MeetingReminder() | DirectReminder():
            return not meeting.is_cancelled and now < meeting.ends_at
        case MeetingMoved() | MeetingRestored() | MeetingRepeated():
            return not meeting.is_cancelled and now <= meeting.ends_at
        case ReminderCorrection():
            return not meeting.is_cancelled or now <= meeting.ends_at
        case MeetingCancelled() | DirectNews():
            is_so = meeting.is_cancelled or isinstance(message, DirectNews)
            return is_so and now <= meeting.ends_at


def was_missed(meeting: Meeting, now: datetime) -> bool:
    """Return whether a meeting that takes place is over, so that nobody can be reminded of it."""
    return not meeting.is_cancelled and now >= meeting.ends_at


def is_change_ahead(message: ClockWarning, change: ClockChange, now: datetime) -> bool:
    """Return whether `change` is the change that the message warns of, and is still ahead."""
    return change.changes_at == message.changes_at and change.first > now


def is_rotation_current(message: RotationAdopted, rotation: Adopted, *, is_replaced: bool) -> bool:
    """Return whether what the message says of the rotation still holds.

    It does not where the rotation was taken back since, or another one was adopted.
    """
    return not is_replaced and message.undone == (rotation.undone_at is not None)
