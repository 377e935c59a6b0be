"""Questions: what the bot asks back before it does anything."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sigbot.domain.when import Doubt, Moment

ANSWERED_WITHIN = timedelta(hours=24)
"""A question, and what was typed, is forgotten after this time."""


class Intent(StrEnum):
    """What somebody meant to do when they were asked back."""

    SCHEDULE = "schedule"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Question:
    """`text` was not clear because of `reason`; each of the `readings` is offered as a button."""

    id: int
    text: str
    reason: Doubt
    readings: tuple[Moment, ...]
