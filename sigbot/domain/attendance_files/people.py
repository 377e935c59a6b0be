"""Group the presences of an attendance file into people, or into names to ask about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Protocol

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


@dataclass(frozen=True, slots=True)
class FilePerson:
    """One person of a file. `aliases` are their other names, the earliest first.

    Times are naive, on the host's clock. They and `minutes` are None where not known.
    """

    name: str
    aliases: tuple[str, ...]
    email: str | None
    minutes: int | None
    first_join: datetime | None
    last_leave: datetime | None
    presences: tuple[Presence, ...] = field(default=(), repr=False)


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
    """The people of a file in the order of their first rows, the names to ask about, the number
    of anonymous callers, and the rows that are nobody's."""

    people: tuple[FilePerson, ...]
    ambiguous: tuple[AmbiguousName, ...]
    phone_callers: int
    bad_rows: tuple[BadRow, ...]


def find_people(presences: Iterable[Presence], *, has_days: bool) -> Grouped:
    """Group presences by e-mail where there is one, else by exact name.

    A name to ask about is one that two e-mails have, or one whose presences cannot be all of one
    person. `has_days`: the days of the presences are known.
    """
    emails, names = _grouped(presences)
    owners = _owners(emails)
    joined = {email: list(group) for email, group in emails.items()}
    times = {email: Times(group) for email, group in emails.items()}
    groups: list[list[Presence]] = []
    ambiguous: list[AmbiguousName] = []
    callers = 0
    for name, group in names.items():
        owning = owners.get(name, [])
        if is_telephone(name):
            callers += 1
        elif _is_ambiguous(group, [times[email] for email in owning]):
            ambiguous.append(AmbiguousName(name, tuple(group), tuple(sorted(owning))))
        elif owning:
            joined[owning[0]] += group
        else:
            groups.append(group)
    nameless = [group for group in joined.values() if not _names(group)]
    groups += [group for group in joined.values() if _names(group)]
    callers += sum(any(p.name for p in group) for group in nameless)
    bad = [BadRow(p.line, BadRowCode.NO_NAME) for group in nameless for p in group if not p.name]
    people = in_order(person_of(group, has_days=has_days) for group in groups)
    return Grouped(people, tuple(ambiguous), callers, tuple(bad))


def in_order(people: Iterable[FilePerson]) -> tuple[FilePerson, ...]:
    """Return the people in the order of their first rows."""
    return tuple(sorted(people, key=lambda person: min(p.line for p in person.presences)))


Groups = dict[str, list[Presence]]


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

    Telephone numbers are left out. Where there is no name, display names take its place.
    """
    presences = sorted(group, key=_earliest)
    names = [p.name for p in presences if p.name and not is_telephone(p.name)]
    names = names or [p.alias for p in presences if p.alias and not is_telephone(p.alias)]
    return sorted(dict.fromkeys(names), key=looks_like_email)


def person_of(group: Sequence[Presence], *, has_days: bool) -> FilePerson:
    """Return the person with these presences, at least one of which has a name."""
    name, *more = _names(group)
    displays = (p.alias for p in sorted(group, key=_earliest) if p.alias)
    aliases = (alias for alias in dict.fromkeys([*more, *displays]) if _may_be_shown(alias))
    joins = [p.join for p in group if p.join]
    leaves = [p.leave for p in group if p.leave]
    is_over = has_days and len(joins) == len(leaves)
    return FilePerson(
        name=name,
        aliases=tuple(alias for alias in aliases if alias != name),
        email=next((p.email for p in group if p.email), None),
        minutes=minutes_of(group),
        first_join=min(joins, default=None) if has_days else None,
        last_leave=max(leaves, default=None) if is_over else None,
        presences=tuple(sorted(group, key=lambda p: p.line)),
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
