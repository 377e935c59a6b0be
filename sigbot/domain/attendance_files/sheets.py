"""From the text of an attendance file to the entries of each meeting, and what it says of them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

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
_NAMING_MEETINGS = {Shape.ZOOM_ACCOUNT, Shape.WEBEX}
"""Programs that write the meeting into each row."""


MeetingCells = dict[Role, str]
"""What a file says about a meeting, by role."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The entries of a meeting in order, without rows that are there twice.

    `header` are the first headers of the list. `duplicates` is how many such rows there were.
    `meeting_stamps` are the dated start and end of the meeting; `other_stamps` are other dated
    times of the file, such as those of registration.
    """

    shape: Shape
    header: tuple[str, ...]
    entries: tuple[Entry, ...]
    bad_rows: tuple[BadRow, ...]
    duplicates: int
    topic: str
    meeting_id: str
    meeting_stamps: tuple[Stamp, ...]
    other_stamps: tuple[Stamp, ...]


@dataclass(slots=True)
class _Part:
    """The tables of one meeting, and what the file says about it."""

    meeting: MeetingCells
    tables: list[Table]


def read_sheets(text: str) -> tuple[Sheet, ...] | Why:
    """Return a sheet for each meeting of a file; or why there is none.

    There is none without a known header, and where it is not clear which rows are of which meeting.
    """
    delimiter = _delimiter(text)
    read = list(read_rows(text, delimiter))
    rows = [row for row in read if isinstance(row, Row)]
    bad_rows = [row for row in read if isinstance(row, BadRow)]
    tables = find_tables(rows)
    if not tables.tables:
        return why_unknown(rows)
    parts = _by_meeting(tables)
    if isinstance(parts, Why):
        return parts
    noted = tuple(_stamps(sorted(_other_times(tables))))
    return tuple(_sheet(part, bad_rows, noted) for part in parts)


def _sheet(part: _Part, bad_rows: Sequence[BadRow], noted: tuple[Stamp, ...]) -> Sheet:
    entries, duplicates = _entries(part.tables)
    meeting = part.meeting
    return Sheet(
        shape=_shape(part.tables),
        header=what_was_seen(part.tables[0].header.cells),
        entries=tuple(entry for entry in entries if isinstance(entry, Entry)),
        bad_rows=(*bad_rows, *(entry for entry in entries if isinstance(entry, BadRow))),
        duplicates=duplicates,
        topic=clean_name(meeting.get(Role.TOPIC, ""))[:_LONGEST_TOPIC],
        meeting_id=meeting.get(Role.MEETING, "")[:_LONGEST_TOPIC],
        meeting_stamps=tuple(_stamps([meeting.get(Role.START, ""), meeting.get(Role.END, "")])),
        other_stamps=noted,
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


_Key = tuple[str, str]
"""A meeting by its id or else topic, and its day. A meeting of one day that began anew is one."""


def _key(meeting: MeetingCells) -> _Key | None:
    name = meeting.get(Role.MEETING) or meeting.get(Role.TOPIC)
    return (name, meeting.get(Role.START, "").split(" ")[0]) if name else None


def _by_meeting(tables: Tables) -> list[_Part] | Why:
    """Tell the meetings of a file apart: by their rows in files of a whole account, else by what
    stands above their tables."""
    parts: dict[_Key | None, _Part] = {}
    current: MeetingCells = {}
    *above, below = _blocks(tables)
    for table, meetings in zip(tables.tables, above, strict=True):
        if len({_key(meeting) for meeting in meetings}) > 1:
            return _mixed(meetings)
        current = next(iter(meetings), current)
        for meeting, share in _shares(table, current):
            part = parts.setdefault(_key(meeting), _Part(meeting, []))
            part.tables.append(share)
    return _put_together(parts, below)


def _put_together(
    parts: dict[_Key | None, _Part], below: Sequence[MeetingCells]
) -> list[_Part] | Why:
    """Join rows that name no meeting with the only meeting that the file names.

    `below` are meetings that are named under the last table.
    """
    named = {key: part.meeting for key, part in parts.items() if key}
    named |= {key: meeting for meeting in below if (key := _key(meeting)) and key not in named}
    if len(named) > 1 and not named.keys() <= parts.keys():
        return _mixed(named.values())
    if len(named) == 1:
        [meeting] = named.values()
        return [_Part(meeting, [table for part in parts.values() for table in part.tables])]
    full = [part for part in parts.values() if any(table.rows for table in part.tables)]
    return full or list(parts.values())[:1]


def _mixed(meetings: Iterable[MeetingCells]) -> Why:
    topics = [meeting.get(Role.TOPIC) or meeting.get(Role.MEETING, "") for meeting in meetings]
    return Why(WhyCode.MIXED_MEETINGS, what_was_seen(topics))


def _blocks(tables: Tables) -> list[list[MeetingCells]]:
    """Return the meetings that are named above each table, and at last those under all tables."""
    blocks: list[list[Row]] = [[] for _ in range(len(tables.tables) + 1)]
    lines = [table.header.line for table in tables.tables]
    for row in tables.about:
        blocks[bisect_left(lines, row.line)].append(row)
    headers = Headers()
    return [[m for m in _meetings_apart(block, headers) if _key(m)] for block in blocks]


def _shares(table: Table, current: MeetingCells) -> Iterator[tuple[MeetingCells, Table]]:
    """Return the rows of a table by meeting; those that name none are of the `current` one."""
    if table.shape not in _NAMING_MEETINGS or not table.rows:
        yield current, table
        return
    columns = [(role, table.columns[role]) for role in MEETING_ROLES if role in table.columns]
    shares: dict[_Key | None, tuple[MeetingCells, list[Row]]] = {}
    for row in table.rows:
        cells = {role: row.cells[at] for role, at in columns if at < len(row.cells)}
        meeting = cells if _key(cells) else current
        shares.setdefault(_key(meeting), (meeting, []))[1].append(row)
    for meeting, rows in shares.values():
        yield meeting, replace(table, rows=rows)


def _meetings_apart(rows: Sequence[Row], headers: Headers) -> Iterator[MeetingCells]:
    """Read meetings outside of tables: a header with its values in the next row, or lines of a
    header and a value each."""
    lines: MeetingCells = {}
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
