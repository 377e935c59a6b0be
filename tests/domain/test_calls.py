"""Whom a message mentions, and who is left for replies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.outbox import (
    LONGEST_MENTION,
    MOST_CALLED,
    MOST_IN_A_MESSAGE,
    MOST_REPLIES,
    Called,
    call,
    split_call,
)
from tests.domain.properties import quick

ROOM = 100 * LONGEST_MENTION


def test_people_who_fit_are_mentioned_at_once() -> None:
    called = call([1, 2], [3])
    assert called == Called((1, 2), (3,))
    assert split_call(called, 3 * LONGEST_MENTION) == (called, None)


def test_those_who_go_come_first_and_the_rest_is_left_for_a_reply() -> None:
    first, rest = split_call(Called((1, 2, 3), (4, 5)), 2 * LONGEST_MENTION)
    assert first == Called((1, 2))
    assert rest == Called((3,), (4, 5), part=1)
    second, last = split_call(rest, 2 * LONGEST_MENTION)
    assert second == Called((3,), (4,), part=1)
    assert last == Called((), (5,), part=2)


@pytest.mark.parametrize(("people", "is_crowd"), [(MOST_CALLED, False), (MOST_CALLED + 1, True)])
def test_too_many_to_mention_are_a_crowd(people: int, is_crowd: bool) -> None:
    called = call(range(people), [])
    assert called.is_crowd == is_crowd
    assert len(called.people) == (0 if is_crowd else people)


def test_what_the_replies_have_no_room_for_is_a_crowd_before_anybody_is_mentioned() -> None:
    most = (1 + MOST_REPLIES) * 5
    assert split_call(call(range(most), []), 5 * LONGEST_MENTION)[1] is not None
    alone, rest = split_call(call(range(most + 1), []), 5 * LONGEST_MENTION)
    assert (alone, rest) == (Called(is_crowd=True), None)
    assert split_call(call([1], []), 0) == (Called(is_crowd=True), None)


@quick
@given(st.integers(0, MOST_CALLED + 5), st.integers(0, 50), st.integers(0, 3_000))
def test_everybody_is_mentioned_once_or_nobody_is(going: int, maybe: int, room: int) -> None:
    people = [*range(going + maybe)]
    called: Called | None = call(people[:going], people[going:])
    seen: list[int] = []
    parts = 0
    while called:
        here, called = split_call(called, room)
        assert len(here.people) <= min(room // LONGEST_MENTION, MOST_IN_A_MESSAGE)
        seen += here.people
        parts += 1
        if here.is_crowd:
            assert (seen, parts) == ([], 1)
            return
    assert seen == people
    assert parts <= 1 + MOST_REPLIES
