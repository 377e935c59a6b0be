"""Who is who in an attendance file: presences become people, or a question to the organizer."""

from collections import defaultdict
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
    meet,
    minutes_of,
    most_at_once,
    overlap,
)
from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode


@dataclass(frozen=True, slots=True)
class FilePerson:
    """One person of a file. `aliases` are other names they had, the earliest first.

    Times are naive, of the host's clock. They and `minutes` are None where not known.
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
    """A name of which the file does not say whose it is. `presences` have no e-mail.

    `emails` are those of the people who have this name too; they are among the people.
    """

    name: str
    presences: tuple[Presence, ...] = field(repr=False)
    emails: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.presences)

    @property
    def at_once(self) -> int:
        """The most that are there at one time: so many people, or devices."""
        return most_at_once(self.presences)


@dataclass(frozen=True, slots=True)
class Found:
    """Everybody of a file, in the order of their first rows."""

    people: tuple[FilePerson, ...]
    ambiguous: tuple[AmbiguousName, ...]
    phone_callers: int
    bad_rows: tuple[BadRow, ...]


def find_people(presences: Iterable[Presence], *, has_days: bool) -> Found:
    """By e-mail where there is one; else by exact name, unless something contradicts that."""
    emails, names = _grouped(presences)
    owners = _owners(emails)
    joined = {email: list(group) for email, group in emails.items()}
    groups: list[list[Presence]] = []
    ambiguous: list[AmbiguousName] = []
    callers = 0
    for name, group in names.items():
        owning = owners.get(name, [])
        if is_telephone(name):
            callers += 1
        elif _is_ambiguous(group, [emails[email] for email in owning]):
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
    return Found(people, tuple(ambiguous), callers, tuple(bad))


def in_order(people: Iterable[FilePerson]) -> tuple[FilePerson, ...]:
    """As the file tells of them first."""
    return tuple(sorted(people, key=lambda person: min(p.line for p in person.presences)))


Groups = dict[str, list[Presence]]


def _grouped(presences: Iterable[Presence]) -> tuple[Groups, Groups]:
    emails: defaultdict[str, list[Presence]] = defaultdict(list)
    names: defaultdict[str, list[Presence]] = defaultdict(list)
    for presence in presences:
        if presence.email:
            emails[presence.email].append(presence)
        else:
            names[presence.name].append(presence)
    return emails, names


def _owners(emails: Groups) -> dict[str, list[str]]:
    """The e-mails of those who have a name."""
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for email, group in emails.items():
        for name in dict.fromkeys(p.name for p in group):
            owners[name].append(email)
    return owners


def _is_ambiguous(group: Sequence[Presence], owning: Sequence[Sequence[Presence]]) -> bool:
    """Two e-mails under a name, or two presences that cannot be one person's, as far as known."""
    return len(owning) > 1 or overlap(group) or any(meet(group, others) for others in owning)


def _earliest(presence: Presence) -> tuple[datetime, str]:
    return presence.join or END_OF_TIME, presence.name


def _names(group: Iterable[Presence]) -> list[str]:
    """The names of one person, the earliest first. A telephone number is none.

    Whoever has no other name is called by a display name; an e-mail comes last.
    """
    presences = sorted(group, key=_earliest)
    names = [p.name for p in presences if p.name and not is_telephone(p.name)]
    found = names or [p.alias for p in presences if p.alias and not is_telephone(p.alias)]
    return sorted(dict.fromkeys(found), key=looks_like_email)


def person_of(group: Sequence[Presence], *, has_days: bool) -> FilePerson:
    """The person of these presences, one of which has a name."""
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
    """The presences of a name as those of so many people.

    The first ones are one person's each; each that comes later is of whoever left first.
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
    """The names of those who are not among the known, by e-mail or name; telephones left out."""
    everybody = list(known)
    emails = {one.email for one in everybody if one.email}
    names = {one.name for one in everybody}
    without_email = {one.name for one in everybody if not one.email}
    found: dict[str, str] = {}
    for one in named:
        is_known = one.email in emails or one.name in (without_email if one.email else names)
        if not is_known and not is_telephone(one.name):
            found.setdefault(one.email or one.name, one.name)
    return tuple(found.values())
