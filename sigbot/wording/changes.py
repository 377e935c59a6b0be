"""What is said about moving, editing and cancelling meetings."""

from collections.abc import Sequence
from datetime import datetime

from sigbot.domain.meetings import Meeting
from sigbot.wording import times
from sigbot.wording.safe import plain

CANCELLED_ONE = "**{title}** on {when} is cancelled. The series goes on as before."
CANCELLED_SINGLE = "**{title}** on {when} is cancelled."
CANCELLED_MANY = "**{title}** is cancelled from {when} on: {count} meetings."
NOTICE_ONE = "**{title}** on {when} is cancelled."
NOTICE_MANY = "**{title}** is cancelled from {when} on."
NOTICE_REASON = "{notice}\n> {reason}"


EDITED = "Saved. **{title}** is {when}."
EDITED_MANY = "Saved, for {count} meetings from {when} on. **{title}**"
MOVED_ONE = (
    "Moved. **{title}** is {when} now: {wall}.\nAnswers are kept. Reminders come at the new time."
)
MOVED_MANY = (
    "Moved, with all that follow. **{title}** is {when} now: {wall}.\n"
    "Answers are kept. Reminders come at the new time."
)
NOTICE_MOVED = "**{title}** has moved.\n🗓️ Now {when}\n-# Before: {before}"
NOTICE_MOVED_MANY = (
    "**{title}** has moved, and so have the meetings that follow.\n"
    "🗓️ Now {when}\n-# Before: {before}"
)
DIRECT_MOVED = "**{title}** has moved. It is {when} now."
DIRECT_MOVED_MANY = (
    "**{title}** has moved, and so have the meetings that follow. The next one is {when} now."
)


def cancelled(meetings: Sequence[Meeting], *, following: bool) -> str:
    first = meetings[0]
    template = CANCELLED_ONE if first.series_id and not following else CANCELLED_SINGLE
    return (template if len(meetings) == 1 else CANCELLED_MANY).format(
        title=plain(first.title), when=times.full(first.starts_at), count=len(meetings)
    )


def cancel_notice(meeting: Meeting, count: int) -> str:
    notice = (NOTICE_ONE if count == 1 else NOTICE_MANY).format(
        title=plain(meeting.title), when=times.full(meeting.starts_at)
    )
    if not meeting.cancel_reason:
        return notice
    return NOTICE_REASON.format(notice=notice, reason=plain(meeting.cancel_reason))


def edited(title: str, starts_at: datetime, count: int) -> str:
    """Confirm an edit that changed no time."""
    template = EDITED if count == 1 else EDITED_MANY
    return template.format(title=plain(title), when=times.full(starts_at), count=count)


def moved(meeting: Meeting, count: int) -> str:
    """Confirm a move, with the new time in the zone of the meeting."""
    return (MOVED_ONE if count == 1 else MOVED_MANY).format(
        title=plain(meeting.title),
        when=times.full(meeting.starts_at),
        wall=times.local(meeting.starts_at, meeting.zone),
    )


def move_notice(meeting: Meeting, before: datetime, count: int) -> str:
    """Tell the community that a meeting moved; `before` is the instant at which it was to start."""
    return (NOTICE_MOVED if count == 1 else NOTICE_MOVED_MANY).format(
        title=plain(meeting.title),
        when=times.full(meeting.starts_at),
        before=times.short(before),
    )


def direct_news(meeting: Meeting, count: int) -> str:
    """Tell a person who is going that a meeting, and `count` in all, was cancelled or moved."""
    if meeting.is_cancelled:
        return cancel_notice(meeting, count)
    template = DIRECT_MOVED if count == 1 else DIRECT_MOVED_MANY
    return template.format(title=plain(meeting.title), when=times.full(meeting.starts_at))
