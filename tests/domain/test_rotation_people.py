"""For whom the best rotation is found: members, and in place of few a usual mix of people."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.hours import DEFAULT_WINDOWS, Hours
from sigbot.domain.regions import REGION_ZONES, Region
from sigbot.domain.rotation.people import Availability, searched

SMALLEST = 5
ZONES = ("America/Halifax", "Europe/Lisbon", "Asia/Colombo", "Asia/Seoul", "Etc/UTC", None)
members = st.builds(
    Availability,
    st.sampled_from(ZONES),
    st.sampled_from([None, Region.EUROPE, Region.AFRICA]),
    st.sampled_from([None, Hours(60, 180), Hours(1200, 60, (6,))]),
)


@given(st.lists(members, max_size=40))
def test_everybody_weighs_one_and_few_have_neither_clocks_nor_hours_of_their_own(
    people: list[Availability],
) -> None:
    attendees = searched(people, SMALLEST)
    known = [person for person in people if person.zone or person.region]
    assert sum((group.weight * group.count for group in attendees), Fraction(0)) == len(known)
    sizes = Counter(person.place or "" for person in known)
    for group in attendees:
        if sizes[group.region] < SMALLEST:
            assert group.windows == DEFAULT_WINDOWS
            zones = REGION_ZONES[Region(group.region)] if group.region else ("Etc/UTC",)
            assert group.zone in zones
