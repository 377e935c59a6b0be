"""What is said about the minutes of a meeting, and to those who missed it."""

from sigbot.domain.amendments import (
    Amendment,
    AmendmentGoneError,
    ApprovedError,
    CaughtUpLateError,
    NotPublishedError,
    NotYetError,
    Publishing,
    ShownMinutes,
    WasThereError,
)
from sigbot.domain.meetings import Meeting
from sigbot.domain.minutes import MeetingOutcome, Minutes, MinutesFormat, MinutesState
from sigbot.domain.openings import CAUGHT_UP_FOR
from sigbot.wording import times
from sigbot.wording.lists import fitted
from sigbot.wording.numbers import in_words
from sigbot.wording.safe import paragraph, plain

TITLE = "## Minutes of {title}"
STATES = {
    MinutesState.DRAFT: "{when}\n**Draft.** Organizers can still change everything.",
    MinutesState.REVIEW: "{when}\n**For review.** Is something wrong? Suggest a correction.",
    MinutesState.APPROVED: "{when}\n**Approved.** They are not published yet.",
    MinutesState.PUBLISHED: "{when}\n**Published.**",
}
SAYS = {
    MeetingOutcome.CANCELLED: "The meeting was cancelled, so there are no minutes.",
    MeetingOutcome.NO_QUORUM: "Too few people came to decide anything, so there are no minutes.",
    MeetingOutcome.NOTHING_RECORDED: "The meeting was held. There is nothing to record.",
}
THERE_ONE, THERE = "1 person was there.", "{count} people were there."
NOBODY = "It is not recorded who was there."
CAUGHT_UP_ONE = "1 more caught up afterwards."
CAUGHT_UP_MANY = "{count} more caught up afterwards."
TOPICS, DECISIONS, ACTIONS, CORRECTIONS, ERRATA = (
    "**Topics**",
    "**Decided**",
    "**Action items**",
    "**Suggested corrections**",
    "**Errata**",
)
POINT = "- {text}"
POINT_OF = "- {text} · {owner}"
NO_NOTES = (
    "There are no notes yet. Paste yours with `/meeting notes`, or write a line with `/meeting "
    "note`."
)
NOTHING_NOTED = "Nothing was noted."
MORE = "-# and {count} more"
IN_REVIEW = (
    "-# Members can suggest corrections until you approve. I say so when the next meeting begins."
)
FILE = "-# The whole text is in the file."
NO_FILE = "-# `/meeting minutes` gives you the whole text as a file."

REVIEW, APPROVE, PUBLISH, CORRECT = (
    "Offer for review",
    "Approve",
    "Approve and publish",
    "Suggest a correction",
)
PUBLISH_NOW, ADD_ERRATUM, LEAVE_OUT, SETTLE = (
    "Publish",
    "Add an erratum",
    "Leave my name out",
    "Correction dealt with",
)
NO_QUORUM, NOTHING, HELD = "Too few came", "Nothing to record", "It was held"
CAUGHT_UP, MINUTES = "I caught up", "Minutes"
KEEP = "Not yet"
PUBLISH_QUESTION = (
    "**Publish the minutes of {title}?** They are posted in the news channel, and stay as they "
    "are; afterwards you can only add errata."
)
TELLS_ONE = "1 person who said Can't or asked ahead is told."
TELLS = "{count} people who said Can't or asked ahead are told."
WAITING_ONE = "1 suggested correction waits for you."
WAITING = "{count} suggested corrections wait for you."
CORRECT_TITLE, CORRECT_LABEL = "Suggest a correction", "What should it say?"
CORRECT_HINT = "Organizers see your name beside it."
ERRATUM_TITLE, ERRATUM_LABEL = "Add an erratum", "What was wrong, and what is right?"
SUGGESTED = "Organizers see your correction of the minutes of **{title}**."
ERRATUM_ADDED = "Added the erratum to the minutes of **{title}**."
LEFT_OUT = (
    "Your name is not in the minutes of **{title}** any more. If you were there, you still count. "
    "A file that was posted before stays as it is."
)
CAUGHT_UP_NOW = (
    "Noted that you caught up with **{title}**. It is counted beside the attendance, without your "
    "name. If it was a mistake, press **I caught up** again."
)
TAKEN_BACK = "Taken back. You did not catch up with **{title}**."

NEWS = "The minutes of **{title}** are published"
NEWS_LINE = "{when} · {there}"
NEWS_COUNTS = "{decisions} · {actions}"
DECIDED = {0: "nothing was decided", 1: "1 decision"}
DECIDED_MANY = "{count} decisions"
PROMISED = {0: "no action items", 1: "1 action item"}
PROMISED_MANY = "{count} action items"
FOR_YOU = "For those who could not come: read the minutes, then press **I caught up**."
DIRECT = "-# You said Can't, or asked a question ahead. `/me reminders` changes what you get."
NAMED = "The minutes of **{title}** name you"
NAMED_TEXT = (
    "You own an action item there, or wrote a message that was added. If you do not want to be "
    "named, press the button."
)

NOT_YET = "That meeting has not begun, so there are no minutes. `/meeting list` shows past ones."
APPROVED = (
    "Those minutes are approved, so they stay as they are. Organizers can add an erratum with "
    "`/meeting minutes`."
)
NOT_PUBLISHED = "The minutes of that meeting are not published yet, so nobody can catch up."
TOO_LATE = "You can say that you caught up for {weeks} weeks after the minutes. That time is over."
WAS_THERE = "You were at that meeting, so you count as somebody who was there."
GONE = "That correction is not there any more. `/meeting minutes` shows what is."
NOUNS = {"correction": "correction of minutes"}
A_NOUN = {"correction": "a correction of minutes"}
VOCABULARIES = {
    MinutesFormat: "format of minutes",
    MeetingOutcome: "outcome of a meeting",
    MinutesState: "state of minutes",
}
REFUSALS = {
    NotYetError: lambda _: NOT_YET,
    ApprovedError: lambda _: APPROVED,
    NotPublishedError: lambda _: NOT_PUBLISHED,
    CaughtUpLateError: lambda _: TOO_LATE.format(weeks=in_words(CAUGHT_UP_FOR.days // 7)),
    WasThereError: lambda _: WAS_THERE,
    AmendmentGoneError: lambda _: GONE,
}


def title(meeting: Meeting) -> str:
    return TITLE.format(title=plain(meeting.title))


def state(shown: ShownMinutes) -> str:
    when = times.full(shown.meeting.starts_at)
    return when if shown.meeting.is_cancelled else STATES[shown.record.state].format(when=when)


def blocks(shown: ShownMinutes, *, has_file: bool) -> list[str]:
    """Return what is in minutes, in short: who was there, topics, decisions, action items."""
    minutes = shown.minutes
    if minutes.outcome is not MeetingOutcome.HELD:
        return [SAYS[minutes.outcome], *_errata(shown)]
    topics = [plain(topic.title, 80) for topic in minutes.topics if topic.title]
    parts = [
        people(minutes, shown.meeting),
        _part(TOPICS, [POINT.format(text=topic) for topic in topics]),
        _part(DECISIONS, [POINT.format(text=plain(text, 100)) for text in minutes.decisions]),
        _part(ACTIONS, [_action(each.text, each.owner) for each in minutes.actions]),
        *_errata(shown),
    ]
    return [*(part for part in parts if part), _where(shown, has_file=has_file)]


def _where(shown: ShownMinutes, *, has_file: bool) -> str:
    """Say where the whole text is, or that there is none."""
    if shown.minutes.has_notes:
        return FILE if has_file else NO_FILE
    return NOTHING_NOTED if shown.record.is_settled else NO_NOTES


def _errata(shown: ShownMinutes) -> list[str]:
    return [_part(ERRATA, [POINT.format(text=plain(e.text, 120)) for e in shown.minutes.errata])]


def _part(heading: str, lines: list[str]) -> str:
    return f"{heading}\n{fitted(lines, MORE, 5, room=600, rows=10)}" if lines else ""


def _action(text: str, owner: str) -> str:
    template = POINT_OF if owner else POINT
    return template.format(text=plain(text, 100), owner=plain(owner, 40))


def people(minutes: Minutes, meeting: Meeting) -> str:
    """Say how many were there, and apart from them how many caught up."""
    count = meeting.counts.attended
    there = NOBODY if not count else (THERE_ONE if count == 1 else THERE).format(count=count)
    later = minutes.caught_up
    if not later:
        return there
    return f"{there} {(CAUGHT_UP_ONE if later == 1 else CAUGHT_UP_MANY).format(count=later)}"


def for_organizers(shown: ShownMinutes) -> list[str]:
    """Return the corrections that wait, and what to do while minutes are offered for review."""
    in_review = IN_REVIEW if shown.record.state is MinutesState.REVIEW else ""
    return [_corrections(shown.open_amendments), in_review]


def _corrections(amendments: list[Amendment]) -> str:
    return _part(CORRECTIONS, [_action(paragraph(each.text, 200), each.by) for each in amendments])


def question(publishing: Publishing) -> list[str]:
    """Ask whether to publish minutes: what it does, and whom it tells."""
    told, waiting = publishing.told, publishing.open_amendments
    return [
        PUBLISH_QUESTION.format(title=plain(publishing.meeting.title)),
        (TELLS_ONE if told == 1 else TELLS).format(count=told) if told else "",
        (WAITING_ONE if waiting == 1 else WAITING).format(count=waiting) if waiting else "",
    ]


def corrected(shown: ShownMinutes) -> str:
    template = ERRATUM_ADDED if shown.record.is_settled else SUGGESTED
    return template.format(title=plain(shown.meeting.title))


def left_out(meeting: Meeting) -> str:
    return LEFT_OUT.format(title=plain(meeting.title))


def caught_up(meeting: Meeting, *, is_kept: bool) -> str:
    return (CAUGHT_UP_NOW if is_kept else TAKEN_BACK).format(title=plain(meeting.title))


def news(shown: ShownMinutes) -> list[str]:
    """Return the message that minutes are published; its first line says it all."""
    minutes, meeting = shown.minutes, shown.meeting
    decisions, actions = len(minutes.decisions), len(minutes.actions)
    counts = NEWS_COUNTS.format(
        decisions=DECIDED.get(decisions, DECIDED_MANY).format(count=decisions),
        actions=PROMISED.get(actions, PROMISED_MANY).format(count=actions),
    )
    return [
        NEWS.format(title=plain(meeting.title)),
        NEWS_LINE.format(when=times.full(meeting.starts_at), there=people(minutes, meeting)),
        counts if minutes.outcome is MeetingOutcome.HELD else SAYS[minutes.outcome],
        FOR_YOU,
    ]


def named(meeting: Meeting) -> list[str]:
    return [NAMED.format(title=plain(meeting.title)), NAMED_TEXT]
