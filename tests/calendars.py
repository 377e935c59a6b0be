"""Read calendars as three independent programs do."""

import json
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import which

import pytest
from icalendar import Calendar as ICalendar

PARSERS = Path(__file__).parent / "documents" / "parsers"
NODE = which("node")
HAS_NODE_READERS = NODE is not None and (PARSERS / "node_modules").is_dir()
WITHOUT_NODE = "node is not here, or `npm ci` was not run in tests/documents/parsers"
needs_node = pytest.mark.skipif(not HAS_NODE_READERS, reason=WITHOUT_NODE)

BETWEEN = b"\n\x00\n"
"""Between two calendars that are handed to the readers at once."""


@dataclass(frozen=True, slots=True)
class Read:
    """An event as a program reads it; instants are UTC."""

    uid: str
    start: datetime
    end: datetime
    status: str
    sequence: int
    changed: datetime
    summary: str
    description: str
    location: str


def with_icalendar(written: bytes) -> list[Read]:
    """Read by the icalendar library, which raises ValueError for what it cannot read."""
    calendar = ICalendar.from_ical(written)
    assert not calendar.errors
    events = []
    for event in calendar.walk("VEVENT"):
        assert not event.errors
        events.append(
            Read(
                str(event["UID"]),
                event.decoded("DTSTART"),
                event.decoded("DTEND"),
                str(event["STATUS"]),
                int(str(event["SEQUENCE"])),
                event.decoded("LAST-MODIFIED"),
                str(event["SUMMARY"]),
                str(event.get("DESCRIPTION", "")),
                str(event.get("LOCATION", "")),
            )
        )
    return events


def with_node(*written: bytes) -> list[dict[str, list[Read]]]:
    """Read by ical.js and node-ical, of npm: for each calendar, the name of the reader → events."""
    assert NODE
    done = subprocess.run(
        [NODE, "read.mjs"],
        cwd=PARSERS,
        input=BETWEEN.join(written),
        capture_output=True,
        check=True,
    )
    return [
        {name: [_read(event) for event in events] for name, events in calendar.items()}
        for calendar in json.loads(done.stdout)
    ]


def _read(event: dict[str, str | int]) -> Read:
    start, end, changed = (
        datetime.fromisoformat(str(event[name])) for name in ("start", "end", "changed")
    )
    uid, status, summary, description, location = (
        str(event[name]) for name in ("uid", "status", "summary", "description", "location")
    )
    sequence = int(event["sequence"])
    return Read(uid, start, end, status, sequence, changed, summary, description, location)
