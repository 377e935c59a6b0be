"""Cards and forms with the custom ids that they carry; a feature declares its own in its tests."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sigbot.chat.id_parts import CustomId
from tests.discord.world import World


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards and forms of a feature.

    `show` shows one of each in a new world. `ids` are all custom ids that are on them then, as
    literal texts, which must be understood for ever, and what they mean. `names` are on the cards,
    and must never be told to another server. Presses change rows of the tables in `of_presser`
    wherever they are: they are about who presses, and nobody else.
    """

    ids: Mapping[str, CustomId]
    show: Callable[[World], Awaitable[object]]
    names: tuple[str, ...] = ()
    of_presser: tuple[str, ...] = ()
