"""What is said on and about the picture of a suggestion, the heat map of a week."""

from collections.abc import Sequence

from sigbot.domain.rotation import (
    DAY_SLOTS,
    SHADES,
    Alternative,
    AlternativeKind,
    AlternativeLabel,
    Offer,
)
from sigbot.wording import times
from sigbot.wording.rotation import slots
from sigbot.wording.safe import clip

PICTURE_TITLE = "Who can come when"
PICTURE_LEGEND = (
    "Lightest: under {few} % of a region can come. Darkest: {many} % or more. Hours of {place}."
)
MARK_TODAY = "Today: {slots}"
PICTURE_ALT = (
    "Heat map of the week, one row for each region, hours of {place}. Darker means that more "
    "people there can come. Best hours: {best}. Marked: {marks}."
)
ALT_BEST = "{region} {begin} to {end}"
ALT_MARK = "{label} at {slots}"
ALT_LIMIT = 1_024
NOW = "now"


def mark(alternative: Alternative) -> str:
    """Return the name of an alternative on the picture."""
    return NOW if alternative.label == AlternativeLabel.TODAY else alternative.label


def mark_meaning(alternative: Alternative) -> str:
    """Say on the picture what the times of a mark are."""
    words = slots(alternative.slots)
    return MARK_TODAY.format(slots=words) if alternative.kind == AlternativeKind.TODAY else words


def legend(zone: str) -> str:
    few = 100 // SHADES
    return PICTURE_LEGEND.format(few=few, many=100 - few, place=times.place(zone))


def alt_text(offer: Offer) -> str:
    """Describe the picture: when most people of each region can come, and which times it marks."""
    suggestions = offer.suggestions
    marks = [
        ALT_MARK.format(label=mark(alternative), slots=slots(alternative.slots))
        for alternative in suggestions.alternatives
        if alternative.label != AlternativeLabel.FLIP
    ]
    best = [_best_hours(region, shades) for region, shades in suggestions.week.items()]
    place = times.place(suggestions.zone)
    text = PICTURE_ALT.format(place=place, best="; ".join(best), marks="; ".join(marks))
    return clip(text, ALT_LIMIT)


def _best_hours(region: str, shades: Sequence[int]) -> str:
    """Name the longest time of the week that has the darkest shade of a region.

    There is one shade for each half hour of the week.
    """
    darkest = max(shades)
    good = [shade == darkest for shade in shades]
    begin, length = max(
        ((at, _run(good, at)) for at in range(len(good))),
        key=lambda run: run[1],
    )
    return ALT_BEST.format(
        region=region, begin=_clock(begin), end=_clock((begin + length) % DAY_SLOTS)
    )


def _run(good: Sequence[bool], begin: int) -> int:
    """Count the good half hours from `begin` on, one after the other; at most a day of them."""
    length = 0
    while length < DAY_SLOTS and good[(begin + length) % len(good)]:
        length += 1
    return length


def _clock(half_hours: int) -> str:
    hour, half = divmod(half_hours % DAY_SLOTS, 2)
    return f"{hour:02}:{30 * half:02}"
