"""What the demo shows in the terminal: its progress, then its story and the files it left."""

import textwrap
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from sigbot.demo.scenario import HOME
from sigbot.domain.community import SMALLEST_GROUP
from sigbot.domain.members import Gender
from sigbot.domain.regions import REGION_ZONES
from sigbot.domain.report_data import IssueCode, ReportData
from sigbot.domain.rotation import Slot, minute_of_week, next_instant
from sigbot.domain.statistics import Unknown
from sigbot.wording import cli as say
from sigbot.wording import health as say_health
from sigbot.wording import issues as say_issues
from sigbot.wording import releases as say_releases
from sigbot.wording import rotation as say_rotation
from sigbot.wording import tables, times
from sigbot.wording.meetings import KINDS

INDENT = 2
LINE_EVERY_S = 3.0
"""Seconds between two lines of progress where there is no terminal."""


@contextmanager
def show_progress() -> Iterator[Callable[[int, int], None]]:
    """Show how far the replay is; yield `advance(done, total)`, which moves it on.

    In a terminal it is a bar. Elsewhere, such as in a log, it is a line every few seconds.
    """
    console = Console()
    if not console.is_terminal:
        yield _lines_of_progress(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(say.DEMO_TITLE, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _lines_of_progress(console: Console) -> Callable[[int, int], None]:
    last = time.monotonic() - LINE_EVERY_S

    def advance(done: int, total: int) -> None:
        nonlocal last
        if done < total and time.monotonic() - last < LINE_EVERY_S:
            return
        last = time.monotonic()
        show_line(console, say.DEMO_STEPS.format(title=say.DEMO_TITLE, done=done, total=total))

    return advance


def show_line(console: Console, text: str, *, indent: int = 0) -> None:
    """Print a paragraph, broken between words only: a path or an address stays whole."""
    lines = textwrap.wrap(
        text,
        console.width,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    console.print("\n".join(lines), markup=False, soft_wrap=True)


def show_summary(
    data: ReportData,
    before: Mapping[str, Any],
    suggested: Mapping[str, Any],
    first: datetime,
    paths: Sequence[Path],
    events: Sequence[tuple[str, datetime]],
) -> None:
    """Tell the story of the demo: the half-year, what was seen, what was suggested and adopted.

    `before` and `suggested` are alternatives of a rotation as they are stored; `first` is the
    start of the first meeting at a new time. `events` are those of the server: name and start.
    """
    console = Console(highlight=False)
    _show_part(console, say.DEMO_DONE.format(name=data["sig"]["name"]), _figures(data))
    issues = [
        say_issues.sentence(issue)
        for issue in data["issues"]
        if issue["code"] == IssueCode.REGIONS_ABSENT
    ]
    _show_part(console, say.DEMO_SEEN, issues)
    _show_part(console, say.DEMO_ASKED, _suggestion(before, suggested))
    day = times.day(first.date())
    _show_table(console, say.DEMO_ADOPTED.format(day=day), local_times(before, suggested, first))
    shown = [say.DEMO_EVENT.format(name=name, when=times.in_zone(at, HOME)) for name, at in events]
    _show_part(console, say.DEMO_EVENTS, shown)
    _show_part(console, say.DEMO_FILES, [str(path) for path in paths])
    show_line(console, say.DEMO_NEXT)


def _show_part(console: Console, heading: str, lines: Sequence[str]) -> None:
    show_line(console, heading)
    for line in lines:
        show_line(console, line, indent=INDENT)
    console.print()


def _show_table(console: Console, heading: str, lines: Sequence[str]) -> None:
    show_line(console, heading)
    for line in lines:
        console.print(" " * INDENT + line, markup=False, soft_wrap=True)
    console.print()


def _figures(data: ReportData) -> list[str]:
    health = data["health"]
    kinds = health["attendance_by_kind"]
    days = health["cadence_days"]
    counted = say.DEMO_FIGURES.format(
        meetings=health["meetings_held"],
        people=health["unique_attendees"],
        checkins=sum(figures["attendances"] for figures in kinds.values()),
    )
    averages = [
        say.DEMO_AVERAGE.format(average=figures["average"], kind=KINDS[kind])
        for kind, figures in kinds.items()
    ]
    cadence = say_health.cadence(0 if isinstance(days, Unknown) else days)
    return [counted, *averages, say.DEMO_CADENCE.format(cadence=cadence), _gender(data)]


def _gender(data: ReportData) -> str:
    diversity = data["diversity"]
    newest = diversity["releases"][0] if "releases" in diversity else None
    figure = say_releases.release_figure(newest["gender"][Gender.FEMALE]) if newest else "?"
    total = newest["total"] if newest else "?"
    return say.DEMO_GENDER.format(figure=figure, total=total, group=Gender.FEMALE)


def _suggestion(before: Mapping[str, Any], suggested: Mapping[str, Any]) -> list[str]:
    reach = say.DEMO_REACH.format(
        reached=len(suggested["reached"]), regions=len(REGION_ZONES), before=len(before["reached"])
    )
    cost = say.DEMO_COST.format(k=SMALLEST_GROUP, share=suggested["share"], before=before["share"])
    slots = say.DEMO_SLOTS.format(slots=say_rotation.slots(_slots(suggested)))
    return [slots, reach, cost]


def local_times(before: Mapping[str, Any], suggested: Mapping[str, Any], at: datetime) -> list[str]:
    """Return the lines of a table: for the largest place of each region, the time before and the
    time of each turn, on its clock as it is at `at`."""
    turns = _slots(suggested)
    columns = [say.DEMO_TURN.format(number=number) for number in range(1, len(turns) + 1)]
    rows = [(say.DEMO_PLACE, say.DEMO_BEFORE, *columns)]
    for zones in REGION_ZONES.values():
        place = max(zones, key=lambda zone: zones[zone])
        walls = [_on_clock(slot, place, at) for slot in (*_slots(before), *turns)]
        rows.append((times.place(place), *walls))
    return tables.aligned(rows)


def _slots(alternative: Mapping[str, Any]) -> tuple[Slot, ...]:
    return tuple(Slot(slot["zone"], slot["minute"]) for slot in alternative["slots"])


def _on_clock(slot: Slot, zone: str, at: datetime) -> str:
    wall = next_instant(slot, at).astimezone(ZoneInfo(zone))
    return times.weekday_and_time(minute_of_week(wall))


def leave_files(files: dict[str, bytes], folder: Path) -> list[Path]:
    """Write files by their names into a folder, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in files]
    for path in paths:
        path.write_bytes(files[path.name])
    return paths
