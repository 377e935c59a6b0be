"""The picture of a check-in code, to be shared on the screen of a call.

It is as wide as it is on a screen, 16 to 9. All lengths are in pixels.
"""

import segno
from PIL import Image

from sigbot.documents.drawing import (
    GREY,
    HALO,
    HEADING,
    INK,
    LEADING,
    MARGIN,
    TITLE,
    WIDTH,
    Draw,
    cut,
    drawable,
    png,
    sheet,
    wrapped,
    write,
    write_lines,
)

HEIGHT = WIDTH * 9 // 16
CODE = 132
"""The height of the digits."""

TILE = 441
"""The side of the white square on which the QR code is."""

QUIET = 4
"""Modules without anything round a QR code, as its standard asks for."""


def code_picture(code: str, title: str, hint: str, scan: str, address: str | None) -> bytes:
    """Draw a code in large digits, the meeting's `title` and a `hint` how to type the code.

    With an address there is a QR code of it, with the words `scan` below. Return a PNG.
    """
    image, draw = sheet(HEIGHT)
    room = WIDTH - 2 * MARGIN - (TILE + MARGIN if address else 0)
    lines = wrapped(title, TITLE, room, most=3)
    write_lines(draw, lines, (MARGIN, MARGIN + TITLE), TITLE, stroke=0.6)
    write(draw, (MARGIN, HEIGHT / 2), cut(drawable(code), CODE, room), CODE, stroke=1.5)
    hints = wrapped(hint, HEADING, room, most=3)
    below = HEIGHT - MARGIN - len(hints) * (HEADING + LEADING)
    write_lines(draw, hints, (MARGIN, below), HEADING)
    if address:
        left, top = WIDTH - MARGIN - TILE, (HEIGHT - TILE) // 2
        image.paste(_tile(address), (left, top))
        _caption(draw, scan, left, top + TILE + HEADING)
    return png([image])


def _tile(address: str) -> Image.Image:
    """Draw the QR code of an address in the middle of a white square."""
    rows = [bytes(row) for row in segno.make_qr(address, error="m").matrix]
    size = TILE // (len(rows) + 2 * QUIET)
    side = len(rows) * size
    bits = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    modules = bits.point([0, 255, *[0] * 254])
    tile = Image.new("RGB", (TILE, TILE), HALO)
    begin = (TILE - side) // 2
    mask = modules.resize((side, side), Image.Resampling.NEAREST)
    tile.paste(INK, (begin, begin), mask)
    return tile


def _caption(draw: Draw, text: str, left: int, middle: int) -> None:
    shown = cut(drawable(text), HEADING, TILE)
    write(draw, (left + TILE / 2, middle), shown, HEADING, GREY, "mm")
