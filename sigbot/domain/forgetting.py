"""Forgetting people: what is left of them, and when they are long gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.personal_rules import Section
from sigbot.domain.refusals import RefusedError

SEEN_EVERY = timedelta(days=28)
"""The last sign of life is noted at most this often, so that a press seldom writes it."""

GRACE = timedelta(days=7)
"""A changed `keep` can be set back for so long before the first people are forgotten by it."""

LOOK_EVERY = timedelta(days=1)
"""Upkeep looks at most this often whether somebody of a community is to be forgotten."""

NAMELESS = ""
"""The name of a nameless mark: it stands in the attendance of somebody who was forgotten."""


class NothingStoredError(RefusedError):
    """Nothing is stored about a person, so there is nothing to forget."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased of one person: `counts` are rows by section, `meetings` those that still
    count somebody without a name."""

    community: str
    guild_id: int
    counts: Mapping[Section, int]
    meetings: int

    @property
    def anything(self) -> bool:
        return any(self.counts.values())


def is_quiet(seen_at: datetime | None, now: datetime) -> bool:
    """Return whether a sign of life is to be noted again."""
    return seen_at is None or seen_at < now - SEEN_EVERY


def kept_since(now: datetime, years: int) -> datetime:
    """Return the instant `years` before `now`: who was last seen before it is forgotten."""
    return _shifted(now, -years)


def kept_until(seen_at: datetime, years: int) -> datetime:
    """Return until when a person is kept who was last seen at an instant."""
    return _shifted(seen_at, years)


def _shifted(at: datetime, years: int) -> datetime:
    try:
        return at.replace(year=at.year + years)
    except ValueError:  # the 29th of February
        return at.replace(year=at.year + years, month=3, day=1)
