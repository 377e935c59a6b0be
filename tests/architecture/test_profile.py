"""`make quick` leaves out what it says, and nothing is left out by a profile nobody knows."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ON_BOTH = "tests/store/test_once.py"
EXAMPLES = "from tests.domain.properties import thorough; print(thorough.max_examples)"


def python(profile: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "SIGBOT_TEST_PROFILE": profile},
        capture_output=True,
        text=True,
        check=False,
    )


def databases(profile: str) -> set[str]:
    """On what a module is tested that is tested on every kind of database."""
    listed = python(profile, "-m", "pytest", "--collect-only", ON_BOTH)
    assert listed.returncode == 0, listed.stdout
    return set(re.findall(r"\[(\w+)", listed.stdout))


def test_the_quick_profile_is_sqlite_alone_with_a_third_of_the_examples() -> None:
    assert databases("full") == {"sqlite", "postgresql"}
    assert databases("quick") == {"sqlite"}
    assert python("full", "-c", EXAMPLES).stdout == "50\n"
    assert python("quick", "-c", EXAMPLES).stdout == "17\n"


def test_a_profile_that_nobody_knows_is_refused() -> None:
    refused = python("fast", "-c", EXAMPLES)
    assert refused.returncode != 0
    assert "'fast' is not a valid Profile" in refused.stderr
