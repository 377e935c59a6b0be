"""Notices: what organizers are told, once, about what did not go as it should."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

CHANNEL_GONE, NO_PERMISSION, NO_CHANNEL = "channel_gone", "no_permission", "no_channel"
MISSED, SET_ASIDE, NO_DIRECT, ZONE_RULES = "missed", "set_aside", "no_direct", "zone_rules"

OF_THE_CHANNEL = (CHANNEL_GONE, NO_PERMISSION, NO_CHANNEL)
"""Mended by whoever gives the bot a channel it may write in."""

GATHERED_FOR = timedelta(seconds=10)
"""What is noticed within this time is told together."""

MOST_TOLD = 3
"""The organizers who did something last are told; more would be a nuisance."""

HELD_FOR = timedelta(minutes=30)
"""A channel that could not be written in is tried again after this time."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`details` fill the sentence of the topic."""

    id: int
    topic: str
    details: Mapping[str, Any]
    noticed_at: datetime
