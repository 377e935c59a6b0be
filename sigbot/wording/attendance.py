"""What is said about attendance."""

from collections.abc import Sequence

from sigbot.domain.attendance import Attendance
from sigbot.domain.meetings import Meeting
from sigbot.domain.periods import Period
from sigbot.wording import times
from sigbot.wording.lists import fitted
from sigbot.wording.safe import plain

CHECKED_IN = "You are checked in to **{title}**. Welcome!"
CHECKED_IN_ALREADY = "You are checked in to **{title}** already. All is well."
CHOOSE = "Several meetings are open. Which one are you in?"
TITLE = "## Who was at {title}"
SUBTITLE = "-# {when}"
COUNT = "**{count}** people"
COUNT_ONE = "**1** person"
NOBODY = "Nobody is recorded yet."
LINE = "{name} · {at}"
LINE_SOURCE = "{name} · {at} · {source}"
MORE = "-# and {count} more; `/attendance export` has all of them."
BRIEF = "-# Too brief to count: {people}"
BRIEF_MORE = "and {count} more"
BRIEF_LINE = "{name} ({minutes} min)"
SHOW_CODE = "Check-in code"
CODE = (
    "## {code}\nThis is the check-in code of **{title}**. Show it on your screen: whoever types "
    "`/checkin` with it is checked in. It works until {until}."
)
ADDED = "**{name}** is on the list of **{title}** now."
ADDED_ALREADY = "**{name}** was on the list of **{title}** already."
REMOVED = "**{name}** is not on the list of **{title}** any more, whatever any file says."
REMOVED_ALREADY = "**{name}** was not on the list of **{title}**, and will not get onto it."
LINKED = "The name **{name}** is **{owner}** now. {meetings}"
LINKED_ALREADY = "The name **{name}** is **{owner}** already. {meetings}"
LINKED_MEETINGS = {
    0: "Files that come later will know it.",
    1: "It was seen at 1 meeting.",
}
LINKED_MEETINGS_MANY = "It was seen at {count} meetings."
UNDO = "Undo"
UNLINKED = "The name **{name}** is somebody of their own again, with their own attendances."
SOURCES = {
    "button": "",
    "code": "by code",
    "voice": "by voice",
    "import": "from a file",
    "manual": "added by an organizer",
}
EXPORTED = "Attendance of **{label}**: {count} rows. The file opens in any spreadsheet."
EXPORTED_ONE = "Attendance of **{label}**: 1 row. The file opens in any spreadsheet."
EXPORTED_PARTS = (
    "Attendance of **{label}**: {count} rows. That is too much for one file, so here are {parts}."
)
EXPORTING = "Writing the file… {count} rows so far."
EXPORTED_NONE = "No attendance is recorded in **{label}**; the file has only its header."


def checked_in(meeting: Meeting, *, first: bool) -> str:
    return (CHECKED_IN if first else CHECKED_IN_ALREADY).format(title=plain(meeting.title))


def title(meeting: Meeting) -> str:
    return TITLE.format(title=plain(meeting.title))


def subtitle(meeting: Meeting) -> str:
    return SUBTITLE.format(when=times.full(meeting.starts_at))


def people(found: Sequence[Attendance], most: int = 40) -> str:
    if not found:
        return NOBODY
    count = COUNT_ONE if len(found) == 1 else COUNT.format(count=len(found))
    lines = [_line(attendance) for attendance in found]
    return "\n".join([count, fitted(lines, MORE, most)])


def brief(visits: Sequence[tuple[str, int]]) -> str:
    """Those who were in the voice channel too briefly to count; "" for nobody."""
    if not visits:
        return ""
    shown = [BRIEF_LINE.format(name=plain(name, 60), minutes=count) for name, count in visits]
    return BRIEF.format(people=fitted(shown, BRIEF_MORE, 20, ", "))


def code(meeting: Meeting, code: str) -> str:
    """In two groups, as people read it aloud."""
    half = len(code) // 2
    return CODE.format(
        code=f"{code[:half]} {code[half:]}",
        title=plain(meeting.title),
        until=times.clock(meeting.closes_at),
    )


def added(name: str, meeting: Meeting, *, changed: bool) -> str:
    return (ADDED if changed else ADDED_ALREADY).format(
        name=plain(name), title=plain(meeting.title)
    )


def removed(name: str, meeting: Meeting, *, changed: bool) -> str:
    template = REMOVED if changed else REMOVED_ALREADY
    return template.format(name=plain(name), title=plain(meeting.title))


def linked(name: str, owner: str, meetings: int, *, fresh: bool) -> str:
    seen = LINKED_MEETINGS.get(meetings, LINKED_MEETINGS_MANY).format(count=meetings)
    template = LINKED if fresh else LINKED_ALREADY
    return template.format(name=plain(name), owner=plain(owner), meetings=seen)


def unlinked(name: str) -> str:
    return UNLINKED.format(name=plain(name))


def _line(attendance: Attendance) -> str:
    source = SOURCES[attendance.source]
    return (LINE_SOURCE if source else LINE).format(
        name=plain(attendance.person, 60),
        at=times.clock(attendance.checked_in_at),
        source=source,
    )


def exporting(count: int) -> str:
    return EXPORTING.format(count=count)


def exported(period: Period, count: int, parts: int = 1) -> str:
    template = {0: EXPORTED_NONE, 1: EXPORTED_ONE}.get(count, EXPORTED)
    if parts > 1:
        template = EXPORTED_PARTS
    return template.format(label=period.label, count=count, parts=parts)
