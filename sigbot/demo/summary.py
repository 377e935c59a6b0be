"""What the demo shows in the terminal: a progress bar, then the figures and the paths."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Gender
from sigbot.domain.report_data import IssueCode, ReportData
from sigbot.domain.statistics import Unknown
from sigbot.wording import cli as say
from sigbot.wording import reports as say_reports
from sigbot.wording import times
from sigbot.wording.meetings import KINDS

_STAMP = re.compile(r"<t:(\d+):F> \(<t:\d+:R>\)")


@contextmanager
def show_progress() -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar; yield `advance(done, total)`, which moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns) as progress:
        task = progress.add_task(say.DEMO_TITLE, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def show_summary(data: ReportData, adopted: str, paths: Sequence[Path]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    health = data["health"]
    days = health["cadence_days"]
    console.print(say.DEMO_DONE.format(name=data["sig"]["name"]), markup=False)
    console.print(
        say.DEMO_FIGURES.format(
            meetings=health["meetings_held"],
            people=health["unique_attendees"],
            checkins=sum(
                figures["attendances"] for figures in health["attendance_by_kind"].values()
            ),
            averages="\n".join(
                say.DEMO_AVERAGE.format(average=figures["average"], kind=KINDS[kind])
                for kind, figures in health["attendance_by_kind"].items()
            ),
            cadence=say_reports.cadence(0 if isinstance(days, Unknown) else days),
            gender=_gender(data),
        ),
        markup=False,
    )
    issues = [
        say_reports.issue(issue)
        for issue in data["issues"]
        if issue["code"] == IssueCode.REGIONS_ABSENT
    ]
    console.print(say.DEMO_SECOND_ACT.format(missing=" ".join(issues)), markup=False)
    console.print(_plain(adopted), markup=False)
    lines = "\n".join(say.DEMO_PATH.format(path=path) for path in paths)
    console.print(say.DEMO_FILES.format(paths=lines), markup=False)
    console.print(say.DEMO_NEXT, markup=False)


def _gender(data: ReportData) -> str:
    total = data["health"]["attendance_by_kind"][MeetingKind.GENERAL]["average"]
    women = data["diversity"]["gender"].get(Gender.FEMALE)
    figure = "?" if women is None else say_reports.figure(women)
    return say.DEMO_GENDER.format(figure=figure, total=total, group=Gender.FEMALE)


def _plain(text: str) -> str:
    """Return a text of Discord for a terminal: timestamps as dates, no bold."""
    dated = _STAMP.sub(lambda at: times.iso(datetime.fromtimestamp(int(at[1]), UTC)), text)
    return dated.replace("**", "")
