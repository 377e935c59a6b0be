"""Custom ids of the pages of `/audit`."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import NUMBER, CustomId, Part
from sigbot.chat.journal_ids import PERIOD

ACCOUNT = Part(
    lambda account: "" if account is None else NUMBER.write(account),
    lambda text: NUMBER.read(text) if text else None,
)
"""An account, or None for everybody."""


@dataclass(frozen=True, slots=True)
class TurnChanges(CustomId):
    """Show the page beside a row, of what was changed in a period by an account."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER, PERIOD, ACCOUNT)
    separator = ","
    row: int
    period: str
    account: int | None

    @property
    def person(self) -> str | None:
        """The account as text for `read_audit`."""
        return None if self.account is None else f"<@{self.account}>"


class OlderChanges(TurnChanges):
    action = Action.OLDER_CHANGES


class NewerChanges(TurnChanges):
    action = Action.NEWER_CHANGES
