"""Inside a transaction nothing is awaited but the database: others wait for it meanwhile.

The guard knows the tasks that have a transaction open, and what else a task may wait for: threads,
sleep, other tasks, Discord. It changes nothing, it takes notes; the test fails at its end.
"""

import asyncio
import functools
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

ROOT = Path(__file__).parents[1]
OURS = tuple(str(ROOT / name) for name in ("sigbot", "cogs", "tests/store/test_transactions.py"))
"""Tests may hold a transaction open on purpose."""

DRIVERS = ("/aiosqlite/", "/asyncpg/", "/sqlalchemy/")


class Guard:
    """Who has a transaction open, what was awaited in one, and how long the longest one took."""

    def __init__(self) -> None:
        self.offences: list[str] = []
        self.longest = 0.0
        self._open: dict[asyncio.Task[Any], float] = {}

    def install(self) -> None:
        """Watch all sessions of SQLAlchemy, and everything else that is often awaited."""
        event.listen(Session, "after_begin", self._begun)
        event.listen(Session, "after_transaction_end", self._ended)
        for owner, name in (
            (asyncio, "sleep"),
            (asyncio, "to_thread"),
            (asyncio, "wait"),
            (asyncio, "wait_for"),
            (asyncio, "gather"),
            (asyncio.BaseEventLoop, "run_in_executor"),
            (aiohttp.ClientSession, "_request"),
        ):
            setattr(owner, name, self._noting(name, getattr(owner, name)))

    def _noting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def noted(*arguments: Any, **options: Any) -> Any:
            if _task() in self._open and (lines := _lines_of_ours()):
                self.offences.append(f"{name} is awaited in a transaction:\n{lines}")
            return function(*arguments, **options)

        return noted

    def _begun(self, _session: Session, _transaction: object, _connection: object) -> None:
        task = _task()
        if task is not None:
            self._open[task] = time.monotonic()

    def _ended(self, _session: Session, transaction: SessionTransaction) -> None:
        task = _task()
        if transaction.parent is None and task in self._open:
            self.longest = max(self.longest, time.monotonic() - self._open.pop(task))


def _task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


def _lines_of_ours() -> str:
    """Return who of us waits; nothing where the database's driver does."""
    stack = traceback.extract_stack()[:-2]
    if any(driver in stack[-1].filename for driver in DRIVERS):
        return ""
    return "".join(traceback.format_list([f for f in stack if f.filename.startswith(OURS)]))


GUARD = Guard()
