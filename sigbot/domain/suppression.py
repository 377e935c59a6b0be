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

from collections.abc import Iterable, Mapping, Sequence

NOT_STATED = ""
"""The key of the people who said nothing."""


def withheld(quarters: Sequence[Mapping[str, int]], k: int) -> frozenset[str]:
    """The groups to withhold in a period made of `quarters`.

    Each quarter maps a group to its number of distinct people; NOT_STATED counts the others.
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


def publishable(groups: Iterable[str], hidden: frozenset[str]) -> list[str]:
    return [name for name in groups if name != NOT_STATED and name not in hidden]
