"""Attendance files for tests: those written by hand in `imports/`, and rows made into a file."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sigbot.domain.attendance_files.people import FilePerson, divide, in_order, person_of
from sigbot.domain.attendance_files.reading import FileReview

FOLDER = Path(__file__).parent / "imports"
NAMES = sorted(path.name for path in FOLDER.glob("*.csv"))
HEADER = ("Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)")
NINE = datetime(2021, 1, 21, 21, 0)  # noqa: DTZ001  (a wall time)

Row = Sequence[str]


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def csv_file(
    rows: Iterable[Row], header: Row = HEADER, delimiter: str = ",", end: str = "\r\n"
) -> bytes:
    """Return a file with a header, as UTF-8."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([header, *rows])
    return out.getvalue().encode()


def stamp(at: datetime) -> str:
    """Write a time as Zoom does: `01/21/2021 08:58:30 PM`."""
    return f"{at:%m/%d/%Y %I:%M:%S %p}"


def at(clock: str) -> str:
    """Write a time such as `21:05`, on the day of the meeting, as Zoom does."""
    hour, minute, *second = map(int, clock.split(":"))
    return stamp(NINE.replace(hour=hour, minute=minute, second=second[0] if second else 0))


def zoom(*rows: str) -> bytes:
    """Return a Zoom file of rows such as `Ana|ana@example.org|21:00|21:30`, or with a duration."""
    cells = [row.split("|") for row in rows]
    return csv_file([(name, email, at(j), at(k), *more) for name, email, j, k, *more in cells])


WEEKLY = [("1", "01/21/2021 09:00:00 PM"), ("1", "01/28/2021 09:00:00 PM"), ("2", at("21:30"))]


def of_account(*meetings: tuple[str, str], person: str = "Ana") -> bytes:
    """Return a file of an account: a meeting's id and start each, and who was in it."""
    header = ("Topic", "Meeting ID", "Start Time", *HEADER)
    rows = [
        (f"Meeting {key}", key, start, f"{person} {number}", "", start, start, "30")
        for number, (key, start) in enumerate(meetings)
    ]
    return csv_file(rows, header)


def brief(person: FilePerson) -> str:
    """Outline a person, such as `Ana [An] <ana@example.org> 30 21:00-21:30`."""
    aliases = f" [{', '.join(person.aliases)}]" if person.aliases else ""
    email = f" <{person.email}>" if person.email else ""
    join = f"{person.first_join:%H:%M}" if person.first_join else "?"
    leave = f"{person.last_leave:%H:%M}" if person.last_leave else "?"
    return f"{person.name}{aliases}{email} {person.minutes} {join}-{leave}"


def people(review: FileReview) -> list[str]:
    return [brief(person) for person in review.people]


def asked(review: FileReview) -> list[tuple[str, int]]:
    return [(ambiguous.name, ambiguous.count) for ambiguous in review.ambiguous]


def bad(review: FileReview) -> list[tuple[int, str]]:
    return [(row.line, row.code) for row in review.bad_rows]


def decide(review: FileReview, name: str, choice: int | str) -> FileReview:
    """Return the review with so many people of an ambiguous name, or with the rows of the name
    added to the person of the file who has this e-mail."""
    [asked] = [ambiguous for ambiguous in review.ambiguous if ambiguous.name == name]
    people = list(review.people)
    if isinstance(choice, int):
        groups = divide(asked.presences, choice)
    else:
        [same] = [person for person in people if person.email == choice]
        people.remove(same)
        groups = [[*same.presences, *asked.presences]]
    people += [person_of(group, has_days=review.has_days) for group in groups]
    rest = tuple(ambiguous for ambiguous in review.ambiguous if ambiguous is not asked)
    return replace(review, people=in_order(people), ambiguous=rest)
