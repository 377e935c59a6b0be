"""Who changed what: one sentence for each change, for `/audit` and its file."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sigbot.domain.audit import AuditAction, AuditFormat, AuditPage, Change
from sigbot.domain.meetings import Answer
from sigbot.domain.periods import Period
from sigbot.domain.plans import WorkStatus
from sigbot.domain.report_data import IssueState
from sigbot.wording import times
from sigbot.wording.meetings import ANSWER_WORDS
from sigbot.wording.plans import STATUSES
from sigbot.wording.safe import called, plain

TITLE = "## Who changed what"
OF_PERIOD = "-# In {period}"
BY = "-# By <@{account}>"
BY_IN_PERIOD = "-# By <@{account}>, in {period}"
NOTHING = "Nothing was changed yet."
NOTHING_FITS = "Nothing that fits. Try without the period or the person."
FOOT = "-# For check-ins, answers and votes, choose a `person:`, or `format: csv`."
NEWER, OLDER = "Newer", "Older"
LINE = "{sentence}\n-# {when}"

EXPORTED = "Who changed what in {period}, {count} changes."
EXPORTED_ONE = "Who changed what in {period}, 1 change."
EXPORTED_ALL = "Who changed what, all {count} changes."
EXPORTED_ALL_ONE = "Who changed what, 1 change in all."
VOCABULARIES = {AuditFormat: "kind of file"}
NOTHING_TO_EXPORT = "There is nothing to export. Try without the period or the person."

SOMEBODY, SOMEBODY_IN = "Somebody", "somebody"
"""A person who was forgotten: at the beginning of a sentence, and within."""

NAMED, KEYED = "{title} (`{key}`)", "`{key}`"
"""A thing with its title, and one that is gone."""

SENTENCES: Mapping[AuditAction, str] = {
    AuditAction.SIG_SETUP: "**{who}** saved the settings of the community.",
    AuditAction.BOT_REMOVED: "The bot was removed from this server.",
    AuditAction.BOT_RETURNED: "The bot was invited to this server again.",
    AuditAction.PUT_EVENTS_BACK: "**{who}** put changed events of the server back.",
    AuditAction.KEEP_EVENTS: "**{who}** kept changed events of the server as they are.",
    AuditAction.USE_EVENTS: "**{who}** used events of the server for meetings.",
    AuditAction.MAKE_OWN_EVENTS: "**{who}** let meetings have events of their own.",
    AuditAction.PAGE_ON: "**{who}** turned on the public page.",
    AuditAction.PAGE_OFF: "**{who}** turned off the public page.",
    AuditAction.SUBGROUP_ADD: "**{who}** added the subgroup {what}.",
    AuditAction.SUBGROUP_RETIRE: "**{who}** retired the subgroup {what}.",
    AuditAction.SUBGROUP_JOIN: "**{who}** joined the subgroup {what}.",
    AuditAction.SUBGROUP_LEAVE: "**{who}** left the subgroup {what}.",
    AuditAction.MEETING_SCHEDULE: "**{who}** scheduled {what}.",
    AuditAction.MEETING_EDIT: "**{who}** changed {what}: {fields}.",
    AuditAction.MEETING_CANCEL: "**{who}** cancelled {what}.",
    AuditAction.MEETING_RESTORE: "**{who}** brought {what} back.",
    AuditAction.MEETING_REMINDERS: "**{who}** set the reminders of {what} to {before} before.",
    AuditAction.MEETING_ANSWER: "**{who}** answered {answer} to {what}.",
    AuditAction.SERIES_EXTEND: "**{who}** scheduled {count} more meetings of {what}.",
    AuditAction.ZONES_FOLLOW: "**{who}** moved {count} meetings, as rules of time zones changed.",
    AuditAction.CHECK_IN: "**{who}** checked in to {what}.",
    AuditAction.TAKE_BACK: "**{who}** took back their check-in to {what}.",
    AuditAction.ADD_ATTENDANCE: "**{who}** added {person} to the attendance of {what}.",
    AuditAction.REMOVE_ATTENDANCE: "**{who}** took {person} off the attendance of {what}.",
    AuditAction.LINK_NAME: "**{who}** noted that the name {what} is {person}.",
    AuditAction.UNLINK_NAME: "**{who}** noted that the name {what} is not {person}.",
    AuditAction.SHOW_CODE: "**{who}** showed the check-in code of {what}.",
    AuditAction.IMPORT: (
        "**{who}** imported an attendance file for {what} (people: {people}, new: {new})."
    ),
    AuditAction.UNDO_IMPORT: "**{who}** undid an import of attendance for {what}.",
    AuditAction.ADD_ACTIVITY: "**{who}** added the activity {what}.",
    AuditAction.REMOVE_ACTIVITY: "**{who}** removed the activity {what}.",
    AuditAction.ADD_PLAN: "**{who}** added the planned work {what}.",
    AuditAction.UPDATE_PLAN: "**{who}** set the planned work {what} to “{status}”.",
    AuditAction.SHARE_ITEM: "**{who}** shared {what} with the journal club.",
    AuditAction.VOTE: "**{who}** voted on {what}, or took a vote back.",
    AuditAction.PICK_ITEM: "**{who}** put {what} on the agenda of {meeting}.",
    AuditAction.PRESENT_ITEM: "**{who}** offered to present {what}.",
    AuditAction.DISCUSSED_ITEM: "**{who}** noted that {what} was discussed.",
    AuditAction.LIST_ITEM: "**{who}** put {what} on the reading list of the report.",
    AuditAction.MERGE_ITEMS: "**{who}** joined the journal item {what} to {into}.",
    AuditAction.REMOVE_ITEM: "**{who}** removed the journal item {what}.",
    AuditAction.COMPILE_REPORT: "**{who}** compiled the report of {what}.",
    AuditAction.PUBLISH_REPORT: "**{who}** published the report of {what}.",
    AuditAction.WRITE_SENTENCES: "**{who}** wrote sentences of the report of {what}.",
    AuditAction.BRING_BACK_TEXT: "**{who}** brought back an earlier text of the report of {what}.",
    AuditAction.JUDGE_ISSUE: "**{who}** read a drafted sentence of the report of {what}.",
    AuditAction.SKIP_REPORT: "**{who}** skipped the report of {what}.",
    AuditAction.UNSKIP_REPORT: "**{who}** took back that the report of {what} is skipped.",
    AuditAction.SUGGEST_ROTATION: "**{who}** asked for suggestions of a rotation for {what}.",
    AuditAction.ASK_ZONES: "**{who}** asked members for their time zones.",
    AuditAction.ADOPT_ROTATION: "**{who}** adopted the rotation {label} for {what}.",
    AuditAction.UNDO_ROTATION: "**{who}** took back the rotation of {what}.",
    AuditAction.ADD_POINT: "**{who}** suggested a point for the agenda of {what}.",
    AuditAction.ASK_AHEAD: "**{who}** asked a question ahead of {what}.",
    AuditAction.SUGGEST_POINT: "**{who}** put a point of {what} back to the suggestions.",
    AuditAction.ACCEPT_POINT: "**{who}** accepted a point for the agenda of {what}.",
    AuditAction.FINISH_POINT: "**{who}** finished a point of {what}.",
    AuditAction.PARK_POINT: "**{who}** parked a point of {what}.",
    AuditAction.DECLINE_POINT: "**{who}** declined a point for {what}.",
    AuditAction.ORDER_AGENDA: "**{who}** put the agenda of {what} in order.",
    AuditAction.EDIT_POINT: "**{who}** edited a point of {what}.",
    AuditAction.POSTPONE_POINT: "**{who}** moved a point of {what} to the next meeting.",
    AuditAction.TAKE_UP_POINT: "**{who}** put a parked point on the agenda of {what}.",
    AuditAction.ANSWER_QUESTION: "**{who}** answered a question that was asked ahead of {what}.",
    AuditAction.SAVE_NOTICES: "**{who}** saved the notices of openings, version {what}.",
    AuditAction.DECLARE: "**{who}** said afterwards that they were at {what}.",
    AuditAction.NOTE_LINE: "**{who}** noted something for the minutes of {what}.",
    AuditAction.NOTE_MESSAGE: "**{who}** added a message to the minutes of {what}.",
    AuditAction.KEEP_NOTES: "**{who}** kept notes of {what}.",
    AuditAction.CHOOSE_OUTCOME: "**{who}** said what became of {what}.",
    AuditAction.OFFER_REVIEW: "**{who}** offered the minutes of {what} for review.",
    AuditAction.APPROVE_MINUTES: "**{who}** approved the minutes of {what}.",
    AuditAction.PUBLISH_MINUTES: "**{who}** published the minutes of {what}.",
    AuditAction.CORRECT_MINUTES: "**{who}** suggested a correction of the minutes of {what}.",
    AuditAction.ADD_ERRATUM: "**{who}** added an erratum to the minutes of {what}.",
    AuditAction.SETTLE_CORRECTION: "**{who}** dealt with a correction of the minutes of {what}.",
    AuditAction.CAUGHT_UP: "**{who}** caught up with {what}, or took that back.",
    AuditAction.OPEN_PROMISE: "**{who}** opened the action item {what} again.",
    AuditAction.FINISH_PROMISE: "**{who}** said that the action item {what} is done.",
    AuditAction.DROP_PROMISE: "**{who}** dropped the action item {what}.",
    AuditAction.READ_PAPER: "**{who}** said that they read {what}, or took that back.",
    AuditAction.ASK_PAPER: "**{who}** asked a question about {what}.",
    AuditAction.UNASK_PAPER: "**{who}** removed a question about {what}.",
    AuditAction.SAY_OPINION: "**{who}** said what they think of the discussion of {what}.",
}
"""What is said of an action. What concerns one person alone has no sentence: nobody reads it."""

CANCELLED_MANY = "**{who}** cancelled {count} meetings, from {what} on."
RESTORED_MANY = "**{who}** brought {count} meetings back, from {what} on."
NO_REMINDERS = "**{who}** switched off the reminders of {what}."
ANSWERED_MANY = "**{who}** answered {answer} to {count} meetings, from {what} on."
EXTENDED_ONE = "**{who}** scheduled 1 more meeting of {what}."
FOLLOWED_ONE = "**{who}** moved 1 meeting, as rules of time zones changed."
UNLISTED = "**{who}** took {what} off the reading list of the report."
JUDGED = {
    IssueState.KEPT: "**{who}** kept a drafted sentence of the report of {what}.",
    IssueState.EDITED: "**{who}** edited a drafted sentence of the report of {what}.",
    IssueState.DROPPED: "**{who}** dropped a drafted sentence of the report of {what}.",
}
UNKNOWN = "**{who}** did “{action}” to {what}."
"""For an action of a later version."""

EDITED = {
    "description": "description",
    "duration": "length",
    "kind": "kind",
    "link": "link",
    "place": "place",
    "recording": "recording",
    "repeat": "repetition",
    "slides": "slides",
    "speaker": "speaker",
    "subgroup": "subgroup",
    "title": "title",
    "when": "time",
}
"""What was changed in a meeting: the name of the option → what it is called."""

_KEY = re.compile(r"[a-z][0-9]{1,18}")
_PERSONS = frozenset(("", "person"))
"""What stands in the trail instead of somebody who was forgotten."""

LONGEST_NAME, LONGEST_TITLE, LONGEST_LIST = 24, 28, 50


def page(shown: AuditPage) -> list[str]:
    """Write a page of changes: its title, what was asked for, each change, and what is left out."""
    wanted = shown.wanted
    fits_nothing = NOTHING_FITS if wanted.period or wanted.account is not None else NOTHING
    lines = [LINE.format(sentence=sentence(c), when=times.short(c.at)) for c in shown.changes]
    foot = FOOT if wanted.account is None else ""
    return [TITLE, _asked(shown), *(lines or [fits_nothing]), foot]


def _asked(shown: AuditPage) -> str:
    period, account = shown.wanted.period, shown.wanted.account
    label = plain(period.label) if period else ""
    if account:
        return (BY_IN_PERIOD if period else BY).format(account=account, period=label)
    return OF_PERIOD.format(period=label) if period else ""


def sentence(change: Change) -> str:
    """Write a change as one sentence of at most four lines of a phone."""
    template = _template(change)
    return template.format(
        who=called(change.who, LONGEST_NAME) if change.who else SOMEBODY,
        what=_thing(change, change.subject),
        action=plain(change.action, LONGEST_NAME),
        **_parts(change),
    )


def _template(change: Change) -> str:
    """Return the sentence of a change: that of its action, or of what its details say."""
    action = change.known
    if action is None or action not in SENTENCES:
        return UNKNOWN
    special = _SPECIAL.get(action)
    return (special(change.details) if special else "") or SENTENCES[action]


_SPECIAL: Mapping[AuditAction, Callable[[Mapping[str, Any]], str]] = {
    AuditAction.MEETING_CANCEL: lambda details: CANCELLED_MANY if _count(details) > 1 else "",
    AuditAction.MEETING_RESTORE: lambda details: RESTORED_MANY if _count(details) > 1 else "",
    AuditAction.MEETING_ANSWER: lambda details: ANSWERED_MANY if _count(details) > 1 else "",
    AuditAction.MEETING_REMINDERS: lambda details: "" if details.get("before") else NO_REMINDERS,
    AuditAction.SERIES_EXTEND: lambda details: EXTENDED_ONE if _count(details) == 1 else "",
    AuditAction.ZONES_FOLLOW: lambda details: FOLLOWED_ONE if _count(details) == 1 else "",
    AuditAction.LIST_ITEM: lambda details: "" if details.get("listed", True) else UNLISTED,
    AuditAction.JUDGE_ISSUE: lambda details: JUDGED.get(details.get("state", ""), ""),
}
"""Actions of which the details decide the sentence; "" for the usual one."""


def _count(details: Mapping[str, Any]) -> int:
    count = details.get("count", 0)
    return count if isinstance(count, int) else 0


def _parts(change: Change) -> dict[str, object]:
    """Return what sentences say of the details of a change."""
    details = change.details
    names = [EDITED.get(name, str(name)) for name in details.get("changed", ())]
    answer, status = details.get("answer"), details.get("status")
    return {
        "fields": plain(", ".join(names), LONGEST_LIST),
        "before": plain(str(details.get("before", "")), LONGEST_LIST),
        "answer": ANSWER_WORDS[Answer(answer)] if answer in set(Answer) else "",
        "status": STATUSES[WorkStatus(status)] if status in set(WorkStatus) else "",
        "count": _count(details),
        "people": details.get("people", 0),
        "new": details.get("new", 0),
        "label": plain(str(details.get("label", "")), LONGEST_NAME),
        "person": _person(change),
        "meeting": _thing(change, str(details.get("meeting", ""))),
        "into": _thing(change, str(details.get("into", ""))),
    }


def _person(change: Change) -> str:
    """Return the name of the person to whom it was done."""
    name = change.titles.get(str(change.details.get("person", "")))
    return f"**{called(name, LONGEST_NAME)}**" if name else SOMEBODY_IN


def _thing(change: Change, key: str) -> str:
    """Return the title of a thing with its key; of one that is gone, the title that was noted.

    What has no key, such as the period of a report, is its own title.
    """
    details = change.details
    noted = details.get("title") or details.get("name") if key == change.subject else None
    title = change.titles.get(key) or noted
    if not _KEY.fullmatch(key):
        return SOMEBODY_IN if key in _PERSONS else plain(key, LONGEST_TITLE)
    if title:
        return NAMED.format(title=f"**{plain(str(title), LONGEST_TITLE)}**", key=key)
    return KEYED.format(key=key)


def exported(period: Period | None, count: int) -> str:
    if period is None:
        return (EXPORTED_ALL_ONE if count == 1 else EXPORTED_ALL).format(count=count)
    template = EXPORTED_ONE if count == 1 else EXPORTED
    return template.format(count=count, period=plain(period.label))
