"""Draw a chart as SVG: bars from left to right, each with its label and its value in words.

Nothing is told by colour: groups have titles, values are written, averages are dashed lines. All
lengths are in units of which the drawing is WIDTH wide; text of 14 is then readable on a phone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from sigbot.documents.reports.model import Bar, BarGroup, Chart

WIDTH, TEXT = 400, 14
ROW, BAR, TITLE = 22, 14, 30
SIGN, LONGEST_LABEL, GAP = 8.4, 22, 8
"""The width of a character, at most; the characters of a label; the room between columns."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a drawing, as CSS writes them."""

    text: str
    bar: str
    paper: str


PRINTED = Ink(text="#1c222b", bar="#2f6fab", paper="#ffffff")


def svg(chart: Chart, ink: Ink, attributes: str = "", inside: str = "") -> str:
    """Return the drawing; `attributes` and `inside` (such as its title) are markup of the root."""
    height = sum(_height(group) for group in chart.groups) + GAP
    drawn = "".join(_groups(chart, ink))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"{attributes}>'
        f'{inside}<g font-size="{TEXT}" fill="{ink.text}">{drawn}</g></svg>'
    )


def _height(group: BarGroup) -> int:
    return (TITLE if group.title else 0) + ROW * len(group.bars)


def _groups(chart: Chart, ink: Ink) -> Iterator[str]:
    bars = [bar for group in chart.groups for bar in group.bars]
    left = min(max(len(bar.label) for bar in bars), LONGEST_LABEL) * SIGN + GAP
    room = WIDTH - left - max(len(bar.text) for bar in bars) * SIGN - GAP
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    top = 0
    for group in chart.groups:
        if group.title:
            yield _text(0, top + TITLE - GAP, group.title, ' font-weight="600"')
        first = top + _height(group) - ROW * len(group.bars)
        for index, bar in enumerate(group.bars):
            yield from _bar(bar, first + index * ROW, left, room * (bar.value or 0) / most, ink)
        if group.average is not None and len(group.bars) > 1:
            yield _average(left + room * group.average / most, first, top + _height(group), ink)
        top += _height(group)


def _bar(bar: Bar, top: int, left: float, length: float, ink: Ink) -> Iterator[str]:
    base = top + ROW / 2 + TEXT * 0.35
    yield _text(0, base, _fitted(bar.label))
    if bar.value:
        yield (
            f'<rect x="{left:.1f}" y="{top + (ROW - BAR) / 2:.1f}" width="{max(length, 1):.1f}" '
            f'height="{BAR}" fill="{ink.bar}"/>'
        )
    yield _text(WIDTH, base, bar.text, ' text-anchor="end"')


def _fitted(label: str) -> str:
    """Shorten a label that has no room; the table beside the drawing has all of it."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _average(at: float, top: float, bottom: float, ink: Ink) -> str:
    """Draw a dashed line with a halo, so that it is seen on bars, too."""
    line = f'<path d="M{at:.1f} {top:.1f}V{bottom:.1f}" fill="none"'
    return (
        f'{line} stroke="{ink.paper}" stroke-width="4"/>'
        f'{line} stroke="{ink.text}" stroke-width="2" stroke-dasharray="4 3"/>'
    )


def _text(left: float, base: float, text: str, attributes: str = "") -> str:
    return f'<text x="{left:.1f}" y="{base:.1f}"{attributes}>{escape(text)}</text>'
