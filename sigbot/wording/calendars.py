"""What calendars say: the texts in an event, and the answers of `/calendar`."""

from datetime import datetime

from sigbot.domain.calendars import (
    Calendar,
    CalendarEvent,
    NoSubscriptionError,
    NothingToAddError,
    OverToAddError,
    Subscription,
)
from sigbot.wording import times
from sigbot.wording.safe import plain

FILE_NAME = "calendar.ics"
MEETING_FILE_NAME = "meeting-{number}.ics"

NAME = "{community} meetings"
OWN_NAME = "{community}: my meetings"
CANCELLED_TITLE = "Cancelled: {title}"
JOIN_LINE = "Join: {link}"
AGENDA_LINE = "Agenda:"
POINT_LINE = "- {text}"
REASON_LINE = "Why it was cancelled: {reason}"

NEW_ADDRESS, GET_ADDRESS, END_ADDRESS = "New address", "Get my address", "Stop the address"
SKIP, UNSKIP = "Leave out what I can't come to", "Show what I can't come to"
APPLE = "iPhone, iPad or Mac"
GOOGLE, OUTLOOK, OUTLOOK_WORK = "Google Calendar", "Outlook.com", "Outlook (work or school)"

TITLE = "## Your calendar"
EMPTY = "There are no meetings for you yet. Type `/calendar` again when there are."
EMPTY_FOLLOWED = "There are no meetings for you yet. Later ones come into your calendar."
FILE_OF_ONE = "The file has 1 meeting ahead: of everybody, your subgroups, and what you go to."
FILE_OF_MANY = (
    "The file has {count} meetings ahead: of everybody, your subgroups, and what you go to."
)
FILE_STAYS = "A file stays as it is when a meeting moves."
OFFER = (
    "**Better: an address of your own.** A calendar that subscribes to it follows moves and "
    "cancellations by itself."
)
HAS_ADDRESS = (
    "You got an address {when}. I do not keep it, so I can't show it again. A new one replaces it."
)
NO_ADDRESS_HERE = (
    "-# An address that a calendar can follow is not offered here. The operator of this bot can "
    "turn that on."
)
SKIPS = "-# Meetings that you answered with Can't are left out."
SHOWS_ALL = "-# Meetings that you answered with Can't are in it, too."

ADDRESS = (
    "## Your calendar address\n```\n{address}\n```\n"
    "Copy it now: I can't show it again. Press what you use:\n"
    "- **iPhone, iPad or Mac**, then **Subscribe on this device**. It looks for changes about once "
    "a day.\n"
    "- **Google Calendar**: press it on a computer. After that, the app on your phone shows the "
    "meetings, too. By hand: Other calendars → From URL. It looks every "
    "{google_from} to {google_to} hours.\n"
    "- **Outlook**: press it on a computer. By hand: Add calendar → Subscribe from web. It looks "
    "about every {outlook} hours."
)
SLOW = (
    "**Calendars are slow:** late changes come to you here on Discord.\n"
    "-# Only your meetings are in it, and no other member. Keep it to yourself: everybody who has "
    "it can read it."
)
REPLACED = "**The address that you had before does not work any more.** Use this one:"
NONE_TO_END = "You have no calendar address. `/calendar` offers one."
ENDED = "Stopped your calendar address. Calendars that use it get nothing more."

ONE_TITLE = "## Add to your calendar"
ONE = "**{title}**, {when}. Open the file, or choose your calendar on the web."
ONE_STAYS = "-# It stays as it is when the meeting moves. `/calendar` has a calendar that follows."

NO_SUBSCRIPTION = (
    "Calendar addresses are not offered here. Use the file of `/calendar`, or ask the operator of "
    "this bot to turn them on."
)
NOTHING_TO_ADD = (
    "This meeting is not kept here any more, so it can't be added. `/meeting list` shows the next "
    "ones."
)
OVER_TO_ADD = (
    "This meeting is over, so there is nothing to add. `/calendar` has the next meetings for you."
)

GOOGLE_HOURS, OUTLOOK_HOURS = (8, 24), 3
"""How often these calendars look for changes, in hours, as was seen in November 2026."""


def name(calendar: Calendar) -> str:
    """Return how calendars call the calendar."""
    return own_name(calendar.name) if calendar.personal else NAME.format(community=calendar.name)


def own_name(community: str) -> str:
    """Return how calendars call that of a member of a community."""
    return OWN_NAME.format(community=community)


def title(event: CalendarEvent) -> str:
    return CANCELLED_TITLE.format(title=event.title) if event.is_cancelled else event.title


def details(event: CalendarEvent) -> str:
    """Return the description of an event: why it is cancelled, the text, the agenda, the way in."""
    points = [POINT_LINE.format(text=text) for text in event.agenda]
    parts = [
        REASON_LINE.format(reason=event.cancel_reason) if event.cancel_reason else "",
        event.description,
        "\n".join([AGENDA_LINE, *points]) if points else "",
        JOIN_LINE.format(link=event.link) if event.link and not event.is_cancelled else "",
    ]
    return "\n\n".join(part for part in parts if part)


def own(
    calendar: Calendar, subscription: Subscription, now: datetime, *, is_served: bool
) -> list[str]:
    """Return the texts of the answer of `/calendar`."""
    made_at = subscription.made_at
    if not is_served:
        address = NO_ADDRESS_HERE
    elif made_at:
        address = HAS_ADDRESS.format(when=times.relative(made_at))
    else:
        address = OFFER
    choice = SKIPS if subscription.skips_declined else SHOWS_ALL
    ahead = [event for event in calendar.events if event.ends_at > now and not event.is_cancelled]
    return [TITLE, _file(len(ahead), is_followed=made_at is not None), address, choice]


def _file(count: int, *, is_followed: bool) -> str:
    if not count:
        return EMPTY_FOLLOWED if is_followed else EMPTY
    about = FILE_OF_ONE if count == 1 else FILE_OF_MANY.format(count=count)
    return f"{about} {FILE_STAYS}"


def address(url: str, *, replaced: bool) -> list[str]:
    """Return the texts that show a new address."""
    shown = ADDRESS.format(
        address=url,
        google_from=GOOGLE_HOURS[0],
        google_to=GOOGLE_HOURS[1],
        outlook=OUTLOOK_HOURS,
    )
    return [REPLACED if replaced else "", shown, SLOW]


def one(event: CalendarEvent) -> list[str]:
    """Return the texts that offer one meeting."""
    what = ONE.format(title=plain(event.title, 200), when=times.full(event.starts_at))
    return [ONE_TITLE, what, ONE_STAYS]


REFUSALS = {
    NoSubscriptionError: lambda _: NO_SUBSCRIPTION,
    NothingToAddError: lambda _: NOTHING_TO_ADD,
    OverToAddError: lambda _: OVER_TO_ADD,
}
