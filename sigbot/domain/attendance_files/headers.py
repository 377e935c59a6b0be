"""The roles of columns in an attendance file, by the headers that meeting programs write."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache


class Role(StrEnum):
    """What a column of an attendance file is about."""

    NAME = "name"
    ORIGINAL = "original"  # a name of the form `Display (Real Name)`, as its header says
    FIRST = "first"
    LAST = "last"
    EMAIL = "email"
    JOIN = "join"
    LEAVE = "leave"
    DURATION = "duration"
    WAITING = "waiting"
    ATTENDED = "attended"
    ACTION = "action"
    STAMP = "stamp"
    TOPIC = "topic"
    MEETING = "meeting"
    START = "start"
    END = "end"
    NOTED = "noted"  # a time of something else, which may prove the order of day and month
    OTHER = "other"


MEETING_ROLES = (Role.TOPIC, Role.MEETING, Role.START, Role.END)
"""The roles of data about a meeting as a whole."""

_HEADERS: dict[Role, str] = {
    Role.ORIGINAL: "nameoriginalname usernameoriginalname participantnameoriginalname",
    Role.NAME: "name username fullname displayname participant participantname attendee "
    "attendeename",
    Role.FIRST: "firstname givenname",
    Role.LAST: "lastname surname familyname",
    Role.EMAIL: "useremail email emailaddress useremailaddress participantemail attendeeemail",
    Role.JOIN: "jointime joined joinedat timejoined firstjoin firstjointime firstjoinutc "
    "jointimeutc timeentered",
    Role.LEAVE: "leavetime left leftat timeleft timeexited exittime exited lastleave lastleavetime "
    "lastleaveutc leavetimeutc",
    Role.DURATION: "duration totalduration durationmin durationmins durationminutes "
    "totaldurationminutes totaldurationmins durationseconds durationhours durationinminutes "
    "timeinsession timeinsessionminutes timeinmeeting timeinmeetingminutes inmeetingduration "
    "attendanceduration",
    Role.WAITING: "inwaitingroom waitingroom",
    Role.ATTENDED: "attended",
    Role.ACTION: "useraction action",
    Role.STAMP: "timestamp",
    Role.TOPIC: "topic meetingtopic meetingtitle meetingname webinartopic webinartitle",
    Role.MEETING: "meetingid webinarid id",
    Role.START: "starttime actualstarttime meetingstarttime",
    Role.END: "endtime actualendtime meetingendtime",
    Role.NOTED: "registrationtime creationtime",
    Role.OTHER: "guest isguest role participants attendees attendance host hostname hostemail "
    "phone phonenumber department group organization country countryregion "
    "countryregionname source approvalstatus recordingconsent "
    "recordingdisclaimerresponse recordingdisclaimer haszoomrooms participantidupn participantid "
    "registrationemail maxconcurrentviews",
}
"""The headers of each role, as `header_key` returns them."""

_KNOWN: dict[str, Role] = {key: role for role, keys in _HEADERS.items() for key in keys.split()}
_LONGEST_HEADER = 60
_MOST_HEADERS = 300
_SHORTEST_MISSPELLED = 5
_MOST_MISSPELLED, _MOST_LENIENT = 40, 10
"""In how many words of a header, and in how many headers of a file, spelling may be wrong: to find
what was meant is slow."""

_LIKENESS = 0.82
"""How alike a misspelled header has to be, by difflib's ratio.

`Durection` and `Duration` are alike enough; `First Name` and `Last Name` are not.
"""

_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=4096)
def header_key(cell: str) -> str:
    """Return the letters and digits of a header in lower case, "" for a cell too long to be one."""
    if len(cell) > _LONGEST_HEADER:
        return ""
    plain = unicodedata.normalize("NFKC", cell).casefold()
    return "".join(character for character in plain if character.isalnum())


def role_of(cell: str) -> Role | None:
    """Return the role of a header that is spelled correctly, None for any other cell."""
    return _KNOWN.get(header_key(cell))


class Headers:
    """Reads rows of one file as headers; only in the first headers, words may be misspelled."""

    def __init__(self) -> None:
        self._read = 0

    def roles_of(self, cells: Sequence[str]) -> list[Role | None]:
        """Do as the function `roles_of`."""
        roles = roles_of(cells, lenient=self._read < _MOST_LENIENT)
        self._read += any(roles)
        return roles


def roles_of(cells: Sequence[str], *, lenient: bool = True) -> list[Role | None]:
    """Return the role of each cell, if this row is a header; all None if it is not.

    At least two headers have to be spelled correctly; then, if `lenient`, others may be misspelled.
    """
    if len(cells) > _MOST_HEADERS:
        return [None] * len(cells)
    keys = [header_key(cell) for cell in cells]
    roles = [_KNOWN.get(key) for key in keys]
    if sum(role is not None for role in roles) < 2:
        return [None] * len(cells)
    unknown = [key for key, role in zip(keys, roles, strict=True) if not role]
    meant = {key: _misspelled(key) for key in unknown[:_MOST_MISSPELLED]} if lenient else {}
    return [role or meant.get(key) for role, key in zip(roles, keys, strict=True)]


@lru_cache(maxsize=1024)
def _misspelled(key: str) -> Role | None:
    if len(key) < _SHORTEST_MISSPELLED:
        return None
    near = difflib.get_close_matches(key, _KNOWN, n=1, cutoff=_LIKENESS)
    return _KNOWN[near[0]] if near else None


def may_be_header(cells: Sequence[str]) -> bool:
    """Return False for a row with a digit in any cell, which no header has.

    This rules out nearly all rows of data at little cost; the others are looked at more closely.
    """
    return not any(_DIGIT.search(cell) for cell in cells)
