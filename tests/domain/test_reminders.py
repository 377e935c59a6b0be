"""How long before a meeting reminders come, and what is said of a meeting when they are late."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import LONGEST_LEAD, MOST_REMINDERS
from sigbot.domain.meetings import DEFAULT_REMINDERS, Meeting, MeetingKind
from sigbot.domain.outbox import was_missed
from sigbot.domain.refusals import LongLeadError, TooLongError, TooManyError, UnreadableLeadError
from sigbot.domain.reminders import (
    DEFAULT_DIRECT,
    Lead,
    Timing,
    TimingState,
    leads_text,
    read_leads,
    remind_at,
    reminders_ahead,
    timing,
)
from sigbot.domain.when import is_in_gap, to_utc
from sigbot.wording.reminders import DIRECT_CHOICES, LEAD_CHOICES
from tests.domain.properties import quick, typed, walls, zones

NEW_YORK, BERLIN, LORD_HOWE = "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"
START, MINUTE, HOUR, DAY = Lead(), Lead(minutes=1), Lead(minutes=60), Lead(days=1)
A_SECOND, A_MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("1d, 1h, start", (DAY, HOUR, START)),
        ("1d,1h;10m", (DAY, HOUR, Lead(minutes=10))),
        ("10m, 1h, 1d", (DAY, HOUR, Lead(minutes=10))),
        ("1 day and 1 hour before", (DAY, HOUR)),
        ("  1H ;; ,", (HOUR,)),
        ("2 weeks before", (Lead(days=14),)),
        ("1w", (Lead(days=7),)),
        ("1week", (Lead(days=7),)),
        ("3 days", (Lead(days=3),)),
        ("2 hrs", (Lead(minutes=120),)),
        ("2 hr", (Lead(minutes=120),)),
        ("24h", (Lead(minutes=1440),)),
        ("1 min", (MINUTE,)),
        ("5 mins", (Lead(minutes=5),)),
        ("15 minutes", (Lead(minutes=15),)),
        ("1 minute", (MINUTE,)),
        ("1h30", (Lead(minutes=90),)),
        ("1h 30", (Lead(minutes=90),)),
        ("1h30m", (Lead(minutes=90),)),
        ("1 hour 30 min", (Lead(minutes=90),)),
        ("90m", (Lead(minutes=90),)),
        ("at start", (START,)),
        ("at the start", (START,)),
        ("0", (START,)),
        ("0 min", (START,)),
        ("0d", (START,)),
        ("4w", (Lead(days=28),)),
        ("28 days", (Lead(days=28),)),
        ("672h", (Lead(minutes=28 * 1440),)),
        ("1h, 60m, 1 hour", (HOUR,)),
        ("off", ()),
        ("None", ()),
        ("no", ()),
        ("never", ()),
        ("", ()),
        (" , ", ()),
    ],
)
def test_what_people_type_is_read_the_longest_first_and_none_twice(
    text: str, leads: tuple[Lead, ...]
) -> None:
    assert read_leads(text) == leads


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "1",
        "10",
        "1x",
        "1 month",
        "-1h",
        "1.5h",
        "an hour",
        "h",
        "1d 1h",
        "off, 1h",
        "1h, soon",
        "1h75x",
        "9" * 99 + "m",
        "१h" * 9,
    ],
)
def test_what_is_no_length_of_time_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(UnreadableLeadError) as refused:
        read_leads(text)
    assert refused.value.text
    assert refused.value.text in text.lower()


@pytest.mark.parametrize("text", ["29d", "5w", "673h", "672h, 40321m", "99999w", "999h 59m"])
def test_nobody_is_reminded_more_than_four_weeks_before(text: str) -> None:
    with pytest.raises(LongLeadError):
        read_leads(text)


def test_there_are_five_reminders_at_most() -> None:
    assert len(read_leads("1w, 1d, 1h, 10m, start")) == MOST_REMINDERS == 5
    assert len(read_leads("1w, 7d, 1d, 1h, 60m, 10m, start, 0")) == 5
    with pytest.raises(TooManyError) as refused:
        read_leads("1w, 1d, 1h, 10m, 5m, start")
    assert (refused.value.noun, refused.value.limit) == ("reminders", 5)


def test_what_is_meant_without_saying_is_a_day_an_hour_and_the_start() -> None:
    assert read_leads(DEFAULT_REMINDERS) == (DAY, HOUR, START)
    assert read_leads(DEFAULT_DIRECT) == (HOUR,)


@pytest.mark.parametrize("text", [*LEAD_CHOICES, *DIRECT_CHOICES])
def test_every_choice_that_is_offered_can_be_read(text: str) -> None:
    assert leads_text(read_leads(text)) == text.replace("off", "").replace("1w", "7d")


minutes = st.integers(1, 28 * 1440).map(lambda n: Lead(minutes=n))
days = st.integers(0, 28).map(lambda n: Lead(days=n))
some_leads = (
    st.lists(days | minutes, max_size=MOST_REMINDERS, unique_by=lambda lead: lead.length)
    .map(lambda found: sorted(found, key=lambda lead: lead.length, reverse=True))
    .map(tuple)
)


@quick
@given(some_leads)
def test_what_is_kept_reads_back_as_it_was(leads: tuple[Lead, ...]) -> None:
    assert read_leads(leads_text(leads)) == leads


@quick
@given(typed | st.from_regex(r"(\d{1,6} ?[a-z]{1,6}[,; ]*){0,8}", fullmatch=True))
def test_any_text_is_a_few_different_leads_in_order_or_refused(text: str) -> None:
    with suppress(UnreadableLeadError, TooLongError, TooManyError):
        found = read_leads(text)
        lengths = [lead.length for lead in found]
        assert len(found) <= MOST_REMINDERS
        assert all(a > b for a, b in pairwise(lengths))
        assert all(timedelta() <= length <= LONGEST_LEAD for length in lengths)
        assert read_leads(leads_text(found)) == found


def at(text: str, zone: str, *, fold: int = 0) -> tuple[datetime, str, datetime]:
    """Wall time, zone and instant of a meeting."""
    wall = datetime.fromisoformat(text)
    return wall, zone, to_utc(wall, zone, fold=fold)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "zone", "day_before", "hours_before"),
    [
        ("2027-03-14T11:00", NEW_YORK, "2027-03-13T16:00", "2027-03-13T15:00"),
        ("2027-11-07T11:00", NEW_YORK, "2027-11-06T15:00", "2027-11-06T16:00"),
        ("2027-03-28T11:00", BERLIN, "2027-03-27T10:00", "2027-03-27T09:00"),
        ("2027-10-31T11:00", BERLIN, "2027-10-30T09:00", "2027-10-30T10:00"),
        ("2027-10-03T11:00", LORD_HOWE, "2027-10-02T00:30", "2027-10-02T00:00"),
        ("2027-04-04T11:00", LORD_HOWE, "2027-04-03T00:00", "2027-04-03T00:30"),
        ("2027-06-02T11:00", NEW_YORK, "2027-06-01T15:00", "2027-06-01T15:00"),
    ],
)
def test_a_day_keeps_the_time_of_day_and_hours_elapse(
    start: str, zone: str, day_before: str, hours_before: str
) -> None:
    """24 hours and a day differ by the clock's change: an hour, or half of one."""
    held = at(start, zone)
    assert remind_at(*held, DAY) == utc(day_before)
    assert remind_at(*held, Lead(minutes=1440)) == utc(hours_before)


def test_the_two_shared_cases_come_out_as_they_were_worked_out() -> None:
    held = at("2027-03-14T11:00", NEW_YORK)
    elapsed, calendar = remind_at(*held, *read_leads("24h")), remind_at(*held, *read_leads("1d"))
    assert elapsed == utc("2027-03-13T15:00")
    assert calendar == utc("2027-03-13T16:00")
    assert f"{elapsed.astimezone(ZoneInfo(NEW_YORK)):%H:%M}" == "10:00"
    assert f"{calendar.astimezone(ZoneInfo(NEW_YORK)):%H:%M}" == "11:00"


def test_a_reminder_that_the_clock_jumps_over_comes_after_the_jump() -> None:
    """A meeting on Monday at 2:30; the night before, there is no 2:30."""
    assert is_in_gap(datetime.fromisoformat("2027-03-14T02:30"), NEW_YORK)
    held = at("2027-03-15T02:30", NEW_YORK)
    assert remind_at(*held, DAY) == to_utc(datetime.fromisoformat("2027-03-14T03:30"), NEW_YORK)


def test_a_reminder_in_an_hour_that_comes_twice_comes_the_first_time() -> None:
    assert remind_at(*at("2027-11-08T01:30", NEW_YORK), DAY) == utc("2027-11-07T05:30")


def test_an_hour_before_the_second_of_two_equal_times_is_an_hour_before_it() -> None:
    held = at("2027-11-07T01:30", NEW_YORK, fold=1)
    assert remind_at(*held, HOUR) == utc("2027-11-07T05:30")
    assert remind_at(*held, START) == utc("2027-11-07T06:30")


@quick
@given(walls, zones, days)
def test_days_before_show_the_same_time_on_the_clock_or_the_one_after_a_jump(
    wall: datetime, zone: str, lead: Lead
) -> None:
    shown = remind_at(wall, zone, to_utc(wall, zone), lead).astimezone(ZoneInfo(zone))
    meant = wall - lead.length
    if lead.days and is_in_gap(meant, zone):
        assert meant < shown.replace(tzinfo=None) <= meant + timedelta(hours=24)
    elif lead.days:
        assert shown.replace(tzinfo=None) == meant


@quick
@given(walls, zones, minutes)
def test_minutes_before_elapse_whatever_clocks_do(wall: datetime, zone: str, lead: Lead) -> None:
    starts_at = to_utc(wall, zone)
    assert starts_at - remind_at(wall, zone, starts_at, lead) == lead.length


HELD = at("2026-12-02T11:00", NEW_YORK)
STARTS = HELD[2]


def test_only_what_is_ahead_is_planned_in_order() -> None:
    leads = read_leads("start, 1h, 1d")
    instants = [STARTS - timedelta(days=1), STARTS - timedelta(hours=1), STARTS]
    for now, left in (
        (instants[0] - A_SECOND, 3),
        (instants[0], 2),
        (instants[1], 1),
        (STARTS - A_SECOND, 1),
        (STARTS, 0),
    ):
        assert reminders_ahead(*HELD, leads, now) == instants[3 - left :]


def test_two_leads_that_come_at_one_instant_are_one_reminder() -> None:
    """On the day of 23 hours, a day and 23 hours are the same."""
    held = at("2027-03-14T11:00", NEW_YORK)
    [only] = reminders_ahead(*held, read_leads("1d, 23h"), utc("2027-03-01T00:00"))
    assert only == utc("2027-03-13T16:00")


@quick
@given(walls, zones, some_leads, st.timedeltas(timedelta(days=-40), timedelta(days=40)))
def test_reminders_are_ahead_of_now_and_not_after_the_start(
    wall: datetime, zone: str, leads: tuple[Lead, ...], ago: timedelta
) -> None:
    starts_at = to_utc(wall, zone)
    now = starts_at + ago
    found = reminders_ahead(wall, zone, starts_at, leads, now)
    assert found == sorted(set(found))
    assert len(found) <= len(leads)
    assert all(now < one for one in found)
    # Where a jump of the clock is a whole day, a day before is the same instant.
    assert all(one <= starts_at for one in found)


MEETING = Meeting(1, "Call", MeetingKind.GENERAL, STARTS, HELD[0], NEW_YORK, 60)


def test_a_reminder_in_time_says_that_the_meeting_is_ahead() -> None:
    due_at = STARTS - timedelta(hours=1)
    assert timing(MEETING, due_at, due_at) == Timing(TimingState.AHEAD, ahead=60)
    assert timing(MEETING, due_at, due_at + 59 * A_SECOND) == Timing(TimingState.AHEAD, ahead=60)


def test_a_reminder_is_late_from_a_minute_on_in_whole_minutes() -> None:
    due_at = STARTS - timedelta(hours=1)
    assert timing(MEETING, due_at, due_at + A_MINUTE) == Timing(TimingState.AHEAD, late=1, ahead=59)
    assert timing(MEETING, due_at, due_at + 119 * A_SECOND) == Timing(
        TimingState.AHEAD, late=1, ahead=59
    )
    assert timing(MEETING, due_at, STARTS - A_SECOND) == Timing(TimingState.AHEAD, late=59, ahead=1)


def test_a_reminder_before_its_time_is_not_late() -> None:
    """The clock was set back since it was taken."""
    assert timing(MEETING, STARTS, STARTS - timedelta(hours=1)) == Timing(
        TimingState.AHEAD, ahead=60
    )


def test_a_meeting_that_runs_says_how_long_it_does() -> None:
    assert timing(MEETING, STARTS, STARTS) == Timing(TimingState.RUNNING)
    assert timing(MEETING, STARTS, STARTS + 59 * A_SECOND) == Timing(TimingState.RUNNING)
    assert timing(MEETING, STARTS, STARTS + 7 * A_MINUTE) == Timing(
        TimingState.RUNNING, late=7, ago=7
    )
    hour_before = STARTS - timedelta(hours=1)
    late = timing(MEETING, hour_before, STARTS + A_MINUTE)
    assert late == Timing(TimingState.RUNNING, late=61, ago=1)


def test_a_meeting_is_over_when_it_ends() -> None:
    last = MEETING.ends_at - A_SECOND
    assert timing(MEETING, STARTS, last) == Timing(TimingState.RUNNING, late=59, ago=59)
    assert timing(MEETING, STARTS, MEETING.ends_at + A_SECOND) == Timing(TimingState.ENDED)
    assert timing(MEETING, STARTS, MEETING.closes_at) == Timing(TimingState.ENDED)
    assert timing(MEETING, STARTS, MEETING.closes_at + A_SECOND) == Timing(TimingState.OVER)
    assert not was_missed(MEETING, last)
    assert was_missed(MEETING, MEETING.ends_at)


def test_the_day_that_samoa_skipped_is_no_day_before() -> None:
    """There was no 30 December 2011: the reminder comes when that day would have ended."""
    held = at("2011-12-31T10:00", "Pacific/Apia")
    shown = remind_at(*held, DAY).astimezone(ZoneInfo("Pacific/Apia"))
    assert shown.date() == date(2011, 12, 31)
