"""Hosts: members who are asked to be at every meeting of a series whose times are suggested."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Host:
    """A member who was asked to be a host of a series.

    `agreed` is None until they answer. Only after a Yes, their hours count for times with a host.
    """

    id: int
    discord_id: int
    community: str
    title: str
    agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class NamedHosts:
    """The names of the hosts that an organizer named, by what they answered."""

    agreed: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
