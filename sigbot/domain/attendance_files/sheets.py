"""From the text of an attendance file to its entries, and what it says about the meeting."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sigbot.domain.attendance_files.entries import Entry, read_entries
from sigbot.domain.attendance_files.headers import MEETING_ROLES, Headers, Role, role_of
from sigbot.domain.attendance_files.reasons import BadRow, Why, WhyCode, what_was_seen
from sigbot.domain.attendance_files.rows import DELIMITERS, Row, read_rows
from sigbot.domain.attendance_files.shapes import Shape, Table, Tables, find_tables, why_unknown
from sigbot.domain.attendance_files.times import Stamp, read_stamp
from sigbot.domain.names import clean_name

_LOOKED_AT = 300
"""The number of first lines in which the first header has to be."""

_LONGEST_TOPIC = 200

MeetingCells = dict[Role, str]
"""What a file says about a meeting, by role."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The entries of a file in order, without rows that are there twice.

    `duplicates` is how many such rows there were. `meeting_stamps` are the dated start and end of
    the meeting; `other_stamps` are other dated times, such as those of registration.
    """

    shape: Shape
    entries: tuple[Entry, ...]
    bad_rows: tuple[BadRow, ...]
    duplicates: int
    topic: str
    meeting_id: str
    meeting_stamps: tuple[Stamp, ...]
    other_stamps: tuple[Stamp, ...]


def read_sheet(text: str) -> Sheet | Why:
    """Return the sheet, or why there is none: no known header, or several meetings."""
    delimiter = _delimiter(text)
    read = list(read_rows(text, delimiter))
    rows = [row for row in read if isinstance(row, Row)]
    tables = find_tables(rows)
    bad_rows = [row for row in read if isinstance(row, BadRow)]
    if not tables.tables:
        return why_unknown(rows)
    meetings = _meetings(tables)
    if len(meetings) > 1:
        topics = [meeting.get(Role.TOPIC) or meeting.get(Role.MEETING, "") for meeting in meetings]
        return Why(WhyCode.SEVERAL_MEETINGS, what_was_seen(topics))
    entries, duplicates = _entries(tables.tables)
    meeting = meetings[0] if meetings else {}
    return Sheet(
        shape=_shape(tables.tables),
        entries=tuple(entry for entry in entries if isinstance(entry, Entry)),
        bad_rows=(*bad_rows, *(entry for entry in entries if isinstance(entry, BadRow))),
        duplicates=duplicates,
        topic=clean_name(meeting.get(Role.TOPIC, ""))[:_LONGEST_TOPIC],
        meeting_id=meeting.get(Role.MEETING, "")[:_LONGEST_TOPIC],
        meeting_stamps=tuple(_stamps([meeting.get(Role.START, ""), meeting.get(Role.END, "")])),
        other_stamps=tuple(_stamps(sorted(_other_times(tables)))),
    )


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the header with the most known columns.

    Of several, return the one that cuts rows into the most cells.
    """
    start = "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])

    def score(delimiter: str) -> tuple[int, int]:
        rows = [row for row in read_rows(start, delimiter) if isinstance(row, Row)]
        tables = find_tables(rows).tables
        most = max((len(table.columns) for table in tables), default=0)
        return most, max((len(row.cells) for row in rows), default=0)

    return max(DELIMITERS, key=score)


def _shape(tables: Sequence[Table]) -> Shape:
    if any(table.shape is Shape.ZOOM_WEBINAR for table in tables):
        return Shape.ZOOM_WEBINAR
    shape = tables[0].shape
    return Shape.TEAMS if shape is Shape.TEAMS_ACTIVITIES else shape


def _entries(tables: Iterable[Table]) -> tuple[list[Entry | BadRow], int]:
    """Read the rows of all tables; return also how many were left out as identical."""
    seen: set[tuple[str, ...]] = set()
    entries: list[Entry | BadRow] = []
    rows = 0
    for table in tables:
        new: list[Row] = []
        for row in table.rows:
            if (key := tuple(row.cells)) not in seen:
                seen.add(key)
                new.append(row)
        rows += len(table.rows)
        entries += read_entries(table, new)
    return entries, rows - len(entries)


def _meetings(tables: Tables) -> list[MeetingCells]:
    """Return what the file says about each meeting.

    Meetings are told apart by day, and by their id or else topic.
    """
    meetings: dict[tuple[str, str], MeetingCells] = {}
    for meeting in (*_meetings_apart(tables.about), *_meetings_in_rows(tables.tables)):
        name = meeting.get(Role.MEETING) or meeting.get(Role.TOPIC)
        if name:
            meetings.setdefault((name, meeting.get(Role.START, "").split(" ")[0]), meeting)
    return list(meetings.values())


def _meetings_apart(rows: Sequence[Row]) -> Iterator[MeetingCells]:
    """Read meetings outside of tables: a header with its values in the next row, or lines of a
    header and a value each."""
    lines: MeetingCells = {}
    headers = Headers()
    for row, after in zip(rows, [*rows[1:], None], strict=False):
        roles = headers.roles_of(row.cells)
        if any(roles):
            yield _pairs(roles, after.cells if after else [])
        else:
            lines |= _pairs([role_of(row.cells[0])], row.cells[1:2])
    yield lines


def _pairs(roles: Iterable[Role | None], values: Iterable[str]) -> MeetingCells:
    """Return role → value, the first one of each role."""
    meeting: MeetingCells = {}
    for role, value in zip(roles, values, strict=False):
        if role:
            meeting.setdefault(role, value)
    return meeting


def _meetings_in_rows(tables: Iterable[Table]) -> Iterator[MeetingCells]:
    """Read the meeting of each row in files of a whole account, where rows name it."""
    for table in tables:
        columns = [(role, table.columns[role]) for role in MEETING_ROLES if role in table.columns]
        for row in table.rows if table.shape is Shape.ZOOM_ACCOUNT else ():
            yield {role: row.cells[at] for role, at in columns if at < len(row.cells)}


def _other_times(tables: Tables) -> set[str]:
    """Return cells that may be a date: those outside of tables, and those of columns that are not
    of joining and leaving."""
    times = {cell for row in tables.about for cell in row.cells}
    for table in tables.tables:
        columns = [
            table.columns[role]
            for role in (Role.START, Role.END, Role.NOTED)
            if role in table.columns
        ]
        times |= {row.cells[at] for row in table.rows for at in columns if at < len(row.cells)}
    return times


def _stamps(texts: Iterable[str]) -> Iterator[Stamp]:
    """Read the texts that are times with a date."""
    return (stamp for text in texts if (stamp := read_stamp(text)) and stamp.has_date)
