"""The journal club: papers and news that members share, one item a link."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sigbot.domain.bounds import LINKS_COUNTED, MOST_LINKS, MOST_TAGS, TAG_LIMIT, TAGS_LIMIT
from sigbot.domain.refusals import RefusedError, TooLongError, TooManyError
from sigbot.domain.texts import check_length


class ManyLinksError(RefusedError):
    """A member shared as many links as they may; `again` is the instant from which they can share
    the next one."""

    def __init__(self, again: datetime) -> None:
        super().__init__(again)
        self.again = again


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


def check_shared(shared: Sequence[datetime]) -> None:
    """Refuse another new link of a member who shared MOST_LINKS within LINKS_COUNTED.

    `shared` are the instants at which they did, in order. Raises ManyLinksError.
    """
    if len(shared) >= MOST_LINKS:
        raise ManyLinksError(shared[-MOST_LINKS] + LINKS_COUNTED)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
