"""Reports for the tests of every format: usual ones, and such that people fill with anything."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sigbot.domain.activity import Activity, ActivityKind
from sigbot.domain.bounds import NARRATIVE_LIMIT
from sigbot.domain.community import Subgroup
from sigbot.domain.journal import JournalItem
from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.domain.report_data import NarrativeData
from sigbot.domain.report_material import Material
from tests.domain.material import a_material

MARKUP = (
    "*a* _b_ `c` [d](https://e.org) <b>f</b> ![g](h)",
    "<script>alert(1)</script> </title> </style> --> ]]> &copy; &#0; &lt;",
    "\" onload='x' <!-- no end",
    '#panic() #import "x" $ x^2 $ @ref <label> = heading // no comment /* none',
    "\\ back\\slash \\n ~ -- --- ... '\" {{x}} ${x} {x} %s",
    '<ac:structured-macro ac:name="html"/> {code} h1. x ||a||',
    "a | b | c",
)
"""Titles with markup of each format."""

ARABIC, DEVANAGARI, CHINESE = "عائشة بنت خالد", "क्षत्रिय देवी", "山田太郎"
NAMES = (ARABIC, DEVANAGARI, CHINESE, "Ελένη", "Наталья", "Łukasz Ångström", "김철수")
LONG = ("A sentence of some length about the group. " * 100)[:NARRATIVE_LIMIT]


def typed_by_people(line: str, lines: str) -> Material:
    """Everything that people type is `line` or, where they may break it, `lines`."""
    base = a_material()
    at = datetime(2021, 2, 1, tzinfo=UTC)
    return replace(
        base,
        community=replace(base.community, name=line, description=lines),
        subgroups=(Subgroup(1, line), Subgroup(3, line)),
        activities=(
            Activity(1, line, ActivityKind.PROJECT, date(2021, 2, 1)),
            Activity(2, line, ActivityKind.PROJECT, date(2021, 2, 1), "https://example.org/a_(b)"),
        ),
        plans=(PlannedWork(1, line), PlannedWork(2, line, WorkStatus.ACTIVE, date(2021, 12, 31))),
        journal=(JournalItem(1, "https://example.org/(x)", line, "", (), "Ada", at),),
        authors=(line,),
        narrative=NarrativeData(health=lines, issues=lines, diversity=lines, additional=lines),
    )
