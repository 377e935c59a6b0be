"""Modules of cogs are executed once, not again for each bot that a test starts.

discord.py executes the module of a cog whenever a bot loads it, as a process does once. All those
commands are then read anew: a fifth of what it takes to start a bot. What a module of a cog defines
is the same each time: `tests/architecture/test_shape.py` sees to it that none keeps anything.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

EXECUTED: dict[str, ModuleType] = {}


class OnceLoader(Loader):
    """Executes a module the first time, and gives it afterwards as it is."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        if name not in EXECUTED:
            self._loader.exec_module(module)
            EXECUTED[name] = module
        sys.modules[name] = EXECUTED[name]
        module.__dict__.update(
            {key: value for key, value in vars(EXECUTED[name]).items() if key != "__spec__"}
        )


class OnceFinder(MetaPathFinder):
    """Finds the modules of cogs as the finders after it do."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("cogs."):
            return None
        others = sys.meta_path[sys.meta_path.index(self) + 1 :]
        specs = (finder.find_spec(fullname, path, target) for finder in others)
        spec = next(filter(None, specs), None)
        if spec and spec.loader:
            spec.loader = OnceLoader(spec.loader)
        return spec


def install() -> None:
    """Execute modules of cogs once from now on."""
    sys.meta_path.insert(0, OnceFinder())
