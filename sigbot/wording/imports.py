"""What is said about attendance files: why one is refused or asked about, and what is in it."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from sigbot.domain.attendance_files import (
    AmbiguousName,
    BadRow,
    BadRowCode,
    FileMeeting,
    FilePerson,
    FileReview,
    Outcome,
    Shape,
    WhyCode,
)
from sigbot.domain.bounds import MOST_BYTES, MOST_LINES, MOST_NAMES_ASKED, MOST_PEOPLE, MOST_STAYS
from sigbot.wording import times
from sigbot.wording.safe import clip

SHAPES: dict[Shape, str] = {
    Shape.ZOOM_PARTICIPANTS: "Zoom, list of participants",
    Shape.ZOOM_TOTALS: "Zoom, list of participants with total times",
    Shape.ZOOM_WEBINAR: "Zoom, webinar",
    Shape.ZOOM_ACCOUNT: "Zoom, report of an account",
    Shape.GOOGLE_MEET: "Google Meet",
    Shape.TEAMS: "Microsoft Teams",
    Shape.TEAMS_ACTIVITIES: "Microsoft Teams",
    Shape.TEAMS_EVENTS: "Microsoft Teams, list of who joined and left",
    Shape.WEBEX: "Webex",
    Shape.JITSI: "List of who joined and left",
    Shape.TOTALS: "List of people with total times",
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.IMPORT: "This file can be imported.",
    Outcome.ASK: "This file can be imported after a question: {why}",
    Outcome.REFUSE: "This file cannot be imported. {why}",
}
WHY: dict[WhyCode, str] = {
    WhyCode.EMPTY: "The file is empty. Please export it again from the meeting program.",
    WhyCode.TOO_LARGE: "The file is larger than {mb} MB. Please export one meeting alone.",
    WhyCode.TOO_MANY_LINES: "The file has more than {lines} lines. "
    "Please export one meeting alone.",
    WhyCode.TOO_MANY_PEOPLE: "The file has more than {people} people. "
    "Please export one meeting alone.",
    WhyCode.TOO_MANY_STAYS: "The file has {seen} more than {stays} times. "
    "Please export one meeting alone.",
    WhyCode.TOO_MANY_NAMES: "There are more than {names} names in the file that several people may "
    "have. Please export it with e-mail addresses, or in parts.",
    WhyCode.LARGE_DRAFT: "The file has too many people and times to be reviewed. "
    "Please cut it into parts, and import each of them.",
    WhyCode.BINARY: "The file is {kind}, not a CSV file. Please save the list as “CSV UTF-8”.",
    WhyCode.NOT_TEXT: "The file is not text. Please export the list of participants as CSV.",
    WhyCode.ENCODING: "I cannot read the letters of the file, so names could be wrong. "
    "Please save it again as “CSV UTF-8”.",
    WhyCode.UNKNOWN: "I do not know this kind of file. It begins with: {seen}. "
    "Please export the list of participants as CSV, in English, from Zoom, Google Meet, "
    "Microsoft Teams, Webex or Jitsi.",
    WhyCode.MEETINGS: "This is a list of meetings, not of people. Its columns are: {seen}. "
    "Please open one meeting in the report and export its participants.",
    WhyCode.MIXED_MEETINGS: "The file has several meetings: {seen}. It does not say who was in "
    "which of them. Please export one of them alone.",
    WhyCode.TIMELESS: "Nobody in the file has a time or a duration that I can read, so it may not "
    "be a list of attendance. Its columns are: {seen}. Please export the list of participants "
    "from the meeting program.",
    WhyCode.NOBODY: "There are no people in it.",
    WhyCode.NAMELESS: "Nobody in it was in the meeting under a name, so there is nothing to "
    "import.",
    WhyCode.SEVERAL_MEETINGS: "Which meeting is it? The file has several: {seen}.",
    WhyCode.DATE_ORDER: "Is the first date {first} or {second}? Both are possible.",
    WhyCode.NAMES: "One person or more? The file does not say it of: {seen}.",
}
LIMITS = {
    "mb": f"{MOST_BYTES // 1_000_000}",
    "lines": f"{MOST_LINES:,}",
    "people": f"{MOST_PEOPLE:,}",
    "stays": f"{MOST_STAYS:,}",
    "names": f"{MOST_NAMES_ASKED:,}",
}
KINDS = {
    "zip": "an Excel workbook or a zip file",
    "excel": "an Excel workbook",
    "pdf": "a PDF",
    "gzip": "a compressed file",
    "picture": "a picture",
}
BAD_ROWS: dict[BadRowCode, str] = {
    BadRowCode.NO_NAME: "there is no name",
    BadRowCode.LONG_NAME: "the name is too long",
    BadRowCode.NO_TIMES: "the join time is missing",
    BadRowCode.JOIN: "the join time cannot be read",
    BadRowCode.LEAVE: "the time at which they left cannot be read",
    BadRowCode.BACKWARDS: "they left before they joined",
    BadRowCode.NO_DATE: "a time has no date",
    BadRowCode.DATE: "the date does not exist, or its day and month are in another order",
    BadRowCode.ZONES: "the two times are of different time zones",
    BadRowCode.DURATION: "the duration cannot be read",
    BadRowCode.CELLS: "there are more cells than columns",
    BadRowCode.QUOTES: "a quotation mark is not closed, or a cell is too long",
    BadRowCode.ACTION: "they neither joined nor left",
    BadRowCode.LEFT_ONLY: "they left and did not join before",
}
BAD_ROW = "line {line}: {why}"
NOTHING_SEEN = "nothing"
AND_MORE = "{names} and {count} more"
MOST_NAMES = 5

MEETING = "{shape}: {topic}"
DAYS = "{days}, on the host's clock"
PEOPLE, PEOPLE_ONE = "{count} people", "1 person"
ROWS, ROWS_ONE = "{count} rows", "1 row"
HEADING = "{counted}:"
PERSON = "  {minutes:>8}  {times:13}  {name}"
MINUTES, MINUTES_UNKNOWN = "{minutes} min", "? min"
TIMES, TIME_UNKNOWN = "{join} – {leave}", "?"
ALIASES = "{name} (also {aliases})"
ASKED = "To be answered, one person or more:"
ASKED_NAME = "  {name}: {rows} without an e-mail, {at_once} at one time"
ASKED_EMAILS = "  {name}: {rows} without an e-mail, and {people} with one"
OF_SEVERAL = "The file has several meetings. These are the people of: {meeting}"
FILE_MEETING = "{topic}, {when}"
TIME_OF_MEETING, TIME_NOT_KNOWN = "{day}, {clock}", "time not known"
NO_TOPIC = "without a title"
GUESSED = "Letters such as é may be wrong in this file. Please check the first names."
APART = "Note-takers and devices, left out: {names}"
CALLERS, CALLERS_ONE = "{count} callers by telephone", "1 caller by telephone"
REPEATS = "{count} rows are there twice"
REPEATS_ONE = "1 row is there twice"
WAITING = "Only in the waiting room: {names}"
NO_SHOWS = "Registered and did not come: {names}"
KEPT = "Counted, but not all of the row can be read:"
BAD = "Left out:"


def visible(text: str) -> str:
    """Return `text` on one line, without characters that control a terminal."""
    kept = (sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs", "Co"))
    return " ".join("".join(kept).split())


def why(review: FileReview, shown: Callable[[str], str] = visible) -> str:
    """Say why a file is refused or asked about; "" if it can be imported as it is.

    `shown` makes text of the file safe for the place where it is read.
    """
    if review.why is None:
        return ""
    seen = [shown(cell) for cell in review.why.seen]
    first, second = [_day(reading.day) for reading in review.readings] or ("", "")
    return WHY[review.why.code].format(
        **LIMITS,
        seen=_quoted(seen) or NOTHING_SEEN,
        kind=KINDS.get("".join(review.why.seen), ""),
        first=first,
        second=second,
    )


def _quoted(names: Sequence[str]) -> str:
    """List the first names in quotation marks, and count the rest."""
    quoted = ", ".join(f"“{clip(name, 60)}”" for name in names[: 2 * MOST_NAMES])
    left = len(names) - 2 * MOST_NAMES
    return AND_MORE.format(names=quoted, count=left) if left > 0 else quoted


def why_bad(row: BadRow) -> str:
    return BAD_ROWS[row.code]


def _day(day: date) -> str:
    return f"{day.day} {times.MONTHS[day.month - 1]} {day.year}"


def review_lines(review: FileReview) -> str:
    """Write a review for people in a shell: what the file is, who is in it, what is left out."""
    return "\n".join(_lines(review))


def _lines(review: FileReview) -> Iterator[str]:
    yield OUTCOMES[review.outcome].format(why=why(review))
    if review.shape:
        topic = MEETING.format(shape=SHAPES[review.shape], topic=visible(review.topic))
        yield topic if review.topic else SHAPES[review.shape]
    yield from _meetings(review)
    if review.is_guessed:
        yield GUESSED
    if review.days:
        yield DAYS.format(days=", ".join(_day(day) for day in review.days[:MOST_NAMES]))
    yield from _people(review.people)
    yield from _asked(review.ambiguous)
    yield from _not_counted(review)
    yield from _bad(review.bad_rows)


def _bad(bad_rows: Sequence[BadRow]) -> Iterator[str]:
    for heading, is_kept in ((KEPT, True), (BAD, False)):
        rows = [row for row in bad_rows if row.is_kept == is_kept]
        if rows:
            yield heading
        for row in rows:
            yield "  " + BAD_ROW.format(line=row.line, why=why_bad(row))


def _meetings(review: FileReview) -> Iterator[str]:
    if review.meeting:
        yield OF_SEVERAL.format(meeting=visible(file_meeting(review.meeting)))
    for meeting in review.meetings[: 2 * MOST_NAMES]:
        yield "  " + visible(file_meeting(meeting))


def file_meeting(meeting: FileMeeting) -> str:
    """Name one of several meetings in a file by its topic and its start."""
    start = meeting.start
    when = TIME_OF_MEETING.format(day=_day(start), clock=_clock(start)) if start else TIME_NOT_KNOWN
    return FILE_MEETING.format(topic=meeting.topic or NO_TOPIC, when=when)


def _people(people: Sequence[FilePerson]) -> Iterator[str]:
    if people:
        yield HEADING.format(counted=_count(len(people), PEOPLE, PEOPLE_ONE))
    for person in people:
        known = person.minutes is not None
        yield PERSON.format(
            minutes=MINUTES.format(minutes=person.minutes) if known else MINUTES_UNKNOWN,
            times=TIMES.format(join=_clock(person.first_join), leave=_clock(person.last_leave)),
            name=_name(person),
        )


def _clock(at: datetime | None) -> str:
    return f"{at:%H:%M}" if at else TIME_UNKNOWN


def _name(person: FilePerson) -> str:
    name = visible(person.name)
    aliases = ", ".join(visible(alias) for alias in person.aliases)
    return ALIASES.format(name=name, aliases=aliases) if aliases else name


def _asked(ambiguous: Sequence[AmbiguousName]) -> Iterator[str]:
    if ambiguous:
        yield ASKED
    for asked in ambiguous:
        template = ASKED_EMAILS if asked.emails else ASKED_NAME
        yield template.format(
            name=visible(asked.name),
            rows=_count(asked.count, ROWS, ROWS_ONE),
            people=_count(len(asked.emails), PEOPLE, PEOPLE_ONE),
            at_once=asked.at_once,
        )


def _not_counted(review: FileReview) -> Iterator[str]:
    if review.apart:
        yield APART.format(names=", ".join(visible(apart.person.name) for apart in review.apart))
    if callers := review.phone_callers:
        yield _count(callers, CALLERS, CALLERS_ONE)
    for line, names in ((WAITING, review.waiting_only), (NO_SHOWS, review.no_shows)):
        if names:
            yield line.format(names=", ".join(visible(name) for name in names))
    if repeats := review.duplicates:
        yield _count(repeats, REPEATS, REPEATS_ONE)


def _count(count: int, plural: str, singular: str) -> str:
    return singular if count == 1 else plural.format(count=count)
