"""Running the migrations from code: no alembic.ini, no second place for the address."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from sigbot.store.database import Database


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database, revision: str = "head") -> None:
    await database.run_sync(lambda connection: _run(connection, revision, up=True))


async def downgrade(database: Database, revision: str) -> None:
    await database.run_sync(lambda connection: _run(connection, revision, up=False))


def _run(connection: Connection, revision: str, *, up: bool) -> None:
    """With foreign keys off on SQLite: batch migrations drop and rebuild tables, and with them on
    a cascade would empty the children. They are checked afterwards."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _pragma(connection, "foreign_keys=OFF")
    try:
        (command.upgrade if up else command.downgrade)(_config(connection), revision)
        if sqlite:
            _check_foreign_keys(connection)
        connection.commit()
    finally:
        connection.rollback()
        if sqlite:
            _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, pragma: str) -> None:
    """Set a pragma outside of any transaction, where alone it has an effect."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if broken:
        msg = f"{len(broken)} rows would lose their parent; nothing was changed"
        raise RuntimeError(msg)
