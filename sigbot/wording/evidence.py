"""What is said about how a rotation works."""

from collections.abc import Mapping
from datetime import datetime

from sigbot.domain.regions import Region
from sigbot.domain.releases import Withheld
from sigbot.domain.report_data import Fifths, ReleaseFigure
from sigbot.domain.rotation import (
    ENOUGH,
    RegionSpan,
    RotationView,
    SlotFigures,
    Span,
    next_taken,
    told_from,
)
from sigbot.domain.statistics import Unknown
from sigbot.wording import times
from sigbot.wording.adoption import AHEAD_LINE, reaches
from sigbot.wording.heatmap import ALT_LIMIT
from sigbot.wording.releases import release_figure
from sigbot.wording.rotation import local_times, slots
from sigbot.wording.safe import clip, plain

SHOW_TITLE = "## Times of {title}"
SHOW_SLOTS = "In turn: **{slots}**"
SHOW_ONE_SLOT = "Always: **{slots}**. Organizers find fairer times with `/rotation suggest`."
LOCAL_TIMES = "-# Local times: {locals}"
FEW_SLOTS = 2
SHOW_AHEAD = "**Next, on your clock**\n{ahead}"
EVIDENCE = "### Did it work?"
EVIDENCE_NONE = "### Attendance so far"
EARLY = "-# Please be careful: in less than {enough}, topics can matter more than the time."
BEFORE, SINCE = "Before", "Since"
SPAN = "**{name}**: {average} attendees a meeting\n{lines}"
SPAN_ONE = "**{name}**: 1 attendee a meeting\n{lines}"
SPAN_NONE = "**{name}**: no meetings yet"
SPAN_UNRECORDED = "**{name}**: no attendance recorded"
CAUGHT_UP = "- {average} more caught up with a meeting afterwards, on average"
SLOT_LINE = "- {slot}: **{average}** ({meetings} meetings)"
SLOT_LINE_ONE = "- {slot}: **{average}** (1 meeting)"
SLOT_LINE_NONE = "- {slot}: no attendance recorded"
UNRECORDED = "-# {count} meetings without recorded attendance are left out."
UNRECORDED_ONE = "-# 1 meeting without recorded attendance is left out."
MOVED_SLOT = "moved to another time"
REGIONS_LINE = "**Attendees by region, {label}**: {regions}"
REGIONS_LINE_SOME = "**Attendees by region, {label}**: {regions}; the others are withheld"
REGIONS_WITHHELD = "**Attendees by region, {label}**: withheld"
REGION_FIGURE = "{region} {figure}"
REGIONS_NONE = (
    "-# People are counted by region once for each half-year. The first figures come when a "
    "half-year is over."
)
WITHHELD_WHY = (
    "-# A figure of a region is withheld when nobody or few people come from there, or when it "
    "could tell what one person said."
)
LEDGER = "**Most late or early hours, {label}**: {regions}"
LEDGER_REGION = "{region} {hours} h, {time} a meeting"
LEDGER_NONE = "**Late or early hours, {label}**: none"
LEDGER_WITHHELD = "**Late or early hours, {label}**: withheld"
LEDGER_LATER = "**Late or early hours, {label}**: they come on {day}."
MOST_NAMED = 2
"""Regions whose late or early hours are written out."""
NOT_RECORDED = "no attendance recorded"
BARS_TITLE = "Attendees of an average meeting"
BARS_ALT = "Bars of attendees of an average meeting. {groups}"
BARS_GROUP = "{name}: {bars}."
BARS_BAR = "{name} {value}"


def title(view: RotationView) -> str:
    return SHOW_TITLE.format(title=plain(view.title))


def rotation(view: RotationView, now: datetime) -> str:
    """Describe a series: its times, the regions they reach, the next meetings, the local times.

    With more than two times a week there is no room for local times.
    """
    template = SHOW_SLOTS if len(view.slots) > 1 else SHOW_ONE_SLOT
    lines = [template.format(slots=slots(view.slots))]
    if view.rotation:
        lines.append(reaches(view.rotation.reach.reached))
    dates = "\n".join(
        AHEAD_LINE.format(when=times.full(meeting.starts_at)) for meeting in view.ahead
    )
    if dates:
        lines.append(SHOW_AHEAD.format(ahead=dates))
    if len(view.slots) <= FEW_SLOTS:
        ahead = [meeting.starts_at for meeting in view.ahead]
        # Which comes after those that are shown: a date before them may be of the old times.
        starts = [next_taken(slot, ahead, max(ahead, default=now)) for slot in view.slots]
        lines.append(LOCAL_TIMES.format(locals=local_times(starts, view.places)))
    return "\n".join(lines)


def evidence(view: RotationView) -> str:
    """Report attendance by weekly time, before and since the rotation, with a warning if early."""
    blocks = [EVIDENCE if view.since else EVIDENCE_NONE]
    if view.since and view.is_early:
        blocks.append(EARLY.format(enough=times.span(ENOUGH)))
    blocks.append(_span(BEFORE, view.before))
    if view.since:
        # The empty line ends the list above.
        blocks += ["", _span(SINCE, view.since)]
    return "\n".join(blocks)


def _span(name: str, span: Span) -> str:
    if isinstance(span.average, Unknown):
        return (SPAN_UNRECORDED if span.unrecorded else SPAN_NONE).format(name=name)
    lines = [_slot_line(figures) for figures in span.slots]
    if span.unrecorded:
        template = UNRECORDED_ONE if span.unrecorded == 1 else UNRECORDED
        lines.append(template.format(count=span.unrecorded))
    if span.caught_up:
        lines.append(CAUGHT_UP.format(average=span.caught_up))
    template = SPAN_ONE if span.average == 1 else SPAN
    return template.format(name=name, average=span.average, lines="\n".join(lines))


def _slot_line(figures: SlotFigures) -> str:
    template = {0: SLOT_LINE_NONE, 1: SLOT_LINE_ONE}.get(figures.meetings, SLOT_LINE)
    return template.format(
        slot=_slot_name(figures), average=figures.average, meetings=figures.meetings
    )


def _slot_name(figures: SlotFigures) -> str:
    slot = figures.slot
    return times.weekly(slot.zone, slot.minute) if slot else MOVED_SLOT


def regions(view: RotationView) -> str:
    """Report attendance by region in half-years, and the burden of each region."""
    lines = [_regions(span) for span in view.regions] or [REGIONS_NONE]
    lines.append(_ledger(view))
    if view.burdens == () or any(_is_withheld(span) for span in view.regions):
        lines.append(WITHHELD_WHY)
    return "\n".join(lines)


def _is_withheld(span: RegionSpan) -> bool:
    return any(isinstance(value, Withheld) for value in span.figures.values())


def _regions(span: RegionSpan) -> str:
    """List the regions that are shown; "withheld" stands for the others."""
    shown = [
        REGION_FIGURE.format(region=region, figure=release_figure(value))
        for region, value in span.figures.items()
        if not isinstance(value, Withheld)
    ]
    label = span.period.label
    if not shown:
        return REGIONS_WITHHELD.format(label=label)
    template = REGIONS_LINE if len(shown) == len(span.figures) else REGIONS_LINE_SOME
    return template.format(label=label, regions=", ".join(shown))


def _ledger(view: RotationView) -> str:
    label = view.burdens_of.label
    if view.burdens is None:
        return LEDGER_LATER.format(label=label, day=times.day(told_from(view.burdens_of).date()))
    carried = [
        LEDGER_REGION.format(
            region=burden.region, hours=burden.hours, time=times.duration(burden.minutes)
        )
        for burden in view.burdens
        if burden.minutes
    ][:MOST_NAMED]
    template = LEDGER if carried else LEDGER_NONE if view.burdens else LEDGER_WITHHELD
    return template.format(label=label, regions="; ".join(carried))


def bars(view: RotationView) -> list[tuple[str, list[tuple[str, float | None, str]]]]:
    """Return the groups of bars of the picture, by weekly time and then by region.

    A group is its name and its bars; a bar is a name, a value, and a note where there is no value.
    There are none where fewer than two bars have a value: there would be nothing to compare.
    """
    groups = [(BEFORE, _slot_bars(view.before))]
    if view.since:
        groups.append((SINCE, _slot_bars(view.since)))
    groups += [(span.period.label, _region_bars(span.figures)) for span in view.regions]
    values = [value for _, group in groups for _, value, _ in group if value is not None]
    return [(name, group) for name, group in groups if group] if len(values) > 1 else []


def _slot_bars(span: Span) -> list[tuple[str, float | None, str]]:
    return [
        (_slot_name(figures), None, NOT_RECORDED)
        if isinstance(figures.average, Unknown)
        else (_slot_name(figures), float(figures.average), "")
        for figures in span.slots
    ]


def _region_bars(figures: Mapping[Region, ReleaseFigure]) -> list[tuple[str, float | None, str]]:
    """Return a bar for each region that is shown; fifths are written, as they are no people."""
    return [
        (name, None, release_figure(value))
        if isinstance(value, Fifths)
        else (name, float(value), "")
        for name, value in figures.items()
        if not isinstance(value, Withheld)
    ]


def alt_text(view: RotationView) -> str:
    groups = [
        BARS_GROUP.format(
            name=name,
            bars=", ".join(
                BARS_BAR.format(name=bar, value=note if value is None else value)
                for bar, value, note in group
            ),
        )
        for name, group in bars(view)
    ]
    return clip(BARS_ALT.format(groups=" ".join(groups)), ALT_LIMIT)
