"""The question whether to do something that reaches many, and its answer."""

from collections.abc import Mapping

import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import button
from sigbot.chat.cards import card, note
from sigbot.domain.community import Subgroup
from sigbot.domain.confirmations import (
    Adopting,
    Cancelling,
    Confirmation,
    Doubling,
    Editing,
    Forgetting,
    OpeningPage,
    Publishing,
    Reach,
    RequestingZones,
    Retiring,
)
from sigbot.wording import community as say_community
from sigbot.wording import confirmations as say

CONFIRM: Mapping[type[Reach], type[ids.OfQuestion]] = {
    Doubling: ids.ConfirmChange,
    Cancelling: ids.ConfirmChange,
    Editing: ids.ConfirmChange,
    Adopting: ids.ConfirmAdoption,
    Publishing: ids.ConfirmPublishing,
    Retiring: ids.ConfirmRetirement,
    OpeningPage: ids.ConfirmPage,
    RequestingZones: ids.ConfirmRequest,
    Forgetting: ids.ConfirmForgetting,
}
"""What is pressed to do it."""

GRAVE = (Cancelling, Retiring, Forgetting)
"""What ends something."""


def confirmation_card(confirmation: Confirmation) -> LayoutView:
    """Return the question with one button to do it and one to keep things as they are."""
    reach, number = confirmation.reach, confirmation.id
    do, keep = say.labels(reach)
    grave = isinstance(reach, GRAVE)
    style = discord.ButtonStyle.danger if grave else discord.ButtonStyle.primary
    buttons = [button(do, CONFIRM[type(reach)](number), style), button(keep, ids.Keep(number))]
    return card(say.question(reach), buttons=buttons)


def retired_card(retired: Subgroup | Confirmation) -> LayoutView:
    """Return what was retired, or the question before that."""
    if isinstance(retired, Confirmation):
        return confirmation_card(retired)
    return note(say_community.subgroup_retired(retired))
