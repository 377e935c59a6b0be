"""The cards of rotations: a suggestion with its picture and Adopt, and whether it works."""

import asyncio
import io
from collections.abc import Sequence
from datetime import datetime

import discord
from discord.ui import LayoutView, Modal

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import GAP, RULE, card
from sigbot.chat.forms import Question, form
from sigbot.domain.rotation import (
    LETTERS,
    Adoption,
    AlternativeLabel,
    Offer,
    ReachGoal,
    RotationView,
    Wishes,
)
from sigbot.wording import adoption as say_adoption
from sigbot.wording import evidence as say_evidence
from sigbot.wording import rotation as say
from sigbot.wording import times
from sigbot.wording.members import days

_HOST_LIMIT, _LINE_LIMIT = 400, 60

Shown = tuple[LayoutView, Sequence[discord.File]]


async def offer_card(offer: Offer, now: datetime) -> Shown:
    """Today, the flip and the suggestions side by side. The picture is drawn in a thread."""
    data = await asyncio.to_thread(_week, offer)
    picture = discord.File(io.BytesIO(data), "week.png", description=say.alt_text(offer))
    letters = [
        alternative.label
        for alternative in offer.suggestions.alternatives
        if alternative.label in LETTERS
    ]
    view = card(
        "\n".join([say.title(offer.meeting), say.counted(offer)]),
        *[block for alternative in say.alternatives(offer, now) for block in (GAP, alternative)],
        say.refused(offer),
        RULE,
        say.small_note(offer.smallest_group),
        say.NEXT_STEP if letters else "",
        buttons=_buttons(offer.id, letters),
        picture=picture,
    )
    return view, [picture]


def _buttons(suggestion: int, letters: Sequence[str]) -> list[CardButton]:
    strong, quiet = discord.ButtonStyle.success, discord.ButtonStyle.secondary
    adopt = [
        button(
            say.ADOPT.format(label=letter),
            ids.AdoptRotation(suggestion, letter),
            quiet if n else strong,
        )
        for n, letter in enumerate(letters)
    ]
    return [*adopt, button(say.CHANGE_WISHES, ids.ChangeWishes(suggestion))]


def _week(offer: Offer) -> bytes:
    from sigbot.documents.rotation import Mark, WeekRow, week_picture  # noqa: PLC0415  (Pillow)

    found = offer.suggestions
    rows = [WeekRow(region, shares) for region, shares in found.week.items()]
    marks = [
        Mark(say.mark(alternative), offer.on_clock(alternative, found.zone))
        for alternative in found.alternatives
        if alternative.label != AlternativeLabel.FLIP
    ]
    return week_picture(rows, marks, times.WEEKDAYS, say.PICTURE_TITLE, say.legend(found.zone))


def wishes_form(suggestion: int, wishes: Wishes, hosts: Sequence[str]) -> Modal:
    questions = [
        Question("hosts", say.QUESTIONS["hosts"], "\n".join(hosts)[:_HOST_LIMIT], _HOST_LIMIT),
        Question(
            "blocked_days",
            say.QUESTIONS["blocked_days"],
            days(wishes.blocked_days) if wishes.blocked_days else "",
            _LINE_LIMIT,
            long=False,
        ),
        Question(
            "distance", say.QUESTIONS["distance"], str(wishes.distance), _LINE_LIMIT, long=False
        ),
        Question(
            "goal",
            say.QUESTIONS["goal"],
            wishes.goal,
            options=[(goal, say.GOALS[goal]) for goal in ReachGoal],
        ),
    ]
    return form(say.WISHES_TITLE, ids.ChangeWishes(suggestion), questions)


def adopted_card(done: Adoption) -> LayoutView:
    undo = button(say.UNDO, ids.UndoRotation(done.rotation.id))
    return card(say_adoption.adopted(done), buttons=[undo])


async def rotation_card(view: RotationView, now: datetime) -> Shown:
    """The rotation, and attendance before and since as picture and table."""
    picture = await _bars_picture(view) if say_evidence.bars(view) else None
    shown = card(
        "\n".join([say_evidence.title(view), say_evidence.rotation(view, now)]),
        say_evidence.evidence(view),
        say_evidence.regions(view),
        picture=picture,
    )
    return shown, [picture] if picture else []


async def _bars_picture(view: RotationView) -> discord.File:
    data = await asyncio.to_thread(_bars, view)
    alt = say_evidence.alt_text(view)
    return discord.File(io.BytesIO(data), "attendance.png", description=alt)


def _bars(view: RotationView) -> bytes:
    from sigbot.documents.rotation import Bar, attendance_picture  # noqa: PLC0415  (Pillow)

    groups = [(name, [Bar(*one) for one in some]) for name, some in say_evidence.bars(view)]
    return attendance_picture(groups, say_evidence.BARS_TITLE)
