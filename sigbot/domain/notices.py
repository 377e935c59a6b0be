"""Notices: what organizers are told, once, when something did not go as it should."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class NoticeTopic(StrEnum):
    CHANNEL_GONE = "channel_gone"
    NO_PERMISSION = "no_permission"
    NO_CHANNEL = "no_channel"
    MISSED = "missed"
    SET_ASIDE = "set_aside"
    NO_DIRECT = "no_direct"
    NO_THREAD = "no_thread"
    ZONE_RULES = "zone_rules"
    UPKEEP = "upkeep"
    NO_MINUTES = "no_minutes"
    NO_EVENTS = "no_events"
    EVENT_REFUSED = "event_refused"


OF_THE_CHANNEL = (NoticeTopic.CHANNEL_GONE, NoticeTopic.NO_PERMISSION, NoticeTopic.NO_CHANNEL)
"""Topics that are mended when the bot is given a channel that it may write in."""

GATHERED_FOR = timedelta(seconds=10)
"""Notices that come up within this time are told in one message."""

MOST_TOLD = 3
"""How many organizers are told: those who were active last. More would be a nuisance."""

HELD_FOR = timedelta(minutes=30)
"""A channel in which the bot could not write is tried again after this time."""


RETRIED_AFTER = timedelta(days=1)
"""Upkeep that failed for a series or a community is tried again after this time."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice for organizers; `details` fill the sentence of its topic, `noticed_at` is UTC."""

    id: int
    topic: NoticeTopic
    details: Mapping[str, Any]
    noticed_at: datetime
