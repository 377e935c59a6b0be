"""What every custom id has, and how the parts of its key are written and read."""

import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from sigbot.chat.actions import Action
from sigbot.domain.rotation import LETTERS

T = TypeVar("T")

PREFIX = "sig"

LONGEST = 100
"""Characters; Discord takes no more."""

LARGEST = 2**63 - 1
"""The largest id of a row that both databases take."""

_WORD = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """How a part of a key is written and read. Both raise ValueError.

    `write` refuses every value that may not be in an id. `read` may accept several spellings of a
    value, as `decode` compares the text with what `write` makes of the value.
    """

    write: Callable[[T], str]
    read: Callable[[str], T]


def _number(value: int) -> str:
    if not 0 <= value <= LARGEST:
        raise ValueError(f"not a number from 0 to {LARGEST}: {value}")
    return str(value)


def _word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise ValueError(f"not made of a-z, 0-9 and _: {text!r}")
    return text


def _letter(text: str) -> str:
    if text not in LETTERS:
        raise ValueError(f"not a letter of a suggestion: {text!r}")
    return text


NUMBER = Part(_number, int)
MEETING_KEY = Part(lambda number: f"m{_number(number)}", lambda text: int(text[1:]))
WORD = Part(_word, str)
LETTER = Part(_letter, str)
DAY = Part(date.isoformat, date.fromisoformat)


@dataclass(frozen=True, slots=True)
class CustomId:
    """What a button or form is for. Its fields are the parts of the key, in the same order."""

    action: ClassVar[Action]
    parts: ClassVar[tuple[Part[Any], ...]] = ()
    separator: ClassVar[str] = "."
    """The text between two parts of the key."""

    @classmethod
    def shortest(cls) -> int:
        """Return the number of parts that every key has: a last field may have a default."""
        return sum(field.default is MISSING for field in fields(cls))


def encode(custom_id: CustomId) -> str:
    """Write a custom id as Discord keeps it. A last part that has its default value is left out.

    Raises ValueError for an id that would be too long, or has a value that may not be in it.
    """
    values = [getattr(custom_id, field.name) for field in fields(custom_id)]
    if values and values[-1] == fields(custom_id)[-1].default:
        values.pop()
    texts = [
        part.write(value)
        for part, value in zip(custom_id.parts[: len(values)], values, strict=True)
    ]
    text = f"{PREFIX}:{custom_id.action}:{custom_id.separator.join(texts)}"
    if len(text) > LONGEST:
        raise ValueError(f"a custom id has at most {LONGEST} characters: {text}")
    return text
