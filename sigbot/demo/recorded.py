"""What the registries say of the papers in the demo, recorded: it needs no network."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from sigbot.domain.registries import Registry
from sigbot.domain.works import Work
from sigbot.registries import Pace

WORKS: Mapping[str, Work] = {
    "arxiv:1912.04977": Work(
        "arxiv:1912.04977",
        "Advances and Open Problems in Federated Learning",
        ("Peter Kairouz", "H. Brendan McMahan", "Brendan Avent", "Aurélien Bellet"),
        "arXiv",
        2019,
        "https://arxiv.org/abs/1912.04977",
        open_copy="https://arxiv.org/pdf/1912.04977",
    ),
}


class Recorded:
    """Registries that answer from what was recorded."""

    turned_on = frozenset({Registry.ARXIV})

    async def ask(self, registry: Registry, work: str) -> Work | None:
        """Return what was recorded of a work."""
        return WORKS.get(work) if registry in self.turned_on else None


@asynccontextmanager
async def open_recorded(_pace: Pace) -> AsyncIterator[Recorded]:
    """Give the recorded registries."""
    yield Recorded()
