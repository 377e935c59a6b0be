"""Read the rows of an attendance file, before it is known which number of a date is the day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sigbot.domain.attendance_files.headers import Role
from sigbot.domain.attendance_files.machines import machine_of
from sigbot.domain.attendance_files.names import clean_email, split_name
from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode
from sigbot.domain.attendance_files.rows import Row
from sigbot.domain.attendance_files.shapes import TEAMS, Shape, Table
from sigbot.domain.attendance_files.times import Stamp, read_duration, read_stamp
from sigbot.domain.bounds import NAME_LIMIT
from sigbot.domain.names import clean_name, is_visible

Cells = Mapping[Role, str]
"""The cells of a row by the role of their column."""


class State(StrEnum):
    """Whether somebody was in the meeting, only in its waiting room, or not there."""

    PRESENT = "present"
    WAITED = "waited"
    ABSENT = "absent"


_EMPTY = {"-", "--", "n/a"}
_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a name, and when it was there. Where the name is empty, there is an e-mail.

    `alias` is a display name beside the real one. `lengths` are the seconds that the row's duration
    can mean, the longest first. A row that says that somebody joined has only `join`, one that
    says that they left only `leave`. With a `flaw`, its times do not count: not all can be read.
    """

    line: int
    name: str
    alias: str
    email: str | None
    state: State = State.PRESENT
    join: Stamp | None = None
    leave: Stamp | None = None
    lengths: tuple[int, ...] = ()
    flaw: BadRowCode | None = None


def read_entries(table: Table, rows: Iterable[Row]) -> Iterator[Entry | BadRow]:
    """Read these rows of the table, each as an entry or with the reason why it is none."""
    for row in rows:
        cells = _cells_of(table, row)
        name = _name(cells)
        code = _who_is_bad(cells, name, table, row)
        yield BadRow(row.line, code, name[:NAME_LIMIT]) if code else _entry(cells, name, table, row)


def _cells_of(table: Table, row: Row) -> dict[Role, str]:
    """Return the cells of a row by role, "" for those that it does not have."""
    count = len(row.cells)
    return {role: row.cells[at] if at < count else "" for role, at in table.columns.items()}


def _who_is_bad(cells: Cells, name: str, table: Table, row: Row) -> BadRowCode | None:
    """Return why a row does not say who was there, None where it does."""
    if Role.JOIN not in cells and Role.STAMP not in cells and len(row.cells) > table.width:
        return (
            BadRowCode.CELLS
        )  # a comma in a name moved the cells; where there are times, they show it
    if not name and (
        clean_email(cells.get(Role.EMAIL, "")) is None or _state(cells) is not State.PRESENT
    ):
        return BadRowCode.NO_NAME
    return BadRowCode.LONG_NAME if len(name) > NAME_LIMIT else None


def _name(cells: Cells) -> str:
    """Return the name, or first and last name; "" where there is nothing to see."""
    names = (cells.get(Role.NAME, ""), f"{cells.get(Role.FIRST, '')} {cells.get(Role.LAST, '')}")
    cleaned = (clean_name(name) for name in names)
    return next((name for name in cleaned if is_visible(name) and name not in _EMPTY), "")


def _state(cells: Cells) -> State:
    if cells.get(Role.ATTENDED, "").lower() in _NO:
        return State.ABSENT
    return State.WAITED if cells.get(Role.WAITING, "").lower() in _YES else State.PRESENT


def _entry(cells: Cells, full_name: str, table: Table, row: Row) -> Entry | BadRow:
    name, alias = _split(full_name, is_teams=table.shape in TEAMS)
    email = clean_email(cells.get(Role.EMAIL, ""))
    state = _state(cells)
    if state is not State.PRESENT:
        return Entry(row.line, name, alias, email, state)
    if table.shape is Shape.TEAMS_EVENTS:
        return _event(cells, table, row, Entry(row.line, name, alias, email))
    join_text, leave_text = _cell(cells, Role.JOIN), _cell(cells, Role.LEAVE)
    join = read_stamp(join_text) if join_text else None
    leave = read_stamp(leave_text) if leave_text else None
    lengths = read_duration(_cell(cells, Role.DURATION), table.unit)
    entry = Entry(row.line, name, alias, email, state, join, leave, lengths)
    if flaw := _flaw(entry, join_text, leave_text):
        return replace(entry, flaw=flaw)
    is_timed = entry.join or entry.lengths
    return entry if is_timed else _untimed(cells, table, row, entry)


def _split(full_name: str, *, is_teams: bool) -> tuple[str, str]:
    """Return the name and its alias. A machine in brackets, as in `Ana (iPhone)`, is no name."""
    if machine_of(full_name):
        return full_name, ""
    name, alias = split_name(full_name, is_teams=is_teams)
    return (alias, "") if alias and machine_of(name) else (name, alias)


def _cell(cells: Cells, role: Role) -> str:
    """Return the cell of a role, "" where a program wrote that it is empty."""
    text = cells.get(role, "")
    return "" if text.lower() in _EMPTY else text


def _flaw(entry: Entry, join_text: str, leave_text: str) -> BadRowCode | None:
    """Return why the times of a row cannot be read, None where they can, or where it has none."""
    join, leave = entry.join, entry.leave
    if join_text and join is None:
        return BadRowCode.JOIN
    if leave_text and leave is None:
        return BadRowCode.LEAVE
    if join and leave and join.has_date != leave.has_date:
        return BadRowCode.NO_DATE
    return BadRowCode.ZONES if join and leave and join.zone != leave.zone else None


def _untimed(cells: Cells, table: Table, row: Row, entry: Entry) -> Entry | BadRow:
    """Return the entry of a row without a time of joining and a duration, or why it is none.

    A `Yes` under "attended" says that somebody was there, and so does a row of a list of totals
    that has more than a name, a time of leaving, and a duration that cannot be read.
    """
    if entry.leave:
        return replace(entry, flaw=BadRowCode.NO_TIMES)
    if _cell(cells, Role.DURATION):
        return replace(entry, flaw=BadRowCode.DURATION)
    is_listed = Role.JOIN not in table.columns and len(row.cells) > 1
    is_there = is_listed or cells.get(Role.ATTENDED, "").lower() in _YES
    return entry if is_there else BadRow(row.line, BadRowCode.NO_TIMES, entry.name)


def _event(cells: Cells, table: Table, row: Row, entry: Entry) -> Entry | BadRow:
    """Read a row that says that somebody joined or left.

    Where the time is the last column, a comma in it may have cut it into several cells.
    """
    place = table.columns[Role.STAMP]
    is_last = place == table.width - 1
    text = " ".join(row.cells[place:]) if is_last else cells[Role.STAMP]
    stamp = read_stamp(text)
    action = cells[Role.ACTION].lower()
    if not action.startswith(("join", "left", "leave")):
        return BadRow(row.line, BadRowCode.ACTION, entry.name)
    if stamp is None:
        return replace(entry, flaw=BadRowCode.JOIN)
    return replace(entry, join=stamp) if action[0] == "j" else replace(entry, leave=stamp)
