"""The shared cases of times and zones, as far as they are built."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sigbot.domain.meetings import Meeting
from sigbot.domain.series import occurrences, read_repeat
from sigbot.domain.when import is_in_gap, read_when, to_utc
from sigbot.domain.zones import read_zone
from sigbot.wording import times

CASES = Path(__file__).parents[2].parent / "shared" / "data" / "time_cases.json"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

Case = dict[str, Any]

NOT_BUILT = {
    "offset_difference": "no function compares two zones over a year yet",
    "rotation": "the rotation is not built yet",
    "fits": "hours that suit somebody are not built yet",
    "fits_count": "hours that suit somebody are not built yet",
    "reminder": "reminders are not built yet",
}


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


def weekly(given: Case, expected: Case) -> None:
    zone, start = given["zone"], wall(given["start_local"])
    rule = read_repeat(f"FREQ=WEEKLY;INTERVAL={given['interval_weeks']}", start)
    found = list(islice(occurrences(rule, start, start + timedelta(days=400)), given["count"]))
    instants = [to_utc(local, zone) for local in found]
    accepted = [expected[key] for key in ("utc", "shift", "skip") if key in expected]
    assert [utc(at) for at in instants] in accepted
    if "iso_weeks" in expected:
        assert [local.isocalendar().week for local in found] == expected["iso_weeks"]
    for other, locals_there in expected.get("local_in", {}).items():
        shown = [f"{at.astimezone(ZoneInfo(other)):%Y-%m-%dT%H:%M}" for at in instants]
        assert shown == locals_there


def first_of(given: Case) -> datetime:
    return wall(f"{given['from_month']}-01T{given['time']}")


def months_after(start: datetime, months: int) -> datetime:
    """The last moment of the span of whole months from `start`, which is a first."""
    last = start.year * 12 + start.month - 1 + months
    return start.replace(year=last // 12, month=last % 12 + 1) - timedelta(days=1)


def monthly(given: Case, expected: Case, rule: str) -> None:
    start = first_of(given)
    read = read_repeat(rule, start)
    found = occurrences(read, start, months_after(start, given["months"]))
    assert [utc(to_utc(local, given["zone"])) for local in found] == expected["utc"]


def monthly_weekday(given: Case, expected: Case) -> None:
    day = f"{given['nth']}{given['weekday'][:2].upper()}"
    monthly(given, expected, f"FREQ=MONTHLY;BYDAY={day}")


def monthly_day(given: Case, expected: Case) -> None:
    monthly(given, expected, f"FREQ=MONTHLY;BYMONTHDAY={given['day']}")


def yearly(given: Case, expected: Case) -> None:
    start = wall(given["start_local"])
    rule = read_repeat("FREQ=YEARLY", start)
    found = islice(occurrences(rule, start, wall("2200-01-01T00:00")), given["count"])
    assert [utc(to_utc(local, given["zone"])) for local in found] == expected["utc"]


def end_of_meeting(given: Case, expected: Case) -> None:
    local, zone = wall(given["start_local"]), given["zone"]
    held = Meeting(1, "x", "general", to_utc(local, zone), local, zone, given["minutes"])
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


OPERATIONS: dict[str, Callable[[Case, Case], None]] = {
    "local_to_utc": local_to_utc,
    "utc_to_local": utc_to_local,
    "weekly": weekly,
    "monthly_weekday": monthly_weekday,
    "monthly_day": monthly_day,
    "yearly": yearly,
    "end_of_meeting": end_of_meeting,
    "epoch": epoch,
    "resolve_zone": resolve_zone,
}


def marks(case: Case) -> list[pytest.MarkDecorator]:
    if case["input"]["op"] in NOT_BUILT:
        return [pytest.mark.skip(reason=NOT_BUILT[case["input"]["op"]])]
    return []


def cases() -> list[Any]:
    if not CASES.is_file():
        missing = pytest.mark.skip(reason="the shared cases are not beside this repository")
        return [pytest.param({}, marks=missing, id="none")]
    found: list[Case] = json.loads(CASES.read_text("utf-8"))
    return [pytest.param(case, marks=marks(case), id=case["id"]) for case in found]


@pytest.mark.parametrize("case", cases())
def test_a_shared_case_comes_out_as_expected(case: Case) -> None:
    OPERATIONS[case["input"]["op"]](case["input"], case["expected"])
