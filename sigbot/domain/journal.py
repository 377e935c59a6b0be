"""The journal club: papers and news that members share, one item a link."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sigbot.domain.bounds import MOST_TAGS, TAG_LIMIT, TAGS_LIMIT
from sigbot.domain.refusals import TooLongError, TooManyError
from sigbot.domain.texts import check_length


class ItemStatus(StrEnum):
    SHARED = "shared"
    PICKED = "picked"
    DISCUSSED = "discussed"


@dataclass(frozen=True, slots=True)
class JournalItem:
    """One shared link. `shared_at` and `discussed_at` are UTC."""

    id: int
    link: str
    title: str
    note: str
    tags: tuple[str, ...]
    shared_by: str
    shared_at: datetime
    status: ItemStatus = ItemStatus.SHARED
    discussed_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"j{self.id}"


def read_tags(text: str) -> tuple[str, ...]:
    """Read tags separated by commas or spaces, `#` optional; return them in lower case, each once.

    Raises TooManyError over MOST_TAGS, TooLongError for a tag over TAG_LIMIT characters, or for
    text over TAGS_LIMIT.
    """
    check_length("tags", text, TAGS_LIMIT)
    tags = _unique(tag.lstrip("#").lower() for tag in re.split(r"[,\s`]+", text))
    if len(tags) > MOST_TAGS:
        raise TooManyError("tags", MOST_TAGS)
    for tag in tags:
        if len(tag) > TAG_LIMIT:
            raise TooLongError("tag", len(tag), TAG_LIMIT)
    return tags


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
