"""How long a report's file takes in each format, and how much memory, in a process of its own.

The bot writes Markdown and JSON where it compiles, and draws the others in such a process.
"""

import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from sigbot.documents.reports import formats_here, report_document
from sigbot.domain.report_data import ReportData, ReportFormat

KIB = 1_024
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Written:
    """`mib` is how much memory the writing added at most, with the packages that it loads."""

    seconds: float
    mib: float
    size: int


def print_formats(data: ReportData) -> None:
    """Print a line for each format that can be written here."""
    for format_ in formats_here():
        written = _in_a_process(data, format_)
        print(
            f"  {format_:10} {written.seconds:6.2f} s {written.mib:6.0f} MiB "
            f"{written.size / KIB:8.0f} KiB of file"
        )


def _in_a_process(data: ReportData, format_: ReportFormat) -> Written:
    here, there = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(target=_write, args=(there, data, format_))
    process.start()
    there.close()
    written: Written = here.recv()
    process.join()
    return written


def _write(answer: Connection, data: ReportData, format_: ReportFormat) -> None:
    before = _peak()
    began = time.perf_counter()
    content = report_document(data, format_)
    answer.send(Written(time.perf_counter() - began, (_peak() - before) / KIB, len(content)))


def _peak() -> int:
    """Return the most memory that this process had since its start, in KiB.

    `getrusage` counts what the process had that started this one, too.
    """
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(peak)
