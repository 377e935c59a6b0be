"""The attendance file opens in any spreadsheet, and nothing in it runs."""

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, cast
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.documents.attendance import COLUMNS, attendance_file_names, safe_cell
from sigbot.domain.attendance import Attendance, AttendanceLine, ExportFormat, Source
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.periods import read_period
from sigbot.domain.regions import Region
from tests.documents.files import written
from tests.domain.properties import quick, typed

FORMULA_SIGNS = "=+-@\t\r＝＋－＠"
DURING = datetime(2021, 1, 6, 16, 5, 7, tzinfo=UTC)

ADA = AttendanceLine(
    meeting_key="m12",
    title="General Meeting",
    kind=MeetingKind.GENERAL,
    subgroup=None,
    starts_at=datetime(2021, 1, 6, 16, 0, tzinfo=UTC),
    attendance=Attendance("Ada", 2**60, Source.BUTTON, DURING, 55, Region.EUROPE),
)
BO = replace(
    ADA, subgroup="Payer", attendance=Attendance("Bo", None, Source.IMPORT, DURING, None, None)
)

texts = typed | st.builds("{}{}".format, st.sampled_from(FORMULA_SIGNS), typed)


def attendance_csv(lines: Iterable[AttendanceLine]) -> bytes:
    (data,) = written("csv", lines)
    return data


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_columns_are_those_of_the_contract() -> None:
    assert ",".join(rows(attendance_csv([]))[0]) == (
        "meeting_id,title,kind,subgroup,starts_at,name,discord_id,source,checked_in_at,minutes,"
        "region"
    )


def test_a_row_is_an_attendance_with_times_in_utc() -> None:
    header, ada, bo = rows(attendance_csv([ADA, BO]))
    assert dict(zip(header, ada, strict=True)) == {
        "meeting_id": "m12",
        "title": "General Meeting",
        "kind": "general",
        "subgroup": "",
        "starts_at": "2021-01-06T16:00:00Z",
        "name": "Ada",
        "discord_id": str(2**60),
        "source": "button",
        "checked_in_at": "2021-01-06T16:05:07Z",
        "minutes": "55",
        "region": "Europe",
    }
    assert bo[3:] == [
        "Payer",
        "2021-01-06T16:00:00Z",
        "Bo",
        "",
        "import",
        "2021-01-06T16:05:07Z",
        "",
        "",
    ]


def test_who_came_at_an_unknown_time_has_none_in_any_file() -> None:
    """The ledger has the start of the meeting, or the moment in which an organizer added them."""
    untimed = Attendance("Cy", None, Source.IMPORT, ADA.starts_at, timed=False)
    added = Attendance("Di", None, Source.MANUAL, DURING + timedelta(days=3))
    lines = [replace(ADA, attendance=attendance) for attendance in (untimed, added)]
    assert [row[5:9] for row in rows(attendance_csv(lines))[1:]] == [
        ["Cy", "", "import", ""],
        ["Di", "", "manual", ""],
    ]
    (data,) = written("json", lines)
    assert [row["checked_in_at"] for row in json.loads(data)] == [None, None]


def test_a_time_of_another_zone_is_written_in_utc() -> None:
    local = ADA.starts_at.astimezone(timezone(timedelta(hours=-5)))
    assert rows(attendance_csv([replace(ADA, starts_at=local)]))[1][4] == "2021-01-06T16:00:00Z"


def test_the_file_is_utf_8_with_a_mark_and_lines_of_rfc_4180() -> None:
    data = attendance_csv([ADA, BO])
    assert data.startswith(b"\xef\xbb\xbfmeeting_id,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == 3


def test_zero_minutes_are_not_unknown_minutes() -> None:
    nothing = replace(ADA, attendance=replace(ADA.attendance, minutes=0))
    assert rows(attendance_csv([nothing]))[1][9] == "0"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "=", "=\n1"]
)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a;=1", "a;'=1"),
        ("a; +1;b;@c", "a; '+1;b;'@c"),
        ('a;"=1"', 'a;"\'=1"'),
        ("a\t-1", "a\t'-1"),
        ("a\n=1\r\n＝2", "a\n'=1\r\n'＝2"),
        ("=1;=2", "'=1;'=2"),
    ],
)
def test_a_formula_where_other_programs_cut_a_cell_gets_one_too(text: str, kept: str) -> None:
    assert safe_cell(text) == kept


@pytest.mark.parametrize("text", ["", "Ada", "a=1", "1-2", "'quoted", " = 1", "x@y.org", "é", '"'])
def test_anything_else_is_kept_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def line(title: str, subgroup: str | None, person: str, region: str | None) -> AttendanceLine:
    """A row must not run whatever is in it, and be it a region that there is not."""
    attendance = replace(ADA.attendance, person=person, region=cast("Region | None", region))
    return replace(ADA, title=title, subgroup=subgroup, attendance=attendance)


lines = st.lists(st.builds(line, texts, st.none() | texts, texts, st.none() | texts), max_size=4)


@quick
@given(lines)
def test_no_cell_of_the_file_begins_like_a_formula(found: list[AttendanceLine]) -> None:
    for row in rows(attendance_csv(found)):
        assert len(row) == len(COLUMNS)
        assert not any(cell.startswith(tuple(FORMULA_SIGNS)) for cell in row)


@quick
@given(lines, st.sampled_from(";\t"), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_NONE]))
def test_no_cell_is_a_formula_where_lines_are_cut_otherwise(
    found: list[AttendanceLine], delimiter: str, quoting: Any
) -> None:
    lines = re.split(r"\r\n|\r|\n", attendance_csv(found).decode("utf-8-sig"))
    for row in csv.reader(lines, delimiter=delimiter, quoting=quoting):
        for cell in row:
            assert not cell.lstrip('" ').startswith(tuple(FORMULA_SIGNS)), row


@quick
@given(lines)
def test_whatever_was_typed_comes_back_out_of_the_file(found: list[AttendanceLine]) -> None:
    read = rows(attendance_csv(found))[1:]
    assert len(read) == len(found)
    for row, wrote in zip(read, found, strict=True):
        typed_cells = (wrote.title, wrote.subgroup or "", wrote.attendance.person)
        expected = [*typed_cells, wrote.attendance.region or ""]
        assert [row[n] for n in (1, 3, 5, 10)] == [safe_cell(text) for text in expected]


@quick
@given(texts)
def test_guarding_a_cell_again_changes_nothing(text: str) -> None:
    assert safe_cell(safe_cell(text)) == safe_cell(text)


def test_the_file_is_named_after_its_period() -> None:
    half = read_period("H1 2021", date(2021, 7, 14))
    days = read_period("2021-01-05..2021-01-06", date(2021, 7, 14))
    assert attendance_file_names(half, ExportFormat.CSV, 1) == ["attendance-H1-2021.csv"]
    assert attendance_file_names(days, ExportFormat.CSV, 1) == [
        "attendance-2021-01-05..2021-01-06.csv"
    ]
    assert attendance_file_names(half, ExportFormat.JSON, 2) == [
        "attendance-H1-2021-1-of-2.json",
        "attendance-H1-2021-2-of-2.json",
    ]


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(data: bytes) -> list[dict[str, tuple[str, str]]]:
    """(type, text) by column letter, row by row, of the only sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert not any(
            "link" in name.lower() or "macro" in name.lower() for name in book.namelist()
        )
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{SHEET}f"))
    assert not list(sheet.iter(f"{SHEET}hyperlink"))
    return [
        {cell.attrib["r"].rstrip("0123456789"): _cell(cell) for cell in row}
        for row in sheet.iter(f"{SHEET}row")
    ]


def _cell(cell: ET.Element) -> tuple[str, str]:
    return cell.attrib.get("t", "n"), "".join(cell.itertext())


def test_a_workbook_has_the_same_rows_as_texts_and_numbers() -> None:
    (data,) = written("xlsx", [ADA, BO])
    header, ada, bo = cells(data)
    assert tuple(text for _, text in header.values()) == COLUMNS
    assert ada["G"] == ("inlineStr", str(2**60))
    assert ada["J"] == ("n", "55")
    assert "J" not in bo
    read = rows(attendance_csv([ADA]))[1]
    assert [text for _, text in ada.values()] == [*read[:3], *read[4:]]


@quick
@given(lines)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(found: list[AttendanceLine]) -> None:
    (data,) = written("xlsx", [*found, line("=1+1", "http://b.org", "=cmd|x", "mailto:a@b.org")])
    for row in cells(data):
        assert {kind for kind, _ in row.values()} <= {"inlineStr", "n"}
    assert ("inlineStr", "=1+1") in cells(data)[-1].values()


@quick
@given(lines)
def test_json_has_everything_as_it_is(found: list[AttendanceLine]) -> None:
    (data,) = written("json", found)
    read = json.loads(data)
    assert [tuple(row) for row in read] == [COLUMNS] * len(found)
    assert [(row["title"], row["name"], row["minutes"], row["discord_id"]) for row in read] == [
        (one.title, one.attendance.person, 55, str(2**60)) for one in found
    ]


@pytest.mark.parametrize("extension", ExportFormat)
def test_the_same_rows_give_the_same_bytes(extension: str) -> None:
    assert written(extension, [ADA, BO]) == written(extension, [ADA, BO])


@pytest.mark.parametrize("extension", ExportFormat)
def test_a_large_export_is_split_into_whole_files_that_are_small_enough(extension: str) -> None:
    found = [
        line("Call", None, f"{n} {random.Random(n).randbytes(60).hex()}", None) for n in range(400)
    ]
    limit = 24_000
    parts = written(extension, found, limit)
    assert len(parts) > 1
    assert max(map(len, parts)) <= limit
    names = [name for part in parts for name in _names(extension, part)]
    assert names == [one.attendance.person for one in found]


def _names(extension: str, data: bytes) -> list[str]:
    if extension == "csv":
        return [row[5] for row in rows(data)[1:]]
    if extension == "json":
        return [row["name"] for row in json.loads(data)]
    return [row["F"][1] for row in cells(data)[1:]]


def test_a_row_that_is_larger_than_a_file_may_be_still_gets_one() -> None:
    assert len(written("csv", [line("Call", None, "x" * 300, None)] * 3, 5_000)) == 3
