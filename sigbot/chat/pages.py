"""What is shown once the public page is on, or the question before that."""

from discord.ui import LayoutView

from sigbot.chat.cards import note
from sigbot.chat.confirmations import confirmation_card
from sigbot.domain.confirmations import Confirmation
from sigbot.wording import pages as say


def opened_card(address: str, *, opened: bool | Confirmation) -> LayoutView:
    """Return that the page is on, `opened` just now or earlier, or the question before that."""
    if isinstance(opened, Confirmation):
        return confirmation_card(opened)
    return note(say.opened(address, was_on=not opened))
