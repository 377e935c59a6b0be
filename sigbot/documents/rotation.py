"""Pictures of a rotation: who can come in which half hour, and how many came.

Drawn for a phone, where a picture 1080 pixels wide is shown about 400 wide. One hue from light to
dark, so that the lightness alone carries the meaning; marks differ by their label, not by colour.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from unicodedata import category, combining, normalize

from PIL import Image, ImageDraw, ImageFont

SLOTS = 336
"""Half hours of a week."""

WIDTH = 1080
MARGIN = 28
SLOT = 4
"""Width of a half hour. Four days fill the width, so a week takes two blocks."""

BLOCKS = (range(4), range(4, 7))
DAY = 48
LEFT = WIDTH - MARGIN - len(BLOCKS[0]) * DAY * SLOT
"""Where Monday and Friday begin."""

TEXT, SMALL, HEADING, TITLE = 31, 27, 35, 42
LEADING = 4
LINE = TEXT + LEADING
HOURS = (6, 12, 18)

PAPER, PALE, GREY, INK = (252, 252, 252), (212, 216, 224), (88, 96, 108), (20, 24, 32)
MARK, BAR = (184, 72, 0), (48, 116, 180)
SHADES = ((232, 240, 248), (184, 208, 232), (112, 168, 212), (48, 116, 180), (12, 48, 100))
"""Nobody to everybody."""
STEPS = 80

ROW, BADGE, GAP, HALO = 42, 42, 4, 2
BADGE_PAD, LONGEST_BADGE = 11, 250
BAR_LEFT, BAR_ROW, BAR_HEIGHT = 330, 52, 32

_LOOKALIKES = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "×": "x", "•": "·"}
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict(zip("øØłŁđĐıðÐ", "oOlLdDidD", strict=True))
)

Colour = tuple[int, int, int]
Point = tuple[float, float]
Draw = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One region: its name, and for each half hour of the week (Monday 00:00 first, clocks of the
    anchor zone) the share (0..1) of people there who can come to a meeting that starts then."""

    name: str
    shares: Sequence[float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Slots of one rotation, marked with one sign such as "A" or "today"."""

    label: str
    slots: Sequence[int]


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` None: not shown, `note` says why."""

    name: str
    value: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """Of the line at `x`: from `start` to `end`, in a lane above the rows (0 is the lowest)."""

    x: int
    start: int
    end: int
    lane: int


def week_picture(
    rows: Sequence[WeekRow], marks: Sequence[Mark], weekdays: Sequence[str], title: str, legend: str
) -> bytes:
    """Each region's week as a band, darker where more can come, with a line through each mark."""
    rows = rows or [WeekRow("", [0] * SLOTS)]
    labels = _labels(marks)
    blocks = [_block(rows, labels, weekdays, days) for days in BLOCKS]
    return _png([_title(title), *blocks, _legend(legend)])


def attendance_picture(groups: Sequence[tuple[str, Sequence[Bar]]], title: str) -> bytes:
    """Horizontal bars by group, all on one scale."""
    bars = [bar for _, group in groups for bar in group]
    values = [bar.value for bar in bars if bar.value is not None]
    room = max((_length(f"{value:.1f}", TEXT) for value in values), default=0)
    largest = max(values, default=0)
    scale = (WIDTH - MARGIN - room - 14 - BAR_LEFT) / largest if largest > 0 else 0
    row = _row_height([bar.name for bar in bars], BAR_LEFT, BAR_ROW)
    drawn = [_group(heading, group, scale, row) for heading, group in groups]
    return _png([_title(title), *drawn])


def shade(share: float) -> Colour:
    """Darker for a greater share, in steps that the palette has."""
    place = round(min(max(share, 0), 1) * STEPS) / STEPS * (len(SHADES) - 1)
    index = min(int(place), len(SHADES) - 2)
    return _between(SHADES[index], SHADES[index + 1], place - index)


def column(slot: int) -> int:
    """Where a slot of the week begins in the picture, in its block."""
    first = next(days.start for days in BLOCKS if slot < days.stop * DAY)
    return LEFT + (slot - first * DAY) * SLOT


def _labels(marks: Iterable[Mark]) -> dict[int, list[str]]:
    """By slot, what is written above it. Marks of the same time share."""
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
    """Some days of the week: badges, the bands of all regions, hours and weekdays."""
    slots = range(days.start * DAY, days.stop * DAY)
    here = [slot for slot in slots if slot in labels]
    texts = [_cut(drawable(" · ".join(labels[slot])), TEXT, LONGEST_BADGE) for slot in here]
    badges = place_badges(
        [column(slot) for slot in here],
        [round(_length(text, TEXT)) + 2 * BADGE_PAD for text in texts],
    )
    top = 12 + max((badge.lane + 1 for badge in badges), default=0) * (BADGE + GAP)
    height = _row_height([row.name for row in rows], LEFT, ROW)
    bottom = top + len(rows) * (height + GAP) - GAP
    image, draw = _sheet(bottom + 104)
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
    """Separators, and below the rows the hours and the names of the days."""
    day = DAY * SLOT
    for index, name in enumerate(weekdays):
        x = LEFT + index * day
        if index:
            draw.rectangle((x - 2, top, x + 1, bottom - 1), fill=PAPER)
        for hour in HOURS:
            tick = x + hour * 2 * SLOT
            draw.rectangle((tick - 1, bottom + 4, tick, bottom + 11), fill=GREY)
            _write(draw, (tick, bottom + 28), f"{hour}", SMALL, GREY, "mm")
        text = _cut(drawable(name), TEXT, day - 8)
        _write(draw, (x + day // 2, bottom + 63), text, anchor="mm")


def _marks(
    draw: Draw, badges: Sequence[Badge], texts: Sequence[str], top: int, bottom: int
) -> None:
    """Lines first, then badges, so that no line runs through a label."""
    for badge in badges:
        draw.rectangle((badge.x - HALO, top, badge.x + SLOT - 1 + HALO, bottom - 1), fill=PAPER)
    for badge in badges:
        line = (badge.x, _badge_top(badge, top) + BADGE // 2, badge.x + SLOT - 1, bottom + 3)
        draw.rectangle(line, fill=MARK)
    for badge, text in zip(badges, texts, strict=True):
        y = _badge_top(badge, top)
        box = (badge.start, y, badge.end - 1, y + BADGE - 1)
        draw.rounded_rectangle(box, radius=8, fill=MARK)
        middle = ((badge.start + badge.end) / 2, y + BADGE / 2)
        _write(draw, middle, text, TEXT, PAPER, "mm")


def _badge_top(badge: Badge, top: int) -> int:
    return top - (badge.lane + 1) * (BADGE + GAP) - GAP


def place_badges(columns: Sequence[int], widths: Sequence[int]) -> list[Badge]:
    """A place for the badge of each line, from left to right.

    No badge lies over another, nor over a line that goes up to a higher one. Centred if possible,
    else to the right or left of its line like a flag; to the left is always free in a new lane.
    """
    placed: list[Badge] = []
    for index, (x, width) in enumerate(zip(columns, widths, strict=True)):
        following = columns[index + 1 :]
        placed.append(next(b for b in _places(x, width) if _is_free(b, placed, following)))
    return placed


def _places(x: int, width: int) -> Iterable[Badge]:
    for lane in count():
        for start in (x + (SLOT - width) // 2, x, x + SLOT - width):
            if start + width <= WIDTH - GAP:
                yield Badge(x, start, start + width, lane)


def _is_free(badge: Badge, placed: Iterable[Badge], following: Iterable[int]) -> bool:
    if any(_covers(badge, x) for x in following):
        return False
    return not any(
        (badge.start < other.end + GAP and other.start < badge.end + GAP)
        if other.lane == badge.lane
        else other.lane > badge.lane and _covers(badge, other.x)
        for other in placed
    )


def _covers(badge: Badge, x: int) -> bool:
    return badge.start < x + SLOT and x < badge.end


def _legend(text: str) -> Image.Image:
    """The shades from left to right, and what they mean."""
    lines = _wrapped(text, TEXT, WIDTH - MARGIN - LEFT, most=4)
    image, draw = _sheet(max(len(lines), 1) * LINE + 24)
    width = LEFT - MARGIN - 20
    for x in range(width):
        draw.line((MARGIN + x, 3, MARGIN + x, LINE - 4), fill=shade(x / (width - 1)))
    _write_lines(draw, lines, (LEFT, LINE / 2))
    return image


def _group(heading: str, bars: Sequence[Bar], scale: float, row: int) -> Image.Image:
    top = 58
    image, draw = _sheet(top + len(bars) * row + 22)
    text = _cut(drawable(heading), HEADING, WIDTH - 2 * MARGIN)
    _write(draw, (MARGIN, 28), text, HEADING, stroke=0.5)
    for index, bar in enumerate(bars):
        _bar(draw, bar, scale, top + index * row + row // 2)
    if bars:
        draw.rectangle((BAR_LEFT - 2, top, BAR_LEFT - 1, top + len(bars) * row - 1), fill=PALE)
    return image


def _bar(draw: Draw, bar: Bar, scale: float, middle: int) -> None:
    _name(draw, bar.name, middle, BAR_LEFT)
    if bar.value is None:
        note = _cut(drawable(bar.note), TEXT, WIDTH - MARGIN - BAR_LEFT - 14)
        _write(draw, (BAR_LEFT + 14, middle), note, colour=GREY)
        return
    end = BAR_LEFT + round(max(bar.value, 0) * scale)
    if end > BAR_LEFT:
        y = middle - BAR_HEIGHT // 2
        draw.rectangle((BAR_LEFT, y, end - 1, y + BAR_HEIGHT - 1), fill=BAR)
    _write(draw, (end + 14, middle), f"{bar.value:.1f}")


def _title(text: str) -> Image.Image:
    lines = _wrapped(text, TITLE, WIDTH - 2 * MARGIN, most=3)
    image, draw = _sheet(MARGIN + len(lines) * (TITLE + LEADING) + 16)
    _write_lines(draw, lines, (MARGIN, MARGIN + TITLE / 2), TITLE, stroke=0.6)
    return image


def _row_height(names: Iterable[str], end: int, usual: int) -> int:
    """Higher rows where a name takes two lines."""
    lines = max((len(_name_lines(name, end)) for name in names), default=1)
    return max(usual, lines * LINE + 2)


def _name_lines(name: str, end: int) -> list[str]:
    return _wrapped(name, TEXT, end - MARGIN - 14, most=2)


def _name(draw: Draw, name: str, middle: float, end: int) -> None:
    lines = _name_lines(name, end)
    _write_lines(draw, lines, (MARGIN, middle - (len(lines) - 1) * LINE / 2))


def _wrapped(text: str, size: int, width: int, most: int) -> list[str]:
    """Lines that fit the width; what is too long ends in an ellipsis."""
    lines: list[str] = []
    for word in drawable(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and (len(lines) == most or _length(joined, size) <= width):
            lines[-1] = joined
        else:
            lines.append(word)
    return [_cut(line, size, width) for line in lines]


def _cut(text: str, size: int, width: int) -> str:
    if _length(text, size) <= width:
        return text
    while text and _length(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def drawable(text: str) -> str:
    """The text in characters that the font has; no more than any place has room for."""
    return " ".join("".join(map(_drawable, text[:400])).split())


@lru_cache(maxsize=1024)
def _drawable(char: str) -> str:
    if char.isspace():
        return " "
    if category(char) in {"Cc", "Cf", "Cs", "Mn"}:
        return ""
    if _has(char):
        return char
    parts = normalize("NFKD", char).translate(_LOOKALIKES)
    plain = "".join(part for part in parts if not combining(part))
    return plain if plain and all(map(_has, plain)) else "?"


def _has(char: str) -> bool:
    """Whether the font draws something else than for what is never a character."""
    glyph, none = (bytes(_font(TEXT).getmask(sign)) for sign in (char, "\U0010ffff"))
    return glyph != none


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _length(text: str, size: int) -> float:
    return _font(size).getlength(text)


def _write(
    draw: Draw,
    at: Point,
    text: str,
    size: int = TEXT,
    colour: Colour = INK,
    anchor: str = "lm",
    stroke: float = 0,
) -> None:
    draw.text(at, text, fill=colour, font=_font(size), anchor=anchor, stroke_width=stroke)


def _write_lines(
    draw: Draw, lines: Sequence[str], at: Point, size: int = TEXT, stroke: float = 0
) -> None:
    for index, line in enumerate(lines):
        _write(draw, (at[0], at[1] + index * (size + LEADING)), line, size, stroke=stroke)


def _sheet(height: int) -> tuple[Image.Image, Draw]:
    image = Image.new("RGB", (WIDTH, height), PAPER)
    return image, ImageDraw.Draw(image)


def _png(parts: Sequence[Image.Image]) -> bytes:
    """The parts, one below the other, in the colours of the palette: a third of the bytes."""
    image, _ = _sheet(sum(part.height for part in parts))
    top = 0
    for part in parts:
        image.paste(part, (0, top))
        top += part.height
    buffer = io.BytesIO()
    image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(buffer, "PNG")
    return buffer.getvalue()


@cache
def _palette() -> Image.Image:
    """All shades, and what lies between the paper and the ink of letters."""
    colours = [shade(step / STEPS) for step in range(STEPS + 1)]
    for ink in (INK, GREY, MARK, PALE, BAR):
        colours += [_between(PAPER, ink, step / 12) for step in range(13)]
    image = Image.new("P", (1, 1))
    image.putpalette(b"".join(map(bytes, colours)))
    return image


def _between(light: Colour, dark: Colour, part: float) -> Colour:
    """Every colour is one of fours: Pillow tells those of a palette apart no finer."""
    mixed = (a + (b - a) * part for a, b in zip(light, dark, strict=True))
    red, green, blue = (round(value / 4) * 4 for value in mixed)
    return red, green, blue
