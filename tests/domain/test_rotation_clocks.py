"""Who can attend, and how far it is from a liked hour, on the days when clocks change.

Every row was worked out by hand from the rules of 2026 and 2027, and is asked of the engine and of
the plain reference. Where no anchor zone is given it is UTC; meetings last an hour.
"""

from typing import Any, NamedTuple

import pytest

from sigbot.domain.regions import Region
from sigbot.domain.rotation.files import read_problem
from sigbot.domain.rotation.optimizer.masks import availability, inconvenience
from sigbot.domain.rotation.people import Availability
from sigbot.domain.rotation.views import places_of
from tests.domain.rotation_reference import NUMBERS, Reference

Windows = list[tuple[str, str, str, int]]


class Row(NamedTuple):
    why: str
    zone: str
    windows: Windows
    monday: str
    slot: str
    can: bool
    away: int
    anchor: str = "UTC"
    minutes: int = 60


def can(days: str, *hours: str) -> Windows:
    """Return windows of level 1 such as "22-04" on those days."""
    return [(days, *_ends(text), 1) for text in hours]


def likes(days: str, *hours: str) -> Windows:
    return [(days, *_ends(text), 2) for text in hours]


def _ends(text: str) -> tuple[str, str]:
    begin, end = (f"{end}:00" if ":" not in end else end for end in text.split("-"))
    return begin, end


WORK = likes("Mon-Fri", "09-18")

NY, LONDON, BERLIN = "America/New_York", "Europe/London", "Europe/Berlin"
SYDNEY, LORD_HOWE, TROLL = "Australia/Sydney", "Australia/Lord_Howe", "Antarctica/Troll"
CASABLANCA, KATHMANDU, CHATHAM = "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Chatham"
CAIRO, APIA, ST_JOHNS = "Africa/Cairo", "Pacific/Apia", "America/St_Johns"

ROWS = [
    # New York: UTC-5, from Sunday 14 March 2027, 07:00 UTC, UTC-4, from 7 November, 06:00 UTC, -5.
    Row("winter, 09:00", NY, WORK, "2027-03-08", "Fri 14:00", True, 0),
    Row("winter, 08:30", NY, WORK, "2027-03-08", "Fri 13:30", False, 30),
    Row("winter, the last hour, 17:00", NY, WORK, "2027-03-08", "Mon 22:00", True, 0),
    Row("a week later that is 18:00", NY, WORK, "2027-03-15", "Mon 22:00", False, 60),
    Row("a week later 09:00 is here", NY, WORK, "2027-03-15", "Mon 13:00", True, 0),
    Row("winter again, 08:30", NY, WORK, "2027-11-08", "Mon 13:30", False, 30),
    Row(
        "could in both weeks, liked only after the change: 08:00 before it",
        NY, can("Mon-Fri", "08-22") + WORK, "2027-03-08", "Mon 13:00", True, 60,
    ),
    Row(
        "could in both weeks, liked only after the change: 09:00 after it",
        NY, can("Mon-Fri", "08-22") + WORK, "2027-03-15", "Mon 13:00", True, 0,
    ),
    Row(
        "01:30 to 03:00 is 90 minutes on the clock, though only 30 pass",
        NY, likes("Sun", "03-05"), "2027-03-08", "Sun 06:30", False, 90,
    ),
    Row(
        "the night is an hour longer: 01:30-02:00, then 01:00-01:30",
        NY, can("Sat", "22-02"), "2027-11-01", "Sun 05:30", True, 30,
    ),
    Row("and 01:00 comes again", NY, can("Sat", "22-02"), "2027-11-01", "Sun 06:00", True, 0),
    Row("but 01:30 is too late now", NY, can("Sat", "22-02"), "2027-11-01", "Sun 06:30", False, 30),
    Row(
        "half an hour from 01:00 when it comes again: 01:30-02:00 fits",
        NY, can("Sat", "22-02"), "2027-11-01", "Sun 06:30", True, 0, minutes=30,
    ),
    # London: UTC+1 from Sunday 28 March 2027, 01:00 UTC, to 31 October, 01:00 UTC.
    Row(
        "00:30-01:00 and 02:00-02:30: the hour between does not exist",
        LONDON, can("Sun", "00-01", "02-03"), "2027-03-22", "Sun 00:30", True, 30,
    ),
    Row(
        "the part after the change is outside",
        LONDON, can("Sun", "00-02"), "2027-03-22", "Sun 00:30", False, 0,
    ),
    Row(
        "the part before the change is outside",
        LONDON, can("Sun", "02-04"), "2027-03-22", "Sun 00:30", False, 90,
    ),
    Row(
        "both parts inside, the window ends with the meeting",
        LONDON, can("Sun", "00-02:30"), "2027-03-22", "Sun 00:30", True, 0,
    ),
    Row(
        "ends as the clock changes: only the time before counts",
        LONDON, can("Sun", "00-01"), "2027-03-22", "Sun 00:00", True, 0,
    ),
    Row(
        "starts as the clock changes: 02:00, not 01:00",
        LONDON, can("Sun", "02-03"), "2027-03-22", "Sun 01:00", True, 0,
    ),
    Row(
        "90 minutes: 23:30-01:00, nothing after the change",
        LONDON, can("Sat", "23-01"), "2027-03-22", "Sat 23:30", True, 0, minutes=90,
    ),
    Row(
        "01:30-02:00, then 01:00-01:30: within one hour of the clock",
        LONDON, can("Sun", "01-02"), "2027-10-25", "Sun 00:30", True, 30,
    ),
    Row(
        "the second part, 01:00-01:30, is outside",
        LONDON, can("Sun", "01:30-02:30"), "2027-10-25", "Sun 00:30", False, 0,
    ),
    Row("01:00 the first time", LONDON, can("Sun", "01-02"), "2027-10-25", "Sun 00:00", True, 0),
    Row("01:00 the second time", LONDON, can("Sun", "01-02"), "2027-10-25", "Sun 01:00", True, 0),
    Row(
        "from 01:00 the first time it is an hour to 02:00 on the clock, though two pass",
        LONDON, likes("Sun", "02-03"), "2027-10-25", "Sun 00:00", False, 60,
    ),
    Row(
        "two hours fit into one hour of the clock that comes twice",
        LONDON, can("Sun", "01-02"), "2027-10-25", "Sun 00:00", True, 480, minutes=120,
    ),
    Row(
        "a night from Saturday over the change: 03:00-04:00 is an hour earlier",
        LONDON, can("Sat", "22-04"), "2027-03-22", "Sun 02:00", True, 0,
    ),
    Row(
        "and 03:30-04:30 is over its end",
        LONDON, can("Sat", "22-04"), "2027-03-22", "Sun 02:30", False, 30,
    ),
    Row("a week before it fitted", LONDON, can("Sat", "22-04"), "2027-03-15", "Sun 02:30", True, 0),
    # Anchor zones: a gap takes the offset before it, a fold is the first.
    Row(
        "anchor 02:30 does not exist: 01:30 UTC",
        "UTC", can("Sun", "01:30-02:30"), "2027-03-22", "Sun 02:30", True, 0, BERLIN,
    ),
    Row(
        "anchor 02:30 does not exist: 03:30 there",
        BERLIN, can("Sun", "03:30-04:30"), "2027-03-22", "Sun 02:30", True, 0, BERLIN,
    ),
    Row(
        "anchor 03:00 is the same instant as 02:00 on that day",
        "UTC", can("Sun", "01-02"), "2027-03-22", "Sun 03:00", True, 0, BERLIN,
    ),
    Row(
        "anchor 02:30 comes twice: the first is 00:30 UTC",
        "UTC", can("Sun", "00:30-01:30"), "2027-10-25", "Sun 02:30", True, 0, BERLIN,
    ),
    Row(
        "anchor 02:30 comes twice, and the meeting runs from the first into the second",
        BERLIN, can("Sun", "02-03"), "2027-10-25", "Sun 02:30", True, 30, BERLIN,
    ),
    Row(
        "anchor 02:00 in New York does not exist: 07:00 UTC, 12:45 in Kathmandu",
        KATHMANDU, can("Sun", "12:45-13:45"), "2027-03-08", "Sun 02:00", True, 0, NY,
    ),
    Row(
        "10:00 in New York is 16:00 in Berlin",
        BERLIN, can("Mon", "16-17"), "2027-03-08", "Mon 10:00", True, 0, NY,
    ),
    Row(
        "but 15:00 while only New York has changed",
        BERLIN, can("Mon", "16-17"), "2027-03-15", "Mon 10:00", False, 60, NY,
    ),
    Row(
        "and 16:00 when both have",
        BERLIN, can("Mon", "16-17"), "2027-03-29", "Mon 10:00", True, 0, NY,
    ),
    Row(
        "anchor Lord Howe 02:00 does not exist: 15:30 UTC on Saturday",
        "UTC", can("Sat", "15:30-16:30"), "2027-09-27", "Sun 02:00", True, 0, LORD_HOWE,
    ),
    Row(
        "anchor Lord Howe 01:30 comes twice: the first is 14:30 UTC on Saturday",
        "UTC", can("Sat", "14:30-15:30"), "2027-03-29", "Sun 01:30", True, 0, LORD_HOWE,
    ),
    Row(
        "anchor Kathmandu: 09:00 is 03:15 UTC",
        "UTC", can("Mon", "03:15-04:15"), "2027-03-29", "Mon 09:00", True, 0, KATHMANDU,
    ),
    # Sydney: UTC+10 from 4 April 2027 (Saturday 16:00 UTC), UTC+11 from 3 October.
    Row("still 08:00 on Monday", SYDNEY, WORK, "2027-09-20", "Sun 22:00", False, 60),
    Row("09:00 on Monday", SYDNEY, WORK, "2027-09-27", "Sun 22:00", True, 0),
    Row(
        "01:30-02:00 and 03:00-03:30",
        SYDNEY, can("Sun", "01-02", "03-04"), "2027-09-27", "Sat 15:30", True, 30,
    ),
    # Lord Howe changes by half an hour: 4 April 2027 (Saturday 15:00 UTC), 3 October (15:30 UTC).
    Row(
        "an hour fits into half an hour that comes twice, and no usual week has such a start",
        LORD_HOWE, can("Sun", "01:30-02"), "2027-03-29", "Sat 14:30", True, 480,
    ),
    Row(
        "01:30-02:00 and 02:30-03:00, two windows that do not touch",
        LORD_HOWE, can("Sun", "01:30-02", "02:30-03"), "2027-09-27", "Sat 15:00", True, 480,
    ),
    Row("still 08:30 on Monday", LORD_HOWE, WORK, "2027-09-20", "Sun 22:00", False, 30),
    Row("09:00 on Monday", LORD_HOWE, WORK, "2027-09-27", "Sun 22:00", True, 0),
    # Troll changes by two hours, at 01:00 UTC with Europe.
    Row(
        "00:30-01:00 and 03:00-03:30",
        TROLL, can("Sun", "00-01", "03-04"), "2027-03-22", "Sun 00:30", True, 30,
    ),
    Row("03:00 is outside", TROLL, can("Sun", "00-02"), "2027-03-22", "Sun 00:30", False, 0),
    Row(
        "02:30-03:00 and 01:00-01:30",
        TROLL, can("Sun", "01-03"), "2027-10-25", "Sun 00:30", True, 30,
    ),
    Row(
        "the second 02:30 leaves no hour before 03:00",
        TROLL, can("Sun", "01-03"), "2027-10-25", "Sun 02:30", False, 30,
    ),
    # Casablanca: UTC+1, in Ramadan (15 February to 22 March 2026, 02:00 UTC) UTC.
    Row("before Ramadan: 18:00", CASABLANCA, WORK, "2026-02-09", "Mon 17:00", False, 60),
    Row("in Ramadan: 17:00", CASABLANCA, WORK, "2026-02-16", "Mon 17:00", True, 0),
    Row("in Ramadan: 08:00", CASABLANCA, WORK, "2026-03-16", "Mon 08:00", False, 60),
    Row("after Ramadan: 09:00", CASABLANCA, WORK, "2026-03-23", "Mon 08:00", True, 0),
    Row(
        "Ramadan begins: 02:30-03:00 and 02:00-02:30",
        CASABLANCA, can("Sun", "02-03"), "2026-02-09", "Sun 01:30", True, 30,
    ),
    # Kathmandu is 5:45 ahead all year.
    Row("08:45", KATHMANDU, WORK, "2027-03-22", "Mon 03:00", False, 15),
    Row("09:15", KATHMANDU, WORK, "2027-03-22", "Mon 03:30", True, 0),
    Row("17:15, to 18:15", KATHMANDU, WORK, "2027-03-22", "Mon 11:30", False, 15),
    Row("17:15, to 18:00", KATHMANDU, WORK, "2027-03-22", "Mon 11:30", True, 0, minutes=45),
    Row("01:15 on Monday", KATHMANDU, WORK, "2027-03-22", "Sun 19:30", False, 465),
    # Chatham: 12:45 or 13:45 ahead, changes at 14:00 UTC on 3 April and 25 September 2027.
    Row(
        "02:15-02:45 and 03:45-04:15, two windows that do not touch",
        CHATHAM, can("Sun", "02:15-02:45", "03:45-04:15"), "2027-09-20", "Sat 13:30", True, 480,
    ),
    Row(
        "02:15-02:45 and 03:45-04:45",
        CHATHAM, can("Sun", "02-04:45"), "2027-09-20", "Sat 13:30", True, 0, minutes=90,
    ),
    Row(
        "03:15-03:45 and 02:45-03:15",
        CHATHAM, can("Sun", "02:45-03:45"), "2027-03-29", "Sat 13:30", True, 30,
    ),
    Row("08:45 on Monday", CHATHAM, WORK, "2027-09-20", "Sun 19:00", False, 15),
    Row("St John's, 2:30 behind in summer", ST_JOHNS, WORK, "2027-03-15", "Mon 11:30", True, 0),
    Row("St John's, 3:30 behind in winter", ST_JOHNS, WORK, "2027-03-08", "Mon 12:00", False, 30),
    # Cairo changes at midnight, between Thursday and Friday.
    Row(
        "23:30-24:00 on Thursday and 23:00-23:30 on Thursday again",
        CAIRO, can("Thu", "23-24"), "2027-10-25", "Thu 20:30", True, 30,
    ),
    Row(
        "23:30-24:00 on Thursday and 01:00-01:30 on Friday: outside",
        CAIRO, can("Thu", "22-01"), "2027-04-26", "Thu 21:30", False, 0,
    ),
    Row(
        "23:30-24:00 on Thursday and 01:00-01:30 on Friday: inside",
        CAIRO, can("Thu", "22-02"), "2027-04-26", "Thu 21:30", True, 0,
    ),
    # Apia had no Friday 30 December 2011: 10 hours behind until 10:00 UTC, then 14 ahead.
    Row(
        "Thursday evening, then Saturday",
        APIA, can("Thu", "23-24") + can("Sat", "00-01"), "2011-12-26", "Fri 09:30", True, 30,
    ),
    Row(
        "anchor noon of the lost day: 22:00 UTC",
        "UTC", can("Fri", "22-23"), "2011-12-26", "Fri 12:00", True, 0, APIA,
    ),
    Row(
        "anchor noon of the lost day: noon on Saturday there",
        APIA, can("Sat", "12-13"), "2011-12-26", "Fri 12:00", True, 0, APIA,
    ),
    # Windows, without any change.
    Row("Friday night", "UTC", can("Fri", "22-02"), "2027-03-22", "Fri 23:30", True, 0),
    Row(
        "its last hour, on Saturday",
        "UTC", can("Fri", "22-02"), "2027-03-22", "Sat 01:00", True, 0,
    ),
    Row("over its end", "UTC", can("Fri", "22-02"), "2027-03-22", "Sat 01:30", False, 30),
    Row("not the night before", "UTC", can("Fri", "22-02"), "2027-03-22", "Fri 01:00", False, 480),
    Row(
        "Monday's first hours belong to Sunday's night, which is not in Mon-Fri",
        "UTC", can("Mon-Fri", "22-02"), "2027-03-22", "Mon 00:30", False, 480,
    ),
    Row(
        "Sunday's night, on Monday",
        "UTC", can("Sun", "22-02"), "2027-03-22", "Mon 00:30", True, 0,
    ),
    Row("over the end of the week", "UTC", can("Sun", "22-02"), "2027-03-22", "Sun 23:30", True, 0),
    Row("days round the week", "UTC", can("Fri-Mon", "09-18"), "2027-03-22", "Sun 10:00", True, 0),
    Row("and not between", "UTC", can("Fri-Mon", "09-18"), "2027-03-22", "Tue 01:00", False, 480),
    Row("a list of days", "UTC", can("Mon,Wed", "09-18"), "2027-03-22", "Wed 08:00", False, 60),
    Row(
        "24:00 touches 00:00 of the next day",
        "UTC", can("Fri", "20-24") + can("Sat", "00-04"), "2027-03-22", "Fri 23:30", True, 0,
    ),
    Row(
        "the same hour twice is a whole day",
        "UTC", can("Sat", "09-09"), "2027-03-22", "Sun 08:00", True, 0,
    ),
    Row(
        "a window of level 1 and one of level 2 join for level 1",
        "UTC", can("Mon", "08-09") + likes("Mon", "09-09:30"), "2027-03-22", "Mon 08:00", True, 0,
        minutes=90,
    ),
    Row(
        "but not for level 2",
        "UTC", likes("Mon", "09-10") + can("Mon", "10-11"), "2027-03-22", "Mon 09:30", True, 30,
    ),
    # The distance.
    Row(
        "could, but likes noon",
        "UTC", can("Mon", "06-22") + likes("Mon", "12-14"), "2027-03-22", "Mon 09:00", True, 180,
    ),
    Row(
        "no liked window is long enough: the others count",
        "UTC", can("Mon", "08-10") + likes("Mon", "12-12:30"), "2027-03-22", "Mon 11:00",
        False, 120,
    ),
    Row(
        "from Sunday to Monday",
        "UTC", likes("Mon", "00-02"), "2027-03-22", "Sun 23:30", False, 30,
    ),
    Row(
        "from Monday to Sunday",
        "UTC", likes("Sun", "22-24"), "2027-03-22", "Mon 00:00", False, 60,
    ),
    Row("450 is less than 480", "UTC", WORK, "2027-03-22", "Mon 01:30", False, 450),
    Row("480 is the most", "UTC", WORK, "2027-03-22", "Sat 12:00", False, 480),
    Row("no start at all", "UTC", can("Mon", "09-09:30"), "2027-03-22", "Mon 09:00", False, 480),
]  # fmt: skip


def document(row: Row) -> dict[str, Any]:
    return {
        "k": 1,
        "order": "cov",
        "eps": 0.0,
        "meeting_minutes": row.minutes,
        "anchor_zone": row.anchor,
        "year_start": row.monday,
        "weeks": 1,
        "members": [{"zone": row.zone, "windows": [list(window) for window in row.windows]}],
        "constraints": {},
    }


def title(row: Row) -> str:
    return f"{row.zone.rpartition('/')[2]}: {row.why}"


every_row = pytest.mark.parametrize("row", ROWS, ids=title)


@every_row
def test_the_engine_knows_the_clocks(row: Row) -> None:
    problem, slot = read_problem(document(row)), NUMBERS[row.slot]
    can, away = availability(problem), inconvenience(problem)
    assert can.shape == away.shape == (1, 1, 336)
    assert (bool(can[0, 0, slot]), int(away[0, 0, slot])) == (row.can, row.away)


@every_row
def test_the_reference_knows_the_clocks(row: Row) -> None:
    reference, slot = Reference(document(row)), NUMBERS[row.slot]
    [person] = reference.people
    assert reference.attends(person, slot) == [row.can]
    assert reference.minutes_away(person, slot) == [row.away]


def test_a_region_is_named_by_a_place_only_where_many_of_its_members_live() -> None:
    tokyo, seoul, paris = (
        Availability(zone) for zone in ("Asia/Tokyo", "Asia/Seoul", "Europe/Paris")
    )
    people = [*[tokyo] * 5, *[seoul] * 4, *[paris] * 4, Availability(None, Region.AFRICA)]
    assert places_of(people, 5) == {Region.EAST_ASIA: "Asia/Tokyo"}
    assert places_of(people, 6) == {}
