"""Files as they come: encodings, delimiters, line ends, quotation marks, files of other kinds."""

import codecs

import pytest

from sigbot.domain.attendance_files.headers import role_of, roles_of
from sigbot.domain.attendance_files.reading import FileReview, read_file
from sigbot.domain.attendance_files.reasons import Why, WhyCode
from sigbot.domain.attendance_files.rows import Row, read_rows
from sigbot.domain.bounds import MOST_BYTES, MOST_LINES
from tests.domain.import_samples import HEADER, at, bad, csv_file, people, sample, zoom

ANA = ("Ana López, M.D.", "ana@example.org", at("21:00"), at("21:30"), "30")
ONLY_ANA = ["Ana López, M.D. <ana@example.org> 30 21:00-21:30"]


def code(review: FileReview) -> str:
    assert review.outcome == "refuse"
    assert review.why is not None
    return review.why.code


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"])
def test_a_file_reads_the_same_however_it_was_saved(
    delimiter: str, end: str, encoding: str
) -> None:
    text = csv_file([ANA], delimiter=delimiter, end=end).decode()
    assert people(read_file(text.encode(encoding))) == ONLY_ANA


def test_a_big_endian_file_with_its_mark() -> None:
    text = csv_file([ANA]).decode()
    assert people(read_file(codecs.BOM_UTF16_BE + text.encode("utf-16-be"))) == ONLY_ANA


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"PK\x03\x04" + b"\0" * 50, "binary"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 50, "binary"),
        (b"%PDF-1.7\n", "binary"),
        (bytes(range(256)) * 4, "not_text"),
        (b"Name\0,Join Time\0", "not_text"),
        (codecs.BOM_UTF16_LE + "Name".encode("utf-32-le"), "not_text"),
        (csv_file([("Иван", *ANA[1:])]).decode().encode("cp1251"), "encoding"),
        (csv_file([("張偉", *ANA[1:])]).decode().encode("big5"), "encoding"),
        (csv_file([ANA, ("5 €", *ANA[1:])]).decode().encode("cp1252"), "encoding"),
        (csv_file([ANA, ("\x81", *ANA[1:])]).decode().encode("latin-1"), "encoding"),
        (
            csv_file([("\u00cando", "", *ANA[2:]), ("Bo", "", *ANA[2:])]) + b"Jos\xe9",
            "encoding",
        ),
        (csv_file([ANA]).decode().encode("utf-16")[:-1], "not_text"),
        ("Name,Größe\n".encode("cp1252"), "unknown"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, expected: str) -> None:
    assert code(read_file(data)) == expected


def test_a_file_in_windows_1252_is_read_and_names_to_look_at_come_first() -> None:
    names = ("Bo", "Zoë O’Neill", "Cy", "Jürgen Groß")
    plain = [(name, "", *ANA[2:]) for name in names]
    review = read_file(csv_file(plain).decode().encode("cp1252"))
    assert [person.name for person in review.people] == ["Zoë O’Neill", "Jürgen Groß", "Bo", "Cy"]
    assert review.is_guessed
    sure = read_file(csv_file(plain))
    assert [person.name for person in sure.people] == [*names]
    assert not sure.is_guessed


def test_two_marks_at_the_start_are_none_of_the_first_header() -> None:
    assert people(read_file(codecs.BOM_UTF8 * 2 + csv_file([ANA]))) == ONLY_ANA


@pytest.mark.parametrize("end", [b"\r\r\n", b" \r\n"])
def test_carriage_returns_alone_are_spaces(end: bytes) -> None:
    data = zoom("Ana|a@example.org|21:00|21:30").replace(b"Ana", b"Ana\rLee")
    assert people(read_file(data.replace(b"\r\n", end)))[0].startswith("Ana Lee <a@")


def test_a_file_of_another_kind_is_named() -> None:
    assert read_file(b"PK\x03\x04...").why == Why(WhyCode.BINARY, ("zip",))


def test_a_file_of_too_many_bytes_or_lines_is_refused() -> None:
    assert code(read_file(b"x" * (MOST_BYTES + 1))) == "too_large"
    assert code(read_file(b"a,b\n" * (MOST_LINES + 1))) == "too_many_lines"


def test_columns_may_come_in_any_order_and_spelling() -> None:
    header = ("leave_time", "DURECTION (minutes)", "Guest?", " join-time", "NAME  (original name)")
    data = csv_file([(at("21:30"), "30", "Yes", at("21:00"), "Ana")], header)
    assert people(read_file(data)) == ["Ana 30 21:00-21:30"]


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Name (Original Name)", "original"),
        ("name(original name)", "original"),
        ("User  E-mail", "email"),
        ("Time in Session (minutes)", "duration"),
        ("In-Meeting Duration", "duration"),
        ("First Join", "join"),
        ("Time exited", "leave"),
        ("Participants", "other"),
        ("Comment", None),
        ("", None),
    ],
)
def test_a_header_is_known(header: str, role: str | None) -> None:
    assert role_of(header) == role


def test_spelling_is_forgiven_where_the_rest_is_right() -> None:
    assert roles_of(["Nmae", "User Email", "Jion Time", "Leave Time", "Durection"]) == [
        None,  # too short to be sure
        "email",
        "join",
        "leave",
        "duration",
    ]
    assert roles_of(["Dear Durection", "Jion Time", "Email"]) == [None] * 3


def test_every_known_header_is_nearer_to_itself_than_to_others() -> None:
    # First and last name, join and start time must never be taken for each other.
    header = ["First Name", "Last Name", "Start Time", "End Time", "Join Time", "Leave Time"]
    assert roles_of(header) == ["first", "last", "start", "end", "join", "leave"]


def test_a_line_break_in_a_name_is_a_space_and_counts_as_a_line() -> None:
    review = read_file(zoom("Ana\nLópez||21:00|21:30", "Bob||21:40|21:30"))
    assert people(review) == ["Ana López 30 21:00-21:30", "Bob None ?-?"]
    assert bad(review) == [(4, "backwards")]


def lines(*rows: str) -> bytes:
    return "\n".join([",".join(HEADER), *rows]).encode()


TIMES = f"{at('21:00')},{at('21:30')},30"


@pytest.mark.parametrize(
    ("rows", "names", "expected"),
    [
        ([f'"Bob,,{TIMES}', f"Carol,,{TIMES}"], ["Carol"], [(2, "quotes")]),
        ([f"Di,,{TIMES}", f'"Bob,,{TIMES}'], ["Di"], [(3, "quotes")]),
        ([f'"Bob,,{TIMES}', f'"Al",,{TIMES}', f"Di,,{TIMES}"], ["Al", "Di"], [(2, "quotes")]),
        ([f'Bob "B" Lee,,{TIMES}'], ['Bob "B" Lee'], []),
        ([f'"Bob" Lee,,{TIMES}'], ["Bob Lee"], []),
        ([f'"Bob ""B"" Lee",,{TIMES}'], ['Bob "B" Lee'], []),
        ([f'"B\n\n\nLee",,{TIMES}', f"Di,,{TIMES}"], ["B Lee", "Di"], []),
        ([f"Bob,,{TIMES},,,,", f"Di,,{TIMES},No,Yes,more"], ["Bob", "Di"], []),
        ([f"{'x' * 200_000},,{TIMES}", f"Di,,{TIMES}"], ["Di"], [(2, "quotes")]),
        ([f'Di,,{TIMES},"', *["x"] * 30], [], None),
    ],
)
def test_quotation_marks_spoil_no_more_than_their_line(
    rows: list[str], names: list[str], expected: list[tuple[int, str]] | None
) -> None:
    review = read_file(lines(*rows))
    assert [person.name for person in review.people] == names
    if expected is not None:
        assert bad(review) == expected


def test_rows_begin_where_they_begin() -> None:
    rows = list(read_rows('a,b\n\n"c\nd",e\n"f', ","))
    assert [row.line for row in rows] == [1, 3, 5]
    assert isinstance(rows[1], Row)
    assert rows[1].cells == ["c\nd", "e"]


def test_one_file_after_another_is_read_as_one() -> None:
    ana, bob = zoom("Ana||21:00|21:30"), zoom("Bob||21:00|21:30")
    assert people(read_file(ana + bob)) == ["Ana 30 21:00-21:30", "Bob 30 21:00-21:30"]


def test_a_line_that_names_the_separator_is_not_in_the_way() -> None:
    assert people(read_file(b"sep=;\n" + csv_file([ANA], delimiter=";"))) == ONLY_ANA


def test_what_follows_a_section_is_not_of_it() -> None:
    data = sample("teams.csv") + b"\n4. Notes\nAna\tsaid\tmuch\n"
    assert len(read_file(data).people) == 3
    assert read_file(data).bad_rows == ()
