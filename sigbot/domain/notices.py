"""Notices: what organizers are told, once, about what did not go as it should."""

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
    ZONE_RULES = "zone_rules"


OF_THE_CHANNEL = (NoticeTopic.CHANNEL_GONE, NoticeTopic.NO_PERMISSION, NoticeTopic.NO_CHANNEL)
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
    topic: NoticeTopic
    details: Mapping[str, Any]
    noticed_at: datetime
