"""Sentences drafted from evidence, and what an organizer made of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sigbot.domain.health import HeldMeeting, Previous
from sigbot.domain.issues import (
    JudgedIssue,
    count_unread,
    drafted_issues,
    figures_mark,
    issue_key,
    judged_issues,
    sentence_mark,
)
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute
from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.domain.releases import Unit
from sigbot.domain.report_data import IssueCode, IssueData, IssueState, Verdict
from sigbot.domain.report_material import Material
from sigbot.domain.reports import compile_report
from sigbot.domain.rotation import Slot
from tests.domain.material import INTEROP, PATIENT, a_material, a_release, changed, with_releases

WEDNESDAY, FRIDAY = (Slot("America/New_York", day * 24 * 60 + 11 * 60) for day in (2, 4))
BEFORE = date(2020, 7, 1)


def held(start: date, *attended: int, slots: tuple[Slot, ...] = (WEDNESDAY,)) -> list[HeldMeeting]:
    """General Meetings every two weeks, at the slots in turn."""
    return [
        HeldMeeting(
            MeetingKind.GENERAL,
            None,
            start + timedelta(weeks=2 * number),
            people,
            number,
            slot=slots[number % len(slots)],
        )
        for number, people in enumerate(attended)
    ]


def fallen(now: list[HeldMeeting], before: list[HeldMeeting]) -> IssueData | None:
    """What is said of an average that fell."""
    previous = Previous(before, 40)
    issues = drafted_issues(changed(a_material(), meetings=now, previous=previous))
    return next((issue for issue in issues if issue["code"] is IssueCode.AVERAGE_FELL), None)


JANUARY, JUNE = date(2021, 1, 6), date(2021, 5, 5)


def test_an_average_that_fell_is_told_with_both_values() -> None:
    assert fallen(held(JUNE, 10, 10, 10), held(BEFORE, 12, 12, 12)) == {
        "code": "average_fell",
        "subject": "general",
        "average_before": 12,
        "average_since": 10,
    }


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ((12, 12, 12), (12, 12, 12)),
        ((30, 30, 30), (33, 33, 33)),  # less than a tenth
        ((4, 4, 5), (5, 5, 5)),  # less than a person
        ((5, 5), (9, 9, 9)),  # two meetings are no trend
        ((5, 5, 5), (9, 9, 0)),  # nor are two with a record
        ((14, 14, 14), (12, 12, 12)),
    ],
)
def test_no_average_fell_by_little_or_in_few_meetings(
    now: tuple[int, ...], before: tuple[int, ...]
) -> None:
    assert fallen(held(JUNE, *now), held(BEFORE, *before)) is None


def test_a_fall_coincides_with_a_change_of_the_clocks() -> None:
    """New York's clocks went forward on 14 March 2021, between the fifth and the sixth meeting."""
    issue = fallen(held(JANUARY, 12, 12, 12, 12, 12, 6, 6, 6), held(BEFORE, 12, 12, 12))
    assert issue is not None
    assert (issue["cause"], issue["since"], issue["zone"]) == (
        "clocks",
        "2021-03-14",
        "America/New_York",
    )


def test_a_fall_coincides_with_another_time() -> None:
    moved = held(date(2021, 2, 3), 5, 6, slots=(FRIDAY,))
    issue = fallen([*held(JANUARY, 12, 12), *moved], held(BEFORE, 12, 12, 12))
    assert issue is not None
    assert (issue["cause"], issue["since"]) == ("slot", "2021-02-03")


def test_a_rotation_is_no_move_and_a_clock_change_long_ago_no_cause() -> None:
    turning = held(JUNE, 6, 5, 6, 5, slots=(WEDNESDAY, FRIDAY))
    before = held(date(2020, 9, 2), *[12] * 8, slots=(WEDNESDAY, FRIDAY))
    issue = fallen(turning, before)
    assert issue is not None
    assert issue.get("cause") != "slot"
    autumn = fallen(held(JANUARY, 5, 5, 5), held(date(2020, 9, 2), 12, 12, 5, 5, 5, 12))
    assert autumn is not None
    assert "cause" not in autumn


def test_a_subgroup_that_met_and_fell_asleep_is_told_and_none_is_told_twice() -> None:
    issues = drafted_issues(changed(a_material(), subgroups=(PATIENT, INTEROP)))
    told = [issue for issue in issues if issue["code"].startswith("subgroup_")]
    assert [(issue["code"], issue.get("subject"), issue.get("since")) for issue in told] == [
        ("subgroup_asleep", "g1", "2021-03-04"),
        ("subgroup_silent", "g3", "2020-11-02"),
        ("subgroup_thin", None, None),
    ]


def diversity(shown: dict[Attribute, dict[str, int]], unit: Unit = Unit.PEOPLE) -> list[IssueData]:
    made = with_releases(a_release(shown, unit=unit))
    return [issue for issue in drafted_issues(made) if issue["code"] is IssueCode.DIVERSITY]


def test_the_smallest_gender_below_a_half_and_other_groups_above_it_are_told() -> None:
    issues = diversity(
        {
            Attribute.GENDER: {"female": 6, "male": 8},
            Attribute.ORGANIZATION: {"technology company": 9, "payer": 3},
            Attribute.EXPERIENCE: {"new": 8},
        }
    )
    assert issues[0] == {
        "code": "diversity",
        "subject": "gender",
        "names": ["female"],
        "average": 6,
        "total": 16.5,
        "period": "H1 2021",
        "of_general_meetings": True,
    }
    assert [issue["names"] for issue in issues[1:]] == [["technology company"]]


def test_no_group_is_told_that_is_withheld_or_only_a_share() -> None:
    assert diversity({}) == []
    assert diversity({Attribute.GENDER: {"female": 2, "male": 3}}, Unit.FIFTHS) == []
    assert drafted_issues(with_releases()) == drafted_issues(a_material())


def work(number: int, day: str, **more: object) -> PlannedWork:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return PlannedWork(number, f"Work {number}", news_at=at, **more)  # type: ignore[arg-type]


def silent(*plans: PlannedWork) -> list[IssueData]:
    issues = drafted_issues(changed(a_material(), plans=plans))
    return [issue for issue in issues if issue["code"] is IssueCode.WORK_SILENT]


def test_planned_work_without_news_for_a_quarter_is_told_the_oldest_first() -> None:
    issues = silent(
        work(1, "2021-03-31T12:00"),  # 91 days before the end
        work(2, "2021-03-30T12:00", due=date(2021, 6, 1)),
        work(3, "2021-01-02T12:00"),
        work(4, "2021-01-02T12:00", status=WorkStatus.DONE),
        PlannedWork(5, "Of no known day"),
    )
    assert issues == [
        {"code": "work_silent", "subject": "p3", "names": ["Work 3"], "since": "2021-01-02"},
        {
            "code": "work_silent",
            "subject": "p2",
            "names": ["Work 2"],
            "since": "2021-03-30",
            "due": "2021-06-01",
        },
    ]
    assert len(silent(*(work(number, "2021-01-02T12:00") for number in range(9)))) == 5


# ------------------------------------------------------------------ what organizers made of them

SILENT = "subgroup_silent_g3"


def material(verdict: Verdict | None = None, last_met: date | None = None) -> Material:
    made = changed(a_material(), subgroups=(INTEROP,), last_met={3: last_met} if last_met else {})
    return replace(made, verdicts={SILENT: verdict} if verdict else {})


def judged(verdict: Verdict, last_met: date | None = None) -> JudgedIssue:
    [issue] = judged_issues(material(verdict, last_met))
    return issue


def test_a_draft_is_known_by_kind_and_subject_and_its_mark_by_its_figures() -> None:
    [issue] = drafted_issues(material())
    [later] = drafted_issues(material(last_met=date(2020, 12, 1)))
    assert issue_key(issue) == issue_key(later) == SILENT
    assert issue_key({"code": IssueCode.LATE_HOURS}) == "late_hours"
    assert figures_mark(issue) == figures_mark(drafted_issues(material())[0])
    assert figures_mark(issue) != figures_mark(later)


def mark() -> str:
    return figures_mark(drafted_issues(material())[0])


def test_what_nobody_has_read_is_a_draft_in_the_report() -> None:
    assert count_unread(judged_issues(material())) == 1
    [issue] = compile_report(material())["issues"]
    assert (issue["code"], issue["state"]) == (IssueCode.SUBGROUP_SILENT, IssueState.DRAFT)


def test_what_was_kept_is_read_again_when_its_figures_change() -> None:
    kept = Verdict(IssueState.KEPT, mark())
    assert judged(kept).state is IssueState.KEPT
    assert not judged(kept).has_changed
    later = judged(kept, date(2020, 12, 1))
    assert (later.state, later.has_changed) == (IssueState.DRAFT, True)


def test_what_was_dropped_stays_dropped_and_is_in_no_report() -> None:
    dropped = Verdict(IssueState.DROPPED, mark())
    for last_met in (None, date(2020, 12, 1)):
        assert judged(dropped, last_met).state is IssueState.DROPPED
        assert compile_report(material(dropped, last_met))["issues"] == []


def test_what_was_edited_stays_as_edited_and_tells_that_figures_changed() -> None:
    edited = Verdict(IssueState.EDITED, mark(), "Interop needs a chair.")
    later = judged(edited, date(2020, 12, 1))
    assert (later.state, later.has_changed) == (IssueState.EDITED, True)
    assert not judged(edited).has_changed
    assert later.as_data() == judged(edited).as_data()
    assert compile_report(material(edited))["issues"] == [
        {
            "code": "subgroup_silent",
            "subject": "g3",
            "state": "edited",
            "text": "Interop needs a chair.",
        }
    ]


def test_the_mark_of_a_sentence_tells_what_was_written() -> None:
    first = judged(Verdict(IssueState.EDITED, mark(), "One."))
    second = judged(Verdict(IssueState.EDITED, mark(), "Two."))
    assert sentence_mark(first)[:8] == sentence_mark(second)[:8] == mark()
    assert sentence_mark(first) != sentence_mark(second)
