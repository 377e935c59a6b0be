"""The start imports what it needs, and no more: each module more makes every start slower."""

import subprocess
import sys
from pathlib import Path

LISTED = Path(__file__).with_name("start_imports.txt")
LOOKED_AT = ("sigbot.services.", "sigbot.store.", "sigbot.documents.")
START = """
import sys
from importlib import import_module
import sigbot.runtime.run
from cogs import EXTENSIONS
for extension in EXTENSIONS:
    import_module(extension)
print(*sys.modules, sep="\\n")
"""
ADVICE = """
These modules are imported at the start and are not in {file}. Import them by `later`, as
cogs/plans.py does, or add them to the file if every start needs them: {new}"""


def imported_at_start() -> set[str]:
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def kinds(modules: set[str]) -> set[str]:
    """Return the modules of ours that are looked at, and the packages of others."""
    packages = {name.partition(".")[0] for name in modules}
    others = {name for name in packages if name not in sys.stdlib_module_names}
    return {name for name in modules if name.startswith(LOOKED_AT)} | {
        name for name in others if not name.startswith("_")
    }


def test_the_start_imports_only_what_is_listed() -> None:
    listed = set(LISTED.read_text(encoding="utf-8").split())
    imported = kinds(imported_at_start())
    new = sorted(imported - listed)
    assert not new, ADVICE.format(file=LISTED.name, new=new)
    assert sorted(listed - imported) == []


def test_what_is_imported_later_is_imported_when_it_is_used() -> None:
    code = """
import sys
from sigbot.later import later
plans = later("sigbot.domain.plans")
before = "sigbot.domain.plans" in sys.modules
print(before, plans.WorkStatus("done").value, "sigbot.domain.plans" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "done", "True"]


def test_everything_that_is_imported_later_can_be_imported() -> None:
    code = START + "from sigbot.later import import_all\nimport_all()\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"sigbot.services.reports", "sigbot.chat.outbox"} <= set(done.stdout.split())
