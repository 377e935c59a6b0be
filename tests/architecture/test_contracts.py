"""Who may know whom: the contracts hold, and each of them catches what it forbids."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")

BREAKS = {
    "Who may know whom": ("sigbot/domain/texts.py", "import sigbot.wording.help"),
    "Cogs stand between the composition root and chat": (
        "cogs/plans.py",
        "import sigbot.runtime.launch",
    ),
    "Only the composition root knows the cogs": ("sigbot/chat/people.py", "import cogs.plans"),
    "Cogs do not import each other": ("cogs/timer.py", "import cogs.rotation"),
    "Only the store knows SQL": ("sigbot/services/plans.py", "import sqlalchemy"),
    "Only cogs, chat, runtime, cli and demo know Discord": (
        "sigbot/wording/help.py",
        "import discord",
    ),
    "Only the optimizer and the search for witnesses know numpy": (
        "sigbot/domain/rotation/suggest.py",
        "import numpy",
    ),
    "The network is for Discord, the registries and the web server": (
        "sigbot/services/plans.py",
        "import aiohttp",
    ),
    "The demo speaks to the bot as people do": (
        "sigbot/demo/summary.py",
        "import sigbot.services.plans",
    ),
    "The modules of the optimizer are its own": (
        "sigbot/domain/rotation/suggest.py",
        "import sigbot.domain.rotation.optimizer.masks",
    ),
    "The modules of attendance files are their own": (
        "sigbot/services/imports.py",
        "import sigbot.domain.attendance_files.drafts",
    ),
    "The modules of notes are their own": (
        "sigbot/services/imports.py",
        "import sigbot.domain.notes.marks",
    ),
    "The modules of links are their own": (
        "sigbot/services/journal.py",
        "import sigbot.domain.links.dois",
    ),
    "The light modules of rotations are their own": (
        "sigbot/wording/rotation.py",
        "import sigbot.domain.rotation.alternatives",
    ),
    "The modules of the search for witnesses are its own": (
        "sigbot/domain/releases/making.py",
        "from sigbot.domain.releases.search.walk import WALKS",
    ),
    "The modules of the outbox are its own": (
        "sigbot/services/plans.py",
        "import sigbot.domain.outbox.payloads",
    ),
    "No two modules need each other": ("sigbot/domain/names.py", "import sigbot.domain.texts"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for package in ("sigbot", "cogs"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_holds() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_every_contract_has_a_way_to_break_it_here() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(f'name = "{name}"' in text for name in BREAKS)
    assert text.count("[[tool.importlinter.contracts]]") == len(BREAKS)


@pytest.mark.parametrize("name", BREAKS)
def test_a_forbidden_import_is_caught(copy: Path, name: str) -> None:
    file, line = BREAKS[name]
    path = copy / file
    original = path.read_text(encoding="utf-8")
    path.write_text(f"{original}\n{line}\n", encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        path.write_text(original, encoding="utf-8")
    assert result.returncode != 0
    assert f"{name} BROKEN" in result.stdout


@pytest.mark.parametrize("name", ["sigbot/weather.py", "sigbot/weather/__init__.py"])
def test_a_module_that_no_contract_knows_is_caught(copy: Path, name: str) -> None:
    path = copy / name
    path.parent.mkdir(exist_ok=True)
    path.write_text('"""Nobody knows where this stands."""\n', encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        path.unlink()
    assert result.returncode != 0
    assert "Who may know whom BROKEN" in result.stdout
