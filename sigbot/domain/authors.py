"""Authors of a report: members are named only after a Yes, people outside as they were typed."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_BETWEEN = re.compile(r"[,;&+/]|\band\b", re.IGNORECASE)
"""What is between two names in a line."""


@dataclass(frozen=True, slots=True)
class AuthorQuestion:
    """What a member is asked: whether the report of the period `label` may name them as `name`.

    `agreed` is None until they answer.
    """

    id: int
    discord_id: int
    community: str
    label: str
    name: str
    agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A name under which a member with a Discord account is known: their own, or one linked to
    them."""

    name: str
    person_id: int
    discord_id: int


@dataclass(frozen=True, slots=True)
class AskedAuthor:
    """A member who was asked, the line that was typed for them, and what they answered."""

    person_id: int
    name: str
    agreed: bool | None


@dataclass(frozen=True, slots=True)
class NamedAuthors:
    """The lines that were typed as authors, by what the members in them answered.

    The report has `named`: members there said Yes, or no member has such a name.
    """

    named: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()

    @property
    def left_out(self) -> tuple[str, ...]:
        return self.asked + self.declined


def accounts_meant(line: str, known: Iterable[Account]) -> list[list[Account]]:
    """Return, for each name in a line that may be that of a member, the accounts it may mean."""
    accounts = [(account, _words(account.name)) for account in known]
    meant = (
        [account for account, words in accounts if _may_mean(name, words)]
        for name in map(_words, _BETWEEN.split(line))
    )
    return [of_name for of_name in meant if of_name]


def words_of_names(lines: Iterable[str]) -> set[str]:
    """Return the words of lines in lower case: the name of everybody they may mean has one."""
    return {word for line in lines for word in _words(line)}


def _may_mean(typed: Sequence[str], member: Sequence[str]) -> bool:
    """Return whether words that were typed may mean a member, by the words of their name.

    `Ann`, `Ann Lee (Acme)` and `Dr Ann Lee` may all mean Ann Lee, but `Ann Li` does not.
    """
    shorter, longer = sorted((typed, member), key=len)
    if not shorter:
        return False
    if longer[: len(shorter)] == shorter:
        return True
    size = len(member)
    places = range(len(typed) - size + 1) if size > 1 else ()
    return any(typed[place : place + size] == member for place in places)


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(name)]


def named_authors(
    lines: Iterable[str],
    meant: Mapping[str, Sequence[Collection[int]]],
    asked: Sequence[AskedAuthor],
    viewer: int | None,
) -> NamedAuthors:
    """Sort the lines of authors by what members answered.

    `meant` is line → for each name in it, the people whom it may mean today; one Yes of these is
    enough, but each name needs one. Whoever was asked about a line is meant by it for ever, also
    after a change of their own name. A `viewer` reads their own name, unless they said No.
    """
    answers = {author.person_id: author.agreed for author in asked}
    sorted_: dict[str, list[str]] = {"named": [], "asked": [], "declined": []}
    for line in lines:
        names = [*meant.get(line, ())]
        today = {person for people in names for person in people}
        was_asked = {author.person_id for author in asked if author.name == line}
        names += [[person] for person in was_asked - today]
        told = {_answer(people, answers, viewer) for people in names}
        worst = next((word for word in ("declined", "asked") if word in told), "named")
        sorted_[worst].append(line)
    return NamedAuthors(**{word: tuple(kept) for word, kept in sorted_.items()})


def _answer(people: Collection[int], answers: Mapping[int, bool | None], viewer: int | None) -> str:
    """Return the answer of the people whom one name may mean."""
    if any(answers.get(person) for person in people):
        return "named"
    if viewer is not None and viewer in people and answers.get(viewer) is None:
        return "named"
    return "declined" if all(answers.get(person) is False for person in people) else "asked"
