"""The units for systemd: correct, and with no more rights than the bot needs. What keeps logs from
growing without end."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sigbot.chat.ending import DRAIN_S, LEAVE_S
from sigbot.runtime.launch import EXIT_SETTING
from sigbot.runtime.run import EXIT_REPLACED
from sigbot.web.server import LINGER_S
from tests.package.conftest import ROOT

DEPLOY = ROOT / "deploy"
UNIT, TEMPLATE, TARGET = (DEPLOY / f"sigbot{end}" for end in (".service", "@.service", ".target"))
UNITS = pytest.mark.parametrize("unit", [UNIT, TEMPLATE], ids=lambda unit: str(unit.name))
PROGRAM = "/opt/sigbot/.venv/bin/sigbot"
MOST_EXPOSED = 20
"""Of 100, as `systemd-analyze security` rates a unit; the manual names its figure."""

OWN_OF_TEMPLATE = {
    "Description",
    "PartOf",
    "EnvironmentFile",
    "WantedBy",
}
"""What a template says that the unit for one process does not, or says in another way."""


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here (Debian package systemd)")
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def lines_of(unit: Path) -> list[str]:
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def value_of(unit: Path, name: str) -> str:
    [value] = [line.partition("=")[2] for line in lines_of(unit) if line.startswith(f"{name}=")]
    return value


def installed(unit: Path, folder: Path, name: str) -> Path:
    """Return a unit as it is on a machine; another program stands in the place of sigbot."""
    text = unit.read_text(encoding="utf-8")
    (folder / unit.name).write_text(text.replace(PROGRAM, sys.executable), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("unit", "name"),
    [(UNIT, UNIT.name), (TEMPLATE, "sigbot@0.service"), (TARGET, TARGET.name)],
)
def test_systemd_finds_nothing_wrong_with_the_units(unit: Path, name: str, tmp_path: Path) -> None:
    for other in (UNIT, TEMPLATE, TARGET):
        installed(other, tmp_path, other.name)
    verified = analyze("verify", str(installed(unit, tmp_path, name)))
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


@UNITS
def test_the_bot_may_do_little(unit: Path) -> None:
    options = ("--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager")
    rated = analyze("security", *options, str(unit))
    if "Unknown command" in rated.stderr or "unrecognized option" in rated.stderr:
        pytest.skip("this systemd-analyze cannot rate a file")
    assert rated.returncode == 0, rated.stdout
    [level] = re.findall(r"exposure level for sigbot@?.*.service: (\d+\.\d)", rated.stdout)
    manual = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
    assert f"rates it {level} of 10" in manual


def test_one_of_several_processes_runs_as_a_single_one_does() -> None:
    """Rights, signs of life and ends are the same: what is changed in one unit is, in the other."""
    differ = {*lines_of(UNIT)} ^ {*lines_of(TEMPLATE)}
    assert {line.partition("=")[0] for line in differ} == OWN_OF_TEMPLATE
    assert UNIT.read_text().count("\n") < TEMPLATE.read_text().count("\n")


def test_the_target_starts_and_stops_all_processes() -> None:
    assert value_of(TEMPLATE, "PartOf") == value_of(TEMPLATE, "WantedBy") == TARGET.name
    assert value_of(TARGET, "WantedBy") == value_of(UNIT, "WantedBy")


def test_each_process_has_a_file_with_its_own_settings() -> None:
    folder = value_of(TEMPLATE, "WorkingDirectory")
    assert value_of(TEMPLATE, "EnvironmentFile") == f"{folder}/%i.env"
    manual = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
    assert f"{folder}/0.env" in manual


@UNITS
def test_systemd_waits_until_what_people_asked_for_is_done(unit: Path) -> None:
    assert float(value_of(unit, "TimeoutStopSec")) > 2 * (LEAVE_S + DRAIN_S + LINGER_S)


@UNITS
def test_what_does_not_mend_by_itself_is_not_tried_again(unit: Path) -> None:
    """A setting that cannot be used, and a process that made room for its successor."""
    assert value_of(unit, "RestartPreventExitStatus") == f"{EXIT_SETTING} {EXIT_REPLACED}"
    assert value_of(unit, "SuccessExitStatus") == str(EXIT_REPLACED)


@UNITS
def test_heavy_work_may_lower_its_priority(unit: Path) -> None:
    """Without that, each job of heavy work would end with an error."""
    denied = [line for line in lines_of(unit) if line.startswith("SystemCallFilter=~")]
    assert denied
    assert not any("@resources" in line for line in denied)


@contextmanager
def writing(file: Path) -> Iterator[subprocess.Popen[str]]:
    """A program whose log is a file that was opened for appending, as the manual has it."""
    with file.open("a") as log:
        program = [
            sys.executable,
            "-uc",
            "import sys\nfor line in sys.stdin: sys.stderr.write(line)",
        ]
        process = subprocess.Popen(program, stdin=subprocess.PIPE, stderr=log, text=True)
    with process:
        yield process
        assert process.stdin
        process.stdin.close()


def test_a_log_in_a_file_is_rotated_while_the_bot_writes_it(tmp_path: Path) -> None:
    rotate = shutil.which("logrotate") or "/usr/sbin/logrotate"
    if not Path(rotate).exists():
        pytest.skip("logrotate is not here (Debian package logrotate)")
    text = (DEPLOY / "logrotate").read_text(encoding="utf-8")
    here = re.sub(r"^    su .*$", "", text, flags=re.MULTILINE)
    rules, log = tmp_path / "rules", tmp_path / "0.log"
    rules.write_text(here.replace("/var/log/sigbot/", f"{tmp_path}/"), encoding="utf-8")
    rules.chmod(0o644)
    with writing(log) as process:
        assert process.stdin
        for line in ("first", "second", "third"):
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            while not log.read_text():
                pass
            options = ("--force", "--state", str(tmp_path / "state"), str(rules))
            done = subprocess.run([rotate, *options], capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, "")
    kept = sorted(path.name for path in tmp_path.glob("0.log*"))
    assert kept == ["0.log", "0.log.1", "0.log.2.gz", "0.log.3.gz"]
    assert (tmp_path / "0.log.1").read_bytes() == b"third\n"
    assert log.read_bytes() == b""


def test_the_journal_of_the_bot_has_an_end() -> None:
    lines = lines_of(DEPLOY / "journald@sigbot.conf")
    assert [line.partition("=")[0] for line in lines[2:]] == ["SystemMaxUse", "MaxRetentionSec"]
