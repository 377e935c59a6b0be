"""The shell's commands for the database as a whole: schema, backups, moving to another one."""

import asyncio
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from sigbot.config import read_settings
from sigbot.runtime import launch
from sigbot.wording import cli as say

database_app = typer.Typer(no_args_is_help=True, help="The database.")


@database_app.command()
def upgrade() -> None:
    """Bring the database's schema up to date; an SQLite database is backed up before."""
    from sigbot.runtime.run import opened_database
    from sigbot.runtime.upgrading import bring_up

    async def bring() -> None:
        async with opened_database(read_settings()) as db:
            await bring_up(db)

    asyncio.run(bring())
    print(say.UPGRADED)  # noqa: T201


@database_app.command()
def copy(
    source: Annotated[str, typer.Argument(help="An address as in DATABASE_URL.")],
    target: Annotated[str, typer.Argument(help="The address of an empty database.")],
    verbose: Annotated[bool, typer.Option("--verbose", help="Name each table.")] = False,  # noqa: FBT002
) -> None:
    """Copy a whole database into an empty one, while no bot uses either."""
    from sigbot.cli.backups import copy_lines

    settings = read_settings()
    _tell(lambda: asyncio.run(copy_lines(settings, source, target, tells_all=verbose)))


@database_app.command()
def restored() -> None:
    """Let a database go on that PostgreSQL has put back from a dump."""
    from sigbot.cli.backups import restored_lines

    _tell(lambda: asyncio.run(restored_lines(read_settings())))


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,  # noqa: FBT002
) -> None:
    """Make a backup of an SQLite database, also while the bot runs."""
    from sigbot.cli.backups import backup_lines

    _tell(lambda: backup_lines(read_settings(), file, replaces=force))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    check: Annotated[bool, typer.Option("--check", help="Look at it; change nothing.")] = False,  # noqa: FBT002
) -> None:
    """Put a backup in the place of an SQLite database, while no bot runs."""
    from sigbot.cli.backups import check_lines, restore_lines

    _tell(lambda: (check_lines if check else restore_lines)(read_settings(), file))


def _tell(work: Callable[[], Iterable[str]]) -> None:
    """Print what comes of it; end with one line on stderr if it is not done."""
    from sigbot.config import SettingError
    from sigbot.domain.backups import OF_SERVERS, NotDoneError
    from sigbot.domain.refusals import RefusedError
    from sigbot.wording.refusals import unescaped

    try:
        for line in work():
            print(line)  # noqa: T201
    except RefusedError as refusal:
        print(unescaped(refusal), file=sys.stderr)  # noqa: T201
        if isinstance(refusal, NotDoneError) and refusal.fault in OF_SERVERS:
            print(refusal.detail, file=sys.stderr)  # noqa: T201
        raise SystemExit(launch.EXIT_SETTING) from None
    except SettingError as error:
        print(say.NOT_DONE.format(reason=error), file=sys.stderr)  # noqa: T201
        raise SystemExit(launch.EXIT_SETTING) from None
