"""Custom ids of calendars."""

from dataclasses import dataclass

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import NUMBER, CustomId


@dataclass(frozen=True, slots=True)
class AddToCalendar(CustomId):
    """Give somebody a meeting for their calendar."""

    action, parts = Action.ADD_TO_CALENDAR, (NUMBER,)
    meeting: int


class FirstAddress(CustomId):
    """Make an address for somebody's calendar, if they have none."""

    action = Action.FIRST_ADDRESS


class NewAddress(CustomId):
    """Make a new address for somebody's calendar; the one they had ends."""

    action = Action.NEW_ADDRESS


class EndAddress(CustomId):
    action = Action.END_ADDRESS


@dataclass(frozen=True, slots=True)
class SkipDeclined(CustomId):
    """Leave meetings that somebody can't come to out of their calendar (1), or not (0)."""

    action, parts = Action.SKIP_DECLINED, (NUMBER,)
    skips: int
