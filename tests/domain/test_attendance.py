"""One line for a person at a meeting, whatever is known of them and in whatever order."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.attendance import Correction, Entry, Sighting, Source, ledger_entry
from tests.domain.properties import NOW, quick

BUTTON, CODE, VOICE, DECLARED, IMPORT, MANUAL = Source


def seen(
    source: Source, minute: int, minutes: int | None = None, *, counts: bool = True
) -> Sighting:
    return Sighting(source, NOW + timedelta(minutes=minute), minutes, counts)


def said(present: bool, minute: int) -> Correction:
    return Correction(present, NOW + timedelta(minutes=minute))


def entry(source: Source, minute: int, minutes: int | None = None) -> Entry:
    return Entry(source, NOW + timedelta(minutes=minute), minutes)


UNTIMED = replace(seen(IMPORT, 0, 50), timed=False)
VISIT = seen(VOICE, 0, 9, counts=False)


@pytest.mark.parametrize(
    ("sightings", "corrections", "expected"),
    [
        ([], [], None),
        ([UNTIMED], [], replace(entry(IMPORT, 0, 50), timed=False)),
        ([UNTIMED, seen(VOICE, 7, 30)], [], entry(VOICE, 7, 50)),
        ([VISIT], [], None),
        ([seen(IMPORT, 4, 50)], [], entry(IMPORT, 4, 50)),
        ([VISIT, seen(BUTTON, 5)], [], entry(BUTTON, 5, 9)),
        ([seen(VOICE, 1, 50), seen(CODE, 9), seen(BUTTON, 8)], [], entry(BUTTON, 8, 50)),
        ([seen(VOICE, 1, 50), seen(IMPORT, 0, 40)], [], entry(IMPORT, 0, 50)),
        ([replace(seen(DECLARED, 0), timed=False), seen(VOICE, 5, 9)], [], entry(VOICE, 5, 9)),
        ([seen(VOICE, 1, 50), seen(CODE, 9)], [], entry(CODE, 9, 50)),
        ([seen(CODE, 3), seen(BUTTON, 3)], [], entry(BUTTON, 3)),
        ([seen(MANUAL, 3), seen(VOICE, 3)], [], entry(VOICE, 3)),
        ([], [said(True, 70)], entry(MANUAL, 70)),
        ([VISIT], [said(True, 70)], entry(MANUAL, 70, 9)),
        ([seen(BUTTON, 5)], [said(True, 70)], entry(BUTTON, 5)),
        ([seen(BUTTON, 5)], [said(False, 70)], None),
        ([], [said(False, 70), said(True, 80)], entry(MANUAL, 80)),
        ([seen(BUTTON, 5)], [said(True, 70), said(False, 80)], None),
        ([], [said(True, 70), said(False, 70)], None),
    ],
)
def test_what_follows_from_what_is_known(
    sightings: list[Sighting], corrections: list[Correction], expected: Entry | None
) -> None:
    assert ledger_entry(sightings, corrections) == expected
    assert ledger_entry(sightings[::-1], corrections[::-1]) == expected


minutes = st.integers(-15, 90)
sightings = st.lists(
    st.builds(seen, st.sampled_from(Source), minutes, st.none() | minutes, counts=st.booleans())
)
corrections = st.lists(st.builds(said, st.booleans(), minutes))


@quick
@given(sightings=sightings, corrections=corrections, random=st.randoms(use_true_random=False))
def test_the_order_does_not_matter_nor_what_is_known_twice(
    sightings: list[Sighting], corrections: list[Correction], random: Random
) -> None:
    expected = ledger_entry(sightings, corrections)
    again, more = [*sightings, *sightings], [*corrections, *corrections]
    random.shuffle(again)
    random.shuffle(more)
    assert ledger_entry(again, more) == expected


@quick
@given(sightings=sightings, corrections=corrections)
def test_whoever_is_on_the_list_was_seen_or_put_there(
    sightings: list[Sighting], corrections: list[Correction]
) -> None:
    found = ledger_entry(sightings, corrections)
    if found is None:
        assert any(not one.present for one in corrections) or not any(
            one.counts for one in sightings
        )
    elif any(one.counts for one in sightings):
        assert Sighting(found.source, found.checked_in_at) in [
            Sighting(one.source, one.seen_at) for one in sightings if one.counts
        ]
    else:
        assert found.source == MANUAL
        assert found.checked_in_at == max(one.at for one in corrections)
