"""`/checkin`, the Check in button, and `/attendance`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, get_args

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import button
from sigbot.chat.cards import GAP, MOST_IN_A_ROW, card, note
from sigbot.chat.people import actor_meant, actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.attendance import ExportFormat, Source
from sigbot.domain.meetings import MeetingKind
from sigbot.later import later
from sigbot.wording import attendance as say
from sigbot.wording import meetings as say_meetings

if TYPE_CHECKING:
    from sigbot.chat import codes as code_cards
    from sigbot.chat import exports, imports
    from sigbot.chat import names as name_cards
    from sigbot.services import attendance, checkins, codes, corrections, meetings, names
    from sigbot.services import imports as reviews
    from sigbot.services.corrections import Correct, Corrected
else:
    checkins = later("sigbot.services.checkins")
    code_cards = later("sigbot.chat.codes")
    exports = later("sigbot.chat.exports")
    imports = later("sigbot.chat.imports")
    name_cards = later("sigbot.chat.names")
    attendance = later("sigbot.services.attendance")
    codes = later("sigbot.services.codes")
    corrections = later("sigbot.services.corrections")
    meetings = later("sigbot.services.meetings")
    names = later("sigbot.services.names")
    reviews = later("sigbot.services.imports")

Who = discord.Member | discord.User
"""A person whom an option names; they may have left the server."""

FORGET_EVERY = timedelta(hours=1)


class CheckIn(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.CheckIn, self.check_in_pressed)
        bot.on_press(ids.TakeBack, self.take_back)
        bot.on_press(ids.UndoCheckIn, self.undo)
        bot.on_press(ids.Stay, self.stay)

    @app_commands.command(name="checkin", description="Check in to the meeting happening now")
    @app_commands.guild_only()
    @app_commands.describe(code="The code on the meeting's screen, where there is one")
    async def checkin(
        self, interaction: discord.Interaction[SigBot], code: options.Code | None = None
    ) -> None:
        if code is None:
            await self._check_in_now(interaction)
        else:
            actor = actor_of(interaction)
            meeting = await codes.find_by_code(self.bot.db, actor, code, self.bot.now())
            await self._check_in(interaction, meeting.id, Source.CODE)

    async def _check_in_now(self, interaction: discord.Interaction[SigBot]) -> None:
        """Check in to the open meeting, or ask to which one if there are several."""
        open_now = await checkins.open_meetings(self.bot.db, actor_of(interaction), self.bot.now())
        if len(open_now) == 1:
            await self._check_in(interaction, open_now[0].id, Source.BUTTON)
        else:
            buttons = [
                button(say_meetings.button_label(meeting), ids.CheckIn(meeting.id))
                for meeting in open_now[:MOST_IN_A_ROW]
            ]
            await whisper(interaction, card(say.CHOOSE, buttons=buttons))

    async def check_in_pressed(
        self, interaction: discord.Interaction[SigBot], pressed: ids.CheckIn
    ) -> None:
        await self._check_in(interaction, pressed.meeting, Source.BUTTON)

    async def take_back(
        self, interaction: discord.Interaction[SigBot], pressed: ids.TakeBack
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        taken = await checkins.take_back(self.bot.db, actor, pressed.meeting, now)
        self.bot.wake()
        text = say_meetings.taken_back(taken.meeting, still_there=taken.still_there)
        await in_its_place(interaction, note(text))

    async def undo(
        self, interaction: discord.Interaction[SigBot], pressed: ids.UndoCheckIn
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        taken = await checkins.take_back(self.bot.db, actor, pressed.meeting, now, cant=False)
        self.bot.wake()
        text = say_meetings.undone(taken.meeting, still_there=taken.still_there)
        await in_its_place(interaction, note(text))

    async def stay(self, interaction: discord.Interaction[SigBot], pressed: ids.Stay) -> None:
        key, actor, now = f"m{pressed.meeting}", actor_of(interaction), self.bot.now()
        view = await meetings.show_meeting(self.bot.db, actor, key, now)
        await in_its_place(interaction, note(say_meetings.stayed(view.meeting)))

    async def _check_in(
        self, interaction: discord.Interaction[SigBot], meeting_id: int, source: Source
    ) -> None:
        press = checkins.Press(actor_of(interaction), meeting_id, source, self.bot.now())
        check_in = await self.bot.desk.check_in(press)
        await whisper(interaction, name_cards.checked_in(check_in))


@app_commands.guild_only()
class Attendance(
    commands.GroupCog, group_name="attendance", group_description="Attendance of meetings"
):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._forgot_at: datetime | None = None
        bot.on_press(ids.ShowCode, self.show_code)
        bot.on_press(ids.RemoveGuest, self.remove_guest)
        bot.on_press(ids.ClaimName, self.claim_name)
        bot.on_press(ids.JoinGuest, self.join_guest)
        bot.on_press(ids.KeepApart, self.keep_apart)
        bot.on_press(ids.UndoLink, self.unlink)
        bot.each_round(self.forget_reviews)
        for kind in get_args(ids.OfImport):
            bot.on_press(kind, self.review_pressed)
        bot.on_submit(ids.NameImported, self.names_given)

    @app_commands.command(description="Show who was at a meeting")
    @app_commands.describe(meeting="The meeting")
    @app_commands.autocomplete(meeting=choices.all_meetings)
    async def show(self, interaction: discord.Interaction[SigBot], meeting: options.Stored) -> None:
        now = self.bot.now()
        view = await attendance.show_attendance(self.bot.db, actor_of(interaction), meeting, now)
        is_open = view.meeting.is_open(now)
        shown = card(
            say.title(view.meeting),
            say.subtitle(view.meeting),
            GAP,
            say.people(view.people),
            say.brief(view.brief, so_far=is_open),
            say.NEXT if view.people else "",
            buttons=[button(say.SHOW_CODE, ids.ShowCode(view.meeting.id))]
            if view.organizes and is_open
            else [],
        )
        await whisper(interaction, shown)

    async def show_code(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ShowCode
    ) -> None:
        now = self.bot.now()
        shown = await codes.show_code(self.bot.db, actor_of(interaction), pressed.meeting, now)
        await whisper(interaction, *await code_cards.code_card(shown))

    @app_commands.command(description="Add someone to a meeting's attendance")
    @app_commands.describe(
        meeting="The meeting",
        member="Who was there",
        name="Their name, if they are not on this server",
    )
    @app_commands.autocomplete(meeting=choices.past_meetings, name=choices.people)
    async def add(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        member: discord.Member | discord.User | None = None,
        name: options.Line | None = None,
    ) -> None:
        corrected = await self._correct(
            interaction, corrections.add_attendance, meeting, member, name
        )
        await whisper(interaction, name_cards.added(corrected))

    @app_commands.command(description="Remove someone from a meeting's attendance")
    @app_commands.describe(
        meeting="The meeting",
        member="Who was not there",
        name="Their name, if they are not on this server",
    )
    @app_commands.autocomplete(meeting=choices.past_meetings, name=choices.people)
    async def remove(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        member: discord.Member | discord.User | None = None,
        name: options.Line | None = None,
    ) -> None:
        corrected = await self._correct(
            interaction, corrections.remove_attendance, meeting, member, name
        )
        await whisper(interaction, name_cards.removed(corrected))

    async def remove_guest(
        self, interaction: discord.Interaction[SigBot], pressed: ids.RemoveGuest
    ) -> None:
        meeting, guest = f"m{pressed.meeting}", f"u{pressed.guest}"
        corrected = await self._correct(
            interaction, corrections.remove_attendance, meeting, None, guest
        )
        await in_its_place(interaction, name_cards.removed(corrected))

    async def _correct(
        self,
        interaction: discord.Interaction[SigBot],
        change: "Correct",
        meeting: str,
        member: Who | None,
        name: str | None,
    ) -> "Corrected":
        actor, now = actor_of(interaction), self.bot.now()
        person = actor_meant(interaction, member) if member else None
        corrected = await change(self.bot.db, actor, meeting, person, name, now)
        self.bot.wake()
        return corrected

    @app_commands.command(description="Link a name in imported files to a member")
    @app_commands.describe(name="The name, as it is in the files", member="Whose name it is")
    @app_commands.autocomplete(name=choices.names_only)
    async def link(
        self,
        interaction: discord.Interaction[SigBot],
        name: options.Line,
        member: discord.Member | discord.User,
    ) -> None:
        owner = actor_meant(interaction, member)
        linked = await names.link_name(
            self.bot.db, actor_of(interaction), name, owner, self.bot.now()
        )
        self.bot.wake()
        await whisper(interaction, name_cards.linked(linked))

    async def join_guest(
        self, interaction: discord.Interaction[SigBot], pressed: ids.JoinGuest
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        linked = await names.join_guest(self.bot.db, actor, pressed.name, pressed.owner, now)
        self.bot.wake()
        await in_its_place(interaction, name_cards.joined(linked))

    async def claim_name(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ClaimName
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        linked = await names.claim_name(self.bot.db, actor, pressed.name, now)
        self.bot.wake()
        await in_its_place(interaction, note(say.claimed(linked.name.name)))

    async def keep_apart(
        self, interaction: discord.Interaction[SigBot], pressed: ids.KeepApart
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        await names.keep_apart(self.bot.db, actor, pressed.name, now)
        await whisper(interaction, say.KEPT_APART)

    async def forget_reviews(self, now: datetime) -> None:
        """Delete reviews of files that nobody confirmed, once in FORGET_EVERY."""
        last, self._forgot_at = self._forgot_at or now, self._forgot_at or now
        if not timedelta() <= now - last < FORGET_EVERY:
            self._forgot_at = now
            await reviews.forget_reviews(self.bot.db, now)

    @app_commands.command(
        name="import", description="Import a list of Zoom, Meet, Teams, Webex or Jitsi"
    )
    @app_commands.describe(meeting="The meeting", file="The CSV file of its participants")
    @app_commands.autocomplete(meeting=choices.past_meetings)
    async def import_(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        file: discord.Attachment,
    ) -> None:
        await imports.review_file(interaction, meeting, file)

    async def review_pressed(
        self, interaction: discord.Interaction[SigBot], pressed: ids.OfImport
    ) -> None:
        await imports.press(interaction, pressed)

    async def names_given(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.NameImported,
        names: Mapping[str, str],
    ) -> None:
        await imports.name_people(interaction, submitted, names)

    async def unlink(self, interaction: discord.Interaction[SigBot], pressed: ids.UndoLink) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        name = await names.unlink_name(self.bot.db, actor, pressed.name, pressed.owner, now)
        self.bot.wake()
        await whisper(interaction, say.unlinked(name.name))

    @app_commands.command(description="Export attendance as a file for any spreadsheet")
    @app_commands.describe(
        period="Such as: H1 2021, Q3 2026, last 6 months; this half-year without it",
        kind="Only this kind of meeting",
        format="The kind of file",
    )
    @app_commands.choices(
        kind=choices.words(MeetingKind, say_meetings.KINDS), format=choices.words(ExportFormat)
    )
    @app_commands.autocomplete(period=choices.all_periods)
    async def export(
        self,
        interaction: discord.Interaction[SigBot],
        period: options.Period | None = None,
        kind: str | None = None,
        format: str = ExportFormat.CSV,  # noqa: A002  (the option's name)
    ) -> None:
        await exports.export(interaction, period, kind, format)


async def setup(bot: SigBot) -> None:
    await bot.add_cog(CheckIn(bot))
    await bot.add_cog(Attendance(bot))
