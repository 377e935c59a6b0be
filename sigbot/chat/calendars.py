"""The answers of `/calendar`, and of Add to calendar."""

import asyncio
import io
from collections.abc import Sequence
from datetime import datetime

import discord
from discord.ui import LayoutView

from sigbot.chat import calendar_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import GAP, card, link_button
from sigbot.documents.calendars import calendar_ics
from sigbot.domain.calendars import (
    LONGEST_ADDRESS,
    Calendar,
    CalendarEvent,
    OutlookHost,
    Subscription,
    google_link,
    google_subscription,
    outlook_link,
    outlook_subscription,
    subscribing_page,
)
from sigbot.services.calendars import NewAddress, OwnCalendar
from sigbot.wording import calendars as say

STRONG = discord.ButtonStyle.primary

Answer = tuple[LayoutView, Sequence[discord.File]]
"""A card, and the files that have to be sent along with it."""


async def own_answer(own: OwnCalendar, now: datetime, *, is_served: bool) -> Answer:
    """Return somebody's calendar as a file, with the way to an address where one can be had."""
    texts = say.own(own.calendar, own.subscription, now, is_served=is_served)
    files = await _files(own.calendar, say.FILE_NAME) if own.calendar.events else []
    buttons = _choices(own.subscription, is_served=is_served)
    title, file, *rest = texts
    return card(title, file, GAP, *rest, buttons=buttons, files=files), files


def _choices(chosen: Subscription, *, is_served: bool) -> list[CardButton]:
    skip = (
        button(say.UNSKIP, ids.SkipDeclined(0))
        if chosen.skips_declined
        else button(say.SKIP, ids.SkipDeclined(1))
    )
    if not is_served:
        return [skip]
    if chosen.made_at is None:
        return [button(say.GET_ADDRESS, ids.FirstAddress(), STRONG), skip]
    new = button(say.NEW_ADDRESS, ids.NewAddress())
    return [new, button(say.END_ADDRESS, ids.EndAddress()), skip]


def address_card(made: NewAddress) -> LayoutView:
    """Return the card that shows a new address, once, with a way in for each kind of calendar."""
    url = made.url
    name = say.own_name(made.community)
    links = [
        link_button(say.APPLE, subscribing_page(url)),
        link_button(say.GOOGLE, google_subscription(url)),
        link_button(say.OUTLOOK, outlook_subscription(url, name, OutlookHost.PERSONAL)),
        link_button(say.OUTLOOK_WORK, outlook_subscription(url, name, OutlookHost.WORK)),
    ]
    shown = [link for link in links if len(link.url or "") <= LONGEST_ADDRESS]
    return card(*say.address(url, replaced=made.replaced), links=shown)


async def one_answer(calendar: Calendar) -> Answer:
    """Return a meeting as a file, and the links to calendars on the web."""
    event: CalendarEvent = calendar.events[0]
    files = await _files(calendar, say.MEETING_FILE_NAME.format(number=event.meeting_id))
    links = [
        link_button(say.GOOGLE, google_link(event)),
        link_button(say.OUTLOOK, outlook_link(event, OutlookHost.PERSONAL)),
        link_button(say.OUTLOOK_WORK, outlook_link(event, OutlookHost.WORK)),
    ]
    return card(*say.one(event), links=links, files=files), files


async def _files(calendar: Calendar, name: str) -> list[discord.File]:
    """Return a calendar as a file; in a thread, as it may have many meetings."""
    written = await asyncio.to_thread(calendar_ics, calendar)
    return [discord.File(io.BytesIO(written), name)]
