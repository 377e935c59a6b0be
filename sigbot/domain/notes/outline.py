"""What has to be known of all notes before the first line is read: headings, names, the scribe."""

from dataclasses import dataclass, field

from sigbot.domain.notes.marks import LISTS, PEOPLE, Mark, Sign, list_of
from sigbot.domain.notes.names import are_people, split_names
from sigbot.domain.notes.rolls import split_scribe
from sigbot.domain.notes.statements import Statement

_EVERYONE = "*"


@dataclass(slots=True)
class Outline:
    """`topic_level` is the level of headings that are topics; deeper ones are subtopics.

    `title_at` is the place of the heading that is the title of the meeting, -1 where none is.
    `lists` has the headings of lists, by the number of their line. `known` are people who spoke or
    are named, in one case. `first_scribes` are scribes from the start of the log on.
    """

    title_at: int = -1
    topic_level: int = 1
    lists: dict[int, Mark] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    first_scribes: tuple[str, ...] = ()


def outlined(statements: list[Statement]) -> Outline:
    """Look through all lines."""
    title_at = _title_at(statements)
    levels = {
        stated.marked.level
        for place, stated in enumerate(statements)
        if stated.marked and stated.marked.mark is Mark.HEADING and place != title_at
    }
    return Outline(
        title_at, min(levels, default=1), _lists(statements), _known(statements), _first(statements)
    )


def _lists(statements: list[Statement]) -> dict[int, Mark]:
    """Return the headings under which there is a list of people, decisions, actions or links."""
    lists: dict[int, Mark] = {}
    for stated in statements:
        if stated.marked and stated.marked.mark is Mark.HEADING:
            mark = list_of(stated.marked.text)
            if mark in LISTS:
                lists[stated.line.number] = mark
    return lists


def _title_at(statements: list[Statement]) -> int:
    """Return the place of the first heading, where it is the title of all that follows.

    It is when it is the only one of its level, and all others are below it: nothing is said before
    the next topic, or there are several topics.
    """
    openers = [place for place, stated in enumerate(statements) if _opens(stated)]
    if len(openers) < 2 or _level(statements[openers[0]]) != 1:
        return -1
    if any(_level(statements[place]) == 1 for place in openers[1:]):
        return -1
    between = statements[openers[0] + 1 : openers[1]]
    is_bare = all(stated.marked or stated.line.is_left_out for stated in between)
    return openers[0] if is_bare or len(openers) > 2 else -1


def _opens(stated: Statement) -> bool:
    return stated.marked is not None and stated.marked.mark in {Mark.HEADING, Mark.TOPIC}


def _level(stated: Statement) -> int:
    """Return the level of a heading; that of a topic is below all of them."""
    return stated.marked.level if stated.marked and stated.marked.level else 7


def _known(statements: list[Statement]) -> frozenset[str]:
    known = {stated.line.speaker.casefold() for stated in statements if stated.line.speaker}
    for stated in statements:
        marked = stated.marked
        if marked and marked.mark in PEOPLE and are_people(marked.text):
            known.update(name.casefold() for name in split_names(marked.text))
    return frozenset(known)


def _first(statements: list[Statement]) -> tuple[str, ...]:
    """Return who the scribes are before anything says so: those who are named first."""
    for stated in statements:
        marked = stated.marked
        if marked and marked.mark is Mark.SCRIBE and marked.sign is not Sign.REMOVE:
            if not marked.text:
                return (stated.line.speaker,)
            if marked.text == _EVERYONE:
                return (_EVERYONE,)
            return tuple(split_scribe(name)[0] for name in split_names(marked.text))
    return ()
