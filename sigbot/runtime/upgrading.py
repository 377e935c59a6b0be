"""Bring the schema of a database up to date, with a backup before that."""

import logging

from sigbot.chat.bot import system_time
from sigbot.config import SettingError
from sigbot.services.startup import HEAD, KNOWN, StoreTakenError, claim, prepare, schema_revision
from sigbot.store.database import Database
from sigbot.wording import cli as say

log = logging.getLogger(__name__)


async def bring_up(db: Database) -> None:
    """Bring the schema up to date; first make a backup beside an SQLite database.

    Raises SettingError, also where a bot uses the database, and StoreUnusableError.
    """
    schema = await schema_revision(db)
    if schema in KNOWN - {HEAD}:
        _keep_before(db, schema)
    await prepare(db)


def _keep_before(db: Database, schema: str) -> None:
    """Make a backup before an upgrade. Raises SettingError; then nothing was changed."""
    from importlib.metadata import version  # noqa: PLC0415  (an upgrade is rare)

    from sigbot.domain.backups import NotDoneError  # noqa: PLC0415
    from sigbot.services.backups import back_up_before_upgrade  # noqa: PLC0415
    from sigbot.wording import refusals  # noqa: PLC0415

    if db.file is None:
        log.warning(say.UPGRADES_SERVER.format(schema=schema, head=HEAD))
        return
    try:
        claim(db)
        file = back_up_before_upgrade(db, schema, version("sigbot"), system_time())
    except StoreTakenError:
        raise SettingError(say.DATABASE_TAKEN) from None
    except NotDoneError as refusal:
        reason = refusals.unescaped(refusal)
        raise SettingError(say.UPGRADE_UNSAFE.format(reason=reason)) from None
    log.warning(say.UPGRADES.format(schema=schema, head=HEAD, file=file))
