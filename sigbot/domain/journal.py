"""The journal club: papers and news that members share, one item a link."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sigbot.domain.bounds import LINKS_COUNTED, MOST_LINKS, MOST_TAGS, TAG_LIMIT, TAGS_LIMIT
from sigbot.domain.links import read_link
from sigbot.domain.opinions import NO_SUMS, Sums
from sigbot.domain.refusals import RefusedError, TooLongError, TooManyError
from sigbot.domain.texts import check_length, printable


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


class SharedAs(StrEnum):
    """What became of a link that a member shared."""

    NEW = "new"
    WANTED = "wanted"
    """The item was there; the member wants it, too."""
    KNOWN = "known"
    """The item was there, and the member had said before that they want it."""


@dataclass(frozen=True, slots=True)
class JournalItem:
    """One work that was shared. `shared_at` and `discussed_at` are UTC.

    `votes` counts the members who want to read it, with the one who shared it. `authors` to
    `is_retracted` are what the registries say, empty where they do not. `place` is the (channel id,
    message id) of the message that shows it to the channel.
    """

    id: int
    link: str
    title: str
    note: str
    tags: tuple[str, ...]
    shared_by: str
    shared_at: datetime
    status: ItemStatus = ItemStatus.SHARED
    discussed_at: datetime | None = None
    authors: tuple[str, ...] = ()
    venue: str = ""
    year: int | None = None
    abstract_link: str = ""
    licence: str = ""
    open_copy: str = ""
    is_retracted: bool = False
    summary: str = ""
    is_listed: bool = False
    votes: int = 0
    place: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        return f"j{self.id}"


@dataclass(frozen=True, slots=True)
class Pick:
    """An item on the agenda of a meeting; `presenter` is a name, "" while nobody presents it.

    `sums` is what may be told of what people said of the discussion.
    """

    id: int
    item_id: int
    meeting_id: int
    meeting_title: str
    starts_at: datetime
    presenter: str = ""
    presenter_id: int | None = None
    is_discussed: bool = False
    sums: Sums = NO_SUMS


@dataclass(frozen=True, slots=True)
class Sibling:
    """An item of a preprint of a work, or of its article."""

    title: str
    key: str
    is_preprint: bool


@dataclass(frozen=True, slots=True)
class ItemStory:
    """An item with its ids, the names of who wants to read it, and the items related to it."""

    item: JournalItem
    works: tuple[str, ...] = ()
    voters: tuple[str, ...] = ()
    siblings: tuple[Sibling, ...] = ()
    picks: tuple[Pick, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """The item of a link that was shared, and what became of it."""

    item: JournalItem
    outcome: SharedAs


@dataclass(frozen=True, slots=True)
class LinkQuestion:
    """A message has several links: each of the `titles` is offered as a button."""

    id: int
    titles: tuple[str, ...]


def titles_of(links: Iterable[str], previews: Mapping[str, str]) -> list[str]:
    """Return the title of each link, "" where no preview leads to the same work.

    `previews` is address → title.
    """
    known: dict[str, str] = {}
    for address, title in previews.items():
        with suppress(RefusedError):
            known.setdefault(read_link(address).id, " ".join(printable(title).split()))
    return [known.get(read_link(link).id, "") for link in links]


class ItemGoneError(RefusedError):
    """A button of an item that was removed."""


def may_be_one_work(first: Iterable[str], second: Iterable[str]) -> bool:
    """Return whether ids of two items can be those of one work.

    A work has one id of each kind: two DOIs are two works, whatever a registry says. A short DOI is
    of another kind than the DOI that it stands for.
    """
    kinds: dict[str, str] = {}
    return all(kinds.setdefault(_kind_of(work), work) == work for work in (*first, *second))


def _kind_of(work: str) -> str:
    return "short" if work.startswith("doi:10/") else work.partition(":")[0]


def read_tags(text: str) -> tuple[str, ...]:
    """Read tags separated by commas or spaces, `#` optional; return them in lower case, each once.

    Raises TooManyError over MOST_TAGS, TooLongError for a tag over TAG_LIMIT characters, or for
    text over TAGS_LIMIT.
    """
    check_length("tags", text, TAGS_LIMIT)
    tags = _unique(tag.lstrip("#").lower() for tag in re.split(r"[,\s`]+", printable(text)))
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
