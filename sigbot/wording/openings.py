"""What is said when a meeting opens and closes, and about the notices that are read then."""

from sigbot.domain.agenda import Agenda
from sigbot.domain.meetings import Meeting
from sigbot.domain.openings import DECLARED_FOR, NoNoticesError, NotDeclaredError, Notices, Opening
from sigbot.wording import agenda as say_agenda
from sigbot.wording import times
from sigbot.wording.meetings import attended
from sigbot.wording.numbers import in_words
from sigbot.wording.safe import paragraph, plain

THREAD = "{title} · {day}"
OPENED = "**{title}** has begun. Welcome!"
OPENED_READ = "**{title}** has begun. Welcome! Please read this first:"
SPEAKER = "**Speaker:** {speaker}"
AGENDA = "**Agenda**"
POINT = "- {text}"
PROMISES_ONE = "1 action item is open. `/meeting actions` shows it."
PROMISES = "{count} action items are open. `/meeting actions` shows them."
FOR_REVIEW = (
    "The minutes of **{title}** ({day}) are for review. Is something wrong? An organizer approves "
    "them with `/meeting minutes`."
)
TAKE_NOTES = "-# Write notes with `/meeting note`, or choose a message and Apps → Add to minutes."

CLOSED = "**{title}** is over\n{attended}"
DECLARE = "Were you there, but did not check in? Press **I was there** by {until}."
NEXT = "-# Organizers: paste your notes with `/meeting notes`, then look at the minutes."
I_WAS_THERE, AGENDA_BUTTON = "I was there", "Agenda"
DECLARED = "Noted that you were at **{title}**. Organizers see that you said so yourself."
DECLARED_BEFORE = "You are on the list of **{title}** already."

FORM_TITLE = "When a meeting opens"
FORM_NOTICE = (
    "The bot posts these when a meeting begins, and keeps in the minutes which version was shown. "
    "The texts are suggestions. Please read and change them. An empty field is not shown."
)
ANTITRUST_LABEL = "Antitrust notice"
CONDUCT_LABEL = "Code of conduct"
RECORDING_LABEL = "Recording notice"
DECLARES_LABEL = "May people say afterwards: I was there?"
YES, NO = "Yes, for {days} days", "No"
OFFERED_ANTITRUST = (
    "This meeting involves people from companies that compete with each other. Please keep to the "
    "agenda, and do not talk about prices, customers, or anything else that competition law "
    "forbids."
)
OFFERED_CONDUCT = (
    "Please be kind and respectful, and let others finish. Our code of conduct applies here. If "
    "something is wrong, write to an organizer."
)
OFFERED_RECORDING = (
    "This meeting may be recorded and published. If you do not want to be recorded, please turn "
    "off your camera and microphone and use the chat."
)
SAVED = (
    "Saved version {version} of the notices. They are posted when the next meeting begins. This is "
    "how they look:\n\n{texts}"
)
SAVED_NONE = "Saved. No notices are shown when a meeting begins."
NONE_YET = "All fields were empty, so nothing was saved. Please fill in at least one notice."
NOT_DECLARED = (
    "You can say that you were there for {days} days after a meeting. Please ask an organizer to "
    "add you to the list."
)
FIELDS = {"notice": "notice"}
REFUSALS = {
    NoNoticesError: lambda _: NONE_YET,
    NotDeclaredError: lambda _: NOT_DECLARED.format(days=in_words(DECLARED_FOR.days)),
}
LONGEST_THREAD = 90
MOST_POINTS = 8


def yes() -> str:
    """Return the answer that people may say afterwards that they were there."""
    return YES.format(days=in_words(DECLARED_FOR.days))


def thread_name(meeting: Meeting) -> str:
    """Return the name of the thread of a meeting: Discord shows it as it is."""
    day = times.day(meeting.wall.date())
    title = meeting.title[: LONGEST_THREAD - len(day)]
    return THREAD.format(title=title, day=day)


def opened(agenda: Agenda, opening: Opening, for_review: Meeting | None) -> list[str]:
    """Return what is posted when a meeting has begun: its notices, its speaker and its agenda."""
    meeting, texts = agenda.meeting, opening.notices.texts if opening.notices else []
    begun = OPENED_READ if texts else OPENED
    points = [item.text for item in agenda.accepted if item.is_ahead]
    points += [item.title for item in agenda.papers]
    shown = [POINT.format(text=plain(text, 80)) for text in points[:MOST_POINTS]]
    left = len(points) - len(shown)
    more = [say_agenda.MORE.format(count=left)] if left else []
    return [
        begun.format(title=plain(meeting.title)),
        *(paragraph(text, 500) for text in texts),
        SPEAKER.format(speaker=plain(meeting.speaker)) if meeting.speaker else "",
        "\n".join([AGENDA, *shown, *more]) if shown else "",
        _promises(len(agenda.promises)),
        _for_review(for_review) if for_review else "",
        TAKE_NOTES,
    ]


def _for_review(meeting: Meeting) -> str:
    day = times.in_zone(meeting.starts_at, meeting.zone)
    return FOR_REVIEW.format(title=plain(meeting.title), day=day)


def _promises(count: int) -> str:
    if not count:
        return ""
    return PROMISES_ONE if count == 1 else PROMISES.format(count=count)


def closed(meeting: Meeting, *, declares: bool) -> list[str]:
    """Return what is posted when check-in has closed."""
    until = times.full(meeting.ends_at + DECLARED_FOR)
    return [
        CLOSED.format(title=plain(meeting.title), attended=attended(meeting.counts)),
        DECLARE.format(until=until) if declares else "",
        NEXT,
    ]


def declared(meeting: Meeting, *, is_new: bool) -> str:
    return (DECLARED if is_new else DECLARED_BEFORE).format(title=plain(meeting.title))


def saved(notices: Notices) -> str:
    """Say that notices were saved, and show them as they will look."""
    texts = "\n\n".join(paragraph(text, 500) for text in notices.texts)
    return SAVED.format(version=notices.version, texts=texts) if texts else SAVED_NONE
