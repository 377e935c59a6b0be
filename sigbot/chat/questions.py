"""The answer to a command that may have to ask back first."""

from collections.abc import Iterator, Sequence

import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card, note
from sigbot.chat.confirmations import confirmation_card
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.confirmations import Confirmation
from sigbot.domain.questions import KindQuestion, Question
from sigbot.services.cancellations import Cancelled
from sigbot.services.changes import Asked, Changed
from sigbot.services.meetings import Scheduled
from sigbot.wording import changes as say_changes
from sigbot.wording import meetings as say_meetings
from sigbot.wording import questions as say


async def answer_made(
    interaction: discord.Interaction, made: Scheduled | Changed | Cancelled | Asked
) -> None:
    """Say what was done, or ask what was meant. The answer to a press replaces the card."""
    view = _view(made)
    if interaction.type is discord.InteractionType.component:
        await in_its_place(interaction, view)
    else:
        await whisper(interaction, view)


def _view(made: Scheduled | Changed | Cancelled | Asked) -> LayoutView:
    match made:
        case Question():
            return _choice_card(made.id, say.question(made), say.labels(made.readings))
        case KindQuestion():
            return _choice_card(made.id, say.kind_question(made), say.kind_labels(made))
        case Confirmation():
            return confirmation_card(made)
    return note(_done(made))


def _choice_card(question_id: int, text: str, labels: Sequence[str]) -> LayoutView:
    """Return a question with a button for each answer; the first one stands out."""
    strong, quiet = discord.ButtonStyle.primary, discord.ButtonStyle.secondary
    buttons: list[CardButton] = [
        button(label, ids.ChooseReading(question_id, index), quiet if index else strong)
        for index, label in enumerate(labels)
    ]
    return card(text, say.FOOT, buttons=buttons)


def _done(made: Scheduled | Changed | Cancelled) -> str:
    if isinstance(made, Scheduled):
        return say_meetings.scheduled(made.meeting, made.count, made.channel_id)
    if isinstance(made, Cancelled):
        confirmed = say_changes.cancelled(made.meetings, made.scope)
        lines = [confirmed, say_changes.told(made.told), say_changes.way_back(made.meetings)]
        return "\n".join(filter(None, lines))
    return "\n".join(_changed(made))


def _changed(made: Changed) -> Iterator[str]:
    if made.is_moved:
        yield say_changes.moved(made.meeting, made.before.starts_at, made.count)
        yield say_changes.told(made.told)
    if made.is_repeated:
        yield say_changes.repeated(made.meeting, made.dropped)
    if not (made.is_moved or made.is_repeated):
        yield say_changes.edited(made.meeting.title, made.meeting.starts_at, made.count)
