"""The report as a document: the foundation's headings in its order, and what is below them.

This is the one place where a report's data becomes sentences, lists and tables; every format is
written from its answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sigbot.documents.reports.health import health_blocks, sources_blocks
from sigbot.documents.reports.model import (
    Block,
    Document,
    Heading,
    Paragraph,
    Table,
    Text,
    items,
    linked,
    one_line,
    paragraph,
    paragraphs,
    sentence,
    table,
)
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute
from sigbot.domain.periods import Period
from sigbot.domain.releases import Withheld
from sigbot.domain.report_data import (
    DiversityData,
    EarlierDiversityData,
    EarlierFigure,
    IssueCode,
    NotShown,
    ReleaseData,
    ReleaseFigure,
    ReportData,
)
from sigbot.domain.statistics import Figure, Number, Unknown, average
from sigbot.domain.vocabularies import Word
from sigbot.wording import issues as say_issues
from sigbot.wording import releases as say_releases
from sigbot.wording import reports as say
from sigbot.wording.lists import listed


def report_outline(data: ReportData) -> Document:
    """Return the report as a document without a format."""
    title = say.HEADINGS["title"].format(name=one_line(data["sig"]["name"]), title=data["title"])
    day = (data["published_at"] or data["period"]["end"])[:10]
    authors = tuple(map(one_line, data["authors"]))
    return Document(title, date.fromisoformat(day), tuple(_blocks(title, data)), authors)


def _blocks(title: str, data: ReportData) -> Iterator[Block]:
    sections = {
        say.HEADINGS["description"]: _description(data),
        say.HEADINGS["authors"]: _authors(data),
        say.HEADINGS["health"]: _health(data),
        say.HEADINGS["issues"]: _issues(data),
        say.activity_heading(_months(data)): _activities(data),
        say.HEADINGS["plans"]: _plans(data),
        say.HEADINGS["diversity"]: _diversity(data),
        say.HEADINGS["additional"]: _additional(data),
        say.HEADINGS["published"]: _published(data),
    }
    yield Heading(1, (Text(title),))
    for heading, blocks in sections.items():
        yield Heading(2, (Text(heading),))
        yield from blocks
    yield from sources_blocks(data)


def _months(data: ReportData) -> int:
    days = data["period"]
    start, end = date.fromisoformat(days["start"]), date.fromisoformat(days["end"])
    return Period(days["label"], start, end).months


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
    sentences = [
        say_issues.in_report(
            {**issue, "names": [one_line(name) for name in issue.get("names", [])]}
        )
        for issue in data["issues"]
    ]
    if sentences:
        yield items((Text(text),) for text in sentences)
    elif not data["narrative"]["issues"]:
        yield paragraph(say.NOT_AVAILABLE)


def _activities(data: ReportData) -> Iterator[Block]:
    activities = [
        sentence(say.ACTIVITY, title=linked(a["title"], a["link"]), date=a["date"])
        for a in data["activities"]
    ]
    if activities:
        yield items(activities)
    elif not data["journal"]:
        yield paragraph(say.NOT_AVAILABLE)
    if data["journal"]:
        yield paragraph(say.JOURNAL)
        yield items((linked(item["title"], item["link"]),) for item in data["journal"])


def _plans(data: ReportData) -> Iterator[Block]:
    plans = [
        (Text(say.plan(one_line(work["title"]), work["status"], work["due"])),)
        for work in data["planned_work"]
    ]
    yield items(plans) if plans else paragraph(say.NOT_AVAILABLE)


def _diversity(data: ReportData) -> Iterator[Block]:
    yield from paragraphs(data["narrative"]["diversity"])
    diversity = data["diversity"]
    if "not_stated" in diversity:
        yield from _earlier_diversity(data, diversity)
    else:
        yield from _releases(diversity)


def _releases(diversity: DiversityData) -> Iterator[Block]:
    releases, following = diversity["releases"], diversity["next_release"]
    if releases:
        yield paragraph(say_releases.quoted(releases))
        yield from _gender_sentences(releases[0])
        yield from _release_tables(releases)
    if following:
        yield paragraph(say_releases.next_release(following, first=not releases))
    yield paragraph(say_releases.RELEASES)


def _gender_sentences(release: ReleaseData) -> Iterator[Block]:
    genders = [
        say_releases.gender(name, value, release["total"], general=release["of_general_meetings"])
        for name, value in release["gender"].items()
        if not isinstance(value, Withheld)
    ]
    if genders:
        yield paragraph("\n".join(genders))


def _release_tables(releases: Sequence[ReleaseData]) -> Iterator[Table]:
    """Yield a table for each attribute, with a column for each release."""
    yield _release_table(Attribute.GENDER, releases, [r["gender"] for r in releases])
    yield _release_table(Attribute.REGION, releases, [r["region"] for r in releases])
    yield _release_table(Attribute.ORGANIZATION, releases, [r["organization"] for r in releases])
    yield _release_table(Attribute.EXPERIENCE, releases, [r["experience"] for r in releases])


def _release_table(
    attribute: Attribute,
    releases: Sequence[ReleaseData],
    figures: Sequence[Mapping[Word, ReleaseFigure]],
) -> Table:
    head = say_releases.attribute_column(attribute, general=releases[0]["of_general_meetings"])
    rows = [
        (say.group(answer), *(say_releases.release_figure(part[answer]) for part in figures))
        for answer in figures[0]
    ]
    return table((head, *map(say_releases.release_column, releases)), rows)


def _earlier_diversity(data: ReportData, diversity: EarlierDiversityData) -> Iterator[Block]:
    """Yield what a report that was published before there were releases said."""
    if not diversity["not_stated"]:
        has_met = data["health"]["meetings_held"]
        yield paragraph(say.NO_DIVERSITY if has_met else say.NOT_AVAILABLE)
        return
    total, general = _base(data)
    genders = [
        say_releases.gender(name, value, total, general=general)
        for name, value in diversity["gender"].items()
        if not isinstance(value, NotShown)
    ]
    if genders:
        yield paragraph("\n".join(genders))
    tables = list(_earlier_tables(diversity, say.group_column(total, general=general)))
    yield from tables
    yield Paragraph(sentence(say.OPT_IN if tables else say.NOBODY_SAID))


def _base(data: ReportData) -> tuple[Number, bool]:
    """Return the average attendance of which earlier figures are a part, and whether of General
    Meetings.

    Without General Meetings, it is that of all meetings at which anybody was recorded.
    """
    kinds = data["health"]["attendance_by_kind"]
    if MeetingKind.GENERAL in kinds:
        return _number(kinds[MeetingKind.GENERAL]["average"]), True
    attendances = sum(figures["attendances"] for figures in kinds.values())
    return _number(average(attendances, data["health"]["meetings_held"] - _unrecorded(data))), False


def _unrecorded(data: ReportData) -> int:
    """Return how many meetings have no record; earlier versions wrote it among the issues."""
    if "sources" in data:
        return sum(not meeting["attended"] for meeting in data["health"].get("by_meeting", []))
    return sum(issue["count"] for issue in data["issues"] if issue["code"] == IssueCode.NO_RECORD)


def _number(figure: Figure) -> Number:
    """Return a figure, 0 for an unknown one."""
    return 0 if isinstance(figure, Unknown) else figure


def _earlier_tables(diversity: EarlierDiversityData, column: str) -> Iterator[Table]:
    """Yield a table for each attribute about which anybody gave an answer."""
    tables = (
        _earlier_table(Attribute.GENDER, diversity["gender"], diversity, column),
        _earlier_table(Attribute.REGION, diversity["region"], diversity, column),
        _earlier_table(Attribute.ORGANIZATION, diversity["organization"], diversity, column),
        _earlier_table(Attribute.EXPERIENCE, diversity["experience"], diversity, column),
    )
    yield from (table for table in tables if len(table.rows) > 1)


def _earlier_table(
    attribute: Attribute,
    figures: Mapping[Word, EarlierFigure],
    diversity: EarlierDiversityData,
    column: str,
) -> Table:
    """Return the table of an attribute's groups; its last row is of the people in none of them."""
    rows = [(say.group(name), say.group_figure(value)) for name, value in figures.items()]
    remainder = (say.not_stated(figures), str(diversity["not_stated"][attribute]))
    return table((say_releases.ATTRIBUTES[attribute], column), [*rows, remainder])


def _additional(data: ReportData) -> Iterator[Block]:
    blocks = list(paragraphs(data["additional_information"]))
    yield from blocks or [paragraph(say.NOT_AVAILABLE)]


def _published(data: ReportData) -> Iterator[Block]:
    yield paragraph((data["published_at"] or "")[:10] or say.NOT_PUBLISHED)
