"""Pictures of a rotation: who can come in which half hour, and how many came.

They are drawn for a phone, which shows a picture of 960 pixels about 310 wide: text of 38 is 12
high there. Shades are of one hue, from light to dark, so that lightness alone says everything;
marks differ by their labels, not by colour. All lengths are in pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from PIL import Image

from sigbot.documents.drawing import (
    BAR,
    FIGURE,
    GREY,
    HALO,
    HEADING,
    LEADING,
    LINE,
    MARGIN,
    MARK,
    PALE,
    PAPER,
    TEXT,
    TITLE,
    Draw,
    cut,
    drawable,
    length,
    png,
    shade,
    sheet,
    wrapped,
    write,
    write_lines,
)

WIDTH = 960
SLOTS = 336
"""Half hours of a week."""

SLOT = 3
"""Width of a half hour. Four days fill the picture, so a week takes two blocks."""

BLOCKS = (range(4), range(4, 7))
DAY = 48
LEFT = WIDTH - MARGIN - len(BLOCKS[0]) * DAY * SLOT
"""Where the days of a block begin: Monday, and in the second block Friday."""

HOURS, NAMED_HOURS = (6, 12, 18), (6, 18)
"""Hours with a tick, and those of them with a figure: there is no room for all."""

ROW, BADGE, GAP, OUTLINE = 46, 50, 4, 4
BADGE_PAD, LONGEST_BADGE = 11, 250
BAR_LEFT, BAR_ROW, BAR_HEIGHT = 360, 56, 34


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One region: its name, and for each half hour of the week (Monday 00:00 first, on the clock of
    the anchor zone) the share (0 to 1) of its people who can come to a meeting that starts then."""

    name: str
    shares: Sequence[float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Slots of one alternative, marked with its label, such as "A"; `meaning` explains it."""

    label: str
    slots: Sequence[int]
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; where `value` is None it is not shown, and `note` says why."""

    name: str
    value: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """The badge of the line at `x`: from `start` to `end`, in a lane above the rows (0 is the
    lowest)."""

    x: int
    start: int
    end: int
    lane: int


def week_picture(
    rows: Sequence[WeekRow], marks: Sequence[Mark], weekdays: Sequence[str], title: str, legend: str
) -> bytes:
    """Draw the week of each region as a band, darker where more people can come, with a line at
    each mark. Return a PNG."""
    rows = rows or [WeekRow("", [0] * SLOTS)]
    labels = _labels(marks)
    blocks = [_block(rows, labels, weekdays, days) for days in BLOCKS]
    return png([_title(title), *blocks, _legend(legend), _meanings(marks)])


def attendance_picture(groups: Sequence[tuple[str, Sequence[Bar]]], title: str) -> bytes:
    """Draw horizontal bars by group, all on one scale. Return a PNG."""
    bars = [bar for _, group in groups for bar in group]
    values = [bar.value for bar in bars if bar.value is not None]
    room = max((length(f"{value:.1f}", FIGURE) for value in values), default=0)
    largest = max(values, default=0)
    scale = (WIDTH - MARGIN - room - 14 - BAR_LEFT) / largest if largest > 0 else 0
    row = _row_height([bar.name for bar in bars], BAR_LEFT, BAR_ROW)
    drawn = [_group(heading, group, scale, row) for heading, group in groups]
    return png([_title(title), *drawn])


def column(slot: int) -> int:
    """Return where a slot of the week begins in its block."""
    first = next(days.start for days in BLOCKS if slot < days.stop * DAY)
    return LEFT + (slot - first * DAY) * SLOT


def _labels(marks: Iterable[Mark]) -> dict[int, list[str]]:
    """Return slot → the labels above it; marks at the same time share a line."""
    labels: dict[int, list[str]] = {}
    for mark in marks:
        for slot in mark.slots:
            here = labels.setdefault(slot % SLOTS, [])
            if mark.label not in here:
                here.append(mark.label)
    return dict(sorted(labels.items()))


def _block(
    rows: Sequence[WeekRow], labels: dict[int, list[str]], weekdays: Sequence[str], days: range
) -> Image.Image:
    """Draw some days of the week: badges, the bands of all regions, hours and weekdays."""
    slots = range(days.start * DAY, days.stop * DAY)
    here = [slot for slot in slots if slot in labels]
    texts = [_badge_text(" · ".join(labels[slot])) for slot in here]
    badges = place_badges([column(slot) for slot in here], [_badge_width(text) for text in texts])
    top = 12 + max((badge.lane + 1 for badge in badges), default=0) * (BADGE + GAP)
    height = _row_height([row.name for row in rows], LEFT, ROW)
    bottom = top + len(rows) * (height + GAP) - GAP
    image, draw = sheet(bottom + 116, WIDTH)
    for index, row in enumerate(rows):
        y = top + index * (height + GAP)
        _name(draw, row.name, y + height / 2, LEFT)
        image.paste(_band(row.shares[slots.start : slots.stop], height), (LEFT, y))
    _days(draw, weekdays[days.start : days.stop], top, bottom)
    _marks(draw, badges, texts, top, bottom)
    return image


def _band(shares: Sequence[float], height: int) -> Image.Image:
    pixels = b"".join(bytes(shade(share)) for share in shares)
    line = Image.frombytes("RGB", (len(shares), 1), pixels)
    return line.resize((len(shares) * SLOT, height), Image.Resampling.NEAREST)


def _days(draw: Draw, weekdays: Sequence[str], top: int, bottom: int) -> None:
    """Draw lines between the days, and below the rows the hours and the names of the days."""
    day = DAY * SLOT
    for index, name in enumerate(weekdays):
        x = LEFT + index * day
        if index:
            draw.rectangle((x - 2, top, x + 1, bottom - 1), fill=PAPER)
        for hour in HOURS:
            tick = x + hour * 2 * SLOT
            draw.rectangle((tick - 1, bottom + 4, tick, bottom + 11), fill=GREY)
            if hour in NAMED_HOURS:
                write(draw, (tick, bottom + 32), f"{hour}", FIGURE, GREY, "mm")
        text = cut(drawable(name), FIGURE, day - 8)
        write(draw, (x + day // 2, bottom + 74), text, FIGURE, anchor="mm")


def _marks(
    draw: Draw, badges: Sequence[Badge], texts: Sequence[str], top: int, bottom: int
) -> None:
    """Draw all lines, then all badges, so that no line runs through a label."""
    for badge in badges:
        outline = (badge.x - OUTLINE, top, badge.x + SLOT - 1 + OUTLINE, bottom - 1)
        draw.rectangle(outline, fill=HALO)
    for badge in badges:
        line = (badge.x, _badge_top(badge, top) + BADGE // 2, badge.x + SLOT - 1, bottom + 3)
        draw.rectangle(line, fill=MARK)
    for badge, text in zip(badges, texts, strict=True):
        _badge(draw, text, badge.start, badge.end, _badge_top(badge, top))


def _badge(draw: Draw, text: str, start: int, end: int, top: int) -> None:
    draw.rounded_rectangle((start, top, end - 1, top + BADGE - 1), radius=8, fill=MARK)
    write(draw, ((start + end) / 2, top + BADGE / 2), text, FIGURE, HALO, "mm")


def _badge_text(text: str) -> str:
    return cut(drawable(text), FIGURE, LONGEST_BADGE)


def _badge_width(text: str) -> int:
    return round(length(text, FIGURE)) + 2 * BADGE_PAD


def _badge_top(badge: Badge, top: int) -> int:
    return top - (badge.lane + 1) * (BADGE + GAP) - GAP


def place_badges(columns: Sequence[int], widths: Sequence[int]) -> list[Badge]:
    """Find a place for the badge of each line; lines come from left to right.

    No badge covers another one, or a line that goes up to a higher badge. A badge is centred on its
    line if possible, else to the right or left of it, like a flag; in a new lane there is always
    room to the left.
    """
    placed: list[Badge] = []
    for index, (x, width) in enumerate(zip(columns, widths, strict=True)):
        following = columns[index + 1 :]
        placed.append(next(b for b in _places(x, width) if _is_free(b, placed, following)))
    return placed


def _places(x: int, width: int) -> Iterable[Badge]:
    """Yield the places for a badge, the best first."""
    for lane in count():
        for start in (x + (SLOT - width) // 2, x, x + SLOT - width):
            if start + width <= WIDTH - GAP:
                yield Badge(x, start, start + width, lane)


def _is_free(badge: Badge, placed: Iterable[Badge], following: Iterable[int]) -> bool:
    if any(_covers(badge, x) for x in following):
        return False
    return not any(
        (badge.start < before.end + GAP and before.start < badge.end + GAP)
        if before.lane == badge.lane
        else before.lane > badge.lane and _covers(badge, before.x)
        for before in placed
    )


def _covers(badge: Badge, x: int) -> bool:
    """Return whether a badge covers the line at `x`."""
    return badge.start < x + SLOT and x < badge.end


def _legend(text: str) -> Image.Image:
    """Draw the shades from left to right, and what they mean."""
    lines = wrapped(text, TEXT, WIDTH - MARGIN - LEFT, most=4)
    image, draw = sheet(max(len(lines), 1) * LINE + 24, WIDTH)
    width = LEFT - MARGIN - 20
    for x in range(width):
        draw.line((MARGIN + x, 3, MARGIN + x, LINE - 4), fill=shade(x / width))
    write_lines(draw, lines, (LEFT, LINE / 2))
    return image


def _meanings(marks: Sequence[Mark]) -> Image.Image:
    """Draw what each label stands for, a line each."""
    explained = [mark for mark in marks if mark.meaning]
    height = BADGE + 3 * GAP
    image, draw = sheet(len(explained) * height + (MARGIN if explained else 0), WIDTH)
    texts = [_badge_text(mark.label) for mark in explained]
    begin = MARGIN + max(map(_badge_width, texts), default=0) + 14
    for index, (mark, text) in enumerate(zip(explained, texts, strict=True)):
        top = index * height
        _badge(draw, text, MARGIN, MARGIN + _badge_width(text), top)
        meaning = cut(drawable(mark.meaning), FIGURE, WIDTH - MARGIN - begin)
        write(draw, (begin, top + BADGE / 2), meaning, FIGURE)
    return image


def _group(heading: str, bars: Sequence[Bar], scale: float, row: int) -> Image.Image:
    top = 58
    image, draw = sheet(top + len(bars) * row + 22, WIDTH)
    text = cut(drawable(heading), HEADING, WIDTH - 2 * MARGIN)
    write(draw, (MARGIN, 28), text, HEADING, stroke=0.5)
    for index, bar in enumerate(bars):
        _bar(draw, bar, scale, top + index * row + row // 2)
    if bars:
        draw.rectangle((BAR_LEFT - 2, top, BAR_LEFT - 1, top + len(bars) * row - 1), fill=PALE)
    return image


def _bar(draw: Draw, bar: Bar, scale: float, middle: int) -> None:
    _name(draw, bar.name, middle, BAR_LEFT)
    if bar.value is None:
        note = cut(drawable(bar.note), TEXT, WIDTH - MARGIN - BAR_LEFT - 14)
        write(draw, (BAR_LEFT + 14, middle), note, colour=GREY)
        return
    end = BAR_LEFT + round(max(bar.value, 0) * scale)
    if end > BAR_LEFT:
        y = middle - BAR_HEIGHT // 2
        draw.rectangle((BAR_LEFT, y, end - 1, y + BAR_HEIGHT - 1), fill=BAR)
    write(draw, (end + 14, middle), f"{bar.value:.1f}", FIGURE)


def _title(text: str) -> Image.Image:
    lines = wrapped(text, TITLE, WIDTH - 2 * MARGIN, most=3)
    image, draw = sheet(MARGIN + len(lines) * (TITLE + LEADING) + 16, WIDTH)
    write_lines(draw, lines, (MARGIN, MARGIN + TITLE / 2), TITLE, stroke=0.6)
    return image


def _row_height(names: Iterable[str], end: int, usual: int) -> int:
    """Return the height of all rows: the usual one, or more where a name takes two lines."""
    lines = max((len(_name_lines(name, end)) for name in names), default=1)
    return max(usual, lines * LINE + 2)


def _name_lines(name: str, end: int) -> list[str]:
    return wrapped(name, TEXT, end - MARGIN - 14, most=2)


def _name(draw: Draw, name: str, middle: float, end: int) -> None:
    lines = _name_lines(name, end)
    write_lines(draw, lines, (MARGIN, middle - (len(lines) - 1) * LINE / 2))
