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


def sizes_would_tell(people: Mapping[str, int], hidden: frozenset[str], k: int) -> bool:
    """True when saying which withheld groups are small would leave one size for a small group.

    The smallest group has one person at least. Its largest possible size is what is left of all
    that is withheld, when every other small group has one person and every larger one has k.
    """
    small = [name for name in hidden if 0 < people.get(name, 0) < k]
    larger = [name for name in hidden if people.get(name, 0) >= k]
    if not small:
        return False
    total = people.get(NOT_STATED, 0) + sum(people.get(name, 0) for name in hidden)
    return total - (len(small) - 1) - len(larger) * k < 2
