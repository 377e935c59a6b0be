"""From the bytes of a file that people send to its text.

A file without a mark that is no UTF-8 may be Windows-1252. It is read as that only where all its
other bytes are letters and signs that people type; else the file is refused, as a wrong guess would
damage names.
"""

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum


class FaultCode(StrEnum):
    """Why a file cannot be read as text."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_LINES = "too_many_lines"
    BINARY = "binary"  # a file of another kind; `kind` names it
    NOT_TEXT = "not_text"
    ENCODING = "encoding"  # text, but not in UTF-8, UTF-16 or Windows-1252


_KINDS = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0": "excel",
    b"%PDF": "pdf",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
}
"""How files of other kinds begin. A modern Excel file is a zip file."""

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}

_WESTERN = "cp1252"
_SIGNS = frozenset("‘’“”–—…\xb7\xab\xbb\xb4\xa0")
"""What else than letters stands in names and titles: quotation marks, dashes and the like."""

_FOREIGN = re.compile(r"[^\W\d_a-zA-Z]{3}")
"""Three letters in a row that are not of English. In the languages of Windows-1252 names have one
or two; bytes of Cyrillic, Greek or Chinese that are read as it have many."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file, with a line feed at the end of each line.

    `is_guessed`: the file does not say its encoding, so its letters have to be looked at.
    """

    text: str
    is_guessed: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file is refused."""

    code: FaultCode
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and which signs besides letters and quotation marks are expected."""

    most_bytes: int
    most_lines: int
    signs: frozenset[str] = frozenset()


def text_of(data: bytes, limits: Limits) -> Text | Fault:
    """Return the text of a file, or why the file is refused."""
    if len(data) > limits.most_bytes:
        return Fault(FaultCode.TOO_LARGE)
    if kind := _kind(data):
        return Fault(FaultCode.BINARY, kind)
    text = _decoded(data)
    is_guessed = text is None
    if text is None:
        text = _western(data, limits.signs)
    if text is None:
        return Fault(FaultCode.NOT_TEXT if b"\0" in data else FaultCode.ENCODING)
    return fault_of(text, limits) or Text(with_line_feeds(text), is_guessed)


def fault_of(text: str, limits: Limits) -> Fault | None:
    """Return why a text is refused, None where it is not."""
    if "\0" in text:
        return Fault(FaultCode.NOT_TEXT)
    if not text.strip():
        return Fault(FaultCode.EMPTY)
    is_long = max(text.count("\n"), text.count("\r")) > limits.most_lines
    return Fault(FaultCode.TOO_MANY_LINES) if is_long else None


def _kind(data: bytes) -> str | None:
    """Return the kind of a file that is no text, None where it may be text."""
    return next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)


def _decoded(data: bytes) -> str | None:
    encoding, length = _encoding(data)
    try:
        return data[length:].decode(encoding)
    except UnicodeDecodeError:
        return None


def _western(data: bytes, signs: frozenset[str]) -> str | None:
    """Read the bytes as Windows-1252; return None where that does not give letters.

    Nor does it for a damaged file in UTF-8: pieces of it would look like two letters each.
    """
    if b"\0" in data or not data.decode("utf-8", "ignore").isascii():
        return None
    try:
        text = data.decode(_WESTERN)
    except UnicodeDecodeError:
        return None
    letters = {letter for letter in set(text) if not letter.isascii()} - _SIGNS - signs
    is_of_letters = all(letter.isalpha() for letter in letters) and not _FOREIGN.search(text)
    return text if is_of_letters else None


def _encoding(data: bytes) -> tuple[str, int]:
    """Return the encoding, and the length in bytes of the mark at the start that says it.

    Without a mark, zero bytes at every other place show UTF-16; anything else is read as UTF-8.
    """
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return encoding, len(bom)
    even, odd = data[::2].count(0), data[1::2].count(0)
    few = len(data) // 8  # a quarter of the characters are plain letters, digits, delimiters
    if max(odd, even) > few:
        return ("utf-16-le" if odd > even else "utf-16-be"), 0
    return "utf-8", 0


def with_line_feeds(text: str) -> str:
    """End each line with a line feed.

    A carriage return alone ends a line only in a file without any line feed.
    """
    if "\n" not in text:
        return text.replace("\r", "\n")
    return text.replace("\r\n", "\n").replace("\r", " ")
