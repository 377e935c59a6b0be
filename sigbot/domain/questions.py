"""Questions: what the bot asks back before it does anything."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.when import Doubt, Moment

ANSWERED_WITHIN = timedelta(hours=24)
"""A question, and what was typed, is forgotten after this time."""


class Intent(StrEnum):
    """What somebody meant to do when they were asked back."""

    SCHEDULE = "schedule"
    EDIT = "edit"
    KIND = "kind"
    WISHES = "wishes"
    LINK = "link"
    CONFIRM_SCHEDULE = "confirm_schedule"
    CONFIRM_EDIT = "confirm_edit"
    CONFIRM_CANCEL = "confirm_cancel"
    CONFIRM_ADOPT = "confirm_adopt"
    CONFIRM_PUBLISH = "confirm_publish"
    CONFIRM_RETIRE = "confirm_retire"
    CONFIRM_PAGE = "confirm_page"
    CONFIRM_REQUEST = "confirm_request"
    CONFIRM_FORGET = "confirm_forget"

    @property
    def is_confirmed(self) -> bool:
        """Return whether the question is only whether to do what was asked for."""
        return not self.is_chosen and self not in (Intent.WISHES, Intent.LINK)

    @property
    def is_chosen(self) -> bool:
        """Return whether one of several readings or kinds is chosen."""
        return self in (Intent.SCHEDULE, Intent.EDIT, Intent.KIND)


@dataclass(frozen=True, slots=True)
class Question:
    """`text` was not clear because of `reason`; each of the `readings` is offered as a button."""

    id: int
    text: str
    reason: Doubt
    readings: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class KindQuestion:
    """A meeting gets a speaker: each of the `kinds` that it may have is offered as a button."""

    id: int
    title: str
    speaker: str
    kinds: tuple[MeetingKind, ...]
