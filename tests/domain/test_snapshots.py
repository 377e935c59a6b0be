"""A snapshot of a community is renewed only where five or more have changed, once in 30 days."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.hours import Hours
from sigbot.domain.regions import Region
from sigbot.domain.rotation import SNAPSHOT_EVERY, Availability, Snapshot, next_snapshot, seen
from sigbot.domain.rotation.people import by_place

NOW = datetime(2026, 3, 2, tzinfo=UTC)
LATER = NOW + SNAPSHOT_EVERY
BERLIN, TOKYO, EVENING = "Europe/Berlin", "Asia/Tokyo", Hours(1080, 1320)
members = st.builds(
    Availability,
    st.sampled_from((BERLIN, "Europe/Lisbon", TOKYO, "Etc/UTC")),
    st.none(),
    st.sampled_from((None, EVENING, Hours(60, 180))),
)
communities = st.lists(members, min_size=10, max_size=40)


def living_in(zone: str, count: int, hours: Hours | None = None) -> list[Availability]:
    return [Availability(zone, hours=hours)] * count


def taken(people: Sequence[Availability], at: datetime = NOW) -> Snapshot:
    return Snapshot(at, tuple(people))


def test_snapshots_begin_with_ten_and_until_then_usual_hours_count() -> None:
    nine = living_in(BERLIN, 9, EVENING)
    assert next_snapshot(None, nine, NOW) is None
    assert seen(None, nine) == living_in(BERLIN, 9)
    ten = [*nine, Availability(TOKYO)]
    assert next_snapshot(None, ten, NOW) == taken(ten)
    assert seen(taken(ten), ten[1:]) == [*living_in(BERLIN, 8), Availability(TOKYO)]
    assert list(seen(taken(ten), [*ten, *ten])) == ten


def test_a_snapshot_stays_for_thirty_days_and_until_five_have_changed() -> None:
    before = living_in(BERLIN, 12)
    five = [*before[5:], *living_in(BERLIN, 5, EVENING)]
    four = [*before[4:], *living_in(BERLIN, 4, EVENING)]
    assert next_snapshot(taken(before), five, LATER - timedelta(seconds=1)) is None
    assert next_snapshot(taken(before), four, LATER) is None
    assert next_snapshot(taken(before), five, LATER) == taken(five, LATER)
    assert next_snapshot(taken(before), before[:8], LATER) is None, "fewer than ten are known"


def test_one_who_changes_in_a_region_is_not_shown_by_four_who_change_elsewhere() -> None:
    europe, asia = living_in(BERLIN, 6), living_in(TOKYO, 8)
    after = [*europe, Availability(BERLIN, hours=EVENING), *asia[:4]]
    assert next_snapshot(taken([*europe, *asia]), after, LATER) is None
    after = [*europe, Availability(BERLIN, hours=EVENING), *asia[:3]]
    renewed = next_snapshot(taken([*europe, *asia]), after, LATER)
    assert renewed
    assert Counter(renewed.people) == Counter([*europe, *asia[:3]])


def test_a_region_that_was_too_small_to_be_shown_is_renewed_with_the_others() -> None:
    europe, asia = living_in(BERLIN, 9), living_in(TOKYO, 4)
    after = [*europe[5:], *living_in(BERLIN, 5, EVENING), *asia, Availability(TOKYO)]
    renewed = next_snapshot(taken([*europe, *asia]), after, LATER)
    assert renewed
    assert Counter(renewed.people) == Counter(after)


@given(communities, st.lists(communities, max_size=5))
def test_no_two_snapshots_in_a_row_differ_by_few_members_of_a_region_that_was_shown(
    first: list[Availability], later: list[list[Availability]]
) -> None:
    last = taken(first)
    for step, people in enumerate(later, 1):
        new = next_snapshot(last, people, NOW + step * SNAPSHOT_EVERY)
        if new is None:
            continue
        old, now = by_place(last.people), by_place(new.people)
        for place in (*Region, None):
            was, is_ = Counter(old.get(place, [])), Counter(now.get(place, []))
            changed = max((was - is_).total(), (is_ - was).total())
            assert was.total() < 5 or changed == 0 or changed >= 5
        last = new
