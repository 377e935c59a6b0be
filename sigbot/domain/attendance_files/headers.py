"""What the columns of an attendance file are called, in the programs that write such files."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Role = Literal[
    "name",
    "original",  # a name of the form `Display (Real Name)`, as its header says
    "first",
    "last",
    "email",
    "join",
    "leave",
    "duration",
    "waiting",
    "attended",
    "action",
    "stamp",
    "topic",
    "meeting",
    "start",
    "end",
    "noted",  # another time, which may tell day and month apart
    "other",
]
_ROLES: dict[Role, str] = {
    "original": "nameoriginalname usernameoriginalname participantnameoriginalname",
    "name": "name username fullname displayname participant participantname attendee attendeename",
    "first": "firstname givenname",
    "last": "lastname surname familyname",
    "email": "useremail email emailaddress useremailaddress participantemail attendeeemail",
    "join": "jointime joined joinedat timejoined firstjoin firstjointime firstjoinutc jointimeutc "
    "timeentered",
    "leave": "leavetime left leftat timeleft timeexited exittime exited lastleave lastleavetime "
    "lastleaveutc leavetimeutc",
    "duration": "duration totalduration durationmin durationmins durationminutes "
    "totaldurationminutes totaldurationmins durationseconds durationhours durationinminutes "
    "timeinsession timeinsessionminutes timeinmeeting timeinmeetingminutes inmeetingduration "
    "attendanceduration",
    "waiting": "inwaitingroom waitingroom",
    "attended": "attended",
    "action": "useraction action",
    "stamp": "timestamp",
    "topic": "topic meetingtopic meetingtitle webinartopic webinartitle",
    "meeting": "meetingid webinarid id",
    "start": "starttime actualstarttime meetingstarttime",
    "end": "endtime actualendtime meetingendtime",
    "noted": "registrationtime creationtime",
    "other": "guest isguest role participants attendees attendance host hostname hostemail phone "
    "phonenumber department group organization country countryregion countryregionname source "
    "approvalstatus recordingconsent recordingdisclaimerresponse recordingdisclaimer "
    "haszoomrooms participantidupn participantid registrationemail maxconcurrentviews",
}
_KNOWN: dict[str, Role] = {word: role for role, words in _ROLES.items() for word in words.split()}
_LONGEST_HEADER = 60
_MOST_HEADERS = 300
_SHORTEST_MISSPELLED = 5
_LIKENESS = 0.82
"""`Durection` is as near to `Duration`; `First Name` and `Last Name` are further apart."""

_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=4096)
def header_key(cell: str) -> str:
    """The letters and digits of a header, in small letters; empty for what is too long for one."""
    if len(cell) > _LONGEST_HEADER:
        return ""
    plain = unicodedata.normalize("NFKC", cell).casefold()
    return "".join(character for character in plain if character.isalnum())


def role_of(cell: str) -> Role | None:
    """What a header says, spelled right."""
    return _KNOWN.get(header_key(cell))


def roles_of(cells: Sequence[str]) -> list[Role | None]:
    """What each cell says of its column, if this is a header; all None if it is not.

    Two headers have to be spelled right before any other is forgiven its spelling.
    """
    if len(cells) > _MOST_HEADERS:
        return [None] * len(cells)
    keys = [header_key(cell) for cell in cells]
    roles = [_KNOWN.get(key) for key in keys]
    if sum(role is not None for role in roles) < 2:
        return [None] * len(cells)
    return [role or _misspelled(key) for role, key in zip(roles, keys, strict=True)]


@lru_cache(maxsize=1024)
def _misspelled(key: str) -> Role | None:
    if len(key) < _SHORTEST_MISSPELLED:
        return None
    near = difflib.get_close_matches(key, _KNOWN, n=1, cutoff=_LIKENESS)
    return _KNOWN[near[0]] if near else None


def may_be_header(cells: Sequence[str]) -> bool:
    """False for nearly all rows of data, at little cost: no header has a digit in its first cells.

    A row that has none either is looked at more closely.
    """
    return not any(_DIGIT.search(cell) for cell in cells)
