"""The ledger of late and early hours: the burden of each attendance, by region, and of a person."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from sigbot.domain.hours import Hours
from sigbot.domain.regions import Region
from sigbot.domain.rotation import Availability, Came, CameAlike, QuarterCame, RegionBurden
from sigbot.domain.rotation.ledger import burdens, by_region, own

MORNING = Hours(9 * 60, 11 * 60)
MONDAY_AT_TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
IN_LONDON = Availability("Europe/London", hours=MORNING)
IN_BERLIN = Availability("Europe/Berlin", hours=MORNING)
IN_TOKYO = Availability("Asia/Tokyo", hours=MORNING)
NO_ZONE = Availability(None, Region.EUROPE, MORNING)


def came(availability: Availability, person: int = 1, minutes: int = 60) -> Came:
    return Came(person, availability, MONDAY_AT_TEN, minutes)


def quarter(attendances: Sequence[Came]) -> QuarterCame:
    """As the database counts equal attendances together, and different people."""
    alike = Counter((came.availability, came.starts_at, came.minutes) for came in attendances)
    people = Counter(
        availability for _, availability in {(c.person, c.availability) for c in attendances}
    )
    return QuarterCame(
        [CameAlike(*key, count) for key, count in alike.items()], list(people.items())
    )


def test_a_burden_is_how_far_the_whole_meeting_is_from_preferred_hours() -> None:
    attendances = [
        came(IN_LONDON),
        came(IN_LONDON, minutes=120),
        came(IN_BERLIN),
        came(IN_TOKYO),
        came(NO_ZONE),
    ]
    assert burdens(attendances) == [0, 60, 60, 480, None]


def test_a_person_is_told_of_late_meetings_and_all_minutes() -> None:
    assert own([came(IN_LONDON), came(IN_BERLIN), came(NO_ZONE)]) == (1, 60)
    assert own([]) == (0, 0)
    assert own([came(NO_ZONE)]) is None


def test_a_region_of_few_people_in_any_quarter_is_withheld() -> None:
    europe = [came(IN_LONDON, 1), came(IN_BERLIN, 2), came(IN_BERLIN, 2)]
    asia = [came(IN_TOKYO, 3), came(IN_TOKYO, 4)]
    shown = [RegionBurden(Region.EAST_ASIA, 480, 16), RegionBurden(Region.EUROPE, 40, 2)]
    assert by_region([quarter([*europe, *asia])], smallest_group=2) == shown
    assert by_region([quarter([*europe, *asia]), quarter(asia)], smallest_group=2) == [
        RegionBurden(Region.EAST_ASIA, 480, 32),
        RegionBurden(Region.EUROPE, 40, 2),
    ]
    assert by_region(
        [quarter([*europe, *asia]), quarter([*europe, asia[0]])], smallest_group=2
    ) == [RegionBurden(Region.EUROPE, 40, 4)]
