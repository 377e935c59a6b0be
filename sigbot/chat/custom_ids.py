"""Custom ids: what a button or form is for, as text that Discord keeps with it and sends back.

An id is `sig:<action>:<key>`. Each action has a class that says what its key is made of. Cards stay
in channels for ever, so neither the value of an action nor the shape of its key may change; what is
out there is listed in `tests/chat/earlier_ids.py`, and in the test modules of features as `CARDS`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sigbot.chat import (
    audit_ids,
    calendar_ids,
    consent_ids,
    discussion_ids,
    journal_ids,
    minutes_ids,
    report_ids,
    rotation_ids,
)
from sigbot.chat.actions import Action
from sigbot.chat.id_parts import (
    MEETING_KEY,
    NUMBER,
    PREFIX,
    WORD,
    CustomId,
    Part,
    encode,
)
from sigbot.domain.refusals import UnknownIdError

TEMPLATE = re.compile(rf"{PREFIX}:.*", re.DOTALL)
"""The custom ids that discord.py hands to `CardButton`; also forged ones, which are answered."""


AgreeHost = consent_ids.AgreeHost
DeclineHost = consent_ids.DeclineHost
AgreeAuthor = consent_ids.AgreeAuthor
DeclineAuthor = consent_ids.DeclineAuthor
PutEventsBack = consent_ids.PutEventsBack
KeepEvents = consent_ids.KeepEvents
UseEvents = consent_ids.UseEvents
MakeOwnEvents = consent_ids.MakeOwnEvents
VoteForItem = journal_ids.VoteForItem
ShareLink = journal_ids.ShareLink
RemoveItem = journal_ids.RemoveItem
KeepItem = journal_ids.KeepItem
ListItem = journal_ids.ListItem
UnlistItem = journal_ids.UnlistItem
TurnItems = journal_ids.TurnItems
TurnSearch = journal_ids.TurnSearch
OlderChanges = audit_ids.OlderChanges
NewerChanges = audit_ids.NewerChanges
AdoptRotation = rotation_ids.AdoptRotation
RotationClocks = rotation_ids.RotationClocks
ChangeWishes = rotation_ids.ChangeWishes
RotationDetails = rotation_ids.RotationDetails
AskZones = rotation_ids.AskZones
UndoRotation = rotation_ids.UndoRotation
OfShownReport = report_ids.OfShownReport
EditReport = report_ids.EditReport
EditFromEarlier = report_ids.EditFromEarlier
WriteNarrative = report_ids.WriteNarrative
WriteSentences = report_ids.WriteSentences
PublishReport = report_ids.PublishReport
EarlierTexts = report_ids.EarlierTexts
TurnEarlierTexts = report_ids.TurnEarlierTexts
BringBackText = report_ids.BringBackText
SkipReport = report_ids.SkipReport
ConfirmSkipping = report_ids.ConfirmSkipping
KeepReminding = report_ids.KeepReminding
UnskipReport = report_ids.UnskipReport
ReviewIssues = report_ids.ReviewIssues
ShowIssue = report_ids.ShowIssue
KeepIssue = report_ids.KeepIssue
DropIssue = report_ids.DropIssue
EditIssue = report_ids.EditIssue
WriteIssue = report_ids.WriteIssue


@dataclass(frozen=True, slots=True)
class OfMeeting(CustomId):
    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    meeting: int


class Rsvp(OfMeeting):
    """An answer to a meeting; the answer's word is the value of the action."""


class Going(Rsvp):
    action = Action.GOING


class Maybe(Rsvp):
    action = Action.MAYBE


class Cant(Rsvp):
    action = Action.CANT


class Confirm(OfMeeting):
    """The answer of somebody who is asked again, as the meeting moved far."""


class StillComing(Confirm):
    action = Action.STILL_COMING


class NotComing(Confirm):
    action = Action.NOT_COMING


class CheckIn(OfMeeting):
    action = Action.CHECK_IN


class WhoComes(OfMeeting):
    action = Action.WHO_COMES


class ReadDescription(OfMeeting):
    """Show the whole description of a meeting."""

    action = Action.READ_DESCRIPTION


@dataclass(frozen=True, slots=True)
class TurnDescription(CustomId):
    """Show a page, counted from 0, of the description of a meeting."""

    action = Action.TURN_DESCRIPTION
    parts = (NUMBER, NUMBER)
    meeting: int
    page: int


class TakeBack(OfMeeting):
    action = Action.TAKE_BACK


class UndoCheckIn(OfMeeting):
    """Take a check-in back by mistake; the answer to the meeting stays."""

    action = Action.UNDO_CHECK_IN


class Stay(OfMeeting):
    action = Action.STAY


class ShowCode(OfMeeting):
    action = Action.SHOW_CODE
    parts = (MEETING_KEY,)


@dataclass(frozen=True, slots=True)
class TurnMeetingPage(CustomId):
    """Show a page, counted from 0, of meetings of a kind or of `all`; 1 is `past`, 0 is ahead."""

    action = Action.TURN_MEETING_PAGE
    parts = (WORD, NUMBER, NUMBER)
    kind: str
    past: int
    page: int


@dataclass(frozen=True, slots=True)
class ChooseReading(CustomId):
    """One of the readings of a question, counted from 0."""

    action = Action.CHOOSE_READING
    parts, separator = (NUMBER, NUMBER), "-"
    question: int
    reading: int


@dataclass(frozen=True, slots=True)
class OfQuestion(CustomId):
    """An answer to the question whether to do something."""

    parts = (NUMBER,)
    question: int


class ConfirmChange(OfQuestion):
    action = Action.CONFIRM_CHANGE


class ConfirmAdoption(OfQuestion):
    action = Action.CONFIRM_ADOPTION


class ConfirmPublishing(OfQuestion):
    action = Action.CONFIRM_PUBLISHING


class ConfirmRetirement(OfQuestion):
    action = Action.CONFIRM_RETIREMENT


class ConfirmPage(OfQuestion):
    action = Action.CONFIRM_PAGE


class ConfirmRequest(OfQuestion):
    action = Action.CONFIRM_REQUEST


class ConfirmForgetting(OfQuestion):
    action = Action.CONFIRM_FORGETTING


class RetypeWishes(OfQuestion):
    action = Action.RETYPE_WISHES


class Keep(OfQuestion):
    action = Action.KEEP


@dataclass(frozen=True, slots=True)
class RemoveGuest(OfMeeting):
    action = Action.REMOVE_GUEST
    parts = (NUMBER, NUMBER)
    guest: int


@dataclass(frozen=True, slots=True)
class OfName(CustomId):
    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    name: int


class ClaimName(OfName):
    action = Action.CLAIM_NAME


class KeepApart(OfName):
    action = Action.KEEP_APART


@dataclass(frozen=True, slots=True)
class OfLink(OfName):
    parts = (NUMBER, NUMBER)
    owner: int


class JoinGuest(OfLink):
    action = Action.JOIN_GUEST


class UndoLink(OfLink):
    action = Action.UNDO_LINK


class NameIsMine(OfName):
    action = Action.NAME_IS_MINE


class NameIsNotMine(OfName):
    action = Action.NAME_IS_NOT_MINE


@dataclass(frozen=True, slots=True)
class OfReview(CustomId):
    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    review: int


class DropImport(OfReview):
    action = Action.DROP_IMPORT


@dataclass(frozen=True, slots=True)
class AnswerImport(OfReview):
    """Answer a question of a review of an attendance file.

    `question` is the key of the question in `domain/attendance_files`, `choice` the answer.
    """

    action = Action.ANSWER_IMPORT
    parts = (NUMBER, WORD, WORD)
    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class WriteImport(OfReview):
    """Write the attendances of a reviewed file.

    `known` is the number of people in the file whom the community knew when the review was shown.
    """

    action = Action.WRITE_IMPORT
    parts = (NUMBER, NUMBER)
    known: int


@dataclass(frozen=True, slots=True)
class TurnImportPage(OfReview):
    """Show another page of a review, counted from 0."""

    action = Action.TURN_IMPORT_PAGE
    parts = (NUMBER, NUMBER)
    page: int


@dataclass(frozen=True, slots=True)
class TickMachine(OfReview):
    """Count a note-taker or device of a file as a person (`ticked` is 1), or not (0).

    `machine` is its place in the file, `page` the page of the review that is shown then.
    """

    action = Action.TICK_MACHINE
    parts = (NUMBER, NUMBER, NUMBER, NUMBER)
    machine: int
    ticked: int
    page: int


class NameImported(OfReview):
    """Name the people of a file who have no name: the button, and the form that it opens."""

    action = Action.NAME_IMPORTED


class UndoImport(OfReview):
    """Take back what a file changed when it was written."""

    action = Action.UNDO_IMPORT


OfImport = (
    AnswerImport
    | WriteImport
    | DropImport
    | TurnImportPage
    | TickMachine
    | NameImported
    | UndoImport
)


class DescribeSelf(CustomId):
    action = Action.DESCRIBE_SELF


KINDS: Mapping[Action, type[CustomId]] = {
    kind.action: kind
    for module in (globals(), *map(vars, (calendar_ids, discussion_ids, minutes_ids)))
    for kind in module.values()
    if isinstance(kind, type) and issubclass(kind, CustomId) and "action" in vars(kind)
}
"""Every class of custom ids that has an action of its own."""


def decode(text: str) -> CustomId:
    """Read a text that `encode` wrote. Raises UnknownIdError for every other text."""
    try:
        custom_id = _read(text)
        if encode(custom_id) == text:
            return custom_id
    except ValueError:
        pass
    raise UnknownIdError


def _read(text: str) -> CustomId:
    """Read the text of a custom id, also in another spelling. Raises ValueError."""
    _, action, key = text.split(":", 2)
    kind = KINDS[Action(action)]
    texts = key.split(kind.separator) if kind.parts else []
    make: Callable[..., CustomId] = kind
    parts = kind.parts[: max(len(texts), kind.shortest())]
    return make(*(part.read(text) for part, text in zip(parts, texts, strict=True)))
