"""Drafted sentences of a report, which an organizer keeps, edits or drops."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.bounds import ISSUE_LIMIT
from sigbot.domain.community import Actor
from sigbot.domain.issues import MARK_LENGTH, GoneIssueError, JudgedIssue, sentence_mark
from sigbot.domain.periods import Period
from sigbot.domain.report_data import IssueState, Verdict
from sigbot.domain.texts import check_text
from sigbot.services.access import lock_for_organizer
from sigbot.services.authors import open_report
from sigbot.services.report_drafts import draft_report
from sigbot.store import audit, reports
from sigbot.store.database import Database


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


async def review_issues(
    db: Database, actor: Actor, text: str, now: datetime, issue: str = ""
) -> IssueReview:
    """Return the drafted sentences of a period, with the one to show.

    That is the one with the key `issue`, else the first that nobody has read. For organizers only.
    Raises GoneIssueError, EmptyPeriodError, and the refusals of periods.
    """
    draft = await draft_report(db, actor, text, now)
    issues = draft.issues_with(draft.written)
    number = _place(issues, issue) if issue else _next_unread(issues, 0)
    return IssueReview(draft.period, issues, number)


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
    only. Raises as `review_issues` does.
    """
    return await _judge(db, actor, text, issue, now, Verdict(IssueState.KEPT, figures))


async def drop_issue(
    db: Database, actor: Actor, text: str, issue: str, figures: str, now: datetime
) -> IssueReview:
    """Drop a drafted sentence: it stays out of the report, whatever its figures become.

    For organizers only. Raises as `review_issues` does.
    """
    return await _judge(db, actor, text, issue, now, Verdict(IssueState.DROPPED, figures))


async def edit_issue(
    db: Database, actor: Actor, text: str, issue: str, opened: str, sentence: str, now: datetime
) -> IssueReview:
    """Keep what the actor wrote in place of a drafted sentence; an empty text drops it.

    `opened` is the mark of the sentence with which the form was opened. What somebody else wrote
    since then is not overwritten. For organizers only. Raises TooLongError, and as `review_issues`
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
    draft = await draft_report(db, actor, text, now)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        written = await open_report(tx, community, draft.period, actor, now)
        issues = draft.issues_with(written)
        number = _place(issues, key)
        if opened and _was_changed(issues[number], opened, verdict.text):
            return IssueReview(draft.period, issues, number, verdict.text)
        if verdict.state is IssueState.KEPT and verdict.figures != issues[number].figures:
            return IssueReview(draft.period, issues, number)
        await reports.judge(tx, written.id, key, verdict, now)
        details = {"issue": key, "state": verdict.state}
        audit.record(tx, community.id, actor, "report.issue", draft.period.label, now, **details)
        fresh = await reports.written_report(tx, community.id, draft.period)
    judged = draft.issues_with(fresh)
    return IssueReview(draft.period, judged, _next_unread(judged, number))
