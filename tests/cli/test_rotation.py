"""The reading tool `sigbot rotation`: the best rotation of a file, for people and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sigbot.cli.app import app
from sigbot.wording import tables

RUNNER = CliRunner()
DOCUMENT = {
    "k": 2,
    "year_start": "2027-01-04",
    "default_windows": [["Mon-Fri", "09:00", "18:00", 2]],
    "members": [
        {"zone": "America/New_York", "count": 3, "region": "America"},
        {"zone": "Asia/Tokyo", "count": 2},
    ],
}


def saved(folder: Path, document: object) -> str:
    path = folder / "rotation.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def run(*words: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, ["rotation", *words])
    return result.exit_code, result.output


def data(path: str) -> dict[str, Any]:
    code, out = run(path, "--json")
    assert code == 0, out
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_the_figures_as_json_are_the_contracts(tmp_path: Path) -> None:
    """No time is in the working hours of both places, so each slot reaches the people of one."""
    figures = data(saved(tmp_path, DOCUMENT))
    assert len(figures.pop("slots")) == 2
    assert figures.pop("burden_minutes") > 0
    assert figures == {
        "cov": 1,
        "min_region_cov": 1,
        "min_region_share": 0.5,
        "share": 0.5,
        "region_cov": {"": 1, "America": 1},
        "region_share": {"": 0.5, "America": 0.5},
    }


def test_of_several_anchors_the_best_is_named(tmp_path: Path) -> None:
    figures = data(saved(tmp_path, {**DOCUMENT, "anchor_zone": "any"}))
    assert figures["anchor_zone"] in {"UTC", "America/New_York", "Asia/Tokyo"}
    assert figures["cov"] == 1


def test_people_see_a_table(tmp_path: Path) -> None:
    code, out = run(saved(tmp_path, {**DOCUMENT, "anchor_zone": "Asia/Tokyo"}))
    assert code == 0
    first, blank, head, *rows = out.splitlines()
    assert first.startswith("Best slots (Asia/Tokyo): ")
    assert blank == ""
    assert head.split("  ")[-1].strip() == "late or early"
    assert [row.split("  ")[0] for row in rows] == ["no region", "America", "everybody"]
    assert rows[1].split() == ["America", "100.0", "%", "50.0", "%"]
    assert rows[2].endswith(" min")
    assert len({len(row) for row in rows[:2]}) == 1


def test_people_see_how_far_it_may_be_from_the_best(tmp_path: Path) -> None:
    figures = data(saved(tmp_path, DOCUMENT))
    shown = tables.table({**figures, "proven": False, "cov": 0.755, "most_cov": 0.9}, "UTC")
    assert shown.splitlines()[-1] == "Reaches 75.5 %; no rotation can reach more than 90.0 %."


def test_what_is_in_the_way_is_said_and_is_an_answer(tmp_path: Path) -> None:
    path = saved(tmp_path, {**DOCUMENT, "constraints": {"blocked_days": "Mon-Sun"}})
    reason = data(path)["infeasible"]
    assert "blocked days or times" in reason
    assert "\\" not in reason
    assert run(path) == (0, f"{reason}\n")


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({**DOCUMENT, "k": 9}, "9"),
        ({**DOCUMENT, "year_start": "2027-01-05"}, "2027-01-05"),
        ({**DOCUMENT, "anchor_zone": "Mars"}, "Mars"),
        ({**DOCUMENT, "members": [{"zone": "America/Nowhere_At_All"}]}, "America/Nowhere_At_All"),
        ({**DOCUMENT, "members": [{"zone": "*b*"}]}, "*b*"),
        ([], ""),
        ("text", ""),
        (None, ""),
    ],
    ids=["k", "day", "anchor", "zone", "markdown", "list", "text", "null"],
)
def test_a_file_that_makes_no_sense_ends_with_a_line(
    tmp_path: Path, document: object, says: str
) -> None:
    path = saved(tmp_path, document)
    for words in ((path,), (path, "--json")):
        code, out = run(*words)
        assert code == 2
        assert len(out.strip().splitlines()) == 1
        assert says in out


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"k": NaN}', "\ufeff", "[" * 100_000, b"\xff\xfe".decode("latin-1")],
    ids=["nothing", "broken", "no-number", "mark", "deep", "latin"],
)
def test_what_is_no_json_ends_with_a_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rotation.json"
    path.write_text(text, encoding="latin-1" if "ÿ" in text else "utf-8")
    code, out = run(str(path))
    assert code == 2
    assert len(out.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["no-such-file.json", ""])
def test_a_file_that_is_none_ends_with_a_line(tmp_path: Path, name: str) -> None:
    code, out = run(str(tmp_path / name))
    assert code == 2
    assert len(out.strip().splitlines()) == 1


def test_a_very_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "rotation.json"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)  # takes no room on the disk
    code, out = run(str(path))
    assert code == 2
    assert out.strip().endswith("the file is larger than 64 MiB")
