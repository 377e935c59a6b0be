"""The card with earlier texts of a report's sentences."""

from discord.ui import LayoutView

from sigbot.chat import report_ids as ids
from sigbot.chat.buttons import button
from sigbot.chat.cards import card
from sigbot.services.narratives import EarlierTexts
from sigbot.wording import narratives as say

ON_A_PAGE = 3
"""Texts on a page: with their buttons they fit on two screens of a phone."""


def texts_card(earlier: EarlierTexts, page: int = 0) -> LayoutView:
    """Return a page of earlier texts, each with a button to bring it back."""
    begin = page * ON_A_PAGE
    shown = list(enumerate(earlier.versions, 1))[begin : begin + ON_A_PAGE]
    days = earlier.period.start, earlier.period.end
    buttons = [
        button(say.BRING_BACK.format(number=number), ids.BringBackText(*days, version.id))
        for number, version in shown
    ]
    if page > 0:
        buttons.append(button(say.NEWER, ids.TurnEarlierTexts(*days, page - 1)))
    if begin + ON_A_PAGE < len(earlier.versions):
        buttons.append(button(say.OLDER, ids.TurnEarlierTexts(*days, page + 1)))
    return card(
        say.brought_back(earlier.brought_back) if earlier.brought_back else "",
        say.title(earlier.period, is_empty=not earlier.versions),
        *(say.version(version, number) for number, version in shown),
        say.foot(),
        buttons=buttons,
    )
