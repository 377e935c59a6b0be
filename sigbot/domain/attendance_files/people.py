"""Group the presences of an attendance file into people, or into names to ask about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Protocol

from sigbot.domain.attendance_files.machines import Machine, is_of_note_taker, machine_of
from sigbot.domain.attendance_files.names import is_telephone, looks_like_email
from sigbot.domain.attendance_files.presences import (
    BEGINNING_OF_TIME,
    END_OF_TIME,
    Presence,
    Times,
    minutes_of,
    most_at_once,
    overlap,
)
from sigbot.domain.attendance_files.reasons import (
    BadRow,
    BadRowCode,
    Why,
    WhyCode,
    what_was_seen,
)
from sigbot.domain.bounds import MOST_PEOPLE, MOST_STAYS

Groups = dict[str, list[Presence]]


@dataclass(frozen=True, slots=True)
class FilePerson:
    """One person of a file. `aliases` are their other names, the earliest first.

    Times are naive, on the host's clock. They and `minutes` are None where not known. Who has an
    e-mail and no name `is_nameless`: they are called by what stands before the @.
    """

    name: str
    aliases: tuple[str, ...]
    email: str | None
    minutes: int | None
    first_join: datetime | None
    last_leave: datetime | None
    presences: tuple[Presence, ...] = field(default=(), repr=False)
    is_nameless: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """A note-taker or a device of a file: it is no person, unless an organizer says so."""

    machine: Machine
    person: FilePerson


@dataclass(frozen=True, slots=True)
class AmbiguousName:
    """A name for which the file does not say how many people, or which, had it.

    `presences` are those without an e-mail; `emails` are of the people who had this name too, who
    are among the people of the file.
    """

    name: str
    presences: tuple[Presence, ...] = field(repr=False)
    emails: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.presences)

    @property
    def at_once(self) -> int:
        """The most presences at one time: as many people, or devices."""
        return most_at_once(self.presences)


def check_bounds(presences: Iterable[Presence]) -> Why | None:
    """Return why there are too many people, or too many stays of one, in a file; else None."""
    stays = Counter(presence.email or presence.name for presence in presences)
    if len(stays) > MOST_PEOPLE:
        return Why(WhyCode.TOO_MANY_PEOPLE)
    [(who, count)] = stays.most_common(1) or [("", 0)]
    return Why(WhyCode.TOO_MANY_STAYS, what_was_seen([who])) if count > MOST_STAYS else None


@dataclass(frozen=True, slots=True)
class Grouped:
    """The people of a file in the order of their first rows, the names to ask about, note-takers
    and devices, the number of anonymous callers, and the rows without a name."""

    people: tuple[FilePerson, ...]
    ambiguous: tuple[AmbiguousName, ...]
    apart: tuple[Apart, ...]
    phone_callers: int
    bad_rows: tuple[BadRow, ...]


def find_people(presences: Iterable[Presence], *, has_days: bool) -> Grouped:
    """Group presences by e-mail where there is one, else by exact name.

    A name to ask about is one that two e-mails have, or one whose presences cannot be all of one
    person. `has_days`: the days of the presences are known.
    """
    emails, names = _grouped(presences)
    groups, ambiguous, callers = _named_groups(emails, names)
    people: list[FilePerson] = []
    machines: list[Apart] = []
    for group in groups:
        machine = _machine(group)
        if machine is None and not _names(group) and any(is_telephone(p.name) for p in group):
            callers += 1
            continue
        person = person_of(group, has_days=has_days)
        if machine:
            machines.append(Apart(machine, person))
        else:
            people.append(person)
    nameless = [p for person in people if person.is_nameless for p in person.presences]
    return Grouped(
        in_order(people),
        tuple(ambiguous),
        tuple(sorted(machines, key=lambda apart: apart.person.presences[0].line)),
        callers,
        tuple(BadRow(p.line, BadRowCode.NO_NAME, p.name, is_kept=True) for p in nameless),
    )


def _named_groups(
    emails: Groups, names: Groups
) -> tuple[list[list[Presence]], list[AmbiguousName], int]:
    """Return the presences of each person or machine, the names to ask about, and the number of
    callers without an e-mail."""
    owners = _owners(emails)
    joined = {email: list(group) for email, group in emails.items()}
    times = {email: Times(group) for email, group in emails.items()}
    alone: list[list[Presence]] = []
    ambiguous: list[AmbiguousName] = []
    callers = 0
    for name, group in names.items():
        owning = owners.get(name, [])
        if is_telephone(name):
            callers += 1
        elif machine_of(name):
            alone.append(group)
        elif _is_ambiguous(group, [times[email] for email in owning]):
            ambiguous.append(AmbiguousName(name, tuple(group), tuple(sorted(owning))))
        elif owning:
            joined[owning[0]] += group
        else:
            alone.append(group)
    return [*alone, *joined.values()], ambiguous, callers


def _machine(group: Sequence[Presence]) -> Machine | None:
    """Return what machine these presences are of, None for a person.

    Who has an e-mail is a person, whatever they joined with; but a note-taker has one, too.
    """
    email = group[0].email
    if email and is_of_note_taker(email):
        return Machine.NOTE_TAKER
    machines = {machine_of(p.name) for p in group}
    if machines == {Machine.DEVICE}:
        return None if email else Machine.DEVICE
    return Machine.NOTE_TAKER if machines == {Machine.NOTE_TAKER} else None


def in_order(people: Iterable[FilePerson]) -> tuple[FilePerson, ...]:
    """Return the people in the order of their first rows."""
    return tuple(sorted(people, key=lambda person: min(p.line for p in person.presences)))


def _grouped(presences: Iterable[Presence]) -> tuple[Groups, Groups]:
    """Return the presences by e-mail, and those without an e-mail by name."""
    emails: defaultdict[str, list[Presence]] = defaultdict(list)
    names: defaultdict[str, list[Presence]] = defaultdict(list)
    for presence in presences:
        if presence.email:
            emails[presence.email].append(presence)
        else:
            names[presence.name].append(presence)
    return emails, names


def _owners(emails: Groups) -> dict[str, list[str]]:
    """Return name → the e-mails under which it is found."""
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for email, group in emails.items():
        for name in dict.fromkeys(p.name for p in group):
            owners[name].append(email)
    return owners


def _is_ambiguous(group: Sequence[Presence], owning: Sequence[Times]) -> bool:
    """Return whether it is open whose presences these of one name are.

    So it is where several e-mails have the name (`owning` has the times of each), and where two
    presences are at one time.
    """
    return len(owning) > 1 or overlap(group) or any(times.meet(group) for times in owning)


def _earliest(presence: Presence) -> tuple[datetime, str]:
    return presence.join or END_OF_TIME, presence.name


def _names(group: Iterable[Presence]) -> list[str]:
    """Return the names of one person, the earliest first, those that are e-mails last.

    Telephone numbers and machines are left out. Where there is no name, display names take its
    place.
    """
    presences = sorted(group, key=_earliest)
    names = [p.name for p in presences if _is_of_person(p.name)]
    names = names or [p.alias for p in presences if _is_of_person(p.alias)]
    return sorted(dict.fromkeys(names), key=looks_like_email)


def _is_of_person(name: str) -> bool:
    return bool(name) and not is_telephone(name) and not machine_of(name)


def person_of(group: Sequence[Presence], *, has_days: bool) -> FilePerson:
    """Return the person, or the machine, with these presences.

    Each has a name or an e-mail. A machine is called by the name that it has.
    """
    email = next((p.email for p in group if p.email), None)
    names = _names(group)
    is_nameless = not names and _machine(group) is None
    shown = "" if is_nameless else next((p.name for p in group if p.name), "")
    name, *more = names or [shown or (email or "").partition("@")[0]]
    displays = (p.alias for p in sorted(group, key=_earliest) if p.alias)
    aliases = (alias for alias in dict.fromkeys([*more, *displays]) if _may_be_shown(alias))
    joins = [p.join for p in group if p.join]
    leaves = [p.leave for p in group if p.leave]
    is_over = has_days and len(joins) == len(leaves)
    return FilePerson(
        name=name,
        aliases=tuple(alias for alias in aliases if alias != name),
        email=email,
        minutes=minutes_of(group),
        first_join=min(joins, default=None) if has_days else None,
        last_leave=max(leaves, default=None) if is_over else None,
        presences=tuple(sorted(group, key=lambda p: p.line)),
        is_nameless=is_nameless,
    )


def _may_be_shown(alias: str) -> bool:
    return not is_telephone(alias) and not looks_like_email(alias)


def divide(presences: Sequence[Presence], people: int) -> list[list[Presence]]:
    """Divide the presences of a name among so many people.

    The first presences are one for each person; each later one goes to the person whose presences
    end first.
    """
    ordered = sorted(presences, key=lambda p: (*_earliest(p), p.line))
    groups = [[presence] for presence in ordered[:people]]
    ends = [(_end(presence), index) for index, presence in enumerate(ordered[:people])]
    heapify(ends)
    for presence in ordered[people:]:
        end, index = heappop(ends)
        groups[index].append(presence)
        heappush(ends, (max(end, _end(presence)), index))
    return groups


def _end(presence: Presence) -> datetime:
    return presence.leave or (END_OF_TIME if presence.join else BEGINNING_OF_TIME)


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...


def not_among(named: Iterable[_Named], known: Iterable[_Named]) -> tuple[str, ...]:
    """Return the names of those who are not among the known, by e-mail or name.

    Telephone numbers are left out.
    """
    everybody = list(known)
    emails = {person.email for person in everybody if person.email}
    names = {person.name for person in everybody}
    without_email = {person.name for person in everybody if not person.email}
    unknown: dict[str, str] = {}
    for person in named:
        known_names = without_email if person.email else names
        is_known = person.email in emails or person.name in known_names
        if not is_known and not is_telephone(person.name):
            unknown.setdefault(person.email or person.name, person.name)
    return tuple(unknown.values())
