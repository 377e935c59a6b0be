"""Any bytes give a review, and a file means the same however it was saved."""

import csv
import io
from collections.abc import Callable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.attendance_files.reading import FileReview, read_file
from sigbot.domain.attendance_files.times import Order
from tests.domain.import_samples import NAMES, asked, bad, people, sample
from tests.domain.properties import quick, thorough

WORDS = [
    "Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)",
    "Attended", "Topic", "Full Name", "User Action", "Timestamp", "Joined", "Left", "First name",
    "Last name", "Email", "Total Duration", "In Waiting Room", "Host Details", "2. Participants",
    "First Join", "Last Leave", "Meeting ID", "Start Time", "Ana", "Ana (Bob)", "a@example.org",
    "14155550100", "Yes", "No", "--", "21:00", "9:30 PM", "01/21/2021 09:00 PM",
    "21/01/2021 21:30", "03/04/2021 10:00", "58", "1h 5m", "32:14", '"', "\0", "\ufeff", "\u200f",
    *[","] * 6, *["\n"] * 3, ";", "\t", "\r\n",
]  # fmt: skip
"""Pieces from which broken files are made."""

TABLES = (
    "Name,User Email,Join Time,Leave Time,Duration\n",
    "Attended,User Name,Email,Join Time,Leave Time\n",
    "Full Name,User Action,Timestamp\n",
    "First name,Last name,Email,Duration,Time joined,Time exited\n",
    "Name (Original Name),Total Duration (Minutes)\n",
)
texts = st.builds(
    lambda table, words: table + "".join(words),
    st.sampled_from(["", *TABLES]),
    st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=40),
)
starts = st.none() | st.datetimes()


def check(review: FileReview) -> None:
    """Check what holds for every review, whatever was in the file."""
    if review.outcome == "import":
        assert review.people
    assert (review.why is None) == (review.outcome == "import")
    assert bool(review.ambiguous) <= (review.outcome == "ask")
    for person in review.people:
        assert person.name == " ".join(person.name.split()) != ""
        assert person.minutes is None or person.minutes >= 0
        if person.first_join and person.last_leave:
            assert person.first_join <= person.last_leave
        assert person.name not in person.aliases
    assert list(bad(review)) == sorted(bad(review), key=lambda row: row[0])


@given(st.binary(max_size=300), starts)
@quick
def test_no_bytes_break_the_reading(data: bytes, start: object) -> None:
    check(read_file(data))


@given(
    texts,
    starts,
    st.sampled_from([None, Order.MONTH_FIRST, Order.DAY_FIRST]),
    st.sampled_from(["utf-8", "utf-16"]),
)
@thorough
def test_no_text_breaks_the_reading(text: str, start: object, order: object, encoding: str) -> None:
    check(read_file(text.encode(encoding, "replace"), start, order))  # type: ignore[arg-type]


@given(st.sampled_from(NAMES), st.data())
@thorough
def test_a_damaged_file_is_still_reviewed(name: str, data: st.DataObject) -> None:
    raw = sample(name)
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    patch = data.draw(st.sampled_from([b"", b'"', b"\n", b",", b"\xff", b"\0", b"\r", raw[:80]]))
    check(read_file(raw[:start] + patch + raw[end:]))


def table(raw: bytes) -> tuple[list[list[str]], str]:
    text = raw.decode()
    delimiter = "\t" if "\t" in text else ";" if ";" in text else ","
    return list(csv.reader(io.StringIO(text), delimiter=delimiter)), delimiter


def written(rows: Sequence[Sequence[str]], delimiter: str, **how: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, **how).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode()


def with_bom(raw: bytes, random: Random) -> bytes:
    return b"\xef\xbb\xbf" + raw


def with_crlf(raw: bytes, random: Random) -> bytes:
    return raw.replace(b"\n", b"\r\n")


def in_utf_16(raw: bytes, random: Random) -> bytes:
    return raw.decode().encode("utf-16")


def with_another_delimiter(raw: bytes, random: Random) -> bytes:
    return written(table(raw)[0], random.choice(",;\t"))


def with_all_quoted(raw: bytes, random: Random) -> bytes:
    rows, delimiter = table(raw)
    return written(rows, delimiter, quoting=csv.QUOTE_ALL)


def with_trailing_cells(raw: bytes, random: Random) -> bytes:
    rows, delimiter = table(raw)
    return written([[*row, "", " "] for row in rows], delimiter)


def with_other_capitals(raw: bytes, random: Random) -> bytes:
    """Write headers with other capitals."""
    rows, delimiter = table(raw)
    change = random.choice([str.upper, str.lower, str.title])
    return written([[*map(change, row)] if is_header(row) else row for row in rows], delimiter)


def is_header(row: Sequence[str]) -> bool:
    return len(row) > 1 and any("name" in cell.lower() for cell in row)


def twice(raw: bytes, random: Random) -> bytes:
    return raw + raw


def with_columns_moved(raw: bytes, random: Random) -> bytes:
    """Move columns within each table; repeated headers stay in their order."""
    rows, delimiter = table(raw)
    width = max(map(len, rows))
    orders: dict[int, list[int]] = {n: random.sample(range(n), n) for n in range(1, width + 1)}
    header = len(rows[0])
    moved: list[list[str]] = []
    for row in rows:
        if is_header(row):
            header = len(row)
        is_of_table = len(row) == header and header > 1
        moved.append([row[i] for i in orders[header]] if is_of_table else row)
    return written(moved, delimiter)


Disguise = Callable[[bytes, Random], bytes]
DISGUISES: tuple[Disguise, ...] = (
    with_bom,
    with_crlf,
    in_utf_16,
    with_another_delimiter,
    with_all_quoted,
    with_trailing_cells,
    with_other_capitals,
    twice,
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda d: d.__name__)
def test_a_file_means_the_same_in_every_disguise(name: str, disguise: Disguise) -> None:
    raw, random = sample(name), Random(7)
    plain, disguised = read_file(raw), read_file(disguise(raw, random))
    assert people(disguised) == people(plain)
    assert asked(disguised) == asked(plain)
    assert disguised.outcome == plain.outcome
    assert (disguised.no_shows, disguised.waiting_only) == (plain.no_shows, plain.waiting_only)


MOVABLE = sorted({*NAMES} - {"zoom_account.csv", "zoom_webinar.csv"})


@given(st.sampled_from(MOVABLE), st.randoms(use_true_random=False))
@quick
def test_columns_may_be_moved(name: str, random: Random) -> None:
    raw = sample(name)
    assert people(read_file(with_columns_moved(raw, random))) == people(read_file(raw))


@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
@quick
def test_rows_may_be_moved_within_a_table(name: str, random: Random) -> None:
    raw = sample(name)
    rows, delimiter = table(raw)
    last = max(number for number, row in enumerate(rows) if is_header(row))
    shuffled = [*rows[: last + 1], *random.sample(rows[last + 1 :], len(rows) - last - 1)]
    first, second = read_file(raw), read_file(written(shuffled, delimiter))
    assert set(people(first)) == set(people(second))
    assert (asked(first), first.no_shows) == (asked(second), second.no_shows)
