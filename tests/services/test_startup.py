"""What happens once, when the bot starts."""

from sigbot.services.startup import HEAD, prepare, registered_commands, remember_commands
from sigbot.services.startup import schema_revision as revision
from sigbot.store.database import Database


async def test_a_prepared_database_is_at_the_newest_schema(db: Database) -> None:
    await prepare(db)
    assert await revision(db) == HEAD


async def test_the_commands_that_were_registered_are_remembered(db: Database) -> None:
    assert await registered_commands(db) is None
    for digest in ("one", "two"):
        await remember_commands(db, digest)
        assert await registered_commands(db) == digest
