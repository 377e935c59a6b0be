"""What lists, searches and exports of the journal club say."""

from enum import IntEnum

from sigbot.domain.journal import ItemStatus, JournalItem
from sigbot.domain.journal_lists import ItemPage, JournalFormat
from sigbot.domain.periods import Period
from sigbot.domain.search import NoWordsError
from sigbot.wording import personal, times
from sigbot.wording.journal import STATUSES, TAG, linked, source_of
from sigbot.wording.lists import ROOM, ROWS
from sigbot.wording.phone import height
from sigbot.wording.safe import clip, plain

TITLE = "## Journal"
EMPTY = "Nothing here yet. Share the first link with `/journal share`."
NOTHING_FITS = "Nothing matches. Try without the filter."
COUNT = {1: "1 item was shared."}
MANY = "{count} items were shared. The most wanted come first."
COUNT_FITTING = {1: "1 item matches."}
MANY_FITTING = "{count} items match. The most wanted come first."

FOUND_TITLE = "## Search for “{text}”"
NOTHING_FOUND = (
    "Nothing in the journal has all of these words. Try fewer words, or see everything with "
    "`/journal list`."
)
COUNT_FOUND = {1: "1 item has all of these words."}
MANY_FOUND = "{count} items have all of these words. The most wanted come first."
ONLY_FIRST = "-# These are the first {count}. Please search for fewer words to see the others."

LINE = "[{title}](<{link}>)\n-# {facts}"
LINE_NOTE = "[{title}](<{link}>)\n{note}\n-# {facts}"
LINE_SHORT = "**{title}**\n-# {facts}"
BY = "{name}, {when}"
COUNTED = {1: "1 wants it"}
MANY_COUNTED = "{count} want it"

NO_WORDS = (
    "I need a word to search for. Please type one of the title, the authors, the tags or the note."
)
EXPORTED = "The journal of {period}, {count} items."
EXPORTED_ONE = "The journal of {period}, 1 item."
EXPORTED_ALL = "The whole journal, {count} items."
EXPORTED_ALL_ONE = "The whole journal, 1 item."
FOR_PROGRAMS = {
    JournalFormat.BIB: "Open it with LaTeX, JabRef, Zotero or Mendeley.",
    JournalFormat.RIS: "Open it with Zotero, EndNote or Mendeley.",
    JournalFormat.CSV: "Open it with any spreadsheet.",
    JournalFormat.JSON: "It is CSL-JSON, for Zotero, pandoc and other programs.",
}
NOTHING_TO_EXPORT = "Nothing was shared in {period}. Try another period, or leave it out."
NOTHING_AT_ALL = "Nothing was shared yet. Share the first link with `/journal share`."

STATUSES_OFFERED = {
    ItemStatus.SHARED: "Shared, not picked yet",
    ItemStatus.PICKED: "Picked for a meeting",
    ItemStatus.DISCUSSED: "Discussed",
}
FORMATS = {
    JournalFormat.BIB: "BibTeX (LaTeX, JabRef, Zotero)",
    JournalFormat.RIS: "RIS (Zotero, EndNote, Mendeley)",
    JournalFormat.CSV: "CSV (spreadsheets)",
    JournalFormat.JSON: "CSL-JSON (Zotero, pandoc)",
}

REFUSALS = {NoWordsError: lambda _: NO_WORDS}
FIELDS = {"search": "search"}
VOCABULARIES = {JournalFormat: "kind of file"}


class Detail(IntEnum):
    """How much a line says of an item."""

    SHORT = 1
    LINKED = 2
    WHOLE = 3


def title(page: ItemPage) -> str:
    query = page.wanted.query
    return FOUND_TITLE.format(text=plain(query.text, 80)) if query else TITLE


def count(page: ItemPage) -> str:
    """Say how many items there are on all pages; or what to do where there is none."""
    if page.wanted.query:
        nothing, single, many = NOTHING_FOUND, COUNT_FOUND, MANY_FOUND
    elif page.wanted.is_everything:
        nothing, single, many = EMPTY, COUNT, MANY
    else:
        nothing, single, many = NOTHING_FITS, COUNT_FITTING, MANY_FITTING
    return single.get(page.total, many).format(count=f"{page.total:,}") if page.total else nothing


def listing(page: ItemPage) -> str:
    """Return the lines of a page, with as much of each item as fits for all of them."""
    for detail in sorted(Detail, reverse=True):
        text = "\n".join(_line(item, detail) for item in page.items)
        if len(text) <= ROOM and height(text) <= ROWS:
            break
    return text


def _line(item: JournalItem, detail: Detail) -> str:
    template = {Detail.SHORT: LINE_SHORT, Detail.LINKED: LINE, Detail.WHOLE: LINE}[detail]
    if item.note and detail is Detail.WHOLE:
        template = LINE_NOTE
    room = {Detail.SHORT: 60, Detail.LINKED: 120, Detail.WHOLE: 200}[detail]
    return template.format(facts=_facts(item, detail), note=plain(item.note), **linked(item, room))


def _facts(item: JournalItem, detail: Detail) -> str:
    source = clip(source_of(item), 120) if detail is Detail.WHOLE else ""
    name = clip(personal.name(item.shared_by), 60)
    by = BY.format(name=name, when=times.relative(item.shared_at))
    wanted = COUNTED.get(item.votes, MANY_COUNTED).format(count=item.votes) if item.votes else ""
    tags = " ".join(TAG.format(tag) for tag in item.tags) if detail is Detail.WHOLE else ""
    facts = (source, by, wanted, STATUSES[item.status], tags)
    return " · ".join(fact for fact in facts if fact)


def only_first(page: ItemPage) -> str:
    """Say that the others cannot be shown; "" where there are none."""
    return ONLY_FIRST.format(count=len(page.items)) if page.pages > 1 else ""


def exported(period: Period | None, format_: JournalFormat, items: int) -> str:
    """Say what a file has, and which programs read it."""
    if period:
        template = EXPORTED_ONE if items == 1 else EXPORTED
        sentence = template.format(period=plain(period.label), count=f"{items:,}")
    else:
        sentence = (EXPORTED_ALL_ONE if items == 1 else EXPORTED_ALL).format(count=f"{items:,}")
    return f"{sentence}\n{FOR_PROGRAMS[format_]}"


def nothing_to_export(period: Period | None) -> str:
    return NOTHING_TO_EXPORT.format(period=plain(period.label)) if period else NOTHING_AT_ALL
