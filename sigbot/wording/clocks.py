"""What is said when a change of the clocks moves a meeting for some people."""

from collections import defaultdict
from datetime import datetime

from sigbot.domain.clock_changes import ClockChange, LocalChange, on_clock
from sigbot.wording import times
from sigbot.wording.lists import fitted
from sigbot.wording.safe import plain

TITLE = "### 🕰️ The clocks change"
INTRO = (
    "**{title}** stays at {time} in {place}. From {day} {month}, its local time changes in some "
    "places:"
)
LINE = "- {places}: **{after}** instead of {before}"
LINE_WEEK = "- {places}: **{after}** instead of {before}, for one week"
LINE_WEEKS = "- {places}: **{after}** instead of {before}, for {weeks} weeks"
NEXT = "-# The first meeting at the new hour, in your own time: {when}"
MORE = "-# and {count} more"

YOURS = "-# 🕰️ From {day} {month} it is at {after} instead of {before} in {place}."
YOURS_WEEK = (
    "-# 🕰️ From {day} {month} it is at {after} instead of {before} in {place}, for one week."
)
YOURS_WEEKS = (
    "-# 🕰️ From {day} {month} it is at {after} instead of {before} in {place}, for {weeks} weeks."
)
AT = "{time}"
AT_DAY = "{weekday} {time}"


def warning(title: str, change: ClockChange) -> tuple[str, str]:
    """Return two texts: the new local times of a series, and its first meeting at a new time."""
    wall = on_clock(change.first, change.zone)
    day = change.day
    intro = INTRO.format(
        title=plain(title),
        time=f"{wall:%H:%M}",
        place=times.place(change.zone),
        day=day.day,
        month=times.MONTHS[day.month - 1],
    )
    lines = fitted(_lines(change, wall), MORE, 40)
    return "\n".join([TITLE, intro, lines]), NEXT.format(when=times.full(change.first))


def _lines(change: ClockChange, wall: datetime) -> list[str]:
    """Return a line for each pair of new and old time, with all places that have this pair."""
    places_of: dict[tuple[datetime, datetime, int | None], list[str]] = defaultdict(list)
    for local in change.locals:
        places_of[local.after, local.before, local.weeks].append(times.place(local.zone))
    return [
        _by_weeks(weeks, LINE, LINE_WEEK, LINE_WEEKS).format(
            places=", ".join(places), after=_at(after, wall), before=_at(before, wall), weeks=weeks
        )
        for (after, before, weeks), places in sorted(
            places_of.items(), key=lambda item: item[0][:2]
        )
    ]


def _by_weeks(weeks: int | None, stays: str, one_week: str, many_weeks: str) -> str:
    """Choose the template by the weeks that a change lasts; None means that it stays."""
    return stays if weeks is None else one_week if weeks == 1 else many_weeks


def _at(local: datetime, wall: datetime) -> str:
    """Write the time of day, with the weekday if it is another one than that of the series."""
    template = AT if local.date() == wall.date() else AT_DAY
    return template.format(weekday=times.WEEKDAYS[local.weekday()], time=f"{local:%H:%M}")


def own_line(change: tuple[ClockChange, LocalChange] | None) -> str:
    """Tell a reader the next change for their own zone; "" if none is near."""
    if change is None:
        return ""
    series_change, own = change
    day = series_change.day
    wall = on_clock(series_change.first, series_change.zone)
    return _by_weeks(own.weeks, YOURS, YOURS_WEEK, YOURS_WEEKS).format(
        day=day.day,
        month=times.MONTHS[day.month - 1],
        after=_at(own.after, wall),
        before=_at(own.before, wall),
        place=times.place(own.zone),
        weeks=own.weeks,
    )
