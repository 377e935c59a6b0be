"""What has changed since a report was published."""

from dataclasses import replace
from datetime import date

from sigbot.domain.health import Previous
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.report_data import ReportData, ReportTemplate
from sigbot.domain.reports import compile_report
from sigbot.domain.revisions import Changed, Difference, differences, is_same, to_publish
from sigbot.domain.statistics import UNKNOWN
from tests.domain.material import MEETINGS, a_material, changed

PUBLISHED = to_publish(compile_report(a_material()))


def now(**changes: object) -> ReportData:
    return compile_report(changed(a_material(), **changes))


def test_an_equal_report_has_no_differences() -> None:
    assert differences(PUBLISHED, now()) == []


def test_a_correction_shows_in_the_figures_it_changed() -> None:
    held = (replace(MEETINGS[0], attended=22), *MEETINGS[1:])
    assert differences(PUBLISHED, now(meetings=held, unique_attendees=42)) == [
        Difference(Changed.PEOPLE, 41, 42),
        Difference(Changed.AVERAGE, 16.5, 17.5, MeetingKind.GENERAL),
    ]
    assert differences(PUBLISHED, now(meetings=MEETINGS[:2] + MEETINGS[3:]))[:2] == [
        Difference(Changed.MEETINGS, 9, 8),
        Difference(Changed.AVERAGE, 24, UNKNOWN, MeetingKind.GUEST),
    ]


def test_a_running_period_that_goes_on_is_no_difference_but_its_end_is_one() -> None:
    running = [
        now(is_over=False, until=date(2021, 5, day), last_met={1: date(2021, 5, 1)})
        for day in (3, 4)
    ]
    published, later = map(to_publish, running)
    assert is_same(published, later)
    assert differences(published, now(last_met={1: date(2021, 5, 1)}))[0] == Difference(
        Changed.OVER
    )
    assert not is_same(published, now(last_met={1: date(2021, 5, 1)}))


def test_other_figures_are_told_together() -> None:
    later = now(previous=Previous(MEETINGS[:1], 18))
    assert differences(PUBLISHED, later) == [Difference(Changed.HEALTH)]


def test_sections_are_told_by_name() -> None:
    later = now(authors=("Olga",), activities=(), plans=(), journal=())
    assert [difference.what for difference in differences(PUBLISHED, later)] == [
        Changed.AUTHORS,
        Changed.ACTIVITIES,
        Changed.PLANNED_WORK,
        Changed.JOURNAL,
    ]


def test_another_template_is_a_difference_also_of_a_report_of_an_earlier_version() -> None:
    later = now(template=ReportTemplate.TOC)
    earlier: ReportData = {**PUBLISHED}
    del earlier["sources"]
    for published in (PUBLISHED, earlier):
        assert differences(published, later) == [Difference(Changed.TEMPLATE)]
        assert not is_same(published, later)
        assert is_same(published, now())
