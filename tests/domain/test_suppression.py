"""No figure of a small group is published, and none can be worked out from what is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigbot.domain.suppression import (
    NOT_STATED,
    WITHHELD,
    GroupCount,
    GroupFigure,
    NotShown,
    group_figures,
    sizes_would_tell,
    withheld,
)
from tests.domain.properties import quick, thorough
from tests.profile import examples

K = 5
GROUPS = ("A", "B", "C", "D", "E")

Quarter = Mapping[str, int]
Cell = tuple[int, str]
"""A figure that could be published: a group (or NOT_STATED) in a quarter."""

quarters = st.fixed_dictionaries(
    {NOT_STATED: st.integers(0, 8)},
    optional={name: st.integers(0, 9) for name in GROUPS},
)
k_values = st.integers(K, 9)


def remainder(quarter: Quarter, hidden: frozenset[str]) -> int:
    """People behind the one figure that holds everybody who is not shown."""
    return sum(n for name, n in quarter.items() if name == NOT_STATED or name in hidden)


def stated(quarter: Quarter) -> set[str]:
    return {name for name, people in quarter.items() if people and name != NOT_STATED}


def publishable(groups: Iterable[str], hidden: frozenset[str]) -> list[str]:
    return [name for name in groups if name != NOT_STATED and name not in hidden]


@pytest.mark.parametrize(
    ("quarter", "hidden"),
    [
        ({}, ""),
        ({NOT_STATED: 3}, ""),
        ({"A": 5, "B": 9}, ""),
        ({"A": 5, "B": 0}, ""),
        ({"A": 4, NOT_STATED: 1}, "A"),
        ({"A": 4, NOT_STATED: 0}, "A"),
        ({"A": 4, "B": 9, NOT_STATED: 1}, "A"),
        ({"A": 4, "B": 9, "C": 7}, "AC"),
        ({"A": 4, "B": 7, "C": 7}, "AB"),
        ({"A": 2, "B": 3, "C": 9}, "AB"),
        ({"A": 1, "B": 1, "C": 1, "D": 9}, "ABCD"),
        ({"A": 1, "B": 5, "C": 5, "D": 9}, "AB"),
    ],
)
def test_the_next_smallest_group_hides_a_remainder_that_is_too_small(
    quarter: Quarter, hidden: str
) -> None:
    assert withheld([quarter], K) == frozenset(hidden)


def test_a_group_withheld_in_one_quarter_is_withheld_in_the_whole_period() -> None:
    first, second = {"A": 9, "B": 9, NOT_STATED: 9}, {"A": 2, "B": 9, NOT_STATED: 9}
    assert withheld([first], K) == frozenset()
    assert withheld([first, second], K) == frozenset("A")


def test_a_period_without_quarters_withholds_nothing_as_it_publishes_nothing() -> None:
    assert withheld([], K) == frozenset()


@thorough
@given(st.lists(quarters, min_size=1, max_size=4), k_values)
def test_no_published_group_has_few_people_in_any_quarter(found: list[Quarter], k: int) -> None:
    hidden = withheld(found, k)
    for quarter in found:
        for name in publishable(quarter, hidden):
            assert quarter[name] == 0 or quarter[name] >= k


@thorough
@given(st.lists(quarters, min_size=1, max_size=4), k_values)
def test_what_is_withheld_hides_among_enough_people_or_nothing_is_shown(
    found: list[Quarter], k: int
) -> None:
    hidden = withheld(found, k)
    for quarter in found:
        if stated(quarter) & hidden:
            people = remainder(quarter, hidden)
            assert people == 0 or people >= k or stated(quarter) <= hidden


def test_by_brute_force_every_small_quarter_is_safe() -> None:
    for counts in product(range(8), range(8), range(8), range(7)):
        quarter = dict(zip((*"ABC", NOT_STATED), counts, strict=True))
        hidden = withheld([quarter], K)
        shown = {name: quarter[name] for name in publishable(quarter, hidden)}
        assert all(people == 0 or people >= K for people in shown.values())
        if hidden:
            assert remainder(quarter, hidden) >= K or stated(quarter) <= hidden


@thorough
@given(st.lists(quarters, min_size=2, max_size=4))
def test_a_longer_period_withholds_at_least_what_its_parts_do(found: list[Quarter]) -> None:
    whole = withheld(found, K)
    for begin, end in spans(len(found)):
        assert withheld(found[begin:end], K) <= whole


@quick
@given(st.lists(quarters, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_what_is_withheld_depends_on_no_order(found: list[Quarter], random: object) -> None:
    turned = [dict(reversed([*quarter.items()])) for quarter in reversed(found)]
    assert withheld(turned, K) == withheld(found, K)


@quick
@given(quarters)
def test_no_more_is_withheld_than_needed(quarter: Quarter) -> None:
    """Without its largest withheld group, the remainder would be too small."""
    hidden = withheld([quarter], K)
    extra = [name for name in hidden if quarter[name] >= K]
    if extra:
        largest = max(extra, key=lambda name: quarter[name])
        assert remainder(quarter, hidden - {largest}) < K


@quick
@given(quarters, k_values)
def test_a_larger_k_never_shows_a_group_that_is_too_small_for_it(quarter: Quarter, k: int) -> None:
    shown = publishable(quarter, withheld([quarter], k))
    assert all(quarter[name] == 0 or quarter[name] >= k for name in shown)


# What somebody can work out who has every report that was published.


def spans(count: int) -> Iterator[tuple[int, int]]:
    """Every period made of adjoining quarters, [begin, end)."""
    return ((a, b) for a in range(count) for b in range(a + 1, count + 1))


@dataclass(frozen=True, slots=True)
class Published:
    """The equations of all reports over some quarters: sums of cells whose value is known."""

    cells: Sequence[Cell]
    equations: Sequence[frozenset[Cell]]


def publish(found: Sequence[Quarter], k: int) -> Published:
    """Every group's figure, every remainder and every total of every period there can be.

    A group that a report does not list at all is known to be of nobody.
    """
    names = sorted({name for quarter in found for name in quarter} | {NOT_STATED})
    cells = [(number, name) for number in range(len(found)) for name in names]
    equations: list[frozenset[Cell]] = []
    for begin, end in spans(len(found)):
        hidden = withheld(found[begin:end], k)
        period = range(begin, end)
        for name in names:
            column = frozenset((number, name) for number in period)
            nobody = not any(found[number].get(name, 0) for number in period)
            if name != NOT_STATED and (name not in hidden or nobody):
                equations.append(column)
        behind = [name for name in names if name == NOT_STATED or name in hidden]
        equations.append(frozenset(product(period, behind)))
        equations.append(frozenset(product(period, names)))
    return Published(cells, equations)


class Knowledge:
    """The row space of the equations, in exact arithmetic (Gaussian elimination)."""

    def __init__(self, published: Published) -> None:
        self._columns = {cell: n for n, cell in enumerate(published.cells)}
        self._rows: dict[int, list[Fraction]] = {}
        for equation in published.equations:
            row = self._reduced(equation)
            pivot = next((n for n, value in enumerate(row) if value), None)
            if pivot is not None:
                self._rows[pivot] = [value / row[pivot] for value in row]

    def _reduced(self, cells: frozenset[Cell]) -> list[Fraction]:
        row = [Fraction(0)] * len(self._columns)
        for cell in cells:
            row[self._columns[cell]] = Fraction(1)
        for pivot in range(len(row)):
            if row[pivot] and pivot in self._rows:
                factor = row[pivot]
                row = [a - factor * b for a, b in zip(row, self._rows[pivot], strict=True)]
        return row

    def determines(self, cells: frozenset[Cell]) -> bool:
        """True when the sum of these cells can be worked out."""
        return not any(self._reduced(cells))


def check_nothing_small_is_known(found: Sequence[Quarter], k: int) -> None:
    """No sum of groups with 1 to k-1 people can be worked out, in any quarter; unless everybody
    who said anything is in it, which is then no more than the total says."""
    knowledge = Knowledge(publish(found, k))
    for number, quarter in enumerate(found):
        present = [name for name, people in quarter.items() if people]
        for size in range(1, len(present) + 1):
            for names in combinations(present, size):
                people = sum(quarter[name] for name in names)
                cells = frozenset((number, name) for name in names)
                if people < k and knowledge.determines(cells):
                    assert set(names) in (set(present), {NOT_STATED}), (number, names)


def check_no_withheld_figure_is_known(found: Sequence[Quarter], k: int) -> None:
    """Whatever a quarter's report or a longer one withholds stays unknown."""
    knowledge = Knowledge(publish(found, k))
    for begin, end in spans(len(found)):
        for name in withheld(found[begin:end], k):
            column = frozenset((number, name) for number in range(begin, end))
            assert not knowledge.determines(column), (begin, end, name)
            for number in range(begin, end):
                if name in withheld([found[number]], k):
                    assert not knowledge.determines(frozenset({(number, name)})), (number, name)


few = st.fixed_dictionaries(
    {NOT_STATED: st.integers(0, 6), "A": st.integers(0, 7), "B": st.integers(0, 7)},
    optional={"C": st.integers(0, 7)},
)


@thorough
@given(st.lists(few, min_size=1, max_size=2))
def test_two_quarters_and_their_half_year_together_give_no_small_group_away(
    found: list[Quarter],
) -> None:
    check_no_withheld_figure_is_known(found, K)
    check_nothing_small_is_known(found, K)


@settings(quick, max_examples=examples(40))
@given(st.lists(few, min_size=3, max_size=4))
def test_a_whole_year_of_reports_gives_no_small_group_away(found: list[Quarter]) -> None:
    check_no_withheld_figure_is_known(found, K)
    check_nothing_small_is_known(found, K)


def test_by_brute_force_no_two_small_quarters_give_a_small_group_away() -> None:
    """k = 3, groups of up to 3 people: every combination of sizes, and every edge of them."""
    sizes = [
        {"A": a, "B": b, NOT_STATED: rest} for a in (0, 2, 3) for b in (1, 3) for rest in (0, 1, 3)
    ]
    for found in product(sizes, repeat=2):
        check_no_withheld_figure_is_known(found, 3)
        check_nothing_small_is_known(found, 3)


def test_the_judge_itself_notices_what_can_be_subtracted() -> None:
    """Withholding by the whole period alone would give a group away: the check must see it."""
    cells = [(number, name) for number in range(2) for name in ("A", NOT_STATED)]
    half_year = frozenset(product(range(2), ["A"]))
    naive = Published(cells, [half_year, frozenset({(1, "A")})])
    assert Knowledge(naive).determines(frozenset({(0, "A")}))
    assert not Knowledge(naive).determines(frozenset({(0, NOT_STATED)}))


def sizes(small: list[int], larger: list[int], not_stated: int) -> dict[str, int]:
    groups = {f"s{n}": size for n, size in enumerate(small)}
    groups |= {f"l{n}": size for n, size in enumerate(larger)}
    return {**groups, NOT_STATED: not_stated}


@quick
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
    st.lists(st.integers(5, 12), max_size=2),
    st.integers(0, 6),
)
def test_two_words_are_used_only_where_no_size_follows_from_them(
    small: list[int], larger: list[int], not_stated: int
) -> None:
    people = sizes(small, larger, not_stated)
    hidden = frozenset(people) - {NOT_STATED}
    total = sum(people.values())
    possible = {
        guess[0]
        for guess in product(range(1, 5), repeat=len(small))
        if total - sum(guess) >= 5 * len(larger)
    }
    assert sizes_would_tell(people, hidden, 5) == (len(possible) < 2)


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ({"A": 9, "B": 12, NOT_STATED: 9}, {"A": 4.5, "B": 6, NOT_STATED: 4.5}),
        ({"A": 4, "B": 12, NOT_STATED: 9}, {"A": NotShown(5), "B": 6, NOT_STATED: 6.5}),
        ({"A": 1, "B": 6, NOT_STATED: 0}, {"A": NotShown(5), "B": WITHHELD, NOT_STATED: 3.5}),
        ({"A": 1, "B": 5, NOT_STATED: 0}, {"A": WITHHELD, "B": WITHHELD, NOT_STATED: 3}),
    ],
)
def test_a_group_that_is_not_shown_says_why_unless_its_size_would_follow(
    people: dict[str, int], shown: dict[str, GroupFigure]
) -> None:
    """Two meetings; everybody was at one of them."""
    counts = [GroupCount(name, count, count) for name, count in people.items()]
    assert group_figures(counts, [counts], 2, 5) == shown
