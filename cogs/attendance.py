"""`/checkin`, the Check in button, and `/attendance`."""

import io
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import button
from sigbot.chat.cards import card
from sigbot.chat.people import actor_of
from sigbot.chat.replies import think, whisper
from sigbot.documents.attendance import attendance_csv, attendance_file_name
from sigbot.services import attendance
from sigbot.services.checkins import Press, open_meetings
from sigbot.wording import attendance as say
from sigbot.wording import meetings as say_meetings

CHECK_IN = "checkin"


class CheckIn(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(CHECK_IN, self.pressed)

    @app_commands.command(name="checkin", description="I am at the meeting that is running")
    @app_commands.guild_only()
    async def checkin(self, interaction: discord.Interaction[SigBot]) -> None:
        found = await open_meetings(self.bot.db, actor_of(interaction), self.bot.now())
        if len(found) == 1:
            await self._check_in(interaction, found[0].id)
        else:
            buttons = [button(say_meetings.button_label(m), CHECK_IN, str(m.id)) for m in found[:5]]
            await whisper(interaction, card(say.CHOOSE, buttons=buttons))

    async def pressed(self, interaction: discord.Interaction[SigBot], key: str) -> None:
        await self._check_in(interaction, int(key))

    async def _check_in(self, interaction: discord.Interaction[SigBot], meeting_id: int) -> None:
        press = Press(actor_of(interaction), meeting_id, "button", self.bot.now())
        done = await self.bot.desk.check_in(press)
        await whisper(interaction, say.checked_in(done.meeting, first=done.first))


@app_commands.guild_only()
class Attendance(commands.GroupCog, group_name="attendance", group_description="Who was there"):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot

    @app_commands.command(description="Show who was at a meeting")
    @app_commands.describe(meeting="The meeting")
    @app_commands.autocomplete(meeting=choices.all_meetings)
    async def show(self, interaction: discord.Interaction[SigBot], meeting: str) -> None:
        found, people = await attendance.show_attendance(
            self.bot.db, actor_of(interaction), meeting, self.bot.now()
        )
        await whisper(interaction, card(say.title(found), say.subtitle(found), say.people(people)))

    @app_commands.command(description="Export attendance as a file for any spreadsheet")
    @app_commands.describe(
        period="Such as: H1 2021, Q3 2026, last 6 months; this half-year without it",
        kind="Only this kind of meeting",
        format="The kind of file",
    )
    @app_commands.choices(
        kind=[app_commands.Choice(name=n, value=k) for k, n in say_meetings.KINDS.items()]
    )
    @app_commands.autocomplete(period=choices.all_periods)
    async def export(
        self,
        interaction: discord.Interaction[SigBot],
        period: str | None = None,
        kind: str | None = None,
        format: Literal["csv"] = "csv",  # noqa: A002  (the option's name)
    ) -> None:
        await think(interaction)
        chosen, lines = await attendance.export_attendance(
            self.bot.db, actor_of(interaction), period, kind, self.bot.now()
        )
        name = attendance_file_name(chosen, format)
        file = discord.File(io.BytesIO(attendance_csv(lines)), name)
        text = say.exported(chosen, len(lines))
        await whisper(interaction, card(text, files=[file]), [file])


async def setup(bot: SigBot) -> None:
    await bot.add_cog(CheckIn(bot))
    await bot.add_cog(Attendance(bot))
