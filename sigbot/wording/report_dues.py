"""Reminders of a report that falls due, and what is said when it is skipped."""

from datetime import date, datetime

from sigbot.domain.periods import Period
from sigbot.domain.report_dues import due_day
from sigbot.wording import times
from sigbot.wording.safe import plain

AHEAD = "**The report of {period} is due on {day}.** It is for {community}."
TODAY = "**The report of {period} is due today, {day}.** It is for {community}."
LATE = "**The report of {period} was due on {day}.** It is for {community}."
DRAFT = "The draft is in the file, with every figure worked out."
DRAFT_SO_FAR = (
    "The draft is in the file. Figures of late hours come {at}; all others are worked out."
)
HOW = (
    "Run `/report period:{period}` on the server to write your sentences and publish it. Press "
    "**Skip** if there will be no report."
)
FOOT = (
    "-# You get this because you are an organizer: a week before the day, and on the day, until "
    "the report is published or skipped."
)
SKIP = "Skip"
ASK = "**Skip the report of {period}?** I will not remind organizers of it. You can take it back."
DO, KEEP = "Skip the report", "Keep reminding us"
SKIPPED = (
    "Skipped the report of {period}. To take it back, run `/report period:{period}` on the server "
    "and press **Remind us again**."
)
UNSKIP = "Remind us again"
UNSKIPPED = "The report of {period} is not skipped any more."
IS_SKIPPED = "-# Skipped {at}. Organizers are not reminded of it."


def heading(community: str, period: Period, today: date) -> str:
    """Say which report is due and when, in the first line, which a phone shows."""
    due = due_day(period)
    template = TODAY if due == today else AHEAD if due > today else LATE
    return template.format(
        period=plain(period.label), day=times.day(due), community=plain(community)
    )


def draft(later: datetime | None) -> str:
    """Say what is in the file; `later` is when its last figures come, None where all are there."""
    return DRAFT_SO_FAR.format(at=times.short(later)) if later else DRAFT


def how(period: Period) -> str:
    return HOW.format(period=period.label)


def ask(period: Period) -> str:
    return ASK.format(period=plain(period.label))


def skipped(period: Period) -> str:
    return SKIPPED.format(period=period.label)


def is_skipped(at: datetime | None) -> str:
    """Say since when a report is skipped, "" where it is not."""
    return IS_SKIPPED.format(at=times.short(at)) if at else ""


def unskipped(period: Period) -> str:
    return UNSKIPPED.format(period=plain(period.label))
