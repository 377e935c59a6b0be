"""The lines of notes: who said what, in the shapes that chat programs write.

A line of a log begins with a time, with a name, or with both: `<ann> text`, `[10:02] <ann> text`,
`10:02 ann: text`, `10:02:11 From Ann to Everyone: text`. What several programs write as a line of
its own, name and time, holds for the lines after it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from sigbot.domain.notes.marks import is_mark

LONGEST_SPEAKER, MOST_NAME_WORDS = 60, 6
SHORTEST_UNDERLINE, MOST_LONGER = 3, 2
_UNDERLINES = {"=": "#", "-": "##"}
_NO_HEADING = frozenset("#-*+>=|<[")

_UNPRINTED = re.compile(
    "\x03(?:\\d{1,2}(?:,\\d{1,2})?)?"
    "|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\u200b]"
)
"""Colours of IRC, other control characters, and marks that turn the order of what follows."""

_TIME = r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?"
_STAMP = re.compile(
    r"\[[^\[\]<>]{0,30}\d:\d\d[^\[\]<>]{0,12}\]"
    r"|(?:\d{4}-\d\d-\d\d[T ]|\d\d?[-./]\d\d?[-./]\d{2,4},? )?"
    rf"{_TIME}(?:[+-]\d\d:?\d\d)?Z?(?: ?[AaPp]\.?[Mm]\b\.?)?(?=[\s,]|$)"
)
_AFTER_STAMP = " \t,-–—"
_IN_BRACKETS = re.compile(r"<[ @+%&~]{0,3}([^<>@+%&~!/\s:][^<>:]{0,58})>(?:\s+|$)")
_WHERE_TIME_ENDS = re.compile(
    r"(?:\s\s|\s[—–]\s|\s\[)"
    r"(?:(?:today|yesterday) at |\d{1,4}[-./]\d{1,2}[-./]\d{1,4},? (?:at )?)?"
    rf"{_TIME}(?:\s?[ap]\.?m\.?)?\]?$",
    re.IGNORECASE,
)
_LONGEST_HEADER = 120
_OF_SERVER = ("-!- ", "*** ", "-->", "<--", "<->", "→ ", "← ", "⇐ ", "== ")
_NO_NAME = frozenset('<>[]{}#|=/\\"`?!;')


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody said or typed in one line; `speaker` is "" where it is not known."""

    number: int
    text: str
    speaker: str = ""
    is_of_log: bool = False
    is_left_out: bool = False
    is_verbatim: bool = False


def read_lines(text: str) -> list[Line]:
    """Return the lines of notes that are not blank, each with who said it."""
    raw = _with_headings(without_unprinted(text).split("\n"))
    filled = [(n, line) for n, line in enumerate(raw, 1) if line and not line.isspace()]
    stamped = sum(_STAMP.match(line.lstrip()) is not None for _, line in filled)
    return _joined(filled, is_log=stamped * 2 >= len(filled))


def _with_headings(lines: list[str]) -> list[str]:
    """Put `#` before lines that are underlined as headings are in Markdown; empty the underlines.

    A line of hyphens is also drawn between paragraphs: it has to be about as long as the text.
    """
    for number, (line, below) in enumerate(pairwise(lines)):
        text, under = line.strip(), below.strip()
        if len(under) < SHORTEST_UNDERLINE or under.strip(under[0]) or under[0] not in _UNDERLINES:
            continue
        is_as_long = abs(len(text) - len(under)) <= MOST_LONGER
        is_heading = len(text) >= SHORTEST_UNDERLINE and text[0] not in _NO_HEADING
        if is_heading and (under[0] == "=" or is_as_long):
            lines[number : number + 2] = [f"{_UNDERLINES[under[0]]} {text}", ""]
    return lines


def without_unprinted(text: str) -> str:
    """Return a text without control characters, and what turns the order of other texts."""
    return _UNPRINTED.sub("", text)


def _joined(filled: list[tuple[int, str]], *, is_log: bool) -> list[Line]:
    """Read each line; one that goes on is joined to the one before, or has its speaker."""
    lines: list[Line] = []
    parts: list[list[str]] = []
    speaker = ""
    for number, raw in filled:
        line = _read(number, raw, is_log=is_log)
        if line is None and lines and raw[0] in " \t" and _can_go_on(lines[-1], parts[-1], raw):
            parts[-1].append(raw.strip())
            continue
        if line is not None:
            speaker = "" if line.text and not _goes_on(raw) else line.speaker
        lines.append(line or Line(number, raw.strip(), speaker))
        parts.append([lines[-1].text] if lines[-1].text else [])
    whole = [replace(line, text=" ".join(part)) for line, part in zip(lines, parts, strict=True)]
    return [*_with_text(whole, dict(filled))]


def _with_text(lines: list[Line], typed: dict[int, str]) -> Iterator[Line]:
    """Yield the lines with a text; a name and time that nothing follows is a text itself."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if line.text:
            yield line
        elif not line.is_of_log and (following is None or following.speaker != line.speaker):
            yield Line(line.number, typed[line.number].strip())


def _goes_on(raw: str) -> bool:
    """Return whether the lines after this one may be of the same message: as Zoom saves them."""
    return " to " in raw and "From " in raw


def _can_go_on(line: Line, parts: list[str], raw: str) -> bool:
    """Return whether an indented line belongs to the one before: as some programs break lines."""
    if not parts:
        return True
    return line.is_of_log and not line.is_left_out and raw.lstrip()[0] not in "-*+•[#"


def _read(number: int, raw: str, *, is_log: bool) -> Line | None:
    """Return a line of a log, None where it is none."""
    text = raw.strip()
    stamp = _STAMP.match(text)
    behind = text[stamp.end() :].lstrip() if stamp else text
    if text.startswith(("-!- ", "--- Log ")) or (stamp and behind.startswith(_OF_SERVER)):
        return Line(number, text, is_left_out=True)
    rest = behind.lstrip(_AFTER_STAMP) if stamp else text
    if line := _of_brackets(number, rest):
        return line
    if stamp is None:
        return _heading(number, text)
    if is_mark(rest):
        return Line(number, rest)
    named = _from(number, rest) or _named(number, rest)
    is_said = is_log or text[0] == "[" or rest.startswith("From ")
    return named if named and (is_said or is_mark(named.text)) else None


def _of_brackets(number: int, text: str) -> Line | None:
    """Read `<ann> text`."""
    match = _IN_BRACKETS.match(text)
    if match is None:
        return None
    speaker = called(match[1])
    said_text = text[match.end() :]
    is_left_out = said_text.startswith(
        tuple(f"{match[1]} has {what}" for what in ("joined", "left", "changed the topic"))
    )
    return Line(number, said_text, speaker, is_of_log=True, is_left_out=is_left_out)


def _heading(number: int, text: str) -> Line | None:
    """Read `Ann  [10:02 AM]` and `Ann — Today at 10:02`: what follows is by Ann."""
    if len(text) > _LONGEST_HEADER or not (match := _WHERE_TIME_ENDS.search(text)):
        return None
    name = text[: match.start()]
    return Line(number, "", called(name)) if is_name(name) else None


def _from(number: int, text: str) -> Line | None:
    """Read `From Ann to Everyone: text`."""
    if not text.startswith(("From ", "From\t")):
        return None
    head, colon, rest = text[5:].partition(":")
    words = head[:200].split()
    lower = [word.casefold() for word in words]
    name = " ".join(words[: lower.index("to")] if "to" in lower else words)
    if not colon or not is_name(name):
        return None
    return Line(number, rest.strip(), called(name))


def _named(number: int, text: str) -> Line | None:
    """Read what follows a time in a log: `ann: text`, `* ann waves`."""
    if text.startswith("* "):
        return Line(number, text[2:].strip())
    if text.startswith("< "):  # as bip writes it, with the host
        nick, _, rest = text[2:].partition(": ")
        return Line(number, rest.strip(), called(nick.split("!")[0])) if rest else None
    name, colon, rest = text[: LONGEST_SPEAKER + 2].partition(":")
    if not colon or rest.startswith("//") or not is_name(name):
        return None
    return Line(number, text[len(name) + 1 :].strip(), called(name))


def called(name: str) -> str:
    """Return a name without what IRC adds at its end when the old one still lingers."""
    tidy = " ".join(name.split()).lstrip("@")
    return tidy.rstrip("_") or tidy


def is_name(text: str) -> bool:
    """Return whether a text may be the name of a person."""
    words = text.split()
    return (
        0 < len(words) <= MOST_NAME_WORDS
        and len(text) <= LONGEST_SPEAKER
        and any(letter.isalpha() for letter in text)
        and not _NO_NAME & {*text}
    )


def fenced(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines without the marks around pasted text, in which nothing is a command."""
    ends = _ends(lines)
    until = -1
    for index, line in enumerate(lines):
        if index in ends:
            until = ends[index]
        elif index < until:
            yield replace(line, is_verbatim=True)
        elif index != until:
            yield line


def _ends(lines: list[Line]) -> dict[int, int]:
    """Return where each pasted text ends, by where it begins; only of those that end."""
    ends: dict[int, int] = {}
    begun: tuple[str, int] | None = None
    for index, line in enumerate(lines):
        if begun is None:
            if closing := _closing(line.text):
                begun = (closing, index)
        elif line.text.strip() == begun[0]:
            ends[begun[1]], begun = index, None
    return ends


def _closing(text: str) -> str:
    """Return what ends a pasted text that this line begins, "" where it begins none."""
    if text.startswith("```") and len(text) <= 40 and "```" not in text[3:]:
        return "```"
    return "]]" if text.strip() == "[[" else ""
