"""The card on which an organizer reads drafted sentences of a report, and the form to edit one."""

import discord
from discord.ui import LayoutView, Modal

from sigbot.chat import report_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.chat.forms import Field, form
from sigbot.domain.bounds import ISSUE_LIMIT
from sigbot.domain.issues import JudgedIssue, UnreadIssuesError, sentence_mark
from sigbot.domain.report_data import IssueState, ReportTemplate
from sigbot.services.issues import IssueReview
from sigbot.wording import issues as say
from sigbot.wording.refusals import sentence

SENTENCE = "sentence"
"""The field of the form."""


def issues_card(review: IssueReview, template: ReportTemplate) -> LayoutView:
    """Return the sentence to read, or what became of all of them when they are read.

    `template` is that of the report which is published afterwards.
    """
    period, issues, number = review.period, review.issues, review.number
    if number is None:
        return card(*say.all_read(period, issues), buttons=_last_buttons(review, template))
    clash = say.clashed(review.not_kept) if review.not_kept else ""
    lines = say.shown(period, issues, number)
    buttons = _buttons(review, issues[number], number, template)
    return card(clash, *lines, say.left(issues), buttons=buttons)


def _buttons(
    review: IssueReview, issue: JudgedIssue, number: int, template: ReportTemplate
) -> list[CardButton]:
    days, issues = (review.period.start, review.period.end), review.issues
    keep = say.USE_DRAFT if issue.state is IssueState.EDITED else say.KEEP
    judged = (*days, issue.key, issue.figures, template)
    buttons = [button(say.EDIT, ids.EditIssue(*days, issue.key, template))]
    if issue.state is not IssueState.KEPT:
        style = discord.ButtonStyle.primary
        buttons.insert(0, button(keep, ids.KeepIssue(*judged), style))
    if issue.state is not IssueState.DROPPED:
        buttons.append(button(say.DROP, ids.DropIssue(*judged)))
    if number > 0:
        buttons.append(button(say.BACK, ids.ShowIssue(*days, issues[number - 1].key, template)))
    if number + 1 < len(issues):
        buttons.append(button(say.NEXT, ids.ShowIssue(*days, issues[number + 1].key, template)))
    return buttons


def _last_buttons(review: IssueReview, template: ReportTemplate) -> list[CardButton]:
    days = review.period.start, review.period.end
    publish = button(say.PUBLISH, ids.PublishReport(*days, template), discord.ButtonStyle.primary)
    if not review.issues:
        return [publish]
    return [publish, button(say.LOOK_AGAIN, ids.ShowIssue(*days, review.issues[0].key, template))]


def unread_card(refused: UnreadIssuesError) -> LayoutView:
    """Return why a report was not published, with the button to read what nobody has read."""
    days = refused.period.start, refused.period.end
    review = ids.ReviewIssues(*days, refused.template)
    buttons = [button(say.REVIEW, review, discord.ButtonStyle.primary)]
    return card(sentence(refused), buttons=buttons)


def issue_form(review: IssueReview, template: ReportTemplate) -> Modal:
    """Return the form to edit a sentence, with what is written, else with the drafted one."""
    issue = review.issues[review.number or 0]
    text = issue.text or say.sentence(issue.evidence)
    days = review.period.start, review.period.end
    custom_id = ids.WriteIssue(*days, issue.key, sentence_mark(issue), template)
    field = Field(
        SENTENCE, say.FORM_LABEL, text[:ISSUE_LIMIT], limit=ISSUE_LIMIT, hint=say.FORM_HINT
    )
    return form(say.FORM_TITLE, custom_id, [field])
