"""What is said about the journal club."""

from collections.abc import Sequence

from sigbot.domain.bounds import MOST_LINKS
from sigbot.domain.journal import JournalItem, ManyLinksError
from sigbot.domain.links import UnreadableWorkError
from sigbot.wording import personal, times
from sigbot.wording.lists import fitted
from sigbot.wording.safe import plain

SHARED = "Added **{title}** to the journal."
SHARED_ALREADY = "**{title}** is already in the journal. {name} shared it {when}."
TITLE = "## Journal"
LINE = "[{title}](<{link}>)\n-# {name}, {when}"
LINE_MORE = "[{title}](<{link}>)\n{note}\n-# {name}, {when} · {tags}"
LINE_NOTE = "[{title}](<{link}>)\n{note}\n-# {name}, {when}"
LINE_TAGS = "[{title}](<{link}>)\n-# {name}, {when} · {tags}"
TAG = "`{0}`"
EMPTY = "Nothing here yet. Share the first link with `/journal share`."
NOTHING_FITS = "Nothing matches. Try without the filter."
MORE = "-# and {count} more"
MANY_LINKS = (
    "You shared {limit} links within a day, which is the limit. You can share the next one {again}."
)

UNREADABLE_WORK = (
    "I found no link here, and no DOI, arXiv id, PubMed id or ISBN. "
    "Please paste the link of the paper or page."
)

REFUSALS = {
    UnreadableWorkError: lambda _: UNREADABLE_WORK,
    ManyLinksError: lambda e: MANY_LINKS.format(limit=MOST_LINKS, again=times.relative(e.again)),
}


def shared(item: JournalItem, *, new: bool) -> str:
    return (SHARED if new else SHARED_ALREADY).format(
        title=plain(item.title),
        name=personal.name(item.shared_by),
        when=times.relative(item.shared_at),
    )


def listing(items: Sequence[JournalItem], *, filtered: bool = False, most: int = 10) -> str:
    if not items:
        return NOTHING_FITS if filtered else EMPTY
    return fitted([_line(item) for item in items], MORE, most)


def _line(item: JournalItem) -> str:
    templates = {
        (False, False): LINE,
        (True, False): LINE_NOTE,
        (False, True): LINE_TAGS,
        (True, True): LINE_MORE,
    }
    return templates[bool(item.note), bool(item.tags)].format(
        title=plain(item.title, 120),
        link=item.link.replace(")", "%29"),
        note=plain(item.note),
        name=plain(item.shared_by, 60),
        when=times.relative(item.shared_at),
        tags=" ".join(TAG.format(tag) for tag in item.tags),
    )
