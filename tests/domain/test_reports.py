"""Every figure of the report, on material made by hand."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.health import (
    HeldMeeting,
    Previous,
    attendance_by_kind,
    base_kind,
    cadence_days,
    least_for_a_regular,
)
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute, Gender
from sigbot.domain.periods import read_period
from sigbot.domain.regions import Region
from sigbot.domain.releases import WITHHELD, NextRelease, Unit
from sigbot.domain.report_data import DiversityData, Fifths, NarrativeData, ReportData
from sigbot.domain.report_material import Material
from sigbot.domain.reports import compile_report, is_empty, report_title
from sigbot.domain.rotation import RegionBurden
from sigbot.domain.statistics import UNKNOWN, Figure
from sigbot.store.published import from_json, to_json
from tests.domain.material import (
    H1,
    INTEROP,
    MEETINGS,
    PAST,
    PATIENT,
    TODAY,
    a_material,
    a_release,
    changed,
    with_releases,
)
from tests.domain.properties import quick

held_meetings = st.lists(
    st.builds(
        HeldMeeting,
        kind=st.sampled_from(MeetingKind),
        subgroup_id=st.sampled_from([None, 1, 2, 3]),
        day=st.dates(date(2021, 1, 1), date(2021, 6, 30)),
        attended=st.integers(0, 400),
    ),
    max_size=12,
)


COUNTED = ("name", "meetings", "attendances", "average")


def report(**changes: object) -> ReportData:
    return compile_report(changed(a_material(), **changes))


def codes(data: ReportData) -> list[str]:
    return [issue["code"] for issue in data["issues"]]


def diversity(data: ReportData) -> DiversityData:
    found = data["diversity"]
    assert "releases" in found
    return found


def test_the_keys_are_those_of_the_contract_in_its_order() -> None:
    data = report()
    assert " ".join(data) == (
        "sig title period authors published_at health issues activities planned_work journal "
        "diversity additional_information narrative sources"
    )
    assert list(data["sig"]) == ["name", "description", "wiki"]
    assert list(data["period"]) == ["label", "start", "end"]
    assert " ".join(data["health"]) == (
        "meetings_held cadence_days attendance_by_kind unique_attendees newcomers newcomers_back "
        "regulars by_subgroup by_meeting by_slot by_weekday meeting_occurrences "
        "scheduled_meeting_minutes caught_up_by_kind change_from_previous rsvps"
    )
    assert list(data["health"]["attendance_by_kind"][MeetingKind.GENERAL]) == [
        "meetings",
        "attendances",
        "average",
    ]
    assert list(data["activities"][0]) == ["title", "kind", "date", "link"]
    assert list(data["planned_work"][0]) == ["title", "status", "due"]
    assert " ".join(data["journal"][0]) == "title link discussed_on authors venue year"
    quoting = diversity(compile_report(with_releases(a_release({}))))
    assert list(quoting) == ["releases", "next_release"]
    assert " ".join(quoting["releases"][0]) == (
        "period made_on total of_general_meetings gender region organization experience"
    )
    assert " ".join(data["narrative"]) == "health issues diversity additional"


def test_a_report_is_what_was_counted() -> None:
    data = report()
    assert data["title"] == "Mid-Year 2021 Report"
    assert data["period"] == {"label": "H1 2021", "start": "2021-01-01", "end": "2021-06-30"}
    assert data["authors"] == ["Mike McCoy"]
    assert data["health"]["meetings_held"] == 9
    assert data["health"]["cadence_days"] == 14
    assert data["health"]["unique_attendees"] == 41
    assert (data["health"]["newcomers"], data["health"]["regulars"]) == (12, 9)


def test_attendance_is_averaged_by_kind_in_the_order_of_the_contract() -> None:
    assert report()["health"]["attendance_by_kind"] == {
        "general": {"meetings": 4, "attendances": 66, "average": 16.5},
        "guest": {"meetings": 1, "attendances": 24, "average": 24},
        "subgroup": {"meetings": 3, "attendances": 16, "average": 5.3},
        "special": {"meetings": 1, "attendances": 0, "average": UNKNOWN},
    }


def test_every_subgroup_but_a_retired_one_without_meetings_has_its_average() -> None:
    shown = report()["health"]["by_subgroup"]
    assert [{name: dict(figures)[name] for name in COUNTED} for figures in shown] == [
        {"name": "Patient", "meetings": 2, "attendances": 7, "average": 3.5},
        {"name": "Provider", "meetings": 1, "attendances": 9, "average": 9},
        {"name": "Interop", "meetings": 0, "attendances": 0, "average": UNKNOWN},
    ]


def test_a_running_period_says_until_when_and_is_not_compared() -> None:
    until = date(2021, 5, 3)
    data = report(previous=Previous(MEETINGS[:1], 18), is_over=False, until=until)
    assert data["health"].get("until") == "2021-05-03"
    assert data["health"]["change_from_previous"] == {}
    assert "change_from_previous" not in data.get("sources", {})
    assert "until" not in report()["health"]


def test_lists_are_given_with_iso_dates() -> None:
    data = report(published_at=datetime(2021, 7, 14, 16, 30, 5, tzinfo=UTC))
    assert data["published_at"] == "2021-07-14T12:30:05-04:00"
    assert data["activities"][1] == {
        "title": "VitaDAO",
        "kind": "research",
        "date": "2021-03-01",
        "link": "https://example.org/vita",
    }
    assert [work["due"] for work in data["planned_work"]] == [None, "2021-12-31"]
    assert data["journal"][0]["discussed_on"] == "2021-02-03"


def test_what_people_wrote_is_in_the_report_as_they_wrote_it() -> None:
    said = NarrativeData(health="Well.", issues="Few.", diversity="More!", additional="N/A\n# x")
    data = report(narrative=said)
    assert data["narrative"] == said
    assert data["additional_information"] == "N/A\n# x"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("H1 2021", "Mid-Year 2021 Report"),
        ("H2 2021", "End-of-Year 2021 Report"),
        ("Q3 2026", "Q3 2026 Report"),
        ("2026", "Annual 2026 Report"),
        ("June 2021", "June 2021 Report"),
        ("2021-01-05..2021-02-06", "Report for 5 Jan 2021 to 6 Feb 2021"),
        ("2021-01-05", "Report for 5 Jan 2021"),
    ],
)
def test_a_report_is_called_as_foundations_call_it(text: str, title: str) -> None:
    assert report_title(read_period(text, TODAY)) == title


def on_days(*days: int, kind: MeetingKind = MeetingKind.GENERAL) -> list[HeldMeeting]:
    return [HeldMeeting(kind, None, date(2021, 1, 1) + timedelta(days=day), 5) for day in days]


@pytest.mark.parametrize(
    ("days", "cadence"),
    [
        ([], UNKNOWN),
        ([3], UNKNOWN),
        ([3, 3], 0),
        ([0, 14, 28, 42], 14),
        ([0, 14, 28, 56], 14),  # one left out does not change the rhythm
        ([0, 7, 21], 10.5),
        ([42, 0, 28, 14], 14),
    ],
)
def test_the_cadence_is_the_median_of_the_days_between(days: list[int], cadence: Figure) -> None:
    assert cadence_days(on_days(*days)) == cadence


def test_the_cadence_is_of_general_meetings_and_of_all_where_there_are_none() -> None:
    assert cadence_days(on_days(0, 14, 28) + on_days(1, 2, 3, kind=MeetingKind.GUEST)) == 14
    assert (
        cadence_days(on_days(0, 7, kind=MeetingKind.GUEST) + on_days(14, kind=MeetingKind.SPECIAL))
        == 7
    )
    assert base_kind(on_days(0)) == "general"
    assert base_kind(on_days(0, kind=MeetingKind.GUEST)) is None


@pytest.mark.parametrize(("held", "least"), [(0, 2), (1, 2), (2, 2), (4, 2), (5, 3), (13, 7)])
def test_a_regular_was_at_half_of_the_general_meetings(held: int, least: int) -> None:
    unrecorded = [replace(meeting, attended=0) for meeting in on_days(20, 21, 22, 23)]
    assert least_for_a_regular([*on_days(*range(held)), *unrecorded]) == least


@quick
@given(held_meetings)
def test_averages_are_exact_to_one_decimal_and_add_up(meetings: list[HeldMeeting]) -> None:
    found = attendance_by_kind(meetings)
    assert list(found) == [kind for kind in MeetingKind if any(m.kind == kind for m in meetings)]
    assert sum(figures["meetings"] for figures in found.values()) == len(meetings)
    assert sum(f["attendances"] for f in found.values()) == sum(m.attended for m in meetings)
    for kind, figures in found.items():
        recorded = sum(m.kind == kind and m.attended > 0 for m in meetings)
        if recorded:
            exact = Fraction(figures["attendances"], recorded)
            assert abs(Fraction(str(figures["average"])) - exact) <= Fraction(1, 20)
        else:
            assert figures["average"] is UNKNOWN


def test_averages_leave_out_meetings_without_any_record() -> None:
    meetings = [*of(MeetingKind.GENERAL, 16, 0, 17, 0), *of(MeetingKind.GUEST, 0)]
    found = attendance_by_kind(meetings)
    assert found[MeetingKind.GENERAL] == {"meetings": 4, "attendances": 33, "average": 16.5}
    assert found[MeetingKind.GUEST]["average"] is UNKNOWN
    data = report(meetings=meetings, previous=Previous(of(MeetingKind.GUEST, 3), 3))
    assert set(data["health"]["change_from_previous"]) == {"unique_attendees", "meetings_held"}


def change(now: list[HeldMeeting], before: list[HeldMeeting], people: int) -> dict[str, float]:
    data = report(meetings=now, previous=Previous(before, people))
    return dict(data["health"]["change_from_previous"])


def of(kind: MeetingKind, *attended: int) -> list[HeldMeeting]:
    return [HeldMeeting(kind, None, date(2021, 1, 6), count) for count in attended]


def test_a_change_is_told_for_kinds_that_both_periods_have() -> None:
    now, before = (
        [*of(MeetingKind.GENERAL, 16, 17), *of(MeetingKind.GUEST, 24)],
        [*of(MeetingKind.GENERAL, 12), *of(MeetingKind.REVIEW, 3)],
    )
    assert change(now, before, 50) == {
        "general": 4.5,
        "unique_attendees": -9,
        "meetings_held": 1,
    }


def test_there_is_no_change_from_a_period_without_meetings() -> None:
    assert change(of(MeetingKind.GENERAL, 16), [], 0) == {}


@quick
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=6), st.lists(st.integers(1, 40), min_size=1)
)
def test_a_change_is_the_difference_of_the_averages_shown(
    now: list[int], before: list[int]
) -> None:
    averages = [
        attendance_by_kind(of(MeetingKind.GENERAL, *n))[MeetingKind.GENERAL]["average"]
        for n in (now, before)
    ]
    difference = Fraction(str(averages[0])) - Fraction(str(averages[1]))
    found = change(of(MeetingKind.GENERAL, *now), of(MeetingKind.GENERAL, *before), 1)["general"]
    assert Fraction(str(found)) == difference


def test_a_whole_change_is_written_without_a_decimal_point() -> None:
    assert (
        str(change(of(MeetingKind.GENERAL, 16, 17), of(MeetingKind.GENERAL, 12, 13), 1)["general"])
        == "4"
    )


def test_a_report_is_empty_when_nothing_at_all_was_recorded() -> None:
    nothing = changed(a_material(), meetings=(), activities=(), journal=())
    assert is_empty(nothing)
    assert not is_empty(a_material())
    assert not is_empty(replace(nothing, activities=a_material().activities))
    assert not is_empty(replace(nothing, journal=a_material().journal))


def test_a_period_without_meetings_has_a_report_without_figures() -> None:
    data = report(meetings=(), unique_attendees=0, newcomers=0, regulars=0)
    assert data["health"]["attendance_by_kind"] == {}
    assert data["health"]["cadence_days"] is UNKNOWN


def test_a_report_quotes_releases_with_every_answer_of_the_form() -> None:
    newest = a_release({Attribute.GENDER: {"female": 6, "male": 8}})
    before = a_release({}, H1.previous())
    quoted = diversity(compile_report(with_releases(newest, before)))["releases"]
    assert [release["period"] for release in quoted] == ["H1 2021", "H2 2020"]
    assert [release["made_on"] for release in quoted] == ["2021-07-07", "2021-01-07"]
    assert [release["total"] for release in quoted] == [16.5, 16.5]
    assert quoted[0]["gender"] == {
        Gender.FEMALE: 6,
        Gender.MALE: 8,
        Gender.NON_BINARY: WITHHELD,
        Gender.ANOTHER: WITHHELD,
    }
    for release in quoted:
        assert [*release["region"]] == [*Region]
        assert {*release["organization"].values(), *release["experience"].values()} == {WITHHELD}


def test_shares_are_no_people() -> None:
    coarse = a_release({Attribute.GENDER: {"female": 2, "male": 3}}, unit=Unit.FIFTHS)
    [release] = diversity(compile_report(with_releases(coarse)))["releases"]
    assert [*release["gender"].values()] == [Fifths(2), Fifths(3), WITHHELD, WITHHELD]


def test_without_a_release_it_is_said_when_the_first_comes() -> None:
    following = NextRelease(H1, date(2021, 7, 7))
    found = diversity(report(next_release=following))
    assert found["releases"] == []
    assert found["next_release"] == {"period": "H1 2021", "day": "2021-07-07"}


def regions(said: dict[str, int], **changes: object) -> ReportData:
    made = with_releases(a_release({Attribute.REGION: said}))
    return compile_report(replace(made, **changes))  # type: ignore[arg-type]


def test_regions_that_are_reached_and_those_that_are_not_are_named() -> None:
    said = {"North America": 5, "Europe": 8, "Oceania": 0}
    reached, absent = regions(said)["issues"][:2]
    expected = {"names": ["Europe", "North America"], "period": "H1 2021", "state": "draft"}
    assert reached == {"code": "regions_reached", **expected}
    assert absent["code"] == "regions_absent"
    assert absent["names"] == [name for name in Region if name not in said]


def test_regions_are_named_from_the_most_attendance_to_the_least() -> None:
    said = {"Africa": 2, "Europe": 6, "North America": 5, "South Asia": 3}
    reached = regions(said)["issues"][0]
    assert reached["names"] == ["Europe", "North America", "South Asia", "Africa"]


def test_late_hours_are_told_of_published_regions_only() -> None:
    said = {"North America": 5, "Europe": 8}
    burdens = (
        RegionBurden(Region("Africa"), 90, 2),
        RegionBurden(Region("South Asia"), 60, 3),
        RegionBurden(Region("Europe"), 0, 0),
        RegionBurden(Region("North America"), 45, 5),
    )
    data = regions(said, burdens=burdens)
    late = [issue for issue in data["issues"] if issue["code"] == "late_hours"]
    assert [issue["minutes"] for issue in late] == [{"North America": 45}]


def test_no_late_hours_are_told_where_no_published_region_had_any() -> None:
    said = {"Europe": 8}
    burdens = (RegionBurden(Region("Africa"), 90, 2), RegionBurden(Region("Europe"), 0, 0))
    data = regions(said, burdens=burdens)
    assert "late_hours" not in codes(data)


def test_no_region_is_named_where_none_can_be_shown() -> None:
    assert not {"regions_reached", "regions_absent"} & set(codes(report()))


def test_a_subgroup_that_did_not_meet_is_named_unless_it_is_retired() -> None:
    data = report(subgroups=(PATIENT, INTEROP, PAST))
    silent = [issue["names"] for issue in data["issues"] if issue["code"] == "subgroup_silent"]
    assert silent == [["Interop"]]


def test_in_a_short_time_a_subgroup_need_not_have_met() -> None:
    held = {1: date(2021, 1, 4), 2: date(2021, 1, 4), 3: date(2020, 9, 2)}
    for day, is_told in ((27, False), (28, True)):
        until = date(2021, 1, day)
        made = changed(a_material(), meetings=(), until=until, last_met=held)
        told = [i["names"] for i in compile_report(made)["issues"] if "subgroup" in i["code"]]
        assert told == [*([["Patient"], ["Provider"]] if is_told else []), ["Interop"]]


def test_a_subgroup_that_draws_less_than_half_of_a_general_meeting_is_named() -> None:
    thin = [issue for issue in report()["issues"] if issue["code"] == "subgroup_thin"]
    assert thin == [
        {"code": "subgroup_thin", "names": ["Patient"], "averages": [3.5], "state": "draft"}
    ]
    held = (*MEETINGS[:6], replace(MEETINGS[6], attended=2), *MEETINGS[7:])
    [both] = [x for x in report(meetings=held)["issues"] if x["code"] == "subgroup_thin"]
    assert (both["names"], both["averages"]) == (["Patient", "Provider"], [3.5, 2])
    assert "subgroup_thin" not in codes(report(meetings=MEETINGS[4:5]))


def test_a_discussion_is_dated_in_the_zone_of_the_community() -> None:
    [item] = a_material().journal
    late = replace(item, discussed_at=datetime(2021, 2, 4, 1, 0, tzinfo=UTC))
    assert report(journal=(late,))["journal"][0]["discussed_on"] == "2021-02-03"


def check_json(material: Material) -> None:
    data = compile_report(material)
    kept = json.dumps(to_json(data), allow_nan=False)
    assert from_json(json.loads(kept)) == data


@quick
@given(held_meetings, held_meetings)
def test_any_report_is_the_same_after_a_journey_through_json(
    now: list[HeldMeeting], before: list[HeldMeeting]
) -> None:
    check_json(changed(a_material(), meetings=now, previous=Previous(before, 3)))


@pytest.mark.parametrize("text", ["Q1 2021", "H2 2021", "2021", "last 3 weeks", "this month"])
def test_a_report_of_any_kind_of_period_goes_into_json(text: str) -> None:
    check_json(a_material(read_period(text, TODAY)))


@quick
@given(held_meetings)
def test_every_figure_has_at_most_one_decimal(meetings: list[HeldMeeting]) -> None:
    data = compile_report(changed(a_material(), meetings=meetings, previous=Previous(MEETINGS, 3)))

    def check(value: object) -> None:
        if isinstance(value, dict):
            for part in value.values():
                check(part)
        elif isinstance(value, list):
            for part in value:
                check(part)
        elif isinstance(value, float):
            assert value == round(value, 1)

    check(data)


def test_a_label_of_the_period_is_kept_as_people_said_it() -> None:
    assert report(period=H1)["period"]["label"] == "H1 2021"
