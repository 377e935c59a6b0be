"""The shared cases of times and zones, asked of the reading tools as in a shell."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from sigbot.cli.app import app
from tests.data.cases import Case, cases, rule_of, start_of, title

NOW = "2026-11-22T12:00Z"
RUNNER = CliRunner()
KINDS = {"unique": "ok", "gap": "nonexistent", "fold": "ambiguous"}
STATUSES = {"alias": "ok", "invalid": "unknown", "fixed_offset": "fixed"}


def data(*words: str) -> dict[str, Any]:
    result = RUNNER.invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.output)
    return answer


def instants(answer: dict[str, Any]) -> list[str]:
    return [reading["utc"] for reading in answer["readings"]]


def local_to_utc(asked: Case, expected: Case) -> None:
    answer = data("when", asked["local"], "--zone", asked["zone"], "--now", NOW)
    assert answer["status"] == KINDS[expected["kind"]]
    keys = ("utc", "utc_shift_forward", "utc_first", "utc_second")
    assert instants(answer) == [expected[key] for key in keys if key in expected]
    if "shifted_local" in expected:
        assert answer["readings"][0]["local"] == expected["shifted_local"]


def when(asked: Case, expected: Case) -> None:
    answer = data("when", asked["text"], "--zone", asked["zone"], "--now", asked["now"])
    assert (answer["status"], instants(answer)) == (expected["status"], expected["utc"])


def resolve_zone(asked: Case, expected: Case) -> None:
    answer = data("zone", asked["text"])
    assert answer["status"] == STATUSES.get(expected["status"], expected["status"])
    assert answer["offset"] == expected.get("offset")
    assert set(expected.get("candidates_include", [])) <= set(answer["zones"])
    if "canonical" in expected:
        assert answer["zones"] == [expected["canonical"]]


def occurrences(asked: Case, expected: Case) -> None:
    wanted = expected.get("utc") or expected["shift"]
    count = str(asked.get("count") or len(wanted))
    words = ("--rule", rule_of(asked), "--start", start_of(asked), "--zone", asked["zone"])
    answer = data("occurrences", *words, "--count", count)
    assert answer["utc"] == wanted


TOOLS: dict[str, Callable[[Case, Case], None]] = {
    "local_to_utc": local_to_utc,
    "when": when,
    "resolve_zone": resolve_zone,
    "weekly": occurrences,
    "monthly_weekday": occurrences,
    "monthly_day": occurrences,
    "yearly": occurrences,
    "series": occurrences,
}


@pytest.mark.parametrize("case", [c for c in cases() if c["input"]["op"] in TOOLS], ids=title)
def test_a_tool_answers_a_case_as_expected(case: Case) -> None:
    TOOLS[case["input"]["op"]](case["input"], case["expected"])
