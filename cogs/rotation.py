"""`/rotation`: meeting times that are fair to people in every time zone."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.consent_ids import HostAnswer
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, think, whisper
from sigbot.domain.rotation import MOST_SLOTS, USUAL_SLOTS
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import rotation as cards
    from sigbot.services import adoption, evidence, hosts, rotation, wishes
    from sigbot.wording import adoption as say
    from sigbot.wording import hosts as say_hosts
else:
    cards = later("sigbot.chat.rotation")
    adoption = later("sigbot.services.adoption")
    evidence = later("sigbot.services.evidence")
    hosts = later("sigbot.services.hosts")
    rotation = later("sigbot.services.rotation")
    wishes = later("sigbot.services.wishes")
    say = later("sigbot.wording.adoption")
    say_hosts = later("sigbot.wording.hosts")


@app_commands.guild_only()
class Rotation(
    commands.GroupCog, group_name="rotation", group_description="Fair meeting times for everybody"
):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.AdoptRotation, self.adopt_pressed)
        bot.on_press(ids.ConfirmAdoption, self.confirm_adoption)
        bot.on_press(ids.ChangeWishes, self.ask_wishes)
        bot.on_press(ids.RotationDetails, self.show_details)
        bot.on_press(ids.RotationClocks, self.show_clocks)
        bot.on_press(ids.UndoRotation, self.undo_pressed)
        bot.on_press(ids.AskZones, self.ask_zones_pressed)
        bot.on_press(ids.ConfirmRequest, self.confirm_request)
        bot.on_press(ids.RetypeWishes, self.retype_wishes)
        bot.on_press(ids.AgreeHost, self.host_answered)
        bot.on_press(ids.DeclineHost, self.host_answered)
        bot.on_submit(ids.ChangeWishes, self.wishes_given)

    @app_commands.command(description="Find fair times for a series of meetings")
    @app_commands.describe(
        meeting="The meeting from which the new times would hold",
        slots=f"How many times take turns, 1 to {MOST_SLOTS}; usual are {USUAL_SLOTS}",
    )
    @app_commands.autocomplete(meeting=choices.series_ahead)
    async def suggest(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        slots: app_commands.Range[int, 1, MOST_SLOTS] | None = None,
    ) -> None:
        await think(interaction)
        actor, now = actor_of(interaction), self.bot.now()
        async with heavy_turn(interaction) as compute:
            offer = await rotation.suggest_rotation(
                self.bot.db, actor, meeting, slots, now, compute
            )
            view, files = await cards.offer_card(offer, self.bot.now(), compute)
        await whisper(interaction, view, files)

    @app_commands.command(description="Adopt suggested times for a series of meetings")
    @app_commands.describe(
        meeting="The meeting from which they hold", suggestion="Which of the suggestions, such as A"
    )
    @app_commands.autocomplete(meeting=choices.series_ahead, suggestion=choices.suggestions)
    async def adopt(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        suggestion: options.Suggestion,
    ) -> None:
        adopted = await adoption.adopt_rotation(
            self.bot.db, actor_of(interaction), meeting, suggestion, self.bot.now()
        )
        self.bot.wake()
        await whisper(interaction, cards.adopted_card(adopted))

    @app_commands.command(description="Show the times of a series, whom they reach, and who comes")
    @app_commands.describe(meeting="A meeting of the series")
    @app_commands.autocomplete(meeting=choices.series_ahead)
    async def show(self, interaction: discord.Interaction[SigBot], meeting: options.Stored) -> None:
        await think(interaction)
        now = self.bot.now()
        view = await evidence.show_rotation(self.bot.db, actor_of(interaction), meeting, now)
        shown, files = await cards.rotation_card(interaction, view, now)
        await whisper(interaction, shown, files)

    async def adopt_pressed(
        self, interaction: discord.Interaction[SigBot], pressed: ids.AdoptRotation
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        adopted = await adoption.adopt_suggestion(
            self.bot.db, actor, pressed.suggestion, pressed.letter, now
        )
        self.bot.wake()
        await whisper(interaction, cards.adopted_card(adopted))

    async def show_details(
        self, interaction: discord.Interaction[SigBot], pressed: ids.RotationDetails
    ) -> None:
        actor = actor_of(interaction)
        details = await rotation.suggestion_details(self.bot.db, actor, pressed.suggestion)
        await whisper(interaction, cards.details_card(details, pressed.suggestion))

    async def show_clocks(
        self, interaction: discord.Interaction[SigBot], pressed: ids.RotationClocks
    ) -> None:
        actor, suggestion = actor_of(interaction), pressed.suggestion
        details = await rotation.suggestion_details(self.bot.db, actor, suggestion, pressed.letter)
        await whisper(interaction, cards.clocks_card(details, self.bot.now()))

    async def confirm_adoption(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ConfirmAdoption
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        adopted = await adoption.confirm_adoption(self.bot.db, actor, pressed.question, now)
        self.bot.wake()
        await in_its_place(interaction, cards.adopted_card(adopted))

    async def ask_wishes(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ChangeWishes
    ) -> None:
        suggestion = pressed.suggestion
        asked, hosts = await rotation.wishes_of(self.bot.db, actor_of(interaction), suggestion)
        form = cards.wishes_form(suggestion, cards.wish_text(asked, hosts))
        await interaction.response.send_modal(form)

    async def retype_wishes(
        self, interaction: discord.Interaction[SigBot], pressed: ids.RetypeWishes
    ) -> None:
        actor = actor_of(interaction)
        suggestion, typed = await wishes.kept_wishes(self.bot.db, actor, pressed.question)
        await interaction.response.send_modal(cards.wishes_form(suggestion, typed))

    async def wishes_given(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.ChangeWishes,
        answers: Mapping[str, str],
    ) -> None:
        await think(interaction)
        names = rotation.WishText.__slots__
        typed = rotation.WishText(**{name: answers.get(name) or "" for name in names})
        view, files = await cards.answer_wishes(interaction, submitted.suggestion, typed)
        self.bot.wake()
        await whisper(interaction, view, files)

    async def host_answered(
        self, interaction: discord.Interaction[SigBot], pressed: HostAnswer
    ) -> None:
        agreed = isinstance(pressed, ids.AgreeHost)
        host = await hosts.answer_host(
            self.bot.db, interaction.user.id, pressed.host, self.bot.now(), agreed=agreed
        )
        await whisper(interaction, say_hosts.answered(host, agreed=agreed))

    async def ask_zones_pressed(
        self, interaction: discord.Interaction[SigBot], pressed: ids.AskZones
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        asked = await rotation.offer_zone_request(self.bot.db, actor, pressed.suggestion, now)
        await whisper(interaction, cards.request_card(asked))

    async def confirm_request(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ConfirmRequest
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        community = await rotation.post_zone_request(self.bot.db, actor, pressed.question, now)
        self.bot.wake()
        await in_its_place(interaction, cards.request_card(community))

    async def undo_pressed(
        self, interaction: discord.Interaction[SigBot], pressed: ids.UndoRotation
    ) -> None:
        undone = await adoption.undo_rotation(
            self.bot.db, actor_of(interaction), pressed.rotation, self.bot.now()
        )
        self.bot.wake()
        await whisper(interaction, say.undone(undone))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Rotation(bot))
