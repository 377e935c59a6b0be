"""Sentences of the section "Overall Health"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.report_data import HealthData, KindData, MeetingData
from sigbot.domain.reports import compile_report
from sigbot.domain.statistics import UNKNOWN
from sigbot.wording import health as say
from tests.domain.material import a_material, changed
from tests.domain.properties import quick

HEALTH = compile_report(a_material())["health"]
GENERAL, GUEST = MeetingKind.GENERAL, MeetingKind.GUEST
TWO = {kind: HEALTH["attendance_by_kind"][kind] for kind in (GENERAL, GUEST)}
NO_RECORD = {GUEST: KindData(meetings=2, attendances=0, average=UNKNOWN)}


def health(**changes: object) -> HealthData:
    return {**HEALTH, **changes}  # type: ignore[typeddict-item]


def single(attendances: int) -> dict[MeetingKind, KindData]:
    return {GENERAL: KindData(meetings=1, attendances=attendances, average=attendances)}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"attendance_by_kind": TWO},
            (
                "9 meetings were held, with a General Meeting every two weeks and an average "
                "attendance of 16.5/General Meeting and 24/Guest Presentation."
            ),
        ),
        (
            {"attendance_by_kind": TWO, "cadence_days": UNKNOWN},
            (
                "9 meetings were held, with an average attendance of 16.5/General Meeting and "
                "24/Guest Presentation."
            ),
        ),
        ({"meetings_held": 0, "attendance_by_kind": {}}, "No meetings were held."),
        (
            {"meetings_held": 1, "attendance_by_kind": single(0)},
            "1 meeting was held: a General Meeting.",
        ),
        (
            {"meetings_held": 1, "attendance_by_kind": single(1)},
            "1 meeting was held: a General Meeting with 1 attendee.",
        ),
        (
            {"meetings_held": 1, "attendance_by_kind": single(24)},
            "1 meeting was held: a General Meeting with 24 attendees.",
        ),
        ({"cadence_days": UNKNOWN, "attendance_by_kind": NO_RECORD}, "9 meetings were held."),
        ({"attendance_by_kind": NO_RECORD}, "9 meetings were held, with one every two weeks."),
    ],
)
def test_how_often_the_group_met_and_with_how_many(changes: dict[str, object], text: str) -> None:
    assert say.held(health(**changes)) == text


def test_a_report_of_nothing_has_whole_sentences() -> None:
    nothing = compile_report(changed(a_material(), meetings=(), unique_attendees=0))["health"]
    assert say.held(nothing) == "No meetings were held."
    assert say.people(nothing) == say.without_record(nothing["by_meeting"]) == ""


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (7, "every week"),
        (14, "every two weeks"),
        (28, "every four weeks"),
        (30, "about every month"),
        (30.5, "about every month"),
        (91, "about every three months"),
        (10.5, "about every 10.5 days"),
        (2, "about every 2 days"),
    ],
)
def test_a_cadence_has_the_words_that_people_use(days: float, text: str) -> None:
    assert say.cadence(days) == text


def test_meetings_of_one_day_have_no_cadence() -> None:
    assert say.held(health(cadence_days=0)).startswith("9 meetings were held, with an average")
    assert say.cadence(1) == "every day"


@quick
@given(st.floats(1, 400).map(lambda days: round(days, 1)), st.integers(2, 400))
def test_any_rhythm_can_be_told_in_one_sentence(days: float, count: int) -> None:
    text = say.held(health(meetings_held=count, cadence_days=days))
    assert text.startswith(f"{count} meetings were held, with a General Meeting ")
    assert text.endswith(".")
    assert "  " not in text


def meeting(title: str, attended: int) -> MeetingData:
    return {"date": "2021-06-01", "kind": GENERAL, "attended": attended, "title": title}


def test_meetings_without_a_record_are_named() -> None:
    assert say.without_record([meeting("A", 1)]) == ""
    assert say.without_record([meeting("A", 0)]) == "No attendance was recorded."
    assert say.without_record([meeting("A", 1), meeting("B", 0)]) == (
        "No attendance was recorded at this meeting, which is left out of averages: B (2021-06-01)."
    )
    assert say.without_record([meeting("A", 0), meeting("B", 0), meeting("C", 1)]) == (
        "No attendance was recorded at these 2 meetings, which are left out of averages: "
        "A (2021-06-01) and B (2021-06-01)."
    )


@pytest.mark.parametrize(
    ("unique", "newcomers", "back", "regulars", "text"),
    [
        (0, 0, 0, 0, ""),
        (1, 1, 1, 1, "1 person took part."),
        (9, 9, 4, 0, "9 people took part."),
        (9, 0, 0, 0, "9 people took part."),
        (9, 1, 0, 0, "9 people took part. One of them was here for the first time."),
        (
            9,
            1,
            1,
            1,
            (
                "9 people took part. One of them was here for the first time, and came again. "
                "1 came regularly (to half of the General Meetings or more)."
            ),
        ),
        (
            9,
            4,
            None,
            2,
            (
                "9 people took part. 4 of them were here for the first time. "
                "2 came regularly (to half of the General Meetings or more)."
            ),
        ),
        (
            9,
            4,
            0,
            0,
            (
                "9 people took part. 4 of them were here for the first time, and nobody of these "
                "came again."
            ),
        ),
        (
            9,
            4,
            1,
            0,
            (
                "9 people took part. 4 of them were here for the first time, and 1 of these came "
                "again."
            ),
        ),
        (
            9,
            4,
            3,
            0,
            (
                "9 people took part. 4 of them were here for the first time, and 3 of these came "
                "again."
            ),
        ),
    ],
)
def test_who_took_part(
    unique: int, newcomers: int, back: int | None, regulars: int, text: str
) -> None:
    figures = health(unique_attendees=unique, newcomers=newcomers, regulars=regulars)
    if back is None:
        del figures["newcomers_back"]
    else:
        figures["newcomers_back"] = back
    assert say.people(figures) == text


def test_answers_that_were_kept() -> None:
    assert say.rsvps({"going": 40, "kept": 33, "percent": 83}) == (
        "People said “Going” 40 times, and came 33 times (83 %)."
    )
    assert say.rsvps({"going": 40, "kept": 1, "percent": 3}) == (
        "People said “Going” 40 times, and came once (3 %)."
    )
    assert say.rsvps({"going": 2, "kept": 0, "percent": 0}).endswith("but did not come.")
    assert say.rsvps({"going": 9, "kept": 9, "percent": 100}).endswith("came each time.")
    assert say.rsvps({"going": 1, "kept": 1, "percent": 100}) == "1 person said “Going”, and came."
    assert say.rsvps({"going": 1, "kept": 0, "percent": 0}).startswith("1 person said “Going”, but")


def test_a_change_names_what_changed() -> None:
    assert say.change({"general": 4.5, "unique_attendees": -9, "meetings_held": 1}) == (
        "Compared with the period before: 4.5 more attendees a General Meeting, 9 fewer people "
        "and 1 more meeting."
    )
    assert say.change({"guest": -1, "unique_attendees": 1, "meetings_held": 0}) == (
        "Compared with the period before: 1 fewer attendee a Guest Presentation and 1 more person."
    )
    assert say.change({"general": 1, "unique_attendees": -1, "meetings_held": -1}) == (
        "Compared with the period before: 1 more attendee a General Meeting, 1 fewer person and "
        "1 fewer meeting."
    )
    assert say.change({"general": -0.5, "unique_attendees": 2, "meetings_held": -2}) == (
        "Compared with the period before: 0.5 fewer attendees a General Meeting, 2 more people "
        "and 2 fewer meetings."
    )
    assert say.change({"meetings_held": 2}).endswith(": 2 more meetings.")
    assert say.change({"general": 0, "unique_attendees": 0}) == say.UNCHANGED


def test_meetings_are_named_together_and_titles_tell_their_kind() -> None:
    assert say.every(None, recorded=False) == "All meetings"
    assert say.every(None, recorded=True) == "All meetings with a record"
    assert say.every(GENERAL, recorded=False) == "Each General Meeting"
    assert say.every(GENERAL, recorded=True) == "Each General Meeting with a record"
    assert say.titled(meeting("Kick-off", 1)) == "Kick-off (General Meeting)"
    assert say.titled(meeting("General Meeting", 1)) == "General Meeting"


def test_every_figure_of_the_sources_has_a_name() -> None:
    names = {figure.partition(".")[0] for figure in compile_report(a_material())["sources"]}
    assert names == set(say.FIGURES) - {"change_from_previous"}
    figures = [("attendance_by_kind", "guest"), ("by_subgroup", "A.B"), ("rsvps", "")]
    assert say.figure_names(figures) == (
        "Attendance at a Guest Presentation, attendance at the subgroup A.B and people who said "
        "“Going” and came"
    )


@pytest.mark.parametrize(
    ("noted", "done", "told"),
    [
        (1, 0, "1 action item was noted. It is not done yet."),
        (1, 1, "1 action item was noted, and it is done."),
        (4, 0, "4 action items were noted. None of them is done yet."),
        (4, 1, "4 action items were noted. One of them is done."),
        (4, 3, "4 action items were noted. 3 of them are done."),
    ],
)
def test_action_items_are_counted(noted: int, done: int, told: str) -> None:
    assert say.action_items({"noted": noted, "done": done}) == told
