"""What each row of an attendance file says, before it is known which number is the day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sigbot.domain.attendance_files.headers import Role
from sigbot.domain.attendance_files.names import LONGEST_NAME, clean_email, split_name
from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode
from sigbot.domain.attendance_files.rows import Row
from sigbot.domain.attendance_files.shapes import TEAMS, Shape, Table
from sigbot.domain.attendance_files.times import Stamp, read_duration, read_stamp
from sigbot.domain.names import clean_name, is_visible

Said = Mapping[Role, str]


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
    """One row: a name, and when it was there. An empty name has an e-mail.

    `lengths` are the seconds that a given duration can mean, the longest first. An event of
    somebody who joined has only `join`, of somebody who left only `leave`.
    """

    line: int
    name: str
    alias: str
    email: str | None
    state: State = State.PRESENT
    join: Stamp | None = None
    leave: Stamp | None = None
    lengths: tuple[int, ...] = ()


def read_entries(table: Table, rows: Iterable[Row]) -> Iterator[Entry | BadRow]:
    """What each of these rows of the table says."""
    for row in rows:
        said = _said(table, row)
        name = _name(said)
        code = _who_is_bad(said, name, table, row)
        yield BadRow(row.line, code) if code else _entry(said, name, table, row)


def _said(table: Table, row: Row) -> dict[Role, str]:
    cells = row.cells
    count = len(cells)
    return {role: cells[at] if at < count else "" for role, at in table.columns.items()}


def _who_is_bad(said: Said, name: str, table: Table, row: Row) -> BadRowCode | None:
    if "join" not in said and "stamp" not in said and len(row.cells) > table.width:
        return (
            BadRowCode.CELLS
        )  # a comma in a name moved the others; where there are times, they show it
    if not name and (
        clean_email(said.get("email", "")) is None or _state(said) is not State.PRESENT
    ):
        return BadRowCode.NO_NAME
    return BadRowCode.LONG_NAME if len(name) > LONGEST_NAME else None


def _name(said: Said) -> str:
    names = (said.get("name", ""), f"{said.get('first', '')} {said.get('last', '')}")
    cleaned = (clean_name(name) for name in names)
    return next((name for name in cleaned if is_visible(name) and name not in _EMPTY), "")


def _state(said: Said) -> State:
    if said.get("attended", "").lower() in _NO:
        return State.ABSENT
    return State.WAITED if said.get("waiting", "").lower() in _YES else State.PRESENT


def _entry(said: Said, full_name: str, table: Table, row: Row) -> Entry | BadRow:
    name, alias = split_name(full_name, is_teams=table.shape in TEAMS)
    email = clean_email(said.get("email", ""))
    state = _state(said)
    if state is not State.PRESENT:
        return Entry(row.line, name, alias, email, state)
    if table.shape is Shape.TEAMS_EVENTS:
        return _event(said, table, row, Entry(row.line, name, alias, email))
    times = _times(said)
    lengths = read_duration(_cell(said, "duration"), table.unit)
    if not isinstance(times, tuple):
        return BadRow(row.line, times)
    join, leave = times
    if not (join or (leave and lengths)) and (code := _untimed_is_bad(said, table, row, lengths)):
        return BadRow(row.line, code)
    return Entry(row.line, name, alias, email, state, join, leave, lengths)


def _cell(said: Said, role: Role) -> str:
    text = said.get(role, "")
    return "" if text.lower() in _EMPTY else text


def _times(said: Said) -> tuple[Stamp | None, Stamp | None] | BadRowCode:
    join_text, leave_text = _cell(said, "join"), _cell(said, "leave")
    join = read_stamp(join_text) if join_text else None
    leave = read_stamp(leave_text) if leave_text else None
    if join_text and join is None:
        return BadRowCode.JOIN
    if leave_text and leave is None:
        return BadRowCode.LEAVE
    if join and leave and join.has_date != leave.has_date:
        return BadRowCode.NO_DATE
    return BadRowCode.ZONES if join and leave and join.zone != leave.zone else (join, leave)


def _untimed_is_bad(
    said: Said, table: Table, row: Row, lengths: tuple[int, ...]
) -> BadRowCode | None:
    """A duration is enough; so is a `Yes` for somebody who attended, or being on a list of totals
    with more than a name."""
    if _cell(said, "leave") and not lengths:
        return BadRowCode.NO_TIMES
    if _cell(said, "duration") and not lengths:
        return BadRowCode.DURATION
    is_listed = "join" not in table.columns and len(row.cells) > 1
    is_known = lengths or is_listed or said.get("attended", "").lower() in _YES
    return None if is_known else BadRowCode.NO_TIMES


def _event(said: Said, table: Table, row: Row, entry: Entry) -> Entry | BadRow:
    """Somebody joined or left. A comma in the time may have cut it in two cells, at the end."""
    place = table.columns["stamp"]
    is_last = place == table.width - 1
    text = " ".join(row.cells[place:]) if is_last else said["stamp"]
    stamp = read_stamp(text)
    if stamp is None:
        return BadRow(row.line, BadRowCode.JOIN)
    action = said["action"].lower()
    if action.startswith("join"):
        return Entry(entry.line, entry.name, entry.alias, entry.email, join=stamp)
    if action.startswith(("left", "leave")):
        return Entry(entry.line, entry.name, entry.alias, entry.email, leave=stamp)
    return BadRow(row.line, BadRowCode.ACTION)
