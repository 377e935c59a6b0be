"""Cases of times and zones, worked out by hand: our own, and those beside this repository."""

import json
from pathlib import Path
from typing import Any

Case = dict[str, Any]

OWN = Path(__file__).parent / "time_cases.json"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "time_cases.json"
"""Absent where only this repository was checked out."""


def cases() -> list[Case]:
    found: list[Case] = json.loads(OWN.read_text(encoding="utf-8"))
    if SHARED.is_file():
        found += json.loads(SHARED.read_text(encoding="utf-8"))
    return found


def title(case: Case) -> str:
    return str(case["id"])


def rule_of(asked: Case) -> str:
    """The recurrence rule of a case about a series."""
    if asked["op"] == "weekly":
        return f"FREQ=WEEKLY;INTERVAL={asked['interval_weeks']}"
    if asked["op"] == "monthly_weekday":
        return f"FREQ=MONTHLY;BYDAY={asked['nth']}{asked['weekday'][:2].upper()}"
    if asked["op"] == "monthly_day":
        return f"FREQ=MONTHLY;BYMONTHDAY={asked['day']}"
    return str(asked.get("rule", "FREQ=YEARLY"))


def start_of(asked: Case) -> str:
    """Its first wall time: a month begins with its first."""
    return str(asked.get("start_local") or f"{asked['from_month']}-01T{asked['time']}")
