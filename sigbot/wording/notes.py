"""What is said when something is noted about a meeting."""

from sigbot.domain.bounds import NOTE_LIMIT
from sigbot.domain.meetings import OPENS_BEFORE
from sigbot.domain.notes import (
    EmptyMessageError,
    HandKind,
    LongMessageError,
    NotAnActionError,
    NotBegunYetError,
    Noted,
    NoteKind,
    NotesClosedError,
    NotThereError,
)
from sigbot.wording import times
from sigbot.wording.safe import plain

KINDS = {
    HandKind.TOPIC: "topic: what is talked about now",
    HandKind.INFO: "info: what was said",
    HandKind.ACTION: "action: what somebody will do",
    HandKind.AGREED: "agreed: what was decided",
    HandKind.LINK: "link: an address",
}
NOTED = {
    NoteKind.TOPIC: "Noted for **{title}**. The topic is now: {text}",
    NoteKind.INFO: "Noted for **{title}**: {text}",
    NoteKind.AGREED: "Noted for **{title}** as agreed: {text}",
    NoteKind.LINK: "Noted the link for **{title}**: {text}",
}
ACTION = "Noted for **{title}** that somebody will do this: {text}"
ACTION_OF = "Noted for **{title}** that {owner} will do this: {text}"
DUE = "Until {due}."
NO_MEMBER = "I do not know a member called {owner}, so nobody is reminded."
ADDED = "Added the message of {name} to the minutes of **{title}**."
ADDED_BEFORE = "That message is in the minutes of **{title}** already."
NOT_THERE = (
    "You can note something about meetings that you come to. Please press Going or Check in on the "
    "meeting's card first."
)
NOT_BEGUN = (
    "Notes can be taken from {minutes} minutes before a meeting begins. Please name one that has "
    "begun."
)
CLOSED = (
    "The minutes of that meeting are approved, so nothing is added to its notes. Organizers can "
    "add an erratum: `/meeting minutes`."
)
NOT_AN_ACTION = (
    "Only an action item has an owner and a date. Please choose the kind action, or leave both out."
)
EMPTY_MESSAGE = "That message has no text to add. Please choose one with words."
LONG_MESSAGE = (
    "That message has more than {limit} characters, too many for the minutes. Please write what "
    "matters in it with `/meeting note`."
)
FIELDS = {"correction": "correction"}
NOUNS = {"note": "line of notes"}
A_NOUN = {"note": "a line of notes"}
VOCABULARIES = {HandKind: "kind of note"}
REFUSALS = {
    NotThereError: lambda _: NOT_THERE,
    NotBegunYetError: lambda _: NOT_BEGUN.format(minutes=OPENS_BEFORE.seconds // 60),
    NotesClosedError: lambda _: CLOSED,
    NotAnActionError: lambda _: NOT_AN_ACTION,
    EmptyMessageError: lambda _: EMPTY_MESSAGE,
    LongMessageError: lambda _: LONG_MESSAGE.format(limit=f"{NOTE_LIMIT:,}"),
}


def noted(done: Noted) -> str:
    """Say what was noted; of an action item also whose it is, and until when."""
    line, title = done.line, plain(done.meeting.title)
    text = plain(line.text, 300)
    if line.kind is not NoteKind.ACTION:
        template = NOTED.get(line.kind, NOTED[NoteKind.INFO])
        return template.format(title=title, text=text)
    owner = done.owner or line.owner
    template = ACTION_OF if owner else ACTION
    sentences = [template.format(title=title, owner=plain(owner, 60), text=text)]
    if line.due:
        sentences.append(DUE.format(due=times.day(line.due)))
    if line.owner and not done.owner:
        sentences.append(NO_MEMBER.format(owner=plain(line.owner, 60)))
    return "\n".join(sentences)


def added(done: Noted) -> str:
    template = ADDED if done.is_new else ADDED_BEFORE
    return template.format(name=plain(done.owner, 60), title=plain(done.meeting.title))
