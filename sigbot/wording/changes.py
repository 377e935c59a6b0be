"""What is said about moving, editing and cancelling meetings."""

from collections.abc import Sequence
from datetime import datetime

from sigbot.domain.meetings import Answer, Meeting, Scope, is_far
from sigbot.domain.outbox import Called, Told
from sigbot.wording import times
from sigbot.wording.community import channel
from sigbot.wording.lists import listed
from sigbot.wording.meetings import answered, repeat
from sigbot.wording.safe import plain

CANCELLED_ONE = "**{title}** on {when} is cancelled. The series goes on as before."
CANCELLED_SINGLE = "**{title}** on {when} is cancelled."
CANCELLED_MANY = "**{title}** is cancelled from {when} on: {count} meetings."
BRING_BACK_ONE = "`/meeting restore` brings it back, until it would start."
BRING_BACK_MANY = (
    "`/meeting restore` with `scope: following` brings them back, until they would start."
)
NOTICE_ONE = "**{title}** on {wall} is cancelled."
NOTICE_ONE_WHY = "**{title}** on {wall} is cancelled: {reason}."
NOTICE_MANY = "**{title}** is cancelled from {wall} on: {count} meetings."
NOTICE_MANY_WHY = "**{title}** is cancelled from {wall} on ({count} meetings): {reason}."
PLANNED = "-# It was planned for {when}."
PLANNED_MANY = "-# The first was planned for {when}."
WAS = "-# Before: {when}"
CANCELLED_BEFORE = "-# Cancelled already: {dates}"
NEXT = "🗓️ Next: {when}"

TOLD = "I tell people in {channel}."
NOT_TOLD = "There is no channel for news, so nobody reads it there. Choose one with `/sig setup`."
NOT_KNOWN = "The card of this meeting is not posted yet, and nobody has answered, so I tell nobody."
MENTIONED_ONE = "1 person who said Going or Maybe is mentioned."
MENTIONED = "{count} people who said Going or Maybe are mentioned."
TOO_MANY = "Too many people said Going or Maybe to mention each of them."
DIRECT_ONE = "1 person gets a direct message."
DIRECT = "{count} people get a direct message."

RESTORED = "**{title}** takes place after all: {when}. Answers and reminders are back."
RESTORED_MANY = (
    "**{title}** takes place after all, from {when} on: {count} meetings. "
    "Answers and reminders are back."
)
STAY_CANCELLED_ONE = (
    "1 later meeting that was cancelled with it stays cancelled. To bring it back, too, use "
    "`/meeting restore` with `scope: following`."
)
STAY_CANCELLED_MANY = (
    "{count} later meetings that were cancelled with it stay cancelled. To bring them back, too, "
    "use `/meeting restore` with `scope: following`."
)
NOTICE_RESTORED = "**{title}** on {wall} takes place after all."
NOTICE_RESTORED_MANY = "**{title}** takes place after all from {wall} on: {count} meetings."
WHEN = "🗓️ When: {when}"
FROM = "🗓️ From {when} on"

EDITED = "Saved. **{title}** is {when}."
EDITED_MANY = "Saved {count} meetings of **{title}**, from {when} on."
REPEATED = "Changed the repetition: **{title}** takes place {repeat} from {when} on."
DROPPED = "Cancelled {count} meetings that do not fit the new repetition."
DROPPED_ONE = "Cancelled 1 meeting that does not fit the new repetition."
NOTICE_REPEATED = "**{title}** is {repeat} from {wall} on.\n🗓️ From {when} on"
MOVED_ONE = "Moved **{title}** from {before} to {wall}.\n🗓️ {when}\n{answers}"
MOVED_MANY = "Moved **{title}** from {before} to {wall}, with all that follow.\n🗓️ {when}\n{answers}"
ANSWERS_KEPT = "Answers are kept. Reminders come at the new time."
ANSWERS_ASKED = (
    "The new time is far from the old one, so all who said Going are asked again. Reminders come "
    "at the new time."
)
NOTICE_MOVED = "**{title}** has moved to {wall}."
NOTICE_MOVED_MANY = "**{title}** has moved to {wall}, and so have the meetings that follow."
NOTICE_MOVED_ASKED = "**{title}** has moved to {wall}. Still coming?"
FOLLOWING_MOVED = "The meetings that follow have moved, too."
NOW = "🗓️ Now {when}"

STILL_COMING = "If you said Going: still coming?"
GOING = "{people}: you said Going."
MAYBE = "{people}: you said Maybe."
GOING_BACK = "{people}: you said Going. Your answer is kept."
MAYBE_BACK = "{people}: you said Maybe. Your answer is kept."
CROWD = "{role}: this is for everybody who said Going or Maybe."
CROWD_UNCALLED = "This is for everybody who said Going or Maybe."
PERSON, ROLE = "<@{id}>", "<@&{id}>"
CALL_ROOM = 150
"""Characters of the lines that call people, without their mentions."""

YES, NO = "Yes", "No"
CONFIRMED = {
    Answer.GOING: "You are **going** to {count} meetings. The first is {title}, {when}.",
    Answer.CANT: "You **can't** come to {count} meetings. The first is {title}, {when}.",
}


def cancelled(meetings: Sequence[Meeting], scope: Scope) -> str:
    first = meetings[0]
    goes_on = first.series_id and scope is Scope.THIS
    template = CANCELLED_ONE if goes_on else CANCELLED_SINGLE
    return (template if len(meetings) == 1 else CANCELLED_MANY).format(
        title=plain(first.title), when=times.full(first.starts_at), count=len(meetings)
    )


def way_back(meetings: Sequence[Meeting]) -> str:
    """Say how meetings that were just cancelled come back, "" where all had begun already."""
    if not any(
        meeting.cancelled_at and meeting.starts_at > meeting.cancelled_at for meeting in meetings
    ):
        return ""
    return BRING_BACK_ONE if len(meetings) == 1 else BRING_BACK_MANY


def told(who: Told | None) -> str:
    """Say who hears of a change; None means that nobody has heard of the meeting yet."""
    if who is None:
        return NOT_KNOWN
    place = TOLD.format(channel=channel(who.channel_id)) if who.channel_id else NOT_TOLD
    sentences = [place]
    if who.called.is_crowd:
        sentences.append(TOO_MANY)
    mentioned = len(who.called.people) if who.channel_id else 0
    if mentioned:
        template = MENTIONED_ONE if mentioned == 1 else MENTIONED
        sentences.append(template.format(count=mentioned))
    if who.direct:
        sentences.append((DIRECT_ONE if who.direct == 1 else DIRECT).format(count=who.direct))
    return " ".join(sentences)


def cancel_notice(
    meeting: Meeting,
    count: int,
    following: datetime | None,
    zone: str | None = None,
    before: Sequence[datetime] = (),
) -> str:
    """Tell that a meeting, and `count` in all, was cancelled.

    The first line says when it was to be, on the clock of the reader's `zone` or the meeting's own.
    `following` is the next meeting of the series. Those that start at `before` were cancelled
    earlier: their news named this one as the next.
    """
    reason = plain(meeting.cancel_reason.rstrip(" ."))
    single, several = (NOTICE_ONE_WHY, NOTICE_MANY_WHY) if reason else (NOTICE_ONE, NOTICE_MANY)
    notice = (single if count == 1 else several).format(
        title=plain(meeting.title),
        wall=times.in_zone(meeting.starts_at, zone or meeting.zone),
        count=count,
        reason=reason,
    )
    planned = PLANNED if count == 1 else PLANNED_MANY
    lines = [notice, planned.format(when=times.full(meeting.starts_at))]
    if before:
        lines.append(CANCELLED_BEFORE.format(dates=listed([times.short(at) for at in before])))
    if following:
        lines.append(NEXT.format(when=times.full(following)))
    return "\n".join(lines)


def restored(meetings: Sequence[Meeting], left: int, who: Told) -> str:
    """Confirm that cancelled meetings are back; `left` later ones stay cancelled."""
    first = meetings[0]
    back = (RESTORED if len(meetings) == 1 else RESTORED_MANY).format(
        title=plain(first.title), when=times.full(first.starts_at), count=len(meetings)
    )
    if not left:
        return "\n".join([back, told(who)])
    stays = STAY_CANCELLED_ONE if left == 1 else STAY_CANCELLED_MANY
    return "\n".join([back, told(who), stays.format(count=left)])


def restore_notice(
    meeting: Meeting, count: int, zone: str | None = None, *, asks: bool = False
) -> str:
    """Tell that a meeting, and `count` in all, takes place after all; as `cancel_notice` does.

    With `asks`, the second line asks those who said Going whether they still come.
    """
    notice, when = (NOTICE_RESTORED, WHEN) if count == 1 else (NOTICE_RESTORED_MANY, FROM)
    lines = [
        notice.format(
            title=plain(meeting.title),
            wall=times.in_zone(meeting.starts_at, zone or meeting.zone),
            count=count,
        ),
        STILL_COMING if asks else "",
        when.format(when=times.full(meeting.starts_at)),
    ]
    return "\n".join(line for line in lines if line)


def edited(title: str, starts_at: datetime, count: int) -> str:
    """Confirm an edit that changed no time."""
    template = EDITED if count == 1 else EDITED_MANY
    return template.format(title=plain(title), when=times.full(starts_at), count=count)


def repeated(meeting: Meeting, dropped: int) -> str:
    """Confirm a new repetition, and say how many meetings do not fit it."""
    lines = [
        REPEATED.format(
            title=plain(meeting.title),
            repeat=repeat(meeting.rule or ""),
            when=times.full(meeting.starts_at),
        )
    ]
    if dropped:
        lines.append((DROPPED_ONE if dropped == 1 else DROPPED).format(count=dropped))
    return "\n".join(lines)


def repeat_notice(meeting: Meeting) -> str:
    """Tell that a series has another repetition, from a meeting on."""
    return NOTICE_REPEATED.format(
        title=plain(meeting.title),
        repeat=repeat(meeting.rule or ""),
        wall=times.in_zone(meeting.starts_at, meeting.zone),
        when=times.full(meeting.starts_at),
    )


def moved(meeting: Meeting, before: datetime, count: int) -> str:
    """Confirm a move, with both times in the zone of the meeting; it was to start at `before`.

    The earlier time says which meeting of a series it was, where the organizer typed its title.
    """
    return (MOVED_ONE if count == 1 else MOVED_MANY).format(
        answers=ANSWERS_ASKED if is_far(before, meeting) else ANSWERS_KEPT,
        title=plain(meeting.title),
        when=times.full(meeting.starts_at),
        wall=times.local(meeting.starts_at, meeting.zone),
        before=times.date_and_time(before, meeting.zone),
    )


def move_notice(
    meeting: Meeting,
    before: datetime | None,
    count: int,
    zone: str | None = None,
    *,
    asks: bool = False,
) -> str:
    """Tell that a meeting, and `count` in all, moved; it was to start at `before`.

    The first line has the new time on the clock of the reader's `zone`, or the meeting's own. A
    lock screen shows little more than that line: with `asks`, it also has the question whether
    those who said Going still come.
    """
    notice = NOTICE_MOVED if count == 1 else NOTICE_MOVED_MANY
    title, wall = plain(meeting.title), times.in_zone(meeting.starts_at, zone or meeting.zone)
    lines = [(NOTICE_MOVED_ASKED if asks else notice).format(title=title, wall=wall)]
    if asks and count > 1:
        lines.append(FOLLOWING_MOVED)
    lines.append(NOW.format(when=times.full(meeting.starts_at)))
    if before:
        lines.append(WAS.format(when=times.short(before)))
    return "\n".join(lines)


def change_notice(
    meeting: Meeting,
    count: int,
    following: datetime | None,
    zone: str | None,
    before: Sequence[datetime] = (),
    *,
    asks: bool = False,
) -> str:
    """Tell one person that a meeting, and `count` in all, was cancelled or moved."""
    if meeting.is_cancelled:
        return cancel_notice(meeting, count, following, zone, before)
    return move_notice(meeting, None, count, zone, asks=asks)


def call(called: Called, role_id: int | None, *, asks: bool = False, is_back: bool = False) -> str:
    """Return the lines that mention people, a crowd by its role; "" where nobody is to be called.

    They say why these people are mentioned. `asks`: the message asks those who said Going whether
    they still come; `is_back`: the meeting takes place after all.
    """
    if called.is_crowd:
        unnamed = CROWD_UNCALLED if asks else ""
        return CROWD.format(role=ROLE.format(id=role_id)) if role_id else unnamed
    going = GOING_BACK if is_back and not asks else GOING
    maybe = MAYBE_BACK if is_back else MAYBE
    lines = [
        going.format(people=_mentions(called.going)) if called.going else "",
        maybe.format(people=_mentions(called.maybe)) if called.maybe else "",
    ]
    return "\n".join(line for line in lines if line)


def _mentions(people: Sequence[int]) -> str:
    return " ".join(PERSON.format(id=person) for person in people)


def confirmed(meeting: Meeting, answer: Answer, count: int) -> str:
    """Answer somebody who was asked again about `count` meetings; `meeting` is the first."""
    if count == 1:
        return answered(meeting, answer)
    return CONFIRMED[answer].format(
        count=count, title=plain(meeting.title), when=times.relative(meeting.starts_at)
    )
