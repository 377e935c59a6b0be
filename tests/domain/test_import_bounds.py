"""A hostile attendance file takes little memory and few steps, or is refused with the bound."""

import json
import tracemalloc
from collections.abc import Iterable

import pytest

from sigbot.domain.attendance_files import headers
from sigbot.domain.attendance_files.drafting import Draft, Readings, draft_file, draft_of
from sigbot.domain.attendance_files.drafts import people_to_import
from sigbot.domain.attendance_files.reading import FileReview, read_file
from sigbot.domain.bounds import (
    LARGEST_DRAFT,
    MOST_BYTES,
    MOST_NAMES_ASKED,
    MOST_PEOPLE,
    MOST_STAYS,
)
from sigbot.domain.refusals import FileRefusedError
from sigbot.wording.import_reviews import refused
from tests.domain.test_import_drafts import NINE, Row, file_of, seal
from tests.steps import steps_of

SHARED = "shared@example.org"
MIB = 1024 * 1024


def many_names(count: int) -> bytes:
    """Return a file in which one address has so many names, and each is there without it, too."""
    rows: list[Row] = []
    for number in range(count):
        rows += [(f"Name {number}", SHARED, 0, 30), (f"Name {number}", "", 5, 40)]
    return file_of(*rows)


def review_of(rows: Iterable[Row]) -> FileReview:
    return read_file(file_of(*rows), NINE)


def why(review: FileReview) -> str:
    """Return the reason of a refusal; its sentence has to name the bound."""
    assert review.outcome == "refuse"
    assert review.why is not None
    assert any(digit.isdigit() for digit in refused(review.why.code, review.why.seen))
    return review.why.code


def drafted(data: bytes) -> Draft:
    return draft_file(data, NINE, seal)


def test_a_draft_has_each_stay_once() -> None:
    draft = drafted(many_names(100))
    [sheet] = draft["sheets"].values()
    kept = [*sheet["stays"].values(), *(asked["stays"] for asked in sheet["asked"])]
    assert sum(map(len, kept)) == 200
    assert len(json.dumps(draft)) < 120 * 300


def test_the_worst_file_takes_little_memory() -> None:
    """It has as many names to ask about as may be, all of whom may be one person."""
    data = many_names(MOST_NAMES_ASKED)
    tracemalloc.start()
    draft = drafted(data)
    people_to_import(draft, {f"n{place}": "1" for place in range(MOST_NAMES_ASKED)})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * MIB


def test_twice_as_many_names_take_about_twice_the_steps() -> None:
    half, whole = many_names(MOST_NAMES_ASKED // 2), many_names(MOST_NAMES_ASKED)
    drafted(whole)
    assert steps_of(lambda: drafted(whole)) < 2.6 * steps_of(lambda: drafted(half))


def test_misspelled_headers_are_looked_up_only_in_the_first_rows() -> None:
    def letters(number: int) -> str:
        return "".join(chr(ord("a") + int(digit)) for digit in f"{number:06}")

    def header(row: int) -> str:
        return ",".join(["Name,Email,Join Time", *(letters(9 * row + cell) for cell in range(9))])

    before = headers._misspelled.cache_info().misses
    read_file("\n".join(map(header, range(500))).encode())
    assert headers._misspelled.cache_info().misses - before <= 400


def test_too_many_people_are_refused() -> None:
    rows: list[Row] = [(f"Person {number}", "", 0, 30) for number in range(MOST_PEOPLE)]
    assert len(review_of(rows).people) == MOST_PEOPLE
    assert why(review_of([*rows, ("One more", "", 0, 30)])) == "too_many_people"


@pytest.mark.parametrize("email", ["", "ana@example.org"])
def test_too_many_stays_of_one_are_refused(email: str) -> None:
    rows: list[Row] = [("Ana", email, 2 * stay, 2 * stay + 1) for stay in range(MOST_STAYS)]
    [ana] = review_of(rows).people
    assert len(ana.presences) == MOST_STAYS
    assert why(review_of([*rows, ("Ana", email, -2, -1)])) == "too_many_stays"


def test_too_many_names_to_ask_about_are_refused() -> None:
    rows: list[Row] = [
        (f"Name {number}", "", stay, 30)
        for number in range(MOST_NAMES_ASKED + 1)
        for stay in range(2)
    ]
    assert len(review_of(rows[2:]).ambiguous) == MOST_NAMES_ASKED
    assert why(review_of(rows)) == "too_many_names"


def test_a_draft_that_would_be_too_large_is_refused() -> None:
    rows: list[Row] = [("N" * 190 + f"{number}", "", 0, 30) for number in range(MOST_PEOPLE - 1)]
    review = review_of(rows)
    assert (
        len(json.dumps(draft_of(Readings({"": review}, {}, {}), seal))) < LARGEST_DRAFT < MOST_BYTES
    )
    with pytest.raises(FileRefusedError, match="large_draft"):
        draft_of(Readings({"month_first": review, "day_first": review}, {}, {}), seal)
