"""What the minutes of a meeting say, as a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sigbot.domain.attendance import Source
from sigbot.domain.minutes import (
    AgendaPoint,
    MeetingOutcome,
    Minutes,
    MinutesAction,
    MinutesState,
)
from sigbot.domain.promises import PromiseState
from sigbot.wording import times
from sigbot.wording.lists import listed

TITLE = "{community}: {title}, {day}"

STATES: Mapping[MinutesState, str] = {
    MinutesState.DRAFT: "These minutes are a draft. Nobody has checked them yet.",
    MinutesState.REVIEW: "These minutes are for review. They are not approved yet.",
    MinutesState.APPROVED: "These minutes are approved. They are not published yet.",
    MinutesState.PUBLISHED: "These minutes are approved and published.",
}
OUTCOMES: Mapping[MeetingOutcome, str] = {
    MeetingOutcome.CANCELLED: "This meeting was cancelled, so there are no minutes.",
    MeetingOutcome.NO_QUORUM: "Too few people came to decide anything, so there are no minutes.",
    MeetingOutcome.NOTHING_RECORDED: "The meeting was held. There is nothing to record.",
}
CANCELLED_BECAUSE = "This meeting was cancelled, so there are no minutes: {reason}"

WHEN = "When: {day} ({zone})"
START, END = "Start: {at}", "End: {at}"
KIND = "Kind: {kind}"
CHAIR, SCRIBE = "Chair: {names}", "Scribe: {names}"
CHAIRS, SCRIBES = "Chairs: {names}", "Scribes: {names}"
REVISED = "Last changed on {day}."

SPEAKER = "Speaker: {speaker}"
SPEAKER_OF = "Speaker: {speaker}, {affiliation}"
TALK, SLIDES, RECORDING = "Talk: {title}", "Slides: {link}", "Recording: {link}"

OPENING = "The notices (version {version}) were shown at {at}."
OPENING_AT = "The notices (version {version}) were shown at {at}, in {link}."
OPENING_LINK = "this message"

PRESENT, AGENDA, NOTES, DECISIONS = "Present", "Agenda", "Notes", "Decisions"
ACTIONS, CARRIED, ERRATA = "Action items", "Open from before", "Errata"

HOW: Mapping[str, str] = {
    Source.BUTTON: "Checked in: {names}",
    Source.CODE: "Checked in: {names}",
    Source.VOICE: "In the voice channel: {names}",
    "declared": "Said afterwards that they were there: {names}",
    Source.IMPORT: "In the meeting program's list: {names}",
    Source.MANUAL: "Added by an organizer: {names}",
}
NOTED = "Named in the notes: {names}"
NAMELESS_ONE, NAMELESS = "1 more person without a name", "{count} more people without a name"
REGRETS = "Regrets: {names}"
CAUGHT_UP_ONE = "1 person caught up afterwards."
CAUGHT_UP = "{count} people caught up afterwards."
NOBODY = "It is not recorded who was there."

NO_NOTES = "Nothing was noted."
POINT = "{title}"
POINT_BY = "{title} (suggested by {by})"
POINT_MINUTES = "{title} ({minutes})"
POINT_MINUTES_BY = "{title} ({minutes}, suggested by {by})"
QUESTION, QUESTION_BY = "Question: {title}", "Question by {by}: {title}"
ANSWERED = "Question: {title} Answer: {answer}"
ANSWERED_BY = "Question by {by}: {title} Answer: {answer}"
REMARK = "{speaker}: {text}"
AGREED, ACTION = "Agreed: {text}", "Action: {text}"

STATUSES: Mapping[PromiseState, str] = {
    PromiseState.OPEN: "open",
    PromiseState.DONE: "done",
    PromiseState.DROPPED: "not needed any more",
}
PROMISE = "{key}: {text} ({status})"
PROMISE_DUE = "{key}: {text} (due {due}, {status})"
PROMISE_OWNED = "{key}, {owner}: {text} ({status})"
PROMISE_OWNED_DUE = "{key}, {owner}: {text} (due {due}, {status})"
ERRATUM = "{day}: {text}"


def when(minutes: Minutes) -> tuple[str, str, str]:
    """Return the lines that say on which day, from when and until when the meeting was."""
    return (
        WHEN.format(day=times.weekday_and_day(minutes.day), zone=minutes.zone),
        START.format(at=local(minutes.starts_at, minutes.zone)),
        END.format(at=local(minutes.ends_at, minutes.zone)),
    )


def local(at: datetime, zone: str) -> str:
    """Write an instant with the offset of a zone: `2026-12-02T11:00-05:00`."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


def outcome(minutes: Minutes, reason: str) -> str:
    """Say why there are no minutes, "" where there are; `reason` is that of a cancelled meeting."""
    if minutes.outcome is MeetingOutcome.CANCELLED and reason:
        return CANCELLED_BECAUSE.format(reason=reason)
    return OUTCOMES.get(minutes.outcome, "")


def chairs(names: Sequence[str]) -> str:
    return (CHAIR if len(names) == 1 else CHAIRS).format(names=listed(names))


def scribes(names: Sequence[str]) -> str:
    return (SCRIBE if len(names) == 1 else SCRIBES).format(names=listed(names))


def nameless(count: int) -> str:
    return NAMELESS_ONE if count == 1 else NAMELESS.format(count=f"{count:,}")


def caught_up(count: int) -> str:
    return CAUGHT_UP_ONE if count == 1 else CAUGHT_UP.format(count=f"{count:,}")


def point(item: AgendaPoint, title: str, by: str, answer: str) -> str:
    """Write a point of the agenda; `title`, `by` and `answer` are as they are shown."""
    if item.is_question:
        return _question(by, answer).format(title=title, by=by, answer=answer)
    if item.minutes is None:
        return (POINT_BY if by else POINT).format(title=title, by=by)
    template = POINT_MINUTES_BY if by else POINT_MINUTES
    return template.format(title=title, by=by, minutes=times.duration(item.minutes))


def _question(by: str, answer: str) -> str:
    if answer:
        return ANSWERED_BY if by else ANSWERED
    return QUESTION_BY if by else QUESTION


def promise(action: MinutesAction, text: str, owner: str) -> str:
    """Write an action item; `text` and `owner` are as they are shown."""
    if owner:
        template = PROMISE_OWNED_DUE if action.due else PROMISE_OWNED
    else:
        template = PROMISE_DUE if action.due else PROMISE
    return template.format(
        key=action.key, text=text, owner=owner, due=action.due, status=STATUSES[action.status]
    )
