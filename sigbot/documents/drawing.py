"""Draw text and shades on a sheet, and save sheets as a small PNG. All lengths are in pixels."""

import io
from collections.abc import Sequence
from functools import cache, lru_cache
from unicodedata import category, combining, normalize

from PIL import Image, ImageDraw, ImageFont

WIDTH = 1080
MARGIN = 28
TEXT, FIGURE, HEADING, TITLE = 38, 38, 38, 46
LEADING = 4
LINE = TEXT + LEADING

PAPER, PALE, GREY, INK = (208, 212, 224), (168, 176, 188), (72, 80, 92), (20, 24, 32)
"""The paper is neither white nor dark: Discord shows one picture in light and in dark themes."""
HALO, MARK, BAR = (252, 252, 252), (184, 72, 0), (48, 116, 180)
"""A halo is the outline of a mark, which is seen on light and on dark shades."""
SHADES = ((236, 240, 248), (184, 208, 232), (112, 168, 212), (48, 116, 180), (12, 48, 100))
"""From few to nearly everybody."""

_LOOKALIKES = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "×": "x", "•": "·"}
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict(zip("øØłŁđĐıðÐ", "oOlLdDidD", strict=True))
)

Colour = tuple[int, int, int]
Point = tuple[float, float]
Draw = ImageDraw.ImageDraw


def shade(share: float) -> Colour:
    """Return the shade of a share (0 to 1), the darker the greater."""
    return SHADES[min(max(int(share * len(SHADES)), 0), len(SHADES) - 1)]


def wrapped(text: str, size: int, width: int, most: int) -> list[str]:
    """Return at most `most` lines that fit the width; one that is too long ends in an ellipsis."""
    lines: list[str] = []
    for word in drawable(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and (len(lines) == most or length(joined, size) <= width):
            lines[-1] = joined
        else:
            lines.append(word)
    return [cut(line, size, width) for line in lines]


def cut(text: str, size: int, width: int) -> str:
    """Return the text, cut to the width; what is cut ends in an ellipsis."""
    if length(text, size) <= width:
        return text
    while text and length(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def drawable(text: str) -> str:
    """Return the text in characters that the font has, cut to more than fits anywhere."""
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
    """Return whether the font has a character: it draws the same sign for all it does not have."""
    glyph, none = (bytes(_font(TEXT).getmask(sign)) for sign in (char, "\U0010ffff"))
    return glyph != none


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def length(text: str, size: int) -> float:
    """Return how wide a text is."""
    return _font(size).getlength(text)


def write(
    draw: Draw,
    at: Point,
    text: str,
    size: int = TEXT,
    colour: Colour = INK,
    anchor: str = "lm",
    stroke: float = 0,
) -> None:
    """Write one line of text; `anchor` is Pillow's, `lm` for the middle of the left edge."""
    draw.text(at, text, fill=colour, font=_font(size), anchor=anchor, stroke_width=stroke)


def write_lines(
    draw: Draw, lines: Sequence[str], at: Point, size: int = TEXT, stroke: float = 0
) -> None:
    for index, line in enumerate(lines):
        write(draw, (at[0], at[1] + index * (size + LEADING)), line, size, stroke=stroke)


def sheet(height: int, width: int = WIDTH) -> tuple[Image.Image, Draw]:
    """Return an empty image, and what draws on it."""
    image = Image.new("RGB", (width, height), PAPER)
    return image, ImageDraw.Draw(image)


def png(parts: Sequence[Image.Image]) -> bytes:
    """Return the parts, of one width and one below the other, as a PNG.

    The colours are those of the palette, which takes a third of the bytes.
    """
    image, _ = sheet(sum(part.height for part in parts), parts[0].width)
    top = 0
    for part in parts:
        image.paste(part, (0, top))
        top += part.height
    buffer = io.BytesIO()
    image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(buffer, "PNG")
    return buffer.getvalue()


@cache
def _palette() -> Image.Image:
    """Return all shades, and the colours between the paper and each ink, for edges of letters."""
    colours = [*SHADES]
    for ink in (INK, GREY, MARK, PALE, BAR):
        colours += [_between(PAPER, ink, step / 12) for step in range(13)]
    colours += [_between(MARK, HALO, step / 12) for step in range(13)]
    image = Image.new("P", (1, 1))
    image.putpalette(b"".join(map(bytes, colours)))
    return image


def _between(light: Colour, dark: Colour, part: float) -> Colour:
    """Mix two colours, in multiples of four: Pillow tells no finer ones apart in a palette."""
    mixed = (a + (b - a) * part for a, b in zip(light, dark, strict=True))
    red, green, blue = (round(value / 4) * 4 for value in mixed)
    return red, green, blue
