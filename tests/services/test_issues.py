"""Drafted sentences of a report: kept, edited or dropped, and nothing is published unread."""

from datetime import datetime

import pytest

from sigbot.domain.bounds import ISSUE_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.issues import GoneIssueError, JudgedIssue, UnreadIssuesError, sentence_mark
from sigbot.domain.refusals import TooLongError
from sigbot.domain.report_data import IssueState
from sigbot.services.activity import add_activity
from sigbot.services.community import add_subgroup
from sigbot.services.issues import (
    IssueReview,
    drop_issue,
    edit_issue,
    keep_issue,
    review_issues,
    show_issue,
)
from sigbot.services.reports import ask_to_publish, compile_period, publish_report
from sigbot.store.database import Database
from tests.services.samples import Service, Services
from tests.services.world import GUILD, OLGA, audited, refused
from tests.services.world import publish_report as publish_read

PERIOD = "H1 2026"
PAYER, DEVICES = "subgroup_silent_g1", "subgroup_silent_g2"
FIRST = "subgroup_silent_g1"
HANA = Actor(GUILD, 8, "Hana", manages_guild=True)


@pytest.fixture
async def drafted(db: Database, here: Community, now: datetime) -> IssueReview:
    """Two subgroups did not meet."""
    await add_activity(db, OLGA, "Talk", None, "2026-03-01", None, now)
    await add_subgroup(db, OLGA, "Payer", None, now)
    await add_subgroup(db, OLGA, "Devices", None, now)
    return await review_issues(db, OLGA, PERIOD, now)


def states(issues: IssueReview) -> dict[str, IssueState]:
    return {issue.key: issue.state for issue in issues.issues}


def issue_of(review: IssueReview, key: str) -> JudgedIssue:
    [issue] = [issue for issue in review.issues if issue.key == key]
    return issue


async def test_every_sentence_is_read_before_a_report_is_published(
    db: Database, drafted: IssueReview, now: datetime
) -> None:
    assert drafted.issues[0].key == DEVICES
    async with refused(db, UnreadIssuesError) as info:
        await ask_to_publish(db, OLGA, PERIOD, now)
    assert info.value.count == 2
    first, second = drafted.issues
    review = await keep_issue(db, OLGA, PERIOD, first.key, first.figures, now)
    assert review.number == 1
    review = await drop_issue(db, HANA, PERIOD, second.key, second.figures, now)
    assert review.number is None
    assert states(review) == {DEVICES: IssueState.KEPT, PAYER: IssueState.DROPPED}
    asked = await ask_to_publish(db, OLGA, PERIOD, now)
    published = await publish_report(db, OLGA, asked.id, now)
    assert [issue["names"] for issue in published.data["issues"]] == [["Devices"]]
    noted = [row for row in await audited(db) if row.action == "report.issue"]
    assert [(row.subject, row.name) for row in noted] == [(PERIOD, "Olga"), (PERIOD, "Hana")]
    compiled = await compile_period(db, OLGA, PERIOD, now)
    assert not compiled.changed
    assert states(review_of(compiled.issues)) == states(review)


def review_of(issues: object) -> IssueReview:
    return IssueReview(None, issues, None)  # type: ignore[arg-type]


async def test_a_new_sentence_after_publishing_is_read_before_the_next_time(
    db: Database, drafted: IssueReview, now: datetime
) -> None:
    for issue in drafted.issues:
        await drop_issue(db, OLGA, PERIOD, issue.key, issue.figures, now)
    asked = await ask_to_publish(db, OLGA, PERIOD, now)
    await publish_report(db, OLGA, asked.id, now)
    await add_subgroup(db, OLGA, "Robots", None, now)
    async with refused(db, UnreadIssuesError):
        await ask_to_publish(db, OLGA, PERIOD, now)


async def test_a_sentence_that_became_a_draft_after_the_question_is_not_published(
    db: Database, drafted: IssueReview, now: datetime
) -> None:
    for issue in drafted.issues:
        await keep_issue(db, OLGA, PERIOD, issue.key, issue.figures, now)
    asked = await ask_to_publish(db, OLGA, PERIOD, now)
    await add_subgroup(db, OLGA, "Robots", None, now)
    async with refused(db, UnreadIssuesError):
        await publish_report(db, OLGA, asked.id, now)


async def test_a_sentence_that_the_organizer_has_not_seen_is_not_kept(
    db: Database, drafted: IssueReview, now: datetime
) -> None:
    review = await keep_issue(db, OLGA, PERIOD, PAYER, "00000000", now)
    assert review.number == 1
    assert states(review)[PAYER] is IssueState.DRAFT


async def test_an_edited_sentence_stays_and_an_emptied_one_is_dropped(
    db: Database, drafted: IssueReview, now: datetime
) -> None:
    opened = sentence_mark(issue_of(drafted, PAYER))
    edited = await edit_issue(db, OLGA, PERIOD, PAYER, opened, " Payer needs\n a chair. ", now)
    assert issue_of(edited, PAYER).text == "Payer needs a chair."
    later = sentence_mark(issue_of(edited, PAYER))
    emptied = await edit_issue(db, OLGA, PERIOD, PAYER, later, " ", now)
    assert states(emptied)[PAYER] is IssueState.DROPPED
    async with refused(db, TooLongError):
        await edit_issue(db, OLGA, PERIOD, PAYER, later, "x" * (ISSUE_LIMIT + 1), now)


async def test_two_editors_of_a_sentence_do_not_overwrite_each_other(
    db: Database, drafted: IssueReview, now: datetime
) -> None:
    opened = sentence_mark(issue_of(drafted, PAYER))
    await edit_issue(db, OLGA, PERIOD, PAYER, opened, "First.", now)
    late = await edit_issue(db, HANA, PERIOD, PAYER, opened, "Second.", now)
    assert late.not_kept == "Second."
    assert late.number is not None
    assert late.issues[late.number].text == "First."
    same = await edit_issue(db, HANA, PERIOD, PAYER, opened, "First.", now)
    assert same.not_kept == ""


async def test_a_sentence_that_is_not_drafted_any_more_is_refused(
    db: Database, drafted: IssueReview, now: datetime
) -> None:
    async with refused(db, GoneIssueError):
        await show_issue(db, OLGA, PERIOD, "subgroup_silent_g9", now)
    async with refused(db, GoneIssueError):
        await drop_issue(db, OLGA, PERIOD, "subgroup_silent_g9", "00000000", now)


async def test_while_sentences_are_read_they_stay_and_publishing_looks_again(
    db: Database, drafted: IssueReview, now: datetime
) -> None:
    """What changed in between is a draft again, and a new review shows it."""
    await add_subgroup(db, OLGA, "Robots", None, now)
    for issue in drafted.issues:
        review = await keep_issue(db, OLGA, PERIOD, issue.key, issue.figures, now)
    assert (len(review.issues), review.number) == (2, None)
    async with refused(db, UnreadIssuesError) as info:
        await ask_to_publish(db, OLGA, PERIOD, now)
    assert (info.value.count, info.value.period.label) == (1, PERIOD)
    review = await review_issues(db, HANA, PERIOD, now)
    assert [review.issues[review.number or 0].evidence["names"]] == [["Robots"]]


async def test_after_publishing_a_review_begins_anew(
    db: Database, drafted: IssueReview, now: datetime
) -> None:
    """The buttons of the cards that are still there do so, too."""
    await publish_read(db, OLGA, PERIOD, now)
    await add_subgroup(db, OLGA, "Robots", None, now)
    again = await show_issue(db, OLGA, PERIOD, PAYER, now)
    kept = {DEVICES: IssueState.KEPT, PAYER: IssueState.KEPT}
    assert states(again) == {**kept, "subgroup_silent_g3": IssueState.DRAFT}
    review = await keep_issue(db, OLGA, PERIOD, PAYER, issue_of(again, PAYER).figures, now)
    assert review.number == 2


async def _furnish(db: Database, now: datetime) -> None:
    """The furnished community has a subgroup that did not meet; somebody reads that."""
    await review_issues(db, OLGA, PERIOD, now)


async def _keep(db: Database, who: Actor, now: datetime) -> IssueReview:
    review = await show_issue(db, who, PERIOD, FIRST, now)
    figures = issue_of(review, FIRST).figures
    return await keep_issue(db, who, PERIOD, FIRST, figures, now)


async def _edit(db: Database, who: Actor, now: datetime) -> IssueReview:
    review = await show_issue(db, who, PERIOD, FIRST, now)
    opened = sentence_mark(issue_of(review, FIRST))
    return await edit_issue(db, who, PERIOD, FIRST, opened, "It sleeps.", now)


SERVICES = Services(
    furnish=_furnish,
    services=(
        Service(
            "issues.review_issues",
            lambda db, who, now: review_issues(db, who, PERIOD, now),
            organizers=True,
        ),
        Service(
            "issues.show_issue",
            lambda db, who, now: show_issue(db, who, PERIOD, FIRST, now),
            organizers=True,
        ),
        Service(
            "issues.keep_issue",
            _keep,
            organizers=True,
            action="report.issue",
            subject=PERIOD,
        ),
        Service(
            "issues.drop_issue",
            lambda db, who, now: drop_issue(db, who, PERIOD, FIRST, "00000000", now),
            organizers=True,
            action="report.issue",
            subject=PERIOD,
        ),
        Service(
            "issues.edit_issue",
            _edit,
            organizers=True,
            action="report.issue",
            subject=PERIOD,
        ),
    ),
)
