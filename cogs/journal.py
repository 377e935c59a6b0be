"""`/journal` and the message menu **Share to journal**."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import note
from sigbot.chat.journal_ids import ANY
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.journal import ItemStatus
from sigbot.domain.journal_lists import JournalFormat
from sigbot.later import later
from sigbot.wording import journal_lists as say_lists

if TYPE_CHECKING:
    from sigbot.chat import journal as shown
    from sigbot.chat import journal_lists as lists
    from sigbot.services import journal, journal_lists, picks
    from sigbot.wording import picks as say_picks
else:
    shown = later("sigbot.chat.journal")
    lists = later("sigbot.chat.journal_lists")
    journal = later("sigbot.services.journal")
    journal_lists = later("sigbot.services.journal_lists")
    picks = later("sigbot.services.picks")
    say_picks = later("sigbot.wording.picks")


@app_commands.guild_only()
class Journal(commands.GroupCog, group_name="journal", group_description="The journal club"):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.VoteForItem, self.vote)
        bot.on_press(ids.ShareLink, self.share_one)
        bot.on_press(ids.RemoveItem, self.removed)
        bot.on_press(ids.KeepItem, self.kept)
        bot.on_press(ids.ListItem, self.listed)
        bot.on_press(ids.UnlistItem, self.unlisted)
        bot.on_press(ids.TurnItems, self.turn_items)
        bot.on_press(ids.TurnSearch, self.turn_search)

    @app_commands.command(description="Share a paper or news with the journal club")
    @app_commands.describe(
        link="Its address, or its DOI, arXiv id, PubMed id or ISBN",
        title="Its title, if you know a better one than the registries",
        note="A word on why it is worth reading",
        tags="Tags, separated by commas",
        quiet="Do not show it to the channel",
    )
    async def share(
        self,
        interaction: discord.Interaction[SigBot],
        link: options.Link,
        title: options.Title = "",
        note: options.Line = "",
        tags: options.Tags = "",
        quiet: bool = False,  # noqa: FBT001, FBT002  (an option of the command)
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shared = await journal.share_link(self.bot.db, actor, link, note, tags, now, title=title)
        await shown.answer_shared(interaction, shared, quiet=quiet)
        self.bot.look_up()

    async def share_one(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ShareLink
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        shared = await journal.share_asked(self.bot.db, actor, pressed.question, pressed.index, now)
        await shown.answer_shared(interaction, shared)
        self.bot.look_up()

    async def vote(
        self, interaction: discord.Interaction[SigBot], pressed: ids.VoteForItem
    ) -> None:
        actor = actor_of(interaction)
        item = await journal.vote_for(self.bot.db, actor, pressed.item, self.bot.now())
        await shown.show_votes(interaction, item)

    @app_commands.command(description="Show an item: who shared it, and what became of it")
    @app_commands.describe(item="Begin to type its title")
    async def show(self, interaction: discord.Interaction[SigBot], item: options.Stored) -> None:
        actor = actor_of(interaction)
        story = await journal.show_item(self.bot.db, actor, item)
        organizes = await picks.organizes(self.bot.db, actor)
        await whisper(interaction, shown.item_card(story, organizes=organizes))

    @app_commands.command(description="Put a paper on the agenda of a meeting")
    @app_commands.describe(
        item="Begin to type its title",
        meeting="Begin to type its title, or its key such as m12",
        presenter="Who presents it: a member's name",
    )
    @app_commands.autocomplete(meeting=choices.meetings_ahead, presenter=choices.people)
    async def pick(
        self,
        interaction: discord.Interaction[SigBot],
        item: options.Stored,
        meeting: options.Stored,
        presenter: options.Title | None = None,
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        picked = await picks.pick_item(self.bot.db, actor, item, meeting, presenter, now)
        self.bot.wake()
        await whisper(interaction, say_picks.picked(picked))

    @app_commands.command(description="Volunteer to present a paper")
    @app_commands.describe(item="Begin to type its title")
    async def present(self, interaction: discord.Interaction[SigBot], item: options.Stored) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        volunteered = await picks.volunteer(self.bot.db, actor, item, now)
        self.bot.wake()
        await whisper(interaction, say_picks.volunteered(volunteered))

    @app_commands.command(description="Note that a paper was discussed, and what came out of it")
    @app_commands.describe(item="Begin to type its title", summary="What came out of it")
    async def discussed(
        self,
        interaction: discord.Interaction[SigBot],
        item: options.Stored,
        summary: options.Paragraph | None = None,
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        chosen = await picks.note_discussed(self.bot.db, actor, item, summary, now)
        self.bot.wake()
        await whisper(interaction, say_picks.discussed(chosen))

    @app_commands.command(description="Make one item of two that are the same paper")
    @app_commands.describe(item="The one that goes", into="The one that stays, with all votes")
    async def merge(
        self,
        interaction: discord.Interaction[SigBot],
        item: options.Stored,
        into: options.Stored,
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        merged = await picks.merge_items(self.bot.db, actor, item, into, now)
        self.bot.wake()
        await whisper(interaction, say_picks.merged(merged))

    @app_commands.command(description="Remove an item that you shared")
    @app_commands.describe(item="Begin to type its title")
    async def remove(self, interaction: discord.Interaction[SigBot], item: options.Stored) -> None:
        chosen = await picks.ask_to_remove(self.bot.db, actor_of(interaction), item)
        await whisper(interaction, shown.removal_card(chosen))

    @show.autocomplete("item")
    @pick.autocomplete("item")
    @present.autocomplete("item")
    @discussed.autocomplete("item")
    @merge.autocomplete("item")
    @merge.autocomplete("into")
    @remove.autocomplete("item")
    async def items(
        self, interaction: discord.Interaction[SigBot], current: str
    ) -> list[app_commands.Choice[str]]:
        return await shown.item_choices(interaction, current)

    async def removed(
        self, interaction: discord.Interaction[SigBot], pressed: ids.RemoveItem
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        item = await picks.remove_item(self.bot.db, actor, pressed.item, now)
        self.bot.wake()
        await in_its_place(interaction, note(say_picks.removed(item)))

    async def kept(self, interaction: discord.Interaction[SigBot], _pressed: ids.KeepItem) -> None:
        await in_its_place(interaction, note(say_picks.KEPT))

    async def listed(self, interaction: discord.Interaction[SigBot], pressed: ids.ListItem) -> None:
        await self._list(interaction, pressed.item, listed=True)

    async def unlisted(
        self, interaction: discord.Interaction[SigBot], pressed: ids.UnlistItem
    ) -> None:
        await self._list(interaction, pressed.item, listed=False)

    async def _list(
        self, interaction: discord.Interaction[SigBot], item_id: int, *, listed: bool
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        item = await picks.list_in_report(self.bot.db, actor, item_id, now, listed=listed)
        await whisper(interaction, say_picks.on_report(item))

    @app_commands.command(name="list", description="List what was shared, the most wanted first")
    @app_commands.describe(
        period="Shared when, such as: H1 2021, last 6 months",
        tag="Only with this tag",
        status="Only what was picked, or discussed",
    )
    @app_commands.choices(status=choices.words(ItemStatus, say_lists.STATUSES_OFFERED))
    @app_commands.autocomplete(period=choices.all_periods)
    async def list_(
        self,
        interaction: discord.Interaction[SigBot],
        period: options.Period | None = None,
        tag: options.Tag | None = None,
        status: str | None = None,
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        page = await journal_lists.list_items(self.bot.db, actor, now, period, tag, status)
        await whisper(interaction, lists.page_card(page))

    async def turn_items(
        self, interaction: discord.Interaction[SigBot], pressed: ids.TurnItems
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        status = None if pressed.status == ANY else pressed.status
        page = await journal_lists.list_items(
            self.bot.db, actor, now, pressed.period, pressed.tags, status, pressed.page
        )
        await in_its_place(interaction, lists.page_card(page))

    @app_commands.command(description="Search titles, authors, venues, notes, tags and summaries")
    @app_commands.describe(text="Words that all have to be there; the last one may be a beginning")
    async def search(self, interaction: discord.Interaction[SigBot], text: options.Search) -> None:
        page = await journal_lists.search_items(self.bot.db, actor_of(interaction), text)
        await whisper(interaction, lists.page_card(page))

    async def turn_search(
        self, interaction: discord.Interaction[SigBot], pressed: ids.TurnSearch
    ) -> None:
        actor = actor_of(interaction)
        page = await journal_lists.search_items(self.bot.db, actor, pressed.text, pressed.page)
        await in_its_place(interaction, lists.page_card(page))

    @app_commands.command(description="Get the journal as a file for a reference manager")
    @app_commands.describe(
        period="Shared when, such as: H1 2021, last 6 months; all without it",
        format="The kind of file",
    )
    @app_commands.choices(format=choices.words(JournalFormat, say_lists.FORMATS))
    @app_commands.autocomplete(period=choices.all_periods)
    async def export(
        self,
        interaction: discord.Interaction[SigBot],
        period: options.Period | None = None,
        format: str = JournalFormat.BIB,  # noqa: A002  (the option's name)
    ) -> None:
        await lists.export(interaction, period, format)


@app_commands.context_menu(name="Share to journal")
@app_commands.guild_only()
async def share_message(interaction: discord.Interaction[SigBot], message: discord.Message) -> None:
    bot, previews = interaction.client, shown.previews_of(message)
    text = " ".join([message.content, *previews])
    actor = actor_of(interaction)
    shared = await journal.share_from_message(bot.db, actor, text, previews, bot.now())
    await shown.answer_message(interaction, shared)
    bot.look_up()


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Journal(bot))
    bot.tree.add_command(share_message)
