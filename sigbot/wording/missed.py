"""What people are told who missed direct messages, as theirs are closed."""

from collections.abc import Sequence

from sigbot.domain.agenda import AgendaItem
from sigbot.domain.discussions import Discussion
from sigbot.domain.meetings import Meeting
from sigbot.domain.notices import Notice
from sigbot.domain.periods import Period
from sigbot.domain.report_dues import due_day
from sigbot.wording import times
from sigbot.wording.notices import sentences
from sigbot.wording.safe import plain

CLOSED = "Your direct messages are closed to me, so I stopped sending them."
MISSED = "You missed:"
REMINDER = "- A reminder: **{title}**, {when}"
MOVED = "- **{title}** has moved. It is {when} now."
CANCELLED = "- **{title}** on {when} is cancelled."
PAPER = "- **{title}** is discussed at **{meeting}**, {when}"
MINUTES = "- The minutes of **{title}**, {when}. Run `/meeting minutes` to read them."
ANSWER = "- The answer to your question “{question}”: {answer}"
PROMISES = "- A reminder of your action items. `/meeting actions` shows them."
NOTICE = "- A note for organizers: {text}"
REPORT = "- The report of **{period}**, due on {day}. Run `/report period:{label}` to write it."
REOPEN = (
    "To get them again, allow direct messages from this server, then use `/me reminders`. Until "
    "then, I mention you in the news when a meeting you go to changes."
)


def missed(
    reminders: Sequence[Meeting],
    changes: Sequence[Meeting],
    notices: Sequence[Notice],
    reports: Sequence[Period] = (),
    papers: Sequence[Discussion] = (),
    minutes: Sequence[Meeting] = (),
    answers: Sequence[AgendaItem] = (),
    promises: Sequence[Meeting] = (),
) -> str:
    """Tell a person that their direct messages are closed, and what was in those they missed."""
    lines = [
        *(_line(CANCELLED if m.is_cancelled else MOVED, m) for m in changes),
        *(_line(REMINDER, m) for m in reminders),
        *(_paper(paper) for paper in papers),
        *(_answer(item) for item in answers),
        *(_line(MINUTES, meeting) for meeting in minutes),
        *([PROMISES] if promises else []),
        *(_report(period) for period in reports),
        *(NOTICE.format(text=text) for text in sentences(notices)),
    ]
    return "\n".join([CLOSED, *([MISSED, *lines] if lines else []), REOPEN])


def _report(period: Period) -> str:
    label, day = plain(period.label), times.day(due_day(period))
    return REPORT.format(period=label, day=day, label=period.label)


def _answer(item: AgendaItem) -> str:
    return ANSWER.format(question=plain(item.text, 120), answer=plain(item.answer, 300))


def _paper(paper: Discussion) -> str:
    return PAPER.format(
        title=plain(paper.item.title, 120),
        meeting=plain(paper.meeting.title, 80),
        when=times.full(paper.meeting.starts_at),
    )


def _line(template: str, meeting: Meeting) -> str:
    return template.format(title=plain(meeting.title), when=times.full(meeting.starts_at))
