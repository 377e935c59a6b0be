"""The pictures of a rotation are small, the same each time, and show their figures exactly."""

import io
import random
from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sigbot.documents.drawing import BAR, GREY, HALO, INK, MARK, PAPER, TEXT, drawable, shade
from sigbot.documents.rotation import (
    BADGE,
    GAP,
    LEFT,
    OUTLINE,
    SLOT,
    SLOTS,
    WIDTH,
    Bar,
    Mark,
    WeekRow,
    attendance_picture,
    column,
    place_badges,
    week_picture,
)
from tests.domain.properties import quick

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
REGIONS = (
    "North America",
    "Latin America",
    "Europe",
    "Africa",
    "Middle East",
    "South Asia",
    "Southeast Asia",
    "East Asia",
    "Oceania",
)
LONG = "Latin America and the Caribbean, islands"
LIMIT = 60_000
PHONE, READABLE = 310, 12
"""Pixels: how wide a picture on a card is on a phone, and how high its letters have to be there."""

RISING = [slot / (SLOTS - 1) for slot in range(SLOTS)]
EMPTY = WeekRow("Europe", [0.0] * SLOTS)

Pixel = tuple[int, int, int]


def week(rows: Sequence[WeekRow], *marks: Mark) -> bytes:
    return week_picture(rows, marks, WEEKDAYS, "Who can come when", "From nobody to everybody")


def bars(*groups: Sequence[Bar]) -> bytes:
    named = [(f"Group {index}", group) for index, group in enumerate(groups)]
    return attendance_picture(named, "Average attendance")


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert image.format == "PNG"
    return image.convert("RGB")


def pixel(image: Image.Image, x: int, y: int) -> Pixel:
    value = image.getpixel((x, y))
    assert isinstance(value, tuple)
    red, green, blue = value
    return int(red), int(green), int(blue)


def bands(image: Image.Image) -> list[range]:
    """Return the rows of each band, top to bottom, from pixels ten slots after the left edge."""
    shades = {shade(step / 100) for step in range(101)}
    shaded = [pixel(image, LEFT + 10 * SLOT + 2, y) in shades for y in range(image.height)]
    edges = [y for y, (a, b) in enumerate(pairwise([False, *shaded, False])) if a != b]
    ranges = [range(*pair) for pair in zip(edges[::2], edges[1::2], strict=True)]
    return [band for band in ranges if len(band) > 30]


def having(image: Image.Image, colour: Pixel) -> npt.NDArray[np.bool_]:
    """Return which pixels have a colour, by row and column."""
    same: npt.NDArray[np.bool_] = (np.asarray(image) == np.asarray(colour)).all(axis=2)
    return same


def lightness(colour: Pixel) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def widths(image: Image.Image, colour: Pixel) -> list[int]:
    """Return how many pixels of a colour each bar is wide, from top to bottom."""
    rows = having(image, colour).sum(axis=1).tolist()
    return [b for a, b in pairwise([0, *rows]) if b and not a]


def test_a_week_is_drawn_for_a_phone() -> None:
    image = opened(week([WeekRow(name, RISING) for name in REGIONS], Mark("A", [40])))
    assert image.width == WIDTH
    assert 1000 < image.height < 1750
    assert TEXT * PHONE / WIDTH >= READABLE


def test_a_picture_is_small_even_if_nothing_in_it_repeats() -> None:
    numbers = random.Random(1)
    rows = [WeekRow(name, [numbers.random() for _ in range(SLOTS)]) for name in REGIONS]
    marks = [Mark(sign, numbers.sample(range(SLOTS), 2)) for sign in "ABCDEFGH"]
    assert len(week(rows, *marks)) < LIMIT


def test_the_same_figures_give_the_same_bytes() -> None:
    rows, marks = [WeekRow("Europe", RISING)], [Mark("A", [40]), Mark("B", [200])]
    assert week(rows, *marks) == week(rows, *marks)
    assert bars([Bar("Europe", 3)]) == bars([Bar("Europe", 3)])


def test_more_people_are_darker() -> None:
    image = opened(week([WeekRow("", RISING)]))
    first, second = bands(image)
    shown = [
        pixel(image, column(slot) + 2, (first if slot < 192 else second).start + 5)
        for slot in range(SLOTS)
        if slot % 48 not in {0, 47}  # Separators of days.
    ]
    values = [lightness(colour) for colour in shown]
    assert all(a >= b for a, b in pairwise(values))
    assert len(set(values)) == 5
    assert values[0] - values[-1] > 150


def test_the_file_keeps_the_shades() -> None:
    shares = [share / 9 for share in range(10)]
    rows = [WeekRow("", [share] * SLOTS) for share in shares]
    image = opened(week(rows))
    shown = [pixel(image, LEFT + 20, band.start + 9) for band in bands(image)]
    assert shown == [shade(share) for share in shares] * 2


def test_a_share_out_of_bounds_is_the_nearest_one() -> None:
    assert (shade(-0.1), shade(1.1)) == (shade(0), shade(1))


@pytest.mark.parametrize("slot", [1, 47, 48, 100, 191, 192, 250, 335])
def test_a_mark_is_a_line_at_its_half_hour_through_all_rows(slot: int) -> None:
    image = opened(week([WeekRow(name, RISING) for name in REGIONS], Mark("A", [slot])))
    all_bands = bands(image)
    here = all_bands[:9] if slot < 192 else all_bands[9:]
    marked = having(image, MARK)[here[0].start : here[-1].stop]
    assert len(all_bands) == 18
    assert marked[:, column(slot) : column(slot) + SLOT].all()
    assert marked.sum() == SLOT * len(marked)
    outline = having(image, HALO)[here[0].start : here[-1].stop]
    for side in (column(slot) - OUTLINE, column(slot) + SLOT):
        assert outline[:, side : side + OUTLINE].all()


def test_the_legend_has_a_line_for_each_mark_with_a_meaning() -> None:
    bare = opened(week([EMPTY], Mark("A", [9])))
    explained = opened(week([EMPTY], Mark("A", [9], "Mon 04:30 UTC")))
    two = opened(week([EMPTY], Mark("A", [9], "Mon 04:30 UTC"), Mark("B", [9], "Mon " * 90)))
    assert two.height - explained.height == BADGE + 3 * GAP
    below = range(bare.height, two.height)
    badges = [bool(row.any()) for row in having(two, MARK)[below.start : below.stop]]
    assert sum(b and not a for a, b in pairwise([False, *badges])) == 2


def test_the_ground_is_neither_white_nor_dark() -> None:
    assert 150 < lightness(PAPER) < 220
    assert lightness(PAPER) - lightness(INK) > 150


def test_columns_are_those_of_the_two_blocks() -> None:
    assert column(0) == column(192) == LEFT
    assert column(1) - column(0) == SLOT
    assert column(191) + SLOT <= WIDTH


def test_a_slot_is_one_of_the_week() -> None:
    assert week([EMPTY], Mark("A", [SLOTS + 7, -1])) == week([EMPTY], Mark("A", [7, 335]))


def test_marks_of_the_same_time_share_a_badge() -> None:
    assert week([EMPTY], Mark("A", [9]), Mark("B", [9])) == week([EMPTY], Mark("A · B", [9]))
    assert week([EMPTY], Mark("A", [9, 9]), Mark("A", [9])) == week([EMPTY], Mark("A", [9]))


def test_badges_far_from_each_other_stay_in_one_lane_and_near_ones_do_not() -> None:
    assert [badge.lane for badge in place_badges([300, 500], [40, 90])] == [0, 0]
    assert [badge.lane for badge in place_badges([300, 304, 308], [40, 40, 40])] == [0, 1, 0]


@quick
@given(
    st.dictionaries(
        st.integers(0, 191).map(column), st.integers(24, 272), min_size=1, max_size=10
    ).map(lambda widths: sorted(widths.items()))
)
def test_badges_do_not_overlap_and_no_line_hides_behind_one(lines: list[tuple[int, int]]) -> None:
    badges = place_badges([x for x, _ in lines], [width for _, width in lines])
    for badge, (x, width) in zip(badges, lines, strict=True):
        assert badge.end - badge.start == width
        assert 0 <= badge.start <= x
        assert x + SLOT <= badge.end <= WIDTH
    for first, second in combinations(badges, 2):
        if first.lane == second.lane:
            assert first.end < second.start or second.end < first.start
        else:
            low, high = sorted((first, second), key=lambda badge: badge.lane)
            assert high.x + SLOT <= low.start or low.end <= high.x


@pytest.mark.parametrize(
    ("rows", "marks"),
    [
        ([], []),
        ([], [Mark("A", [3])]),
        ([EMPTY], []),
        ([EMPTY], [Mark("", []), Mark("A", [])]),
        ([EMPTY] * 10, [Mark(f"{n}", [n]) for n in range(8)]),
        ([EMPTY], [Mark("today and some other day, with many words", [0, 1, 335])]),
        ([WeekRow(LONG, RISING), WeekRow("x" * 40, RISING), WeekRow("", RISING)], []),
        ([WeekRow("東アジア\n\ud800", RISING)], [Mark("今日", [0])]),
    ],
)
def test_any_week_can_be_drawn(rows: list[WeekRow], marks: list[Mark]) -> None:
    assert opened(week(rows, *marks)).width == WIDTH


def test_texts_of_any_length_can_be_drawn() -> None:
    image = opened(week_picture([EMPTY], [], ["Monday"] * 7, LONG * 50, LONG * 50))
    assert image.height < 1000
    assert opened(week_picture([EMPTY], [], [], "", "")).width == WIDTH


def test_a_long_name_takes_a_second_line_left_of_its_band() -> None:
    image = opened(week([WeekRow(LONG, [0.0] * SLOTS)]))
    band, *_ = bands(image)
    assert len(band) > len(bands(opened(week([EMPTY])))[0])
    assert all(pixel(image, x, y) == PAPER for y in band for x in range(LEFT - 10, LEFT))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Southeast Asia", "Southeast Asia"),
        ("São Tomé – Łódź", "Sao Tome - Lodz"),
        ("e\u0301te\u0301\u200b", "ete"),
        ("A · B…", "A · B…"),
        (" two\n\tlines\u00a0", "two lines"),
        ("東京 1", "?? 1"),
        ("\ud800\x00", ""),
    ],
)
def test_a_text_is_drawn_in_characters_of_the_font(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_bars_of_all_groups_have_one_scale() -> None:
    image = opened(bars([Bar("Europe", 12), Bar("Africa", 6)], [Bar("Europe", 3)]))
    longest, half, quarter = widths(image, BAR)
    assert half == pytest.approx(longest / 2, abs=1)
    assert quarter == pytest.approx(longest / 4, abs=1)
    assert 400 < longest < WIDTH


def test_nothing_is_drawn_for_zero_and_only_a_note_for_what_is_hidden() -> None:
    zero, hidden = opened(bars([Bar("", 0)])), opened(bars([Bar("", None, "too few people")]))
    assert widths(zero, BAR) == widths(hidden, BAR) == []
    assert having(hidden, GREY).sum() > 100 > having(zero, GREY).sum()


@pytest.mark.parametrize(
    "groups",
    [
        [],
        [[]],
        [[Bar("Europe", 0.0)], []],
        [[Bar("Europe", None)], [Bar(LONG, None, LONG * 9)]],
        [[Bar("x" * 40, 1234567.89), Bar("", 0.04)]],
        [[Bar(name, 3.5) for name in REGIONS]] * 3,
    ],
)
def test_any_attendance_can_be_drawn(groups: list[list[Bar]]) -> None:
    data = bars(*groups)
    assert opened(data).width == WIDTH
    assert len(data) < LIMIT
