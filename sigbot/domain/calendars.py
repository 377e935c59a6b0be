"""Calendars: which meetings are in them, and the addresses that lead to personal ones."""

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from urllib.parse import quote

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.refusals import RefusedError

KEPT_BACK = timedelta(days=30)
"""How long a meeting that is over, or was cancelled, stays in a calendar."""

MOST_EVENTS = 1_000
"""Meetings in one calendar, the earliest first."""

TOKEN_BYTES = 16
"""128 bits: as many as nobody guesses."""

LONGEST_ADDRESS = 512
"""Characters of an address that opens a calendar on the web: a button of Discord takes no more."""

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a calendar without events was changed."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_STAMP = "%Y%m%dT%H%M%SZ"


class NoSubscriptionError(RefusedError):
    """An address to subscribe to is asked for, but the bot serves none."""


class NothingToAddError(RefusedError):
    """A meeting that is not kept here, or not any more, is to be added to a calendar."""


class OverToAddError(RefusedError):
    """A meeting that is over is to be added to a calendar."""


class OutlookHost(StrEnum):
    """Where Outlook on the web is: each knows accounts of its own kind only."""

    PERSONAL = "outlook.live.com"
    WORK = "outlook.office.com"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A meeting as calendars show it; instants are UTC. It names no member.

    `revision` rises with every change; `changed_at` is when the last one was.
    """

    guild_id: int
    meeting_id: int
    title: str
    kind: MeetingKind
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    description: str
    agenda: tuple[str, ...]
    is_cancelled: bool
    cancel_reason: str
    revision: int
    created_at: datetime
    changed_at: datetime

    @property
    def uid(self) -> str:
        """Return the id by which calendars know the meeting: it never changes."""
        return f"meeting-{self.meeting_id}.{self.guild_id}@sigbot"

    @property
    def where(self) -> str:
        """Return the place, or the address of the call where no place is given."""
        return self.place or self.link


@dataclass(frozen=True, slots=True)
class Calendar:
    """The meetings of a community, sorted by start; of one member where it is `personal`."""

    name: str
    events: tuple[CalendarEvent, ...]
    personal: bool = False

    @property
    def changed_at(self) -> datetime:
        """Return when the newest change was, long ago where there are no events."""
        return max((event.changed_at for event in self.events), default=LONG_AGO)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whether a person has an address of their own, since when, and what they chose."""

    made_at: datetime | None = None
    skips_declined: bool = False


def new_token(dice: Random) -> str:
    """Return a new token of 128 random bits for an address, 22 characters."""
    return base64.urlsafe_b64encode(dice.randbytes(TOKEN_BYTES)).decode().rstrip("=")


def token_hash(secret: bytes, token: str) -> str | None:
    """Return the hash of a token as it is kept, None for a text that cannot be a token.

    It is keyed: who reads the database alone can neither use nor test a token.
    """
    if not _TOKEN.fullmatch(token):
        return None
    return hmac.digest(secret, f"calendar:{token}".encode(), "sha256").hex()


def feed_url(public_url: str, token: str) -> str:
    """Return the address of a personal calendar."""
    return f"{public_url}/calendar/{token}.ics"


def subscribing_page(url: str) -> str:
    """Return the address of the page that lets a device subscribe to a personal calendar."""
    return url.removesuffix(".ics")


def webcal(url: str) -> str:
    """Return the address of a calendar as programs take it that subscribe to calendars."""
    return f"webcal://{url.partition('://')[2]}"


def google_subscription(url: str) -> str:
    """Return the address that lets Google Calendar on the web follow a calendar."""
    # With https:// in place of webcal://, Google says that it cannot subscribe.
    return f"https://calendar.google.com/calendar/render?cid={quote(webcal(url), safe='')}"


def outlook_subscription(url: str, name: str, host: OutlookHost) -> str:
    """Return the address that lets Outlook on the web follow a calendar, under a name."""
    base = f"https://{host}/calendar/0/addfromweb?url={quote(url, safe='')}"
    return _address(base, {"name": name})


def google_link(event: CalendarEvent) -> str:
    """Return the address that offers a meeting to Google Calendar on the web."""
    dates = f"{event.starts_at:{_STAMP}}/{event.ends_at:{_STAMP}}"
    return _address(
        "https://calendar.google.com/calendar/render?action=TEMPLATE",
        {"dates": dates, "text": event.title, "location": event.where, "details": event.link},
    )


def outlook_link(event: CalendarEvent, host: OutlookHost) -> str:
    """Return the address that offers a meeting to Outlook on the web."""
    return _address(
        f"https://{host}/calendar/0/deeplink/compose?rru=addevent",
        {
            "startdt": f"{event.starts_at:%Y-%m-%dT%H:%M:%SZ}",
            "enddt": f"{event.ends_at:%Y-%m-%dT%H:%M:%SZ}",
            "subject": event.title,
            "location": event.where,
            "body": event.link,
        },
    )


def _address(base: str, fields: Mapping[str, str]) -> str:
    """Return an address with fields in this order, LONGEST_ADDRESS at most.

    A value that would make it too long is cut, the others are kept where they fit.
    """
    address = base
    for name, value in fields.items():
        room = LONGEST_ADDRESS - len(address) - len(name) - 2
        fitting = _fitting(value, room)
        address += f"&{name}={quote(fitting, safe='')}" if fitting else ""
    return address


def _fitting(text: str, room: int) -> str:
    """Return the beginning of a text that takes at most `room` characters in an address.

    An address itself is not cut: the beginning of it leads elsewhere.
    """
    if len(quote(text, safe="")) <= room:
        return text
    if text.startswith("http"):
        return ""
    while text and len(quote(text, safe="")) > room:
        text = text[:-1]
    return text
