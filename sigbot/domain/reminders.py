"""Reminders: how long before a meeting they are sent, and how late a reminder is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sigbot.domain.bounds import LEADS_LIMIT, LONGEST_LEAD, MOST_REMINDERS
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import Urgency
from sigbot.domain.refusals import LongLeadError, TooManyError, UnreadableLeadError
from sigbot.domain.texts import check_length
from sigbot.domain.when import to_utc

SOON, TODAY = timedelta(minutes=30), timedelta(hours=6)
"""Reminders up to so long before a meeting are sent before all that is due at the same instant;
reminders longer before it are sent after the rest."""

DEFAULT_DIRECT = "1h"
LATE_FROM = timedelta(minutes=1)
"""A reminder is late from this delay on; sent earlier, it is on time."""

_NONE = {"off", "none", "no", "never"}
_START = {"start", "at start", "at the start", "0", "0m", "0 m", "0min", "0 min"}
_LEAD = re.compile(r"(\d{1,5}) ?([a-z]+)")
_HOURS_MINUTES = re.compile(r"(\d{1,3}) ?h(?:ours?)? ?([0-5]\d)(?: ?m(?:in)?)?")
_MINUTES = dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 1) | dict.fromkeys(
    ("h", "hr", "hrs", "hour", "hours"), 60
)
_DAYS = dict.fromkeys(("d", "day", "days"), 1) | dict.fromkeys(("w", "week", "weeks"), 7)


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before the start of a meeting a reminder is sent.

    `days` are days of the calendar, to the same time of day: 23 or 25 hours where the clocks
    change. `minutes` are minutes that pass. One of the two is 0.
    """

    days: int = 0
    minutes: int = 0

    @property
    def length(self) -> timedelta:
        return timedelta(days=self.days, minutes=self.minutes)

    def __str__(self) -> str:
        if not self.length:
            return "start"
        if self.days:
            return f"{self.days}d"
        hours, rest = divmod(self.minutes, 60)
        return f"{self.minutes}m" if rest else f"{hours}h"


def read_leads(text: str) -> tuple[Lead, ...]:
    """Read leads such as `1d, 1h, 10m`, also `start`, or `off` for none.

    Return them with the longest first, each once.

    Raises UnreadableLeadError, LongLeadError, TooManyError, TooLongError.
    """
    check_length("leads", text, LEADS_LIMIT)
    words = " ".join(text.lower().replace(" and ", ",").replace(" before", "").split())
    if words in _NONE or not words:
        return ()
    leads = {lead.length: lead for part in re.split(r"[,;]", words) for lead in _read_lead(part)}
    if len(leads) > MOST_REMINDERS:
        raise TooManyError("reminders", MOST_REMINDERS)
    return tuple(leads[length] for length in sorted(leads, reverse=True))


def _read_lead(part: str) -> list[Lead]:
    words = part.strip()
    if not words:
        return []
    if words in _START:
        return [Lead()]
    lead = _lead_of(words)
    if lead is None:
        raise UnreadableLeadError(part)
    if lead.length > LONGEST_LEAD:
        raise LongLeadError(part)
    return [lead]


def _lead_of(words: str) -> Lead | None:
    if match := _HOURS_MINUTES.fullmatch(words):
        return Lead(minutes=int(match[1]) * 60 + int(match[2]))
    match = _LEAD.fullmatch(words)
    if match is None:
        return None
    count, unit = int(match[1]), match[2]
    if unit in _DAYS:
        return Lead(days=count * _DAYS[unit])
    return Lead(minutes=count * _MINUTES[unit]) if unit in _MINUTES else None


def leads_text(leads: Iterable[Lead]) -> str:
    """Return the text that `read_leads` reads as these leads; "" for no leads."""
    return ", ".join(str(lead) for lead in leads)


def remind_at(wall: datetime, zone: str, starts_at: datetime, lead: Lead) -> datetime:
    """Return the instant of a reminder for a meeting at the naive `wall` in `zone`.

    `starts_at` is the same moment as an aware instant. Where the clock jumps over the reminder's
    time of day, it is sent after the jump.
    """
    if lead.days:
        return to_utc(wall - timedelta(days=lead.days), zone)
    return starts_at - timedelta(minutes=lead.minutes)


def reminder_urgency(lead: timedelta) -> Urgency:
    """Return how urgent a reminder is that comes so long before its meeting."""
    if lead <= SOON:
        return Urgency.FIRST
    return Urgency.LAST if lead > TODAY else Urgency.USUAL


def reminders_ahead(
    wall: datetime, zone: str, starts_at: datetime, leads: Sequence[Lead], now: datetime
) -> list[datetime]:
    """Return when reminders of a meeting are due after `now`: instants in order, each once."""
    instants = {remind_at(wall, zone, starts_at, lead) for lead in leads}
    return sorted(at for at in instants if at > now)


class TimingState(StrEnum):
    """Whether a meeting is still ahead, has begun, has ended, or its check-in is closed as well."""

    AHEAD = "ahead"
    RUNNING = "running"
    ENDED = "ended"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Timing:
    """How a meeting stands when its reminder is sent, in whole minutes.

    `late` is the delay of the reminder, 0 when it is on time. `ahead` is the time until the
    meeting starts, rounded up. `ago` is how long ago it started, 0 while it is ahead.
    """

    state: TimingState
    late: int = 0
    ago: int = 0
    ahead: int = 0


def timing(meeting: Meeting, due_at: datetime, now: datetime) -> Timing:
    """Return how a meeting stands at `now`, for a reminder that was due at `due_at`."""
    if now > meeting.closes_at:
        return Timing(TimingState.OVER)
    if now > meeting.ends_at:
        return Timing(TimingState.ENDED)
    minute = timedelta(minutes=1)
    late = (now - due_at) // minute if now - due_at >= LATE_FROM else 0
    if now >= meeting.starts_at:
        return Timing(TimingState.RUNNING, late, (now - meeting.starts_at) // minute)
    return Timing(TimingState.AHEAD, late, ahead=-((now - meeting.starts_at) // minute))
