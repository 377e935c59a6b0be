"""How somebody asks for each service; a feature declares its own in its test module."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Actor
from sigbot.store.database import Database


@dataclass(frozen=True, slots=True)
class Service:
    """A service as somebody would ask for it in the furnished community.

    A change has the `action` and `subject` of its audit row; what only reads has none.
    """

    name: str
    ask: Callable[[Database, Actor, datetime], Awaitable[object]]
    organizers: bool = False
    action: str = ""
    subject: str = ""
    says: bool = False
    """Whether something is put into the outbox."""


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one feature. `furnish` makes what they need in Olga's community."""

    furnish: Callable[[Database, datetime], Awaitable[object]]
    services: tuple[Service, ...]
