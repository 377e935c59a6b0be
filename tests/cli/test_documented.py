"""The shell's commands and settings are documented, and what is documented exists."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from typer import Typer
from typer.models import DefaultPlaceholder

from sigbot.cli.app import app
from sigbot.config import Settings

ROOT = Path(__file__).parents[2]
OPERATE = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands(of: Typer, before: str = "sigbot") -> Iterator[tuple[str, set[str]]]:
    """(whole name, options) of each command."""
    for command in of.registered_commands:
        assert command.callback
        name = command.name or command.callback.__name__
        yield f"{before} {name}", set(options(command.callback.__annotations__))
    for group in of.registered_groups:
        assert group.typer_instance
        assert not isinstance(group.name, DefaultPlaceholder)
        yield from commands(group.typer_instance, f"{before} {group.name}")


def options(parameters: Mapping[str, object]) -> Iterator[str]:
    return (f"--{name}" for name in parameters if name != "return")


COMMANDS = dict(commands(app))
ROWS = re.findall(r"^\| `(sigbot [a-z ]+?)(?: [\[A-Z-].*?)?` \|", OPERATE, re.MULTILINE)
"""The names in the table of commands."""


def test_commands_are_found() -> None:
    assert {"sigbot run", "sigbot export", "sigbot db upgrade"} <= COMMANDS.keys()
    assert "--json" in COMMANDS["sigbot when"]


def test_every_command_of_the_shell_is_in_the_table_and_nothing_else() -> None:
    assert sorted(ROWS) == sorted(COMMANDS)


def test_every_option_that_the_table_names_exists() -> None:
    for line in OPERATE.splitlines():
        for name, known in COMMANDS.items():
            if line.startswith(f"| `{name}"):
                assert set(re.findall(r"--[a-z]+", line)) <= known, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    commands = re.findall(
        r"(?:`|bin/)(sigbot [a-z]+(?: upgrade| copy| restored)?)", page.read_text(encoding="utf-8")
    )
    assert set(commands) <= COMMANDS.keys()


@pytest.mark.parametrize("place", ["docs/operate.md", ".env.example"])
def test_every_setting_is_explained(place: str) -> None:
    text = (ROOT / place).read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:\| `)?([A-Z][A-Z_]+)(?:`|=)", text, re.MULTILINE))
    assert named == {field.name.upper() for field in dataclasses.fields(Settings)}
