"""Sentences of the report."""

from dataclasses import replace

import pytest

from sigbot.documents.reports import report_markdown
from sigbot.domain.activity import ActivityKind
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import ATTRIBUTES, Gender
from sigbot.domain.plans import WorkStatus
from sigbot.domain.regions import Region
from sigbot.domain.releases import FIFTHS, WITHHELD
from sigbot.domain.report_data import (
    Fifths,
    HealthData,
    IssueCause,
    IssueCode,
    IssueData,
    IssueState,
    KindData,
    NarrativePart,
    NotShown,
    ReportData,
)
from sigbot.domain.reports import compile_report
from sigbot.domain.revisions import Changed, Difference
from sigbot.domain.statistics import UNKNOWN, Number
from sigbot.wording import activity as say_activity
from sigbot.wording import issues as say_issues
from sigbot.wording import meetings as say_meetings
from sigbot.wording import plans as say_plans
from sigbot.wording import releases as say_releases
from sigbot.wording import reports as say
from sigbot.wording.lists import listed
from tests.domain.material import MEETINGS, a_material, a_release, changed, with_releases

REPORT = compile_report(a_material())
HEALTH = REPORT["health"]


def health(**changes: object) -> HealthData:
    return {**HEALTH, **changes}  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    ("meetings", "people", "text"),
    [
        (1, 1, "**1** meeting · **1** person"),
        (1, 2, "**1** meeting · **2** people"),
        (2, 1, "**2** meetings · **1** person"),
        (2, 2, "**2** meetings · **2** people"),
    ],
)
def test_one_meeting_and_one_person_are_whole_sentences(
    meetings: int, people: int, text: str
) -> None:
    data = health(meetings_held=meetings, unique_attendees=people)
    assert say.key_figures({**REPORT, "health": data}) == text


def test_the_words_are_there_for_everything_that_can_be_counted() -> None:
    assert list(say_meetings.KINDS) == list(MeetingKind)
    assert set(say.DIFFERENCES) == set(Changed)
    assert set(say_releases.ATTRIBUTES) == set(ATTRIBUTES)
    assert set(say_releases.GENDER_GROUPS) == set(Gender)
    assert set(say.PARTS) == set(NarrativePart)
    assert set(say_activity.KINDS) == set(ActivityKind)
    assert set(say_plans.STATUSES) == set(say_plans.MARKS) == set(WorkStatus)


@pytest.mark.parametrize(
    ("parts", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_reads_as_a_sentence(parts: list[str], text: str) -> None:
    assert listed(parts) == text


@pytest.mark.parametrize(
    ("issue", "text"),
    [
        (
            {"code": IssueCode.REGIONS_REACHED, "names": ["Europe", "Africa"]},
            "Most attendees whose region is known came from Europe and Africa.",
        ),
        (
            {"code": IssueCode.REGIONS_ABSENT, "names": ["Oceania"]},
            "The figures of these regions are withheld: Oceania.",
        ),
        (
            {"code": IssueCode.REGIONS_REACHED, "names": ["Europe"], "period": "H1 2021"},
            "In H1 2021, most attendees whose region is known came from Europe.",
        ),
        (
            {"code": IssueCode.REGIONS_ABSENT, "names": ["Oceania"], "period": "H1 2021"},
            "In H1 2021, the figures of these regions are withheld: Oceania.",
        ),
        (
            {"code": IssueCode.SUBGROUP_THIN, "names": ["Payer"], "averages": [3.5]},
            "Few people came to the subgroup Payer: on average 3.5 attendees a meeting.",
        ),
        (
            {"code": IssueCode.SUBGROUP_THIN, "names": ["Payer", "AI"], "averages": [3.5, 1]},
            (
                "Few people came to the subgroups Payer and AI: on average 3.5 and 1 attendees a "
                "meeting."
            ),
        ),
        (
            {"code": IssueCode.LATE_HOURS, "minutes": {Region.EUROPE: 95}},
            (
                "Meetings were late or early for attendees in Europe: on average, they were "
                "outside of hours that suit them for 1 h 35 min."
            ),
        ),
        (
            {"code": IssueCode.LATE_HOURS, "minutes": {Region.OCEANIA: 95, Region.AFRICA: 30}},
            (
                "Meetings were late or early for some regions. On average, attendees were outside "
                "of hours that suit them for 1 h 35 min in Oceania and 30 min in Africa."
            ),
        ),
        (
            {"code": IssueCode.SUBGROUP_SILENT, "names": ["Payer"]},
            "The subgroup Payer did not meet.",
        ),
        (
            {"code": IssueCode.SUBGROUP_THIN, "names": ["Payer"], "average": 1},
            "Few people came to the subgroup Payer: on average 1 attendee a meeting.",
        ),
        (
            {
                "code": IssueCode.SUBGROUP_SILENT,
                "names": ["Payer"],
                "since": "2020-11-02",
            },
            "The subgroup Payer did not meet. Its last meeting was on 2 Nov 2020.",
        ),
        (
            {"code": IssueCode.SUBGROUP_ASLEEP, "names": ["Payer"], "since": "2021-03-04"},
            "The subgroup Payer has not met since 4 Mar 2021.",
        ),
        (
            {
                "code": IssueCode.AVERAGE_FELL,
                "subject": "general",
                "average_before": 12.5,
                "average_since": 10,
                "cause": IssueCause.CLOCKS,
                "since": "2021-03-14",
                "zone": "America/New_York",
            },
            (
                "An average General Meeting had 10 attendees, after 12.5 in the period before. "
                "Fewer people have come since the clocks changed in New York on 14 Mar 2021."
            ),
        ),
        (
            {
                "code": IssueCode.AVERAGE_FELL,
                "subject": "guest",
                "average_before": 12,
                "average_since": 1,
                "cause": IssueCause.SLOT,
                "since": "2021-02-03",
                "zone": "America/New_York",
            },
            (
                "An average Guest Presentation had 1 attendee, after 12 in the period before. "
                "Fewer people have come since it moved to another time on 3 Feb 2021."
            ),
        ),
        (
            {
                "code": IssueCode.DIVERSITY,
                "subject": "gender",
                "names": ["female"],
                "average": 6,
                "total": 16.5,
                "period": "H1 2021",
                "of_general_meetings": True,
            },
            (
                "Fewer than half of the attendees of a General Meeting in H1 2021 identified as "
                "female."
            ),
        ),
        (
            {
                "code": IssueCode.DIVERSITY,
                "subject": "organization",
                "names": ["payer"],
                "average": 9,
                "total": 16.5,
                "period": "H1 2021",
                "of_general_meetings": False,
            },
            (
                "Most attendees of a meeting in H1 2021 came from one kind of organization: "
                "“Payer or insurer”."
            ),
        ),
        (
            {
                "code": IssueCode.DIVERSITY,
                "subject": "experience",
                "names": ["new"],
                "period": "H1 2021",
                "of_general_meetings": True,
            },
            (
                "Most attendees of a General Meeting in H1 2021 have this much experience: “New to "
                "it”."
            ),
        ),
        (
            {"code": IssueCode.WORK_SILENT, "names": ["Survey"], "since": "2021-01-02"},
            "There has been no news of the planned work “Survey” since 2 Jan 2021.",
        ),
        (
            {
                "code": IssueCode.WORK_SILENT,
                "names": ["Survey"],
                "since": "2021-01-02",
                "due": "2021-06-01",
            },
            (
                "There has been no news of the planned work “Survey” since 2 Jan 2021. It is due "
                "on 1 Jun 2021."
            ),
        ),
        (
            {"code": IssueCode.DIVERSITY, "state": IssueState.EDITED, "text": "We miss women."},
            "We miss women.",
        ),
        ({"code": IssueCode.NO_RECORD, "count": 2}, "2 meetings have no recorded attendance."),
        ({"code": IssueCode.NO_RECORD, "count": 1}, "1 meeting has no recorded attendance."),
    ],
)
def test_every_issue_has_its_sentence(issue: IssueData, text: str) -> None:
    assert say_issues.sentence(issue) == text


def test_planned_work_tells_its_status_and_due_date_where_there_is_something_to_tell() -> None:
    assert say.plan("Risk Pools", WorkStatus.PLANNED, None) == "Risk Pools"
    assert say.plan("Risk Pools", WorkStatus.ACTIVE, None) == "Risk Pools (in progress)"
    assert (
        say.plan("Risk Pools", WorkStatus.DONE, "2021-12-31") == "Risk Pools (done, due 2021-12-31)"
    )


@pytest.mark.parametrize("group", Gender)
def test_a_gender_is_told_as_a_part_of_a_meeting(group: Gender) -> None:
    text = say_releases.genders({group: 6}, 16.5, general=True)
    assert text.startswith("On average 6 of 16.5 attendees of a General Meeting identify as ")
    assert text.endswith(f"{say_releases.GENDER_GROUPS[group]}.")


def test_genders_are_told_in_one_sentence_also_of_one_person() -> None:
    figures: dict[Gender, Number | Fifths] = {Gender.FEMALE: 1, Gender.MALE: 9}
    assert say_releases.genders(figures, 16.5, general=True) == (
        "On average 1 of 16.5 attendees of a General Meeting identifies as female and 9 as male."
    )
    shares: dict[Gender, Number | Fifths] = {
        Gender.FEMALE: Fifths(1),
        Gender.MALE: Fifths(3),
        Gender.NON_BINARY: Fifths(0),
    }
    assert say_releases.genders(shares, 12, general=False) == (
        "On average about one fifth of 12 attendees of a meeting identify as female, about three "
        "fifths as male and almost none as non-binary."
    )


def test_groups_are_listed_from_the_largest_to_the_smallest() -> None:
    regions: dict[Region, Number | Fifths] = {Region.AFRICA: 2, Region.EUROPE: 4, Region.OCEANIA: 3}
    assert say_releases.shown_groups(regions) == "Europe (4), Oceania (3) and Africa (2)"
    shares: dict[Region, Number | Fifths] = {Region.AFRICA: Fifths(1), Region.EUROPE: Fifths(2)}
    listed_shares = "Europe (about two fifths) and Africa (about one fifth)"
    assert say_releases.shown_groups(shares) == listed_shares


@pytest.mark.parametrize("count", range(FIFTHS + 1))
def test_every_share_has_its_words(count: int) -> None:
    share = say_releases.release_figure(Fifths(count))
    assert share in say_releases.genders({Gender.FEMALE: Fifths(count)}, 16.5, general=False)
    assert say_releases.release_figure(WITHHELD) == "withheld"
    assert say_releases.release_figure(6) == "6"


def test_a_half_year_without_attendance_says_so() -> None:
    data = compile_report(with_releases(replace(a_release({}), total=0)))
    assert "releases" in data["diversity"]
    assert (
        say_releases.release_column(data["diversity"]["releases"][0]) == "H1 2021, of no attendance"
    )


def test_a_small_group_is_told_in_people_unlike_the_averages_beside_it() -> None:
    assert say.group_figure(NotShown(5)) == "fewer than 5 people"
    assert say.group_figure(NotShown()) == "withheld"
    assert say.group_figure(6.5) == "6.5"
    assert say.not_stated({Gender.FEMALE: 6}) == "Not stated"
    assert say.not_stated({Gender.FEMALE: NotShown(5)}) == "Not stated, or not shown"


def test_the_card_of_a_report_has_its_figures_and_its_state() -> None:
    assert say.key_figures(REPORT) == "**9** meetings · **41** people"
    assert (
        say.average_lines(REPORT).splitlines()[0]
        == "**16.5** people on average at a General Meeting (4 held)"
    )
    assert say.compiled(REPORT).splitlines()[0] == "## Mid-Year 2021 Report"
    assert say.status(REPORT, changed=False).startswith("-# Draft")
    published: ReportData = {**REPORT, "published_at": "2021-07-14T12:30:05-04:00"}
    assert say.status(published, changed=False) == "-# Published <t:1626280205:f>."
    attendance = "Changed since, and not published yet: attendance. Press **Publish** again."
    assert say.status(published, changed=True).endswith(attendance)
    figures = [
        Difference(Changed.PEOPLE, 41, 42),
        Difference(Changed.AVERAGE, UNKNOWN, 16.5, MeetingKind.GUEST),
        Difference(Changed.NARRATIVE),
    ]
    assert (
        "people (41 → 42), average of Guest Presentation (– → 16.5) and your sentences."
        in say.status(published, changed=True, differences=figures)
    )
    assert say.compiled(published) == "## Mid-Year 2021 Report"
    assert say.compiled(published, saved=True).splitlines()[1].startswith("Saved your sentences.")
    over = [Difference(Changed.OVER)]
    told = say.status(published, changed=True, differences=over)
    assert "not published yet: the period, which is over now." in told
    published_now = "**Healthcare SIG** has published its report: Mid-Year 2021 Report"
    assert say.announcement(REPORT)[0] == published_now


@pytest.mark.parametrize(
    ("until", "text"),
    [
        ("2021-05-03", "So far, until 3 May 2021: H1 2021 is not over. It ends on 30 Jun 2021."),
        ("2021-06-30", "So far: H1 2021 is not over."),
    ],
)
def test_a_running_period_is_marked_on_the_card_in_the_news_and_in_the_file(
    until: str, text: str
) -> None:
    running: ReportData = {**REPORT, "health": health(until=until)}
    assert say.so_far(running) == text
    assert say.announcement(running)[1] == text
    assert report_markdown(running).splitlines()[2] == text
    assert say.so_far(REPORT) == ""


def test_a_report_of_nothing_has_whole_sentences() -> None:
    empty = compile_report(changed(a_material(), meetings=(), unique_attendees=0))
    assert say.average_lines(empty) == ""
    assert say.key_figures(empty) == "**0** meetings · **0** people"


def test_one_person_is_no_plural() -> None:
    single = compile_report(changed(a_material(), meetings=MEETINGS[:1], unique_attendees=1))
    assert "**1** people" not in say.key_figures(single)
    held = (replace(MEETINGS[0], attended=1),)
    lines = say.average_lines(compile_report(changed(a_material(), meetings=held)))
    assert lines == "**1** person on average at a General Meeting (1 held)"


def test_a_kind_without_any_record_has_no_average_on_the_card() -> None:
    none = {MeetingKind.GUEST: KindData(meetings=2, attendances=0, average=UNKNOWN)}
    lines = say.average_lines({**REPORT, "health": health(attendance_by_kind=none)})
    assert lines == "No attendance recorded at a Guest Presentation (2 held)"
