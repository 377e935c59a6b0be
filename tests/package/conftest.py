"""What `make package` has built, and an environment with nothing but the wheel in it."""

import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

BUILT = "SIGBOT_TEST_PACKAGE"
"""Names the folder with the wheel and the sdist."""

ROOT = Path(__file__).parents[2]

Shell = Callable[..., subprocess.CompletedProcess[str]]
"""Runs a program of the empty environment, in an empty folder."""


@pytest.fixture(scope="session")
def built() -> Path:
    folder = os.environ.get(BUILT)
    if folder is None:
        pytest.skip("`make package` builds what is looked at here")
    return ROOT / folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    [path] = built.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def sdist(built: Path) -> Path:
    [path] = built.glob("*.tar.gz")
    return path


@pytest.fixture(scope="session")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that had nothing in it, and has the wheel with what that asks for."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, symlinks=True)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    install = ("install", "--constraint", ROOT / "constraints.txt", wheel)
    subprocess.run([*pip, "--python", place, *install], check=True)
    return place


@pytest.fixture
def shell(environment: Path, tmp_path: Path) -> Shell:
    """Nothing of the checkout is in sight: neither its folder, nor its environment."""

    def run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [environment / "bin" / program, *words],
            cwd=tmp_path,
            env={"PATH": os.defpath, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
