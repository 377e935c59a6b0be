"""The version is written in `pyproject.toml`, and everything else says the same."""

import re
import tomllib
from pathlib import Path

from typer.testing import CliRunner

from sigbot.cli.app import app

ROOT = Path(__file__).parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_shell_says_the_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"sigbot {VERSION}\n")


def test_the_newest_changes_are_those_of_the_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changes, re.MULTILINE)
    assert newest is not None
    assert newest[1] == VERSION
