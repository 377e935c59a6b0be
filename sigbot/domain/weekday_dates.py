"""Find dates by their weekday."""

from datetime import date, timedelta


def next_weekdays(weekday: int, day: date) -> list[date]:
    """Return the dates that `next wed` can mean on `day`: the coming one, and that of next week.

    Never `day` itself. Weeks begin on Monday; a coming one that is tomorrow may be meant a week
    later on a Sunday, too.
    """
    coming = day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)
    is_later = coming.isocalendar()[:2] == day.isocalendar()[:2] or coming - day == timedelta(
        days=1
    )
    return [coming, coming + timedelta(days=7)] if is_later else [coming]


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """Return the nth (1 to 5, or -1 for the last) `weekday` (Monday = 0) of a month, or None."""
    if nth == -1:
        first_of_next = date(year + month // 12, month % 12 + 1, 1)
        last = first_of_next - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return day if day.month == month else None
