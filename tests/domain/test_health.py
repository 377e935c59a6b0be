"""Figures of "Overall Health" that are worked out from meetings held."""

from dataclasses import replace
from datetime import date

import pytest

from sigbot.domain.health import (
    Attended,
    HeldMeeting,
    Previous,
    Rsvps,
    by_slot,
    by_weekday,
    figure_sources,
    health_data,
    subgroup_data,
)
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.rotation import Slot
from sigbot.domain.statistics import UNKNOWN
from tests.domain.material import (
    INTEROP,
    LATE,
    MEETINGS,
    PAST,
    PATIENT,
    PROVIDER,
    WEDNESDAY,
    a_material,
)

ATTENDED = a_material().attended
SUBGROUPS = (PATIENT, PROVIDER, INTEROP, PAST)


def attended(**changes: object) -> Attended:
    return replace(ATTENDED, **changes)  # type: ignore[arg-type]


def test_attendance_is_compared_at_the_times_of_general_meetings() -> None:
    assert by_slot(MEETINGS) == [
        {"zone": WEDNESDAY.zone, "minute": WEDNESDAY.minute, "meetings": 3, "average": 16.7},
        {"zone": LATE.zone, "minute": LATE.minute, "meetings": 1, "average": 16},
    ]
    assert by_weekday(MEETINGS) == [{"weekday": 3, "meetings": 4, "average": 16.5}]


def test_without_general_meetings_all_times_are_compared() -> None:
    others = [meeting for meeting in MEETINGS if meeting.kind != MeetingKind.GENERAL]
    assert [day["weekday"] for day in by_weekday(others)] == [1, 3, 4]
    assert sum(slot["meetings"] for slot in by_slot(others)) == len(others) - 1


def test_a_meeting_without_a_weekly_time_is_left_out() -> None:
    held = [HeldMeeting(MeetingKind.GENERAL, None, date(2021, 1, 4), 3)]
    assert not by_slot(held)
    assert not by_weekday(held)


def test_the_first_and_the_last_minute_of_a_week_have_their_days() -> None:
    held = [
        HeldMeeting(MeetingKind.GENERAL, None, date(2021, 1, 4), 3, slot=Slot("UTC", minute))
        for minute in (0, 7 * 24 * 60 - 1)
    ]
    assert [day["weekday"] for day in by_weekday(held)] == [1, 7]


def test_a_subgroup_has_its_average_of_the_period_before() -> None:
    before = [replace(MEETINGS[4], attended=10), replace(MEETINGS[4], attended=0)]
    figures = subgroup_data(PATIENT, attended(previous=Previous(before, 10)))
    assert (figures["average_before"], figures["average"]) == (10, 3.5)
    assert subgroup_data(PROVIDER, ATTENDED)["average_before"] is UNKNOWN


@pytest.mark.parametrize(
    ("last", "asleep"),
    [(date(2021, 3, 31), False), (date(2021, 3, 30), True), (None, False)],
)
def test_a_subgroup_sleeps_after_a_quarter_without_a_meeting(
    last: date | None, asleep: bool
) -> None:
    met = {INTEROP.id: last} if last else {}
    figures = subgroup_data(INTEROP, attended(last_met=met))
    assert (figures["asleep"], figures["last_met"]) == (asleep, last and last.isoformat())
    retired = replace(INTEROP, retired=True)
    assert not subgroup_data(retired, attended(last_met=met))["asleep"]


def test_three_figures_have_the_names_of_the_foundations_tool() -> None:
    data = health_data(ATTENDED, SUBGROUPS)
    assert (data["meeting_occurrences"], data["unique_attendees"]) == (9, 41)
    assert data["scheduled_meeting_minutes"] == 9 * 60


@pytest.mark.parametrize(("going", "kept", "percent"), [(40, 33, 83), (3, 3, 100), (3, 1, 33)])
def test_kept_answers_are_a_share(going: int, kept: int, percent: int) -> None:
    data = health_data(attended(rsvps=Rsvps(going, kept, (1,))), SUBGROUPS)
    assert data["rsvps"] == {"going": going, "kept": kept, "percent": percent}


def test_without_answers_there_is_no_share() -> None:
    assert "rsvps" not in health_data(attended(rsvps=Rsvps()), SUBGROUPS)


def test_each_figure_names_the_meetings_it_came_from() -> None:
    before = [replace(MEETINGS[0], id=99)]
    sources = figure_sources(attended(previous=Previous(before, 3)), SUBGROUPS)
    assert sources["meetings_held"] == [f"m{number}" for number in range(1, 10)]
    assert sources["cadence_days"] == ["m1", "m2", "m4", "m6"]
    assert sources["attendance_by_kind.subgroup"] == ["m5", "m7", "m8"]
    assert sources["unique_attendees"] == sources["newcomers"] == sources["meetings_held"][:-1]
    assert sources["rsvps"] == ["m1", "m2", "m4"]
    assert sources["by_subgroup.Patient"] == ["m5", "m8"]
    assert sources["change_from_previous"] == ["m99"]
    assert "attendance_by_kind.special" not in sources
    assert "by_subgroup.Interop" not in sources
