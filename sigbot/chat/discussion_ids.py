"""Custom ids of discussions of papers."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import NUMBER, WORD, CustomId, Part


@dataclass(frozen=True, slots=True)
class OfPaper(CustomId):
    """Something that is done with an item on the agenda of a meeting."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER, NUMBER)
    item: int
    meeting: int


class ReadPaper(OfPaper):
    """Say that one has read it, or take it back."""

    action = Action.READ_PAPER


class AskPaper(OfPaper):
    """Open the form for a question."""

    action = Action.ASK_PAPER


class SendQuestion(OfPaper):
    """The form for a question."""

    action = Action.SEND_QUESTION


class ShowQuestions(OfPaper):
    """Show the questions that one may remove."""

    action = Action.SHOW_QUESTIONS


@dataclass(frozen=True, slots=True)
class RemoveQuestion(CustomId):
    """Remove a question from the card."""

    action, parts = Action.REMOVE_QUESTION, (NUMBER, NUMBER, NUMBER)
    item: int
    meeting: int
    question: int


@dataclass(frozen=True, slots=True)
class SayOpinion(CustomId):
    """Say what one thinks of a discussion, in a word of `Opinion`."""

    action, parts = Action.SAY_OPINION, (NUMBER, NUMBER, WORD)
    item: int
    meeting: int
    opinion: str
