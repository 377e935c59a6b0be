"""The reading tools `sigbot when`, `zone` and `occurrences`: for people and as JSON."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from sigbot.cli.app import app
from sigbot.domain.zone_names import canonical_names, places, zone_names
from sigbot.domain.zones import match_zones, read_zone
from tests.profile import examples

NOW = "2026-11-22T12:00Z"
RUNNER = CliRunner()


def run(*words: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, list(words))
    return result.exit_code, result.output


def data(*words: str) -> dict[str, Any]:
    code, out = run(*words, "--json")
    assert code == 0, out
    answer: dict[str, Any] = json.loads(out)
    return answer


def when(text: str, zone: str = "America/New_York") -> dict[str, Any]:
    return data("when", text, "--zone", zone, "--now", NOW)


def utc(text: str, zone: str = "America/New_York") -> list[str]:
    return [reading["utc"] for reading in when(text, zone)["readings"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-02 11:00", "2026-12-02T16:00Z"),
        ("2026-12-02T11:00", "2026-12-02T16:00Z"),
        ("2026-12-02T11:00Z", "2026-12-02T11:00Z"),
        ("2026-12-02 11:00+01:00", "2026-12-02T10:00Z"),
        ("2 Dec at 11:00", "2026-12-02T16:00Z"),
        ("2 Dec at 11", "2026-12-02T16:00Z"),
        ("Dec 2nd at 11am", "2026-12-02T16:00Z"),
        ("2 December 2026, 11:00", "2026-12-02T16:00Z"),
        ("Wed 2 Dec 11:00", "2026-12-02T16:00Z"),
        ("next Wednesday 11am", "2026-11-25T16:00Z"),
        ("wednesday at 9", "2026-11-25T14:00Z"),
        ("next tuesday at 9", "2026-11-24T14:00Z"),
        ("first Monday of December 10:00", "2026-12-07T15:00Z"),
        ("first monday of december 10am", "2026-12-07T15:00Z"),
        ("last friday of november 2026 17:30", "2026-11-27T22:30Z"),
        ("tomorrow 14:00", "2026-11-23T19:00Z"),
        ("tomorrow at noon", "2026-11-23T17:00Z"),
        ("today 23:59", "2026-11-23T04:59Z"),
        ("in 45 minutes", "2026-11-22T12:45Z"),
        ("in 2 hours", "2026-11-22T14:00Z"),
        ("in 3 days", "2026-11-25T12:00Z"),
        ("14:00", "2026-11-22T19:00Z"),
        ("3pm", "2026-11-22T20:00Z"),
        ("6:30", "2026-11-23T11:30Z"),
        ("11am tomorrow", "2026-11-23T16:00Z"),
        ("16:00 UTC", "2026-11-22T16:00Z"),
        ("3pm CET", "2026-11-22T14:00Z"),
        ("2 Dec 11:00 New York", "2026-12-02T16:00Z"),
        ("2 Dec 11:00 Asia/Kolkata", "2026-12-02T05:30Z"),
        ("2 Dec 11:00 london", "2026-12-02T11:00Z"),
        ("13/04/2027 10:00", "2027-04-13T14:00Z"),
        ("4/4/2027 10:00", "2027-04-04T14:00Z"),
        ("29 Feb 10:00", "2028-02-29T15:00Z"),
    ],
)
def test_a_moment_is_read_in_one_way(text: str, expected: str) -> None:
    answer = when(text)
    assert answer["status"] == "ok"
    assert [reading["utc"] for reading in answer["readings"]] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/04/2027 10:00", {"2027-03-04T15:00Z", "2027-04-03T14:00Z"}),
        ("2026-11-01 1:30", {"2026-11-01T05:30Z", "2026-11-01T06:30Z"}),
        ("Wed at 4", {"2026-11-25T09:00Z", "2026-11-25T21:00Z"}),
        ("tomorrow 5", {"2026-11-23T10:00Z", "2026-11-23T22:00Z"}),
        ("4", {"2026-11-22T21:00Z", "2026-11-23T09:00Z"}),
    ],
)
def test_two_readings_stay_two(text: str, expected: set[str]) -> None:
    assert when(text)["status"] == "ambiguous"
    assert set(utc(text)) == expected


def test_of_a_repeated_hour_the_first_comes_first() -> None:
    assert utc("2027-10-31 02:30", "Europe/Berlin") == ["2027-10-31T00:30Z", "2027-10-31T01:30Z"]


def test_a_gap_is_shifted_forward_as_an_offer() -> None:
    answer = when("2027-03-14 02:30")
    assert answer["status"] == "nonexistent"
    (reading,) = answer["readings"]
    assert (reading["local"], reading["utc"]) == ("2027-03-14T03:30", "2027-03-14T07:30Z")
    assert reading["note"]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("2 Dec 11:00", [""]),
        ("today at 4", ["in the past", ""]),
        ("2026-11-22 07:00", ["in the past"]),
        ("2027-12-27 07:00", ["in 400 days"]),
        ("03/04/2026 10:00", ["in the past", "in the past"]),
    ],
)
def test_what_is_past_or_far_ahead_is_noted(text: str, notes: list[str]) -> None:
    assert [reading["note"] for reading in when(text)["readings"]] == notes


def test_a_gap_that_is_past_has_both_notes() -> None:
    [reading] = when("2026-03-08 2:30")["readings"]
    assert "the clock jumps over it" in reading["note"]
    assert reading["note"].endswith("; in the past")


@pytest.mark.parametrize(
    "text",
    ["", "soon", "31 Feb 10:00", "25:00", "2026-13-02 10:00", "Tue 2 Dec 2026 11:00", "32/13 9:00"],
)
def test_what_cannot_be_read_says_so(text: str) -> None:
    answer = when(text)
    assert answer["status"] == "unreadable"
    assert answer["readings"] == []


@pytest.mark.parametrize("zone", ["CST", "IST"])
def test_a_name_of_three_zones_has_three_readings(zone: str) -> None:
    answer = when(f"2 Dec 10:00 {zone}")
    assert answer["status"] == "ambiguous"
    assert {(reading["local"][-5:], reading["zone"]) for reading in answer["readings"]} == {
        ("10:00", name) for name in data("zone", zone)["zones"]
    }
    assert len(answer["readings"]) == 3


def test_people_see_the_weekday_the_zone_and_the_distance() -> None:
    code, out = run("when", "2 Dec 11:00", "--zone", "new york", "--now", NOW)
    assert code == 0
    assert "Wed 2 Dec 2026, 11:00 New York (UTC-5), in 10 days" in out


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("America/New_York", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("New York", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("EST5EDT", "America/New_York"),
        ("Africa/Asmera", "Africa/Asmara"),
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("India", "Asia/Kolkata"),
        ("Kenya", "Africa/Nairobi"),
        ("Germany", "Europe/Berlin"),
        ("uk", "Europe/London"),
        ("São Tomé", "Africa/Sao_Tome"),
        ("mumbai", "Asia/Kolkata"),
        ("San Francisco", "America/Los_Angeles"),
        ("JST", "Asia/Tokyo"),
        ("EDT", "America/New_York"),
        ("GMT", "UTC"),
        ("Zulu", "UTC"),
        ("UTC+0", "UTC"),
    ],
)
def test_a_zone_is_found_by_any_of_its_names(text: str, zone: str) -> None:
    assert data("zone", text) == {"status": "ok", "zones": [zone], "offset": None, "suggest": None}


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("CST", {"America/Chicago", "Asia/Shanghai", "America/Havana"}),
        ("IST", {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"}),
        ("BST", {"Europe/London", "Asia/Dhaka"}),
        ("PST", {"America/Los_Angeles", "Asia/Manila"}),
        ("usa", {"America/New_York", "America/Los_Angeles", "Pacific/Honolulu"}),
        ("China", {"Asia/Shanghai", "Asia/Urumqi"}),
    ],
)
def test_several_zones_are_all_offered(text: str, zones: set[str]) -> None:
    answer = data("zone", text)
    assert answer["status"] == "ambiguous"
    assert zones <= set(answer["zones"])


@pytest.mark.parametrize(
    ("text", "offset", "suggest"),
    [
        ("EST", "-05:00", "America/New_York"),
        ("UTC+3", "+03:00", None),
        ("Etc/GMT+3", "-03:00", None),
        ("etc/gmt-14", "+14:00", None),
        ("+05:30", "+05:30", None),
        ("GMT-3:30", "-03:30", None),
    ],
)
def test_a_fixed_offset_is_told_apart(text: str, offset: str, suggest: str | None) -> None:
    answer = data("zone", text)
    assert (answer["status"], answer["offset"], answer["suggest"]) == ("fixed", offset, suggest)


@pytest.mark.parametrize("text", ["Mars/Phobos", "", " ", "UTC+15", "Factory", "../etc/passwd"])
def test_an_unknown_zone_is_unknown(text: str) -> None:
    assert data("zone", text)["status"] == "unknown"


def test_every_place_of_today_keeps_its_name() -> None:
    assert {name: read_zone(name).zones for name in zone_names()} == {
        name: (name,) for name in zone_names()
    }


def test_every_old_name_leads_to_a_place_of_today() -> None:
    assert set(canonical_names().values()) <= {*places(), "UTC"}


@given(st.text(max_size=40))
@settings(max_examples=examples(150), deadline=None)
def test_no_text_breaks_the_reading_of_zones(text: str) -> None:
    reading = read_zone(text)
    assert set(reading.zones) <= set(zone_names())
    assert set(match_zones(text)) <= set(zone_names())


def test_occurrences_keep_their_hour_across_a_change_of_the_clock() -> None:
    words = ("--rule", "FREQ=WEEKLY;INTERVAL=2", "--start", "2027-03-03T11:00")
    answer = data("occurrences", *words, "--zone", "America/New_York", "--count", "3")
    assert answer["local"] == ["2027-03-03T11:00", "2027-03-17T11:00", "2027-03-31T11:00"]
    assert answer["utc"] == ["2027-03-03T16:00Z", "2027-03-17T15:00Z", "2027-03-31T15:00Z"]


def test_people_see_occurrences_here_and_in_utc() -> None:
    words = ("--rule", "FREQ=WEEKLY", "--start", "2027-03-21T01:30", "--zone", "Europe/London")
    code, out = run("occurrences", *words, "--count", "2")
    assert code == 0
    assert out.splitlines()[:2] == [
        "2027-03-21T01:30  2027-03-21T01:30Z",
        "2027-03-28T02:30  2027-03-28T01:30Z",
    ]


def test_an_occurrence_in_a_gap_is_noted() -> None:
    words = ("--rule", "FREQ=WEEKLY", "--start", "2027-03-21T01:30", "--zone", "Europe/London")
    answer = data("occurrences", *words, "--count", "3")
    assert answer["utc"] == ["2027-03-21T01:30Z", "2027-03-28T01:30Z", "2027-04-04T00:30Z"]
    assert len(answer["notes"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--rule", "FREQ=HOURLY", "--start", "2027-01-01T10:00", "--zone", "UTC"),
        ("--rule", "nonsense", "--start", "2027-01-01T10:00", "--zone", "UTC"),
        ("--rule", "FREQ=DAILY", "--start", "tomorrow", "--zone", "UTC"),
        ("--rule", "FREQ=DAILY", "--start", "2027-01-01T10:00", "--zone", "Atlantis"),
    ],
)
def test_a_rule_start_or_zone_of_no_use_ends_with_a_line(words: tuple[str, ...]) -> None:
    code, out = run("occurrences", *words)
    assert code == 2
    assert len(out.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("when", "03/04/2027 11:00"), "Has more than one reading:"),
        (("when", "2027-03-14 02:30"), "Does not exist, the clock jumps over it"),
        (("when", "soon"), "Could not be read as a date and time."),
        (("zone", "New York"), "Time zone:"),
        (("zone", "CST"), "Can mean several time zones:"),
        (("zone", "UTC+3"), "A fixed offset, which follows no clock change:"),
        (("zone", "EST"), "Probably meant: America/New_York"),
        (("zone", "Atlantis"), "No time zone of this name is known."),
        (
            ("link", "PMC117123"),
            "pmcid:PMC117123\nhttps://pmc.ncbi.nlm.nih.gov/articles/PMC117123/",
        ),
        (("link", "a nice paper"), "I found no link here, and no DOI, arXiv id"),
    ],
)
def test_people_are_told_in_words(words: tuple[str, ...], sentence: str) -> None:
    at = ["--zone", "America/New_York", "--now", NOW] if words[0] == "when" else []
    assert sentence in run(*words, *at)[1]


def test_a_link_is_explained_by_its_work() -> None:
    page = "https://journals.plos.org/plosmedicine/article?id=10.1371/journal.pmed.0020124"
    assert data("link", page) == {
        "status": "ok",
        "kind": "doi",
        "id": "doi:10.1371/journal.pmed.0020124",
        "url": "https://doi.org/10.1371/journal.pmed.0020124",
        "why": "",
    }


def test_a_link_that_is_refused_says_why() -> None:
    assert data("link", "https://doi.org@evil.example/10.1000/182") == {
        "status": "refused",
        "kind": None,
        "id": None,
        "url": None,
        "why": "This link has a user name in it, so it may lead somewhere else than it seems. "
        "Please remove the part before the `@`.",
    }
    long = data("link", "https://example.org/" + "x" * 4_000)
    assert (long["status"], "4,020" in long["why"]) == ("refused", True)
