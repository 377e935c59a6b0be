"""Activities have a key to name them by."""

from datetime import date

from sigbot.domain.activity import Activity, ActivityKind


def test_an_activity_has_a_short_stable_key() -> None:
    talk = Activity(3, "NFTs in Healthcare", ActivityKind.PRESENTATION, date(2021, 3, 1))
    assert talk.key == "a3"
