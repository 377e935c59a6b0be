"""Drafted sentences of a report, which an organizer keeps, edits or drops."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.bounds import ISSUE_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.issues import (
    MARK_LENGTH,
    GoneIssueError,
    JudgedIssue,
    judge_all,
    sentence_mark,
)
from sigbot.domain.periods import Period
from sigbot.domain.report_data import IssueState, Verdict
from sigbot.domain.texts import check_text
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.services.authors import open_report
from sigbot.services.report_drafts import draft_report, report_period
from sigbot.store import audit, reports
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class IssueReview:
    """The drafted sentences of a report.

    `number` is the place of the one that is shown, None when all are read. `not_kept` is what
    somebody wrote in place of it while somebody else changed it.
    """

    period: Period
    issues: Sequence[JudgedIssue]
    number: int | None
    not_kept: str = ""


async def review_issues(db: Database, actor: Actor, text: str, now: datetime) -> IssueReview:
    """Work out the drafted sentences of a period; return them with the first that nobody has read.

    Their evidence is kept: whoever reads them sees the same until somebody begins anew. What has
    changed by the time the report is published has to be read again. For organizers only. Raises
    the refusals of periods, FuturePeriodError, and EmptyPeriodError.
    """
    draft = await draft_report(db, actor, text, now)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        written = await open_report(tx, community, draft.period, actor, now)
        issues = draft.issues_with(written)
        await reports.keep_drafted(tx, written.id, [issue.evidence for issue in issues])
    return IssueReview(draft.period, issues, _next_unread(issues, 0))


async def show_issue(
    db: Database, actor: Actor, text: str, issue: str, now: datetime
) -> IssueReview:
    """Return the drafted sentences that are being read, with the one whose key is `issue`.

    A review begins where none has, or where the report was published since. For organizers only.
    Raises GoneIssueError, and as `review_issues` does.
    """
    await _begin(db, actor, text, now)
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        period, _, issues = await _being_read(tx, community, text, now)
    return IssueReview(period, issues, _place(issues, issue))


async def _begin(db: Database, actor: Actor, text: str, now: datetime) -> None:
    """Begin a review where none has begun: cards of earlier ones stay."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        period = report_period(text, community, now)
        written = await reports.written_report(tx, community.id, period)
    if not written or not written.drafted:
        await review_issues(db, actor, text, now)


async def _being_read(
    tx: Tx, community: Community, text: str, now: datetime
) -> tuple[Period, int, Sequence[JudgedIssue]]:
    """Return a period, its report, and the sentences of it that are being read.

    Raises GoneIssueError where there are none.
    """
    period = report_period(text, community, now)
    written = await reports.written_report(tx, community.id, period)
    if not written or not written.drafted:
        raise GoneIssueError
    return period, written.id, judge_all(written.drafted, written.verdicts)


def _place(issues: Sequence[JudgedIssue], key: str) -> int:
    for number, issue in enumerate(issues):
        if issue.key == key:
            return number
    raise GoneIssueError


def _next_unread(issues: Sequence[JudgedIssue], begin: int) -> int | None:
    """Return the place of the next sentence that nobody has read, from `begin` on and around."""
    around = (*range(begin, len(issues)), *range(begin))
    return next((number for number in around if issues[number].state is IssueState.DRAFT), None)


async def keep_issue(
    db: Database, actor: Actor, text: str, issue: str, figures: str, now: datetime
) -> IssueReview:
    """Keep a drafted sentence as it is, in place of what was written.

    Where its `figures` are not those that the actor saw, show it again instead. For organizers
    only. Raises as `show_issue` does.
    """
    return await _judge(db, actor, text, issue, now, Verdict(IssueState.KEPT, figures))


async def drop_issue(
    db: Database, actor: Actor, text: str, issue: str, figures: str, now: datetime
) -> IssueReview:
    """Drop a drafted sentence: it stays out of the report, whatever its figures become.

    For organizers only. Raises as `show_issue` does.
    """
    return await _judge(db, actor, text, issue, now, Verdict(IssueState.DROPPED, figures))


async def edit_issue(
    db: Database, actor: Actor, text: str, issue: str, opened: str, sentence: str, now: datetime
) -> IssueReview:
    """Keep what the actor wrote in place of a drafted sentence; an empty text drops it.

    `opened` is the mark of the sentence with which the form was opened. What somebody else wrote
    since then is not overwritten. For organizers only. Raises TooLongError, and as `show_issue`
    does.
    """
    checked = check_text("issue", sentence, ISSUE_LIMIT)
    figures = opened[:MARK_LENGTH]
    state = IssueState.EDITED if checked else IssueState.DROPPED
    return await _judge(db, actor, text, issue, now, Verdict(state, figures, checked), opened)


def _was_changed(issue: JudgedIssue, opened: str, typed: str) -> bool:
    """Return whether somebody else has written another text since a form was opened."""
    is_another = sentence_mark(issue)[MARK_LENGTH:] != opened[MARK_LENGTH:]
    return is_another and issue.text != typed


async def _judge(
    db: Database,
    actor: Actor,
    text: str,
    key: str,
    now: datetime,
    verdict: Verdict,
    opened: str = "",
) -> IssueReview:
    await _begin(db, actor, text, now)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        period, report_id, issues = await _being_read(tx, community, text, now)
        number = _place(issues, key)
        if opened and _was_changed(issues[number], opened, verdict.text):
            return IssueReview(period, issues, number, verdict.text)
        if verdict.state is IssueState.KEPT and verdict.figures != issues[number].figures:
            return IssueReview(period, issues, number)
        await reports.judge(tx, report_id, key, verdict, now)
        details = {"issue": key, "state": verdict.state}
        audit.record(tx, community.id, actor, "report.issue", period.label, now, **details)
        _, _, judged = await _being_read(tx, community, text, now)
    return IssueReview(period, judged, _next_unread(judged, number))
