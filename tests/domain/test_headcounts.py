"""People counted from who was at which meeting: once each, by kind, new ones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sigbot.domain.headcounts import count_heads, count_rsvps
from sigbot.domain.health import Attended, HeldMeeting, Previous, Rsvps
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.rotation import Slot
from sigbot.domain.turnouts import People, Turnout
from tests.domain.material import COMMUNITY, H1

TOKYO = replace(COMMUNITY, timezone="Asia/Tokyo")
GENERAL, GUEST = MeetingKind.GENERAL, MeetingKind.GUEST
AFTER = datetime(2021, 7, 14, tzinfo=UTC)
START, UNTIL = datetime(2020, 12, 31, 15, tzinfo=UTC), datetime(2021, 6, 30, 15, tzinfo=UTC)
SPRING = datetime(2021, 3, 31, 15, tzinfo=UTC)
"""The first instant of the second quarter in Tokyo."""

SECOND = timedelta(seconds=1)


def met(at: datetime, *people: int, kind: MeetingKind = GENERAL) -> Turnout:
    return Turnout(kind, None, at, 60, People(",".join(map(str, people))))


TURNOUTS = [
    met(START - timedelta(days=400), 1),
    met(START - SECOND, 2, 3),
    met(START, 1, 2, 4),
    met(START + timedelta(days=20), 5, 6, kind=GUEST),
    met(SPRING, 4, 7),
    met(UNTIL - SECOND, 4, 7),
]


def counted(now: datetime = AFTER) -> Attended:
    return count_heads(TURNOUTS, {}, TOKYO, H1, now)


def test_people_are_counted_once_and_new_ones_were_at_no_meeting_before() -> None:
    heads = counted()
    assert (heads.unique_attendees, heads.newcomers, heads.regulars) == (6, 4, 2)


def test_days_and_edges_are_those_of_the_community() -> None:
    heads = counted()
    assert [(held.day, held.attended) for held in heads.meetings] == [
        (date(2021, 1, 1), 3),
        (date(2021, 1, 21), 2),
        (date(2021, 4, 1), 2),
        (date(2021, 6, 30), 2),
    ]
    before = HeldMeeting(GENERAL, None, date(2020, 12, 31), 2, minutes=60)
    assert heads.previous == Previous([before], 2)


def test_who_is_early_is_not_there_before_the_meeting_begins() -> None:
    heads = counted(TURNOUTS[4].starts_at - SECOND)
    assert (len(heads.meetings), heads.unique_attendees, heads.newcomers) == (2, 5, 3)
    assert counted(TURNOUTS[4].starts_at).unique_attendees == 6


def test_nobody_at_all() -> None:
    nobody = Attended([], 0, 0, 0, 0, Rsvps(meetings=[]), Previous([], 0), H1.end)
    assert count_heads([], {}, TOKYO, H1, AFTER) == nobody
    assert (len(People()), list(People())) == (0, [])


def test_newcomers_who_came_again_came_to_two_meetings_of_the_period() -> None:
    assert counted().newcomers_back == 2


def test_an_answer_going_is_kept_by_who_was_recorded_at_that_meeting() -> None:
    there = [replace(met(SPRING, 1, 2), id=7), replace(met(SPRING), id=8), met(SPRING, 3)]
    going = {7: People("2,3,4"), 8: People("1"), 9: People("1")}
    assert count_rsvps(there, going) == Rsvps(3, 1, [7])


def test_a_meeting_keeps_its_weekly_time_and_a_subgroup_the_day_it_met_last() -> None:
    wall = datetime(2021, 4, 1, 10, 30)  # noqa: DTZ001
    there = replace(met(SPRING, 4), subgroup_id=3, wall=wall, zone="Asia/Tokyo", title="Call", id=5)
    heads = count_heads([there, met(SPRING, 4)], {}, TOKYO, H1, AFTER)
    slot = Slot("Asia/Tokyo", (3 * 24 + 10) * 60 + 30)
    held = HeldMeeting(GENERAL, 3, date(2021, 4, 1), 1, 5, "Call", 60, slot)
    assert heads.meetings[0] == held
    assert heads.meetings[1].slot is None
    assert heads.last_met == {3: date(2021, 4, 1)}


def test_a_period_that_is_running_ends_today() -> None:
    assert counted(SPRING - SECOND).until == date(2021, 3, 31)
    assert counted().until == H1.end
