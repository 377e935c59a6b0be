"""Cards: calm blocks of text with buttons, in Discord's components v2.

A new card that only one cog sends belongs in that cog, made with `card`.
"""

from collections.abc import Sequence
from datetime import datetime

import discord
from discord import MediaGalleryItem
from discord.ui import (
    ActionRow,
    Button,
    Container,
    File,
    LayoutView,
    MediaGallery,
    Separator,
    TextDisplay,
)

from sigbot.chat import calendar_ids, minutes_ids
from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.domain.meetings import Answer, Meeting, MeetingKind, NextStep
from sigbot.wording import changes as say_changes
from sigbot.wording import descriptions
from sigbot.wording import meetings as say
from sigbot.wording import native_events as say_events
from sigbot.wording.safe import clip

TEXT_LIMIT = 4_000
"""Characters of text in one message of components v2; the library does not check it."""

MOST_IN_A_ROW = 5
"""Buttons that Discord shows in a row."""

BLUE = discord.Colour(0x4F6BED)
COLOURS = {
    MeetingKind.GENERAL: BLUE,
    MeetingKind.GUEST: discord.Colour(0x0F8B8D),
    MeetingKind.SUBGROUP: discord.Colour(0x7A5AC9),
    MeetingKind.REVIEW: discord.Colour(0xB8652A),
    MeetingKind.SPECIAL: discord.Colour(0xA83F6F),
}
GREY = discord.Colour(0x80848E)

RULE, GAP = object(), object()
"""Blocks without text: a thin line, and a little room."""


def card(
    *blocks: str | object,
    buttons: Sequence[CardButton | Button[LayoutView]] = (),
    links: Sequence[Button[LayoutView]] = (),
    files: Sequence[discord.File] = (),
    picture: discord.File | None = None,
    colour: discord.Colour = BLUE,
) -> LayoutView:
    """Return a card: text blocks, rows of buttons and links, and files below them.

    Empty blocks are left out. A picture comes after the first block; its description is read to
    people who do not see it. The files and the picture have to be sent along with the card.
    """
    container: Container[LayoutView] = Container(accent_colour=colour)
    room = TEXT_LIMIT
    for block in blocks:
        if block is RULE or block is GAP:
            container.add_item(Separator(visible=block is RULE))
        elif isinstance(block, str) and block and room > 0:
            container.add_item(TextDisplay(clip(block, room)))
            room -= len(block)
        if picture and block is blocks[0]:
            container.add_item(
                MediaGallery(MediaGalleryItem(picture, description=picture.description))
            )
    row = [*buttons, *links]
    for begin in range(0, len(row), MOST_IN_A_ROW):
        container.add_item(ActionRow(*row[begin : begin + MOST_IN_A_ROW]))
    view = LayoutView(timeout=None)
    view.add_item(container)
    for file in files:
        view.add_item(File(file))
    return view


def link_button(label: str, address: str) -> Button[LayoutView]:
    return Button(label=label, url=address)


def note(text: str, *buttons: CardButton) -> LayoutView:
    """Return a short message without a frame, with a row of buttons below it."""
    view = LayoutView(timeout=None)
    view.add_item(TextDisplay(clip(text, TEXT_LIMIT)))
    if buttons:
        view.add_item(ActionRow(*buttons))
    return view


def meeting_card(meeting: Meeting, now: datetime, *extra: str) -> LayoutView:
    """Return the card of a meeting at `now`; the button of the next step stands out."""
    return card(
        say.title(meeting),
        say.kind_line(meeting),
        GAP,
        say.facts(meeting),
        *([GAP, descriptions.beginning(meeting)] if meeting.description else []),
        RULE,
        say.counts(meeting, now),
        *_interested(meeting, now),
        *extra,
        buttons=[
            *_next_buttons(meeting, now),
            *_before_it_starts(meeting, now),
            *_whole_description(meeting),
        ],
        links=[*join_links(meeting, now), *material_links(meeting)],
        colour=GREY if meeting.is_cancelled else COLOURS[meeting.kind],
    )


def _interested(meeting: Meeting, now: datetime) -> list[str]:
    """Say how many are interested in the native event, until the meeting starts."""
    is_ahead = not meeting.is_cancelled and now < meeting.starts_at
    return [say_events.interested(meeting.counts)] if is_ahead else []


def join_links(meeting: Meeting, now: datetime) -> list[Button[LayoutView]]:
    """Return the button that opens the call of a meeting, from an hour before until its end."""
    return [link_button(say.JOIN, meeting.link)] if meeting.can_be_joined(now) else []


def material_links(meeting: Meeting) -> list[Button[LayoutView]]:
    """Return the buttons that open the slides and the recording of a meeting."""
    materials = (say.SLIDES, meeting.slides), (say.RECORDING, meeting.recording)
    return [link_button(label, address) for label, address in materials if address]


def reminder_buttons(meeting: Meeting, now: datetime) -> list[CardButton | Button[LayoutView]]:
    """Return the buttons of a reminder at `now`, none for a cancelled meeting."""
    return [*_next_buttons(meeting, now), *join_links(meeting, now)]


def still_coming_buttons(meeting_id: int) -> list[CardButton]:
    """Return the buttons for those who are asked whether they still come."""
    return [
        button(say_changes.YES, ids.StillComing(meeting_id), discord.ButtonStyle.success),
        button(say_changes.NO, ids.NotComing(meeting_id)),
    ]


def answered_card(meeting: Meeting, answer: Answer, next_step: NextStep) -> LayoutView | str:
    """Return what is said about an answer, with the buttons of the next step."""
    strong = discord.ButtonStyle.success
    match next_step:
        case NextStep.TAKE_BACK:
            back = button(say.TAKE_BACK, ids.TakeBack(meeting.id), discord.ButtonStyle.danger)
            return card(
                say.checked_in(meeting), buttons=[back, button(say.STAY, ids.Stay(meeting.id))]
            )
        case NextStep.CHECK_IN:
            check_in = button(say.CHECK_IN, ids.CheckIn(meeting.id), strong)
            text = say.answered(meeting, answer)
            return card(text, say.CHECK_IN_TOO, buttons=[check_in])
    return say.answered(meeting, answer)


def _next_buttons(meeting: Meeting, now: datetime) -> list[CardButton]:
    """Return what can be done about a meeting at `now`, the next step first.

    That is an answer until it ends, and a check-in while that is open.
    """
    if meeting.is_cancelled or now > meeting.closes_at:
        return []
    quiet, strong = discord.ButtonStyle.secondary, discord.ButtonStyle.success
    is_open = meeting.is_open(now)
    check_in = [button(say.CHECK_IN, ids.CheckIn(meeting.id), strong)] if is_open else []
    if now > meeting.ends_at:
        return check_in
    return [
        *check_in,
        button(say.GOING, ids.Going(meeting.id), quiet if is_open else strong),
        button(say.MAYBE, ids.Maybe(meeting.id)),
        button(say.CANT, ids.Cant(meeting.id)),
    ]


def _before_it_starts(meeting: Meeting, now: datetime) -> list[CardButton]:
    """Return what can be done until a meeting starts, beside an answer."""
    if meeting.is_cancelled or now >= meeting.starts_at:
        return []
    return [
        button(say.WHO_COMES, ids.WhoComes(meeting.id)),
        button(say.ASK_AHEAD, minutes_ids.AskAhead(meeting.id)),
        button(say.ADD_TO_CALENDAR, calendar_ids.AddToCalendar(meeting.id)),
    ]


def _whole_description(meeting: Meeting) -> list[CardButton]:
    """Return the button that shows all of a description, where the card has its beginning only."""
    read_all = button(descriptions.READ_ALL, ids.ReadDescription(meeting.id))
    return [read_all] if descriptions.is_cut(meeting) else []
