"""The answer to a command that may have to ask back first."""

import discord

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card, note
from sigbot.chat.replies import whisper
from sigbot.domain.questions import Question
from sigbot.services.changes import Changed
from sigbot.services.meetings import Scheduled
from sigbot.wording import changes as say_changes
from sigbot.wording import meetings as say_meetings
from sigbot.wording import questions as say


async def answer_made(
    interaction: discord.Interaction, made: Scheduled | Changed | Question
) -> None:
    """Say what was done, or ask which moment was meant. The answer to a press replaces the card."""
    view = _question_card(made) if isinstance(made, Question) else note(_confirmation(made))
    if interaction.type is discord.InteractionType.component:
        await interaction.response.edit_message(view=view)
    else:
        await whisper(interaction, view)


def _question_card(question: Question) -> discord.ui.LayoutView:
    """Return a question with a button for each reading; the first one stands out."""
    strong, quiet = discord.ButtonStyle.primary, discord.ButtonStyle.secondary
    buttons: list[CardButton] = [
        button(label, ids.ChooseReading(question.id, index), quiet if index else strong)
        for index, label in enumerate(say.labels(question.readings))
    ]
    return card(say.question(question), say.FOOT, buttons=buttons)


def _confirmation(made: Scheduled | Changed) -> str:
    if isinstance(made, Scheduled):
        return say_meetings.scheduled(made.meeting, made.count, made.channel_id)
    if made.is_moved:
        return say_changes.moved(made.meeting, made.count)
    return say_changes.edited(made.meeting.title, made.meeting.starts_at, made.count)
