"""The commands of the shell. Large modules are imported only when a command needs them."""

import asyncio
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from sigbot.cli import databases
from sigbot.config import read_settings
from sigbot.runtime import launch
from sigbot.wording import cli as say

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A Discord bot for special interest groups.",
)
T = TypeVar("T")

app.add_typer(databases.database_app, name="db")
app.command()(databases.backup)
app.command()(databases.restore)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it
    if asked:
        from importlib.metadata import version

        print(say.VERSION.format(version=version("sigbot")))  # noqa: T201
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
]


@app.callback()
def root(version: VersionOption = False) -> None:  # noqa: FBT002
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


JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of lines for people.")]


@app.command()
def doctor(json: JsonOption = False) -> None:  # noqa: FBT002
    """Check token, permissions, intents, database and zone data, and say how to mend each."""
    from sigbot.cli.doctor import examine

    raise SystemExit(asyncio.run(examine(read_settings(), as_json=json)))


@app.command()
def when(
    text: Annotated[str, typer.Argument(help="Such as: Wednesday 11am")],
    zone: Annotated[str, typer.Option(help="The zone it is read in.")] = "UTC",
    now: Annotated[str | None, typer.Option(help="An ISO instant to read it at.")] = None,
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Explain how a date and time is read."""
    from sigbot.cli import reading

    at = _usable(lambda: reading.read_now(now), "--now")
    print(  # noqa: T201
        reading.as_json(reading.understand_when(text, zone, at))
        if json
        else reading.when_lines(text, zone, at)
    )


@app.command()
def zone(
    text: Annotated[str, typer.Argument(help="Such as: New York")],
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Explain how a time zone is read."""
    from sigbot.cli import reading

    print(  # noqa: T201
        reading.as_json(reading.understand_zone(text)) if json else reading.zone_lines(text)
    )


@app.command()
def occurrences(
    rule: Annotated[str, typer.Option(help="An RFC 5545 RRULE.")],
    start: Annotated[str, typer.Option(help="The first wall time, such as 2026-12-16T11:00.")],
    zone: Annotated[str, typer.Option(help="The zone of the wall time.")],
    count: Annotated[int, typer.Option(help="How many to show.")] = 10,
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """List the meetings that a rule gives."""
    from sigbot.cli import reading

    shown = _usable(
        lambda: (
            reading.as_json(reading.understand_occurrences(rule, start, zone, count))
            if json
            else reading.occurrence_lines(rule, start, zone, count)
        ),
        "--start",
    )
    print(shown)  # noqa: T201


@app.command()
def link(
    text: Annotated[str, typer.Argument(help="Such as: doi:10.1371/journal.pmed.0020124")],
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Explain which work a link or identifier is taken for."""
    from sigbot.cli import reading

    print(  # noqa: T201
        reading.as_json(reading.understand_link(text)) if json else reading.link_lines(text)
    )


@app.command()
def attendance(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list of participants as CSV.")],
    start: Annotated[str | None, typer.Option(help="The meeting's local start.")] = None,
    zone: Annotated[str, typer.Option(help="The zone of the start.")] = "UTC",
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Review an attendance file; nothing is written."""
    from sigbot.cli import reading
    from sigbot.wording.imports import review_lines

    _usable(lambda: reading.zone_named(zone), "--zone")
    wall = _usable(lambda: reading.read_wall(start), "--start") if start is not None else None
    review = _usable(lambda: reading.review_file(file, wall), str(file))
    print(  # noqa: T201
        reading.as_json(reading.understand_attendance(review)) if json else review_lines(review)
    )


@app.command()
def minutes(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Notes as text, or a chat log.")],
    day: Annotated[
        str | None, typer.Option(help="The meeting's date, such as 2026-12-02; today without it.")
    ] = None,
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Show how notes of a meeting would enter its minutes; nothing is written."""
    from sigbot.cli import minutes as tool
    from sigbot.cli import reading
    from sigbot.wording.notes_reading import reading_lines

    on = _usable(lambda: reading.read_now(day), "--day").date()
    notes = _usable(lambda: tool.read_file(file, on), str(file))
    print(  # noqa: T201
        reading.as_json(tool.understand_notes(notes)) if json else reading_lines(notes)
    )


@app.command()
def rotation(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Members and wishes as JSON.")],
    json: JsonOption = False,  # noqa: FBT002
    budget: Annotated[
        float | None,
        typer.Option(
            min=0.1, max=86_400, help="Seconds after which the best found is shown; else proven."
        ),
    ] = None,
) -> None:
    """Find the best rotation of weekly slots for people all over the world."""
    from sigbot.cli import rotation as tool

    document = _usable(lambda: tool.read_document(file), str(file))
    print(  # noqa: T201
        _usable(
            lambda: tool.as_json(document, budget) if json else tool.lines(document, budget),
            str(file),
        )
    )


@app.command()
def export(
    period: Annotated[
        str | None, typer.Argument(help="Such as: H1 2021; this half-year without it.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind of meeting.")] = None,
    format: Annotated[str, typer.Option(help="csv, xlsx or json.")] = "csv",  # noqa: A002
    folder: Annotated[Path, typer.Option(help="Where the files go.")] = Path(),
    guild: Annotated[int | None, typer.Option(help="The server, where there are several.")] = None,
    split: Annotated[int, typer.Option(min=0, help="The most MiB of a file; 0 for any.")] = 0,
) -> None:
    """Write the attendance of a period into files, as /attendance export does."""
    from sigbot.cli.export import export_files
    from sigbot.cli.reading import read_now
    from sigbot.domain.attendance import ExportFormat
    from sigbot.domain.meetings import MeetingKind

    _one_of("--format", format, [*ExportFormat])
    _one_of("--kind", kind, (None, *MeetingKind))
    now, limit, extension = read_now(None), split * 1024 * 1024, ExportFormat(format)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths, rows = _usable(
            lambda: asyncio.run(
                export_files(read_settings(), period, kind, extension, folder, guild, limit, now)
            ),
            "PERIOD",
        )
    except OSError as error:
        print(say.UNWRITABLE.format(option="--folder", reason=error), file=sys.stderr)  # noqa: T201
        raise SystemExit(launch.EXIT_SETTING) from None
    print(say.EXPORTED.format(rows=rows, paths=", ".join(map(str, paths))))  # noqa: T201


@app.command()
def erase(
    person: Annotated[
        int | None, typer.Option(min=1, help="The number of a Discord account.")
    ] = None,
    guild: Annotated[
        int | None,
        typer.Option(help="Only in this server's community; without --person, all of it."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,  # noqa: FBT002
) -> None:
    """Erase everything stored about a person, as /me forget does, or about a community."""
    from sigbot.cli.erase import erase as erase_person
    from sigbot.cli.erase import erase_server
    from sigbot.cli.reading import read_now
    from sigbot.wording.cli import ERASE_WHAT

    def may(question: str) -> bool:
        return yes or typer.confirm(question)

    if person is not None:
        lines = asyncio.run(erase_person(read_settings(), person, guild, may, read_now(None)))
    elif guild is not None:
        lines = asyncio.run(erase_server(read_settings(), guild, may, read_now(None)))
    else:
        raise typer.BadParameter(ERASE_WHAT)
    for line in lines:
        print(line)  # noqa: T201


@app.command()
def report(
    period: Annotated[str, typer.Argument(help="Such as: H1 2021.")],
    format: Annotated[str, typer.Option(help="md, html, pdf, json or confluence.")] = "md",  # noqa: A002
    folder: Annotated[
        Path, typer.Option(help="Where the file goes, with its usual name.")
    ] = Path(),
    output: Annotated[Path | None, typer.Option(help="The file, if not the usual one.")] = None,
    guild: Annotated[int | None, typer.Option(help="The server, where there are several.")] = None,
    template: Annotated[str | None, typer.Option(help="foundation, sig or toc.")] = None,
) -> None:
    """Write the report of a period into a file, as /report does."""
    from sigbot.cli.reading import read_now
    from sigbot.cli.reports import compiled_report
    from sigbot.documents.reports import report_document, report_file_name
    from sigbot.domain.report_data import ReportFormat, ReportTemplate

    _one_of("--template", template, [None, *ReportTemplate])
    _one_of("--format", format, [*ReportFormat])
    wanted, now = ReportFormat(format), read_now(None)
    asked = ReportTemplate(template) if template else None
    compiled = _usable(
        lambda: asyncio.run(compiled_report(read_settings(), period, guild, now, asked)), "PERIOD"
    )
    content = _usable(lambda: report_document(compiled.data, wanted), "--format")
    name = report_file_name(compiled.period, wanted)
    path = output or folder / name
    _written("--output" if output else "--folder", path, content)
    print(path)  # noqa: T201


@app.command()
def calendar(
    output: Annotated[Path, typer.Option(help="The file.")] = Path("calendar.ics"),
    guild: Annotated[int | None, typer.Option(help="The server, where there are several.")] = None,
) -> None:
    """Write the whole calendar of a community into a file."""
    from sigbot.cli.calendars import calendar_file
    from sigbot.cli.reading import read_now

    content = _usable(
        lambda: asyncio.run(calendar_file(read_settings(), guild, read_now(None))), "--guild"
    )
    _written("--output", output, content)
    print(output)  # noqa: T201


def _written(option: str, path: Path, content: bytes) -> None:
    """Write a file; end with one line on stderr if that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        print(say.UNWRITABLE.format(option=option, reason=error), file=sys.stderr)  # noqa: T201
        raise SystemExit(launch.EXIT_SETTING) from None


def _one_of(option: str, value: str | None, offered: Sequence[str | None]) -> None:
    """End with one line on stderr if the value of an option is not offered."""
    if value not in offered:
        names = ", ".join(word for word in offered if word)
        print(say.ONE_OF.format(option=option, names=names), file=sys.stderr)  # noqa: T201
        raise SystemExit(launch.EXIT_SETTING)


def _usable(read: Callable[[], T], option: str) -> T:
    """Return what `read` returns; end with one line on stderr if it cannot be read."""
    from sigbot.domain.refusals import RefusedError
    from sigbot.wording import refusals
    from sigbot.wording.reading import UNUSABLE

    try:
        return read()
    except RefusedError as error:
        reason = refusals.unescaped(error)
    except ValueError as error:
        reason = UNUSABLE.format(reason=error)
    except OSError as error:
        reason = UNUSABLE.format(reason=error.strerror)
    print(f"{option} {reason}", file=sys.stderr)  # noqa: T201
    raise SystemExit(launch.EXIT_SETTING)
