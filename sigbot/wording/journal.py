"""What is said about the journal club."""

from collections.abc import Sequence

from sigbot.domain.bounds import MOST_LINKS
from sigbot.domain.journal import (
    ItemGoneError,
    ItemStatus,
    ItemStory,
    JournalItem,
    ManyLinksError,
    Shared,
    SharedAs,
)
from sigbot.domain.links import UnreadableWorkError
from sigbot.wording import personal, picks, sources, times
from sigbot.wording.lists import listed
from sigbot.wording.safe import clip, plain

ANNOUNCED = "**{name}** shared [{title}](<{link}>)"
RETRACTED = "**This paper was retracted.**"
SOURCE, NOTE = "-# {source}", "> {note}"
WANT_IT = "I want to read it"
WANTED_BY = "I want to read it · {count}"
LABEL_LIMIT = 80

SHARED = "Added [{title}](<{link}>) to the journal."
SHARED_AGAIN = "[{title}](<{link}>) is in the journal already. Now {count} people want to read it."
SHARED_ALREADY = "[{title}](<{link}>) is already in the journal. {name} shared it {when}."
VOTES = {
    0: "Nobody has said yet that they want to read [{title}](<{link}>).",
    1: "1 person wants to read [{title}](<{link}>).",
}
MANY_VOTES = "{count} people want to read [{title}](<{link}>)."
WHICH_LINK = "This message has several links. Which one do you want to share?"

STATUSES = {
    ItemStatus.SHARED: "",
    ItemStatus.PICKED: "Picked for a meeting",
    ItemStatus.DISCUSSED: "Discussed",
}
HEADING = "### [{title}](<{link}>)"
SHARED_BY = "Shared by {name} {when}"
WANTED = "Wanted by {names}"
WANTED_BY_MORE = "Wanted by {names} and {count} more"
MOST_NAMES = 10
ABSTRACT = "[Abstract](<{link}>)"
OPEN_COPY = "[Free to read](<{link}>)"
LICENCE = "Licence: {licence}"
KNOWN_AS = "-# Known as {works}"
PREPRINT = "Its preprint: {title} (`{key}`)"
ARTICLE = "The published article: {title} (`{key}`)"
TAG = "`{0}`"

MANY_LINKS = (
    "You shared {limit} links within a day, which is the limit. You can share the next one {again}."
)
ITEM_GONE = "This item was removed from the journal."
UNREADABLE_WORK = (
    "I found no link here, and no DOI, arXiv id, PubMed id or ISBN. "
    "Please paste the link of the paper or page."
)

REFUSALS = {
    UnreadableWorkError: lambda _: UNREADABLE_WORK,
    ItemGoneError: lambda _: ITEM_GONE,
    ManyLinksError: lambda e: MANY_LINKS.format(limit=MOST_LINKS, again=times.relative(e.again)),
}


def announced(item: JournalItem) -> str:
    """Say to the channel what was shared."""
    first = ANNOUNCED.format(name=personal.name(item.shared_by), **linked(item))
    return "\n".join([first, *about(item)])


def about(item: JournalItem) -> list[str]:
    """Return the lines about the work itself, and the note of who shared it."""
    return [*about_work(item), *note_of(item)]


def about_work(item: JournalItem) -> list[str]:
    """Return where a work is from, and whether it was retracted."""
    source = source_of(item)
    lines = [SOURCE.format(source=source)] if source else []
    return [*lines, RETRACTED] if item.is_retracted else lines


def note_of(item: JournalItem) -> list[str]:
    return [NOTE.format(note=plain(item.note))] if item.note else []


def source_of(item: JournalItem) -> str:
    """Say who wrote a work, where it appeared and when; "" where no registry says so."""
    return plain(sources.source(item.authors, item.venue, item.year), 300)


def vote_label(votes: int) -> str:
    return WANTED_BY.format(count=votes) if votes else WANT_IT


def choice(title: str) -> str:
    return clip(title, LABEL_LIMIT)


def item_label(item: JournalItem) -> str:
    """Return the line of an item in a list to choose from."""
    return item.title


def shared(shared_: Shared) -> str:
    templates = {
        SharedAs.NEW: SHARED,
        SharedAs.WANTED: SHARED_AGAIN,
        SharedAs.KNOWN: SHARED_ALREADY,
    }
    item = shared_.item
    return templates[shared_.outcome].format(
        name=personal.name(item.shared_by),
        when=times.relative(item.shared_at),
        count=item.votes,
        **linked(item),
    )


def votes_of(item: JournalItem) -> str:
    return VOTES.get(item.votes, MANY_VOTES).format(count=item.votes, **linked(item))


def story(told: ItemStory) -> str:
    """Tell what an item is, who shared it, who wants to read it, and what is related to it."""
    item = told.item
    when = times.relative(item.shared_at)
    lines = [
        HEADING.format(**linked(item)),
        *about(item),
        links_of(item),
        LICENCE.format(licence=plain(item.licence, 120)) if item.licence else "",
        SHARED_BY.format(name=personal.name(item.shared_by), when=when),
        _wanted_by(told.voters),
        *picks.history(told.picks, item.summary),
        *(
            (PREPRINT if sibling.is_preprint else ARTICLE).format(
                title=plain(sibling.title, 120), key=sibling.key
            )
            for sibling in told.siblings[:3]
        ),
        " ".join(TAG.format(tag) for tag in item.tags),
        _known_as(told.works),
    ]
    return "\n".join(line for line in lines if line)


def links_of(item: JournalItem) -> str:
    """Return links to the abstract and to an open copy; "" where neither is known."""
    links = ((ABSTRACT, item.abstract_link), (OPEN_COPY, item.open_copy))
    return " · ".join(template.format(link=address(link)) for template, link in links if link)


def _wanted_by(voters: Sequence[str]) -> str:
    if not voters:
        return ""
    names = [personal.name(name) for name in voters[:MOST_NAMES]]
    if len(voters) > MOST_NAMES:
        return WANTED_BY_MORE.format(names=", ".join(names), count=len(voters) - MOST_NAMES)
    return WANTED.format(names=listed(names))


def _known_as(works: Sequence[str]) -> str:
    ids = [plain(work, 80) for work in works if not work.startswith("url:")]
    return KNOWN_AS.format(works=", ".join(ids)) if ids else ""


def linked(item: JournalItem, limit: int = 200) -> dict[str, str]:
    """Return title and link of an item for a sentence that links to it."""
    return {"title": plain(item.title, limit), "link": address(item.link)}


def address(link: str) -> str:
    """Return an address that does not end the link it is put into."""
    return link.replace(")", "%29").replace(">", "%3E")
