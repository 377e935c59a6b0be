"""An organizer names one member as host, and blocks all days but one, again and again."""

from datetime import UTC, datetime

import pytest

from sigbot.domain.hours import Hours
from sigbot.domain.refusals import NoRotationError
from sigbot.domain.rotation import Availability
from sigbot.runtime.heavy import compute_in_thread as compute
from sigbot.services.members import set_hours, set_timezone
from sigbot.services.rotation import WishText, change_wishes, suggest_rotation
from sigbot.store.database import Database
from tests.attackers.hours import ask, best_times_by_the_old_rule, living_in
from tests.services.conftest import here_on_sqlite
from tests.services.world import ANA, OLGA, member, series_at

__all__ = ["here_on_sqlite"]

HOUR, BERLIN = 60, "Europe/Berlin"
SECRETS = (Hours(3 * HOUR, 6 * HOUR, (1, 6)), Hours(13 * HOUR, 14 * HOUR, (2,)))


def _days_found(host: Availability) -> dict[int, tuple[int, ...]]:
    """Return day → the time that is suggested with this host, of the days on which there is one."""
    found = {}
    for day in range(7):
        blocked = [other for other in range(7) if other != day]
        asked = ask(living_in(BERLIN, 6), [host], BERLIN, 1, blocked)
        try:
            found[day] = best_times_by_the_old_rule(asked)
        except NoRotationError:
            continue
    return found


@pytest.mark.parametrize("secret", SECRETS)
def test_the_free_days_of_a_host_and_their_hours_were_found_with_seven_questions(
    secret: Hours,
) -> None:
    found = _days_found(Availability(BERLIN, hours=secret))
    assert tuple(found) == secret.days
    for day, (slot,) in found.items():
        assert secret.begin <= slot * 30 - day * 24 * HOUR <= secret.end - HOUR


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.mark.usefixtures("here_on_sqlite")
async def test_nothing_is_found_of_a_member_who_was_named_and_did_not_say_yes(
    sqlite_db: Database,
) -> None:
    """Whenever they are free, the answers to all questions are the same."""
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    db = sqlite_db
    for number in range(6):
        await set_timezone(db, member(number), BERLIN, now)
    await set_timezone(db, ANA, BERLIN, now)
    await series_at(db, now)
    number = (await suggest_rotation(db, OLGA, "Call", 1, now, compute)).id
    seen = []
    for begin, end, days in (("3", "6", "Tue, Sun"), ("13", "14", "Wed"), ("8", "22", "Mon-Fri")):
        await set_hours(db, ANA, begin, end, days, now)
        answers = []
        for day in DAYS:
            blocked = ", ".join(other for other in DAYS if other != day)
            typed = WishText(hosts="Ana", blocked_days=blocked)
            answers.append((await change_wishes(db, OLGA, number, typed, now, compute)).suggestions)
        seen.append(answers)
    assert seen[0] == seen[1] == seen[2]
    assert all(not answer.refused for answer in seen[0])
