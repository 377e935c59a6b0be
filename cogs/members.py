"""`/me`: what people say of themselves, and what is stored about them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands
from discord.ui import LayoutView

from sigbot.chat import choices, options
from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import button
from sigbot.chat.cards import GAP, RULE, card, note
from sigbot.chat.forms import Field, form
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.community import Actor
from sigbot.domain.members import ATTRIBUTES, HearsBy
from sigbot.later import later
from sigbot.wording import members as say
from sigbot.wording import reminders as say_reminders
from sigbot.wording import voice as say_voice

if TYPE_CHECKING:
    from sigbot.chat import confirmations, exports
    from sigbot.services import members, personal, reminders, voice
    from sigbot.wording import personal as say_personal
else:
    confirmations = later("sigbot.chat.confirmations")
    exports = later("sigbot.chat.exports")
    members = later("sigbot.services.members")
    personal = later("sigbot.services.personal")
    reminders = later("sigbot.services.reminders")
    voice = later("sigbot.services.voice")
    say_personal = later("sigbot.wording.personal")


@app_commands.guild_only()
class Members(commands.GroupCog, group_name="me", group_description="About you, and for you only"):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_submit(ids.DescribeSelf, self.save_about)
        bot.on_press(ids.ConfirmForgetting, self.confirm_forgetting)
        bot.on_press(ids.NameIsMine, self.name_is_mine)
        bot.on_press(ids.NameIsNotMine, self.name_is_not_mine)

    @app_commands.command(description="Tell me your time zone, so that I read your times right")
    @app_commands.describe(zone="A city near you, such as Nairobi")
    @app_commands.autocomplete(zone=choices.zones)
    async def timezone(self, interaction: discord.Interaction[SigBot], zone: options.Zone) -> None:
        now = self.bot.now()
        name = await members.set_timezone(self.bot.db, actor_of(interaction), zone, now)
        self.bot.wake()
        local = f"{now.astimezone(ZoneInfo(name)):%H:%M}"
        await whisper(interaction, say.timezone_set(name, local))

    @app_commands.command(description="Set the hours when meetings suit you")
    @app_commands.describe(
        start="From what time, on your own clock, such as 09:00",
        end="Until when, such as 22:00; it may be past midnight",
        days="On which days, such as Mon-Fri (usual), or Tue, Sat",
    )
    async def hours(
        self,
        interaction: discord.Interaction[SigBot],
        start: options.Clock,
        end: options.Clock,
        days: options.Days | None = None,
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        chosen = await members.set_hours(self.bot.db, actor, start, end, days, now)
        about = await members.about_me(self.bot.db, actor)
        await whisper(interaction, say.hours_set(chosen, has_zone=bool(about.person.timezone)))

    @app_commands.command(
        description="Say something about yourself, if you like; everything is optional"
    )
    async def about(self, interaction: discord.Interaction[SigBot]) -> None:
        about = await members.about_me(self.bot.db, actor_of(interaction))
        fields = [
            Field(
                name=name,
                label=label,
                default=getattr(about.description, name) or "",
                options=[(value, say.answer_label(value)) for value in ATTRIBUTES[name]],
            )
            for name, label in say.FIELDS.items()
        ]
        modal = form(say.ABOUT_TITLE, ids.DescribeSelf(), fields, notice=say.notice())
        await interaction.response.send_modal(modal)

    async def save_about(
        self,
        interaction: discord.Interaction[SigBot],
        _submitted: ids.DescribeSelf,
        answers: Mapping[str, str],
    ) -> None:
        description = await members.describe_self(
            self.bot.db, actor_of(interaction), answers, self.bot.now()
        )
        await whisper(interaction, say.about_saved(description))

    @app_commands.command(description="Choose your direct messages, and how you hear of changes")
    @app_commands.describe(
        dm="Do you want a direct message before meetings you go to?",
        before="How long before, such as: 1h, or 1d, 1h",
        changes="How you hear that a meeting you said Going or Maybe to was moved or cancelled",
        actions="A direct message before meetings about what you promised and is still open",
        papers="A direct message a week before a paper you want to read is discussed",
    )
    @app_commands.choices(changes=choices.words(HearsBy, say_reminders.HEARS_BY))
    @app_commands.autocomplete(before=choices.direct_reminders)
    async def reminders(
        self,
        interaction: discord.Interaction[SigBot],
        dm: bool | None = None,  # noqa: FBT001  (an option of the command)
        before: options.Leads | None = None,
        changes: str | None = None,
        actions: bool | None = None,  # noqa: FBT001  (an option of the command)
        papers: bool | None = None,  # noqa: FBT001  (an option of the command)
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        chosen = await reminders.set_direct_messages(
            self.bot.db,
            actor,
            now,
            wanted=dm,
            before=before,
            changes=changes,
            papers=papers,
            actions=actions,
        )
        self.bot.wake()
        told = say_reminders.direct_set(
            chosen.leads, chosen.changes, papers=chosen.papers, actions=chosen.actions
        )
        await whisper(interaction, told)

    @app_commands.command(
        description="Choose whether being in a voice channel counts as attendance"
    )
    @app_commands.describe(count="Should time in the voice channel of a meeting count for you?")
    async def voice(
        self,
        interaction: discord.Interaction[SigBot],
        count: bool,  # noqa: FBT001  (an option of the command)
    ) -> None:
        await voice.set_voice_tracking(
            self.bot.db, actor_of(interaction), self.bot.now(), wanted=count
        )
        await whisper(interaction, say_voice.voice_set(wanted=count))

    @app_commands.command(description="Show what is stored about you")
    async def show(self, interaction: discord.Interaction[SigBot]) -> None:
        await whisper(interaction, await self._shown(actor_of(interaction)))

    async def _shown(self, actor: Actor) -> LayoutView:
        about = await members.show_me(self.bot.db, actor, self.bot.now())
        texts = [text for text in say.shown(about) if text]
        blocks = [block for text in texts for block in (text, GAP)][:-1]
        asked = about.to_confirm
        if asked is None:
            return card(say.SHOW_TITLE, *blocks)
        return card(
            say.SHOW_TITLE,
            *blocks,
            RULE,
            say.ask_name(asked),
            buttons=[
                button(say.COUNT_NAME, ids.NameIsMine(asked.id), discord.ButtonStyle.primary),
                button(say.NOT_MY_NAME, ids.NameIsNotMine(asked.id)),
            ],
        )

    @app_commands.command(description="Get everything stored about you, as a file for you only")
    async def export(self, interaction: discord.Interaction[SigBot]) -> None:
        await exports.export_me(interaction)

    @app_commands.command(description="Erase what is stored about you here; asks you first")
    async def forget(self, interaction: discord.Interaction[SigBot]) -> None:
        asked = await personal.ask_to_forget(self.bot.db, actor_of(interaction), self.bot.now())
        await whisper(interaction, confirmations.confirmation_card(asked))

    async def confirm_forgetting(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ConfirmForgetting
    ) -> None:
        erased = await personal.forget_me(
            self.bot.db, actor_of(interaction), pressed.question, self.bot.now()
        )
        self.bot.wake()
        await in_its_place(interaction, note(say_personal.forgotten(erased)))

    async def name_is_mine(
        self, interaction: discord.Interaction[SigBot], pressed: ids.NameIsMine
    ) -> None:
        await self._say_whose_name(interaction, pressed.name, is_theirs=True)

    async def name_is_not_mine(
        self, interaction: discord.Interaction[SigBot], pressed: ids.NameIsNotMine
    ) -> None:
        await self._say_whose_name(interaction, pressed.name, is_theirs=False)

    async def _say_whose_name(
        self, interaction: discord.Interaction[SigBot], name_id: int, *, is_theirs: bool
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        await members.say_whose_name(self.bot.db, actor, name_id, now, is_theirs=is_theirs)
        await in_its_place(interaction, await self._shown(actor))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Members(bot))
