"""The unit for systemd: correct, and with no more rights than the bot needs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sigbot.chat.bot import DRAIN_S
from sigbot.runtime.launch import EXIT_SETTING
from sigbot.web.server import LINGER_S
from tests.package.conftest import ROOT

UNIT = ROOT / "deploy" / "sigbot.service"
PROGRAM = "/opt/sigbot/.venv/bin/sigbot"
MOST_EXPOSED = 20
"""Of 100, as `systemd-analyze security` rates a unit; the manual names its figure."""


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here (Debian package systemd)")
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def value_of(name: str) -> str:
    [value] = re.findall(rf"^{name}=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    return str(value)


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    """Where the program is: here, another one stands in its place."""
    text = UNIT.read_text(encoding="utf-8")
    assert PROGRAM in text
    here = tmp_path / UNIT.name
    here.write_text(text.replace(PROGRAM, sys.executable), encoding="utf-8")
    verified = analyze("verify", str(here))
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


def test_the_bot_may_do_little() -> None:
    options = ("--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager")
    rated = analyze("security", *options, str(UNIT))
    if "Unknown command" in rated.stderr or "unrecognized option" in rated.stderr:
        pytest.skip("this systemd-analyze cannot rate a file")
    assert rated.returncode == 0, rated.stdout
    [level] = re.findall(r"exposure level for sigbot.service: (\d+\.\d)", rated.stdout)
    manual = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
    assert f"rates it {level} of 10" in manual


def test_systemd_waits_until_what_people_asked_for_is_done() -> None:
    assert float(value_of("TimeoutStopSec")) > 2 * (DRAIN_S + LINGER_S)


def test_a_setting_that_cannot_be_used_is_not_tried_again() -> None:
    assert value_of("RestartPreventExitStatus") == str(EXIT_SETTING)


def test_heavy_work_may_lower_its_priority() -> None:
    """Without that, each job of heavy work would end with an error."""
    assert "@resources" not in "".join(
        re.findall(r"^SystemCallFilter=~(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    )
