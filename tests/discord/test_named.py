"""Every command that a page, a sentence or a help text names exists."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from discord.app_commands import Command, ContextMenu

from sigbot.chat.bot import SigBot
from tests.discord.world import World

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SAYING = ("cogs", "sigbot/cli", "sigbot/documents", "sigbot/wording")
SOURCES = sorted(chain.from_iterable((ROOT / folder).rglob("*.py") for folder in SAYING))

IN_TEXT = re.compile(r"(?<![\w/.:<>)}\]-])(?<!GET )/([a-z]{2,}(?: [a-z_]+:?)*)")
"""`/` and words; none of an address, a path, a request, or `and/or`."""

PLACES = {
    *("backup", "backups", "etc", "opt", "sigbot", "usr", "var"),
    *("healthz", "metrics"),
}
"""Folders, and pages of the web server, which operators read about."""

Options = dict[str, set[str]]
"""Name of a slash command or a group → names of its options; a group has none."""


@pytest.fixture
def commands(bare: World) -> Options:
    bot = bare.env.bot
    assert isinstance(bot, SigBot)
    found = (c for c in bot.tree.walk_commands() if not isinstance(c, ContextMenu))
    return {
        command.qualified_name: {option.display_name for option in command.parameters}
        if isinstance(command, Command)
        else set()
        for command in found
    }


def wrong(text: str, commands: Options) -> list[str]:
    """What is written like a command in `text`, and is none; or like an option of one."""
    found = [said for said in IN_TEXT.findall(text) if said.split()[0] not in PLACES]
    return [said for said in found if not exists(said, commands)]


def exists(said: str, commands: Options) -> bool:
    words = said.split()
    names = [" ".join(words[: n + 1]) for n in range(len(words))]
    name = next((name for name in reversed(names) if name in commands), None)
    if name is None:
        return False
    rest = words[len(name.split()) :]
    if any(other.startswith(f"{name} ") for other in commands):
        return not rest
    return {word.rstrip(":") for word in rest if word.endswith(":")} <= commands[name]


def strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_what_is_no_command_is_found(commands: Options) -> None:
    assert wrong("see `/meeting show` or `/report period:H1 2021`, and/or 5/hour", commands) == []
    assert wrong("https://example.org/nowhere", commands) == []
    assert wrong("`/nowhere`, `/meeting show nowhere:x`", commands) == [
        "nowhere",
        "meeting show nowhere:",
    ]


def test_a_group_alone_is_named_only_with_what_is_in_it(commands: Options) -> None:
    assert wrong("`/meeting …`, `/meeting`", commands) == []
    assert wrong("`/journal burn`", commands) == ["journal burn"]


def test_every_command_that_a_page_names_exists(commands: Options) -> None:
    found = {page.name: wrong(page.read_text(encoding="utf-8"), commands) for page in PAGES}
    assert {page: names for page, names in found.items() if names} == {}


def test_every_command_that_the_program_says_exists(commands: Options) -> None:
    found = {
        path.name: [name for text in strings(path) for name in wrong(text, commands)]
        for path in SOURCES
    }
    assert {path: names for path, names in found.items() if names} == {}
