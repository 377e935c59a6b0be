"""The release rule: which averages of an attribute are published, for given answers.

The rule depends on the answers only through the size and the attendance of each group. So a second
world, in which these fall within the same bounds, is published in the same words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sigbot.domain.releases.model import FIFTHS, WITHHELD, Figures, GroupAverage, Rules, Unit
from sigbot.domain.statistics import mean


@dataclass(frozen=True, slots=True)
class Way:
    """A way to publish an attribute: in which unit, and which answers are withheld in any case."""

    unit: Unit
    masked: frozenset[str]


@dataclass(frozen=True, slots=True)
class GroupSum:
    """The size of a group, and the sum of its attendances."""

    people: int
    attendances: int


NOBODY = GroupSum(0, 0)


def group_sums(came: Iterable[tuple[str | None, int]]) -> dict[str, GroupSum]:
    """Return the sum of each group that came; `came` has answer and attendances of each person."""
    columns: dict[str, list[int]] = {}
    for answer, times in came:
        if answer is not None:
            columns.setdefault(answer, []).append(times)
    return {answer: GroupSum(len(column), sum(column)) for answer, column in columns.items()}


def large_groups(sums: Mapping[str, GroupSum], rules: Rules) -> frozenset[str]:
    """Return the groups that may be published; none where the thresholds are not reached.

    Two groups are large enough at least, so no group is everybody who answered.
    """
    answered = sum(group.people for group in sums.values())
    large = [name for name, group in sums.items() if group.people >= rules.smallest_group]
    if answered < rules.fewest_answers or len(large) < 2:
        return frozenset()
    return frozenset(large)


def shown_groups(sums: Mapping[str, GroupSum], rules: Rules, way: Way) -> frozenset[str]:
    """Return the groups that are published; never only one, whose rest could be subtracted."""
    shown = large_groups(sums, rules) - way.masked
    return shown if len(shown) > 1 else frozenset()


@dataclass(frozen=True, slots=True)
class Scale:
    """A sum of attendances is published as `factor * sum / divisor`, rounded half up."""

    factor: int
    divisor: int

    def rounded(self, attendances: int) -> int:
        """Return the figure of a group."""
        return (2 * self.factor * attendances + self.divisor) // (2 * self.divisor)

    def bounds(self, figure: int) -> tuple[int, int]:
        """Return the smallest and the largest sum with this figure."""
        low = -(-(2 * figure - 1) * self.divisor // (2 * self.factor))
        high = ((2 * figure + 1) * self.divisor - 1) // (2 * self.factor)
        return low, high


def scale_of(unit: Unit, meetings: int, attendances: int) -> Scale:
    """Return the scale of a half-year with this many meetings and attendances, both at least 1."""
    if unit is Unit.PEOPLE:
        return Scale(1, meetings)
    if unit is Unit.FIFTHS:
        return Scale(FIFTHS, attendances)
    return Scale(10, meetings)


def figures_of(
    offered: Iterable[str],
    sums: Mapping[str, GroupSum],
    shown: frozenset[str],
    unit: Unit,
    scale: Scale,
) -> Figures:
    """Return the figures of an attribute; every answer that is offered has one."""
    groups: dict[str, GroupAverage] = {
        answer: scale.rounded(sums[answer].attendances) if answer in shown else WITHHELD
        for answer in offered
    }
    return Figures(unit, groups)


def publish(
    offered: Iterable[str],
    came: Iterable[tuple[str | None, int]],
    meetings: int,
    rules: Rules,
    way: Way,
) -> Figures:
    """Return what is published of an attribute.

    `came` has the answer and the attendances of each person who came.
    """
    lines = [*came]
    attendances = sum(times for _, times in lines)
    return publish_sums(offered, group_sums(lines), attendances, meetings, rules, way)


def publish_sums(
    offered: Iterable[str],
    sums: Mapping[str, GroupSum],
    attendances: int,
    meetings: int,
    rules: Rules,
    way: Way,
) -> Figures:
    """Return what is published of an attribute, from the sums of its groups.

    `attendances` are those of all who came, whether they answered or not.
    """
    shown = shown_groups(sums, rules, way)
    scale = scale_of(way.unit, meetings, max(1, attendances))
    return figures_of(offered, sums, shown, way.unit, scale)


def total_average(came: Mapping[int, int], meetings: int) -> float | int:
    """Return the average attendance to one decimal, 0 without meetings."""
    return mean(sum(came.values()), meetings) if meetings else 0
