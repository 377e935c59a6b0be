"""Sentences and tables of the report's section "Overall Health"."""

from collections.abc import Mapping, Sequence

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.report_data import ActionItemsData, HealthData, MeetingData, RsvpData
from sigbot.domain.statistics import UNKNOWN, Number, Unknown
from sigbot.wording import times
from sigbot.wording.lists import listed
from sigbot.wording.meetings import KINDS

HELD_NONE = "No meetings were held."
HELD = "{count} meetings were held."
HELD_AVERAGES = "{count} meetings were held, with an average attendance of {averages}."
HELD_CADENCE = "{count} meetings were held, with {kind} {cadence}."
HELD_BOTH = (
    "{count} meetings were held, with {kind} {cadence} and an average attendance of {averages}."
)
HELD_ONE = "1 meeting was held: a {kind}."
HELD_ONE_PERSON = "1 meeting was held: a {kind} with 1 attendee."
HELD_ONE_PEOPLE = "1 meeting was held: a {kind} with {people} attendees."
A_GENERAL_MEETING, A_MEETING = "a General Meeting", "one"
CADENCES = {
    1: "every day",
    7: "every week",
    14: "every two weeks",
    21: "every three weeks",
    28: "every four weeks",
}
CADENCE_MONTH = "about every month"
CADENCE_QUARTER = "about every three months"
CADENCE_DAYS = "about every {days} days"
ACTION_OPEN = "1 action item was noted. It is not done yet."
ACTION_DONE = "1 action item was noted, and it is done."
ACTIONS = "{noted} action items were noted. {done} of them are done."
ACTIONS_ONE = "{noted} action items were noted. One of them is done."
ACTIONS_NONE = "{noted} action items were noted. None of them is done yet."
CAUGHT_UP = (
    "Apart from these, people caught up with meetings afterwards: {averages} on average. They read "
    "the minutes, and are not counted as attendees."
)
AVERAGE = "{average}/{kind}"
NO_RECORD = "No attendance was recorded."
NO_RECORD_ONE = (
    "No attendance was recorded at this meeting, which is left out of averages: {meetings}."
)
NO_RECORD_MANY = (
    "No attendance was recorded at these {count} meetings, which are left out of averages: "
    "{meetings}."
)
NAMED_MEETING = "{title} ({date})"

KIND_CAPTION = "Attendance by kind of meeting"
KIND_COLUMNS = ("Meetings", "Held", "Attendances", "Average attendance")
SUBGROUP_CAPTION = "Attendance by subgroup"
SUBGROUP_COLUMNS = ("Subgroup", "Meetings", "Attendances", "Average attendance")
COLUMN_BEFORE = "In the period before"
ASLEEP = "{name} (asleep)"
ASLEEP_NOTE = "A subgroup is asleep when it has not met for {weeks} weeks."
SLOT_CHART = "How many people came to a meeting on average, by time."
SLOT_CHART_GENERAL = "How many people came to a General Meeting on average, by time."
SLOT_COLUMNS = ("Time", "Meetings", "Average attendance")
WEEKDAY_CAPTION, WEEKDAY_CAPTION_GENERAL = "Attendance by weekday", "General Meetings by weekday"
WEEKDAY_COLUMNS = ("Weekday", "Meetings", "Average attendance")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

ONE_PERSON = "1 person took part."
PEOPLE = "{count} people took part."
NEW_ALL_BUT_ONE = "One of them was here for the first time."
NEW = "{count} of them were here for the first time."
NEW_BACK_NONE = "{count} of them were here for the first time, and nobody of these came again."
NEW_BACK_ONE = "{count} of them were here for the first time, and 1 of these came again."
NEW_BACK = "{count} of them were here for the first time, and {back} of these came again."
NEW_ONE_BACK = "One of them was here for the first time, and came again."
REGULARS_ONE = "1 came regularly (to half of the {meetings} or more)."
REGULARS = "{count} came regularly (to half of the {meetings} or more)."
GENERAL_MEETINGS, MEETINGS = "General Meetings", "meetings"
RSVPS = "People said “Going” {going} times, and came {kept} times ({percent} %)."
RSVPS_ONE_KEPT = "People said “Going” {going} times, and came once ({percent} %)."
RSVPS_NONE_KEPT = "People said “Going” {going} times, but did not come."
RSVPS_ALL = "People said “Going” {going} times, and came each time."
RSVPS_ONE = "1 person said “Going”, and came."
RSVPS_NONE = "1 person said “Going”, but did not come."

CHANGE = "Compared with the period before: {changes}."
UNCHANGED = "These figures are those of the period before."
MORE_AT_KIND = "{difference} more attendees a {kind}"
FEWER_AT_KIND = "{difference} fewer attendees a {kind}"
ONE_MORE_AT_KIND = "1 more attendee a {kind}"
ONE_FEWER_AT_KIND = "1 fewer attendee a {kind}"
CHANGES = {
    "unique_attendees": {
        "one more": "1 more person",
        "one fewer": "1 fewer person",
        "more": "{difference} more people",
        "fewer": "{difference} fewer people",
    },
    "meetings_held": {
        "one more": "1 more meeting",
        "one fewer": "1 fewer meeting",
        "more": "{difference} more meetings",
        "fewer": "{difference} fewer meetings",
    },
}
AT_KIND = {
    "one more": ONE_MORE_AT_KIND,
    "one fewer": ONE_FEWER_AT_KIND,
    "more": MORE_AT_KIND,
    "fewer": FEWER_AT_KIND,
}

SOURCES_HEADING = "Appendix: Sources of the Figures"
SOURCES = "These {count} meetings were held:"
SOURCES_ONE = "All figures were worked out from this meeting:"
SOURCES_OF = "The figures were worked out from these meetings:"
SOURCE_COLUMNS = ("Figures", "Meetings")
MEETING_COLUMNS = ("Meeting", "Date", "Id", "People")
MEETING_OF_KIND = "{title} ({kind})"
EVERY_MEETING, EVERY_RECORDED = "All meetings", "All meetings with a record"
EVERY_OF_KIND, EVERY_RECORDED_OF_KIND = "Each {kind}", "Each {kind} with a record"
FIGURES = {
    "meetings_held": "meetings held",
    "cadence_days": "how often meetings were held",
    "attendance_by_kind": "attendance at a {of}",
    "unique_attendees": "people who took part",
    "newcomers": "people here for the first time",
    "regulars": "people who came regularly",
    "rsvps": "people who said “Going” and came",
    "by_subgroup": "attendance at the subgroup {of}",
    "by_slot": "attendance by time and weekday",
    "change_from_previous": "comparison with the period before",
}
NOBODY = "no record"


def held(health: HealthData) -> str:
    """Say how many meetings were held, how often, and with how many people on average.

    Averages are written as the foundation's reports do: `16.5/General Meeting`.
    """
    count, days = health["meetings_held"], health["cadence_days"]
    if count <= 1:
        return _one_held(health) if count else HELD_NONE
    shown = averages(health)
    if isinstance(days, Unknown) or days < 1:
        return (HELD_AVERAGES if shown else HELD).format(count=count, averages=shown)
    general = MeetingKind.GENERAL in health["attendance_by_kind"]
    return (HELD_BOTH if shown else HELD_CADENCE).format(
        count=count,
        kind=A_GENERAL_MEETING if general else A_MEETING,
        cadence=cadence(days),
        averages=shown,
    )


def _one_held(health: HealthData) -> str:
    ((kind, figures),) = health["attendance_by_kind"].items()
    people = figures["attendances"]
    template = HELD_ONE if not people else HELD_ONE_PERSON if people == 1 else HELD_ONE_PEOPLE
    return template.format(kind=KINDS[kind], people=people)


def cadence(days: Number) -> str:
    """Write how often meetings are held, for the days between two of them: `every week`."""
    if days in CADENCES:
        return CADENCES[int(days)]
    if 29 <= days <= 31:
        return CADENCE_MONTH
    return CADENCE_QUARTER if 85 <= days <= 98 else CADENCE_DAYS.format(days=days)


def averages(health: HealthData) -> str:
    """List the averages of the kinds, "" where no attendance was recorded."""
    return listed(
        [
            AVERAGE.format(average=figures["average"], kind=KINDS[kind])
            for kind, figures in health["attendance_by_kind"].items()
            if figures["average"] is not UNKNOWN
        ]
    )


def caught_up(health: HealthData) -> str:
    """Say how many caught up with an average meeting of each kind; "" where nobody did."""
    averages = [
        AVERAGE.format(average=average, kind=KINDS[kind])
        for kind, average in health.get("caught_up_by_kind", {}).items()
        if average
    ]
    return CAUGHT_UP.format(averages=listed(averages)) if averages else ""


def action_items(items: ActionItemsData) -> str:
    """Say how many action items were noted, and how many of them are done."""
    if items["noted"] == 1:
        return ACTION_DONE if items["done"] else ACTION_OPEN
    template = {0: ACTIONS_NONE, 1: ACTIONS_ONE}.get(items["done"], ACTIONS)
    return template.format(noted=items["noted"], done=items["done"])


def without_record(meetings: Sequence[MeetingData]) -> str:
    """Name the meetings without a record, "" where there are none."""
    unrecorded = [meeting for meeting in meetings if not meeting["attended"]]
    if not unrecorded:
        return ""
    if len(unrecorded) == len(meetings):
        return NO_RECORD
    names = [
        NAMED_MEETING.format(title=meeting.get("title", ""), date=meeting["date"])
        for meeting in unrecorded
    ]
    template = NO_RECORD_ONE if len(names) == 1 else NO_RECORD_MANY
    return template.format(count=len(names), meetings=listed(names))


def people(health: HealthData) -> str:
    """Say how many people took part, were new and came regularly; "" if nobody took part.

    In a first period everybody is new, so nothing is said of newcomers.
    """
    count = health["unique_attendees"]
    if count <= 1:
        return ONE_PERSON if count else ""
    sentences = [PEOPLE.format(count=count)]
    if 0 < health["newcomers"] < count:
        sentences.append(_newcomers(health))
    if health["regulars"]:
        sentences.append(_regulars(health))
    return " ".join(sentences)


def _newcomers(health: HealthData) -> str:
    count, back = health["newcomers"], health.get("newcomers_back")
    if count == 1:
        return NEW_ONE_BACK if back else NEW_ALL_BUT_ONE
    if back is None:
        return NEW.format(count=count)
    template = {0: NEW_BACK_NONE, 1: NEW_BACK_ONE}.get(back, NEW_BACK)
    return template.format(count=count, back=back)


def _regulars(health: HealthData) -> str:
    general = MeetingKind.GENERAL in health["attendance_by_kind"]
    template = REGULARS_ONE if health["regulars"] == 1 else REGULARS
    meetings = GENERAL_MEETINGS if general else MEETINGS
    return template.format(count=health["regulars"], meetings=meetings)


def rsvps(rsvps: RsvpData) -> str:
    """Say how many of the answers “Going” were kept."""
    if rsvps["going"] == 1:
        return RSVPS_ONE if rsvps["kept"] else RSVPS_NONE
    templates = {0: RSVPS_NONE_KEPT, 1: RSVPS_ONE_KEPT, rsvps["going"]: RSVPS_ALL}
    return templates.get(rsvps["kept"], RSVPS).format(**rsvps)


def change(changes: Mapping[str, Number]) -> str:
    """Compare with the period before; a change is a figure's name or a kind, and the difference."""
    parts = [_changed(name, value) for name, value in changes.items() if value]
    return CHANGE.format(changes=listed(parts)) if parts else UNCHANGED


def _changed(name: str, value: Number) -> str:
    direction = "more" if value > 0 else "fewer"
    size = f"one {direction}" if abs(value) == 1 else direction
    if name in CHANGES:
        return CHANGES[name][size].format(difference=abs(value))
    return AT_KIND[size].format(difference=abs(value), kind=KINDS[MeetingKind(name)])


def slot(zone: str, minute: int) -> str:
    return times.weekly(zone, minute)


def figure_names(figures: Sequence[tuple[str, str]]) -> str:
    """List figures of the sources, each with its kind of meetings or its subgroup."""
    text = listed([_figure_name(name, of) for name, of in figures])
    return text[:1].upper() + text[1:]


def _figure_name(name: str, of: str) -> str:
    known = KINDS[MeetingKind(of)] if name == "attendance_by_kind" else of
    return FIGURES[name].format(of=known)


def every(kind: MeetingKind | None, *, recorded: bool) -> str:
    """Name all meetings, those of a `kind`, or only those at which anybody was `recorded`."""
    if kind is None:
        return EVERY_RECORDED if recorded else EVERY_MEETING
    return (EVERY_RECORDED_OF_KIND if recorded else EVERY_OF_KIND).format(kind=KINDS[kind])


def titled(meeting: MeetingData) -> str:
    """Return the title of a meeting, with its kind where the title does not say it."""
    title, kind = meeting.get("title", ""), KINDS[meeting["kind"]]
    return title if title == kind else MEETING_OF_KIND.format(title=title, kind=kind)
