"""The card of a check-in code, with a picture to share on the screen of a call."""

import asyncio
import io
from collections.abc import Sequence

import discord
from discord.ui import LayoutView

from sigbot.chat.cards import card
from sigbot.services.codes import Shown
from sigbot.wording import attendance as say
from sigbot.wording.reminders import card_address


async def code_card(shown: Shown) -> tuple[LayoutView, Sequence[discord.File]]:
    """Return the card of a code and its picture, which is drawn in a thread."""
    address = card_address(shown.guild_id, shown.card) if shown.card else None
    data = await asyncio.to_thread(_picture, shown, address)
    has_qr = address is not None
    alt = say.code_alt(shown.meeting, shown.code, has_qr=has_qr)
    picture = discord.File(io.BytesIO(data), "check-in.png", description=alt)
    text = say.code(shown.meeting, shown.code, has_qr=has_qr)
    return card(text, picture=picture), [picture]


def _picture(shown: Shown, address: str | None) -> bytes:
    from sigbot.documents.codes import code_picture  # noqa: PLC0415  (Pillow)

    hint = say.CODE_HINT.format(typed=shown.code)
    code = say.code_in_halves(shown.code)
    return code_picture(code, shown.meeting.title, hint, say.CODE_SCAN, address)
