"""The pages of the review of an attendance file: who is known, who is new, who is left out and
why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sigbot.domain.attendance_files import BadRow, ImportReview, Machine, Reviewed, ReviewedMachine
from sigbot.wording import times
from sigbot.wording.imports import BAD_ROWS, file_meeting, visible
from sigbot.wording.phone import BUTTONS, TWO_SCREENS, height
from sigbot.wording.safe import called, clip, plain

PEOPLE = "**{count}** people: **{known}** known, **{new}** new"
PEOPLE_ONE = "**1** person: **{known}** known, **{new}** new"
REJOINS = "-# {count} rows are of people who came back. Each person counts once."
REJOINS_ONE = "-# 1 row is of somebody who came back. Each person counts once."
OF_SEVERAL = "The file has several meetings. These are the people of **{meeting}**."
GUESSED = (
    "⚠️ Letters such as é may be wrong in this file. Please check the first names of each list."
)
SEVERAL_DAYS = "⚠️ The file has people of several days: {first} to {last}. All of them are counted."
KNOWN = "**Known** · {count}"
NEW = (
    "**New to me** · {count}\n"
    "-# I know members only once they use me. If one of these people is a member, use "
    "`/attendance link` afterwards."
)
MACHINES = "**Note-takers and devices** · {count}\n-# Press one to count it as a person."
KEPT = "**Rows to check** · {count}\n-# These people are counted."
LEFT_OUT = "**Left out** · {count}"
KNOWN_AS = "{known_as} (in the file: {name})"
PERSON = "{name} · {minutes} min"
PERSON_UNDER = "{name} · under 1 min"
PERSON_UNKNOWN = "{name} · minutes not known"
MACHINE = {
    (Machine.NOTE_TAKER, False): "☐ {name} · note-taker, left out",
    (Machine.NOTE_TAKER, True): "☑ {name} · note-taker, counted",
    (Machine.DEVICE, False): "☐ {name} · device, left out",
    (Machine.DEVICE, True): "☑ {name} · device, counted",
}
TICK, UNTICK = "☐ {name}", "☑ {name}"
CALLERS = "{count} callers by telephone · the file has no names for them"
CALLERS_ONE = "1 caller by telephone · the file has no name for them"
WAITING = "{name} · only in the waiting room"
WAITING_MORE = "{count} more · only in the waiting room"
NO_SHOW = "{name} · registered, did not come"
NO_SHOWS_MORE = "{count} more · registered, did not come"
DROPPED_ONE = "{name} · no name in the file"
BAD_LINE = "Line {line} · {why}"
BAD_LINE_OF = "{name}, line {line} · {why}"
BAD_MORE = "{count} more rows · cannot be read"
BAD_MORE_ONE = "1 more row · cannot be read"
SHORT_NAME = 32
"""Characters of a name in a list: with its minutes it is in one line."""

AROUND, WARNING = 6, 3
"""Lines on the card of a review around its lists, beside the title: what file it is, the page, and
that nothing is written; and the warning that the file is of another day."""

ROWS_OF_BUTTONS = 2
"""On each page: to the pages before and after, and to write or drop the review."""

LABEL_LIMIT = 80
"""Characters of a button's label."""

OVERNIGHT = timedelta(days=1)
"""Days of a meeting that lasts beyond midnight."""

MOST_MACHINES = 10
"""Note-takers and devices on a page, each with a button."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a review: its text, and the note-takers and devices on it."""

    text: str
    machines: tuple[ReviewedMachine, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    machine: ReviewedMachine | None = None


def pages(review: ImportReview) -> list[Page]:
    """Say who is known, new and left out, on as many pages as are needed, at least one.

    A page and what stands around it on the card are two screens of a phone at most.
    """
    pages = _Pages(review)
    for heading, lines in _sections(review):
        pages.begin_section(heading)
        for line in lines:
            pages.add(line)
    return [Page("\n".join(text), tuple(machines)) for text, machines in pages.pages]


class _Pages:
    """Fills pages with lines, and repeats the first line of the heading of a list that goes on."""

    def __init__(self, review: ImportReview) -> None:
        self.pages: list[tuple[list[str], list[ReviewedMachine]]] = []
        warning = WARNING if review.day else 0
        around = AROUND + warning + ROWS_OF_BUTTONS * BUTTONS + height(plain(review.meeting.title))
        self._room = TWO_SCREENS - around
        self._summary = _summary(review)
        self._heading = ""
        self._begin_page([*_notes(review), self._summary, *_rejoins(review)])

    def begin_section(self, heading: str) -> None:
        self._heading, self._is_headed = heading, False

    def add(self, line: _Line) -> None:
        needed = height(line.text) + (0 if self._is_headed else height("\n" + self._heading))
        needed += BUTTONS if line.machine else 0
        machines = self.pages[-1][1]
        if needed > self._left or (line.machine and len(machines) == MOST_MACHINES):
            self._begin_page([self._summary])
        if not self._is_headed:
            self._write("\n" + self._heading)
            # What explains a list is read once.
            self._heading, self._is_headed = self._heading.splitlines()[0], True
        self._write(line.text)
        if line.machine:
            self.pages[-1][1].append(line.machine)
            self._left -= BUTTONS

    def _begin_page(self, head: list[str]) -> None:
        self.pages.append(([], []))
        self._left, self._is_headed = self._room, False
        for text in head:
            self._write(text)

    def _write(self, text: str) -> None:
        self.pages[-1][0].append(text)
        self._left -= height(text)


def _notes(review: ImportReview) -> Iterator[str]:
    """Say what has to be known before the people are looked at."""
    counts = review.counts
    if counts.meeting:
        yield OF_SEVERAL.format(meeting=plain(file_meeting(counts.meeting), 100))
    if counts.is_guessed:
        yield GUESSED
    if counts.days and counts.days[-1] - counts.days[0] > OVERNIGHT:
        first, last = times.day(counts.days[0]), times.day(counts.days[-1])
        yield SEVERAL_DAYS.format(first=first, last=last)


def _summary(review: ImportReview) -> str:
    template = PEOPLE_ONE if review.people == 1 else PEOPLE
    return template.format(count=review.people, known=review.known, new=len(review.new))


def _rejoins(review: ImportReview) -> Iterator[str]:
    if rejoins := review.counts.rejoins + review.counts.duplicates:
        yield (REJOINS_ONE if rejoins == 1 else REJOINS).format(count=rejoins)


def _sections(review: ImportReview) -> Iterator[tuple[str, list[_Line]]]:
    """Return the lists of a review, each with its heading, without those that are empty."""
    kept = [row for row in review.counts.bad_rows if row.is_kept]
    left_out = list(_left_out(review))
    for heading, count, lines in (
        (KNOWN, review.known, [_Line(_person(person)) for person in review.known_people]),
        (NEW, len(review.new), [_Line(_person(person)) for person in review.new]),
        (MACHINES, len(review.machines), [_Line(_machine(m), m) for m in review.machines]),
        (KEPT, len(kept), [_Line(_bad_row(row)) for row in kept]),
        (LEFT_OUT, _left_out_count(review), [_Line(text) for text in left_out]),
    ):
        if lines:
            yield heading.format(count=count), lines


def _person(person: Reviewed) -> str:
    name = called(person.name, SHORT_NAME)
    if person.known_as and person.known_as != person.name:
        name = KNOWN_AS.format(known_as=called(person.known_as, SHORT_NAME), name=name)
    template = PERSON if person.minutes else PERSON_UNDER
    template = PERSON_UNKNOWN if person.minutes is None else template
    return template.format(name=name, minutes=person.minutes)


def _machine(machine: ReviewedMachine) -> str:
    template = MACHINE[machine.machine, machine.is_ticked]
    return template.format(name=called(machine.name, SHORT_NAME))


def _left_out_count(review: ImportReview) -> int:
    counts = review.counts
    rows = counts.bad_count - sum(row.is_kept for row in counts.bad_rows)
    people = counts.waiting.count + counts.no_shows.count + len(review.dropped)
    return people + counts.callers + rows


def _left_out(review: ImportReview) -> Iterator[str]:
    """Say who is left out, and why."""
    counts = review.counts
    yield from (DROPPED_ONE.format(name=called(name, SHORT_NAME)) for name in review.dropped)
    for listed, template, more in (
        (counts.waiting, WAITING, WAITING_MORE),
        (counts.no_shows, NO_SHOW, NO_SHOWS_MORE),
    ):
        yield from (template.format(name=called(name, SHORT_NAME)) for name in listed.names)
        if unlisted := listed.count - len(listed.names):
            yield more.format(count=unlisted)
    if counts.callers:
        yield (CALLERS_ONE if counts.callers == 1 else CALLERS).format(count=counts.callers)
    yield from (_bad_row(row) for row in counts.bad_rows if not row.is_kept)
    if unlisted := counts.bad_count - len(counts.bad_rows):
        yield (BAD_MORE_ONE if unlisted == 1 else BAD_MORE).format(count=unlisted)


def _bad_row(row: BadRow) -> str:
    template = BAD_LINE_OF if row.name else BAD_LINE
    name = called(row.name, SHORT_NAME)
    return template.format(name=name, line=row.line, why=BAD_ROWS[row.code])


def tick(machine: ReviewedMachine) -> str:
    """Label the button that counts a note-taker or device as a person, or no longer."""
    template = UNTICK if machine.is_ticked else TICK
    return clip(template.format(name=visible(machine.name)), LABEL_LIMIT)
