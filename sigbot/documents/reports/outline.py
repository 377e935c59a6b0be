"""The report as a document: the headings of its template, and what is below them.

This is the one place where a report's data becomes sentences, lists and tables; every format is
written from its answer.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from sigbot.documents.reports.diversity import WITHHELD_NOTE, diversity_blocks
from sigbot.documents.reports.health import health_blocks, sources_blocks
from sigbot.documents.reports.model import (
    Block,
    Document,
    Heading,
    Paragraph,
    Spans,
    Text,
    items,
    linked,
    one_line,
    paragraph,
    paragraphs,
    sentence,
)
from sigbot.domain.periods import Period
from sigbot.domain.plans import WorkStatus
from sigbot.domain.report_data import (
    IssueCode,
    IssueData,
    JournalData,
    ReportData,
    ReportTemplate,
    template_of,
)
from sigbot.wording import issues as say_issues
from sigbot.wording import report_templates as say_templates
from sigbot.wording import reports as say
from sigbot.wording import sources
from sigbot.wording.lists import listed


def report_outline(data: ReportData) -> Document:
    """Return the report as a document without a format."""
    title = say_templates.TITLE.format(name=one_line(data["sig"]["name"]), title=data["title"])
    day = (data["published_at"] or data["period"]["end"])[:10]
    authors = tuple(map(one_line, data["authors"]))
    return Document(title, date.fromisoformat(day), tuple(_blocks(title, data)), authors)


def _blocks(title: str, data: ReportData) -> Iterator[Block]:
    headings = say_templates.headings(template_of(data), _period(data))
    yield Heading(1, (Text(title),))
    if so_far := say.so_far(data):
        yield paragraph(so_far)
    for section, heading in headings.items():
        yield Heading(2, (Text(heading),))
        yield from _SECTIONS[section](data)
    yield from sources_blocks(data)


def _period(data: ReportData) -> Period:
    days = data["period"]
    start, end = date.fromisoformat(days["start"]), date.fromisoformat(days["end"])
    return Period(days["label"], start, end)


def _description(data: ReportData) -> Iterator[Block]:
    sig = data["sig"]
    yield from paragraphs(sig["description"])
    if sig["wiki"]:
        yield Paragraph(sentence(say.WIKI, link=linked(sig["name"], sig["wiki"])))
    elif not sig["description"].strip():
        yield paragraph(say.NOT_AVAILABLE)


def _authors(data: ReportData) -> Iterator[Block]:
    yield paragraph(listed([one_line(name) for name in data["authors"]]) or say.NO_AUTHORS)


def _health(data: ReportData) -> Iterator[Block]:
    yield from paragraphs(data["narrative"]["health"])
    yield from health_blocks(data["health"])


def _issues(data: ReportData) -> Iterator[Block]:
    yield from paragraphs(data["narrative"]["issues"])
    if data["issues"]:
        yield items(_issue(issue) for issue in data["issues"])
    elif not data["narrative"]["issues"]:
        yield paragraph(say.NOT_AVAILABLE)


def _issue(issue: IssueData) -> Spans:
    """Return a sentence of the list; where it names withheld figures, with the note about them."""
    names = [one_line(name) for name in issue.get("names", [])]
    text = Text(say_issues.in_report({**issue, "names": names}))
    is_of_withheld = issue["code"] is IssueCode.REGIONS_ABSENT and "text" not in issue
    return (text, WITHHELD_NOTE) if is_of_withheld else (text,)


def _activities(data: ReportData) -> Iterator[Block]:
    """Yield what was done; a paper that was discussed is in the reading list alone."""
    discussed = {item["link"] for item in data["journal"] if item["discussed_on"]}
    activities = [
        sentence(say.ACTIVITY, title=linked(a["title"], a["link"]), date=a["date"])
        for a in data["activities"]
        if a["link"] not in discussed
    ]
    if activities:
        yield items(activities)
    elif not data["journal"]:
        yield paragraph(say.NOT_AVAILABLE)
    if data["journal"]:
        yield paragraph(say.JOURNAL)
        yield items(_reading(item) for item in data["journal"])


def _reading(item: JournalData) -> Spans:
    """Return a line of the reading list: title, who wrote it, where and when it appeared."""
    title = linked(item["title"], item["link"])
    source = sources.source(item.get("authors", []), item.get("venue", ""), item.get("year"))
    if item["discussed_on"]:
        template = say.DISCUSSED_WITH_SOURCE if source else say.DISCUSSED
        return sentence(template, title=title, source=source, date=item["discussed_on"])
    return sentence(say.READ, title=title, source=source) if source else (title,)


def _plans(data: ReportData) -> Iterator[Block]:
    """Yield planned work; where finished work has a section of its own, without it."""
    is_toc = template_of(data) is ReportTemplate.TOC
    plans = [
        (Text(say.plan(one_line(work["title"]), work["status"], work["due"])),)
        for work in data["planned_work"]
        if not (is_toc and work["status"] == WorkStatus.DONE)
    ]
    yield items(plans) if plans else paragraph(say.NOT_AVAILABLE)


def _finished(data: ReportData) -> Iterator[Block]:
    """Yield the work that was finished in the period: what a group without software releases."""
    titles = [
        (Text(one_line(work["title"])),)
        for work in data["planned_work"]
        if work["status"] == WorkStatus.DONE
    ]
    yield items(titles) if titles else paragraph(say.NOT_AVAILABLE)


def _additional(data: ReportData) -> Iterator[Block]:
    blocks = list(paragraphs(data["additional_information"]))
    yield from blocks or [paragraph(say.NOT_AVAILABLE)]


def _published(data: ReportData) -> Iterator[Block]:
    yield paragraph((data["published_at"] or "")[:10] or say.NOT_PUBLISHED)


_SECTIONS: Mapping[str, Callable[[ReportData], Iterator[Block]]] = {
    "description": _description,
    "authors": _authors,
    "health": _health,
    "issues": _issues,
    "releases": _finished,
    "activity": _activities,
    "plans": _plans,
    "diversity": diversity_blocks,
    "additional": _additional,
    "published": _published,
}
"""The sections of all templates; `wording/report_templates.py` says which of them each one has."""
