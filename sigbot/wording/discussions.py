"""What is said about discussions of papers: the thread, its questions, and messages to readers."""

from collections.abc import Sequence

from sigbot.domain.bounds import MOST_QUESTIONS
from sigbot.domain.discussions import (
    Discussion,
    ManyQuestionsError,
    NotPickedError,
    NotYourQuestionError,
    Question,
    QuestionGoneError,
)
from sigbot.domain.names import is_visible
from sigbot.wording import journal, personal, times
from sigbot.wording.lists import fitted
from sigbot.wording.opinions import sums
from sigbot.wording.phone import TWO_SCREENS, height
from sigbot.wording.safe import plain

PICKED = "**{title}** is on the agenda of **{meeting}**: {wall}"
CANCELLED = "**{title}** will not be discussed: **{meeting}** is cancelled."
WHEN = "-# {when}"
PRESENTS, PRESENTED = "{name} presents it.", "{name} presented it."
NOBODY_PRESENTS = "Nobody presents it yet. Volunteer with `/journal present`."
LINK = "[Read it](<{link}>)"

AGENDA_OF = "On the agenda of **{meeting}**, {when}"
WAS_DISCUSSED = "Discussed at **{meeting}**, {when}"
IS_CANCELLED = "**{meeting}** is cancelled, so it will not be discussed then."
QUESTIONS = "**Questions so far**"
NO_QUESTIONS = "No questions yet. What would you like to talk about?"
QUESTION = "- {text} ({name})"
MORE_QUESTIONS = "-# and {count} more"
READ_IT, READ_BY = "I read it", "I read it · {count}"
ASK = "Ask a question"
TAKE_BACK = "Take a question back"

FORM_TITLE = "A question to discuss"
FORM_LABEL = "Your question"
FORM_HINT = "It appears in the thread with your name."
ASKED = "Your question is on the card in the thread."
NONE_OF_YOURS = "You have no question here to take back."
WHICH = "Which question do you want to remove?"
NUMBERED = "{number}. {text} ({name})"
REMOVE_NUMBER = "Remove {number}"
REMOVED = "The question is removed."

YOU_PRESENT = "You present **{title}** at **{meeting}**: {wall}"
YOU_WANT = "**{title}**, which you want to read, is discussed at **{meeting}**: {wall}"
OPEN_COPY = "[Free to read](<{link}>)"
FOOT_PRESENTS = "-# You get this because you present it, in {community}."
FOOT = "-# You asked {community} for this. `/me reminders papers:False` turns it off."
OPEN_THREAD = "Open the thread"

MANY_QUESTIONS = (
    "You asked {limit} questions within a day, which is the limit. You can ask the next one "
    "{again}."
)
NOT_PICKED = "This paper is not on the agenda of that meeting any more."
NOT_YOURS = "Only the person who asked it, or an organizer, can remove a question."
QUESTION_GONE = "This question was removed before."

FIELDS = {"question": "question"}
REFUSALS = {
    ManyQuestionsError: lambda e: MANY_QUESTIONS.format(
        limit=MOST_QUESTIONS, again=times.relative(e.again)
    ),
    NotPickedError: lambda _: NOT_PICKED,
    NotYourQuestionError: lambda _: NOT_YOURS,
    QuestionGoneError: lambda _: QUESTION_GONE,
}

ROWS = TWO_SCREENS - 3
"""Lines of a phone for the card of a thread, without its buttons."""


def _names(paper: Discussion, limit: int = 200) -> dict[str, str]:
    title, meeting = plain(paper.item.title, limit), plain(paper.meeting.title, 100)
    return {"title": title, "meeting": meeting}


def _wall(paper: Discussion, zone: str | None = None) -> str:
    return times.in_zone(paper.meeting.starts_at, zone or paper.meeting.zone)


def announced(paper: Discussion) -> str:
    """Tell the channel that a paper was picked: when it is discussed, and who presents it."""
    if paper.meeting.is_cancelled:
        return CANCELLED.format(**_names(paper))
    source = journal.source_of(paper.item)
    lines = [
        PICKED.format(**_names(paper), wall=_wall(paper)),
        WHEN.format(when=times.full(paper.meeting.starts_at)),
        WHEN.format(when=source) if source else "",
        journal.RETRACTED if paper.item.is_retracted else "",
        _presenter(paper),
    ]
    return "\n".join(line for line in lines if line)


def _presenter(paper: Discussion) -> str:
    if paper.presenter:
        template = PRESENTED if paper.is_discussed else PRESENTS
        return template.format(name=personal.name(paper.presenter))
    return "" if paper.is_discussed else NOBODY_PRESENTS


def thread_name(paper: Discussion) -> str:
    """Return the name of a thread, which Discord shows as it is."""
    title = " ".join(paper.item.title.split())
    return title if is_visible(title) else paper.meeting.title


def card(paper: Discussion) -> tuple[str, str]:
    """Tell what a paper is and when it is discussed, and below it which questions there are."""
    item = paper.item
    above = "\n".join(
        line
        for line in (
            journal.HEADING.format(**journal.linked(item)),
            *journal.about_work(item),
            journal.links_of(item),
            _agenda_of(paper),
            _presenter(paper),
            *sums(paper.sums),
            *journal.note_of(item),
        )
        if line
    )
    return above, _questions(paper.questions, ROWS - height(above))


def _agenda_of(paper: Discussion) -> str:
    if paper.meeting.is_cancelled:
        return IS_CANCELLED.format(**_names(paper))
    template = WAS_DISCUSSED if paper.is_discussed else AGENDA_OF
    return template.format(**_names(paper), when=times.relative(paper.meeting.starts_at))


def _questions(questions: Sequence[Question], rows: int) -> str:
    if not questions:
        return NO_QUESTIONS
    lines = [_question(asked) for asked in questions]
    shown = fitted(lines, MORE_QUESTIONS, 20, room=2_400, rows=max(rows - 3, 3))
    return "\n".join([QUESTIONS, shown])


def _question(asked: Question) -> str:
    return QUESTION.format(text=plain(asked.text), name=personal.name(asked.name))


def read_label(readers: int) -> str:
    return READ_BY.format(count=readers) if readers else READ_IT


def removable(questions: Sequence[Question]) -> str:
    """Ask which question is removed; they are numbered as their buttons."""
    if not questions:
        return NONE_OF_YOURS
    lines = [
        NUMBERED.format(number=number, text=plain(asked.text, 80), name=personal.name(asked.name))
        for number, asked in enumerate(questions, 1)
    ]
    return "\n".join([WHICH, *lines])


def ahead(paper: Discussion, zone: str | None, *, presents: bool) -> str:
    """Tell one person that a paper is discussed soon, and where it can be read."""
    template = YOU_PRESENT if presents else YOU_WANT
    item = paper.item
    free, link = journal.address(item.open_copy), journal.address(item.link)
    lines = [
        template.format(**_names(paper), wall=_wall(paper, zone)),
        WHEN.format(when=times.full(paper.meeting.starts_at)),
        journal.RETRACTED if item.is_retracted else "",
        OPEN_COPY.format(link=free) if free else LINK.format(link=link),
    ]
    return "\n".join(line for line in lines if line)


def foot(community: str, *, presents: bool) -> str:
    template = FOOT_PRESENTS if presents else FOOT
    return template.format(community=plain(community))
