"""Read what people paste as a work: a link, an identifier, or a sentence with one of them."""

import re
from contextlib import suppress

from sigbot.domain.links.addresses import (
    check_link,
    find_link,
    has_link,
    is_bare,
    read_address,
)
from sigbot.domain.links.arxiv import find_arxiv_id, read_arxiv_id
from sigbot.domain.links.books import find_isbn, read_isbn
from sigbot.domain.links.dois import find_doi, read_short_doi
from sigbot.domain.links.model import LinkReading, UnreadableWorkError, WorkKind
from sigbot.domain.links.pages import is_known, work_on
from sigbot.domain.links.proxies import without_proxy
from sigbot.domain.links.pubmed import find_pmcid, find_pmid
from sigbot.domain.refusals import RefusedError

_OLD_DOI = re.compile(r"(?<=[\w)])<(\w{1,12}::?[\w-]{1,30})>", re.ASCII)
"""What old DOIs have inside, such as `<493::AID-PROP493>`: a link would end before it."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Where a line may break, and other signs without a width: left over from copying."""

_BEFORE_A_LINK = re.compile(r"(?=https?://)", re.IGNORECASE)
MOST_LOOKED_AT = 25
"""Links of a text that are looked at."""

_WHOLE = (read_arxiv_id, read_isbn, read_short_doi)
"""Read identifiers that are too short to be looked for in a sentence."""

_NAMED = (find_doi, find_arxiv_id, find_pmid, find_pmcid, find_isbn)


def read_link(text: str) -> LinkReading:
    """Return the work that a text leads to: by its first link, else by its first identifier.

    Raises UnreadableWorkError for a text with neither, and the refusals of links.
    """
    text = text.translate(_INVISIBLE)
    if has_link(text):
        return _read_page(check_link(find_link(_OLD_DOI.sub(r"%3C\1%3E", text))))
    bare = text.strip().strip("<>").removeprefix("//")
    for read in _WHOLE:
        if work := read(bare):
            return work
    if is_bare(bare):
        return _read_page(check_link(bare))
    for find in _NAMED:
        if work := find(text.lstrip(" /")):
            return work
    raise UnreadableWorkError(text)


def read_links(text: str, most: int) -> list[LinkReading]:
    """Return the works that the links of a text lead to, each once, at most `most`.

    Where the text has no link, return the work that it names otherwise. Addresses that cannot be
    read are left out. Raises as `read_link` does where nothing can be read.
    """
    works: dict[str, LinkReading] = {}
    for part in _BEFORE_A_LINK.split(text)[1 : MOST_LOOKED_AT + 1]:
        with suppress(RefusedError):
            work = read_link(part)
            works.setdefault(work.id, work)
    return list(works.values())[:most] or [read_link(text)]


def _read_page(link: str) -> LinkReading:
    """Read a link that was checked.

    Signs of the sentence around it may be left at its end where tracking parameters were.
    """
    public = without_proxy(link, is_known)
    address = read_address(public)
    work = work_on(address)
    if work is None:
        if (shorter := find_link(address.url)) != address.url:
            return _read_page(shorter)
        return LinkReading(WorkKind.URL, f"url:{address.key}", address.url, address.url)
    if public != link:
        return work
    return LinkReading(work.kind, work.id, work.url, address.url)
