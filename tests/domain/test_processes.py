"""Processes that share a token: whose server it is, who may join, and how much each may send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.processes import (
    LIMIT,
    STARTING,
    OtherSecretError,
    OverlapError,
    Process,
    Shards,
    check_may_join,
    share_of,
)

COUNTS = st.integers(1, 12)


@st.composite
def shards(draw: st.DrawFn) -> Shards:
    count = draw(COUNTS)
    ids = draw(st.sets(st.integers(0, count - 1), min_size=1))
    return Shards(tuple(ids), count)


@given(shards(), shards())
def test_two_meet_where_a_server_is_in_both(one: Shards, other: Shards) -> None:
    servers = [number << 22 for number in range(one.count * other.count)]
    together = any(one.has(guild) and other.has(guild) for guild in servers)
    assert one.meets(other) == other.meets(one) == together


@given(shards())
def test_who_has_all_shards_meets_everybody(some: Shards) -> None:
    assert Shards().meets(some)
    assert some.meets(Shards())
    assert Shards().has(5 << 22)
    assert some.has(None)  # a direct message


@given(st.integers(1, LIMIT - STARTING))
def test_all_together_send_no_more_than_the_token_may(number: int) -> None:
    assert share_of(number) * number + STARTING <= LIMIT


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (Shards((0, 1), 4), Shards((2, 3), 4)),
        (Shards((0, 1), 4), Shards((1, 0), 4)),  # takes its place
        (Shards((0,), 2), Shards((0,), 3)),  # a change of the number of shards
        (Shards((0,), 2), Shards()),
        (Shards(), Shards()),
    ],
)
def test_who_may_join(mine: Shards, theirs: Shards) -> None:
    check_may_join(process(mine), process(theirs))


def test_who_takes_some_of_the_shards_of_another_may_not_join() -> None:
    with pytest.raises(OverlapError):
        check_may_join(process(Shards((0, 1), 4)), process(Shards((1, 2), 4)))


def test_who_has_another_secret_may_not_join() -> None:
    with pytest.raises(OtherSecretError):
        check_may_join(process(Shards((0,), 2)), process(Shards((1,), 2), "another"))


def process(shards: Shards, secret: str = "secret") -> Process:
    return Process("holder", shards, "0001", secret)
