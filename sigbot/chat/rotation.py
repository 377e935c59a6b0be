"""The cards of rotations: a suggestion with its picture and buttons, and how a rotation works."""

import io
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord.ui import LayoutView, Modal

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import GAP, RULE, card, note
from sigbot.chat.confirmations import confirmation_card
from sigbot.chat.forms import Field, form
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.people import actor_of
from sigbot.domain.bounds import CLOCK_LIMIT, HOSTS_LIMIT
from sigbot.domain.community import Community
from sigbot.domain.confirmations import Confirmation
from sigbot.domain.members import AlikeNamesError, UnknownHostError
from sigbot.domain.refusals import AmbiguousNameError, UnknownClockError, UnreadableHoursError
from sigbot.domain.rotation import (
    LETTERS,
    SHADES,
    Adoption,
    AlternativeLabel,
    Offer,
    OfferDetails,
    ReachGoal,
    RotationView,
    Wishes,
)
from sigbot.later import later
from sigbot.services import rotation as services
from sigbot.services import wishes
from sigbot.services.heavy import Compute
from sigbot.services.rotation import WishText
from sigbot.wording import adoption as say_adoption
from sigbot.wording import community as say_community
from sigbot.wording import evidence as say_evidence
from sigbot.wording import heatmap as say_heatmap
from sigbot.wording import knowledge as say_knowledge
from sigbot.wording import rotation as say
from sigbot.wording import times
from sigbot.wording.members import days
from sigbot.wording.refusals import sentence

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot
    from sigbot.documents import rotation as documents
else:
    documents = later("sigbot.documents.rotation")  # Pillow

_HOST_LIMIT, _LINE_LIMIT = HOSTS_LIMIT, CLOCK_LIMIT

UNREADABLE = (
    AlikeNamesError,
    AmbiguousNameError,
    UnknownClockError,
    UnknownHostError,
    UnreadableHoursError,
)
"""What is wrong with a wish as it was typed."""

Shown = tuple[LayoutView, Sequence[discord.File]]


async def offer_card(offer: Offer, now: datetime, compute: Compute) -> Shown:
    """Return the card of a suggestion and its picture."""
    data = await _week(offer, compute)
    picture = discord.File(io.BytesIO(data), "week.png", description=say_heatmap.alt_text(offer))
    letters = [alternative.label for alternative in offer.suggestions.lettered]
    first = [say.title(offer.meeting), say_knowledge.thin(offer.knowledge), say.refused(offer)]
    view = card(
        "\n".join(filter(None, first)),
        say.usual(offer),
        say.todays(offer),
        *[block for text in say.suggested(offer, now) for block in (GAP, text)],
        RULE,
        say.NEXT_STEP if letters and not offer.is_thin else "",
        say.counted(offer),
        buttons=_ask_buttons(offer.id) if offer.is_thin else _buttons(offer.id, letters),
        picture=picture,
    )
    return view, [picture]


def _buttons(suggestion: int, letters: Sequence[str]) -> list[CardButton]:
    strong, quiet = discord.ButtonStyle.success, discord.ButtonStyle.secondary
    adopt = [
        button(
            say.ADOPT.format(label=letter),
            ids.AdoptRotation(suggestion, letter),
            quiet if index else strong,
        )
        for index, letter in enumerate(letters)
    ]
    details = button(say.DETAILS, ids.RotationDetails(suggestion))
    return [*adopt, details, button(say.CHANGE_WISHES, ids.ChangeWishes(suggestion))]


def _ask_buttons(suggestion: int) -> list[CardButton]:
    """Return what can be done while too few members are known: to ask them, not to adopt."""
    ask = button(say.ASK_ZONES, ids.AskZones(suggestion), discord.ButtonStyle.success)
    return [ask, *_buttons(suggestion, [])]


def details_card(details: OfferDetails, suggestion: int) -> LayoutView:
    """Return the card with the figures of a suggestion, and buttons for the clocks of regions."""
    clocks = [
        button(
            say.CLOCKS.format(label=alternative.label),
            ids.RotationClocks(suggestion, alternative.label),
        )
        for alternative in details.alternatives
        if alternative.label in LETTERS
    ]
    return card(
        say.details_title(details.meeting),
        *[block for text in say.details(details) for block in (GAP, text)],
        RULE,
        say.small_note(details.smallest_group),
        buttons=clocks,
    )


def clocks_card(details: OfferDetails, now: datetime) -> LayoutView:
    """Return the card of one alternative with its times on the clocks of all regions."""
    [alternative] = details.alternatives
    return card(
        say.clocks_title(alternative),
        GAP,
        say.clocks(alternative, max(now, details.meeting.starts_at), details.places),
        RULE,
        say.clocks_note(details.smallest_group),
    )


async def _week(offer: Offer, compute: Compute) -> bytes:
    suggestions = offer.suggestions
    rows = [
        documents.WeekRow(region, [shade / (SHADES - 1) for shade in shades])
        for region, shades in suggestions.week.items()
    ]
    marks = [
        documents.Mark(
            say_heatmap.mark(alternative),
            offer.on_clock(alternative, suggestions.zone),
            say_heatmap.mark_meaning(alternative),
        )
        for alternative in suggestions.alternatives
        if alternative.label != AlternativeLabel.FLIP
    ]
    draw = partial(documents.week_picture, rows, marks, times.WEEKDAYS, say_heatmap.PICTURE_TITLE)
    return await compute(draw, say_heatmap.legend(suggestions.zone))


def wish_text(wishes: Wishes, hosts: Sequence[str]) -> WishText:
    """Return wishes as they are typed."""
    return WishText(
        hosts="\n".join(hosts)[:_HOST_LIMIT],
        blocked_days=days(wishes.blocked_days) if wishes.blocked_days else "",
        distance=str(wishes.distance),
        goal=wishes.goal,
    )


def wishes_form(suggestion: int, typed: WishText) -> Modal:
    """Return the form with the wishes of a suggestion, for another suggestion."""
    names = say.FIELDS
    fields = [
        Field("hosts", names["hosts"], typed.hosts, _HOST_LIMIT, hint=say.HOSTS_HINT),
        Field("blocked_days", names["blocked_days"], typed.blocked_days, _LINE_LIMIT, long=False),
        Field("distance", names["distance"], typed.distance, _LINE_LIMIT, long=False),
        Field(
            "goal",
            names["goal"],
            typed.goal,
            options=[(goal, say.GOALS[goal]) for goal in ReachGoal],
        ),
    ]
    return form(say.WISHES_TITLE, ids.ChangeWishes(suggestion), fields)


async def answer_wishes(
    interaction: discord.Interaction["SigBot"], suggestion: int, typed: WishText
) -> Shown:
    """Return the card of another suggestion; where a wish cannot be read, say why, with a button
    that opens the form again with what was typed."""
    bot, actor = interaction.client, actor_of(interaction)
    now = bot.now()
    try:
        async with heavy_turn(interaction) as compute:
            offer = await services.change_wishes(bot.db, actor, suggestion, typed, now, compute)
            return await offer_card(offer, bot.now(), compute)
    except UNREADABLE as refusal:
        number = await wishes.keep_wishes(bot.db, actor, suggestion, typed, now)
        again = button(say.TYPE_AGAIN, ids.RetypeWishes(number), discord.ButtonStyle.primary)
        return card(sentence(refusal), buttons=[again]), ()


def adopted_card(adoption: Adoption | Confirmation) -> LayoutView:
    """Return what was adopted, with a button to take it back, or the question before that."""
    if isinstance(adoption, Confirmation):
        return confirmation_card(adoption)
    undo = button(say.UNDO, ids.UndoRotation(adoption.rotation.id))
    return card(say_adoption.adopted(adoption), buttons=[undo])


def request_card(asked: Community | Confirmation) -> LayoutView:
    """Return that members are asked where they live, or the question before that."""
    if isinstance(asked, Confirmation):
        return confirmation_card(asked)
    channel = say_community.channel(asked.announcements_channel_id)
    return note(say_adoption.ZONES_ASKED.format(channel=channel))


async def rotation_card(
    interaction: discord.Interaction["SigBot"], view: RotationView, now: datetime
) -> Shown:
    """Return the card of a rotation, with attendance before and since in words and as a picture.

    Where there is a picture, wait for the turn of the server. Raises TooManyJobsError.
    """
    picture = None
    if bars := say_evidence.bars(view):
        groups = [(name, [documents.Bar(*bar) for bar in group]) for name, group in bars]
        draw = partial(documents.attendance_picture, groups)
        async with heavy_turn(interaction) as compute:
            data = await compute(draw, say_evidence.BARS_TITLE)
        alt = say_evidence.alt_text(view)
        picture = discord.File(io.BytesIO(data), "attendance.png", description=alt)
    shown = card(
        "\n".join([say_evidence.title(view), say_evidence.rotation(view, now)]),
        say_evidence.evidence(view),
        say_evidence.regions(view),
        picture=picture,
    )
    return shown, [picture] if picture else []
