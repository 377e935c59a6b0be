"""The figures of "Overall Health": which meetings were held, how many came, and what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from sigbot.domain.community import Subgroup
from sigbot.domain.meetings import MeetingKind, meeting_key
from sigbot.domain.report_data import (
    ActionItemsData,
    HealthData,
    KindData,
    MeetingData,
    RsvpData,
    SlotAttendanceData,
    SubgroupData,
    WeekdayAttendanceData,
)
from sigbot.domain.rotation import Slot
from sigbot.domain.statistics import (
    Figure,
    Number,
    Unknown,
    average_recorded,
    mean,
    median,
    one_decimal,
)

ASLEEP_AFTER = timedelta(days=91)
"""How long a subgroup has not met when it is called asleep: a quarter."""

_OF_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting that took place: `day` in the community's zone, `attended` people recorded.

    `slot` is its weekly time on its own clock; `minutes` is how long it was meant to last.
    """

    kind: MeetingKind
    subgroup_id: int | None
    day: date
    attended: int
    id: int = 0
    title: str = ""
    minutes: int = 0
    slot: Slot | None = None
    caught_up: int = 0
    """How many caught up with it afterwards; they were not there."""

    @property
    def key(self) -> str:
        return meeting_key(self.id)


@dataclass(frozen=True, slots=True)
class Previous:
    """The figures of the period before that a report compares with."""

    meetings: Sequence[HeldMeeting]
    unique_attendees: int


@dataclass(frozen=True, slots=True)
class Rsvps:
    """Answers Going to meetings with a record, and how many of these people came."""

    going: int = 0
    kept: int = 0
    meetings: Sequence[int] = ()
    """The ids of the meetings to which anybody said Going."""


@dataclass(frozen=True, slots=True)
class Attended:
    """What the health of a community is worked out from.

    `until` is the last day of the period that has begun, `is_over` whether all of it has passed.
    `last_met` has the day on which a subgroup met last, for each that ever met until then.
    """

    meetings: Sequence[HeldMeeting]
    unique_attendees: int
    newcomers: int
    newcomers_back: int
    regulars: int
    rsvps: Rsvps
    previous: Previous
    until: date
    is_over: bool = True
    last_met: Mapping[int, date] = field(default_factory=dict)
    action_items: tuple[int, int] = (0, 0)
    """How many action items were noted at these meetings, and how many of them are done."""


def health_data(attended: Attended, subgroups: Sequence[Subgroup]) -> HealthData:
    """Return the figures of the section. Averages have at most one decimal."""
    meetings = attended.meetings
    data = HealthData(
        meetings_held=len(meetings),
        cadence_days=cadence_days(meetings),
        attendance_by_kind=attendance_by_kind(meetings),
        unique_attendees=attended.unique_attendees,
        newcomers=attended.newcomers,
        newcomers_back=attended.newcomers_back,
        regulars=attended.regulars,
        by_subgroup=[subgroup_data(group, attended) for group in shown(subgroups, meetings)],
        by_meeting=[_meeting_data(meeting) for meeting in in_order(meetings)],
        by_slot=by_slot(meetings),
        by_weekday=by_weekday(meetings),
        meeting_occurrences=len(meetings),
        scheduled_meeting_minutes=sum(meeting.minutes for meeting in meetings),
        caught_up_by_kind=caught_up_by_kind(meetings),
        change_from_previous=_change(attended),
    )
    if not attended.is_over:
        data["until"] = attended.until.isoformat()
    if attended.rsvps.going:
        data["rsvps"] = _rsvp_data(attended.rsvps)
    noted, done = attended.action_items
    if noted:
        data["action_items"] = ActionItemsData(noted=noted, done=done)
    return data


def caught_up_by_kind(meetings: Sequence[HeldMeeting]) -> dict[MeetingKind, Number]:
    """Return how many caught up with a meeting of each kind on average: of the meetings with a
    record, as average attendance is, so that both can be read beside each other."""
    averages: dict[MeetingKind, Number] = {}
    for kind in attendance_by_kind(meetings):
        recorded = [m.caught_up for m in meetings if m.kind is kind and m.attended]
        averages[kind] = mean(sum(recorded), len(recorded)) if recorded else 0
    return averages


def in_order(meetings: Iterable[HeldMeeting]) -> list[HeldMeeting]:
    return sorted(meetings, key=lambda meeting: (meeting.day, meeting.id))


def _meeting_data(meeting: HeldMeeting) -> MeetingData:
    return MeetingData(
        id=meeting.key,
        title=meeting.title,
        date=meeting.day.isoformat(),
        kind=meeting.kind,
        attended=meeting.attended,
    )


def _rsvp_data(rsvps: Rsvps) -> RsvpData:
    share = round(Fraction(100 * rsvps.kept, rsvps.going) + Fraction(1, 1000))
    return RsvpData(going=rsvps.going, kept=rsvps.kept, percent=share)


def base_kind(meetings: Sequence[HeldMeeting]) -> MeetingKind | None:
    """Return the kind of meetings over which cadence and diversity are counted.

    These are General Meetings; where there were none, None stands for all meetings.
    """
    kinds = {meeting.kind for meeting in meetings}
    return MeetingKind.GENERAL if MeetingKind.GENERAL in kinds else None


def least_for_a_regular(meetings: Sequence[HeldMeeting]) -> int:
    """Return the number of meetings that makes a person a regular.

    It is half of the General Meetings (of all meetings where there were none) at which anybody was
    recorded, but at least two.
    """
    count = len(recorded(of_kind(meetings, base_kind(meetings))))
    return max(2, -(-count // 2))


def of_kind(meetings: Sequence[HeldMeeting], kind: MeetingKind | None) -> list[HeldMeeting]:
    """Return the meetings of a kind, all meetings for None."""
    return [meeting for meeting in meetings if kind in (None, meeting.kind)]


def recorded(meetings: Sequence[HeldMeeting]) -> list[HeldMeeting]:
    """Return the meetings at which anybody was recorded; only these count for averages."""
    return [meeting for meeting in meetings if meeting.attended]


def cadence_days(meetings: Sequence[HeldMeeting]) -> Figure:
    """Return the median number of days between General Meetings.

    Without any, return that of all meetings.
    """
    days = sorted(m.day for m in of_kind(meetings, base_kind(meetings)))
    return median([(b - a).days for a, b in pairwise(days)])


def attendance_by_kind(meetings: Sequence[HeldMeeting]) -> dict[MeetingKind, KindData]:
    """Return the figures of each kind that was held, in the order of MeetingKind."""
    figures: dict[MeetingKind, KindData] = {}
    for kind in MeetingKind:
        held = of_kind(meetings, kind)
        if held:
            total = sum(meeting.attended for meeting in held)
            figures[kind] = KindData(meetings=len(held), attendances=total, average=_mean(held))
    return figures


def _mean(meetings: Iterable[HeldMeeting]) -> Figure:
    return average_recorded(meeting.attended for meeting in meetings)


def by_slot(meetings: Sequence[HeldMeeting]) -> list[SlotAttendanceData]:
    """Return attendance at each weekly time of General Meetings (of all, where there were none).

    The times are in the order of the week. Meetings without a record are left out.
    """
    held = recorded(of_kind(meetings, base_kind(meetings)))
    slots = {meeting.slot for meeting in held if meeting.slot}
    return [
        SlotAttendanceData(
            zone=slot.zone, minute=slot.minute, meetings=len(there), average=_mean(there)
        )
        for slot in sorted(slots, key=lambda slot: (slot.minute, slot.zone))
        if (there := [meeting for meeting in held if meeting.slot == slot])
    ]


def by_weekday(meetings: Sequence[HeldMeeting]) -> list[WeekdayAttendanceData]:
    """Do as `by_slot` for the days of the week, from Monday (1) to Sunday (7)."""
    held = [meeting for meeting in recorded(of_kind(meetings, base_kind(meetings))) if meeting.slot]
    days: dict[int, list[HeldMeeting]] = {}
    for meeting in held:
        if meeting.slot:
            days.setdefault(meeting.slot.minute // _OF_DAY + 1, []).append(meeting)
    return [
        WeekdayAttendanceData(weekday=day, meetings=len(there), average=_mean(there))
        for day, there in sorted(days.items())
    ]


def shown(subgroups: Sequence[Subgroup], meetings: Sequence[HeldMeeting]) -> list[Subgroup]:
    """Return the subgroups that a report names: all but those that are retired and did not meet."""
    met = {meeting.subgroup_id for meeting in meetings}
    return [group for group in subgroups if group.id in met or not group.retired]


def subgroup_data(group: Subgroup, attended: Attended) -> SubgroupData:
    """Return the figures of a subgroup, with its average in the period before."""
    held = [m for m in attended.meetings if m.subgroup_id == group.id]
    before = [m for m in attended.previous.meetings if m.subgroup_id == group.id]
    last = attended.last_met.get(group.id)
    return SubgroupData(
        name=group.name,
        meetings=len(held),
        attendances=sum(meeting.attended for meeting in held),
        average=_mean(held),
        average_before=_mean(before),
        last_met=last.isoformat() if last else None,
        asleep=bool(last and not group.retired and attended.until - last > ASLEEP_AFTER),
    )


def _change(attended: Attended) -> dict[str, Number]:
    """Return the differences from the period before.

    There are none where that had no meetings, or where the period of the report is not over.
    """
    before = attendance_by_kind(attended.previous.meetings)
    if not before or not attended.is_over:
        return {}
    now = attendance_by_kind(attended.meetings)
    averages = {
        kind: (now[kind]["average"], before[kind]["average"]) for kind in now if kind in before
    }
    changes: dict[str, Number] = {
        kind: one_decimal(Fraction(str(later)) - Fraction(str(earlier)))
        for kind, (later, earlier) in averages.items()
        if not isinstance(later, Unknown) and not isinstance(earlier, Unknown)
    }
    changes["unique_attendees"] = attended.unique_attendees - attended.previous.unique_attendees
    changes["meetings_held"] = len(attended.meetings) - len(attended.previous.meetings)
    return changes


def figure_sources(attended: Attended, subgroups: Sequence[Subgroup]) -> dict[str, list[str]]:
    """Return figure → the meetings it came from, in the order of their dates.

    A figure without meetings is left out.
    """
    meetings = attended.meetings
    base, known = of_kind(meetings, base_kind(meetings)), recorded(meetings)
    of_figures: dict[str, Sequence[HeldMeeting]] = {
        "meetings_held": meetings,
        "cadence_days": base,
        **{f"attendance_by_kind.{kind}": of_kind(known, kind) for kind in MeetingKind},
        "unique_attendees": known,
        "newcomers": known,
        "regulars": recorded(base),
        "rsvps": [meeting for meeting in meetings if meeting.id in attended.rsvps.meetings],
        **{
            f"by_subgroup.{group.name}": [m for m in known if m.subgroup_id == group.id]
            for group in shown(subgroups, meetings)
        },
        "by_slot": recorded(base),
        "change_from_previous": attended.previous.meetings if attended.is_over else [],
    }
    return {
        figure: [meeting.key for meeting in in_order(used)]
        for figure, used in of_figures.items()
        if used
    }
