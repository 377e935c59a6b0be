"""Whom a community knows already of the people of a file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sigbot.domain.attendance_files.drafts import Entry
from sigbot.domain.members import Candidate

NEW = "new"
"""The answer that somebody is none of the candidates."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a community knows of the names and e-mails of a file. Ids are of people or of linked
    names, but those of candidates are never of linked names."""

    by_digest: Mapping[str, int]
    linked: Mapping[str, Sequence[int]]
    """A name → those known by it who are linked to a member."""
    called: Mapping[str, Sequence[Candidate]]
    owners: Mapping[int, int]
    """Somebody who is linked → the member."""


@dataclass(frozen=True, slots=True)
class MatchQuestion:
    """Who of `candidates` somebody of the file is, or somebody new."""

    key: str
    name: str
    minutes: int | None
    candidates: Sequence[Candidate]

    def is_answer(self, key: str, value: str) -> bool:
        return key == self.key and value in {NEW, *(str(one.id) for one in self.candidates)}


@dataclass(frozen=True, slots=True)
class Matches:
    """By the places of the entries: the person's id, or None for somebody new; or the first
    question that has to be answered before."""

    ids: tuple[int | None, ...]
    question: MatchQuestion | None = None

    @property
    def known(self) -> int:
        return sum(one is not None for one in self.ids)


def match(entries: Sequence[Entry], known: Known, choices: Mapping[str, str]) -> Matches:
    """Match people of a file by e-mail, by linked name, and by exact name, in this order.

    Several entries of one name are matched to those of that name whom no other entry is, when there
    are no more of them than entries; else it is asked, and so it is where the one who has the name
    is known by another e-mail. `choices` are answers by the keys of questions.
    """
    ids: dict[int, int | None] = {}
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if entry.digest and entry.digest in known.by_digest:
            ids[place] = known.by_digest[entry.digest]
        else:
            groups[entry.name].append(place)
    taken = _taken(entries, ids, known)
    question = None
    for name, places in groups.items():
        linked = list(known.linked.get(name, ()))
        ids.update(zip(places, linked, strict=False))
        gone = taken[name] | {known.owners[one] for one in linked}
        free = [one for one in known.called.get(name, ()) if one.id not in gone]
        rest = [(place, entries[place]) for place in places[len(linked) :]]
        found, asked = _of_one_name(rest, free, choices)
        ids.update(found)
        question = question or asked
    return Matches(tuple(ids.get(place) for place in range(len(entries))), question)


def _taken(
    entries: Sequence[Entry], ids: Mapping[int, int | None], known: Known
) -> defaultdict[str, set[int]]:
    """By name: who is another entry of this name, by e-mail."""
    taken: defaultdict[str, set[int]] = defaultdict(set)
    for place, found in ids.items():
        if found is not None:
            taken[entries[place].name].add(known.owners.get(found, found))
    return taken


def _of_one_name(
    places: Sequence[tuple[int, Entry]], free: Sequence[Candidate], choices: Mapping[str, str]
) -> tuple[dict[int, int | None], MatchQuestion | None]:
    """Who they are, and what has to be asked first."""
    left = {str(one.id): one for one in free}
    found: dict[int, int | None] = {}
    open_ = []
    for place, entry in places:
        chosen = choices.get(f"m{place}")
        if chosen is None:
            open_.append((place, entry))
        else:
            picked = left.pop(chosen, None)
            found[place] = picked.id if picked else None
    candidates = list(left.values())
    if not open_ or _is_clear([entry for _, entry in open_], candidates):
        pairs = zip(open_, candidates, strict=False)
        found.update({place: one.id for (place, _), one in pairs})
        return found, None
    place, entry = open_[0]
    return found, MatchQuestion(f"m{place}", entry.name, entry.minutes, candidates)


def _is_clear(entries: Sequence[Entry], candidates: Sequence[Candidate]) -> bool:
    """All of the candidates were there, and each may be any of the entries."""
    has_email = any(entry.digest for entry in entries)
    other_email = has_email and any(one.digests for one in candidates)
    return len(candidates) <= len(entries) and not other_email
