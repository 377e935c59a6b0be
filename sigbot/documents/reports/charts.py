"""Which charts a report has, and what they show."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sigbot.documents.reports.model import Bar, BarGroup, Chart, Column, Table, Text, table
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.report_data import HealthData, KindData, MeetingData, SlotAttendanceData
from sigbot.domain.statistics import Figure, Unknown, average_recorded
from sigbot.wording import health as say_health
from sigbot.wording import reports as say
from sigbot.wording.meetings import KINDS

MOST_MEETINGS = 60
"""With more meetings than this, a chart has a bar for each month."""


def attendance_chart(health: HealthData) -> Iterator[Chart]:
    """Yield the chart of attendance, if anybody was recorded at two meetings or more."""
    meetings = health.get("by_meeting", [])
    if sum(meeting["attended"] > 0 for meeting in meetings) < 2:
        return
    yield _of_meetings(health, meetings) if len(meetings) <= MOST_MEETINGS else _of_months(meetings)


def _of_meetings(health: HealthData, meetings: Sequence[MeetingData]) -> Chart:
    """Show each meeting, in a group for each kind, with the average of the kind."""
    groups = [
        BarGroup(
            _kind_title(kind, figures["average"]),
            tuple(_meeting_bar(meeting) for meeting in meetings if meeting["kind"] == kind),
            _number(figures["average"]),
        )
        for kind, figures in health["attendance_by_kind"].items()
    ]
    rows = [
        ((Text(m["date"]),), (Text(KINDS[m["kind"]]),), (Text(_meeting_bar(m).text),))
        for m in meetings
    ]
    day, meeting, people = say.MEETING_COLUMNS
    columns = (Column(day), Column(meeting), Column(people, is_number=True))
    return Chart(say.CHART_OF_MEETINGS, tuple(groups), Table(columns, tuple(rows)))


def _kind_title(kind: MeetingKind, average: Figure) -> str:
    if isinstance(average, Unknown):
        return KINDS[kind]
    return say.CHART_AVERAGE.format(kind=KINDS[kind], average=average)


def _meeting_bar(meeting: MeetingData) -> Bar:
    attended = meeting["attended"]
    if not attended:
        return Bar(meeting["date"], None, say.NO_RECORD_BAR)
    return Bar(meeting["date"], attended, str(attended))


def _of_months(meetings: Sequence[MeetingData]) -> Chart:
    """Show the average attendance of all meetings by month."""
    months = {
        month: average_recorded(meeting["attended"] for meeting in of_month)
        for month, of_month in groupby(meetings, key=lambda meeting: meeting["date"][:7])
    }
    bars = [Bar(month, _number(figure), _figure_text(figure)) for month, figure in months.items()]
    return _chart_of(say.CHART_OF_MONTHS, say.ALL_MEETINGS, bars, say.MONTH_COLUMNS)


def _figure_text(figure: Figure) -> str:
    return say.NO_RECORD_BAR if isinstance(figure, Unknown) else str(figure)


def slot_chart(health: HealthData, slots: Sequence[SlotAttendanceData]) -> Chart:
    """Show the average attendance at each time of the week, of General Meetings where there were.

    Beside the region of attendees this would be a figure about people that no release has.
    """
    general = health["attendance_by_kind"].get(MeetingKind.GENERAL)
    names = [say_health.slot(slot["zone"], slot["minute"]) for slot in slots]
    bars = [
        Bar(name, _number(slot["average"]), say.figure(slot["average"]))
        for name, slot in zip(names, slots, strict=True)
    ]
    rows = [(bar.label, slot["meetings"], bar.text) for bar, slot in zip(bars, slots, strict=True)]
    return Chart(
        say_health.SLOT_CHART_GENERAL if general else say_health.SLOT_CHART,
        (_slot_group(bars, general),),
        table(say_health.SLOT_COLUMNS, rows),
        keeps_table=True,
    )


def _slot_group(bars: Sequence[Bar], general: KindData | None) -> BarGroup:
    if general is None:
        return BarGroup("", tuple(bars))
    average = general["average"]
    return BarGroup(_kind_title(MeetingKind.GENERAL, average), tuple(bars), _number(average))


def people_chart(health: HealthData) -> Iterator[Chart]:
    """Yield the chart of newcomers and regulars, of those of them that there are.

    In a first period everybody is new, so nothing is said of newcomers.
    """
    people, regulars, newcomers = (
        health["unique_attendees"],
        health["regulars"],
        health["newcomers"] if health["newcomers"] < health["unique_attendees"] else 0,
    )
    if people < 2 or not regulars + newcomers:
        return
    counts = {say.TOOK_PART: people, say.REGULARS: regulars, say.NEWCOMERS: newcomers}
    bars = [Bar(label, count, str(count)) for label, count in counts.items() if count]
    summary = say.chart_of_people(regulars=bool(regulars), newcomers=bool(newcomers))
    yield _chart_of(summary, "", bars, say.PEOPLE_COLUMNS)


def _chart_of(summary: str, title: str, bars: Sequence[Bar], columns: Sequence[str]) -> Chart:
    """Make a chart of one group; its table has a row for each bar."""
    rows = [(bar.label, bar.text) for bar in bars]
    return Chart(summary, (BarGroup(title, tuple(bars)),), table(columns, rows))


def _number(figure: Figure) -> float | int | None:
    return None if isinstance(figure, Unknown) else figure
