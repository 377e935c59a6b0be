"""What is said about attendance."""

from collections import Counter
from collections.abc import Sequence

from sigbot.domain.attendance import Attendance, Source
from sigbot.domain.meetings import Meeting
from sigbot.domain.members import AlikeNamesError, Candidate, UnknownHostError
from sigbot.domain.periods import Period
from sigbot.wording import personal, times
from sigbot.wording.lists import ROWS, fitted, listed
from sigbot.wording.safe import called, clip, held, plain

CHECKED_IN = "You are checked in to **{title}**. Welcome!"
CHECKED_IN_ALREADY = (
    "You are already checked in to **{title}**. **Do you want to take your check-in back?**"
)
CHOOSE = "Several meetings are open. Which one are you in?"
TITLE = "## Who was at {title}"
SUBTITLE = "-# {when}"
COUNT = "**{count}** people{sources}"
COUNT_ONE = "**1** person{sources}"
COUNT_SOURCES = ": {sources}"
NOBODY = (
    "No attendance is recorded yet. Organizers can add it with `/attendance import` or "
    "`/attendance add`."
)
NEXT = "-# Is somebody missing? Organizers add them with `/attendance add`."
LINE = "{at} · {name}"
LINE_ADDED = "Added · {name}"
LINE_UNTIMED = "Time not known · {name}"
MORE = "-# and {count} more; `/attendance export` has all of them."
BRIEF = "-# Not there long enough to count: {people}"
BRIEF_SO_FAR = "-# Not counted yet: {people}"
BRIEF_MORE = "and {count} more"
BRIEF_LINE = "{name} ({minutes} min)"
BRIEF_LINE_UNDER = "{name} (under 1 min)"
BRIEF_ROWS = 6
"""Lines of a phone for the people whose time is too short."""

SHOW_CODE = "Check-in code"
CODE = (
    "# {code}\nThis is the check-in code of **{title}**. Share the picture on the call's screen. "
    "People type `/checkin code:{typed}`. It works until {until}."
)
CODE_QR = (
    "# {code}\nThis is the check-in code of **{title}**. Share the picture on the call's screen. "
    "People type `/checkin code:{typed}`, or scan the QR code to open the meeting's card. "
    "It works until {until}."
)
CODE_HINT = "In Discord, type /checkin code:{typed}"
CODE_SCAN = "Scan for the card"
CODE_ALT = "The check-in code of {title} in large digits: {code}."
CODE_ALT_QR = (
    "The check-in code of {title} in large digits: {code}. A QR code opens the meeting's card."
)
ADDED = "Added **{name}** to the attendance of **{title}**."
ADDED_ALREADY = "**{name}** is already in the attendance of **{title}**."
REMOVED = "Removed **{name}** from **{title}**. Later imports will not add them back."
ALIKE = "Several names begin with “{text}”: {names}. Please write the whole name."
ALIKE_SHOWN = 30
UNKNOWN_HOST = (
    "I know nobody called “{name}” here. Please check the spelling. People I do not know yet can "
    "type `/me timezone` first."
)
REMOVED_ALREADY = "**{name}** is not in the attendance of **{title}**. Imports will not add them."
NAMESAKE = (
    "The list also has a guest called **{name}**, who is no member. **Remove this guest, too?**"
)
REMOVE_GUEST = "Remove the guest"
IS_IT_YOU = (
    "A list from a file has a guest called **{name}**, too. **Is that you?** If so, you are "
    "counted once."
)
THAT_IS_ME = "That's me"
SOMEONE_ELSE = "Someone else"
CLAIMED = (
    "Done. The name **{name}** in lists is you now, and you are counted once. Was it a mistake? "
    "Organizers can undo it with `/attendance link`."
)
IS_IT_THEM = (
    "The lists also have a guest called **{name}**, who is no member. **Is it the same person?** "
    "If so, they are counted once."
)
SAME_PERSON = "Same person"
JOINED = (
    "The guest **{name}** from the lists and the member **{owner}** are one person now, and are "
    "counted once. {meetings}"
)
KEPT_APART = "The guest is counted as another person."
LINKED = "Linked the name **{name}** to **{owner}**. {meetings}"
LINKED_ALREADY = "The name **{name}** is already linked to **{owner}**. {meetings}"
LINKED_MEETINGS = {
    0: "Later imports will recognize it.",
    1: "It was seen at 1 meeting.",
}
LINKED_MEETINGS_MANY = "It was seen at {count} meetings."
UNDO = "Undo"
UNLINKED = "Undone. **{name}** is a separate person again."
SOURCES = {
    Source.BUTTON: "{count} by button",
    Source.CODE: "{count} by code",
    Source.VOICE: "{count} by voice",
    Source.DECLARED: "{count} said so afterwards",
    Source.IMPORT: "{count} from a file",
    Source.MANUAL: "{count} added by an organizer",
}
NAME_SHOWN = 26
"""Characters of a name on a button; the room behind it is for what tells two people apart."""

CANDIDATE_SEEN = "{name} · {meetings} meetings, last {when}"
CANDIDATE_SEEN_ONE = "{name} · 1 meeting, {when}"
CANDIDATE_UNSEEN = "{name} · no meeting yet"
MEMBER_NAME = "{name} (member)"
EXPORTED = "Attendance of **{label}**: {count} rows. The file opens in any spreadsheet."
EXPORTED_ONE = "Attendance of **{label}**: 1 row. The file opens in any spreadsheet."
EXPORTED_JSON = "Attendance of **{label}**: {count} rows. The file is for programs."
EXPORTED_JSON_ONE = "Attendance of **{label}**: 1 row. The file is for programs."
EXPORTED_PARTS = (
    "Attendance of **{label}**: {count} rows. That is too much for one file, so here are {parts}."
)
EXPORTING = "Writing the file… {count} rows so far."
EXPORT_READY = "The file is ready."
EXPORTED_NONE = "No attendance is recorded in **{label}**, so the file has no rows."


def checked_in(meeting: Meeting, *, first: bool) -> str:
    return (CHECKED_IN if first else CHECKED_IN_ALREADY).format(title=plain(meeting.title))


def title(meeting: Meeting) -> str:
    return TITLE.format(title=plain(meeting.title))


def subtitle(meeting: Meeting) -> str:
    return SUBTITLE.format(when=times.full(meeting.starts_at))


def people(attendances: Sequence[Attendance]) -> str:
    """List who attended and when they checked in: the count, then as many lines as fit."""
    if not attendances:
        return NOBODY
    template = COUNT_ONE if len(attendances) == 1 else COUNT
    count = template.format(count=len(attendances), sources=_sources(attendances))
    lines = [_line(attendance) for attendance in attendances]
    return "\n".join([count, fitted(lines, MORE, len(lines), rows=ROWS - BRIEF_ROWS)])


def _line(attendance: Attendance) -> str:
    """Write a person and when they came; whoever an organizer typed in came at no known time."""
    template = LINE if attendance.timed else LINE_UNTIMED
    template = LINE_ADDED if attendance.source is Source.MANUAL else template
    return template.format(
        at=times.clock(attendance.checked_in_at), name=personal.name(attendance.person)
    )


def _sources(attendances: Sequence[Attendance]) -> str:
    """Count the attendances of each source; "" if all come from the button."""
    counts = Counter(attendance.source for attendance in attendances)
    if counts.keys() == {Source.BUTTON}:
        return ""
    sources = [
        template.format(count=counts[source])
        for source, template in SOURCES.items()
        if counts[source]
    ]
    return COUNT_SOURCES.format(sources=", ".join(sources))


def brief(visits: Sequence[tuple[str, int]], *, so_far: bool) -> str:
    """Name the people whose time in the voice channel is too short to count; "" if there are none.

    A visit is a name and whole minutes. `so_far` says that the meeting is still running.
    """
    if not visits:
        return ""
    shown = [
        (BRIEF_LINE if minutes else BRIEF_LINE_UNDER).format(name=called(name), minutes=minutes)
        for name, minutes in visits
    ]
    template = BRIEF_SO_FAR if so_far else BRIEF
    return template.format(people=fitted(shown, BRIEF_MORE, 20, ", ", rows=BRIEF_ROWS))


def code(meeting: Meeting, code: str, *, has_qr: bool) -> str:
    """Show the check-in code of a meeting in two halves, so that it is easy to read aloud."""
    return (CODE_QR if has_qr else CODE).format(
        code=code_in_halves(code),
        typed=code,
        title=plain(meeting.title),
        until=times.clock(meeting.closes_at),
    )


def code_in_halves(code: str) -> str:
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def code_alt(meeting: Meeting, code: str, *, has_qr: bool) -> str:
    """Describe the picture of a code to those who do not see it."""
    return (CODE_ALT_QR if has_qr else CODE_ALT).format(
        title=clip(meeting.title, 200), code=code_in_halves(code)
    )


def added(name: str, meeting: Meeting, *, changed: bool) -> str:
    return (ADDED if changed else ADDED_ALREADY).format(
        name=plain(name), title=plain(meeting.title)
    )


def removed(name: str, meeting: Meeting, *, changed: bool) -> str:
    template = REMOVED if changed else REMOVED_ALREADY
    return template.format(name=plain(name), title=plain(meeting.title))


def namesake(name: str) -> str:
    """Ask about a guest on the list with the name of a person who was removed from it."""
    return NAMESAKE.format(name=plain(name))


def is_it_you(name: str) -> str:
    """Ask a person who checked in about a guest of their name."""
    return IS_IT_YOU.format(name=plain(name))


def claimed(name: str) -> str:
    return CLAIMED.format(name=plain(name))


def is_it_them(name: str) -> str:
    """Ask an organizer about a guest with the name of a member who was put on a list."""
    return IS_IT_THEM.format(name=plain(name))


def linked(name: str, owner: str, meetings: int, *, fresh: bool) -> str:
    seen = LINKED_MEETINGS.get(meetings, LINKED_MEETINGS_MANY).format(count=meetings)
    template = LINKED if fresh else LINKED_ALREADY
    return template.format(name=plain(name), owner=plain(owner), meetings=seen)


def joined(name: str, owner: str, meetings: int) -> str:
    """Confirm that a guest and the member of the same name are one person."""
    seen = LINKED_MEETINGS.get(meetings, LINKED_MEETINGS_MANY).format(count=meetings)
    return JOINED.format(name=plain(name), owner=plain(owner), meetings=seen)


def unlinked(name: str) -> str:
    return UNLINKED.format(name=plain(name))


def choices(candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Return label and key of each person to choose from; no two labels are the same."""
    labels = [candidate(person) for person in candidates]
    return [
        (f"{label} · {person.key}" if labels.count(label) > 1 else label, person.key)
        for label, person in zip(labels, candidates, strict=True)
    ]


def candidate(person: Candidate) -> str:
    """Describe a person to choose from, on a button or in a list: name, meetings, last meeting.

    The text has no markdown.
    """
    name = held(clip(person.name, NAME_SHOWN))
    shown = MEMBER_NAME.format(name=name) if person.is_member else name
    template = {0: CANDIDATE_UNSEEN, 1: CANDIDATE_SEEN_ONE}.get(person.meetings, CANDIDATE_SEEN)
    when = times.day(person.last_seen.date()) if person.last_seen else ""
    return template.format(name=shown, meetings=person.meetings, when=when)


def exporting(count: int) -> str:
    return EXPORTING.format(count=count)


def exported(period: Period, count: int, parts: int = 1, *, for_programs: bool = False) -> str:
    """Say what an export has; JSON is `for_programs`, the other files open in a spreadsheet."""
    single = EXPORTED_JSON_ONE if for_programs else EXPORTED_ONE
    several = EXPORTED_JSON if for_programs else EXPORTED
    template = {0: EXPORTED_NONE, 1: single}.get(count, several)
    if parts > 1:
        template = EXPORTED_PARTS
    return template.format(label=period.label, count=count, parts=parts)


def _alike(error: AlikeNamesError) -> str:
    names = listed([plain(name, ALIKE_SHOWN) for name in error.names])
    return ALIKE.format(text=plain(error.text, 80), names=names)


REFUSALS = {
    AlikeNamesError: _alike,
    UnknownHostError: lambda e: UNKNOWN_HOST.format(name=plain(e.text, 80)),
}
