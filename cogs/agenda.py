"""`/meeting agenda`: what a meeting is about, and questions that people ask ahead."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import minutes_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import agenda as cards
    from sigbot.domain.agenda import Agenda
    from sigbot.services import agenda
    from sigbot.wording import agenda as say
else:
    cards = later("sigbot.chat.agenda")
    agenda = later("sigbot.services.agenda")
    say = later("sigbot.wording.agenda")


class Agendas(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.ShowAgenda, self.open)
        bot.on_press(ids.SuggestPoint, self.ask_for_point)
        bot.on_submit(ids.WriteSuggestion, self.suggest)
        bot.on_press(ids.AskAhead, self.ask_for_question)
        bot.on_submit(ids.WriteQuestion, self.ask)
        bot.on_press(ids.ArrangeAgenda, self.arrange)
        bot.on_press(ids.SettlePoint, self.settle)
        bot.on_press(ids.RaisePoint, self.move_up)
        bot.on_press(ids.PostponePoint, self.postpone)
        bot.on_press(ids.TakeUpPoint, self.take_up)
        bot.on_press(ids.EditPoint, self.ask_for_edit)
        bot.on_submit(ids.WritePoint, self.edit)
        bot.on_press(ids.AnswerPoint, self.ask_for_answer)
        bot.on_submit(ids.WriteAnswer, self.answer)

    @app_commands.describe(
        item="A point to suggest; leave it out to see the agenda",
        meeting="Begin to type its title; the next meeting without it",
    )
    @app_commands.autocomplete(meeting=choices.all_meetings)
    async def agenda(
        self,
        interaction: discord.Interaction[SigBot],
        item: options.Line | None = None,
        meeting: options.Stored | None = None,
    ) -> None:
        now = self.bot.now()
        if item is None:
            view = await self._card(interaction, meeting)
        else:
            shown = await agenda.suggest_point(
                self.bot.db, actor_of(interaction), item, meeting, now
            )
            done = say.suggested(shown.agenda, accepted=shown.organizes)
            view = cards.agenda_card(shown, now, done)
        await whisper(interaction, view)

    async def _card(
        self, interaction: discord.Interaction[SigBot], meeting: str | None
    ) -> discord.ui.LayoutView:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await agenda.show_agenda(self.bot.db, actor, meeting, now)
        return cards.agenda_card(shown, now)

    async def open(self, interaction: discord.Interaction[SigBot], pressed: ids.ShowAgenda) -> None:
        await in_its_place(interaction, await self._card(interaction, f"m{pressed.meeting}"))

    async def ask_for_point(
        self, interaction: discord.Interaction[SigBot], pressed: ids.SuggestPoint
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        await agenda.check_ahead(self.bot.db, actor, pressed.meeting, now)
        await interaction.response.send_modal(cards.suggestion_form(pressed.meeting))

    async def suggest(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.WriteSuggestion,
        answers: Mapping[str, str],
    ) -> None:
        actor, text = actor_of(interaction), answers.get(cards.TEXT, "")
        shown = await agenda.suggest_point(
            self.bot.db, actor, text, f"m{submitted.meeting}", self.bot.now()
        )
        await whisper(interaction, say.suggested(shown.agenda, accepted=shown.organizes))

    async def ask_for_question(
        self, interaction: discord.Interaction[SigBot], pressed: ids.AskAhead
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        await agenda.check_ahead(self.bot.db, actor, pressed.meeting, now)
        await interaction.response.send_modal(cards.question_form(pressed.meeting))

    async def ask(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.WriteQuestion,
        answers: Mapping[str, str],
    ) -> None:
        actor, text = actor_of(interaction), answers.get(cards.TEXT, "")
        meeting = await agenda.ask_ahead(
            self.bot.db, actor, submitted.meeting, text, self.bot.now()
        )
        await whisper(interaction, say.asked(meeting.title))

    async def arrange(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ArrangeAgenda
    ) -> None:
        shown = await agenda.arrange_agenda(self.bot.db, actor_of(interaction), pressed.meeting)
        await self._show_point(interaction, shown, pressed.index)

    async def _show_point(
        self, interaction: discord.Interaction[SigBot], shown: "Agenda", index: int
    ) -> None:
        await in_its_place(interaction, cards.point_card(shown, index, self.bot.now()))

    async def settle(
        self, interaction: discord.Interaction[SigBot], pressed: ids.SettlePoint
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await agenda.settle_point(self.bot.db, actor, pressed.point, pressed.state, now)
        await self._show_point(interaction, shown, cards.place_of(shown, pressed.point))

    async def move_up(
        self, interaction: discord.Interaction[SigBot], pressed: ids.RaisePoint
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await agenda.raise_point(self.bot.db, actor, pressed.point, now)
        await self._show_point(interaction, shown, cards.place_of(shown, pressed.point))

    async def postpone(
        self, interaction: discord.Interaction[SigBot], pressed: ids.PostponePoint
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await agenda.postpone_point(self.bot.db, actor, pressed.point, now)
        await self._show_point(interaction, shown, 0)

    async def take_up(
        self, interaction: discord.Interaction[SigBot], pressed: ids.TakeUpPoint
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await agenda.take_up(self.bot.db, actor, pressed.point, pressed.meeting, now)
        await self._show_point(interaction, shown, cards.place_of(shown, pressed.point))

    async def ask_for_edit(
        self, interaction: discord.Interaction[SigBot], pressed: ids.EditPoint
    ) -> None:
        point = await agenda.point_to_change(self.bot.db, actor_of(interaction), pressed.point)
        await interaction.response.send_modal(cards.point_form(point))

    async def edit(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.WritePoint,
        answers: Mapping[str, str],
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        text, link = answers.get(cards.TEXT, ""), answers.get(cards.LINK, "")
        minutes = cards.minutes_in(answers)
        shown = await agenda.edit_point(
            self.bot.db, actor, submitted.point, text, minutes, link, now
        )
        await self._show_point(interaction, shown, cards.place_of(shown, submitted.point))

    async def ask_for_answer(
        self, interaction: discord.Interaction[SigBot], pressed: ids.AnswerPoint
    ) -> None:
        point = await agenda.point_to_change(self.bot.db, actor_of(interaction), pressed.point)
        await interaction.response.send_modal(cards.answer_form(point))

    async def answer(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.WriteAnswer,
        answers: Mapping[str, str],
    ) -> None:
        actor, text = actor_of(interaction), answers.get(cards.TEXT, "")
        point = await agenda.answer_question(
            self.bot.db, actor, submitted.point, text, self.bot.now()
        )
        self.bot.wake()
        await whisper(interaction, say.answered(point))


async def setup(bot: SigBot) -> None:
    cog = Agendas(bot)
    await bot.add_cog(cog)
    text = "Show what a meeting is about, or suggest a point"
    bot.add_to_group(
        "meeting", app_commands.Command(name="agenda", description=text, callback=cog.agenda)
    )
