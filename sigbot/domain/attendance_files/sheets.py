"""From the text of an attendance file to its entries, and what it says of the meeting."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sigbot.domain.attendance_files.entries import Entry, read_entries
from sigbot.domain.attendance_files.headers import Role, role_of, roles_of
from sigbot.domain.attendance_files.reasons import BadRow, Why, WhyCode, what_was_seen
from sigbot.domain.attendance_files.rows import DELIMITERS, Row, read_rows
from sigbot.domain.attendance_files.shapes import Shape, Table, Tables, find_tables, why_unknown
from sigbot.domain.attendance_files.times import Stamp, read_stamp
from sigbot.domain.names import clean_name

_LOOKED_AT = 300
"""Lines in which the first header has to be."""

_LONGEST_TOPIC = 200

Said = dict[Role, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The entries of a file in order, without the rows that are there twice.

    `meeting_stamps` are the meeting's start and end; `other_stamps` are of anything else.
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
    """The sheet, or why it is none: its headers are of another kind, or of several meetings."""
    delimiter = _delimiter(text)
    read = list(read_rows(text, delimiter))
    rows = [row for row in read if isinstance(row, Row)]
    found = find_tables(rows)
    bad_rows = [row for row in read if isinstance(row, BadRow)]
    if not found.tables:
        return why_unknown(rows)
    meetings = _meetings(found)
    if len(meetings) > 1:
        topics = [said.get("topic") or said.get("meeting", "") for said in meetings]
        return Why(WhyCode.SEVERAL_MEETINGS, what_was_seen(topics))
    entries, duplicates = _entries(found.tables)
    said = meetings[0] if meetings else {}
    return Sheet(
        shape=_shape(found.tables),
        entries=tuple(entry for entry in entries if isinstance(entry, Entry)),
        bad_rows=(*bad_rows, *(entry for entry in entries if isinstance(entry, BadRow))),
        duplicates=duplicates,
        topic=clean_name(said.get("topic", ""))[:_LONGEST_TOPIC],
        meeting_id=said.get("meeting", "")[:_LONGEST_TOPIC],
        meeting_stamps=tuple(_stamps([said.get("start", ""), said.get("end", "")])),
        other_stamps=tuple(_stamps(sorted(_other_times(found)))),
    )


def _delimiter(text: str) -> str:
    """The one by which a header is found in which the most is known; else what cuts the most."""
    start = "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])

    def known(delimiter: str) -> tuple[int, int]:
        rows = [row for row in read_rows(start, delimiter) if isinstance(row, Row)]
        tables = find_tables(rows).tables
        most = max((len(table.columns) for table in tables), default=0)
        return most, max((len(row.cells) for row in rows), default=0)

    return max(DELIMITERS, key=known)


def _shape(tables: Sequence[Table]) -> Shape:
    if any(table.shape is Shape.ZOOM_WEBINAR for table in tables):
        return Shape.ZOOM_WEBINAR
    shape = tables[0].shape
    return Shape.TEAMS if shape is Shape.TEAMS_ACTIVITIES else shape


def _entries(tables: Iterable[Table]) -> tuple[list[Entry | BadRow], int]:
    """What the rows say, and how many were left out as they are there already."""
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


def _meetings(found: Tables) -> list[Said]:
    """What is said of each meeting; they differ by number, or topic, and day."""
    meetings: dict[tuple[str, str], Said] = {}
    for said in (*_said_apart(found.about), *_said_in_rows(found.tables)):
        name = said.get("meeting") or said.get("topic")
        if name:
            meetings.setdefault((name, said.get("start", "").split(" ")[0]), said)
    return list(meetings.values())


def _said_apart(rows: Sequence[Row]) -> Iterator[Said]:
    """A header with its values in the next row; or lines of a header and a value each."""
    lines: Said = {}
    for row, after in zip(rows, [*rows[1:], None], strict=False):
        roles = roles_of(row.cells)
        if any(roles):
            yield _pairs(roles, after.cells if after else [])
        else:
            lines |= _pairs([role_of(row.cells[0])], row.cells[1:2])
    yield lines


def _pairs(roles: Iterable[Role | None], values: Iterable[str]) -> Said:
    said: Said = {}
    for role, value in zip(roles, values, strict=False):
        if role:
            said.setdefault(role, value)
    return said


def _said_in_rows(tables: Iterable[Table]) -> Iterator[Said]:
    """The files of a whole account say of which meeting each row is."""
    roles: tuple[Role, ...] = ("topic", "meeting", "start", "end")
    for table in tables:
        columns = [(role, table.columns[role]) for role in roles if role in table.columns]
        for row in table.rows if table.shape is Shape.ZOOM_ACCOUNT else ():
            yield {role: row.cells[at] for role, at in columns if at < len(row.cells)}


def _other_times(found: Tables) -> set[str]:
    """Cells which may be a date: those outside of tables, and columns such as of registration."""
    times = {cell for row in found.about for cell in row.cells}
    for table in found.tables:
        columns = [
            table.columns[role] for role in ("start", "end", "noted") if role in table.columns
        ]
        times |= {row.cells[at] for row in table.rows for at in columns if at < len(row.cells)}
    return times


def _stamps(texts: Iterable[str]) -> Iterator[Stamp]:
    return (stamp for text in texts if (stamp := read_stamp(text)) and stamp.has_date)
