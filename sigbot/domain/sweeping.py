"""What is deleted by itself once it is old, and when."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class Swept(StrEnum):
    """What is swept away."""

    OUTBOX = "outbox"
    ANNOUNCEMENTS = "announcements"
    CLOCK_WARNINGS = "clock_warnings"
    PRESENCES = "presences"
    CODES = "codes"
    GUESSES = "guesses"
    QUESTIONS = "questions"
    SUGGESTIONS = "suggestions"
    NOTICES = "notices"
    AUDIT = "audit"


KEPT_FOR: Mapping[Swept, timedelta] = {
    Swept.OUTBOX: timedelta(days=30),
    Swept.ANNOUNCEMENTS: timedelta(days=30),
    Swept.CLOCK_WARNINGS: timedelta(days=30),
    Swept.PRESENCES: timedelta(days=30),
    Swept.CODES: timedelta(days=30),
    Swept.GUESSES: timedelta(days=7),
    Swept.QUESTIONS: timedelta(days=2),
    Swept.SUGGESTIONS: timedelta(days=90),
    Swept.NOTICES: timedelta(days=365),
    Swept.AUDIT: timedelta(days=2 * 365),
}
"""How long each is kept: messages after they were sent, announcements and warnings after the moment
that they are about, all else after it was written."""

SWEEP_EVERY = timedelta(days=1)
"""How often what has become old is looked for."""

MOST_SWEPT = 500
"""Rows that are deleted in one step: few enough that nobody waits."""

ERASED_AFTER = timedelta(days=30)
"""A community whose server removed the bot is erased this much later, unless the bot is back."""

ASKED_AGAIN = timedelta(days=1)
"""When to ask again whether a server removed the bot, where Discord did not say so."""
