"""A text that is too long, as only a forged request can send it, is refused with its limit."""

import re

import pytest

from sigbot.domain.bounds import LONGEST_TYPED
from tests.discord.test_tree import STRING, options
from tests.discord.world import Json, World, whispered

TOLD = re.compile(r"This [a-z ]+ has [\d,]+ characters; please keep it to [\d,]+\.")
LONG = "x" * LONGEST_TYPED
LINK = "https://example.org/"

FILLED: Json = {
    "sig subgroup add": {"name": "Imaging"},
    "me hours": {"start": "9:00", "end": "17:00"},
    "me reminders": {"dm": True},
    "meeting schedule": {"title": "Another", "when": "in 3 hours"},
    "meeting edit": {"meeting": "m2"},
    "meeting reminders": {"meeting": "m2", "before": "1h"},
    "meeting cancel": {"meeting": "m2"},
    "meeting note": {"kind": "info", "text": "Noted.", "meeting": "m1"},
    "meeting notes": {"meeting": "m1"},
    "rotation adopt": {"meeting": "m2", "suggestion": "A"},
    "attendance add": {"meeting": "m1"},
    "attendance remove": {"meeting": "m1"},
    "journal share": {"link": LINK},
    "journal pick": {"item": "j1", "meeting": "m2"},
    "journal merge": {"item": "j1", "into": "j2"},
    "journal discussed": {"item": "j1"},
    "activity add": {"title": "A talk"},
    "plan add": {"title": "A paper"},
    "plan update": {"work": "p1", "status": "done"},
}
"""What has to be filled in for a command to come as far as the text that is too long."""


def texts(world: World) -> list[tuple[str, str]]:
    """Return command and name of every option that takes any text."""
    (registered,) = world.sent("PUT", "/commands")
    return [
        (name.rpartition(" ")[0], option["name"])
        for name, option in options(list(registered)).items()
        if option["type"] == STRING and not option.get("choices")
    ]


def people_and_files(world: World, command: str) -> Json:
    """Return what else has to be given with a command: a member, or a file."""
    given: dict[str, Json] = {
        "attendance link": {"member": world.ann},
        "attendance import": {"file": ("people.csv", b"Name")},
    }
    return given.get(command, {})


async def furnish(world: World) -> None:
    """Let there be what commands need before they read the text that is too long."""
    await world.hold()
    await world.plan("Weekly", "in 2 hours", repeat="weekly")
    await world.command(world.organizer, "plan add", title="A paper")
    for name in ("one", "two"):
        link = f"https://example.org/{name}"
        await world.command(world.organizer, "journal share", link=link, quiet=True)


async def test_every_text_that_is_too_long_is_refused_with_its_limit(
    world: World, subtests: pytest.Subtests
) -> None:
    await furnish(world)
    world.forge_lengths()
    for command, option in texts(world):
        with subtests.test(f"{command} {option}"):
            given = FILLED.get(command, {}) | people_and_files(world, command) | {option: LONG}
            done = await world.command(world.organizer, command, **given)
            assert TOLD.fullmatch(whispered(done)), whispered(done)[:300]


async def test_what_is_typed_into_a_list_may_be_of_any_length(
    world: World, subtests: pytest.Subtests
) -> None:
    """Discord checks no length while somebody types."""
    await furnish(world)
    (registered,) = world.sent("PUT", "/commands")
    for name, option in options(list(registered)).items():
        if option.get("autocomplete"):
            with subtests.test(name):
                command = name.rpartition(" ")[0]
                await world.choices(world.organizer, command, option["name"], LONG)
