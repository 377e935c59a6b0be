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
    """What changes where, and the first meeting for which it is so."""
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
    """A line for each pair of hours, with all the places where it is so."""
    alike: dict[tuple[datetime, datetime, int | None], list[str]] = defaultdict(list)
    for one in change.locals:
        alike[one.after, one.before, one.weeks].append(times.place(one.zone))
    return [
        _by_weeks(weeks, LINE, LINE_WEEK, LINE_WEEKS).format(
            places=", ".join(places), after=_at(after, wall), before=_at(before, wall), weeks=weeks
        )
        for (after, before, weeks), places in sorted(alike.items(), key=lambda item: item[0][:2])
    ]


def _by_weeks(weeks: int | None, stays: str, one: str, several: str) -> str:
    return stays if weeks is None else one if weeks == 1 else several


def _at(local: datetime, wall: datetime) -> str:
    """The time of day, with its weekday where that is not the series' own."""
    template = AT if local.date() == wall.date() else AT_DAY
    return template.format(weekday=times.WEEKDAYS[local.weekday()], time=f"{local:%H:%M}")


def own_line(change: tuple[ClockChange, LocalChange] | None) -> str:
    """What a reader's next change is; "" when none is near."""
    if change is None:
        return ""
    whole, own = change
    day = whole.day
    wall = on_clock(whole.first, whole.zone)
    return _by_weeks(own.weeks, YOURS, YOURS_WEEK, YOURS_WEEKS).format(
        day=day.day,
        month=times.MONTHS[day.month - 1],
        after=_at(own.after, wall),
        before=_at(own.before, wall),
        place=times.place(own.zone),
        weeks=own.weeks,
    )
