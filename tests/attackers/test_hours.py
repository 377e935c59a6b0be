"""Organizers who want to know when one member is free: from what is suggested and shown to them."""

import pytest

from sigbot.domain.hours import Hours
from tests.attackers.hours import (
    KOLKATA,
    NEW_YORK,
    ask,
    best_times,
    best_times_by_the_old_rule,
    living_in,
)

HOUR = 60
SECRETS = (Hours(3 * HOUR, 4 * HOUR, (6,)), Hours(13 * HOUR, 14 * HOUR, (1,)))


# One free hour: a region of one member


@pytest.mark.parametrize("secret", SECRETS)
def test_the_only_free_hour_of_a_lone_member_was_suggested(secret: Hours) -> None:
    people = [*living_in(NEW_YORK, 12), *living_in(KOLKATA, 1, secret)]
    times = best_times_by_the_old_rule(ask(people, zone=KOLKATA))
    assert 2 * (secret.days[0] * 24 + secret.begin // HOUR) in times


def test_suggestions_are_the_same_whenever_a_lone_member_is_free() -> None:
    seen = {
        best_times(ask([*living_in(NEW_YORK, 12), *living_in(KOLKATA, 1, secret)], zone=KOLKATA))
        for secret in (None, *SECRETS)
    }
    assert len(seen) == 1


def test_suggestions_are_the_same_whenever_a_member_without_a_region_is_free() -> None:
    seen = {
        best_times(ask([*living_in(NEW_YORK, 12), *living_in("Etc/UTC", 4, secret)]))
        for secret in (None, *SECRETS)
    }
    assert len(seen) == 1
