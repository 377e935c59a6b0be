"""The wheel at work where nothing else is: no checkout, no other package, no settings."""

import tomllib
from pathlib import Path

from sigbot.services.startup import HEAD
from tests.package.conftest import ROOT, Shell

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

WHERE_IMPORTED_FROM = """
import importlib, cogs, sigbot, sigbot.runtime.run
modules = [cogs, sigbot, *map(importlib.import_module, cogs.EXTENSIONS)]
print(*{module.__file__ for module in modules}, sep="\\n")
"""


def test_help_and_version_are_shown(shell: Shell) -> None:
    shown = shell("sigbot", "--help")
    assert shown.returncode == 0, shown.stderr
    assert all(command in shown.stdout for command in ("run", "doctor", "db", "export", "rotation"))
    assert shell("sigbot", "--version").stdout == f"sigbot {PROJECT['version']}\n"


def test_what_runs_is_what_was_installed(shell: Shell, environment: Path) -> None:
    """All cogs can be imported, without any extra."""
    imported = shell("python", "-c", WHERE_IMPORTED_FROM)
    assert imported.returncode == 0, imported.stderr
    paths = [Path(line) for line in imported.stdout.splitlines()]
    assert len(paths) > 2
    assert all(path.is_relative_to(environment) for path in paths)


def test_the_migrations_are_there(shell: Shell, tmp_path: Path) -> None:
    upgraded = shell("sigbot", "db", "upgrade")
    assert (upgraded.returncode, upgraded.stdout) == (0, "The database is up to date.\n")
    assert (tmp_path / "sigbot.db").is_file()
    assert f"schema {HEAD}" in shell("sigbot", "doctor").stdout


def test_the_doctor_names_what_is_missing_and_looks_at_the_rest(shell: Shell) -> None:
    examined = shell("sigbot", "doctor")
    assert (examined.returncode, examined.stderr) == (1, "")
    verdicts = {line.split()[1]: line.split()[0] for line in examined.stdout.splitlines()}
    assert verdicts["Token"] == "bad"
    assert verdicts["Database"] == verdicts["Zone"] == "ok"


def test_without_a_token_the_bot_says_so_in_one_line(shell: Shell) -> None:
    ended = shell("sigbot", "run")
    assert ended.returncode == 2
    assert ended.stderr.startswith("sigbot cannot start: DISCORD_TOKEN is missing")
    assert ended.stderr.count("\n") == 1


def test_what_an_extra_brings_is_asked_for_in_one_line(shell: Shell) -> None:
    ended = shell("sigbot", "demo")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert 'pip install "sigbot[demo]"' in ended.stderr


WRITES_PAGES = """
from sigbot.documents.pages import asset, write_home
print(len(asset("page.css")) > 0, b"</html>" in write_home(""))
"""


def test_the_templates_of_pages_are_there(shell: Shell) -> None:
    assert shell("python", "-c", WRITES_PAGES).stdout == "True True\n"
