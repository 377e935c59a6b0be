"""A text that is too long, as only a forged request can send it, is refused with its limit."""

import re
from typing import Any

import pytest

from sigbot.chat.bot import SigBot
from sigbot.domain.bounds import LONGEST_TYPED
from tests.discord.test_tree import STRING, options
from tests.discord.world import Json, World, parts, whispered

TOLD = re.compile(r"This [a-z ]+ has [\d,]+ characters; please keep it to [\d,]+\.")
LONG = "x" * LONGEST_TYPED
LINK = "https://example.org/"

FILLED: Json = {
    "sig subgroup add": {"name": "Imaging"},
    "me hours": {"start": "9:00", "end": "17:00"},
    "me reminders": {"dm": True},
    "meeting schedule": {"title": "Another", "when": "in 3 hours"},
    "meeting edit": {"meeting": "m1"},
    "meeting reminders": {"meeting": "m1", "before": "1h"},
    "meeting cancel": {"meeting": "m1"},
    "rotation adopt": {"meeting": "m2", "suggestion": "A"},
    "attendance add": {"meeting": "m1"},
    "attendance remove": {"meeting": "m1"},
    "journal share": {"link": LINK},
    "activity add": {"title": "A talk"},
    "plan add": {"title": "A paper"},
    "plan update": {"work": "p1", "status": "done"},
}
"""What has to be filled in for a command to come as far as the text that is too long."""


def texts(world: World) -> list[str]:
    """Return every option of text of every command, with the command's name."""
    (registered,) = world.sent("PUT", "/commands")
    return [
        name
        for name, option in options(list(registered)).items()
        if option["type"] == STRING and not option.get("choices")
    ]


def forge(world: World) -> None:
    """Let the simulated Discord pass on what Discord itself would refuse for its length."""
    backend: Any = world.env.backend
    for command in backend.application_commands.values():
        _without_lengths(command)


def _without_lengths(node: Any) -> None:
    for option in node.get("options", []):
        option.pop("max_length", None)
        _without_lengths(option)
