"""What the store might have counted for a report: half a year of the Healthcare SIG, by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sigbot.domain.activity import Activity, ActivityKind
from sigbot.domain.community import Community, Subgroup
from sigbot.domain.journal import ItemStatus, JournalItem
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.periods import Period, read_period
from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.domain.report_data import NarrativeData
from sigbot.domain.reports import HeldMeeting, Material, Previous
from sigbot.domain.suppression import NOT_STATED, GroupCount

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
MEETINGS = (
    HeldMeeting(MeetingKind.GENERAL, None, date(2021, 1, 6), 18),
    HeldMeeting(MeetingKind.GENERAL, None, date(2021, 1, 20), 15),
    HeldMeeting(MeetingKind.GUEST, None, date(2021, 1, 27), 24),
    HeldMeeting(MeetingKind.GENERAL, None, date(2021, 2, 3), 17),
    HeldMeeting(MeetingKind.SUBGROUP, 1, date(2021, 2, 4), 4),
    HeldMeeting(MeetingKind.GENERAL, None, date(2021, 2, 17), 16),
    HeldMeeting(MeetingKind.SUBGROUP, 2, date(2021, 3, 1), 9),
    HeldMeeting(MeetingKind.SUBGROUP, 1, date(2021, 3, 4), 3),
    HeldMeeting(MeetingKind.SPECIAL, None, date(2021, 6, 1), 0),
)
NO_NARRATIVE = NarrativeData(health="", issues="", diversity="", additional="")

Counts = Mapping[str, tuple[int, int]]
"""Group → (people, attendances)."""


def counted(groups: Counts) -> list[GroupCount]:
    """In the store's order: those who said nothing are last, and always there."""
    rest = groups.get(NOT_STATED, (0, 0))
    named = [GroupCount(name, *pair) for name, pair in groups.items() if name != NOT_STATED]
    return [*named, GroupCount(NOT_STATED, *rest)]


def nobody_said(
    quarters: int,
) -> tuple[dict[str, list[GroupCount]], dict[str, list[list[GroupCount]]]]:
    everyone = counted({NOT_STATED: (30, 66)})
    return dict.fromkeys(ATTRIBUTES, everyone), dict.fromkeys(ATTRIBUTES, [everyone] * quarters)


def a_material(period: Period = H1) -> Material:
    """Four General Meetings with 66 attendances, and a little of everything else."""
    nobody_said = counted({NOT_STATED: (30, 66)})
    return Material(
        community=COMMUNITY,
        period=period,
        meetings=MEETINGS,
        subgroups=(PATIENT, PROVIDER, INTEROP, PAST),
        unique_attendees=41,
        newcomers=12,
        regulars=9,
        groups=dict.fromkeys(ATTRIBUTES, nobody_said),
        groups_by_quarter=dict.fromkeys(ATTRIBUTES, [nobody_said] * len(period.quarters())),
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
        previous=Previous(meetings=(), unique_attendees=0),
        authors=("Mike McCoy",),
        narrative=NO_NARRATIVE,
        published_at=None,
    )


def with_groups(attribute: Attribute, quarters: Sequence[Counts]) -> Material:
    """The material with what people said of one attribute, quarter by quarter.

    The people of the whole period are at most those of its quarters together; here as many.
    """
    base = a_material()
    names = dict.fromkeys(name for quarter in quarters for name in quarter)
    whole = {
        name: (
            sum(quarter.get(name, (0, 0))[0] for quarter in quarters),
            sum(quarter.get(name, (0, 0))[1] for quarter in quarters),
        )
        for name in names
    }
    return replace(
        base,
        groups={**base.groups, attribute: counted(whole)},
        groups_by_quarter={**base.groups_by_quarter, attribute: [counted(q) for q in quarters]},
    )
