"""`/sig` and `/help`: the community, its subgroups, and how to begin."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import custom_ids as ids
from sigbot.chat.absences import Absences
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import card
from sigbot.chat.people import actor_of, may_ping, missing_permissions
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.bounds import (
    LARGEST_SMALLEST_GROUP,
    LONGEST_KEEP,
    LONGEST_VOICE_MINUTES,
    SHORTEST_KEEP,
)
from sigbot.domain.community import (
    SMALLEST_GROUP,
    EventsWanted,
    ReportRhythm,
    Role,
    may_organize,
)
from sigbot.domain.forgetting import GRACE
from sigbot.domain.pages import page_address
from sigbot.later import later
from sigbot.wording import community as say
from sigbot.wording import help as say_help

if TYPE_CHECKING:
    from sigbot.chat import confirmations, event_questions
    from sigbot.services import community
    from sigbot.services import help as help_service
else:
    confirmations = later("sigbot.chat.confirmations")
    event_questions = later("sigbot.chat.event_questions")
    community = later("sigbot.services.community")
    help_service = later("sigbot.services.help")


@app_commands.guild_only()
class Community(commands.GroupCog, group_name="sig", group_description="This community"):
    subgroup = app_commands.Group(name="subgroup", description="The community's subgroups")

    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._absences = Absences(bot)
        bot.on_press(ids.ConfirmRetirement, self.confirm_retirement)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Be silent on a server that removed the bot. An outage is no removal: it is told apart."""
        self._absences.note_removed(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        self._absences.note_there(guild.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        self._absences.note_there(guild.id)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        await self._absences.look(shard_id)

    async def cog_unload(self) -> None:
        self._absences.stop()

    @app_commands.command(description="Set up this community, or change its settings")
    @app_commands.describe(
        name="The community's name, as it appears in reports",
        description="What the community is for",
        wiki="Address of its wiki page",
        timezone="The community's time zone: a city, such as New York",
        announcements="The channel for news and meeting cards",
        organizers="The role of organizers",
        ping="A role that reminders of General Meetings and guests notify; @everyone for none",
        report_every="How often the foundation asks for a report",
        smallest_group="Groups of fewer people are not shown in diversity figures",
        voice_minutes="Minutes in a meeting's voice channel that count as attendance",
        events="Show the next meetings among this server's events",
        keep="Years after which people who gave no sign of life are forgotten",
    )
    @app_commands.choices(
        report_every=choices.words(ReportRhythm), events=choices.words(EventsWanted)
    )
    @app_commands.autocomplete(timezone=choices.zones)
    async def setup(
        self,
        interaction: discord.Interaction[SigBot],
        name: options.Title | None = None,
        description: options.Paragraph | None = None,
        wiki: options.Line | None = None,
        timezone: options.Zone | None = None,
        announcements: discord.TextChannel | None = None,
        organizers: discord.Role | None = None,
        ping: discord.Role | None = None,
        report_every: str | None = None,
        smallest_group: app_commands.Range[int, SMALLEST_GROUP, LARGEST_SMALLEST_GROUP]
        | None = None,
        voice_minutes: app_commands.Range[int, 1, LONGEST_VOICE_MINUTES] | None = None,
        events: str | None = None,
        keep: app_commands.Range[int, SHORTEST_KEEP, LONGEST_KEEP] | None = None,
    ) -> None:
        settings = community.Setup(
            name=name,
            description=description,
            wiki=wiki,
            timezone=timezone,
            announcements_channel_id=announcements.id if announcements else None,
            organizer_role_id=organizers.id if organizers else None,
            ping_role_id=ping.id if ping else None,
            report_every=report_every,
            smallest_group=smallest_group,
            voice_minutes=voice_minutes,
            keep_years=keep,
            events=events,
        )
        guild_name = interaction.guild.name if interaction.guild else ""
        here = interaction.channel_id or 0
        saved, outcome = await community.set_up(
            self.bot.db, actor_of(interaction), settings, guild_name, here, self.bot.now()
        )
        self._absences.note_there(saved.guild_id)
        self.bot.wake()
        done = await community.steps_done(
            self.bot.db, actor_of(interaction), zone_chosen=timezone is not None
        )
        guild, channel_id = interaction.guild, saved.announcements_channel_id
        missing = missing_permissions(guild, channel_id)
        pings = may_ping(guild, channel_id, saved.ping_role_id)
        chose = announcements is not None
        page = self._page(interaction)
        told = say.set_up(
            saved, done, missing, outcome, may_ping=pings, chose_channel=chose, page=page
        )
        await whisper(interaction, told)
        if keep:
            await self._tell_kept(interaction, keep)
        if events:
            await event_questions.tell_events(interaction, saved)

    def _page(self, interaction: discord.Interaction[SigBot]) -> str:
        """Return the address of the server's public page, "" where others can reach none."""
        return page_address(self.bot.public_url, interaction.guild_id or 0)

    async def _tell_kept(self, interaction: discord.Interaction[SigBot], years: int) -> None:
        """Say how many people are forgotten by what was set, and from when on."""
        now = self.bot.now()
        quiet = await community.count_too_quiet(self.bot.db, actor_of(interaction), now)
        await whisper(interaction, say.kept(years, quiet, now + GRACE))

    @app_commands.command(description="Show this community: its settings and subgroups")
    async def show(self, interaction: discord.Interaction[SigBot]) -> None:
        actor = actor_of(interaction)
        view = await community.view_community(self.bot.db, actor)
        organizes = may_organize(view.community.organizer_role_id, actor)
        shown = card(
            say.title(view.community),
            say.description(view.community),
            say.facts(view.community, self._page(interaction)),
            say.subgroups(view.subgroups),
            say.failures(view.failures) if view.failures and organizes else "",
        )
        await whisper(interaction, shown)

    @subgroup.command(name="add", description="Add a subgroup")
    @app_commands.describe(name="Its name", role="A role of its members")
    async def add(
        self,
        interaction: discord.Interaction[SigBot],
        name: options.SubgroupName,
        role: discord.Role | None = None,
    ) -> None:
        role_id = role.id if role else None
        actor = actor_of(interaction)
        added = await community.add_subgroup(self.bot.db, actor, name, role_id, self.bot.now())
        here = (await community.view_community(self.bot.db, actor)).community
        pings = may_ping(interaction.guild, here.announcements_channel_id, role_id)
        await whisper(interaction, say.subgroup_added(added, here, role_id, may_ping=pings))

    @subgroup.command(name="retire", description="Retire a subgroup; its history stays")
    @app_commands.describe(subgroup="The subgroup")
    @app_commands.autocomplete(subgroup=choices.subgroups)
    async def retire(
        self, interaction: discord.Interaction[SigBot], subgroup: options.Stored
    ) -> None:
        retired = await community.retire_subgroup(
            self.bot.db, actor_of(interaction), subgroup, self.bot.now()
        )
        await whisper(interaction, confirmations.retired_card(retired))

    async def confirm_retirement(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ConfirmRetirement
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        retired = await community.confirm_retirement(self.bot.db, actor, pressed.question, now)
        await in_its_place(interaction, confirmations.retired_card(retired))

    @subgroup.command(name="join", description="Join a subgroup")
    @app_commands.describe(subgroup="The subgroup")
    @app_commands.autocomplete(subgroup=choices.subgroups)
    async def join(
        self, interaction: discord.Interaction[SigBot], subgroup: options.Stored
    ) -> None:
        group, joined = await community.join_subgroup(
            self.bot.db, actor_of(interaction), subgroup, self.bot.now()
        )
        await whisper(interaction, say.joined(group, new=joined))

    @subgroup.command(name="leave", description="Leave a subgroup")
    @app_commands.describe(subgroup="The subgroup")
    @app_commands.autocomplete(subgroup=choices.subgroups)
    async def leave(
        self, interaction: discord.Interaction[SigBot], subgroup: options.Stored
    ) -> None:
        group, left = await community.leave_subgroup(
            self.bot.db, actor_of(interaction), subgroup, self.bot.now()
        )
        await whisper(interaction, say.left(group, was_in=left))


@app_commands.command(name="help", description="Show what you can do here")
@app_commands.guild_only()
@app_commands.describe(topic="What you want to know about")
@app_commands.choices(
    topic=[app_commands.Choice(name=name, value=key) for key, name in say_help.TOPICS.items()]
)
async def help_command(interaction: discord.Interaction[SigBot], topic: str | None = None) -> None:
    if topic:
        await whisper(interaction, card(say_help.text(topic)))
        return
    bot = interaction.client
    steps = await help_service.first_steps(bot.db, actor_of(interaction), bot.now())
    next_step = _next_step(interaction, steps) if steps.role is Role.ORGANIZER else ""
    text = say_help.first_steps(
        steps.role,
        steps.open,
        steps.ahead,
        knows_zone=steps.knows_zone,
        is_reminded=steps.is_reminded,
        setup_step=next_step,
    )
    await whisper(interaction, card(text))


def _next_step(interaction: discord.Interaction[SigBot], steps: "help_service.FirstSteps") -> str:
    """Return the next step of the setup; the channel is looked at in Discord as well."""
    if steps.community is None:
        return ""
    missing = missing_permissions(interaction.guild, steps.community.announcements_channel_id)
    return say.next_step(steps.community, steps.done, missing)


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Community(bot))
    bot.tree.add_command(help_command)
