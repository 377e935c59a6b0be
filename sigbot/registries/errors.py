"""What can go wrong when a registry is asked. None of it is told to people."""

from sigbot.domain.registries import Registry


class RegistryError(Exception):
    """A registry gave no answer that can be used; `reason` is for the log."""

    def __init__(self, registry: Registry, reason: str) -> None:
        super().__init__(registry, reason)
        self.registry = registry
        self.reason = reason


class RegistryBusyError(RegistryError):
    """A registry asks to come again after `seconds`."""

    def __init__(self, registry: Registry, seconds: float) -> None:
        super().__init__(registry, "busy")
        self.seconds = seconds


class RedirectedError(RegistryError):
    """A registry sent the request to a host that is no registry's; nothing was asked there."""
