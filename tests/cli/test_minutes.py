"""The reading tool `sigbot minutes`: notes for people and as JSON, and nothing is written."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sigbot.cli.app import app

RUNNER = CliRunner()
NOTES = """\
# Minutes of the SIG

Chair: Ann
Present: Ann, Ben Lee
Regrets: Cem
Scribe+ Dora

## Budget
There is little money.
https://example.org/budget
https://example.org/plan is the plan
AGREED: we ask for more
- [ ] Ben Lee: write to the foundation, due 9 December
- [x] Ann: call
- [ ] look for a room
### Travel
action: Ann - book, due 03/04
"""


def run(*words: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, ["minutes", *words])
    return result.exit_code, result.output


@pytest.fixture
def notes(tmp_path: Path) -> str:
    path = tmp_path / "notes.md"
    path.write_text(NOTES, encoding="utf-8")
    return str(path)


def data(*words: str) -> dict[str, Any]:
    code, out = run(*words, "--json")
    assert code == 0, out
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_the_reading_as_json_is_the_contracts(notes: str) -> None:
    assert data(notes, "--day", "2026-12-02") == {
        "topics": [
            {
                "title": "Budget",
                "notes": [
                    "There is little money.",
                    "https://example.org/plan is the plan",
                ],
            },
            {"title": "Budget: Travel", "notes": []},
        ],
        "actions": [
            {"owner": "Ben Lee", "text": "write to the foundation", "due": "2026-12-09"},
            {"owner": "Ann", "text": "call", "due": None},
            {"owner": None, "text": "look for a room", "due": None},
            {"owner": "Ann", "text": "book, due 03/04", "due": None},
        ],
        "agreed": ["we ask for more"],
        "present": ["Ann", "Ben Lee"],
        "regrets": ["Cem"],
        "chair": ["Ann"],
        "scribes": ["Dora"],
        "links": ["https://example.org/budget", "https://example.org/plan"],
    }


def test_what_comes_before_any_topic_has_the_title_nothing(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello\n## Action items\n- write\n", encoding="utf-8")
    reading = data(str(path))
    assert reading["topics"] == [{"title": "", "notes": ["hello"]}]
    assert reading["actions"] == [{"owner": None, "text": "write", "due": None}]


def test_for_people_there_are_lines(notes: str) -> None:
    code, out = run(notes, "--day", "2026-12-02")
    assert code == 0
    assert out.rstrip() == (
        "Meeting: Minutes of the SIG\n"
        "Chair: Ann\n"
        "Scribe: Dora\n"
        "Present: Ann, Ben Lee\n"
        "Regrets: Cem\n"
        "\n"
        "Budget\n"
        "- There is little money.\n"
        "- Link: https://example.org/budget\n"
        "- Link: https://example.org/plan is the plan\n"
        "- Agreed: we ask for more\n"
        "- Action for Ben Lee: write to the foundation (due 2026-12-09)\n"
        "- Done by Ann: call\n"
        "- Action: look for a room\n"
        "\n"
        "Budget: Travel\n"
        "- Action for Ann: book, due 03/04\n"
        "\n"
        "Not understood:\n"
        "Line 17: the date behind “due” can be two days: action: Ann - book, due 03/04"
    )


def test_a_file_that_cannot_be_read_is_one_line_and_a_code(tmp_path: Path) -> None:
    code, out = run(str(tmp_path / "none.txt"))
    assert (code, out.count("\n")) == (2, 1)
    document = tmp_path / "notes.docx"
    document.write_bytes(b"PK\x03\x04")
    code, out = run(str(document))
    assert (code, out.count("\n")) == (2, 1)
    assert "a Word document or a zip file" in out


def test_a_day_that_is_none_is_refused(notes: str) -> None:
    code, out = run(notes, "--day", "soon")
    assert (code, out.startswith("--day ")) == (2, True)
