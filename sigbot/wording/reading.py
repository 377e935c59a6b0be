"""What the reading tools of the shell say."""

from datetime import timedelta

from sigbot.domain.when import FAR, WhenStatus
from sigbot.domain.zones import ZoneStatus
from sigbot.wording import times

GAP = "does not exist: the clock jumps over it; this is the time after the jump"
OCCURRENCE_GAP = "{wall} does not exist; the meeting is at the time after the jump"
WHEN = {
    WhenStatus.OK: "Read as:",
    WhenStatus.AMBIGUOUS: "Has more than one reading:",
    WhenStatus.NONEXISTENT: "Does not exist, the clock jumps over it; the time after the jump is:",
    WhenStatus.UNREADABLE: "Could not be read as a date and time.",
}
ZONE = {
    ZoneStatus.OK: "Time zone:",
    ZoneStatus.AMBIGUOUS: "Can mean several time zones:",
    ZoneStatus.FIXED: "A fixed offset, which follows no clock change:",
    ZoneStatus.UNKNOWN: "No time zone of this name is known.",
}
OFFSET = "UTC{offset}"
SUGGEST = "Probably meant: {zone}"
PAIR = "{local}  {utc}"
LINK = "{id}\n{url}"
UNUSABLE = "cannot be used: {reason}"


def note(ahead: timedelta, *, shifted: bool) -> str:
    """Note what is unusual about a time that was read: a gap, the past, a far date; "" if nothing.

    `ahead` is how far the time is in the future, `shifted` whether it was moved over a gap.
    """
    notes = [GAP] if shifted else []
    if ahead <= timedelta():
        notes.append(times.DISTANCES["past"])
    elif ahead > FAR:
        notes.append(times.distance(ahead))
    return "; ".join(notes)
