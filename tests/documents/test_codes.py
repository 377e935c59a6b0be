"""The picture of a check-in code: large digits, and a QR code that can be scanned."""

import io

import pytest
import segno
from PIL import Image

from sigbot.documents.codes import HEIGHT, QUIET, TILE, code_picture
from sigbot.documents.drawing import HALO, INK, MARGIN, WIDTH

ADDRESS = "https://discord.com/channels/147802910883840001/147802910883840002/147802910883840003"
LEFT, TOP = WIDTH - MARGIN - TILE, (HEIGHT - TILE) // 2


def drawn(title: str = "Kick-off", address: str | None = ADDRESS) -> Image.Image:
    hint = "In Discord, type /checkin code:123456"
    data = code_picture("123 456", title, hint, "Scan for the card", address)
    assert len(data) < 60_000
    return Image.open(io.BytesIO(data)).convert("RGB")


def modules(image: Image.Image, count: int) -> list[list[bool]]:
    """Read the modules of the QR code from the middle of each, as a camera sees them."""
    size = TILE // (count + 2 * QUIET)
    begin = (TILE - count * size) // 2
    middles = [begin + number * size + size // 2 for number in range(count)]
    return [[image.getpixel((LEFT + x, TOP + y)) == INK for x in middles] for y in middles]


def test_the_qr_code_is_that_of_the_address_with_a_white_rim() -> None:
    image = drawn()
    assert image.size == (WIDTH, HEIGHT)
    matrix = [[bool(module) for module in row] for row in segno.make_qr(ADDRESS, error="m").matrix]
    assert modules(image, len(matrix)) == matrix
    size = TILE // (len(matrix) + 2 * QUIET)
    rim = [(LEFT + x, TOP + y) for x in range(0, TILE, 7) for y in (0, QUIET * size - 1, TILE - 1)]
    assert {image.getpixel(at) for at in rim} == {HALO}


def test_the_digits_are_large() -> None:
    image = drawn()
    band = image.crop((MARGIN, HEIGHT // 2 - 30, LEFT - MARGIN, HEIGHT // 2 + 30))
    assert sum(pixel == INK for pixel in band.get_flattened_data()) > 3_000


@pytest.mark.parametrize("title", ["", "Long " * 60, "東京 \ud800"])
def test_any_title_can_be_drawn_and_without_a_card_there_is_no_qr_code(title: str) -> None:
    image = drawn(title, None)
    assert image.size == (WIDTH, HEIGHT)
    assert image.getpixel((LEFT + 2, TOP + 2)) != HALO
