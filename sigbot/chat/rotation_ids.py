"""Custom ids of suggestions of a rotation, and of rotations."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import LETTER, NUMBER, CustomId, Part


@dataclass(frozen=True, slots=True)
class OfAlternative(CustomId):
    """About an alternative of a suggestion, named by its `letter`."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER, LETTER)
    separator = "-"
    suggestion: int
    letter: str


class AdoptRotation(OfAlternative):
    action = Action.ADOPT_ROTATION


class RotationClocks(OfAlternative):
    """Show when an alternative is on the clocks of all regions."""

    action = Action.ROTATION_CLOCKS


@dataclass(frozen=True, slots=True)
class OfSuggestion(CustomId):
    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    suggestion: int


class ChangeWishes(OfSuggestion):
    action = Action.CHANGE_WISHES


class RotationDetails(OfSuggestion):
    action = Action.ROTATION_DETAILS


class AskZones(OfSuggestion):
    action = Action.ASK_ZONES


@dataclass(frozen=True, slots=True)
class UndoRotation(CustomId):
    action = Action.UNDO_ROTATION
    parts = (NUMBER,)
    rotation: int
