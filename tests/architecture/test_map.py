"""The map leads to files that exist, and every module can be found on it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATHS = re.compile(r"`((?:cogs|sigbot)/[\w/]+(?:\.py|/))`")
"""A file, or a package that is named as a whole: `sigbot/domain/rotation/`."""


def named() -> set[str]:
    return set(PATHS.findall((ROOT / "docs/map.md").read_text(encoding="utf-8")))


def modules() -> set[str]:
    found = [*ROOT.glob("sigbot/**/*.py"), *ROOT.glob("cogs/*.py")]
    paths = {path.relative_to(ROOT).as_posix() for path in found}
    return {p for p in paths if "/versions/" not in p and not p.endswith("__init__.py")}


def is_named(path: str) -> bool:
    """By itself, or with its package."""
    parents = (f"{parent.as_posix()}/" for parent in Path(path).parents)
    return bool({path, *parents} & named())


def test_every_place_on_the_map_exists() -> None:
    assert {path for path in named() if not (ROOT / path).exists()} == set()


def test_every_module_or_its_noun_is_on_the_map() -> None:
    nouns = {Path(path).stem for path in named() if path.startswith("cogs/")}
    lost = {path for path in modules() if not is_named(path) and Path(path).stem not in nouns}
    assert lost == set()


def test_every_cog_has_its_noun_in_wording_and_services() -> None:
    for cog in ROOT.glob("cogs/*.py"):
        if cog.stem not in {"__init__", "timer"}:
            assert (ROOT / "sigbot/wording" / cog.name).is_file()
            assert (ROOT / "sigbot/services" / cog.name).is_file()
