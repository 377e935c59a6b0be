"""Links: find and check them, and tell which work they lead to."""

from sigbot.domain.links.addresses import check_link, find_link, title_of, without_tracking
from sigbot.domain.links.model import LinkReading, UnreadableWorkError, WorkKind
from sigbot.domain.links.reading import read_link, read_links

__all__ = [
    "LinkReading",
    "UnreadableWorkError",
    "WorkKind",
    "check_link",
    "find_link",
    "read_link",
    "read_links",
    "title_of",
    "without_tracking",
]
