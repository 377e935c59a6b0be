"""Attendance by being in the voice channel, or on the stage, of a meeting."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.meetings import CLOSES_AFTER, OPENS_BEFORE
from sigbot.domain.refusals import RefusedError

_CHANNEL = re.compile(r"<#(\d{15,20})>|discord\.com/channels/\d+/(\d{15,20})")


class HiddenPlaceError(RefusedError):
    """A meeting's place is a channel that the organizer cannot see, or that does not exist."""


class SilentPlaceError(RefusedError):
    """A meeting's place is a channel in which nobody can talk to each other."""


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
        """Return whether check-in is open, so that people in the channel are recorded."""
        return self.starts_at - OPENS_BEFORE <= now <= self.ends_at + CLOSES_AFTER


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in the channel: `until` is when the person left, or was last seen there."""

    joined_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A person in a channel who hears what is said there; `name` is None while it is not known."""

    discord_id: int
    name: str | None


def channel_named(place: str, link: str) -> int | None:
    """Return the id of the channel that a meeting's place mentions, or its link leads to."""
    match = _CHANNEL.search(place) or _CHANNEL.search(link)
    return int(match[1] or match[2]) if match else None


def first_moment(stays: Collection[Stay], meeting: VoiceMeeting) -> datetime | None:
    """Return the first instant of the stays while the meeting ran, None where there is none."""
    begun = [
        max(stay.joined_at, meeting.starts_at)
        for stay in stays
        if stay.joined_at < meeting.ends_at and stay.until > meeting.starts_at
    ]
    return min(begun, default=None)


def whole_minutes(stays: Collection[Stay], meeting: VoiceMeeting) -> int:
    """Return the whole minutes of the stays while the meeting ran; no minute counts twice.

    Stays overlap only where the machine's time was set back.
    """
    there, last = timedelta(), meeting.starts_at
    for stay in sorted(stays, key=lambda stay: stay.joined_at):
        start, end = max(stay.joined_at, last), min(stay.until, meeting.ends_at)
        if end > start:
            there, last = there + (end - start), end
    return int(there / timedelta(minutes=1))
