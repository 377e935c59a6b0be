"""What reminders say."""

from collections.abc import Sequence
from datetime import datetime

from sigbot.domain.meetings import Meeting
from sigbot.domain.members import HearsBy
from sigbot.domain.reminders import Lead, Timing, TimingState, leads_text
from sigbot.wording import times
from sigbot.wording.lists import listed
from sigbot.wording.meetings import attended, facts
from sigbot.wording.safe import plain

AHEAD = "**{title}** starts {distance}"
AHEAD_DAYS = "**{title}** starts {distance}: {wall}"
LATE = "-# This reminder is {length} late."
STARTS_NOW = "**{title}** starts now"
STARTED = "**{title}** started {length} ago"
STARTS_AT = "**{title}** starts on {wall}"
HAS_STARTED = "**{title}** has started"
ENDED = "**{title}** has ended\nCheck-in is open until {closes}."
OVER = "**{title}** is over\n{attended}"
CANCELLED = "**~~{title}~~**\n**Cancelled.**\n~~{when}~~"
CANCELLED_REASON = "**~~{title}~~**\n**Cancelled.** {reason}\n~~{when}~~"
MOVED = "**{title}** has moved to {wall}"
MINUTES, HOURS = "{n} min", "{n} h"
PING = "<@&{role}>"
AGENDA = "Papers: {titles}"
AGENDA_TITLE, AGENDA_MORE = "**{title}**", "{count} more"
DIRECT_FOOT = "-# You asked {community} for this. `/me reminders` changes it."
OPEN_CARD = "Open the meeting"
OPEN_SERVER = "Open the server"
CARD_ADDRESS = "https://discord.com/channels/{guild}/{channel}/{message}"
SERVER_ADDRESS = "https://discord.com/channels/{guild}"

SET = "Reminders of **{title}**: {leads}."
SET_SERIES = "Reminders of **{title}** and the meetings of its series: {leads}."
SET_NONE = "**{title}** has no reminders now."
AT_START = "at the start"
BEFORE = "{lengths} before"
BEFORE_AND_AT_START = "{lengths} before, and at the start"
LEADS = {
    "day": "1 day",
    "days": "{n} days",
    "hour": "1 hour",
    "hours": "{n} hours",
    "minute": "1 minute",
    "minutes": "{n} minutes",
    "hm": "{h} h {m} min",
}
DIRECT_SET = (
    "I will send you a direct message {leads}, for meetings you are **going** to. "
    "Please allow direct messages from this server."
)
DIRECT_OFF = "You get no direct messages before meetings. Reminders stay in the news channel."
HEARS_BY = {
    HearsBy.MENTION: "Mention me in the news channel",
    HearsBy.DIRECT: "By direct message",
    HearsBy.NOTHING: "Not at all",
}
CHANGES_SET = {
    HearsBy.MENTION: (
        "When a meeting you said Going or Maybe to changes, I mention you in the news channel."
    ),
    HearsBy.DIRECT: (
        "When a meeting you said Going or Maybe to changes, I send you a direct message. Please "
        "allow direct messages from this server."
    ),
    HearsBy.NOTHING: "When a meeting changes, I neither mention you nor write to you.",
}
PAPERS_SET = {
    True: (
        "A week before a paper you want to read is discussed, I send you a direct message. Please "
        "allow direct messages from this server."
    ),
    False: "You get no direct message before papers you want to read are discussed.",
}
PAPERS = {True: "a message a week before", False: "no message"}
ACTIONS_SET = {
    True: "Before meetings I remind you of action items of yours that are open.",
    False: "You get no direct message about action items of yours.",
}
ACTIONS = {True: "a message two days before the next meeting", False: "no message"}
VOCABULARIES = {HearsBy: "way to hear of changes"}

LEAD_CHOICES = ("1d, 1h, start", "1d, 1h, 10m", "1w, 1d, 1h", "1d, 1h", "1h, 10m", "off")
DIRECT_CHOICES = ("1h", "1d, 1h", "10m", "1d", "1h, 10m", "start")
NONE = "no reminders"

MOST_TITLES = 3
"""Papers that a reminder names; the others are counted."""


def heading(meeting: Meeting, timing: Timing, zone: str | None = None) -> str:
    """Return the first line of a reminder: when the meeting starts, in words.

    A day or more ahead it has the time on the clock of the reader's `zone`, or the meeting's own.
    """
    title = plain(meeting.title)
    if timing.state is TimingState.OVER:
        return OVER.format(title=title, attended=attended(meeting.counts))
    if timing.state is TimingState.ENDED:
        return ENDED.format(title=title, closes=times.clock(meeting.closes_at))
    if timing.state is TimingState.AHEAD:
        return (AHEAD if timing.ahead < times.DAYS_FROM else AHEAD_DAYS).format(
            title=title,
            distance=times.starts_in(timing.ahead),
            wall=times.in_zone(meeting.starts_at, zone or meeting.zone),
        )
    return (STARTED if timing.ago else STARTS_NOW).format(title=title, length=_length(timing.ago))


def lateness(timing: Timing) -> str:
    """Say how late a reminder is; "" when it is on time, or its meeting has begun."""
    if not timing.late or timing.state is not TimingState.AHEAD:
        return ""
    return LATE.format(length=_length(timing.late))


def _length(minutes: int) -> str:
    """Write a length of time: in minutes below three hours, then in whole hours."""
    if minutes < 180:
        return MINUTES.format(n=minutes)
    return HOURS.format(n=minutes // 60)


def body(meeting: Meeting) -> str:
    """Return when and where a meeting is; "" for a cancelled one."""
    return "" if meeting.is_cancelled else facts(meeting)


def agenda(titles: Sequence[str]) -> str:
    """Name the papers on the agenda of a meeting in one line; "" where there are none."""
    named = [AGENDA_TITLE.format(title=plain(title, 80)) for title in titles[:MOST_TITLES]]
    left = len(titles) - len(named)
    parts = [*named, *([AGENDA_MORE.format(count=left)] if left else [])]
    return AGENDA.format(titles=listed(parts)) if named else ""


def ping(role_id: int | None) -> str:
    return PING.format(role=role_id) if role_id else ""


def corrected(meeting: Meeting, announced: datetime, timing: Timing) -> str:
    """Return the new heading of a posted reminder, after its meeting was changed or cancelled.

    `announced` is the start that the reminder named, `timing` how the meeting stands now. The
    heading is read for longer than a moment, so it has no "in 15 minutes".
    """
    title = plain(meeting.title)
    if not meeting.is_cancelled:
        if timing.state in (TimingState.ENDED, TimingState.OVER):
            return heading(meeting, timing)
        wall = times.in_zone(meeting.starts_at, meeting.zone)
        if meeting.starts_at != announced:
            return MOVED.format(title=title, wall=wall)
        is_ahead = timing.state is TimingState.AHEAD
        return (STARTS_AT if is_ahead else HAS_STARTED).format(title=title, wall=wall)
    reason, when = plain(meeting.cancel_reason), times.full(meeting.starts_at)
    template = CANCELLED_REASON if reason else CANCELLED
    return template.format(title=title, reason=reason, when=when)


def direct_foot(community: str) -> str:
    return DIRECT_FOOT.format(community=plain(community))


def card_address(guild_id: int, card: tuple[int, int]) -> str:
    return CARD_ADDRESS.format(guild=guild_id, channel=card[0], message=card[1])


def server_address(guild_id: int) -> str:
    return SERVER_ADDRESS.format(guild=guild_id)


def _length_of(lead: Lead) -> str:
    hours, minutes = divmod(lead.minutes, 60)
    if hours and minutes:
        return LEADS["hm"].format(h=hours, m=minutes)
    days = lead.days
    unit, n = ("day", days) if days else ("hour", hours) if hours else ("minute", minutes)
    return LEADS[unit if n == 1 else f"{unit}s"].format(n=n)


def leads(leads: Sequence[Lead]) -> str:
    """Write how long before a meeting reminders come: `1 day and 1 hour before`."""
    lengths = listed([_length_of(lead) for lead in leads if lead.length])
    at_start = any(not lead.length for lead in leads)
    if not lengths:
        return AT_START if at_start else NONE
    return (BEFORE_AND_AT_START if at_start else BEFORE).format(lengths=lengths)


def reminders_set(meeting: Meeting, chosen: Sequence[Lead]) -> str:
    template = SET_NONE if not chosen else SET_SERIES if meeting.series_id else SET
    return template.format(title=plain(meeting.title), leads=leads(chosen))


def direct_set(chosen: Sequence[Lead], changes: HearsBy, *, papers: bool, actions: bool) -> str:
    """Say which direct messages a person gets, how they hear of changes, of papers, and of what
    they promised."""
    before = DIRECT_SET.format(leads=leads(chosen)) if chosen else DIRECT_OFF
    return "\n".join([before, CHANGES_SET[changes], PAPERS_SET[papers], ACTIONS_SET[actions]])


def choice(offered: Sequence[Lead]) -> tuple[str, str]:
    """Return label and value of a choice of leads in an autocomplete list."""
    text = leads(offered)
    return text[:1].upper() + text[1:], leads_text(offered) or "off"
