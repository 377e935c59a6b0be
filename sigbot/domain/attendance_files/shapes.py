"""Find the tables of an attendance file: which program wrote each, and what its columns are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sigbot.domain.attendance_files.headers import (
    MEETING_ROLES,
    Headers,
    Role,
    header_key,
    may_be_header,
)
from sigbot.domain.attendance_files.reasons import Why, WhyCode, what_was_seen
from sigbot.domain.attendance_files.rows import Row


class Shape(StrEnum):
    """Which program wrote a table, and of what kind it is."""

    ZOOM_PARTICIPANTS = "zoom_participants"
    ZOOM_TOTALS = "zoom_totals"
    ZOOM_WEBINAR = "zoom_webinar"
    ZOOM_ACCOUNT = "zoom_account"
    GOOGLE_MEET = "google_meet"
    TEAMS = "teams"
    TEAMS_ACTIVITIES = "teams_activities"
    TEAMS_EVENTS = "teams_events"
    WEBEX = "webex"
    JITSI = "jitsi"
    TOTALS = "totals"


TEAMS: frozenset[Shape] = frozenset({Shape.TEAMS, Shape.TEAMS_ACTIVITIES, Shape.TEAMS_EVENTS})

_SECTION = re.compile(r"\d\. \w.{0,60}")
_SECTIONS = {"otherattended", "meetingsummary", "attendeereport"}
_UNITS = {"second": 1, "hour": 3600}
_LOOKED_AT = 200
"""The number of first rows in which a header may have digits; further down, rows with digits are
taken for data, which is faster."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows under it.

    `columns` has the index of each role, `unit` the seconds that a duration without a unit counts
    in.
    """

    shape: Shape
    header: Row
    columns: Mapping[Role, int]
    unit: int = 60
    rows: list[Row] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.header.cells)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of people in a file, and all other rows, which are about the meeting."""

    tables: list[Table]
    about: list[Row]


def find_tables(rows: Iterable[Row]) -> Tables:
    """Return the tables in order.

    The title of a section, such as `3. In-Meeting Activities`, ends a table, and so does a header
    of data about the meeting.
    """
    tables: list[Table] = []
    about: list[Row] = []
    under: list[Row] = about
    headers = Headers()
    for count, row in enumerate(rows):
        if _is_section(row.cells):
            under = about
            continue
        if count < _LOOKED_AT or may_be_header(row.cells):
            roles = headers.roles_of(row.cells)
            if shape := _shape(roles, row.cells):
                tables.append(_table(shape, roles, row))
                under = tables[-1].rows
                continue
            if _is_of_meetings(roles):
                under = about
        under.append(row)
    return Tables(_without_repeats(tables), about)


def why_unknown(rows: Sequence[Row]) -> Why:
    """Return why a file has no table of people, with the row that is nearest to a known header."""
    headers = Headers()
    read = [(headers.roles_of(row.cells), row.cells) for row in rows[:_LOOKED_AT]]
    roles, cells = max(read, key=lambda pair: sum(map(bool, pair[0])), default=([], []))
    code = WhyCode.MEETINGS if _is_of_meetings(roles) else WhyCode.UNKNOWN
    return Why(code, what_was_seen(cells))


def _is_section(cells: Sequence[str]) -> bool:
    if len(cells) != 1:
        return False
    key = header_key(cells[0])
    return key in _SECTIONS or key.endswith("details") or bool(_SECTION.fullmatch(cells[0]))


def _without_repeats(tables: list[Table]) -> list[Table]:
    """Leave out the table in which Teams lists the same people again, presence by presence."""
    if any(table.shape is Shape.TEAMS for table in tables):
        return [table for table in tables if table.shape is not Shape.TEAMS_ACTIVITIES]
    return tables


def _shape(roles: Sequence[Role | None], cells: Sequence[str]) -> Shape | None:
    """Return which program writes such a header, None where that is not certain."""
    has = set(roles)
    if not has & {Role.NAME, Role.ORIGINAL} and not {Role.FIRST, Role.LAST} <= has:
        return None
    if {Role.ACTION, Role.STAMP} <= has:
        return Shape.TEAMS_EVENTS
    is_timed = Role.JOIN in has and bool(has & {Role.LEAVE, Role.DURATION})
    if not is_timed and Role.DURATION not in has:
        return None
    if Role.ATTENDED in has:
        return Shape.ZOOM_WEBINAR
    keys = {header_key(cell) for cell in cells}
    return _timed_shape(has, keys) if is_timed else _total_shape(has, keys)


def _timed_shape(has: set[Role | None], keys: set[str]) -> Shape:
    if any(key.startswith("firstjoin") for key in keys):
        return Shape.TEAMS
    if {"attendeeemail", "jointime"} <= keys:
        return Shape.WEBEX
    if "jointime" in keys and keys & {"role", "participantidupn"}:
        return Shape.TEAMS_ACTIVITIES
    if keys & {"timejoined", "timeexited"}:
        return Shape.GOOGLE_MEET
    if has & {Role.TOPIC, Role.MEETING}:
        return Shape.ZOOM_ACCOUNT
    return (
        Shape.JITSI if keys & {"joined", "left", "joinedat", "leftat"} else Shape.ZOOM_PARTICIPANTS
    )


def _total_shape(has: set[Role | None], keys: set[str]) -> Shape | None:
    if Role.ORIGINAL in has or any(key.startswith("totalduration") for key in keys):
        return Shape.ZOOM_TOTALS
    if has & set(MEETING_ROLES) or "participants" in keys:
        return None
    if {Role.FIRST, Role.LAST, Role.EMAIL} <= has:
        return Shape.GOOGLE_MEET
    return Shape.TOTALS if Role.EMAIL in has or keys & {"guest", "isguest"} else None


def _is_of_meetings(roles: Sequence[Role | None]) -> bool:
    """Return whether this is a header of a meeting, or of a list of meetings, without people."""
    has = set(roles)
    return bool(has & {Role.TOPIC, Role.MEETING}) and bool(has & {Role.START, Role.DURATION})


def _table(shape: Shape, roles: Sequence[Role | None], header: Row) -> Table:
    columns = _columns(shape, roles)
    words = header_key(header.cells[columns[Role.DURATION]]) if Role.DURATION in columns else ""
    unit = next((seconds for word, seconds in _UNITS.items() if word in words), 60)
    return Table(shape, header, columns, unit)


def _columns(shape: Shape, roles: Sequence[Role | None]) -> dict[Role, int]:
    """Return the index of the column of each role.

    Of repeated headers those of the meeting and its host come first, those of the people last: the
    first one counts for data of the meeting, the last one for all other roles.
    """
    columns: dict[Role, int] = {}
    for index, role in enumerate(roles):
        if role and not (role in columns and role in MEETING_ROLES):
            columns[role] = index
    if Role.ORIGINAL in columns:
        columns[Role.NAME] = columns[Role.ORIGINAL]
    if shape is Shape.ZOOM_ACCOUNT:
        _drop_the_hosts(columns, roles)
    return columns


def _drop_the_hosts(columns: dict[Role, int], roles: Sequence[Role | None]) -> None:
    """Drop an e-mail or a duration that is there once and before the second name.

    It is that of the host or of the whole meeting.
    """
    names = sum(role in {Role.NAME, Role.ORIGINAL} for role in roles)
    for role in (Role.EMAIL, Role.DURATION):
        is_single = roles.count(role) == 1
        if names > 1 and is_single and columns[role] < columns[Role.NAME]:
            del columns[role]
