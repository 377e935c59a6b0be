"""`/report`: every figure worked out, the sentences by people."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import button
from sigbot.chat.cards import GAP, card, note
from sigbot.chat.consent_ids import AuthorAnswer
from sigbot.chat.forms import Field, form
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, think, whisper
from sigbot.chat.report_ids import OfReport
from sigbot.chat.reports import compile_file
from sigbot.domain.bounds import NARRATIVE_LIMIT
from sigbot.domain.narratives import AUTHORS, marks
from sigbot.domain.report_data import NarrativePart, ReportFormat, ReportTemplate, template_of
from sigbot.domain.vocabularies import read_word
from sigbot.later import later
from sigbot.wording import community as say_community
from sigbot.wording.report_templates import TEMPLATES

if TYPE_CHECKING:
    from sigbot.chat import confirmations
    from sigbot.chat import report_dues as due_cards
    from sigbot.documents import reports as documents
    from sigbot.services import authors, narratives, reports
    from sigbot.services.narratives import Narrative
    from sigbot.services.report_drafts import CompiledReport
    from sigbot.wording import authors as say_authors
    from sigbot.wording import issues as say_issues
    from sigbot.wording import narratives as say_narratives
    from sigbot.wording import report_dues as say_dues
    from sigbot.wording import reports as say
else:
    confirmations = later("sigbot.chat.confirmations")
    due_cards = later("sigbot.chat.report_dues")
    documents = later("sigbot.documents.reports")
    authors = later("sigbot.services.authors")
    say_authors = later("sigbot.wording.authors")
    narratives = later("sigbot.services.narratives")
    reports = later("sigbot.services.reports")
    say_dues = later("sigbot.wording.report_dues")
    say_issues = later("sigbot.wording.issues")
    say_narratives = later("sigbot.wording.narratives")
    say = later("sigbot.wording.reports")


class Reports(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.EditReport, self.edit)
        bot.on_press(ids.EditFromEarlier, self.edit_from_earlier)
        bot.on_submit(ids.WriteNarrative, self.save)
        bot.on_submit(ids.WriteSentences, self.save)
        bot.on_press(ids.PublishReport, self.ask_to_publish)
        bot.on_press(ids.ConfirmPublishing, self.publish)
        bot.on_press(ids.AgreeAuthor, self.author_answered)
        bot.on_press(ids.DeclineAuthor, self.author_answered)

    @app_commands.command(description="Compile the report of a period")
    @app_commands.describe(
        period="Such as: H1 2021, Q3 2026, June 2021, 2021-01-01..2021-06-30",
        format="The kind of file",
        template="Which sections it has. Without it, those that the foundation asks for",
    )
    @app_commands.choices(
        format=choices.words(ReportFormat),
        template=choices.words(ReportTemplate, TEMPLATES),
    )
    @app_commands.autocomplete(period=choices.all_periods)
    @app_commands.guild_only()
    async def report(
        self,
        interaction: discord.Interaction[SigBot],
        period: options.Period,
        format: str = ReportFormat.MD,  # noqa: A002  (the option's name)
        template: str | None = None,
    ) -> None:
        wanted = read_word(ReportFormat, format)
        asked = read_word(ReportTemplate, template) if template else None
        await think(interaction)
        compiled, content = await compile_file(interaction, period, wanted, asked)
        await self._show(interaction, compiled, wanted, content)

    async def edit(self, interaction: discord.Interaction[SigBot], pressed: ids.EditReport) -> None:
        written = await self._narrative(interaction, pressed)
        await self._open_form(interaction, pressed, written, {})

    async def edit_from_earlier(
        self, interaction: discord.Interaction[SigBot], pressed: ids.EditFromEarlier
    ) -> None:
        written = await self._narrative(interaction, pressed)
        await self._open_form(interaction, pressed, written, written.earlier)

    async def _narrative(
        self, interaction: discord.Interaction[SigBot], pressed: OfReport
    ) -> "Narrative":
        return await narratives.narrative_of(
            self.bot.db, actor_of(interaction), pressed.period, self.bot.now()
        )

    async def _open_form(
        self,
        interaction: discord.Interaction[SigBot],
        pressed: ids.OfShownReport,
        written: "Narrative",
        instead: Mapping[NarrativePart, str],
    ) -> None:
        """Open the form with what is written, with texts of `instead` where nothing is."""
        authors = "\n".join(written.authors)  # never longer than what was typed
        fields = [
            Field(
                name,
                label,
                written.narrative.get(name) or instead.get(name, ""),
                limit=NARRATIVE_LIMIT,
                hint=say.hint(name, pressed.template),
            )
            for name, label in say.PARTS.items()
        ]
        fields.append(
            Field(
                AUTHORS,
                say.AUTHORS_LABEL,
                authors,
                limit=NARRATIVE_LIMIT,
                hint=say_authors.HINT,
            )
        )
        texts = {part.value: text for part, text in written.narrative.items()}
        opened = marks({**texts, AUTHORS: authors})
        custom_id = ids.WriteSentences(pressed.start, pressed.end, opened, pressed.template)
        await interaction.response.send_modal(form(say.EDIT_TITLE, custom_id, fields))

    async def save(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.WriteNarrative | ids.WriteSentences,
        answers: Mapping[str, str],
    ) -> None:
        await think(interaction)
        # Without a turn, which can be refused: what somebody wrote would be lost.
        compiled = await narratives.write_narrative(
            self.bot.db,
            actor_of(interaction),
            submitted.period,
            answers,
            answers.get(AUTHORS),
            self.bot.now(),
            submitted.marks if isinstance(submitted, ids.WriteSentences) else None,
            submitted.template if isinstance(submitted, ids.WriteSentences) else None,
        )
        self.bot.wake()  # authors are asked
        content = documents.report_document(compiled.data, ReportFormat.MD)
        await self._show(interaction, compiled, ReportFormat.MD, content, saved=True)

    async def ask_to_publish(
        self, interaction: discord.Interaction[SigBot], pressed: ids.PublishReport
    ) -> None:
        await think(interaction)
        actor, now = actor_of(interaction), self.bot.now()
        async with heavy_turn(interaction):
            asked = await reports.ask_to_publish(
                self.bot.db, actor, pressed.period, now, pressed.template
            )
        await whisper(interaction, confirmations.confirmation_card(asked))

    async def publish(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ConfirmPublishing
    ) -> None:
        await interaction.response.defer()
        actor, now = actor_of(interaction), self.bot.now()
        async with heavy_turn(interaction):
            published = await reports.publish_report(self.bot.db, actor, pressed.question, now)
        self.bot.wake()
        channel = say_community.channel(published.channel_id)
        await in_its_place(interaction, note(say.PUBLISHED.format(channel=channel)))

    async def author_answered(
        self, interaction: discord.Interaction[SigBot], pressed: AuthorAnswer
    ) -> None:
        agreed = isinstance(pressed, ids.AgreeAuthor)
        asked = await authors.answer_author(
            self.bot.db, interaction.user.id, pressed.author, self.bot.now(), agreed=agreed
        )
        await whisper(interaction, say_authors.answered(asked, agreed=agreed))

    async def _show(
        self,
        interaction: discord.Interaction[SigBot],
        compiled: "CompiledReport",
        format_: ReportFormat,
        content: bytes,
        *,
        saved: bool = False,
    ) -> None:
        """Show the most important figures, the file, and buttons for what to do next."""
        name = documents.report_file_name(compiled.period, format_)
        files = [discord.File(io.BytesIO(content), name)]
        if compiled.clashes:
            mine = io.BytesIO(say.not_kept(compiled.clashes).encode())
            files.append(discord.File(mine, say.NOT_KEPT_FILE))
        report = (compiled.period.start, compiled.period.end, template_of(compiled.data))
        shown = card(
            say.compiled(compiled.data, saved=saved, clashes=[*compiled.clashes]),
            say.so_far(compiled.data),
            say.your_sentences(compiled.data),
            say_issues.unread(compiled.issues),
            say_issues.stale(compiled.issues),
            say_authors.left_out(compiled.authors),
            GAP,
            say.key_figures(compiled.data),
            say.average_lines(compiled.data),
            GAP,
            say_dues.is_skipped(compiled.skipped_at),
            say.status(compiled.data, changed=compiled.changed, differences=compiled.differences),
            buttons=[
                button(say.EDIT, ids.EditReport(*report), discord.ButtonStyle.primary),
                *(
                    [button(say.EDIT_FROM_EARLIER, ids.EditFromEarlier(*report))]
                    if compiled.offers_earlier
                    else []
                ),
                *(
                    [button(say_narratives.EARLIER_TEXTS, ids.EarlierTexts(*report[:2]))]
                    if compiled.has_earlier_texts
                    else []
                ),
                *(
                    [button(say_issues.REVIEW, ids.ReviewIssues(*report))]
                    if compiled.issues
                    else []
                ),
                button(say.PUBLISH, ids.PublishReport(*report)),
                *due_cards.skip_buttons(interaction.guild_id or 0, compiled),
            ],
            files=files,
        )
        await whisper(interaction, shown, files)


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Reports(bot))
