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
SOURCES = {
    "button": "",
    "code": "by code",
    "voice": "by voice",
    "import": "from a file",
    "manual": "added by an organizer",
}
EXPORTED = "Attendance of **{label}**: {count} rows. The file opens in any spreadsheet."
EXPORTED_ONE = "Attendance of **{label}**: 1 row. The file opens in any spreadsheet."
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


def _line(attendance: Attendance) -> str:
    source = SOURCES[attendance.source]
    return (LINE_SOURCE if source else LINE).format(
        name=plain(attendance.person, 60),
        at=times.clock(attendance.checked_in_at),
        source=source,
    )


def exported(period: Period, count: int) -> str:
    template = {0: EXPORTED_NONE, 1: EXPORTED_ONE}.get(count, EXPORTED)
    return template.format(label=period.label, count=count)
