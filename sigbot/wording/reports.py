"""Sentences of the report, and of the messages about it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.plans import WorkStatus
from sigbot.domain.regions import Region
from sigbot.domain.report_data import (
    EarlierFigure,
    HealthData,
    IssueCode,
    IssueData,
    NarrativePart,
    NoPdfError,
    NotShown,
    ReportData,
)
from sigbot.domain.rotation import LOOKED_BACK, Slot
from sigbot.domain.statistics import UNKNOWN, Figure, Number, Unknown
from sigbot.domain.vocabularies import Word
from sigbot.wording import times
from sigbot.wording.lists import listed
from sigbot.wording.meetings import KINDS
from sigbot.wording.members import answer_label
from sigbot.wording.numbers import in_words
from sigbot.wording.plans import STATUSES
from sigbot.wording.releases import A_GENERAL_MEETING, A_MEETING, WITHHELD
from sigbot.wording.safe import plain

HEADINGS = {
    "title": "{name}: {title}",
    "description": "Description",
    "authors": "Report Author(s)",
    "health": "Overall Health",
    "issues": "Issues and Challenges",
    "activity": "Overall Activity in the last {months} months",
    "activity_one": "Overall Activity in the last month",
    "plans": "Planned Work Products",
    "diversity": "Participant Diversity",
    "additional": "Additional Information",
    "published": "Date Published",
}
WIKI = "Wiki page: {link}"
NOT_AVAILABLE = "N/A"
NOT_PUBLISHED = "Not yet published"
NO_AUTHORS = "Not yet named"

HELD = "{count} meetings were held, a {kind} {cadence}."
HELD_ONE = "1 meeting was held."
HELD_NO_CADENCE = "{count} meetings were held."
HELD_NONE = "No meetings were held."
CADENCES = {
    1: "every day",
    7: "every week",
    14: "every two weeks",
    21: "every three weeks",
    28: "every four weeks",
}
CADENCE_MONTH = "about every month"
CADENCE_QUARTER = "about every three months"
CADENCE_OFTEN = "several times a day"
CADENCE_DAYS = "about every {days} days"
AVERAGES = "The average attendance was {averages}."
NOT_RECORDED = "No attendance was recorded."
AVERAGE = "{average}/{kind}"
KIND_CAPTION = "Attendance by kind of meeting"
KIND_COLUMNS = ("Meetings", "Held", "Attendances", "Average attendance")
SUBGROUP_CAPTION = "Attendance by subgroup"
SUBGROUP_COLUMNS = ("Subgroup", "Meetings", "Attendances", "Average attendance")
NO_AVERAGE = "–"
PEOPLE = (
    "{unique} people took part; {newcomers} were recorded here for the first time, and {regulars} "
    "came regularly (to half of the {meetings} or more)."
)
CHART_OF_MEETINGS = "How many people came to each meeting. Dashed lines are averages."
CHART_OF_MONTHS = "How many people came to a meeting on average, by month."
CHART_OF_PEOPLE = "How many of the people who took part came regularly, or for the first time."
CHART_OF_REGULARS = "How many of the people who took part came regularly."
CHART_AVERAGE = "{kind}: {average} on average"
MEETING_COLUMNS, MONTH_COLUMNS = ("Date", "Meeting", "People"), ("Month", "Average attendance")
PEOPLE_COLUMNS = ("People", "How many")
ALL_MEETINGS = "All meetings"
NO_RECORD_BAR = "no record"
TOOK_PART, REGULARS, NEWCOMERS = "Took part", "Came regularly", "First time here"
NOTES = "Notes"
NO_FONT = (
    "Some characters are shown as {sign}, as no font for them is installed where this file was "
    "made. They are of: {scripts}."
)
SYMBOLS = "symbols"

GENERAL_MEETINGS, MEETINGS = "General Meetings", "meetings"
PEOPLE_ONE = "1 person took part, in this period."
CHANGE = "Compared with the period before: {changes}."
CHANGE_KIND = "{difference} attendees a {kind}"
CHANGED = {
    "unique_attendees": "{difference} people",
    "meetings_held": "{difference} meetings",
}

ISSUES = {
    IssueCode.REGIONS_REACHED: "Most attendance whose region is known came from {names}.",
    IssueCode.REGIONS_ABSENT: (
        "Nobody, or too few people to show, named one of these regions, or showing it could single "
        "somebody out: {names}."
    ),
    IssueCode.LATE_HOURS: "People met outside of hours that suit them: {burdens}, on average.",
    IssueCode.ROTATION_TRIED: "What was tried: since {since}, {names} meets in turn at {slots}.",
    IssueCode.SUBGROUP_THIN: "The subgroup {names} met with {average} attendees on average.",
    IssueCode.SUBGROUP_SILENT: "The subgroup {names} did not meet.",
    IssueCode.NO_RECORD: "{count} meetings have no recorded attendance.",
}
NO_RECORD_ONE = "1 meeting has no recorded attendance."
LATE_HOURS = "{region} by {time}"
TRIED_SINCE = "{count} meetings since then had {average} attendees on average."
TRIED_SINCE_ONE = "1 meeting since then had {average} attendees."
TRIED_BEFORE = "In the {months} months before it were {average}."
NO_ISSUES = "Nothing stands out in the figures."
NO_FIGURES = "No meetings, so no figures to look at."

ACTIVITY = "{title} ({date})"
NO_ACTIVITY = "No activities were recorded."
JOURNAL = "Shared in the journal club:"
PLAN_STATUS = "{title} ({status})"
PLAN_DUE = "{title} ({status}, due {due})"
NO_PLANS = "No work is planned."

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
COMPILED_TITLE = "## {title}"
COMPILED = "## {title}\nEvery figure is worked out. Only the sentences are left to write."
SAVED = "## {title}\nSaved your sentences. They are in the file."
DRAFT = "-# Draft, not published yet. The numbers are fresh each time you run `/report`."
CHANGED_SINCE = (
    "-# Published {at}. What has changed since is not published yet: press **Publish** again."
)
PUBLISHED_SINCE = "-# Published {at}."
KEY_FIGURES_ONE = "**{meetings}** meetings · **1** person"
KEY_FIGURES = "**{meetings}** meetings · **{people}** people"
AVERAGE_LINE = "**{average}** people on average at a {kind} ({meetings} held)"
AVERAGE_LINE_NONE = "No attendance recorded at a {kind} ({meetings} held)"
EDIT, PUBLISH = "Edit narrative", "Publish"
EDIT_TITLE = "Sentences of the report"
PARTS = {
    NarrativePart.HEALTH: "Overall health",
    NarrativePart.ISSUES: "Issues and challenges",
    NarrativePart.DIVERSITY: "Participant diversity",
    NarrativePart.ADDITIONAL: "Additional information",
}
AUTHORS_LABEL = "Author(s), one a line"
PUBLISHED = "Published. The report is on its way to {channel}."
ANNOUNCED = "**{name}** has published its report: {title}"

REFUSALS = {NoPdfError: lambda _: NO_PDF}


def activity_heading(months: int) -> str:
    key = "activity_one" if months == 1 else "activity"
    return HEADINGS[key].format(months=months)


def held(health: HealthData) -> str:
    """Say how many meetings were held, and how often."""
    count, days = health["meetings_held"], health["cadence_days"]
    if count <= 1:
        return HELD_ONE if count else HELD_NONE
    if isinstance(days, Unknown):
        return HELD_NO_CADENCE.format(count=count)
    general = MeetingKind.GENERAL in health["attendance_by_kind"]
    kind = KINDS[MeetingKind.GENERAL] if general else "meeting"
    return HELD.format(count=count, kind=kind, cadence=cadence(days))


def cadence(days: Number) -> str:
    """Write how often meetings are held, for the days between two of them: `every week`."""
    if days in CADENCES:
        return CADENCES[int(days)]
    if days < 1:
        return CADENCE_OFTEN
    if 29 <= days <= 31:
        return CADENCE_MONTH
    return CADENCE_QUARTER if 85 <= days <= 98 else CADENCE_DAYS.format(days=days)


def averages(health: HealthData) -> str:
    """Write the averages of the kinds: `16.5/General Meeting and 24/Guest Presentation`.

    The foundation's reports have this form.
    """
    parts = [
        AVERAGE.format(average=figures["average"], kind=KINDS[kind])
        for kind, figures in health["attendance_by_kind"].items()
        if figures["average"] is not UNKNOWN
    ]
    return AVERAGES.format(averages=listed(parts)) if parts else NOT_RECORDED


def people(health: HealthData) -> str:
    """Say how many people took part, were new, and came regularly; "" if nobody took part."""
    if not health["unique_attendees"]:
        return ""
    if health["unique_attendees"] == 1:
        return PEOPLE_ONE
    general = MeetingKind.GENERAL in health["attendance_by_kind"]
    return PEOPLE.format(
        meetings=GENERAL_MEETINGS if general else MEETINGS,
        unique=health["unique_attendees"],
        newcomers=health["newcomers"],
        regulars=health["regulars"],
    )


def change(changes: Mapping[str, Number]) -> str:
    """Compare with the period before; a change is a figure's name or a kind, and the difference."""
    return CHANGE.format(changes=listed([_changed(*pair) for pair in changes.items()]))


def _changed(name: str, value: Number) -> str:
    difference = signed(value)
    if name in CHANGED:
        return CHANGED[name].format(difference=difference)
    return CHANGE_KIND.format(difference=difference, kind=KINDS[MeetingKind(name)])


def signed(value: Number) -> str:
    return f"+{value}" if value > 0 else f"{value}".replace("-", "−")


def issue(issue: IssueData) -> str:
    code = issue["code"]
    if code == IssueCode.ROTATION_TRIED:
        return _tried(issue)
    is_one = code == IssueCode.NO_RECORD and issue["count"] == 1
    return (NO_RECORD_ONE if is_one else ISSUES[code]).format(
        names=listed(issue.get("names", [])),
        average=issue.get("average"),
        count=issue.get("count"),
        burdens=listed(_late(issue.get("minutes", {}))),
    )


def _late(minutes: Mapping[Region, int]) -> list[str]:
    return [
        LATE_HOURS.format(region=region, time=times.duration(of_region))
        for region, of_region in minutes.items()
    ]


def _tried(issue: IssueData) -> str:
    """Say which rotation was tried, and the average attendance since then and before."""
    slots = [Slot(slot["zone"], slot["minute"]) for slot in issue["slots"]]
    sentences = [
        ISSUES[IssueCode.ROTATION_TRIED].format(
            since=times.day(date.fromisoformat(issue["since"])),
            names=listed(issue["names"]),
            slots=listed([times.weekly(slot.zone, slot.minute) for slot in slots]),
        )
    ]
    if issue["count"]:
        template = TRIED_SINCE_ONE if issue["count"] == 1 else TRIED_SINCE
        sentences.append(template.format(count=issue["count"], average=issue["average_since"]))
        if issue["average_before"] is not UNKNOWN:
            months = in_words(times.months(LOOKED_BACK))
            sentences.append(TRIED_BEFORE.format(months=months, average=issue["average_before"]))
    return " ".join(sentences)


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


def key_figures(data: ReportData) -> str:
    health = data["health"]
    if health["unique_attendees"] == 1:
        return KEY_FIGURES_ONE.format(meetings=health["meetings_held"])
    return KEY_FIGURES.format(meetings=health["meetings_held"], people=health["unique_attendees"])


def average_lines(data: ReportData) -> str:
    """List average attendance and number of meetings by kind, a line each."""
    lines = [
        (AVERAGE_LINE_NONE if figures["average"] is UNKNOWN else AVERAGE_LINE).format(
            kind=KINDS[kind], average=figures["average"], meetings=figures["meetings"]
        )
        for kind, figures in data["health"]["attendance_by_kind"].items()
    ]
    return "\n".join(lines)


def compiled(data: ReportData, *, saved: bool = False) -> str:
    """Return the title of a report and what was done; `saved` says that sentences were written."""
    template = SAVED if saved else COMPILED_TITLE if data["published_at"] else COMPILED
    return template.format(title=plain(data["title"]))


def status(data: ReportData, *, changed: bool) -> str:
    if data["published_at"] is None:
        return DRAFT
    at = times.short(datetime.fromisoformat(data["published_at"]))
    return (CHANGED_SINCE if changed else PUBLISHED_SINCE).format(at=at)


def announced(data: ReportData) -> str:
    return ANNOUNCED.format(name=plain(data["sig"]["name"]), title=plain(data["title"]))
