"""The reading tool `sigbot attendance`: a review for people and as JSON, and nothing is written."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sigbot.cli.app import app
from sigbot.domain.attendance_files.machines import Machine
from sigbot.domain.attendance_files.people import Apart
from sigbot.domain.attendance_files.reading import FileMeeting, FileReview, Outcome, read_file
from sigbot.domain.attendance_files.reasons import BadRowCode, Why, WhyCode
from sigbot.domain.attendance_files.shapes import Shape
from sigbot.wording import imports as say
from tests.domain.import_samples import FOLDER, csv_file

RUNNER = CliRunner()
ONE_PERSON = csv_file([("Ana", "", "2021-01-21 10:00", "2021-01-21 10:30")])
ZOOM = str(FOLDER / "zoom_participants.csv")


def run(*words: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, ["attendance", *words])
    return result.exit_code, result.output


def data(*words: str) -> dict[str, Any]:
    code, out = run(*words, "--json")
    assert code == 0, out
    answer: dict[str, Any] = json.loads(out)
    return answer


def saved(folder: Path, content: bytes) -> str:
    path = folder / "list.csv"
    path.write_bytes(content)
    return str(path)


def test_the_review_as_json_is_the_contracts() -> None:
    assert data(ZOOM) == {
        "outcome": "ask",
        "shape": "zoom_participants",
        "why": "One person or more? The file does not say it of: “Sam Lee”.",
        "meeting": None,
        "meetings": [],
        "people": [
            {
                "name": "Ana López",
                "aliases": [],
                "minutes": 58,
                "first_join": "2021-01-21T20:58:30",
                "last_leave": "2021-01-21T21:56:30",
            },
            {
                "name": "Jane Doe",
                "aliases": ["JD"],
                "minutes": 50,
                "first_join": "2021-01-21T21:00:00",
                "last_leave": "2021-01-21T21:50:00",
            },
            {
                "name": "Late Row",
                "aliases": [],
                "minutes": None,
                "first_join": None,
                "last_leave": None,
            },
        ],
        "ambiguous": [{"name": "Sam Lee", "count": 2}],
        "apart": [],
        "phone_callers": 1,
        "waiting_only": ["Wil Waiter"],
        "no_shows": [],
        "bad_rows": [{"line": 14, "why": "the join time cannot be read"}],
    }


def test_an_import_has_nothing_to_say_and_unknown_minutes_are_null() -> None:
    review = data(str(FOLDER / "teams_events.csv"))
    assert (review["outcome"], review["why"]) == ("import", None)
    assert review["people"][0] == {
        "name": "Doe, Jane",
        "aliases": [],
        "minutes": None,
        "first_join": "2022-09-13T17:30:21",
        "last_leave": None,
    }


def test_people_see_a_table() -> None:
    code, out = run(ZOOM)
    assert code == 0
    first, *lines = out.splitlines()
    assert first.startswith("This file can be imported after a question: One person or more?")
    assert lines == [
        "Zoom, list of participants: Healthcare SIG",
        "21 Jan 2021, on the host's clock",
        "3 people:",
        "    58 min  20:58 – 21:56  Ana López",
        "    50 min  21:00 – 21:50  Jane Doe (also JD)",
        "     ? min  ? – ?          Late Row",
        "To be answered, one person or more:",
        "  Sam Lee: 2 rows without an e-mail, 2 at one time",
        "1 caller by telephone",
        "Only in the waiting room: Wil Waiter",
        "Counted, but not all of the row can be read:",
        "  line 14: the join time cannot be read",
    ]


def test_people_see_who_did_not_come_and_what_is_there_twice(tmp_path: Path) -> None:
    webinar = (FOLDER / "zoom_webinar.csv").read_bytes()
    _, out = run(saved(tmp_path, webinar + webinar))
    assert "  ? min  ? – ?          No Times" in out
    assert "Registered and did not come: Noa Show" in out
    assert "9 rows are there twice" in out


def test_people_see_how_many_have_the_name_with_an_email(tmp_path: Path) -> None:
    times = ("2021-01-21 10:00", "2021-01-21 10:30")
    rows = [("Ana", f"{key}@example.org", *times) for key in "ab"] + [("Ana", "", *times)]
    _, out = run(saved(tmp_path, csv_file(rows)))
    assert "  Ana: 1 row without an e-mail, and 2 people with one" in out


def test_the_day_of_the_start_tells_day_and_month_apart(tmp_path: Path) -> None:
    path = saved(tmp_path, csv_file([("Ana", "", "03/04/2021 10:00", "03/04/2021 10:30")]))
    review = data(path)
    assert (review["outcome"], review["people"][0]["first_join"]) == ("ask", None)
    assert review["why"] == "Is the first date 4 Mar 2021 or 3 Apr 2021? Both are possible."
    review = data(path, "--start", "2021-04-03T10:00", "--zone", "new york")
    assert (review["outcome"], review["people"][0]["first_join"]) == (
        "import",
        "2021-04-03T10:00:00",
    )


def test_a_refusal_says_what_was_seen(tmp_path: Path) -> None:
    review = data(saved(tmp_path, b"Title,Au\x1b[31mthor\nDune,Herbert\n"))
    assert (review["outcome"], review["shape"], review["people"]) == ("refuse", None, [])
    assert "begins with: “Title”, “Au[31mthor”." in review["why"]


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-file.csv",),
        (str(FOLDER),),
        (ZOOM, "--start", "tomorrow"),
        (ZOOM, "--start", ""),
        (ZOOM, "--start", "2021-01-21T10:00+01:00"),
        (ZOOM, "--zone", "Atlantis"),
        (ZOOM, "--zone", "CST"),
    ],
)
def test_a_file_or_option_of_no_use_ends_with_a_line(words: tuple[str, ...]) -> None:
    code, out = run(*words)
    assert code == 2
    assert len(out.strip().splitlines()) == 1


def test_nothing_in_a_name_reaches_the_terminal_but_text(tmp_path: Path) -> None:
    times = ("2021-01-21 10:00", "2021-01-21 10:30")
    _, out = run(saved(tmp_path, csv_file([("An\x1b[31ma\x07\x9b", "", *times)])))
    assert "An[31ma\n" in out


def test_every_code_has_words() -> None:
    assert set(say.WHY) == set(WhyCode)
    assert set(say.BAD_ROWS) == set(BadRowCode)
    assert set(say.SHAPES) == set(Shape)
    for code in WhyCode:
        sentence = say.why(FileReview(Outcome.REFUSE, why=Why(code, ("zip",))))
        assert sentence
        assert "{" not in sentence


def test_many_names_are_counted() -> None:
    why = Why(WhyCode.NAMES, tuple(f"Person {n}" for n in range(30)))
    sentence = say.why(FileReview(Outcome.ASK, why=why), shown=str.upper)
    assert sentence.startswith("One person or more? The file does not say it of: “PERSON 0”, ")
    assert sentence.endswith("“PERSON 9” and 20 more.")


def test_the_kind_of_another_file_is_named() -> None:
    sentence = say.why(read_file(b"%PDF-1.7"))
    assert sentence.startswith("The file is a PDF, not a CSV file. Please save")


def test_people_see_why_a_file_is_refused() -> None:
    [line] = say.review_lines(read_file(b"%PDF-1.7")).splitlines()
    assert line.startswith("This file cannot be imported. The file is a PDF")


def test_people_see_which_meeting_it_is_what_is_guessed_and_what_was_left_out() -> None:
    device = Apart(Machine.DEVICE, replace(read_file(ONE_PERSON).people[0], name="iPad"))
    meeting = FileMeeting(1, "Call", datetime(2021, 1, 21, 10))  # noqa: DTZ001  (a wall time)
    review = FileReview(Outcome.IMPORT, apart=(device,), meeting=meeting, is_guessed=True)
    lines = say.review_lines(review).splitlines()
    assert (
        "The file has several meetings. These are the people of: Call, 21 Jan 2021, 10:00" in lines
    )
    assert "Letters such as é may be wrong in this file. Please check the first names." in lines
    assert "Note-takers and devices, left out: iPad" in lines
