"""What is in the wheel and the sdist: all that belongs there, and nothing besides."""

import email
import subprocess
import tarfile
import zipfile
from email.message import Message
from pathlib import Path

import pytest

from tests.package.conftest import ROOT

LARGEST_FILE, LARGEST_ARCHIVE = 200_000, 3_000_000


def kept(*folders: str) -> set[str]:
    """What git keeps, of some folders or of all."""
    if not (ROOT / ".git").exists():
        pytest.skip("git is not here to say what belongs to the project")
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(filter(None, listed.stdout.split("\0")))


def in_wheel(wheel: Path) -> dict[str, int]:
    """Path → size."""
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: info.file_size for info in archive.infolist()}


def in_sdist(sdist: Path) -> dict[str, int]:
    """Path → size, without the folder that everything is in."""
    with tarfile.open(sdist) as archive:
        return {info.name.partition("/")[2]: info.size for info in archive if info.isfile()}


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        [path] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(archive.read(path))


def test_the_wheel_has_both_packages_and_nothing_besides(wheel: Path) -> None:
    """The migrations, the template of a migration and `py.typed` are among what git keeps."""
    files = {name for name in in_wheel(wheel) if ".dist-info/" not in name}
    assert files == kept("sigbot", "cogs")
    assert {"sigbot/py.typed", "cogs/py.typed", "sigbot/store/migrations/script.py.mako"} <= files


def test_the_sdist_has_what_git_keeps_and_nothing_besides(sdist: Path) -> None:
    """Tests, docs and pins too, so that it can be checked as the repository is."""
    assert set(in_sdist(sdist)) == {*kept(), "PKG-INFO"}


def test_nothing_in_them_is_large(wheel: Path, sdist: Path) -> None:
    files = in_wheel(wheel) | in_sdist(sdist)
    assert {name: size for name, size in files.items() if size > LARGEST_FILE} == {}
    assert max(wheel.stat().st_size, sdist.stat().st_size) < LARGEST_ARCHIVE


def test_the_licence_comes_along(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [path] = [name for name in archive.namelist() if name.endswith("/licenses/LICENSE")]
        assert archive.read(path) == (ROOT / "LICENSE").read_bytes()
    assert metadata(wheel)["License-Expression"] == "Apache-2.0"
