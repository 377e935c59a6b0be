"""The section "Overall Health" of the report, and the appendix that traces its figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sigbot.documents.reports.charts import attendance_chart, people_chart, slot_chart
from sigbot.documents.reports.model import (
    Block,
    Column,
    Heading,
    Note,
    Spans,
    Table,
    Text,
    one_line,
    paragraph,
    table,
)
from sigbot.domain.health import ASLEEP_AFTER
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.report_data import HealthData, MeetingData, ReportData, SubgroupData
from sigbot.domain.statistics import UNKNOWN, Unknown
from sigbot.wording import health as say
from sigbot.wording import reports as say_reports
from sigbot.wording.meetings import KINDS


def health_blocks(health: HealthData) -> Iterator[Block]:
    """Yield the figures and facts that stand below the sentences of organizers."""
    yield paragraph(say.held(health))
    if health["meetings_held"] > 1:
        yield _kinds(health)
    named: list[MeetingData] = [
        {**meeting, "title": one_line(meeting.get("title", ""))}
        for meeting in health.get("by_meeting", [])
    ]
    sentences = [
        say.caught_up(health),
        say.without_record(named),
        say.people(health),
        say.rsvps(health["rsvps"]) if "rsvps" in health else "",
        say.action_items(health["action_items"]) if "action_items" in health else "",
        say.change(health["change_from_previous"]) if health["change_from_previous"] else "",
    ]
    yield from (paragraph(sentence) for sentence in sentences if sentence)
    if health["by_subgroup"]:
        yield _subgroups(health["by_subgroup"])
    yield from _times(health)
    yield from people_chart(health)
    yield from attendance_chart(health)


def _kinds(health: HealthData) -> Table:
    rows = [
        (KINDS[kind], f["meetings"], f["attendances"], say_reports.figure(f["average"]))
        for kind, f in health["attendance_by_kind"].items()
    ]
    return table(say.KIND_COLUMNS, rows, say.KIND_CAPTION)


def _subgroups(groups: Sequence[SubgroupData]) -> Table:
    """Return the table of subgroups; one that is asleep has a footnote that says what that means.

    It has a column for the period before where any of them met then.
    """
    has_before = any(group.get("average_before", UNKNOWN) is not UNKNOWN for group in groups)
    columns = [*say.SUBGROUP_COLUMNS, *([say.COLUMN_BEFORE] if has_before else [])]
    rows = [_subgroup_row(group)[: len(columns)] for group in groups]
    first, *numbers = columns
    heads = (Column(first), *(Column(title, is_number=True) for title in numbers))
    return Table(heads, tuple(rows), say.SUBGROUP_CAPTION)


def _subgroup_row(group: SubgroupData) -> tuple[Spans, ...]:
    figures = (
        group["meetings"],
        group["attendances"],
        say_reports.figure(group["average"]),
        say_reports.figure(group.get("average_before", UNKNOWN)),
    )
    return (_subgroup_name(group), *((Text(str(figure)),) for figure in figures))


def _subgroup_name(group: SubgroupData) -> Spans:
    name = one_line(group["name"])
    if not group.get("asleep"):
        return (Text(name),)
    meaning = say.ASLEEP_NOTE.format(weeks=ASLEEP_AFTER.days // 7)
    return (Text(say.ASLEEP.format(name=name)), Note(meaning))


def _times(health: HealthData) -> Iterator[Block]:
    """Yield attendance by time and by weekday, each where there are at least two."""
    general = MeetingKind.GENERAL in health["attendance_by_kind"]
    slots, days = health.get("by_slot", []), health.get("by_weekday", [])
    if len(slots) > 1:
        yield slot_chart(health, slots)
    if 1 < len(days) < len(slots):
        yield table(
            say.WEEKDAY_COLUMNS,
            [
                (
                    say.WEEKDAYS[day["weekday"] - 1],
                    day["meetings"],
                    say_reports.figure(day["average"]),
                )
                for day in days
            ],
            say.WEEKDAY_CAPTION_GENERAL if general else say.WEEKDAY_CAPTION,
        )


def sources_blocks(data: ReportData) -> Iterator[Block]:
    """Yield the appendix: the meetings of the period, and from which of them each figure came."""
    health, sources = data["health"], data.get("sources", {})
    meetings = health.get("by_meeting", [])
    if not meetings or not sources:
        return
    yield Heading(2, (Text(say.SOURCES_HEADING),))
    template = say.SOURCES_ONE if len(meetings) == 1 else say.SOURCES
    yield paragraph(template.format(count=len(meetings)))
    yield _meetings_table(meetings)
    if len(meetings) > 1:
        yield paragraph(say.SOURCES_OF)
        yield _figures_table(health, sources)


def _figures_table(health: HealthData, sources: Mapping[str, Sequence[str]]) -> Table:
    """Return the figures that the report shows, those from the same meetings in one row."""
    names = _names_of_meetings(health.get("by_meeting", []))
    rows: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for figure in _shown_figures(health, sources):
        name, _, of = figure.partition(".")
        rows.setdefault((*sources[figure],), []).append((name, one_line(of)))
    figures, used = say.SOURCE_COLUMNS
    return Table(
        (Column(figures), Column(used)),
        tuple(
            ((Text(say.figure_names(of)),), (Text(names.get(ids) or ", ".join(ids)),))
            for ids, of in rows.items()
        ),
    )


def _shown_figures(health: HealthData, figures: Iterable[str]) -> list[str]:
    """Return those of the figures that a report says or draws."""
    count, cadence = health["unique_attendees"], health["cadence_days"]
    is_said = {
        "cadence_days": health["meetings_held"] > 1
        and not isinstance(cadence, Unknown)
        and cadence >= 1,
        "newcomers": 0 < health["newcomers"] < count,
        "regulars": count > 1 and health["regulars"] > 0,
        "by_slot": len(health.get("by_slot", [])) > 1,
        "change_from_previous": bool(health["change_from_previous"]),
    }
    return [figure for figure in figures if is_said.get(figure, True)]


def _names_of_meetings(meetings: Sequence[MeetingData]) -> dict[tuple[str, ...], str]:
    """Return ids of meetings → what these are together, such as each General Meeting."""
    names: dict[tuple[str, ...], str] = {}
    for kind in (None, *MeetingKind):
        of_kind = [meeting for meeting in meetings if kind in (None, meeting["kind"])]
        for recorded in (False, True):
            ids = tuple(m.get("id", "") for m in of_kind if m["attended"] or not recorded)
            names.setdefault(ids, say.every(kind, recorded=recorded))
    return names


def _meetings_table(meetings: Sequence[MeetingData]) -> Table:
    *texts, people = say.MEETING_COLUMNS
    rows = tuple(
        (
            (Text(one_line(say.titled(meeting))),),
            (Text(meeting["date"]),),
            (Text(meeting.get("id", "")),),
            (Text(str(meeting["attended"] or say.NOBODY)),),
        )
        for meeting in meetings
    )
    return Table((*map(Column, texts), Column(people, is_number=True)), rows)
