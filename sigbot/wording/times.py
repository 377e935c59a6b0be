"""How moments, zones and lengths of time are written."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sigbot.domain.when import Moment
from sigbot.wording.numbers import in_words
from sigbot.wording.safe import clip

_MONTH = timedelta(days=365.25 / 12)

FULL = "<t:{0}:F> (<t:{0}:R>)"
SHORT = "<t:{0}:f>"
RELATIVE = "<t:{0}:R>"
CLOCK = "<t:{0}:t>"

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

ECHO = "{weekday} {day} {month} {year}, {time} {place} ({offset}), {distance}"
AFTER_GAP = "The clock jumps over it. Instead: {echo}"
LOCAL = "{weekday} {day} {month} {year}, {time} {place} ({offset})"
WEEKDAY_AND_DATE = "{weekday} {day} {month}"
DATE_AND_TIME = "{weekday} {day} {month}, {time}"
LOCAL_BRIEF = "{weekday} {day} {month} {year}, {time} {place}"
IN_ZONE = "{weekday} {day} {month}, {time} {place}"

WEEKLY = "{weekday} {time} {place}"
WEEKDAY_AND_TIME = "{weekday} {time}"
ZONE_NOW = "{place}, now {time} ({offset})"

LACKS_TIME = "{text}, what time? e.g. `{example} {time}`"
IN_THE_PAST = "“{text}” is in the past. Did you mean this?"
HALF_TYPED = "Type a day and a time, e.g. `wed 11:00`"

DISTANCES = {
    "past": "in the past",
    "now": "now",
    "minute": "in 1 minute",
    "minutes": "in {n} minutes",
    "hour": "in 1 hour",
    "hours": "in {n} hours",
    "day": "in 1 day",
    "days": "in {n} days",
}

PAUSES = {30: "half hour", 60: "hour", 24 * 60: "day"}
PAUSE = "{minutes} minutes"
SPANS = {6: "half a year", 12: "a year"}
SPAN = "{months} months"

IN_HOURS_AND_MINUTES = "in {h} h {m} min"
HOURS_FROM, DAYS_FROM = 3 * 60, 22 * 60
"""From so many minutes on, a distance is written in whole hours, and in whole days."""

DAY = "{day} {month} {year}"
WEEKDAY_AND_DAY = "{weekday} {day} {month} {year}"
WITH_LENGTH = "{echo}, for {length}"
DURATIONS = {"m": "{m} min", "h": "{h} h", "hm": "{h} h {m} min"}


def full(at: datetime) -> str:
    """Write an instant as a Discord timestamp: every reader sees it in their own zone."""
    return FULL.format(int(at.timestamp()))


def short(at: datetime) -> str:
    return SHORT.format(int(at.timestamp()))


def relative(at: datetime) -> str:
    return RELATIVE.format(int(at.timestamp()))


def day(on: date) -> str:
    """Write a date: `2 Dec 2026`."""
    return DAY.format(day=on.day, month=MONTHS[on.month - 1], year=on.year)


def weekday_and_day(on: date) -> str:
    """Write a date with its weekday: `Wed 2 Dec 2026`."""
    return WEEKDAY_AND_DAY.format(
        weekday=WEEKDAYS[on.weekday()], day=on.day, month=MONTHS[on.month - 1], year=on.year
    )


def with_length(echo: str, minutes: int | None) -> str:
    """Add the length of a meeting to how its start was read; nothing where there is none."""
    if minutes is None:
        return echo
    return WITH_LENGTH.format(echo=echo, length=duration(minutes))


def clock(at: datetime) -> str:
    """Write only the time of day of an instant, as a Discord timestamp."""
    return CLOCK.format(int(at.timestamp()))


def echo(moment: Moment, now: datetime) -> str:
    """Say how a typed moment was read: `Wed 2 Dec 2026, 11:00 New York (UTC-5), in 10 days`."""
    return ECHO.format(**_parts(moment.at, moment.zone), distance=distance(moment.utc - now))


def lacks_time(text: str, date: str, time: str) -> str:
    """Ask for the time of day of a date that is typed: `Wed, what time? e.g. wed 11:00`.

    `date` is the date without typing errors, `time` an example that fits to it.
    """
    shown, example = (clip(" ".join(each.split()), 30) for each in (text, date))
    return LACKS_TIME.format(text=shown, example=example, time=time).replace("`", "")


def in_the_past(text: str) -> str:
    """Say for an autocomplete list that the typed moment is past; others follow in the list."""
    return IN_THE_PAST.format(text=clip(" ".join(text.split()), 40))


def half_typed() -> str:
    """Say for an autocomplete list, which has no markdown, what a moment is made of."""
    return HALF_TYPED.replace("`", "")


def echo_after_gap(moment: Moment, now: datetime) -> str:
    """Do as `echo`, for a typed time that the clock jumps over; `moment` is after the jump."""
    return AFTER_GAP.format(echo=echo(moment, now))


def local(at: datetime, zone: str) -> str:
    """Write an instant in one zone, for text where Discord's timestamps do not work."""
    return LOCAL.format(**_parts(at.astimezone(ZoneInfo(zone)), zone))


def local_briefly(at: datetime, zone: str) -> str:
    """Do as `local`, without the offset."""
    return LOCAL_BRIEF.format(**_parts(at.astimezone(ZoneInfo(zone)), zone))


def in_zone(at: datetime, zone: str) -> str:
    """Do as `local`, without year and offset: `Thu 2 Apr, 11:00 New York`.

    For the first line of a message: a lock screen may not render a Discord timestamp. Where the
    zone of a meeting is not valid any more, the time is in UTC.
    """
    try:
        local = at.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return in_zone(at, "UTC")
    return IN_ZONE.format(**_parts(local, zone))


def date_and_time(at: datetime, zone: str) -> str:
    """Do as `local`, without year, place and offset: `Wed 2 Dec, 16:00`."""
    return DATE_AND_TIME.format(**_parts(at.astimezone(ZoneInfo(zone)), zone))


def weekday_and_date(at: datetime, zone: str) -> str:
    """Write the day of an instant in one zone: `Wed 2 Dec`."""
    return WEEKDAY_AND_DATE.format(**_parts(at.astimezone(ZoneInfo(zone)), zone))


def _parts(at: datetime, zone: str) -> dict[str, str | int]:
    return {
        "weekday": WEEKDAYS[at.weekday()],
        "day": at.day,
        "month": MONTHS[at.month - 1],
        "year": at.year,
        "time": f"{at:%H:%M}",
        "place": place(zone),
        "offset": offset(at),
    }


def weekly(zone: str, minute: int) -> str:
    """Write a weekly time, `minute` from Monday 00:00 on: `Wed 16:00 New York`."""
    return WEEKLY.format(**_of_week(minute), place=place(zone))


def weekday_and_time(minute: int) -> str:
    """Do as `weekly`, without the place: `Wed 16:00`."""
    return WEEKDAY_AND_TIME.format(**_of_week(minute))


def _of_week(minute: int) -> dict[str, str]:
    day, of_day = divmod(minute, 24 * 60)
    return {"weekday": WEEKDAYS[day], "time": f"{of_day // 60:02}:{of_day % 60:02}"}


def place(zone: str) -> str:
    """Return the place of a zone: `New York` for `America/New_York`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def zone_now(zone: str, now: datetime) -> str:
    """Name a zone in a list with the time there: `New York, now 09:00 (UTC-5)`."""
    at = now.astimezone(ZoneInfo(zone))
    return ZONE_NOW.format(place=place(zone), time=f"{at:%H:%M}", offset=offset(at))


def offset(at: datetime) -> str:
    """Write the offset of an aware time: `UTC-5`, `UTC+5:30`, `UTC`."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def distance(ahead: timedelta) -> str:
    """Write how far ahead something is: `in 10 days`, `in the past`."""
    minutes = int(ahead.total_seconds() // 60)
    if ahead < timedelta():
        return DISTANCES["past"]
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        count = minutes // size
        if count:
            return DISTANCES[unit if count == 1 else f"{unit}s"].format(n=count)
    return DISTANCES["now"]


def starts_in(minutes: int) -> str:
    """Write how far ahead a meeting is, rounded for reading: `in 1 hour`, `in 2 days`."""
    if minutes >= DAYS_FROM:
        return distance(timedelta(days=round(minutes / 1440)))
    if minutes >= HOURS_FROM:
        return distance(timedelta(hours=round(minutes / 60)))
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return IN_HOURS_AND_MINUTES.format(h=hours, m=rest)
    return distance(timedelta(minutes=minutes))


def duration(minutes: int) -> str:
    """Write a length of time: `45 min`, `1 h`, `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    key = ("h" if hours else "") + ("m" if rest or not hours else "")
    return DURATIONS[key].format(h=hours, m=rest)


def pause(length: timedelta) -> str:
    """Write the time between two tries, as it stands behind the word `every`: `half hour`."""
    minutes = length // timedelta(minutes=1)
    return PAUSES.get(minutes, PAUSE.format(minutes=minutes))


def months(length: timedelta) -> int:
    """Return the number of months that a length of time is nearest to."""
    return round(length / _MONTH)


def span(length: timedelta) -> str:
    """Write a length of time that is counted in months: `half a year`."""
    return SPANS.get(months(length), SPAN.format(months=in_words(months(length))))


def iso(at: datetime) -> str:
    """Write an instant in ISO 8601 and UTC, for files: `2021-06-30T15:00:00Z`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
