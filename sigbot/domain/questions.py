"""Questions that are asked back before anything happens."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sigbot.domain.when import Doubt, Moment

ANSWERED_WITHIN = timedelta(hours=24)
"""A question is forgotten after this time, with what was typed."""


class Intent(StrEnum):
    """What somebody meant to do when they were asked back."""

    SCHEDULE = "schedule"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Question:
    """`text` was not clear, for `reason`; each of the `readings` is a button."""

    id: int
    text: str
    reason: Doubt
    readings: tuple[Moment, ...]
