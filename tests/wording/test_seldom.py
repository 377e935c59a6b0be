"""Sentences that are seldom said: each kind of file, row, confirmation and rotation has its own."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sigbot.domain.attendance_files import BadRow, BadRowCode, Shape
from sigbot.domain.confirmations import (
    Adopting,
    Cancelling,
    Coming,
    Editing,
    RequestingZones,
    Retiring,
)
from sigbot.domain.meetings import Answer, MeetingKind
from sigbot.domain.members import OwnAnswer, OwnName
from sigbot.domain.narratives import AUTHORS
from sigbot.domain.report_data import IssueCode, IssueData, NarrativePart
from sigbot.domain.revisions import Changed, Difference
from sigbot.domain.rotation.turns import Slot
from sigbot.domain.rotation.views import Knowledge
from sigbot.domain.statistics import UNKNOWN
from sigbot.domain.when import Moment
from sigbot.wording import (
    activity,
    attendance,
    confirmations,
    health,
    import_reviews,
    imports,
    issues,
    meetings,
    members,
    personal,
    reports,
    times,
)
from tests.wording.healthcare import ADA, MEETING, NOW, START
from tests.wording.test_import_reviews import PLAIN, REVIEW, WHO
from tests.wording.test_reports import REPORT


@pytest.mark.parametrize("shape", Shape)
def test_a_review_names_the_kind_of_its_file(shape: Shape) -> None:
    said = import_reviews.subtitle(replace(REVIEW, counts=replace(PLAIN, shape=shape)))
    assert imports.SHAPES[shape] in said


@pytest.mark.parametrize("code", BadRowCode)
def test_a_bad_row_has_its_reason(code: BadRowCode) -> None:
    assert len(imports.why_bad(BadRow(3, code))) > 3


@pytest.mark.parametrize("kind", imports.KINDS)
def test_a_file_of_another_kind_is_named(kind: str) -> None:
    assert imports.KINDS[kind] in import_reviews.refused("binary", (kind,))


EDITING = Editing("Call", START, 1, tuple(confirmations.CHANGES), None, 0, Coming(), None)


def test_a_change_names_each_field_and_what_it_reaches() -> None:
    asked = confirmations.question(EDITING)
    assert all(name in asked for name in confirmations.CHANGES.values())
    for dropped, said in ((1, "1 of them does not fit"), (2, "2 of them do not fit")):
        told = confirmations.question(replace(EDITING, dropped=dropped, coming=Coming(2, 2)))
        assert said in told
        assert "2 people said maybe." in told
        assert told.endswith("There is no channel for news, so nobody is told.")
    assert confirmations.labels(EDITING) == ("Change the meeting", "Keep it as it is")


def test_one_meeting_and_one_member_are_not_many() -> None:
    adopting = Adopting("Call", (Slot("UTC", 600),), START, 1, Coming(), 7, Knowledge(1, 0))
    assert "1 meeting gets another time." in confirmations.question(adopting)
    assert confirmations.question(Retiring("Payer", 2, 2)).splitlines()[1:] == [
        "It has 2 other members. Nobody is told.",
        "2 meetings of it are ahead, and stay.",
    ]
    cancelling = Cancelling("Call", START, 1, Coming(), None)
    assert "Keep it" in confirmations.labels(cancelling)


TRIED: IssueData = {
    "code": IssueCode.ROTATION_TRIED,
    "names": ["Call"],
    "since": "2026-03-04",
    "slots": [{"zone": "UTC", "minute": 600}],
    "count": 2,
    "average_since": 9.5,
    "average_before": 7,
}


def test_a_report_says_what_was_tried_and_what_came_of_it() -> None:
    tried = "What was tried: since 4 Mar 2026, Call meets in turn at Mon 10:00 UTC."
    since = "2 meetings since then had 9.5 attendees on average"
    before = "in the six months before."
    assert issues.sentence(TRIED) == f"{tried} {since}, after 7 {before}"
    first: IssueData = {**TRIED, "average_before": UNKNOWN}
    assert issues.sentence(first) == f"{tried} {since}."
    single: IssueData = {**TRIED, "count": 1}
    told = f"1 meeting since then had 9.5 attendees, after an average of 7 {before}"
    assert issues.sentence(single) == f"{tried} {told}"
    one: IssueData = {**TRIED, "count": 1, "average_before": UNKNOWN}
    assert issues.sentence(one) == f"{tried} 1 meeting since then had 9.5 attendees."
    assert issues.sentence({**TRIED, "count": 0}) == tried


def test_a_meeting_of_no_general_kind_is_a_meeting() -> None:
    assert reports.group_column(9, general=False) == "Average attendees of a meeting, of 9"
    assert health.cadence(21) == "every three weeks"


@pytest.mark.parametrize("answer", Answer)
def test_without_a_zone_there_is_no_time(answer: Answer) -> None:
    said = meetings.your_line(MEETING, answer, None, NOW)
    assert said.startswith("-# Your answer: ")
    assert said.endswith("`/me timezone` tells me your clock.")


def test_a_meeting_that_is_called_as_its_kind_has_one_line() -> None:
    called = replace(MEETING, title="General Meeting", kind=MEETING.kind)
    assert meetings.listing([called], past=False)[0].count("General Meeting") == 1


def test_an_export_says_how_far_it_is() -> None:
    assert attendance.exporting(9) == "Writing the file… 9 rows so far."


def test_a_time_that_the_clock_jumps_over_is_named_with_the_one_after() -> None:
    there = "America/New_York"
    after = Moment(datetime(2026, 3, 8, 3, 30, tzinfo=ZoneInfo(there)), there)
    said = times.echo_after_gap(after, after.utc - timedelta(days=1))
    assert said.startswith("The clock jumps over it. Instead: Sun 8 Mar 2026, 03:30 New York")


def test_one_person_who_may_be_meant_is_asked_about_with_the_reason() -> None:
    said = import_reviews.question(replace(WHO, candidates=WHO.candidates[:1]))
    assert "In this file they have another e-mail." in said
    [candidate] = WHO.candidates[:1]
    by_account = (replace(candidate, by_account=True),)
    said = import_reviews.question(replace(WHO, candidates=by_account))
    assert "this member?** It is their user name on Discord." in said


def test_one_meeting_that_moves_is_asked_about_with_its_new_time() -> None:
    moved = replace(EDITING, fields=("when",), moved_to=START + timedelta(days=1))
    asked = confirmations.question(moved)
    assert asked.startswith(f"**Move Call from {times.short(START)} to ")


def test_a_request_without_a_channel_waits_for_one() -> None:
    asked = confirmations.question(RequestingZones(None))
    assert "There is no channel for news yet." in asked
    assert "<#7>" in confirmations.question(RequestingZones(7))


def test_a_list_says_that_it_is_not_all() -> None:
    called = [replace(MEETING, id=number, series_id=None) for number in (1, 2)]
    assert meetings.left_out(called, 2, 3, past=False) == "-# Only 2 meetings are listed."
    assert meetings.left_out(called, 3, 3, past=False) == ""


@pytest.mark.parametrize(
    ("count", "said"), [(1, "The file of 1 meeting has"), (2, "Files of 2 meetings have")]
)
def test_a_name_in_files_is_asked_about_with_its_meetings(count: int, said: str) -> None:
    assert f"{said} your name, **Ana**." in members.ask_name(OwnName(1, "Ana", count))


def test_answers_that_do_not_fit_are_counted() -> None:
    own = (OwnAnswer("Call", START, Answer.GOING), OwnAnswer("Call", START, Answer.GOING, True))
    stamp = f"<t:{int(START.timestamp())}:f>"
    title, going, asked, more = members.coming(replace(ADA, coming=own, coming_count=3)).split("\n")
    assert title == "### Your answers for the next meetings"
    assert going == f"- **Call**, {stamp}: Going"
    assert asked == f"- **Call**, {stamp}: it was moved. Do you still come?"
    assert more == "-# and 1 more"
    assert members.coming(replace(ADA, coming=own, coming_count=9)).endswith("\n-# and 7 more")
    assert members.coming(ADA) == ""


@pytest.mark.parametrize(("count", "said"), [(1, "of 1 meeting has"), (2, "of 2 meetings have")])
def test_a_linked_name_is_not_asked_about_but_whether_it_counts(count: int, said: str) -> None:
    linked = OwnName(1, "Ana", count, is_linked=True)
    assert said in members.ask_name(linked)


@pytest.mark.parametrize(("count", "said"), [(1, "at 1 meeting,"), (2, "at 2 meetings,")])
def test_who_is_forgotten_stays_as_a_number(count: int, said: str) -> None:
    assert said in personal.forget("Call", count)


@pytest.mark.parametrize("what", Changed)
def test_each_difference_of_a_report_has_its_words(what: Changed) -> None:
    data = REPORT.copy()
    data["published_at"] = "2021-07-14T12:00:00+00:00"
    difference = Difference(what, 2, 3, MeetingKind.GENERAL)
    said = reports.status(data, changed=True, differences=[difference])
    assert "?" not in said
    assert ("2 → 3" in said) == (what in (Changed.MEETINGS, Changed.PEOPLE, Changed.AVERAGE))


def test_texts_that_were_not_kept_stand_below_the_names_of_their_fields() -> None:
    fields = [*NarrativePart, AUTHORS]
    kept = reports.not_kept({str(field): f"text {field}" for field in fields})
    assert kept.count("\n\ntext ") == len(fields)
    assert "Authors\n\ntext authors" in kept


def test_a_filtered_list_of_nothing_says_what_to_try() -> None:
    assert activity.listing([], filtered=True).startswith("Nothing matches.")
