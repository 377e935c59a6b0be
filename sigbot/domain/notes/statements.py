"""What a line of notes states: its mark, and who typed it."""

from dataclasses import dataclass, replace

from sigbot.domain.bounds import LINK_LIMIT
from sigbot.domain.links import check_link, find_link
from sigbot.domain.notes.actions import split_unmarked
from sigbot.domain.notes.lines import LONGEST_SPEAKER, Line, called, is_name
from sigbot.domain.notes.marks import Mark, Marked, read_mark, without_bullet
from sigbot.domain.refusals import RefusedError

_LINK_STARTS = ("http://", "https://", "<http", "[", "->")


@dataclass(frozen=True, slots=True)
class Statement:
    """A line and its mark; without a mark it is a note."""

    line: Line
    marked: Marked | None = None


def statement(line: Line) -> Statement:
    """Return what a line states. A backslash before a mark says that it is none."""
    if line.is_verbatim or line.is_left_out:
        return Statement(line)
    if line.text.startswith("\\"):
        return Statement(replace(line, text=line.text[1:].strip() or line.text))
    marked = read_mark(line.text, is_of_log=bool(line.speaker)) or _unmarked(line.text)
    return Statement(line, marked) if marked else _named(line)


def _unmarked(text: str) -> Marked | None:
    """Read `ACTION Ann to do`, and a line that begins with a link."""
    bare, _ = without_bullet(text)
    action = split_unmarked(bare)
    if action:
        return Marked(Mark.ACTION, action)
    return Marked(Mark.LINK, bare) if bare.startswith(_LINK_STARTS) and _is_link(bare) else None


def _is_link(text: str) -> bool:
    """Return whether a text is a link, with or without words behind it, or one of Markdown."""
    if text.startswith("["):
        return "](http" in text[: LINK_LIMIT * 2] and text.rstrip().endswith(")")
    return bool(address_in(text))


def link_text(text: str) -> str:
    """Return a link with its address first: `[words](address)` and `-> address words` are so, too.

    A text with words before its address stays as it is.
    """
    if text.startswith("[") and "](" in text:
        words, _, address = text[1:].rstrip(") ").rpartition("](")
        return f"{address} {words}".strip()
    bare = text.removeprefix("->").strip()
    if bare.startswith("<") and ">" in bare:
        address, _, words = bare[1:].partition(">")
        return f"{address} {words.strip()}".strip()
    return bare


def address_in(text: str) -> str:
    """Return the address of the first link in a text, "" where there is none."""
    try:
        return check_link(find_link(text[: LINK_LIMIT * 3]))
    except RefusedError:
        return ""


def _named(line: Line) -> Statement:
    """Read a mark behind a name, as in logs without brackets: `ann: present+`."""
    name, colon, rest = line.text[: LONGEST_SPEAKER + 2].partition(":")
    if not colon or rest.startswith("//") or not is_name(name):
        return Statement(line)
    text = line.text[len(name) + 1 :].strip()
    marked = read_mark(text, is_of_log=True) or _action_of(text)
    return Statement(replace(line, speaker=called(name)), marked) if marked else Statement(line)


def _action_of(text: str) -> Marked | None:
    action = split_unmarked(text)
    return Marked(Mark.ACTION, action) if action else None
