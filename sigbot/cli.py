"""The commands of the shell. Everything heavy is imported when needed."""

import asyncio
import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from sigbot import launch
from sigbot.config import Settings, read_settings
from sigbot.wording import cli as say

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A Discord bot for special interest groups.",
)
database_app = typer.Typer(no_args_is_help=True, help="The database.")
app.add_typer(database_app, name="db")


@app.callback()
def root() -> None:
    """Settings come from the environment, or from a file `.env` here."""


@app.command()
def run() -> None:
    """Run the bot."""
    launch.run()


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where the report and exports go.")] = Path("demo"),
) -> None:
    """Replay half a year of a real community, without any account, and compile its report."""
    check_demo_extra()
    gc.enable()
    from sigbot.demo.replay import replay_to

    asyncio.run(replay_to(folder))


@app.command()
def playground(
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.")] = 0,
) -> None:
    """Open the same community in the browser, on this machine only."""
    check_demo_extra()
    gc.enable()
    from sigbot.demo.playground import open_playground

    asyncio.run(open_playground(port))


def check_demo_extra() -> None:
    from importlib.util import find_spec

    if find_spec("simcord") is None:
        print(say.DEMO_EXTRA, file=sys.stderr)  # noqa: T201
        raise SystemExit(launch.EXIT_SETTING)


@app.command()
def doctor() -> None:
    """Check token, permissions, intents, database and zone data, and say how to mend each."""
    from sigbot.doctor import examine

    raise SystemExit(asyncio.run(examine(read_settings())))


@database_app.command()
def upgrade() -> None:
    """Bring the database's schema up to date."""
    asyncio.run(_upgrade(read_settings()))
    print(say.UPGRADED)  # noqa: T201


async def _upgrade(settings: Settings) -> None:
    from sigbot.run import opened_database
    from sigbot.services.startup import prepare

    async with opened_database(settings) as db:
        await prepare(db)
