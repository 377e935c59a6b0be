"""The open registries of works, asked by identifier; no other address is ever fetched."""

from sigbot.registries.asking import Asked, Registries, open_registries
from sigbot.registries.errors import RegistryBusyError, RegistryError
from sigbot.registries.pace import Pace, SharedPace, SinglePace

__all__ = [
    "Asked",
    "Pace",
    "Registries",
    "RegistryBusyError",
    "RegistryError",
    "SharedPace",
    "SinglePace",
    "open_registries",
]
