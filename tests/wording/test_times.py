"""How moments, zones and lengths of time are written."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import LONGEST_MEETING, SHORTEST_MEETING
from sigbot.domain.clocks import transitions
from sigbot.domain.meetings import read_duration
from sigbot.domain.when import Moment, read_when
from sigbot.domain.zone_names import zone_names
from sigbot.wording import times
from tests.domain.properties import ODD_ZONES, instants, quick, thorough, zones

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


def check_reads_back(text: str, moment: Moment) -> None:
    """Whoever reads it, and whenever: two zones and a later year must not matter."""
    for reader, now in (("Asia/Kathmandu", NOW), ("America/Caracas", NOW + timedelta(days=700))):
        [read] = read_when(text, reader, now).readings
        assert (read.utc, text) == (moment.utc, text)


def shown_with_its_zone(moment: Moment) -> list[str]:
    """Every way in which a moment is written with zone or offset."""
    iso, half = moment.at.isoformat(timespec="minutes"), f"{moment.at:%I:%M %p}"
    written = times.local(moment.at, moment.zone)
    return [
        written,
        written.upper(),
        written.replace(f"{moment.at:%H:%M}", half, 1),
        times.echo(moment, NOW),
        times.echo(moment, moment.utc - timedelta(minutes=90)),
        times.echo(moment, moment.utc - timedelta(seconds=1)),
        times.echo(moment, moment.utc),
        times.full(moment.utc),
        times.short(moment.utc),
        times.iso(moment.utc),
        iso,
        iso.replace("T", " "),
        moment.choice,
    ]


def in_zone(instant: datetime, zone: str) -> Moment:
    return Moment(instant.astimezone(ZoneInfo(zone)), zone)


@thorough
@given(instants, zones)
def test_what_is_shown_with_its_zone_reads_back_as_the_same_moment(
    instant: datetime, zone: str
) -> None:
    moment = in_zone(instant, zone)
    for text in shown_with_its_zone(moment):
        check_reads_back(text, moment)


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_what_is_shown_reads_back_on_the_nights_the_clock_changes(zone: str) -> None:
    """Both times of a fold as themselves: the offset that is shown tells them apart."""
    for change in transitions(zone, NOW, NOW + timedelta(days=366)):
        for quarter in range(-12, 13):
            moment = in_zone(change + timedelta(minutes=15 * quarter), zone)
            for text in shown_with_its_zone(moment):
                check_reads_back(text, moment)


@pytest.mark.parametrize("months", [0, 2, 7])
def test_in_every_zone_what_is_shown_reads_back_as_of_that_zone(months: int) -> None:
    """Without exception: every zone is known by the last part of its name."""
    instant = NOW + timedelta(days=30 * months)
    for zone in zone_names():
        for text in (times.local(instant, zone), times.echo(in_zone(instant, zone), NOW)):
            [read] = read_when(text, "Asia/Kathmandu", NOW).readings
            assert (read.utc, read.zone) == (instant, zone)


@quick
@given(ahead, zones)
def test_a_local_time_without_its_zone_reads_back_as_the_same_wall_time(
    moment: datetime, zone: str
) -> None:
    spoken = times.local(moment, zone)
    read = read_when(" ".join(spoken.split(" ")[1:5]), zone, NOW).readings
    assert moment.replace(second=0) in [reading.utc for reading in read]


@quick
@given(instants)
def test_a_shown_offset_that_the_zone_does_not_have_then_is_not_read(instant: datetime) -> None:
    shown = times.local(instant, NEW_YORK)
    for there, other in (("(UTC-5)", "(UTC-4)"), ("(UTC-4)", "(UTC-5)")):
        if there in shown and not is_repeated(instant):
            assert read_when(shown.replace(there, other), NEW_YORK, NOW).readings == ()


def is_repeated(instant: datetime) -> bool:
    at = instant.astimezone(ZoneInfo(NEW_YORK))
    return at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset()


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
    for minutes in range(SHORTEST_MEETING, LONGEST_MEETING + 1):
        assert read_duration(times.duration(minutes)) == minutes


def test_what_leaves_discord_is_iso_8601_in_utc() -> None:
    assert times.iso(at("2026-12-02T11:00")) == "2026-12-02T16:00:00Z"


def test_a_zone_is_called_by_its_place() -> None:
    assert times.place(NEW_YORK) == "New York"
    assert times.place("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert all(times.place(name) and "/" not in times.place(name) for name in zone_names())
