"""Lists of journal items: what is asked for, and a page of what there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sigbot.domain.journal import ItemStatus, JournalItem
from sigbot.domain.periods import Period
from sigbot.domain.search import Query

PAGE_ITEMS = 8
"""Items of a page."""


class JournalFormat(StrEnum):
    """A file format of an export of the journal."""

    BIB = "bib"
    RIS = "ris"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items are wanted: shared in a period, with all of some tags, of a status, found."""

    period: Period | None = None
    tags: tuple[str, ...] = ()
    status: ItemStatus | None = None
    query: Query | None = None

    @property
    def is_everything(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A page, counted from 0, of the wanted items, of which there are `total`."""

    wanted: Wanted
    items: tuple[JournalItem, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_ITEMS))


@dataclass(frozen=True, slots=True)
class Reference:
    """An item that is exported, and the ids of its work by kind, such as `doi`."""

    item: JournalItem
    ids: Mapping[str, str] = field(default_factory=dict)
