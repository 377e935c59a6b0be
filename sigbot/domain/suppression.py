"""Which groups of people may be published: primary and complementary suppression.

A group of 1 to k-1 people is withheld (threshold rule). As totals are published too, what is
withheld together with "not stated" can be worked out by subtraction; so that remainder must be
of nobody or of at least k people, and where it is not, the next smallest group is withheld as
well. Two reports can be subtracted from each other; so a period must consist of whole calendar
quarters, and a group is withheld when it would be in any one of them. What is published is then
the same set of groups in every period made of the same quarters, or a smaller one.
Threshold rule, complementary suppression and differencing: Hundepool et al., *Statistical
Disclosure Control* (2012), chapters 4 and 5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sigbot.domain.statistics import Number, mean

NOT_STATED = ""
"""The key of the people who gave no answer."""


@dataclass(frozen=True, slots=True)
class NotShown:
    """The figure of a group that is not published.

    The group has fewer people than `fewer_than`; with None, not even that is published.
    """

    fewer_than: int | None = None


WITHHELD = NotShown()
"""The figure of a group that is large enough, but from which a smaller group could be worked out;
or of a small group whose size could be worked out if the report said that it is small."""

GroupFigure = Number | NotShown


@dataclass(frozen=True, slots=True)
class GroupCount:
    """The counts of a group (an answer) in a calendar quarter or in a whole period."""

    group: str
    people: int
    attendances: int


def withheld(quarters: Sequence[Mapping[str, int]], k: int) -> frozenset[str]:
    """Return the groups to withhold in a period made of `quarters`.

    Each quarter maps a group to its number of distinct people, and NOT_STATED to the number of
    people who gave no answer. Smaller groups than `k` people are never shown.
    """
    return frozenset().union(*(_withheld_in_one(quarter, k) for quarter in quarters))


def _withheld_in_one(people: Mapping[str, int], k: int) -> frozenset[str]:
    groups = {name: count for name, count in people.items() if name != NOT_STATED and count > 0}
    small = {name for name, count in groups.items() if count < k}
    if not small:
        return frozenset()
    larger = sorted((count, name) for name, count in groups.items() if name not in small)
    hidden = people.get(NOT_STATED, 0) + sum(groups[name] for name in small)
    for count, name in larger:
        if hidden >= k:
            break
        small.add(name)
        hidden += count
    return frozenset(small)


def sizes_would_tell(people: Mapping[str, int], hidden: frozenset[str], k: int) -> bool:
    """Return whether the size of a small group could be worked out if it is called small.

    A small group has at least one person. Its largest possible size is the number of people who
    are in a `hidden` group or gave no answer, less one for each other small group and `k` for each
    larger group. Where that is one, too, the size is known.
    """
    small = [name for name in hidden if 0 < people.get(name, 0) < k]
    larger = [name for name in hidden if people.get(name, 0) >= k]
    if not small:
        return False
    total = people.get(NOT_STATED, 0) + sum(people.get(name, 0) for name in hidden)
    return total - (len(small) - 1) - len(larger) * k < 2


def group_figures(
    counts: Sequence[GroupCount], quarters: Sequence[Sequence[GroupCount]], meetings: int, k: int
) -> dict[str, GroupFigure]:
    """Return the average attendance of each group at `meetings` meetings (at least 1), or NotShown.

    The NOT_STATED figure includes the withheld groups: without them, they could be worked out.
    """
    hidden = withheld([{c.group: c.people for c in quarter} for quarter in quarters], k)
    people = {count.group: count.people for count in counts}
    silent = sizes_would_tell(people, hidden, k)
    figures: dict[str, GroupFigure] = {}
    remainder = 0
    for count in counts:
        if count.group == NOT_STATED or count.group in hidden:
            remainder += count.attendances
        if count.group in hidden:
            figures[count.group] = NotShown(k) if count.people < k and not silent else WITHHELD
        elif count.group != NOT_STATED:
            figures[count.group] = mean(count.attendances, meetings)
    figures[NOT_STATED] = mean(remainder, meetings)
    return figures
