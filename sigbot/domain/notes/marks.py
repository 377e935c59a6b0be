"""The marks with which people say what a line is: `topic:`, `present+`, `#action`, `- [ ]`, `## `.

Case, spaces and the wide colon of Asian keyboards make no difference.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What a mark says about its line."""

    TOPIC = "topic"
    SUBTOPIC = "subtopic"
    INFO = "info"
    ACTION = "action"
    DONE = "done"  # an action with a tick
    AGREED = "agreed"
    LINK = "link"
    PRESENT = "present"
    REGRETS = "regrets"
    CHAIR = "chair"
    SCRIBE = "scribe"
    TITLE = "title"
    NAME = "name"  # of the meeting, for names of files
    START = "start"
    UNDO = "undo"
    HEADING = "heading"
    NOTHING = "nothing"  # a command that is no part of the minutes


class Sign(StrEnum):
    """What happens to a list of people."""

    SET = ":"
    ADD = "+"
    REMOVE = "-"


PEOPLE = frozenset((Mark.PRESENT, Mark.REGRETS, Mark.CHAIR, Mark.SCRIBE))
LISTS = PEOPLE | {Mark.ACTION, Mark.AGREED, Mark.LINK}
"""What a list under a heading can be of."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark and the text behind it. `level` is that of a heading.

    `is_free`: names are divided by spaces too, as MeetBot takes them.
    """

    mark: Mark
    text: str
    sign: Sign = Sign.SET
    level: int = 0
    is_free: bool = False
    is_item: bool = False


_WORDS: dict[str, Mark] = {
    **dict.fromkeys(("topic",), Mark.TOPIC),
    **dict.fromkeys(("subtopic", "sub-topic", "sub topic"), Mark.SUBTOPIC),
    **dict.fromkeys(("info",), Mark.INFO),
    **dict.fromkeys(("action", "action item", "action point", "todo", "to do"), Mark.ACTION),
    **dict.fromkeys(("agreed", "agreement", "resolution", "resolved"), Mark.AGREED),
    **dict.fromkeys(("decision", "decided"), Mark.AGREED),
    **dict.fromkeys(("link",), Mark.LINK),
    **dict.fromkeys(("present", "attendee", "participant", "in attendance"), Mark.PRESENT),
    **dict.fromkeys(("regret", "absent", "apologies", "excused"), Mark.REGRETS),
    **dict.fromkeys(("chair", "chairperson"), Mark.CHAIR),
    **dict.fromkeys(("scribe", "scribenick", "note-taker", "note taker", "notetaker"), Mark.SCRIBE),
    **dict.fromkeys(("meeting", "meeting title"), Mark.TITLE),
}
_NEVER_LISTS = frozenset(("todo", "to do", "agreement", "link"))
"""What may be the heading of a subject that is talked about."""

_COMMANDS: dict[str, Mark] = {
    **dict.fromkeys(("topic",), Mark.TOPIC),
    **dict.fromkeys(("subtopic", "progress"), Mark.SUBTOPIC),
    **dict.fromkeys(("info",), Mark.INFO),
    **dict.fromkeys(("action", "todo"), Mark.ACTION),
    **dict.fromkeys(("agreed", "agree", "accepted", "accept"), Mark.AGREED),
    **dict.fromkeys(("link",), Mark.LINK),
    **dict.fromkeys(("chair", "unchair"), Mark.CHAIR),
    **dict.fromkeys(("startmeeting",), Mark.START),
    **dict.fromkeys(("meetingtopic",), Mark.TITLE),
    **dict.fromkeys(("meetingname",), Mark.NAME),
    **dict.fromkeys(("undo",), Mark.UNDO),
    **dict.fromkeys(("endmeeting", "save", "lurk", "unlurk", "commands"), Mark.NOTHING),
    **dict.fromkeys(("restrictlogs",), Mark.NOTHING),
}
"""The commands of MeetBot, and of the bots after it."""

_LABELLED: dict[str, tuple[Mark, str]] = {
    "idea": (Mark.INFO, "Idea"),
    "help": (Mark.INFO, "Help"),
    "halp": (Mark.INFO, "Help"),
    "rejected": (Mark.AGREED, "Rejected"),
    "reject": (Mark.AGREED, "Rejected"),
}
"""Commands whose word is a part of what is noted, as MeetBot notes it."""

_PATTERN = re.compile(
    rf"({'|'.join(sorted(_WORDS, key=len, reverse=True))})s?"
    r"(?:\s?\(\d{1,4}\))?(\s{0,9})([:：=]|\+\s?[:：]?|-[:：]?(?=\s|$)|[–—](?=\s|$))",
    re.IGNORECASE,
)
_LONGEST_MARK = 40
_COUNT = re.compile(r"\s?\(\d{1,4}\)$")
"""How many are in a list: `Attendees (12)`."""

_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_BULLETS = ("- ", "* ", "+ ", "• ", "‣ ", "◦ ", "– ", "-\t", "*\t", "•\t")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+")


def read_mark(text: str, *, is_of_log: bool = False) -> Marked | None:
    """Return what a line is marked as, None for a line without a mark.

    `is_of_log`: somebody typed the line in a chat, where nothing is a heading.
    """
    bare, is_item = without_bullet(text)
    return (
        (None if is_of_log else _heading(text))
        or _check_box(bare, is_item=is_item)
        or _command(bare)
        or _worded(bare)
        or _numbered(bare)
    )


def is_mark(text: str) -> bool:
    """Return whether a text begins with a mark that is a word."""
    return _command(text) is not None or _worded(text) is not None


def without_bullet(text: str) -> tuple[str, bool]:
    """Return the text of an item of a list, and whether it is one."""
    return (text[2:].lstrip(), True) if text.startswith(_BULLETS) else (text, False)


def list_of(title: str) -> Mark | None:
    """Return what a list under this heading is of, None for the title of a subject."""
    word = _COUNT.sub("", title.strip(" :：*_")).rstrip(" :：").casefold()
    if word in _NEVER_LISTS:
        return None
    mark = _WORDS.get(word) or _WORDS.get(word.removesuffix("s"))
    return mark if mark in LISTS else None


def _heading(text: str) -> Marked | None:
    match = _HEADING.match(text)
    if match is None:
        return None
    return Marked(Mark.HEADING, text[match.end() :].rstrip(" #"), level=len(match[1]))


def _check_box(text: str, *, is_item: bool) -> Marked | None:
    box, rest = text[:3].lower(), text[3:]
    if box not in {"[ ]", "[x]"} or not (rest[:1].isspace() or (is_item and not rest)):
        return None
    return Marked(Mark.DONE if box == "[x]" else Mark.ACTION, rest.strip(), is_item=True)


def _command(text: str) -> Marked | None:
    """Read `#topic Budget`, and `[topic] Budget` as an older bot had it."""
    if text.startswith("#"):
        word, rest = _cut(text[1:])
    elif text.startswith("[") and "]" in text[:14] and not text.partition("]")[2].startswith("("):
        word, _, rest = text[1:].partition("]")
    else:
        return None
    word, rest = word.rstrip(":").lower(), rest.strip()
    if word in _LABELLED:
        mark, label = _LABELLED[word]
        return Marked(mark, f"{label}: {rest}" if rest else "")
    mark = _COMMANDS.get(word, Mark.HEADING)
    if mark is Mark.HEADING:
        return None
    is_people = mark in {Mark.CHAIR, Mark.START}
    sign = Sign.REMOVE if word == "unchair" else Sign.ADD if is_people else Sign.SET
    return Marked(mark, rest, sign, is_free=mark is Mark.CHAIR)


def _cut(text: str) -> tuple[str, str]:
    """Return the first word, and what is behind it."""
    parts = text.split(maxsplit=1)
    return (parts[0], parts[1] if len(parts) > 1 else "") if parts and text[0] > " " else ("", "")


def _worded(text: str) -> Marked | None:
    plain = _without_emphasis(text)
    match = _PATTERN.match(plain)
    if match is None:
        return None
    word, gap, sign = match[1].casefold(), match[2], match[3][0]
    mark, rest = _WORDS[word], plain[match.end() :].strip()
    if mark in PEOPLE:
        return Marked(mark, rest, _sign_of_people(sign, gap, rest))
    is_set = sign in ":：" or (sign in "-–—" and gap and mark in {Mark.TOPIC, Mark.ACTION})
    return Marked(mark, rest) if is_set else None


def _sign_of_people(sign: str, gap: str, rest: str) -> Sign:
    """Return what is meant: in `present - Ann` the dash only stands before the name."""
    if sign == "+":
        return Sign.ADD
    return Sign.REMOVE if sign == "-" and not (gap and rest) else Sign.SET


def _without_emphasis(text: str) -> str:
    """Return a text whose first words are bold or in italics without that: `**Topic:** Budget`."""
    stars = text[: len(text) - len(text.lstrip("*_"))]
    if not 1 <= len(stars) <= 3:
        return text
    inner, closing, rest = text[len(stars) :].partition(stars)
    return inner + rest if closing and len(inner) <= _LONGEST_MARK else text


def _numbered(text: str) -> Marked | None:
    """Read a mark behind the number of an item: `1. Topic: Budget`."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    return _check_box(rest, is_item=True) or _worded(rest)
