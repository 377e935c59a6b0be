"""The card on which an organizer reads drafted sentences of a report, and the form to edit one."""

import discord
from discord.ui import LayoutView, Modal

from sigbot.chat import report_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.chat.forms import Field, form
from sigbot.domain.bounds import ISSUE_LIMIT
from sigbot.domain.issues import JudgedIssue, sentence_mark
from sigbot.domain.report_data import IssueState
from sigbot.services.issues import IssueReview
from sigbot.wording import issues as say

SENTENCE = "sentence"
"""The field of the form."""


def issues_card(review: IssueReview) -> LayoutView:
    """Return the sentence to read, or what became of all of them when they are read."""
    period, issues, number = review.period, review.issues, review.number
    if number is None:
        return card(*say.all_read(period, issues), buttons=_last_buttons(review))
    clash = say.clashed(review.not_kept) if review.not_kept else ""
    lines = say.shown(period, issues, number)
    return card(clash, *lines, say.left(issues), buttons=_buttons(review, issues[number], number))


def _buttons(review: IssueReview, issue: JudgedIssue, number: int) -> list[CardButton]:
    days = review.period.start, review.period.end
    keep = say.USE_DRAFT if issue.state is IssueState.EDITED else say.KEEP
    judged = (*days, issue.key, issue.figures)
    buttons = [button(say.EDIT, ids.EditIssue(*days, issue.key))]
    if issue.state is not IssueState.KEPT:
        style = discord.ButtonStyle.primary
        buttons.insert(0, button(keep, ids.KeepIssue(*judged), style))
    if issue.state is not IssueState.DROPPED:
        buttons.append(button(say.DROP, ids.DropIssue(*judged)))
    if number > 0:
        buttons.append(button(say.BACK, ids.ShowIssue(*days, review.issues[number - 1].key)))
    if number + 1 < len(review.issues):
        buttons.append(button(say.NEXT, ids.ShowIssue(*days, review.issues[number + 1].key)))
    return buttons


def _last_buttons(review: IssueReview) -> list[CardButton]:
    days = review.period.start, review.period.end
    if not review.issues:
        return []
    return [button(say.LOOK_AGAIN, ids.ShowIssue(*days, review.issues[0].key))]


def issue_form(review: IssueReview) -> Modal:
    """Return the form to edit a sentence, with what is written, else with the drafted one."""
    issue = review.issues[review.number or 0]
    text = issue.text or say.sentence(issue.evidence)
    days = review.period.start, review.period.end
    custom_id = ids.WriteIssue(*days, issue.key, sentence_mark(issue))
    field = Field(
        SENTENCE, say.FORM_LABEL, text[:ISSUE_LIMIT], limit=ISSUE_LIMIT, hint=say.FORM_HINT
    )
    return form(say.FORM_TITLE, custom_id, [field])
