"""What is said about agendas, and about questions that were asked ahead."""

from collections.abc import Sequence

from sigbot.domain.agenda import (
    LONGEST_POINT,
    SHORTEST_POINT,
    Agenda,
    AgendaClosedError,
    AgendaItem,
    AgendaItemGoneError,
    AgendaKind,
    AgendaState,
    NoAnswerError,
    NoMeetingAheadError,
    PointMinutesError,
    SameAnswerError,
)
from sigbot.domain.journal import JournalItem
from sigbot.domain.promises import Promise
from sigbot.wording import times
from sigbot.wording.lists import fitted
from sigbot.wording.safe import paragraph, plain

TITLE = "## Agenda of {title}"
PLANNED = "{when} · {minutes} min planned"
EMPTY = "Nothing is on the agenda yet. Suggest a point, or ask a question ahead."
EMPTY_CLOSED = "Nothing was on the agenda."
CANCELLED = "{when}\nThis meeting was cancelled."
POINTS, PAPERS, SUGGESTED, PROMISES = (
    "**Points**",
    "**Papers**",
    "**Suggested**",
    "**Open action items**",
)
NUMBERED = "{number}. {point}"
POINT = "{text}{details}"
POINT_DONE = "~~{text}~~{details}"
QUESTION = "Question: {text}{details}"
ANSWERED = "Question: {text}{details}\n-# Answer: {answer}"
MINUTES = "{minutes} min"
LINKED = "[link](<{link}>)"
PAPER = "- {title}"
PROMISE = "- {text} · {owner}"
PROMISE_DUE = "- {text} · {owner} · until {due}"
NOBODY = "nobody yet"
SUGGESTION = "- {text}{details}"
MORE = "-# and {count} more"
PARKED = "-# {count} points wait for a meeting."
PARKED_ONE = "-# 1 point waits for a meeting."

SUGGEST, ASK_AHEAD, ARRANGE = "Suggest a point", "Ask ahead", "Arrange"
ACCEPT, DECLINE, DONE, PARK = "Accept", "Decline", "Done", "Park"
UP, EDIT, POSTPONE, NEXT_POINT = "Move up", "Edit", "To next meeting", "Next point"
ANSWER, CHANGE_ANSWER, NOT_DONE = "Answer", "Change the answer", "Not done"
TAKE_UP = "Put it on this agenda"
TO_AGENDA = "Whole agenda"
PLACE = "-# Point {number} of {count}"
STATES = {
    AgendaState.SUGGESTED: "Suggested. Accept it to put it on the agenda.",
    AgendaState.ACCEPTED: "On the agenda.",
    AgendaState.DONE: "Done.",
    AgendaState.PARKED: "It waits for a meeting.",
    AgendaState.DECLINED: "Declined.",
}
NOTHING_TO_ARRANGE = "There is no point to arrange yet. Suggest one with `/meeting agenda`."

SUGGEST_TITLE, ASK_TITLE = "Suggest a point", "Ask ahead"
POINT_LABEL, QUESTION_LABEL = "What should be talked about?", "Your question"
QUESTION_HINT = "You get the answer even if you can't come. Your name stands beside it."
EDIT_TITLE, TEXT_LABEL, MINUTES_LABEL, LINK_LABEL = "Edit the point", "Point", "Minutes", "Link"
ANSWER_TITLE, ANSWER_LABEL = "Answer the question", "Answer"
ANSWER_HINT = "It goes to the person who asked, and into the minutes."

SUGGESTED_IT = "Suggested it for **{title}**. An organizer decides whether it is on the agenda."
ADDED_IT = "Added it to the agenda of **{title}**."
ASKED = (
    "Your question is on the agenda of **{title}**. I send you the answer when it is noted. Please "
    "allow direct messages from this server."
)
ANSWER_SENT = "Noted the answer. I send it to {name}."
ANSWER_NOTED = "Noted the answer."
ANSWER_NEWS = "**{title}**: your question was answered"
ANSWER_TEXT = "You asked: {question}\nAnswer: {answer}"
ON_AGENDA = "Agenda: {points}"
AND_MORE = "{points} and {count} more"

CLOSED = (
    "That meeting is over or cancelled, so its agenda is closed. Please choose a meeting that is "
    "ahead; `/meeting list` shows them."
)
NO_MEETING = (
    "No meeting is ahead, so there is no agenda. Organizers schedule one with `/meeting schedule`."
)
GONE = "That point is not on the agenda any more. `/meeting agenda` shows what is."
NO_ANSWER = "Only a question that was asked ahead can be answered. Please edit the point instead."
SAME_ANSWER = "That is the answer already. Nothing was sent."
WRONG_MINUTES = (
    "A point takes {shortest} to {longest} minutes. Please give a number such as 10, or leave it "
    "empty."
)
FIELDS = {
    "point": "point of an agenda",
    "answer": "answer",
}
NOUNS = {
    "point": "point of an agenda",
    "own point": "point of yours",
    "parked point": "point that waits",
}
A_NOUN = {
    "point": "a point of an agenda",
    "own point": "a point of yours",
    "parked point": "a point that waits",
}
REFUSALS = {
    AgendaClosedError: lambda _: CLOSED,
    NoMeetingAheadError: lambda _: NO_MEETING,
    AgendaItemGoneError: lambda _: GONE,
    SameAnswerError: lambda _: SAME_ANSWER,
    NoAnswerError: lambda _: NO_ANSWER,
    PointMinutesError: lambda _: WRONG_MINUTES.format(
        shortest=SHORTEST_POINT, longest=LONGEST_POINT
    ),
}
VOCABULARIES = {AgendaState: "state of a point", AgendaKind: "kind of point"}

MOST_IN_REMINDER = 3
TEXT_SHOWN = 120


def title(agenda: Agenda) -> str:
    return TITLE.format(title=plain(agenda.meeting.title))


def subtitle(agenda: Agenda) -> str:
    """Return when the meeting is, and how long the accepted points take, if that is known."""
    when = times.full(agenda.meeting.starts_at)
    if agenda.meeting.is_cancelled:
        return CANCELLED.format(when=when)
    return PLANNED.format(when=when, minutes=agenda.minutes) if agenda.minutes else when


def blocks(agenda: Agenda, suggested: Sequence[AgendaItem], *, is_ahead: bool) -> list[str]:
    """Return the parts of an agenda, with suggested points that this person may see.

    Parts with nothing in them are left out. All parts together fit on two screens of a phone.
    """
    accepted = [
        NUMBERED.format(number=number, point=_point(item))
        for number, item in enumerate(agenda.accepted, start=1)
    ]
    parts = [
        _part(POINTS, accepted, most=15, rows=13),
        _part(SUGGESTED, [_suggestion(item) for item in suggested], most=5, rows=6),
        _part(PAPERS, [_paper(item) for item in agenda.papers], most=5, rows=5),
        _part(PROMISES, [_promise(promise) for promise in agenda.promises], most=5, rows=6),
    ]
    return [part for part in parts if part] or [EMPTY if is_ahead else EMPTY_CLOSED]


def _part(heading: str, lines: Sequence[str], most: int, rows: int) -> str:
    return f"{heading}\n{fitted(lines, MORE, most, room=1_000, rows=rows)}" if lines else ""


def _point(item: AgendaItem) -> str:
    if item.kind is AgendaKind.QUESTION:
        return (ANSWERED if item.answer else QUESTION).format(
            text=plain(item.text, TEXT_SHOWN),
            details=_details(item),
            answer=plain(item.answer, TEXT_SHOWN),
        )
    template = POINT_DONE if item.state is AgendaState.DONE else POINT
    return template.format(text=plain(item.text, TEXT_SHOWN), details=_details(item))


def _details(item: AgendaItem) -> str:
    minutes = MINUTES.format(minutes=item.minutes) if item.minutes else ""
    link = LINKED.format(link=item.link) if item.link else ""
    details = [detail for detail in (minutes, plain(item.by, 40), link) if detail]
    return "".join(f" · {detail}" for detail in details)


def _paper(item: JournalItem) -> str:
    return PAPER.format(title=plain(item.title, TEXT_SHOWN))


def _promise(promise: Promise) -> str:
    return (PROMISE_DUE if promise.due else PROMISE).format(
        text=plain(promise.text, TEXT_SHOWN),
        owner=plain(promise.owner, 40) or NOBODY,
        due=times.day(promise.due) if promise.due else "",
    )


def _suggestion(item: AgendaItem) -> str:
    return SUGGESTION.format(text=plain(item.text, TEXT_SHOWN), details=_details(item))


def parked(agenda: Agenda) -> str:
    """Say how many points wait for a meeting; "" where none does."""
    if not agenda.parked:
        return ""
    return (PARKED_ONE if len(agenda.parked) == 1 else PARKED).format(count=len(agenda.parked))


def point(item: AgendaItem, number: int, count: int) -> list[str]:
    """Return what an organizer sees of one point: its text, its state, and its place."""
    return [
        _point(item),
        STATES[item.state],
        PLACE.format(number=number, count=count),
    ]


def suggested(agenda: Agenda, *, accepted: bool) -> str:
    return (ADDED_IT if accepted else SUGGESTED_IT).format(title=plain(agenda.meeting.title))


def asked(meeting: str) -> str:
    return ASKED.format(title=plain(meeting))


def answered(item: AgendaItem) -> str:
    return ANSWER_SENT.format(name=plain(item.by, 60)) if item.by else ANSWER_NOTED


def answer_news(meeting: str, item: AgendaItem) -> list[str]:
    """Return the direct message with the answer to a question."""
    return [
        ANSWER_NEWS.format(title=plain(meeting)),
        ANSWER_TEXT.format(question=plain(item.text), answer=paragraph(item.answer, 1_200)),
    ]


def in_reminder(points: Sequence[str]) -> str:
    """Return the points of an agenda in one line of a reminder; "" where nothing is on it."""
    texts = [plain(point, 60) for point in points]
    left = len(texts) - MOST_IN_REMINDER
    shown = "; ".join(texts[:MOST_IN_REMINDER])
    if not shown:
        return ""
    return ON_AGENDA.format(points=AND_MORE.format(points=shown, count=left) if left > 0 else shown)
