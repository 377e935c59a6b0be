"""`/meeting`, and the answers on a meeting's card."""

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands
from discord.ui import LayoutView

from sigbot.chat import choices, options
from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import answered_card, card, meeting_card
from sigbot.chat.people import actor_anywhere, actor_of, check_sees
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.meetings import Answer, MeetingKind, Scope
from sigbot.later import later
from sigbot.wording import descriptions
from sigbot.wording import lists as say_lists
from sigbot.wording import meetings as say
from sigbot.wording import reminders as say_reminders

if TYPE_CHECKING:
    from sigbot.chat import questions
    from sigbot.services import (
        answers,
        cancellations,
        change_requests,
        changes,
        meetings,
        reminders,
    )
    from sigbot.wording import adoption as say_adoption
    from sigbot.wording import changes as say_changes
    from sigbot.wording import clocks as say_clocks
    from sigbot.wording import comers as say_comers
else:
    questions = later("sigbot.chat.questions")
    answers = later("sigbot.services.answers")
    cancellations = later("sigbot.services.cancellations")
    change_requests = later("sigbot.services.change_requests")
    changes = later("sigbot.services.changes")
    meetings = later("sigbot.services.meetings")
    reminders = later("sigbot.services.reminders")
    say_changes = later("sigbot.wording.changes")
    say_clocks = later("sigbot.wording.clocks")
    say_comers = later("sigbot.wording.comers")
    say_adoption = later("sigbot.wording.adoption")

KIND_CHOICES = choices.words(MeetingKind, say.KINDS)
MOST_LISTED, OF_A_SERIES = 200, 3
"""How many meetings `/meeting list` has at most, and how many of each series that are ahead."""

EVERY_KIND = "all"
"""The word on a button in place of a kind of meetings."""

SCOPE_CHOICES = choices.words(Scope)


@app_commands.guild_only()
class Meetings(commands.GroupCog, group_name="meeting", group_description="Meetings"):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        for kind in (ids.Going, ids.Maybe, ids.Cant):
            bot.on_press(kind, self.answer)
        bot.on_press(ids.WhoComes, self.show_comers)
        for kind_again in (ids.StillComing, ids.NotComing):
            bot.on_press(kind_again, self.confirm)
        bot.on_press(ids.TurnMeetingPage, self.turn_page)
        bot.on_press(ids.ReadDescription, self.read_description)
        bot.on_press(ids.TurnDescription, self.turn_description)
        bot.on_press(ids.ChooseReading, self.answer_question)
        bot.on_press(ids.ConfirmChange, self.confirm_change)

    @app_commands.command(description="Schedule a meeting, or a series of them")
    @app_commands.describe(
        title="What the meeting is called",
        when="Such as: Wednesday 11am, or 2026-12-02 11:00, in your own time zone",
        kind="What kind of meeting",
        repeat="How often; leave it out for a single meeting",
        duration="Such as: 60 min, or 1h30",
        subgroup="The subgroup that meets",
        place="Where: a channel, a room",
        link="Where to join: an address",
        speaker="Who speaks",
        timezone="The time zone of the meeting, where it is not yours",
        description="What it is about",
    )
    @app_commands.choices(kind=KIND_CHOICES)
    @app_commands.autocomplete(
        when=choices.moments,
        repeat=choices.repeats,
        subgroup=choices.subgroups,
        timezone=choices.zones,
    )
    async def schedule(
        self,
        interaction: discord.Interaction[SigBot],
        title: options.Title,
        when: options.When,
        kind: str | None = None,
        repeat: options.Repeat | None = None,
        duration: options.Duration | None = None,
        subgroup: options.Stored | None = None,
        place: options.Line | None = None,
        link: options.Link | None = None,
        speaker: options.Title | None = None,
        timezone: options.Zone | None = None,
        description: options.Paragraph | None = None,
    ) -> None:
        check_sees(interaction, place, link)
        request = meetings.MeetingRequest(
            title=title,
            when=when,
            kind=kind,
            repeat=repeat,
            duration=duration,
            subgroup=subgroup,
            place=place,
            link=link,
            speaker=speaker,
            timezone=timezone,
            description=description,
        )
        made = await meetings.schedule_meeting(
            self.bot.db, actor_of(interaction), request, self.bot.now()
        )
        self.bot.wake()
        await questions.answer_made(interaction, made)

    @app_commands.command(name="list", description="List the next meetings, or past ones")
    @app_commands.describe(kind="Only this kind", past="Past meetings instead of the next ones")
    @app_commands.choices(kind=KIND_CHOICES)
    async def list_(
        self,
        interaction: discord.Interaction[SigBot],
        kind: str | None = None,
        past: bool = False,  # noqa: FBT001, FBT002  (an option of the command)
    ) -> None:
        await whisper(interaction, await self._list_card(interaction, kind, 0, past=past))

    async def turn_page(
        self, interaction: discord.Interaction[SigBot], pressed: ids.TurnMeetingPage
    ) -> None:
        kind = None if pressed.kind == EVERY_KIND else pressed.kind
        view = await self._list_card(interaction, kind, pressed.page, past=bool(pressed.past))
        await in_its_place(interaction, view)

    async def _list_card(
        self, interaction: discord.Interaction[SigBot], kind: str | None, page: int, *, past: bool
    ) -> LayoutView:
        """Return a page of the list of meetings, counted from 0; the last one for a later page."""
        actor, now = actor_of(interaction), self.bot.now()
        listed = await meetings.list_meetings(
            self.bot.db,
            actor,
            now,
            kind=kind,
            past=past,
            limit=MOST_LISTED,
            of_a_series=OF_A_SERIES,
        )
        places = await meetings.find_cards(self.bot.db, actor, [meeting.id for meeting in listed])
        addresses = {
            meeting_id: say_reminders.card_address(actor.guild_id, place)
            for meeting_id, place in places.items()
        }
        pages = say.listing(listed, addresses, past=past)
        shown = min(page, len(pages) - 1)
        return card(
            say.PAST_TITLE if past else say.LIST_TITLE,
            pages[shown],
            say.left_out(listed, MOST_LISTED, OF_A_SERIES, past=past),
            say_lists.page_of(shown, len(pages)),
            buttons=_turns(ids.TurnMeetingPage(kind or EVERY_KIND, int(past), shown), len(pages)),
        )

    @app_commands.command(description="Show a meeting")
    @app_commands.describe(meeting="The meeting")
    @app_commands.autocomplete(meeting=choices.all_meetings)
    async def show(self, interaction: discord.Interaction[SigBot], meeting: options.Stored) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        view = await meetings.show_meeting(self.bot.db, actor, meeting, now)
        yours = say.your_line(view.meeting, view.answer, view.own_zone, now, is_asked=view.is_asked)
        change = say_clocks.own_line(view.change)
        dates = say_adoption.your_dates(view.turns, view.own_zone)
        papers = say_reminders.agenda(view.papers)
        await whisper(interaction, meeting_card(view.meeting, now, papers, yours, dates, change))

    @app_commands.command(description="Change or move a meeting, or it and all that follow")
    @app_commands.describe(
        meeting="The meeting",
        title="Another title",
        when="Another time, such as: Thursday 11am, in your own time zone",
        kind="Another kind of meeting",
        subgroup="Another subgroup that meets; - for none",
        repeat="Another repetition, from this meeting on; needs the scope following",
        duration="Another length, such as: 60 min, or 1h30",
        place="Another place; - for none",
        link="Another address to join; - for none",
        speaker="Another speaker; - for none",
        description="Another description; - for none",
        slides="The address of the slides; - for none",
        recording="The address of the recording; - for none",
        scope="Only this one, or the following ones of the series too",
    )
    @app_commands.choices(kind=KIND_CHOICES, scope=SCOPE_CHOICES)
    @app_commands.autocomplete(
        meeting=choices.all_meetings,
        when=choices.new_moments,
        subgroup=choices.subgroups,
        repeat=choices.repeats,
    )
    async def edit(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        title: options.Title | None = None,
        when: options.When | None = None,
        kind: str | None = None,
        subgroup: options.Stored | None = None,
        repeat: options.Repeat | None = None,
        duration: options.Duration | None = None,
        place: options.Line | None = None,
        link: options.Link | None = None,
        speaker: options.Title | None = None,
        description: options.Paragraph | None = None,
        slides: options.Link | None = None,
        recording: options.Link | None = None,
        scope: str = Scope.THIS,
    ) -> None:
        check_sees(interaction, place, link)
        request = change_requests.ChangeRequest(
            meeting=meeting,
            title=title,
            when=when,
            kind=kind,
            subgroup=subgroup,
            repeat=repeat,
            duration=duration,
            place=place,
            link=link,
            speaker=speaker,
            description=description,
            slides=slides,
            recording=recording,
            scope=scope,
        )
        made = await changes.edit_meeting(
            self.bot.db, actor_of(interaction), request, self.bot.now()
        )
        self.bot.wake()
        await questions.answer_made(interaction, made)

    @app_commands.command(description="Choose when reminders of a meeting, or of its series, come")
    @app_commands.describe(
        meeting="The meeting", before="How long before, such as: 1d, 1h, 10m; off for none"
    )
    @app_commands.autocomplete(meeting=choices.meetings_ahead, before=choices.reminders)
    async def reminders(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        before: options.Leads,
    ) -> None:
        chosen = await reminders.set_reminders(
            self.bot.db, actor_of(interaction), meeting, before, self.bot.now()
        )
        self.bot.wake()
        await whisper(interaction, say_reminders.reminders_set(chosen.meeting, chosen.leads))

    @app_commands.command(description="Cancel a meeting, or it and all that follow")
    @app_commands.describe(
        meeting="The meeting",
        reason="Why; people will read it",
        scope="Only this one, or the following ones of the series too",
    )
    @app_commands.choices(scope=SCOPE_CHOICES)
    @app_commands.autocomplete(meeting=choices.meetings_ahead)
    async def cancel(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        reason: options.Line = "",
        scope: str = Scope.THIS,
    ) -> None:
        request = cancellations.CancelRequest(meeting, reason, scope)
        made = await cancellations.cancel_meeting(
            self.bot.db, actor_of(interaction), request, self.bot.now()
        )
        self.bot.wake()
        await questions.answer_made(interaction, made)

    @app_commands.command(description="Bring a cancelled meeting back, or it and all that follow")
    @app_commands.describe(
        meeting="The cancelled meeting",
        scope="Only this one, or also the following ones that were cancelled with it",
    )
    @app_commands.choices(scope=SCOPE_CHOICES)
    @app_commands.autocomplete(meeting=choices.cancelled_meetings)
    async def restore(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        scope: str = Scope.THIS,
    ) -> None:
        restored = await cancellations.restore_meeting(
            self.bot.db, actor_of(interaction), meeting, scope, self.bot.now()
        )
        self.bot.wake()
        await whisper(
            interaction, say_changes.restored(restored.meetings, restored.left, restored.told)
        )

    async def answer(self, interaction: discord.Interaction[SigBot], pressed: ids.Rsvp) -> None:
        answer = Answer(pressed.action.value)
        done = await meetings.answer_meeting(
            self.bot.db, actor_of(interaction), pressed.meeting, answer, self.bot.now()
        )
        self.bot.wake()
        await whisper(interaction, answered_card(done.meeting, answer, done.next_step))

    async def show_comers(
        self, interaction: discord.Interaction[SigBot], pressed: ids.WhoComes
    ) -> None:
        comers = await meetings.who_is_coming(self.bot.db, actor_of(interaction), pressed.meeting)
        await whisper(interaction, card(say_comers.title(comers), *say_comers.groups(comers)))

    async def read_description(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ReadDescription
    ) -> None:
        first = ids.TurnDescription(pressed.meeting, 0)
        await whisper(interaction, await self._description(interaction, first))

    async def turn_description(
        self, interaction: discord.Interaction[SigBot], pressed: ids.TurnDescription
    ) -> None:
        await in_its_place(interaction, await self._description(interaction, pressed))

    async def _description(
        self, interaction: discord.Interaction[SigBot], page: ids.TurnDescription
    ) -> LayoutView:
        """Return a page of a description; the last one for a later page."""
        view = await meetings.show_meeting(
            self.bot.db, actor_of(interaction), f"m{page.meeting}", self.bot.now()
        )
        pages = descriptions.pages(view.meeting)
        shown = min(page.page, len(pages) - 1)
        return card(
            descriptions.title(view.meeting),
            pages[shown],
            say_lists.page_of(shown, len(pages)),
            buttons=_turns(replace(page, page=shown), len(pages)),
        )

    async def confirm(self, interaction: discord.Interaction[SigBot], pressed: ids.Confirm) -> None:
        actor = await actor_anywhere(interaction, pressed.meeting)
        coming = isinstance(pressed, ids.StillComing)
        confirmed = await meetings.confirm_answer(
            self.bot.db, actor, pressed.meeting, self.bot.now(), coming=coming
        )
        self.bot.wake()
        text = say_changes.confirmed(confirmed.meeting, confirmed.answer, confirmed.count)
        await whisper(interaction, text)

    async def answer_question(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ChooseReading
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        made = await answers.answer_question(
            self.bot.db, actor, pressed.question, pressed.reading, now
        )
        self.bot.wake()
        await questions.answer_made(interaction, made)

    async def confirm_change(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ConfirmChange
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        made = await answers.confirm_change(self.bot.db, actor, pressed.question, now)
        self.bot.wake()
        await questions.answer_made(interaction, made)


def _turns(shown: ids.TurnMeetingPage | ids.TurnDescription, pages: int) -> list[CardButton]:
    """Return the buttons to the pages before and after the one that is shown."""
    before, after = shown.page - 1, shown.page + 1
    back = button(say_lists.PREVIOUS, replace(shown, page=before)) if shown.page else None
    on = button(say_lists.NEXT, replace(shown, page=after)) if after < pages else None
    return [turn for turn in (back, on) if turn]


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Meetings(bot))
