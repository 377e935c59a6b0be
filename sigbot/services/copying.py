"""Copy a whole database into an empty one."""

from collections.abc import Callable, Mapping

from sigbot.domain.backups import Fault, NotDoneError
from sigbot.domain.processes import DEAD_S
from sigbot.domain.refusals import StoreOutError
from sigbot.services.silence import check_beats, check_silence, keep_for_us
from sigbot.services.startup import HEAD, KNOWN, prepare, schema_revision
from sigbot.store import copying
from sigbot.store.database import Database, StoreUnusableError

Tell = Callable[[str, int], None]


async def copy_database(
    source: Database, target: Database, tell: Tell, silent_s: float = DEAD_S
) -> int:
    """Copy a database that no bot uses into an empty one; return the number of rows.

    `tell` is called with the name of each table, and how many rows it has. A process on PostgreSQL
    that is silent for `silent_s` is dead. Raises NotDoneError; then the target has no row.
    StoreUnusableError where a database cannot be reached.
    """
    await _check_source(source)
    await schema_revision(target)
    beats = await check_silence(source, silent_s)
    await check_silence(target, silent_s)
    if not await copying.is_empty(target):
        raise NotDoneError(Fault.NOT_EMPTY)
    keep_for_us(source)
    keep_for_us(target)
    await prepare(target)
    try:
        return await _copy(source, target, tell, beats)
    except StoreOutError as error:
        raise NotDoneError(Fault.AWAY, error.reason) from error


async def _copy(source: Database, target: Database, tell: Tell, beats: Mapping[int, int]) -> int:
    count = 0
    async with source.read() as reading, target.write() as writing:
        await copying.begin_reading(reading)
        await copying.begin_writing(writing)
        async for table, rows in copying.copy_all(reading, writing):
            tell(table, rows)
            count += rows
        await check_beats(source, beats)  # nobody has begun meanwhile
    return count


def check_source(source: Database) -> None:
    """Raise NotDoneError where there is no file: opening it would make one."""
    if source.file and not source.file.path.is_file():
        raise NotDoneError(Fault.NO_DATABASE, str(source.file.path))


async def _check_source(source: Database) -> None:
    check_source(source)
    try:
        schema = await schema_revision(source)
    except StoreUnusableError as error:
        raise NotDoneError(Fault.SOURCE, str(error)) from error
    if schema is None:
        raise NotDoneError(Fault.NO_DATABASE, str(source.url))
    if schema not in KNOWN:
        raise NotDoneError(Fault.NEWER, f"{schema} > {HEAD}")
    if schema != HEAD:
        raise NotDoneError(Fault.OLDER, f"{schema} < {HEAD}")
