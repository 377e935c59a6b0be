"""A search with a budget: what it answers is possible, and its bound holds for every rotation."""

from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigbot.domain.refusals import NoRotationError
from sigbot.domain.rotation import Budget
from sigbot.domain.rotation.files import evaluate, solve
from sigbot.domain.rotation.model import WEEKDAYS
from tests.domain.properties import unshrunk
from tests.domain.rotation_reference import Document
from tests.domain.test_rotation import instances
from tests.profile import examples

LOOKS_AFTER = 40
"""How often the clock may still be looked at once the budget is spent: each level of each of the
searches ends, and nothing is begun anew."""


class Looks:
    """A clock that goes on by one second each time somebody looks at it."""

    def __init__(self) -> None:
        self.numbers = count()
        self.seen = 0

    def __call__(self) -> float:
        self.seen = next(self.numbers)
        return float(self.seen)


@settings(unshrunk, max_examples=examples(40))
@given(instances(ks=(3, 4)), st.integers(0, 60))
def test_what_is_found_in_time_is_possible_and_the_bound_holds(
    document: Document, looks: int
) -> None:
    clock = Looks()
    try:
        best = solve(document)
    except NoRotationError:
        return
    found = solve(document, Budget(clock, looks))
    assert clock.seen <= looks + LOOKS_AFTER
    figures = evaluate(document, found["slots"])
    assert found["cov"] == figures["cov"]
    if found.get("proven", True):
        assert found == best
    else:
        assert found["most_cov"] >= max(best["cov"], found["cov"])
        assert found["most_cov"] <= 1


@pytest.mark.parametrize("order", ["cov", "fair"])
def test_a_spent_budget_answers_at_once_with_a_good_set(order: str) -> None:
    hours = [[["Mon-Fri"], f"{begin:02}:00", f"{begin + 3:02}:00"] for begin in range(6, 20)]
    zones = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo", "Asia/Dubai"]
    members = [
        {"zone": zone, "region": zone, "windows": [[window[0][0], *window[1:]]]}
        for zone in zones
        for window in hours
    ]
    document = {"k": 4, "order": order, "members": members, "year_start": "2026-11-30"}
    clock = Looks()
    found = solve(document, Budget(clock, 0))
    assert clock.seen <= LOOKS_AFTER
    best = solve(document)
    assert found["proven"] is False
    assert found["most_cov"] >= best["cov"]
    assert found["cov"] >= 0.8 * best["cov"]


def test_the_bound_holds_where_the_best_was_not_found() -> None:
    # Climbing alone does not find the best for these people.
    rng = Random(13)
    zones = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo", "Asia/Dubai"]
    members = []
    for _ in range(20):
        days = [
            [rng.choice(WEEKDAYS), f"{begin:02}:00", f"{begin + 2:02}:00"]
            for begin in rng.sample(range(6, 21), 3)
        ]
        members.append({"zone": rng.choice(zones), "region": "x", "windows": days})
    document = {"k": 3, "members": members, "year_start": "2026-11-30", "weeks": 4}
    found, best = solve(document, Budget(Looks(), 0)), solve(document)
    assert found["proven"] is False
    assert found["cov"] < best["cov"] <= found["most_cov"]


def test_a_budget_is_shared_by_what_is_left() -> None:
    now = [10.0]
    budget = Budget(lambda: now[0], 20.0)
    assert budget.share(5).until == 12.0
    now[0] = 12.0
    assert budget.share(4).until == 14.0
    now[0] = 30.0
    assert budget.share(2).until == 30.0
    assert budget.share(2).is_spent()
