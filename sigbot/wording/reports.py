"""Sentences of the report, and of the messages about it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from sigbot.domain.narratives import AUTHORS, missing_parts, written_parts
from sigbot.domain.plans import WorkStatus
from sigbot.domain.report_data import (
    EarlierFigure,
    NarrativePart,
    NoPdfError,
    NotShown,
    ReportData,
    ReportTemplate,
)
from sigbot.domain.reports import FuturePeriodError
from sigbot.domain.revisions import Changed, Difference
from sigbot.domain.statistics import UNKNOWN, Figure, Number, Unknown
from sigbot.domain.vocabularies import Word
from sigbot.wording import times
from sigbot.wording.lists import listed
from sigbot.wording.meetings import KINDS
from sigbot.wording.members import answer_label
from sigbot.wording.plans import STATUSES
from sigbot.wording.releases import A_GENERAL_MEETING, A_MEETING, WITHHELD
from sigbot.wording.safe import plain

WIKI = "Wiki page: {link}"
NOT_AVAILABLE = "N/A"
NOT_PUBLISHED = "Not yet published"
NO_AUTHORS = "Not yet named"

CHART_OF_MEETINGS = "How many people came to each meeting."
CHART_OF_MONTHS = "How many people came to a meeting on average, by month."
CHART_OF_PEOPLE = "How many of the people who took part came regularly, or for the first time."
CHART_OF_REGULARS = "How many of the people who took part came regularly."
CHART_OF_NEWCOMERS = "How many of the people who took part were here for the first time."
CHART_AVERAGE = "{kind}: {average} on average"
MEETING_COLUMNS, MONTH_COLUMNS = ("Date", "Meeting", "People"), ("Month", "Average attendance")
PEOPLE_COLUMNS = ("People", "How many")
ALL_MEETINGS = "All meetings"
NO_RECORD_BAR = "no record"
TOOK_PART, REGULARS, NEWCOMERS = "Took part", "Came regularly", "First time here"
NO_AVERAGE = "–"
NOTES = "Notes"
BACK_TO_MARK = "Back to mark {nth} of note {number}"
NO_FONT = (
    "Some characters are shown as {sign}, as no font for them is installed where this file was "
    "made. They are of: {scripts}."
)
SYMBOLS = "symbols"
LONG_TABLE = (
    "This table has {rows} rows, too many to print. It is in the web page of this report, which "
    "`/report` makes with the format `html`."
)

ACTIVITY = "{title} ({date})"
JOURNAL = "Read in the journal club:"
READ = "{title}, {source}"
DISCUSSED = "{title} (discussed {date})"
DISCUSSED_WITH_SOURCE = "{title}, {source} (discussed {date})"
PLAN_STATUS = "{title} ({status})"
PLAN_DUE = "{title} ({status}, due {due})"

GROUP_COLUMN = "Average attendees of {meetings}, of {total}"
SMALL_GROUP = "{0} people"
FEWER_THAN = "fewer than {k}"
NOT_STATED = "Not stated"
NOT_STATED_OR_SMALL = "Not stated, or not shown"
OPT_IN = (
    "What people say of themselves is opt-in. Groups of few people are not shown, nor what "
    "would let them be worked out."
)
NO_DIVERSITY = (
    "Diversity is worked out for whole quarters, half-years and years only, so that two reports "
    "cannot be compared to learn something about one person."
)
NOBODY_SAID = "Nobody has said anything of themselves yet; `/me about` is where they can."
COMPILING = "I am compiling the report. It will appear here by itself."
READY = "The report is ready."
NO_PDF = (
    "PDF files can't be made here, as the extra `pdf` of sigbot is not installed. Choose another "
    "format, such as `html`, which any browser prints as PDF."
)
SO_FAR = "So far, until {until}: {period} is not over. It ends on {end}."
SO_FAR_DAY = "So far: {period} is not over."
COMPILED_TITLE = "## {title}"
COMPILED = "## {title}\nEvery figure is worked out. Only the sentences are left to write."
SAVED = "## {title}\nSaved your sentences. They are in the file."
CLASHED = (
    "## {title}\nSomeone else changed this while you were writing: {fields}. Their text stays, and "
    "yours is in the file `{file}`. Press **Write your sentences** to combine both."
)
YOUR_SENTENCES = "Your sentences: {count} of {all}."
YOUR_SENTENCES_MISSING = "Your sentences: {count} of {all}. Still missing: {parts}."
YOUR_SENTENCES_EMPTY = "Your sentences: {count} of {all}. The report says N/A for: {parts}."
NOT_KEPT_FILE = "your-sentences.txt"
DRAFT = "-# Draft, not published yet. The numbers are fresh each time you run `/report`."
CHANGED_SINCE = (
    "-# Published {at}. Changed since, and not published yet: {changes}. Press **Publish** again."
)
ATTENDANCE_CHANGED = "attendance"
DIFFERENCES = {
    Changed.MEETINGS: "meetings held ({before} → {after})",
    Changed.PEOPLE: "people ({before} → {after})",
    Changed.AVERAGE: "average of {kind} ({before} → {after})",
    Changed.HEALTH: "other figures of the group's health",
    Changed.OVER: "the period, which is over now",
    Changed.SIG: "name, description or wiki",
    Changed.AUTHORS: "authors",
    Changed.NARRATIVE: "your sentences",
    Changed.ISSUES: "issues and challenges",
    Changed.ACTIVITIES: "activities",
    Changed.PLANNED_WORK: "planned work",
    Changed.JOURNAL: "journal",
    Changed.DIVERSITY: "diversity",
    Changed.TEMPLATE: "template",
}
PUBLISHED_SINCE = "-# Published {at}."
KEY_FIGURES = "**{meetings}** meetings · **{people}** people"
KEY_FIGURES_ONE = "**{meetings}** meetings · **1** person"
KEY_FIGURES_OF_ONE = "**1** meeting · **{people}** people"
KEY_FIGURES_ONE_OF_ONE = "**1** meeting · **1** person"
AVERAGE_LINE = "**{average}** people on average at a {kind} ({meetings} held)"
AVERAGE_LINE_ONE = "**1** person on average at a {kind} ({meetings} held)"
AVERAGE_LINE_NONE = "No attendance recorded at a {kind} ({meetings} held)"
EDIT, PUBLISH = "Write your sentences", "Publish"
EDIT_FROM_EARLIER = "Start from the period before"
EDIT_TITLE = "Sentences of the report"
PARTS = {
    NarrativePart.HEALTH: "Overall health",
    NarrativePart.ISSUES: "Issues and challenges",
    NarrativePart.DIVERSITY: "Participant diversity",
    NarrativePart.ADDITIONAL: "Additional information",
}
HINTS = {
    NarrativePart.HEALTH: "How are the meetings going? What has changed since the last report?",
    NarrativePart.ISSUES: "What is hard, and what would help?",
    NarrativePart.DIVERSITY: "Whom do you miss, and how do you mean to reach them?",
    NarrativePart.ADDITIONAL: "What else should the foundation know? Leave it empty for N/A.",
}
TOC_HINTS = {
    NarrativePart.ISSUES: "What should the TOC know or decide? Leave it empty for N/A.",
    NarrativePart.DIVERSITY: "Who contributes, and whom do you miss?",
}
AUTHORS_LABEL = "Author(s), one a line"
FIELD_NAMES = {**{part.value: label for part, label in PARTS.items()}, AUTHORS: "Authors"}
PUBLISHED = "Published. The report is on its way to {channel}."
ANNOUNCED = "**{name}** has published its report: {title}"

FUTURE = "The period {label} begins on {day}. Please choose one that has begun."
ANNOUNCED_AGAIN = "**{name}** has published a corrected version of its report: {title}"
REPLACES = "It replaces the one of {day}."

REFUSALS = {
    NoPdfError: lambda _: NO_PDF,
    FuturePeriodError: lambda e: FUTURE.format(label=plain(e.label), day=times.day(e.start)),
}


def hint(part: NarrativePart, template: ReportTemplate) -> str:
    """Return what the form asks for, in the words of the template."""
    hints = TOC_HINTS if template is ReportTemplate.TOC else {}
    return hints.get(part, HINTS[part])


def plan(title: str, status: WorkStatus, due: str | None) -> str:
    if due:
        return PLAN_DUE.format(title=title, status=STATUSES[status], due=due)
    return (
        title
        if status == WorkStatus.PLANNED
        else PLAN_STATUS.format(title=title, status=STATUSES[status])
    )


def group(name: StrEnum) -> str:
    return answer_label(name)


def group_column(total: Number, *, general: bool) -> str:
    return GROUP_COLUMN.format(meetings=A_GENERAL_MEETING if general else A_MEETING, total=total)


def group_figure(value: EarlierFigure) -> str:
    """Write the figure of a group in the table: `fewer than 5` counts people of the whole period.

    The word `people` tells it apart from the averages beside it.
    """
    is_small = isinstance(value, NotShown) and value.fewer_than is not None
    return SMALL_GROUP.format(figure(value)) if is_small else figure(value)


def figure(value: Figure | NotShown) -> str:
    """Write a number, or why there is none: `fewer than 5`, `withheld`, `–`."""
    if isinstance(value, NotShown):
        return WITHHELD if value.fewer_than is None else FEWER_THAN.format(k=value.fewer_than)
    return NO_AVERAGE if isinstance(value, Unknown) else str(value)


def not_stated(figures: Mapping[Word, EarlierFigure]) -> str:
    """Label the people in no shown group: it says so if a group is not shown."""
    hidden = any(isinstance(value, NotShown) for value in figures.values())
    return NOT_STATED_OR_SMALL if hidden else NOT_STATED


def chart_of_people(*, regulars: bool, newcomers: bool) -> str:
    """Say what a chart shows beside all who took part: `regulars`, `newcomers`, or both."""
    if regulars and newcomers:
        return CHART_OF_PEOPLE
    return CHART_OF_REGULARS if regulars else CHART_OF_NEWCOMERS


def key_figures(data: ReportData) -> str:
    meetings, people = data["health"]["meetings_held"], data["health"]["unique_attendees"]
    if meetings == 1:
        text = KEY_FIGURES_ONE_OF_ONE if people == 1 else KEY_FIGURES_OF_ONE
    else:
        text = KEY_FIGURES_ONE if people == 1 else KEY_FIGURES
    return text.format(meetings=meetings, people=people)


def average_lines(data: ReportData) -> str:
    """List average attendance and number of meetings by kind, a line each."""
    lines = [
        _average_line(figures["average"]).format(
            kind=KINDS[kind], average=figures["average"], meetings=figures["meetings"]
        )
        for kind, figures in data["health"]["attendance_by_kind"].items()
    ]
    return "\n".join(lines)


def _average_line(average: Figure) -> str:
    if average is UNKNOWN:
        return AVERAGE_LINE_NONE
    return AVERAGE_LINE_ONE if average == 1 else AVERAGE_LINE


def compiled(data: ReportData, *, saved: bool = False, clashes: Sequence[str] = ()) -> str:
    """Return the title of a report and what was done; `saved` says that sentences were written.

    `clashes` are the fields of the form that somebody else changed meanwhile.
    """
    if clashes:
        labels = [FIELD_NAMES[name] for name in clashes]
        return CLASHED.format(title=plain(data["title"]), fields=listed(labels), file=NOT_KEPT_FILE)
    is_new = not data["published_at"] and not written_parts(data)
    template = SAVED if saved else COMPILED if is_new else COMPILED_TITLE
    return template.format(title=plain(data["title"]))


def so_far(data: ReportData) -> str:
    """Say until when a report goes of a period that is not over, "" for one that is."""
    if "until" not in data["health"]:
        return ""
    period = data["period"]
    end, until = date.fromisoformat(period["end"]), date.fromisoformat(data["health"]["until"])
    return (SO_FAR_DAY if end == until else SO_FAR).format(
        until=times.day(until), period=period["label"], end=times.day(end)
    )


def your_sentences(data: ReportData) -> str:
    """Say for how many parts people have written sentences, and which are missing.

    Where only parts are empty that need nothing, it says what the report has instead.
    """
    written, missing = written_parts(data), missing_parts(data)
    empty = [part for part in NarrativePart if part not in written]
    template = YOUR_SENTENCES_EMPTY if empty else YOUR_SENTENCES
    if missing:
        template = YOUR_SENTENCES_MISSING
    parts = listed([PARTS[part] for part in missing or empty])
    return template.format(count=len(written), all=len(NarrativePart), parts=parts)


def not_kept(clashes: Mapping[str, str]) -> str:
    """Write the texts that were not kept as a file, each below the name of its field."""
    return "\n\n".join(f"{FIELD_NAMES[name]}\n\n{text}" for name, text in clashes.items()) + "\n"


def status(
    data: ReportData, *, changed: bool = False, differences: Sequence[Difference] = ()
) -> str:
    """Say whether a report is published, and what has changed since."""
    if data["published_at"] is None:
        return DRAFT
    at = times.short(datetime.fromisoformat(data["published_at"]))
    if not changed:
        return PUBLISHED_SINCE.format(at=at)
    changes = listed([_difference(difference) for difference in differences]) or ATTENDANCE_CHANGED
    return CHANGED_SINCE.format(at=at, changes=changes)


def _difference(difference: Difference) -> str:
    return DIFFERENCES[difference.what].format(
        before=figure(difference.before),
        after=figure(difference.after),
        kind=KINDS[difference.kind] if difference.kind else "",
    )


def announcement(data: ReportData, replaces: date = date.min) -> list[str]:
    """Return the lines of the post with a published report.

    `replaces` is the day of the report that it replaces, date.min for the first one of its period.
    """
    name, title = plain(data["sig"]["name"]), plain(data["title"])
    is_first = replaces == date.min
    lines = [
        (ANNOUNCED if is_first else ANNOUNCED_AGAIN).format(name=name, title=title),
        "" if is_first else REPLACES.format(day=times.day(replaces)),
        so_far(data),
    ]
    return [*(line for line in lines if line), key_figures(data), average_lines(data)]
