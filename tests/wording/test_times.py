"""How moments, zones and lengths of time are written."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.meetings import LONGEST, SHORTEST, read_duration
from sigbot.domain.when import Moment, read_when
from sigbot.domain.zones import zone_names
from sigbot.wording import times
from tests.domain.properties import quick, zones

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NEW_YORK = "America/New_York"

ahead = st.integers(-(10**4), 10**6).map(lambda minutes: NOW + timedelta(minutes=minutes))


def at(text: str, zone: str = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_a_moment_is_a_timestamp_that_every_reader_sees_in_their_own_zone() -> None:
    moment = at("2027-01-13T11:00")
    assert times.full(moment) == "<t:1799856000:F> (<t:1799856000:R>)"
    assert times.short(moment) == "<t:1799856000:f>"
    assert times.relative(moment) == "<t:1799856000:R>"
    assert times.clock(moment) == "<t:1799856000:t>"


def test_an_echo_says_how_a_text_was_read_as_the_contract_shows_it() -> None:
    moment = Moment(at("2026-12-02T11:00"), NEW_YORK)
    assert times.echo(moment, NOW) == "Wed 2 Dec 2026, 11:00 New York (UTC-5), in 10 days"


@quick
@given(ahead, zones)
def test_an_echo_fits_an_autocomplete_list_in_every_zone(moment: datetime, zone: str) -> None:
    text = times.echo(Moment(moment.astimezone(ZoneInfo(zone)), zone), NOW)
    assert len(text) <= 100
    assert "  " not in text
    assert "_" not in text


@quick
@given(ahead, zones)
def test_a_local_time_reads_back_as_the_same_wall_time(moment: datetime, zone: str) -> None:
    spoken = times.local(moment, zone)
    read = read_when(" ".join(spoken.split(" ")[1:5]), zone, NOW).readings
    assert moment.replace(second=0) in [reading.utc for reading in read]


@pytest.mark.parametrize(
    ("zone", "text", "offset"),
    [
        (NEW_YORK, "2026-12-02T11:00", "UTC-5"),
        (NEW_YORK, "2026-07-02T11:00", "UTC-4"),
        ("UTC", "2026-07-02T11:00", "UTC"),
        ("Europe/London", "2026-12-02T11:00", "UTC"),
        ("Asia/Kathmandu", "2026-12-02T11:00", "UTC+5:45"),
        ("America/St_Johns", "2026-12-02T11:00", "UTC-3:30"),
        ("Australia/Lord_Howe", "2026-07-02T11:00", "UTC+10:30"),
    ],
)
def test_an_offset_is_written_as_people_write_it(zone: str, text: str, offset: str) -> None:
    assert times.offset(at(text, zone)) == offset


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (-1, "in the past"),
        (0, "now"),
        (1, "in 1 minute"),
        (59, "in 59 minutes"),
        (60, "in 1 hour"),
        (119, "in 1 hour"),
        (120, "in 2 hours"),
        (1440, "in 1 day"),
        (10 * 1440, "in 10 days"),
    ],
)
def test_a_distance_is_told_in_its_largest_unit(minutes: int, text: str) -> None:
    assert times.distance(timedelta(minutes=minutes)) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (720, "12 h")],
)
def test_a_duration_is_written_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert times.duration(minutes) == text


def test_every_duration_reads_back_as_itself() -> None:
    for minutes in range(SHORTEST, LONGEST + 1):
        assert read_duration(times.duration(minutes)) == minutes


def test_what_leaves_discord_is_iso_8601_in_utc() -> None:
    assert times.iso(at("2026-12-02T11:00")) == "2026-12-02T16:00:00Z"


def test_a_zone_is_called_by_its_place() -> None:
    assert times.place(NEW_YORK) == "New York"
    assert times.place("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert all(times.place(name) and "/" not in times.place(name) for name in zone_names())
