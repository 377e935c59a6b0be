"""Questions that are asked back before anything happens."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sigbot.domain.when import Moment

ANSWERED_WITHIN = timedelta(hours=24)
"""A question is forgotten after this time, with what was typed."""


@dataclass(frozen=True, slots=True)
class Question:
    """`text` was not clear, for `reason`; each of the `readings` is a button."""

    id: int
    text: str
    reason: Literal["ambiguous", "nonexistent", "past", "far"]
    readings: tuple[Moment, ...]
