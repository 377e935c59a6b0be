"""Custom ids of the life of a meeting: its agenda, opening, notes and minutes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import NUMBER, WORD, CustomId, Part


@dataclass(frozen=True, slots=True)
class OfAgenda(CustomId):
    """Something about the agenda or the minutes of a meeting."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    meeting: int


class SuggestPoint(OfAgenda):
    """Open the form for a new point."""

    action = Action.SUGGEST_POINT


class WriteSuggestion(OfAgenda):
    action = Action.WRITE_SUGGESTION


class AskAhead(OfAgenda):
    """Open the form for a question that is asked ahead."""

    action = Action.ASK_AHEAD


class WriteQuestion(OfAgenda):
    action = Action.WRITE_QUESTION


class ShowAgenda(OfAgenda):
    action = Action.SHOW_AGENDA


@dataclass(frozen=True, slots=True)
class ArrangeAgenda(CustomId):
    """Show one point of an agenda, counted from 0, with what organizers can do with it."""

    action, parts = Action.ARRANGE_AGENDA, (NUMBER, NUMBER)
    meeting: int
    index: int


@dataclass(frozen=True, slots=True)
class OfPoint(CustomId):
    """Something that is done with a point of an agenda."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    point: int


@dataclass(frozen=True, slots=True)
class SettlePoint(CustomId):
    """Accept, decline, finish or park a point; `state` is a word of AgendaState."""

    action, parts = Action.SETTLE_POINT, (NUMBER, WORD)
    point: int
    state: str


class RaisePoint(OfPoint):
    """Move a point up by one place."""

    action = Action.RAISE_POINT


class PostponePoint(OfPoint):
    """Move a point to the next meeting."""

    action = Action.POSTPONE_POINT


class EditPoint(OfPoint):
    action = Action.EDIT_POINT


class WritePoint(OfPoint):
    action = Action.WRITE_POINT


class AnswerPoint(OfPoint):
    """Open the form for the answer to a question."""

    action = Action.ANSWER_POINT


class WriteAnswer(OfPoint):
    action = Action.WRITE_ANSWER


@dataclass(frozen=True, slots=True)
class TakeUpPoint(CustomId):
    """Put a parked point on the agenda of a meeting."""

    action, parts = Action.TAKE_UP_POINT, (NUMBER, NUMBER)
    point: int
    meeting: int


class Declare(OfAgenda):
    """Say afterwards that one was at a meeting."""

    action = Action.DECLARE


class CatchUp(OfAgenda):
    """Say that one caught up with a meeting, or take it back."""

    action = Action.CATCH_UP


class ShowMinutes(OfAgenda):
    action = Action.SHOW_MINUTES


class OfferReview(OfAgenda):
    action = Action.OFFER_REVIEW


class ApproveMinutes(OfAgenda):
    action = Action.APPROVE_MINUTES


class AskToPublish(OfAgenda):
    """Ask whether to publish minutes: it reaches people, and cannot be taken back."""

    action = Action.ASK_TO_PUBLISH


class PublishMinutes(OfAgenda):
    action = Action.PUBLISH_MINUTES


@dataclass(frozen=True, slots=True)
class ChooseOutcome(CustomId):
    """Say what became of a meeting; `outcome` is a word of MeetingOutcome."""

    action, parts = Action.CHOOSE_OUTCOME, (NUMBER, WORD)
    meeting: int
    outcome: str


class CorrectMinutes(OfAgenda):
    """Open the form for a correction, or for an erratum of approved minutes."""

    action = Action.CORRECT_MINUTES


class WriteCorrection(OfAgenda):
    action = Action.WRITE_CORRECTION


@dataclass(frozen=True, slots=True)
class SettleCorrection(CustomId):
    """Note that an organizer has dealt with a suggested correction."""

    action, parts = Action.SETTLE_CORRECTION, (NUMBER, NUMBER)
    meeting: int
    correction: int


class LeaveNameOut(OfAgenda):
    """Take one's own name out of the minutes of a meeting."""

    action = Action.LEAVE_NAME_OUT


class SaveNotices(CustomId):
    """Save the notices that are shown when a meeting opens."""

    action = Action.SAVE_NOTICES


class PasteNotes(OfAgenda):
    """Notes of a meeting are pasted into a form."""

    action = Action.PASTE_NOTES


@dataclass(frozen=True, slots=True)
class OfNotes(CustomId):
    """Something that is done with notes under review."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    review: int


class KeepNotes(OfNotes):
    action = Action.KEEP_NOTES


class DropNotes(OfNotes):
    action = Action.DROP_NOTES


@dataclass(frozen=True, slots=True)
class TurnNotes(CustomId):
    """Show a page, counted from 0, of notes under review."""

    action, parts = Action.TURN_NOTES, (NUMBER, NUMBER)
    review: int
    page: int


@dataclass(frozen=True, slots=True)
class ClosePromise(CustomId):
    """Set the state of an action item; `state` is a word of PromiseState."""

    action, parts = Action.CLOSE_PROMISE, (NUMBER, WORD)
    promise: int
    state: str


@dataclass(frozen=True, slots=True)
class TurnPromises(CustomId):
    """Show a page, counted from 0, of the action items of an owner (0 for all) in a state."""

    action, parts = Action.TURN_PROMISES, (NUMBER, NUMBER, WORD)
    page: int
    owner: int
    state: str
