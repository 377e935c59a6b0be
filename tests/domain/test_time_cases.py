"""The shared cases of times and zones."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from sigbot.domain.clocks import ahead_of, difference_changes
from sigbot.domain.hours import read_hours
from sigbot.domain.meetings import Meeting, MeetingKind
from sigbot.domain.refusals import RefusedError
from sigbot.domain.reminders import read_leads, remind_at
from sigbot.domain.rotation.files import read_slot
from sigbot.domain.rotation.model import SLOT_MINUTES, Attendees, Problem
from sigbot.domain.rotation.optimizer.masks import availability
from sigbot.domain.rotation.turns import (
    Adopted,
    Slot,
    minute_of_week,
    slot_wall,
    slots_by_occurrence,
)
from sigbot.domain.series import Series, occurrences, read_repeat
from sigbot.domain.when import UNREADABLE, is_in_gap, read_when, to_utc
from sigbot.domain.zones import read_zone
from sigbot.wording import times
from tests.data.cases import Case, cases, rule_of, start_of, title

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG = timedelta(days=366 * 200)
"""Longer than any series of a case."""


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def local_to_utc(given: Case, expected: Case) -> None:
    zone, local = given["zone"], wall(given["local"])
    reading = read_when(f"{given['local']}", zone, NOW)
    if expected["kind"] == "gap":
        assert reading.status == "nonexistent"
        assert is_in_gap(local, zone)
        [offered] = reading.readings
        assert f"{offered.wall:%Y-%m-%dT%H:%M}" == expected["shifted_local"]
        assert utc(offered.utc) == utc(to_utc(local, zone)) == expected["utc_shift_forward"]
    elif expected["kind"] == "fold":
        assert reading.status == "ambiguous"
        assert [utc(moment.utc) for moment in reading.readings] == [
            expected["utc_first"],
            expected["utc_second"],
        ]
        assert utc(to_utc(local, zone)) == expected[expected["default"]]
    else:
        assert reading.status == "ok"
        assert utc(reading.readings[0].utc) == utc(to_utc(local, zone)) == expected["utc"]


def utc_to_local(given: Case, expected: Case) -> None:
    at = datetime.fromisoformat(given["utc"])
    for zone in given["zones"]:
        shown = at.astimezone(ZoneInfo(zone))
        assert f"{shown:%a %Y-%m-%dT%H:%M}" == expected["local"][zone]
        spoken = f"{shown:%a} {shown.day} {shown:%b %Y}, {shown:%H:%M} {times.place(zone)}"
        assert times.local(at, zone).startswith(spoken)


def walls(given: Case) -> list[datetime]:
    """Return as many occurrences as the case asks for, or those of so many months."""
    start = wall(start_of(given))
    occurring = occurrences(read_repeat(rule_of(given), start), start, start + LONG)
    if "months" not in given:
        return list(islice(occurring, given["count"]))
    months = start.year * 12 + start.month + given["months"]
    return [w for w in islice(occurring, given["months"]) if w.year * 12 + w.month < months]


def series(given: Case, expected: Case) -> None:
    occurring = walls(given)
    instants = [to_utc(local, given["zone"]) for local in occurring]
    accepted = [expected[key] for key in ("utc", "shift", "skip") if key in expected]
    assert [utc(at) for at in instants] in accepted
    if "iso_weeks" in expected:
        assert [local.isocalendar().week for local in occurring] == expected["iso_weeks"]
    for zone, locals_there in expected.get("local_in", {}).items():
        shown = [f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" for at in instants]
        assert shown == locals_there


def offset_difference(given: Case, expected: Case) -> None:
    a, b, year = given["zone_a"], given["zone_b"], given["year"]
    begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    assert ahead_of(a, b, begin) == timedelta(hours=expected["initial_hours"])
    changes = difference_changes(a, b, begin, end)
    hour = timedelta(hours=1)
    assert [[utc(at), ahead / hour] for at, ahead in changes] == expected["changes"]


def when(given: Case, expected: Case) -> None:
    try:
        reading = read_when(given["text"], given["zone"], datetime.fromisoformat(given["now"]))
    except RefusedError:
        reading = UNREADABLE
    assert reading.status == expected["status"]
    assert [utc(moment.utc) for moment in reading.readings] == expected["utc"]


def end_of_meeting(given: Case, expected: Case) -> None:
    local, zone = wall(given["start_local"]), given["zone"]
    held = Meeting(1, "x", MeetingKind.GENERAL, to_utc(local, zone), local, zone, given["minutes"])
    assert utc(held.ends_at) == expected["end_utc"]
    assert f"{held.ends_at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" == expected["end_local"]


def epoch(given: Case, expected: Case) -> None:
    at = to_utc(wall(given["local"]), given["zone"])
    assert at.timestamp() == expected["epoch"]
    assert times.full(at).startswith(expected["discord"])


def resolve_zone(given: Case, expected: Case) -> None:
    reading = read_zone(given["text"])
    statuses = {"alias": "ok", "invalid": "unknown", "fixed_offset": "fixed"}
    assert reading.status == statuses.get(expected["status"], expected["status"])
    if "canonical" in expected:
        assert reading.zones == (expected["canonical"],)
    if "offset" in expected:
        hours = datetime.fromisoformat(f"2027-01-01T00:00{expected['offset']}").utcoffset()
        assert reading.offset == hours
    assert set(expected.get("candidates_include", [])) <= set(reading.zones)


def reminder(given: Case, expected: Case) -> None:
    local, zone = wall(given["start_local"]), given["zone"]
    hours, days = given.get("before_hours"), given.get("before_days")
    [lead] = read_leads(f"{hours}h" if hours else f"{days}d")
    at = remind_at(local, zone, to_utc(local, zone), lead)
    assert utc(at) == expected["utc"]
    assert f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" == expected["local"]


def rotation(given: Case, expected: Case) -> None:
    slots = [Slot(slot["zone"], _minute(slot)) for slot in given["slots"]]
    start = slot_wall(slots[0], wall(given["first_monday"]))
    rule = f"FREQ=WEEKLY;INTERVAL={given['interval_weeks']};COUNT={given['count']}"
    adopted = Adopted(1, 1, start, tuple(slots), NOW)
    turned = slots_by_occurrence(Series(1, rule, start, slots[0].zone), adopted, start + LONG)
    instants = [
        to_utc(slot_wall(slot, occurrence), slot.zone)
        for number, (occurrence, slot) in enumerate(turned.items())
        if number not in given.get("cancelled", [])
    ]
    assert [utc(at) for at in instants] == expected["utc"]
    for zone, locals_there in expected.get("local_in", {}).items():
        shown = [f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" for at in instants]
        assert shown == locals_there


def _minute(slot: Case) -> int:
    return read_slot(f"{slot['weekday']} {slot['time']}") * SLOT_MINUTES


def weeks_that_fit(given: Case, first: datetime, weeks: int) -> int:
    """Count the weeks in which a person with these hours can come to a time of the week in UTC."""
    start, end = given["window"]
    hours = read_hours(start, end, given["days"])
    monday = first.date() - timedelta(days=first.weekday())
    people = (Attendees(given["zone"], windows=hours.windows()),)
    problem = Problem(1, people, monday, meeting_minutes=given["duration_min"], weeks=weeks)
    return int(availability(problem)[0, :, minute_of_week(first) // SLOT_MINUTES].sum())


def fits(given: Case, expected: Case) -> None:
    at = datetime.fromisoformat(given["utc"])
    assert f"{at.astimezone(ZoneInfo(given['zone'])):%a %Y-%m-%dT%H:%M}" == expected["local_start"]
    assert bool(weeks_that_fit(given, at, 1)) == expected["fits"]


def fits_count(given: Case, expected: Case) -> None:
    first = datetime.fromisoformat(given["first_utc"])
    assert given["step_days"] == 7
    assert weeks_that_fit(given, first, given["count"]) == expected["fits"]


OPERATIONS: dict[str, Callable[[Case, Case], None]] = {
    "local_to_utc": local_to_utc,
    "utc_to_local": utc_to_local,
    "weekly": series,
    "monthly_weekday": series,
    "monthly_day": series,
    "yearly": series,
    "series": series,
    "end_of_meeting": end_of_meeting,
    "epoch": epoch,
    "resolve_zone": resolve_zone,
    "offset_difference": offset_difference,
    "when": when,
    "reminder": reminder,
    "rotation": rotation,
    "fits": fits,
    "fits_count": fits_count,
}


@pytest.mark.parametrize("case", cases(), ids=title)
def test_a_case_comes_out_as_expected(case: Case) -> None:
    OPERATIONS[case["input"]["op"]](case["input"], case["expected"])


def test_no_two_cases_have_one_name() -> None:
    names = [title(case) for case in cases()]
    assert len(names) == len(set(names))
