"""Being there in the voice channel or on the stage of a meeting."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.meetings import CLOSES_AFTER, OPENS_BEFORE

_CHANNEL = re.compile(r"<#(\d{15,20})>|discord\.com/channels/\d+/(\d{15,20})")


@dataclass(frozen=True, slots=True)
class VoiceMeeting:
    """A meeting that is held in a channel of its server; instants are UTC."""

    id: int
    community_id: int
    guild_id: int
    channel_id: int
    starts_at: datetime
    ends_at: datetime

    def is_watched(self, now: datetime) -> bool:
        """From when check-in opens until it closes."""
        return self.starts_at - OPENS_BEFORE <= now <= self.ends_at + CLOSES_AFTER


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody was in the channel from `joined_at` until `until`, or is there still."""

    joined_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody who is in a channel and hears what is said there; the name may not be known yet."""

    discord_id: int
    name: str | None


def channel_named(place: str, link: str) -> int | None:
    """The channel that a meeting's place mentions, or its link leads to."""
    found = _CHANNEL.search(place) or _CHANNEL.search(link)
    return int(found[1] or found[2]) if found else None


def first_moment(stays: Collection[Stay], meeting: VoiceMeeting) -> datetime | None:
    """When somebody was first there while the meeting ran; None for never."""
    begun = [
        max(stay.joined_at, meeting.starts_at)
        for stay in stays
        if stay.joined_at < meeting.ends_at and stay.until > meeting.starts_at
    ]
    return min(begun, default=None)


def whole_minutes(stays: Collection[Stay], meeting: VoiceMeeting) -> int:
    """Whole minutes of the stays while the meeting ran. Stays overlap only when the clock was set
    back; no minute counts twice."""
    there, last = timedelta(), meeting.starts_at
    for stay in sorted(stays, key=lambda one: one.joined_at):
        start, end = max(stay.joined_at, last), min(stay.until, meeting.ends_at)
        if end > start:
            there, last = there + (end - start), end
    return int(there / timedelta(minutes=1))
