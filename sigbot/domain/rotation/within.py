"""Suggestions in a given time. Light to import: only where they are searched is numpy loaded."""

from collections.abc import Callable

from sigbot.domain.rotation.alternatives import Ask, Suggestions
from sigbot.domain.rotation.budget import Budget


def suggest_until(until: float, clock: Callable[[], float], ask: Ask) -> Suggestions:
    """Return the suggestions that are found until `clock` says `until`, both in seconds."""
    from sigbot.domain.rotation.suggest import suggest  # noqa: PLC0415  (numpy is large)

    return suggest(ask, Budget(clock, until))
