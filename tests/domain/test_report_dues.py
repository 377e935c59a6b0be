"""When a report falls due, and when organizers are reminded of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sigbot.domain.community import ReportRhythm
from sigbot.domain.periods import read_period
from sigbot.domain.report_dues import (
    due_day,
    is_asked_for,
    is_too_late,
    last_reminder,
    next_reminder,
)
from tests.domain.material import COMMUNITY, H1

TODAY = date(2021, 7, 7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_report_is_due_two_weeks_after_its_period() -> None:
    assert due_day(H1) == date(2021, 7, 14)


@pytest.mark.parametrize(
    ("rhythm", "now", "last", "following"),
    [
        ("half-year", "2021-07-07 12:59:59", ("2021-01-14 14:00", "H2 2020"), ("07-07", "H1 2021")),
        ("half-year", "2021-07-07 13:00", ("2021-07-07 13:00", "H1 2021"), ("07-14", "H1 2021")),
        ("half-year", "2021-07-14 13:00", ("2021-07-14 13:00", "H1 2021"), ("01-07", "H2 2021")),
        ("quarter", "2021-04-10 12:00", ("2021-04-07 13:00", "Q1 2021"), ("04-14", "Q1 2021")),
        ("year", "2021-01-08 12:00", ("2021-01-07 14:00", "2020"), ("01-14", "2020")),
    ],
)
def test_reminders_come_in_the_morning_a_week_before_and_on_the_day(
    rhythm: str, now: str, last: tuple[str, str], following: tuple[str, str]
) -> None:
    community = replace(COMMUNITY, report_every=ReportRhythm(rhythm))
    before = last_reminder(community, at(now))
    assert (before.at, before.period.label) == (at(last[0]), last[1])
    after = next_reminder(community, at(now))
    assert (f"{after.at:%m-%d}", after.period.label) == following


def test_long_after_the_day_nobody_is_reminded() -> None:
    zone = COMMUNITY.timezone
    reminder = last_reminder(COMMUNITY, at("2021-07-14 13:00"))
    assert not is_too_late(reminder, zone, at("2021-07-21 13:00"))
    assert is_too_late(reminder, zone, at("2021-07-21 13:01"))


def test_a_report_is_asked_for_in_the_rhythm_of_the_community() -> None:
    assert is_asked_for(COMMUNITY, H1)
    for label in ("2021", "Q1 2021", "Q2 2021", "2021-01-01..2021-06-29"):
        assert not is_asked_for(COMMUNITY, read_period(label, TODAY))
