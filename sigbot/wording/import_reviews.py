"""What is said in Discord about an attendance file, before and after it is written."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sigbot.domain.attendance_files import (
    DROP,
    ChangedSinceImportError,
    FileMeeting,
    ImportReview,
    MeetingQuestion,
    NamelessQuestion,
    NameQuestion,
    OrderQuestion,
    Question,
    Undone,
    WhyCode,
    Written,
)
from sigbot.domain.meetings import Meeting
from sigbot.wording import times
from sigbot.wording.attendance import choices
from sigbot.wording.import_pages import SHORT_NAME
from sigbot.wording.imports import (
    KINDS,
    LIMITS,
    NOTHING_SEEN,
    SHAPES,
    WHY,
    file_meeting,
    visible,
)
from sigbot.wording.lists import fitted, listed
from sigbot.wording.safe import called, clip, plain

DOWNLOAD = "I could not get the file from Discord. Please send it again."
TITLE = "## Attendance of {title}"
SUBTITLE = "-# {shape} · {when}"
OTHER_DAY = "⚠️ The file is of {day}, the meeting was on {when}. Is it the right file?"
NOT_YET = "Nothing is written yet. Press **Confirm** to add these people."
CHANGED = "Somebody in the file became known since you looked. Please look again."
CONFIRM, CANCEL = "Confirm", "Cancel"
WHICH_DAY = "**Which day was it?** The dates in the file can be read in two ways."
HOW_MANY = "**How many people are “{name}”?** The name is in the file {count} times."
HOW_MANY_AT_ONCE = (
    "**How many people are “{name}”?** The name is in the file {count} times, {at_once} of them at "
    "the same time."
)
HOW_MANY_ALL_AT_ONCE = (
    "**How many people are “{name}”?** The name is in the file {count} times, at the same time."
)
SAME_PERSON = (
    "**Is this the same “{name}”?** The file has the name with an e-mail, and without one."
)
WHO = "**Who is “{name}”?** Several people could be meant."
WHO_EMAIL = "**Is this the same “{name}”?** In this file they have another e-mail."
WHO_ACCOUNT = "**Is “{name}” this member?** It is their user name on Discord."
WHICH_MEETING = "**Which meeting is it?** The file has several, and none begins near this one."
WHAT_NAMES = (
    "**What are they called?** {count} people have an e-mail in the file and no name: {names}."
)
WHAT_NAME = "**What are they called?** “{name}” has an e-mail in the file and no name."
NAME_THEM, LEAVE_OUT = "Name them", "Leave them out"
NAMES_TITLE = "Names"
ONE_PERSON = "1 person"
SOME_PEOPLE = "{count} people"
ANOTHER_PERSON = "Another person"
OTHER_PEOPLE = "{count} other people"
SAME = "The same person"
SAME_MINUTES = "The same person ({minutes} min)"
NUMBERED = "{label}, no. {number}"
EACH_ONE = "1 person for each of the {count} names"
SOMEBODY_NEW = "Somebody new"
WRITING = "Writing… {done} of {people} people so far."
WRITTEN = "Done. **{people}** people of the file are on the list of **{title}**."
WRITTEN_ONE = "Done. **1** person of the file is on the list of **{title}**."
WRITTEN_NONE = "Done. Nobody of the file is on the list of **{title}**."
LOOK = "-# `/attendance show` lists everybody who was there."
STAYED_OFF = "{count} stay off it, as an organizer took them off."
STAYED_OFF_ONE = "1 person stays off it, as an organizer took them off."
UNDO = "Undo"
UNDOING = "Taking the file back… {left} of {people} people are left."
UNDONE = (
    "Took back what the file changed in the attendance of **{title}**. You can import it again."
)
CHANGED_SINCE = (
    "Something has changed for {names} since the import, so I can't take it back as a whole. "
    "Please put the list right with `/attendance remove` and `/attendance add`."
)
DROPPED = "All right. Nothing was written, and the file is forgotten."
MORE = "and {count} more"
BUTTON_LIMIT, SHORT_LABEL = 80, 70
"""Characters of a label, and of one that may get a number."""

MOST_FIELDS, FIELD_LIMIT = 5, 45
"""Fields of a form, and characters of the label of one."""

MOST_OFFERED = 12


def refused(code: str, seen: tuple[str, ...]) -> str:
    """Say why a file is refused and what to do; `seen` are the cells of the file that are quoted.

    `code` is "download" or a WhyCode.
    """
    if code == "download":
        return DOWNLOAD
    shown = ", ".join(f"“{plain(visible(cell), 60)}”" for cell in seen)
    return WHY[WhyCode(code)].format(
        **LIMITS,
        seen=shown or NOTHING_SEEN,
        kind=KINDS.get("".join(seen), ""),
        first="",
        second="",
    )


def title(meeting: Meeting) -> str:
    return TITLE.format(title=plain(meeting.title))


def subtitle(review: ImportReview) -> str:
    shape = SHAPES[review.counts.shape]
    return SUBTITLE.format(shape=shape, when=times.short(review.meeting.starts_at))


def warning(review: ImportReview) -> str:
    """Warn that the file is of another day than the meeting; "" if it is of the same day."""
    if review.day is None or review.question:
        return ""
    held_on = review.meeting.starts_at.astimezone(ZoneInfo(review.meeting.zone)).date()
    return OTHER_DAY.format(day=times.day(review.day), when=times.day(held_on))


def question(asked: Question) -> str:
    if isinstance(asked, OrderQuestion):
        return WHICH_DAY
    if isinstance(asked, MeetingQuestion):
        return WHICH_MEETING
    if isinstance(asked, NamelessQuestion):
        return _nameless_question(list(asked.people.values()))
    if isinstance(asked, NameQuestion):
        return _name_question(asked)
    by_account = WHO_ACCOUNT if asked.candidates[0].by_account else WHO_EMAIL
    template = WHO if len(asked.candidates) > 1 else by_account
    return template.format(name=called(asked.name))


def _name_question(asked: NameQuestion) -> str:
    name = called(asked.name)
    if asked.same:
        return SAME_PERSON.format(name=name)
    template = HOW_MANY_AT_ONCE if asked.at_once > 1 else HOW_MANY
    if asked.at_once == asked.count > 1:
        template = HOW_MANY_ALL_AT_ONCE
    return template.format(name=name, count=asked.count, at_once=asked.at_once)


def _nameless_question(people: Sequence[str]) -> str:
    if len(people) == 1:
        return WHAT_NAME.format(name=called(people[0]))
    names = fitted([called(name, SHORT_NAME) for name in people], MORE, MOST_OFFERED, ", ")
    return WHAT_NAMES.format(count=len(people), names=names)


def names_to_give(asked: Question | None) -> list[tuple[str, str]]:
    """Return the fields of the form for names: the key of each, and its label.

    A form has room for the first few; the others are asked about again.
    """
    if not isinstance(asked, NamelessQuestion):
        return []
    first = list(asked.people.items())[:MOST_FIELDS]
    return [(key, clip(visible(name), FIELD_LIMIT)) for key, name in first]


def options(asked: Question) -> list[tuple[str, str]]:
    """Return the answers to a question: the label of the button, and the value it sends."""
    if isinstance(asked, OrderQuestion):
        return [(times.day(day), order) for order, day in asked.dates.items()]
    if isinstance(asked, MeetingQuestion):
        return _meetings(asked.meetings)
    if isinstance(asked, NamelessQuestion):
        return [(LEAVE_OUT, DROP)]
    if isinstance(asked, NameQuestion):
        labels = [*_numbers(asked), *_same(asked)]
        numbered = [(label, str(place)) for place, label in enumerate(labels)]
        return [*numbered[len(asked.people) :], *numbered[: len(asked.people)]]
    offered = choices(asked.candidates[:MOST_OFFERED])
    pairs = zip(offered, asked.candidates, strict=False)
    return [
        *((clip(label, BUTTON_LIMIT), str(person.id)) for (label, _), person in pairs),
        (SOMEBODY_NEW, "new"),
    ]


def _meetings(meetings: Sequence[FileMeeting]) -> list[tuple[str, str]]:
    labels = [clip(visible(file_meeting(meeting)), SHORT_LABEL) for meeting in meetings]
    return [
        (_numbered(label, labels, number), str(meeting.place))
        for number, (label, meeting) in enumerate(zip(labels, meetings, strict=True), start=1)
    ]


def _numbered(label: str, labels: Sequence[str], number: int) -> str:
    """Return a label that is unlike all others of the list."""
    is_alone = labels.count(label) == 1
    return label if is_alone else NUMBERED.format(label=label, number=number)


def _numbers(asked: NameQuestion) -> list[str]:
    singular, plural = (ANOTHER_PERSON, OTHER_PEOPLE) if asked.same else (ONE_PERSON, SOME_PEOPLE)
    return [singular if number == 1 else plural.format(count=number) for number in asked.people]


def _same(asked: NameQuestion) -> list[str]:
    labels = [
        SAME if minutes is None else SAME_MINUTES.format(minutes=minutes) for minutes in asked.same
    ]
    return [_numbered(label, labels, number) for number, label in enumerate(labels, start=1)]


def each_one(asked: Question) -> str:
    """Label the button that answers all open names alike; "" if one name at most is open."""
    if isinstance(asked, NameQuestion) and asked.left > 1:
        return EACH_ONE.format(count=asked.left)
    return ""


def writing(written: Written) -> str:
    return WRITING.format(done=written.done, people=written.people)


def undoing(undone: Undone) -> str:
    return UNDOING.format(left=undone.left, people=undone.people)


def undone(undone: Undone) -> str:
    return UNDONE.format(title=plain(undone.meeting.title))


def written(done: Written) -> str:
    template = {0: WRITTEN_NONE, 1: WRITTEN_ONE}.get(done.listed, WRITTEN)
    lines = [template.format(people=done.listed, title=plain(done.meeting.title))]
    off = done.people - done.listed
    if off:
        lines.append((STAYED_OFF_ONE if off == 1 else STAYED_OFF).format(count=off))
    return "\n".join([*lines, LOOK])


REFUSALS = {
    ChangedSinceImportError: lambda e: CHANGED_SINCE.format(
        names=listed([plain(name, SHORT_NAME) for name in e.names])
    ),
}
