"""Find the people of a file among those whom the community knows already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sigbot.domain.attendance_files.drafts import ImportedPerson
from sigbot.domain.members import Candidate

NEW = "new"
"""The answer that the person of the file is none of the candidates."""

DROP = "drop"
"""The answer that people without a name are left out."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a community knows of the names and e-mails of a file.

    Ids are of people or of names linked to a member; those of candidates are of people only.
    """

    by_digest: Mapping[str, int]
    """Keyed hash of an e-mail → the id that has it."""
    linked: Mapping[str, Sequence[int]]
    """Name → the ids of that name that are linked to a member."""
    called: Mapping[str, Sequence[Candidate]]
    """Name → the people known by it."""
    owners: Mapping[int, int]
    """Id of a linked name → id of the member."""


@dataclass(frozen=True, slots=True)
class MatchQuestion:
    """Which of `candidates` a person of the file is, or whether they are new."""

    key: str
    name: str
    minutes: int | None
    candidates: Sequence[Candidate]

    def is_answer(self, key: str, value: str) -> bool:
        """Return whether this key and value answer the question."""
        ids = (str(candidate.id) for candidate in self.candidates)
        return key == self.key and value in {NEW, *ids}


@dataclass(frozen=True, slots=True)
class NamelessQuestion:
    """What the people are called who have an e-mail and no name: they are named, or left out.

    `people` has what stands before the @ by the key of the answer.
    """

    people: Mapping[str, str]
    key: str = "nameless"

    def is_answer(self, key: str, value: str) -> bool:
        """Return whether this key and value answer the question by leaving all people out."""
        return (key, value) == (self.key, DROP)


@dataclass(frozen=True, slots=True)
class Matches:
    """Who the people of a file are.

    `ids` has the id of each person of the file, in their order, None for those who are new or left
    out; they are settled once there is no `question` left.
    """

    ids: tuple[int | None, ...]
    question: MatchQuestion | NamelessQuestion | None = None

    @property
    def known(self) -> int:
        """How many people of the file the community knows."""
        return sum(person_id is not None for person_id in self.ids)


def match(people: Sequence[ImportedPerson], known: Known, choices: Mapping[str, str]) -> Matches:
    """Match the people of a file by e-mail, by linked name, and by exact name, in this order.

    People of one name are matched to the candidates of that name whom nobody else in the file is,
    in any order, where all candidates are needed. A question is asked where there are more
    candidates than people, and where a candidate is known by another e-mail. `choices` are the
    answers so far, by the keys of questions. Last, those are asked about who have an e-mail that
    nobody is known by, and no name.
    """
    ids: dict[int, int | None] = {}
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        if person.is_left_out:
            continue
        if person.digest and person.digest in known.by_digest:
            ids[place] = known.by_digest[person.digest]
        elif not person.is_nameless:
            groups[person.name].append(place)
    taken = _taken(people, ids, known)
    question: MatchQuestion | NamelessQuestion | None = None
    for name, places in groups.items():
        if name not in known.linked and name not in known.called:
            continue
        linked = list(known.linked.get(name, ()))
        ids.update(zip(places, linked, strict=False))
        gone = taken[name] | {known.owners[linked_id] for linked_id in linked}
        free = [candidate for candidate in known.called.get(name, ()) if candidate.id not in gone]
        rest = [(place, people[place]) for place in places[len(linked) :]]
        ids_of_name, asked = _match_name(rest, free, choices)
        ids.update(ids_of_name)
        question = question or asked
    nameless = {p.key: p.name for at, p in enumerate(people) if p.is_nameless and at not in ids}
    if nameless and not question:
        question = NamelessQuestion(nameless)
    return Matches(tuple(ids.get(place) for place in range(len(people))), question)


def _taken(
    people: Sequence[ImportedPerson], ids: Mapping[int, int | None], known: Known
) -> defaultdict[str, set[int]]:
    """Return name → the ids that people of that name in the file have by e-mail.

    `ids` are those found by e-mail, by the place of the person in the file.
    """
    taken: defaultdict[str, set[int]] = defaultdict(set)
    for place, person_id in ids.items():
        if person_id is not None:
            taken[people[place].name].add(known.owners.get(person_id, person_id))
    return taken


def _match_name(
    people: Sequence[tuple[int, ImportedPerson]],
    free: Sequence[Candidate],
    choices: Mapping[str, str],
) -> tuple[dict[int, int | None], MatchQuestion | None]:
    """Match people of one name, each with their place in the file, to the free candidates.

    Return ids by place, and the first question that has to be answered before the rest.
    """
    left = {str(candidate.id): candidate for candidate in free}
    ids: dict[int, int | None] = {}
    open_ = []
    for place, person in people:
        chosen = choices.get(f"m{place}")
        if chosen is None:
            open_.append((place, person))
        else:
            picked = left.pop(chosen, None)
            ids[place] = picked.id if picked else None
    candidates = list(left.values())
    if not open_ or _is_clear([person for _, person in open_], candidates):
        pairs = zip(open_, candidates, strict=False)
        ids.update({place: candidate.id for (place, _), candidate in pairs})
        return ids, None
    place, person = open_[0]
    return ids, MatchQuestion(f"m{place}", person.name, person.minutes, candidates)


def _is_clear(people: Sequence[ImportedPerson], candidates: Sequence[Candidate]) -> bool:
    """Return whether all candidates came, and each may be any of these people.

    A user name on Discord may be somebody else's name, so it is asked about.
    """
    has_email = any(person.digest for person in people)
    other_email = has_email and any(candidate.digests for candidate in candidates)
    by_account = any(candidate.by_account for candidate in candidates)
    return len(candidates) <= len(people) and not other_email and not by_account
