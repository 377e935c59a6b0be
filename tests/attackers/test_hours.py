"""Organizers who want to know when one member is free: from what is suggested and shown to them."""

from datetime import UTC, datetime, timedelta

import pytest

from sigbot.domain.hours import Hours
from sigbot.domain.regions import Region
from sigbot.domain.rotation import Availability, next_snapshot, seen
from sigbot.domain.rotation.alternatives import shade_of
from sigbot.domain.rotation.suggest import suggest
from tests.attackers.hours import (
    KOLKATA,
    NEW_YORK,
    ask,
    best_times,
    best_times_by_the_old_rule,
    exact_week,
    living_in,
)

NOW = datetime(2026, 3, 2, tzinfo=UTC)

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


# Before and after: another member joins a region


OTHERS = (
    Hours(8 * HOUR, 12 * HOUR),
    Hours(9 * HOUR, 17 * HOUR),
    Hours(18 * HOUR, 22 * HOUR),
    Hours(12 * HOUR, 20 * HOUR),
    Hours(7 * HOUR, 9 * HOUR),
)
SECRET = Hours(10 * HOUR, 15 * HOUR, (1, 2))
VICTIM = Availability("Europe/Berlin", hours=SECRET)


def _europe() -> list[Availability]:
    return [Availability("Europe/Berlin", hours=hours) for hours in OTHERS]


def _free(hours: Hours) -> set[int]:
    """Return the half hours of the week at which a meeting of an hour may begin."""
    starts = range(hours.begin, hours.end - HOUR + 1, HOUR // 2)
    return {(day * 24 * HOUR + start) // (HOUR // 2) for day in hours.days for start in starts}


def test_exact_heat_maps_before_and_after_gave_the_hours_of_who_joined() -> None:
    before, after = _europe(), [*_europe(), VICTIM]
    week, more = (exact_week(ask(people, zone="Europe/Berlin")) for people in (before, after))
    joined = {
        slot
        for slot, (share, new) in enumerate(zip(week, more, strict=True))
        if round(new * len(after)) > round(share * len(before))
    }
    assert joined == _free(SECRET)


def test_suggestions_and_pictures_are_the_same_before_and_after_somebody_joins() -> None:
    """Whenever that is: also when four others change with them, here and elsewhere."""
    people = [*_europe(), *living_in(NEW_YORK, 8)]
    first = next_snapshot(None, people, NOW)
    before = suggest(ask(seen(first, people), zone="Europe/Berlin"))
    for others in ([], living_in(NEW_YORK, 4)):
        joined = [*people, VICTIM, *others]
        for days in (0, 1, 29, 30, 400):
            last = next_snapshot(first, joined, NOW + timedelta(days=days)) or first
            now = suggest(ask(seen(last, joined), zone="Europe/Berlin"))
            assert now.week[Region.EUROPE] == before.week[Region.EUROPE]
            if not others:
                assert now == before


def test_shades_do_not_tell_single_members_of_a_region_apart() -> None:
    """Even the first picture of all is coarse: two members of ten may be free or not."""
    assert [shade_of(n / 10) for n in range(11)] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]


# Until ten are known, hours do not count at all


@pytest.mark.parametrize("secret", SECRETS)
def test_of_nine_members_no_hours_are_seen(secret: Hours) -> None:
    people = [*living_in("Europe/Berlin", 8), Availability("Europe/Berlin", hours=secret)]
    usual = living_in("Europe/Berlin", 9)
    assert next_snapshot(None, people, NOW) is None
    assert suggest(ask(seen(None, people))) == suggest(ask(usual))
