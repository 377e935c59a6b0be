"""Connect to PostgreSQL, itself or through PgBouncer: the pool, and how long anything may take.

Every figure is explained in docs/decisions/postgresql.md.
"""

from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from sigbot.store.patience import BUSY_TIMEOUT_MS, POOL_TIMEOUT_S

POOLER, TRANSACTION = "pooler", "transaction"
"""`?pooler=transaction` in the address says that PgBouncer is between, in transaction mode."""

POOL = 10
"""Connections that stay open; as many more are opened while all of them are used."""

STATEMENTS = 200
"""Prepared statements that a connection keeps."""

CONNECT_S = 5.0
STATEMENT_MS, IDLE_MS = 30_000, 10_000
COMMAND_S = 35.0
"""A little more than the server takes to end a statement: so it is the server that ends it."""

KEEP_ALIVE = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25000",
}
"""When the server gives up a process that is not reached any more, and frees its locks."""

LIMITS = {
    "lock_timeout": str(BUSY_TIMEOUT_MS),
    "statement_timeout": str(STATEMENT_MS),
    "idle_in_transaction_session_timeout": str(IDLE_MS),
}


def is_pooled(url: URL) -> bool:
    """Return whether PgBouncer is between, in transaction mode. Raises ArgumentError."""
    pooler = url.query.get(POOLER)
    if pooler not in (None, TRANSACTION):
        msg = f"{POOLER} can be {TRANSACTION} only"
        raise ArgumentError(msg)
    return pooler == TRANSACTION


def server_engine(url: URL) -> AsyncEngine:
    """Return an engine for an address, which may name a pooler."""
    engine = create_async_engine(
        url.difference_update_query([POOLER]),
        hide_parameters=True,
        pool_size=POOL,
        max_overflow=POOL,
        pool_timeout=POOL_TIMEOUT_S,
        connect_args=_through_pooler() if is_pooled(url) else _directly(),
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _directly() -> dict[str, Any]:
    return {
        "timeout": CONNECT_S,
        "command_timeout": COMMAND_S,
        "server_settings": LIMITS | KEEP_ALIVE,
        "prepared_statement_cache_size": STATEMENTS,
    }


def _through_pooler() -> dict[str, Any]:
    """Return options with which no connection remembers anything beyond a transaction.

    The next transaction may be on another connection of the server. So statements have no names,
    and limits are set in each transaction (`pooled_limits`).
    """
    import asyncpg  # noqa: PLC0415  (not everybody has it)

    class Pooled(asyncpg.Connection):  # type: ignore[misc,unused-ignore]
        async def set_type_codec(self, *names: Any, **options: Any) -> None:
            """Look the type up in one transaction: it takes two trips to the same connection."""
            async with self.transaction():
                await super().set_type_codec(*names, **options)

    return {
        "timeout": CONNECT_S,
        "command_timeout": COMMAND_S,
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": str,
        "connection_class": Pooled,
    }


def pooled_limits(lock_wait_ms: int) -> str:
    """Return the statement that sets all limits for the transaction that is running."""
    limits = LIMITS | {"lock_timeout": str(max(1, lock_wait_ms))}
    return "SELECT " + ", ".join(
        f"set_config('{name}', '{value}', true)" for name, value in limits.items()
    )


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    """Let the pool open new connections where the server has closed this one.

    The driver knows that without asking. The server has closed the others too, most probably.
    """
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError
