"""`/meeting minutes`: read, correct, approve and publish them; catch up with a meeting."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import minutes_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_anywhere, actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.minutes import MinutesFormat
from sigbot.domain.vocabularies import read_word
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import minutes as cards
    from sigbot.services import amendments, approvals, catching_up, minutes
    from sigbot.wording import minutes as say
else:
    cards = later("sigbot.chat.minutes")
    amendments = later("sigbot.services.amendments")
    approvals = later("sigbot.services.approvals")
    catching_up = later("sigbot.services.catching_up")
    minutes = later("sigbot.services.minutes")
    say = later("sigbot.wording.minutes")


class MeetingMinutes(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.ShowMinutes, self.open)
        bot.on_press(ids.OfferReview, self.offer_review)
        bot.on_press(ids.ApproveMinutes, self.approve)
        bot.on_press(ids.AskToPublish, self.ask_to_publish)
        bot.on_press(ids.PublishMinutes, self.publish)
        bot.on_press(ids.ChooseOutcome, self.choose_outcome)
        bot.on_press(ids.CorrectMinutes, self.ask_for_correction)
        bot.on_submit(ids.WriteCorrection, self.correct)
        bot.on_press(ids.SettleCorrection, self.settle)
        bot.on_press(ids.LeaveNameOut, self.leave_name_out)
        bot.on_press(ids.CatchUp, self.catch_up)

    @app_commands.describe(
        meeting="Begin to type its title",
        format="The kind of file",
    )
    @app_commands.choices(format=choices.words(MinutesFormat))
    @app_commands.autocomplete(meeting=choices.all_meetings)
    async def minutes(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        format: str = MinutesFormat.MD,  # noqa: A002  (the option's name)
    ) -> None:
        wanted = read_word(MinutesFormat, format)
        await self._show(interaction, meeting, wanted)

    async def open(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ShowMinutes
    ) -> None:
        await self._show(interaction, f"m{pressed.meeting}", MinutesFormat.MD)

    async def _show(
        self, interaction: discord.Interaction[SigBot], meeting: str, kind: MinutesFormat
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await minutes.show_minutes(self.bot.db, actor, meeting, now)
        file = cards.minutes_file(shown, kind)
        await whisper(interaction, cards.minutes_card(shown, file), [file])

    async def offer_review(
        self, interaction: discord.Interaction[SigBot], pressed: ids.OfferReview
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await approvals.offer_review(self.bot.db, actor, pressed.meeting, now)
        self.bot.wake()
        await in_its_place(interaction, cards.minutes_card(shown))

    async def approve(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ApproveMinutes
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await approvals.approve(self.bot.db, actor, pressed.meeting, now)
        self.bot.wake()
        await in_its_place(interaction, cards.minutes_card(shown))

    async def ask_to_publish(
        self, interaction: discord.Interaction[SigBot], pressed: ids.AskToPublish
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        asked = await approvals.ask_to_publish(self.bot.db, actor, pressed.meeting, now)
        await in_its_place(interaction, cards.publishing_card(asked))

    async def publish(
        self, interaction: discord.Interaction[SigBot], pressed: ids.PublishMinutes
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await approvals.publish(self.bot.db, actor, pressed.meeting, now)
        self.bot.wake()
        await in_its_place(interaction, cards.minutes_card(shown))

    async def choose_outcome(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ChooseOutcome
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await approvals.choose_outcome(
            self.bot.db, actor, pressed.meeting, pressed.outcome, now
        )
        await in_its_place(interaction, cards.minutes_card(shown))

    async def ask_for_correction(
        self, interaction: discord.Interaction[SigBot], pressed: ids.CorrectMinutes
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await minutes.show_minutes(self.bot.db, actor, f"m{pressed.meeting}", now)
        await interaction.response.send_modal(cards.correction_form(shown))

    async def correct(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.WriteCorrection,
        answers: Mapping[str, str],
    ) -> None:
        actor, text = actor_of(interaction), answers.get(cards.TEXT, "")
        shown = await amendments.suggest_correction(
            self.bot.db, actor, submitted.meeting, text, self.bot.now()
        )
        await whisper(interaction, say.corrected(shown))

    async def settle(
        self, interaction: discord.Interaction[SigBot], pressed: ids.SettleCorrection
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shown = await amendments.settle_correction(
            self.bot.db, actor, pressed.correction, pressed.meeting, now
        )
        await in_its_place(interaction, cards.minutes_card(shown))

    async def leave_name_out(
        self, interaction: discord.Interaction[SigBot], pressed: ids.LeaveNameOut
    ) -> None:
        actor = await actor_anywhere(interaction, pressed.meeting)
        meeting = await amendments.leave_name_out(
            self.bot.db, actor, pressed.meeting, self.bot.now()
        )
        await whisper(interaction, say.left_out(meeting))

    async def catch_up(
        self, interaction: discord.Interaction[SigBot], pressed: ids.CatchUp
    ) -> None:
        actor = await actor_anywhere(interaction, pressed.meeting)
        meeting, is_kept = await catching_up.catch_up(
            self.bot.db, actor, pressed.meeting, self.bot.now()
        )
        await whisper(interaction, say.caught_up(meeting, is_kept=is_kept))


async def setup(bot: SigBot) -> None:
    cog = MeetingMinutes(bot)
    await bot.add_cog(cog)
    text = "Read the minutes of a meeting; organizers approve and publish them here"
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name="minutes", description=text, callback=cog.minutes
    )
    bot.add_to_group("meeting", command)
