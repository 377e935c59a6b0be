"""Reports for the tests of every format: usual ones, and such that people fill with anything."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sigbot.domain.activity import Activity, ActivityKind
from sigbot.domain.bounds import NARRATIVE_LIMIT
from sigbot.domain.community import Subgroup
from sigbot.domain.health import Previous, Rsvps
from sigbot.domain.journal import JournalItem
from sigbot.domain.members import Attribute
from sigbot.domain.periods import read_period
from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.domain.releases import NextRelease
from sigbot.domain.report_data import NarrativeData, ReportTemplate
from sigbot.domain.report_material import Material
from tests.domain.material import (
    H1,
    MEETINGS,
    NO_NARRATIVE,
    TODAY,
    a_material,
    a_release,
    changed,
    with_releases,
)

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


RELEASED = a_release(
    {
        Attribute.GENDER: {"female": 6, "male": 8},
        Attribute.REGION: {"North America": 7, "Europe": 4, "Latin America": 3},
        Attribute.EXPERIENCE: {
            "new": 1,
            "1-3 years": 3,
            "3-10 years": 5,
            "over 10 years": 4,
        },
    }
)
BEFORE = a_release({Attribute.REGION: {"North America": 6, "Europe": 1}}, H1.previous())


def nothing() -> Material:
    """A period in which nothing was recorded."""
    return changed(
        a_material(),
        meetings=(),
        unique_attendees=0,
        newcomers=0,
        regulars=0,
        rsvps=Rsvps(),
        last_met={},
        subgroups=(),
        activities=(),
        plans=(),
        journal=(),
        authors=(),
    )


def one_meeting() -> Material:
    """One meeting with one person, before the first release."""
    return changed(
        nothing(),
        meetings=(replace(MEETINGS[0], attended=1),),
        unique_attendees=1,
        newcomers=1,
        authors=("Ada",),
        next_release=NextRelease(H1, date(2021, 7, 7)),
    )


def first_period() -> Material:
    """The first period of a community: everybody is new."""
    return changed(
        with_releases(RELEASED), newcomers=41, previous=Previous(meetings=(), unique_attendees=0)
    )


def fifth_period() -> Material:
    """A fifth period, fuller than the one before, with a release of each."""
    before = [replace(held, attended=held.attended // 2, id=held.id + 100) for held in MEETINGS]
    return changed(with_releases(RELEASED, BEFORE), previous=Previous(before, 30))


def in_template(template: ReportTemplate) -> Material:
    """The second quarter in another template, with what people wrote and finished work."""
    said: NarrativeData = {**NO_NARRATIVE, "issues": "We need more speakers."}
    plans = (PlannedWork(1, "A paper"), PlannedWork(2, "A survey", WorkStatus.DONE))
    quarter = read_period("Q2 2021", TODAY)
    return replace(
        with_releases(RELEASED), template=template, narrative=said, plans=plans, period=quarter
    )


GOLDEN = {
    "empty": nothing(),
    "one-meeting": one_meeting(),
    "first": first_period(),
    "fifth": fifth_period(),
    "releases": with_releases(RELEASED, BEFORE),
    "template-sig": in_template(ReportTemplate.SIG),
    "template-toc": in_template(ReportTemplate.TOC),
}
"""Reports that are kept as files."""
