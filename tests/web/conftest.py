"""Communities whose pages are asked for."""

from tests.services.conftest import elsewhere, here, here_on_sqlite

__all__ = ["elsewhere", "here", "here_on_sqlite"]
