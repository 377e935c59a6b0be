"""Activities, and the dates that people type for them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.activity import Activity, ActivityKind
from sigbot.domain.dates import read_date
from sigbot.domain.refusals import TooLongError, UnreadableDateError
from tests.domain.properties import quick, typed


@quick
@given(st.dates())
def test_an_iso_date_is_read_as_written(day: date) -> None:
    assert read_date(f"  {day.isoformat()} ") == day


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "2026-13-01", "02/12/2026", "0000-01-01"]
)
def test_an_unreadable_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDateError):
        read_date(text)


@quick
@given(typed)
def test_reading_a_date_never_fails_otherwise(text: str) -> None:
    with suppress(UnreadableDateError, TooLongError):
        assert isinstance(read_date(text), date)


def test_an_activity_has_a_short_stable_key() -> None:
    talk = Activity(3, "NFTs in Healthcare", ActivityKind.PRESENTATION, date(2021, 3, 1))
    assert talk.key == "a3"
