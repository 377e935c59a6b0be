"""The map leads to files that exist, and every module can be found on it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATHS = re.compile(r"`((?:cogs|sigbot)/[\w/]+\.py)`")


def named() -> set[str]:
    return set(PATHS.findall((ROOT / "docs/map.md").read_text(encoding="utf-8")))


def modules() -> set[str]:
    found = [*ROOT.glob("sigbot/**/*.py"), *ROOT.glob("cogs/*.py")]
    paths = {path.relative_to(ROOT).as_posix() for path in found}
    return {p for p in paths if "/versions/" not in p and not p.endswith("__init__.py")}


FAMILIES = ("import_", "rotation_")
"""What the modules of a large noun begin with; the map names them together."""


def _noun(path: str) -> set[str]:
    stem = Path(path).stem
    return {stem, *(family for family in FAMILIES if stem.startswith(family))}


def test_every_file_on_the_map_exists() -> None:
    assert {path for path in named() if not (ROOT / path).is_file()} == set()


def test_every_module_or_its_noun_is_on_the_map() -> None:
    nouns = {Path(path).stem for path in named() if path.startswith("cogs/")}
    nouns |= {noun for noun in FAMILIES if f"{noun}…" in (ROOT / "docs/map.md").read_text("utf-8")}
    lost = {p for p in modules() if p not in named() and not _noun(p) & nouns}
    assert lost == set()


def test_every_cog_has_its_noun_in_wording_and_services() -> None:
    for cog in ROOT.glob("cogs/*.py"):
        if cog.stem not in {"__init__", "clock"}:
            assert (ROOT / "sigbot/wording" / cog.name).is_file()
            assert (ROOT / "sigbot/services" / cog.name).is_file()
