"""What the store might have counted for a report: half a year of the Healthcare SIG, by hand."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

from sigbot.domain.activity import Activity, ActivityKind
from sigbot.domain.community import Community, Subgroup
from sigbot.domain.health import Attended, HeldMeeting, Previous, Rsvps
from sigbot.domain.journal import ItemStatus, JournalItem
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.periods import Period, read_period
from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.domain.releases import WITHHELD, Figures, GroupAverage, Release, Unit
from sigbot.domain.report_data import NarrativeData
from sigbot.domain.report_material import Material, QuotedRelease
from sigbot.domain.rotation import Slot

TODAY = date(2021, 7, 14)
H1 = read_period("H1 2021", TODAY)

PATIENT, PROVIDER, INTEROP, PAST = (
    Subgroup(1, "Patient"),
    Subgroup(2, "Provider"),
    Subgroup(3, "Interop"),
    Subgroup(4, "Payer", retired=True),
)
COMMUNITY = Community(
    id=1,
    guild_id=10,
    name="Healthcare SIG",
    description="It is the mandate of this group to unite healthcare professionals.",
    wiki="https://example.org/wiki/HCSIG",
    timezone="America/New_York",
)
WEDNESDAY, LATE, THURSDAY, MONDAY, TUESDAY = (
    Slot("America/New_York", day * 24 * 60 + hour * 60)
    for day, hour in ((2, 10), (2, 20), (3, 12), (0, 12), (1, 10))
)
MEETINGS = tuple(
    HeldMeeting(kind, subgroup, date(2021, month, day), attended, number, title, 60, slot)
    for number, (kind, subgroup, month, day, attended, title, slot) in enumerate(
        (
            (MeetingKind.GENERAL, None, 1, 6, 18, "General Meeting", WEDNESDAY),
            (MeetingKind.GENERAL, None, 1, 20, 15, "General Meeting", WEDNESDAY),
            (MeetingKind.GUEST, None, 1, 27, 24, "Vaccination Passport", WEDNESDAY),
            (MeetingKind.GENERAL, None, 2, 3, 17, "General Meeting", WEDNESDAY),
            (MeetingKind.SUBGROUP, 1, 2, 4, 4, "Patient subgroup", THURSDAY),
            (MeetingKind.GENERAL, None, 2, 17, 16, "General Meeting", LATE),
            (MeetingKind.SUBGROUP, 2, 3, 1, 9, "Provider subgroup", MONDAY),
            (MeetingKind.SUBGROUP, 1, 3, 4, 3, "Patient subgroup", THURSDAY),
            (MeetingKind.SPECIAL, None, 6, 1, 0, "Workshop", TUESDAY),
        ),
        start=1,
    )
)
NO_NARRATIVE = NarrativeData(health="", issues="", diversity="", additional="")


def a_material(period: Period = H1) -> Material:
    """Four General Meetings with 66 attendances, and a little of everything else."""
    return Material(
        community=COMMUNITY,
        period=period,
        attended=Attended(
            meetings=MEETINGS,
            unique_attendees=41,
            newcomers=12,
            newcomers_back=7,
            regulars=9,
            rsvps=Rsvps(going=40, kept=33, meetings=(1, 2, 4)),
            previous=Previous(meetings=(), unique_attendees=0),
            until=period.end,
            last_met={1: date(2021, 3, 4), 2: date(2021, 4, 8), 3: date(2020, 11, 2)},
        ),
        subgroups=(PATIENT, PROVIDER, INTEROP, PAST),
        activities=(
            Activity(1, "Vaccination Passport", ActivityKind.PRESENTATION, date(2021, 2, 1)),
            Activity(
                2, "VitaDAO", ActivityKind.RESEARCH, date(2021, 3, 1), "https://example.org/vita"
            ),
        ),
        plans=(
            PlannedWork(1, "Expand on Payer projects"),
            PlannedWork(2, "Risk Pools", WorkStatus.ACTIVE, date(2021, 12, 31)),
        ),
        journal=(
            JournalItem(
                id=1,
                link="https://example.org/paper",
                title="Federated Learning",
                note="",
                tags=(),
                shared_by="Ada",
                shared_at=datetime(2021, 2, 1, tzinfo=UTC),
                status=ItemStatus.DISCUSSED,
                discussed_at=datetime(2021, 2, 3, 16, tzinfo=UTC),
            ),
        ),
        authors=("Mike McCoy",),
        narrative=NO_NARRATIVE,
        published_at=None,
    )


OF_ATTENDED = {field.name for field in fields(Attended)}


def changed(material: Material, **changes: object) -> Material:
    """Replace fields of the material, or of what was attended."""
    of_attended = {name: value for name, value in changes.items() if name in OF_ATTENDED}
    others = {name: value for name, value in changes.items() if name not in OF_ATTENDED}
    attended = replace(material.attended, **of_attended)  # type: ignore[arg-type]
    return replace(material, attended=attended, **others)  # type: ignore[arg-type]


Shown = Mapping[Attribute, Mapping[str, GroupAverage]]
"""Attribute → answer → figure; what is left out is withheld."""


def a_release(shown: Shown, period: Period = H1, unit: Unit = Unit.PEOPLE) -> Release:
    figures = {
        attribute: Figures(
            unit,
            {
                answer.value: shown.get(attribute, {}).get(answer.value, WITHHELD)
                for answer in offered
            },
        )
        for attribute, offered in ATTRIBUTES.items()
    }
    return Release(period, period.end + timedelta(days=7), 16.5, figures)


def with_releases(*releases: Release, of_general: bool = True) -> Material:
    """The material of a report that quotes these releases, the newest first."""
    quoted = [QuotedRelease(release, of_general) for release in releases]
    return replace(a_material(), releases=quoted)
