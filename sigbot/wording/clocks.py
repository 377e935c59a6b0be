"""What is said when a change of the clocks moves a meeting for some people."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sigbot.domain.clock_changes import ClockChange, LocalChange, on_clock
from sigbot.domain.regions import region_of
from sigbot.wording import times
from sigbot.wording.lists import listed
from sigbot.wording.safe import plain

INTRO = (
    "**{title}** is at another local time from {day} {month} on in {regions}. Open this to see "
    "your time.\nClocks change; it stays at {time} in {place}."
)
ELSEWHERE = "other places"
REGION = "{region}"
REGION_WEEK = "{region} (for one week)"
REGION_WEEKS = "{region} (for {weeks} weeks)"
ON_YOUR_CLOCK = (
    "-# On your own clock: {before} until then; the first one after that is {after}. "
    "If the hour is the same, nothing changes for you."
)

YOURS = "-# 🕰️ From {day} {month} it is at {after} instead of {before} in {place}."
YOURS_WEEK = (
    "-# 🕰️ From {day} {month} it is at {after} instead of {before} in {place}, for one week."
)
YOURS_WEEKS = (
    "-# 🕰️ From {day} {month} it is at {after} instead of {before} in {place}, for {weeks} weeks."
)
AT = "{time}"
AT_DAY = "{weekday} {time}"


def warning(title: str, change: ClockChange, common: Collection[str]) -> tuple[str, str]:
    """Return two texts: where the local time of a series changes, and the times for each reader.

    `common` are the zones of so many members that they may be named.
    """
    wall = on_clock(change.first, change.zone)
    intro = INTRO.format(
        title=plain(title),
        time=f"{wall:%H:%M}",
        place=times.place(change.zone),
        day=change.day.day,
        month=times.MONTHS[change.day.month - 1],
        regions=listed(_regions(change, common)),
    )
    clock = ON_YOUR_CLOCK.format(before=times.clock(change.last), after=times.full(change.first))
    return intro, clock


def _regions(change: ClockChange, common: Collection[str]) -> list[str]:
    """Name the regions in which the local time changes, and for how long if it changes back soon.

    A zone without a region, such as UTC, is named by its place, if it is a common one; a place of a
    few members would tell where they live.
    """
    weeks: dict[str, set[int | None]] = defaultdict(set)
    for local in change.locals:
        place = times.place(local.zone) if local.zone in common else ELSEWHERE
        weeks[region_of(local.zone) or place].add(local.weeks)
    last_elsewhere = sorted(weeks, key=lambda place: (place == ELSEWHERE, place))
    return [_region(place, *weeks[place]) for place in last_elsewhere]


def _region(region: str, weeks: int | None, *more_weeks: int | None) -> str:
    """Name a region, and the weeks that its change lasts unless they differ between places."""
    template = REGION if more_weeks else _by_weeks(weeks, REGION, REGION_WEEK, REGION_WEEKS)
    return template.format(region=region, weeks=weeks)


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
