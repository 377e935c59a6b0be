"""Write the report as Markdown and as JSON, both from the same data."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute
from sigbot.domain.periods import Period
from sigbot.domain.report_data import DiversityData, IssueCode, ReportData, ReportFormat
from sigbot.domain.statistics import UNKNOWN, Figure, Number, Unknown, average
from sigbot.domain.suppression import GroupFigure, NotShown
from sigbot.domain.vocabularies import Word
from sigbot.wording import reports as say
from sigbot.wording.lists import listed
from sigbot.wording.meetings import KINDS

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_AT_LINE_START = re.compile(r"^(\d*)([#+\-=:.)])", re.MULTILINE)


def report_file_name(period: Period, extension: ReportFormat) -> str:
    """Return the name of the file of a period's report."""
    return f"report-{period.slug}.{extension}"


def report_document(data: ReportData, extension: ReportFormat) -> str:
    """Return the text of the report in this format."""
    return _WRITERS[extension](data)


def report_json(data: ReportData) -> str:
    """Return the report as JSON: a withheld figure is a text, an unknown figure is null."""
    return json.dumps(data, default=_as_json, ensure_ascii=False, indent=2) + "\n"


def _as_json(value: object) -> str | None:
    if isinstance(value, NotShown):
        return say.figure(value)
    if value is UNKNOWN:
        return None
    raise TypeError(value)


def report_markdown(data: ReportData) -> str:
    """Return the report as Markdown, with the foundation's headings in its order.

    What people typed is shown literally, even where it looks like Markdown.
    """
    sections = [
        [_title(data)],
        [say.HEADINGS["description"], *_description(data)],
        [say.HEADINGS["authors"], _text(listed(data["authors"])) or say.NO_AUTHORS],
        [say.HEADINGS["health"], *_health(data)],
        [say.HEADINGS["issues"], *_issues(data)],
        [say.activity_heading(_months(data)), *_activities(data)],
        [say.HEADINGS["plans"], _plans(data)],
        [say.HEADINGS["diversity"], *_diversity(data)],
        [
            say.HEADINGS["additional"],
            _paragraphs(data["additional_information"]) or say.NOT_AVAILABLE,
        ],
        [say.HEADINGS["published"], (data["published_at"] or "")[:10] or say.NOT_PUBLISHED],
    ]
    return "\n\n".join(block for section in sections for block in section if block) + "\n"


def _months(data: ReportData) -> int:
    days = data["period"]
    start, end = date.fromisoformat(days["start"]), date.fromisoformat(days["end"])
    return Period(days["label"], start, end).months


def _text(text: str) -> str:
    """Return user text on one line, with Markdown characters escaped."""
    return _escaped(" ".join(text.split()))


def _paragraphs(text: str) -> str:
    """Return user text with its line breaks, escaped: no line becomes a heading, list or quote."""
    return _escaped("\n".join(line.strip() for line in text.strip().splitlines()))


def _escaped(text: str) -> str:
    """Escape all characters that mean something in Markdown, anywhere or at the start of a line."""
    return _AT_LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


def _title(data: ReportData) -> str:
    return say.HEADINGS["title"].format(name=_text(data["sig"]["name"]), title=data["title"])


def _description(data: ReportData) -> Iterable[str]:
    sig = data["sig"]
    yield _paragraphs(sig["description"]) or ("" if sig["wiki"] else say.NOT_AVAILABLE)
    if sig["wiki"]:
        yield say.WIKI.format(name=_text(sig["name"]), wiki=_link(sig["wiki"]))


def _link(link: str) -> str:
    return link.replace("(", "%28").replace(")", "%29")


def _health(data: ReportData) -> Iterable[str]:
    health = data["health"]
    yield _paragraphs(data["narrative"]["health"])
    yield say.held(health)
    if health["attendance_by_kind"]:
        yield say.averages(health)
        yield _table(
            say.KIND_COLUMNS,
            [
                (KINDS[kind], f["meetings"], f["attendances"], f["average"])
                for kind, f in health["attendance_by_kind"].items()
            ],
        )
    if health["by_subgroup"]:
        yield _table(
            say.SUBGROUP_COLUMNS,
            [
                (_text(f["name"]), f["meetings"], f["attendances"], f["average"])
                for f in health["by_subgroup"]
            ],
        )
    yield say.people(health)
    if health["change_from_previous"]:
        yield say.change(health["change_from_previous"])


def _table(columns: Sequence[str], rows: Iterable[tuple[str, int, int, Figure]]) -> str:
    lines = [say.TABLE.format(*columns), say.TABLE_RULE]
    for name, meetings, attendances, figure in rows:
        lines.append(say.TABLE.format(name, meetings, attendances, say.figure(figure)))
    return "\n".join(lines)


def _issues(data: ReportData) -> Iterable[str]:
    yield _paragraphs(data["narrative"]["issues"])
    sentences = [
        say.issue({**issue, "names": [_text(name) for name in issue.get("names", [])]})
        for issue in data["issues"]
    ]
    if sentences:
        yield "\n".join(f"- {sentence}" for sentence in sentences)
    elif not data["narrative"]["issues"]:
        yield say.NO_ISSUES if data["health"]["meetings_held"] else say.NO_FIGURES


def _activities(data: ReportData) -> Iterable[str]:
    lines = [
        (say.ACTIVITY_LINK if activity["link"] else say.ACTIVITY).format(
            title=_text(activity["title"]), date=activity["date"], link=_link(activity["link"])
        )
        for activity in data["activities"]
    ]
    yield "\n".join(lines) or say.NO_ACTIVITY
    if data["journal"]:
        yield say.JOURNAL
        yield "\n".join(
            say.JOURNAL_ITEM.format(title=_text(item["title"]), link=_link(item["link"]))
            for item in data["journal"]
        )


def _plans(data: ReportData) -> str:
    lines = [
        say.plan(_text(work["title"]), work["status"], work["due"]) for work in data["planned_work"]
    ]
    return "\n".join(lines) or say.NO_PLANS


def _diversity(data: ReportData) -> Iterable[str]:
    yield _paragraphs(data["narrative"]["diversity"])
    diversity = data["diversity"]
    if not diversity["not_stated"]:
        yield say.NO_DIVERSITY if data["health"]["meetings_held"] else say.NOT_AVAILABLE
        return
    total, general = _base(data)
    yield "\n".join(
        say.gender(name, value, total, general=general)
        for name, value in diversity["gender"].items()
        if not isinstance(value, NotShown)
    )
    column = say.group_column(total, general=general)
    tables = [
        _group_table(Attribute.GENDER, diversity["gender"], diversity, column),
        _group_table(Attribute.REGION, diversity["region"], diversity, column),
        _group_table(Attribute.ORGANIZATION, diversity["organization"], diversity, column),
        _group_table(Attribute.EXPERIENCE, diversity["experience"], diversity, column),
    ]
    yield from tables
    yield say.OPT_IN if any(tables) else say.NOBODY_SAID


def _base(data: ReportData) -> tuple[Number, bool]:
    """Return the average attendance of which groups are a part, and whether of General Meetings.

    Without General Meetings, it is that of all meetings at which anybody was recorded.
    """
    kinds = data["health"]["attendance_by_kind"]
    if MeetingKind.GENERAL in kinds:
        return _number(kinds[MeetingKind.GENERAL]["average"]), True
    attendances = sum(figures["attendances"] for figures in kinds.values())
    unrecorded = sum(
        issue["count"] for issue in data["issues"] if issue["code"] == IssueCode.NO_RECORD
    )
    return _number(average(attendances, data["health"]["meetings_held"] - unrecorded)), False


def _number(figure: Figure) -> Number:
    """Return a figure, 0 for an unknown one."""
    return 0 if isinstance(figure, Unknown) else figure


def _group_table(
    attribute: Attribute, figures: Mapping[Word, GroupFigure], diversity: DiversityData, column: str
) -> str:
    """Return the table of an attribute's groups, "" where nobody gave an answer."""
    if not figures:
        return ""
    lines = [say.GROUP_TABLE.format(say.ATTRIBUTES[attribute], column), say.GROUP_TABLE_RULE]
    lines += [
        say.GROUP_TABLE.format(say.group(name), say.group_figure(value))
        for name, value in figures.items()
    ]
    lines.append(
        say.GROUP_TABLE.format(say.not_stated(figures), diversity["not_stated"][attribute])
    )
    return "\n".join(lines)


_WRITERS: Mapping[ReportFormat, Callable[[ReportData], str]] = {
    ReportFormat.MD: report_markdown,
    ReportFormat.JSON: report_json,
}
