"""Whom a message mentions: as many people as fit into it, the rest in replies to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

MOST_REPLIES = 3
MOST_IN_A_MESSAGE = 80
"""Discord notifies at most 100 people of a message; a message has room for fewer."""

MOST_CALLED = (1 + MOST_REPLIES) * MOST_IN_A_MESSAGE
LONGEST_MENTION = len("<@12345678901234567890> ")


@dataclass(frozen=True, slots=True)
class Called:
    """People to mention, by their Discord ids: those who said Going, and those who said Maybe.

    A crowd is too many to mention, so it names nobody. `part` counts the replies, from 1; it is 0
    for the first message. `replies_to` is the id of the first message.
    """

    going: tuple[int, ...] = ()
    maybe: tuple[int, ...] = ()
    is_crowd: bool = False
    part: int = 0
    replies_to: int = 0

    @property
    def people(self) -> tuple[int, ...]:
        return self.going + self.maybe

    @property
    def has_going(self) -> bool:
        """Return whether there may be people who said Going; a crowd has some."""
        return self.is_crowd or bool(self.going)


NOBODY_CALLED = Called()


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears of a change: the people whom the news mention, and how many are written to.

    `channel_id` is where the news are posted, None where no channel is chosen.
    """

    called: Called = NOBODY_CALLED
    direct: int = 0
    channel_id: int | None = None


def call(going: Sequence[int], maybe: Sequence[int]) -> Called:
    """Return these people as people to mention, or a crowd where they are more than MOST_CALLED."""
    if len(going) + len(maybe) > MOST_CALLED:
        return Called(is_crowd=True)
    return Called(tuple(going), tuple(maybe))


def split_call(called: Called, room: int) -> tuple[Called, Called | None]:
    """Return the people who fit into `room` characters of this message, and those left for a reply.

    The rest is None when nobody is left. Where MOST_REPLIES replies
    are too few for them, they are a crowd.
    """
    fits = min(max(room, 0) // LONGEST_MENTION, MOST_IN_A_MESSAGE)
    left = 1 + MOST_REPLIES - called.part
    if len(called.people) > fits * left:
        return replace(called, going=(), maybe=(), is_crowd=True), None
    going, maybe = called.going[:fits], called.maybe[: max(fits - len(called.going), 0)]
    rest = replace(
        called,
        going=called.going[len(going) :],
        maybe=called.maybe[len(maybe) :],
        part=called.part + 1,
    )
    return replace(called, going=going, maybe=maybe), rest if rest.people else None
