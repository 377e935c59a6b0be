"""A report that was kept by the version before reads as what it was, and gives the same files."""

import json
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from sigbot.documents.reports import report_json, report_markdown
from sigbot.domain.activity import ActivityKind
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute, Gender
from sigbot.domain.periods import named_period, read_period
from sigbot.domain.plans import WorkStatus
from sigbot.domain.regions import Region
from sigbot.domain.releases import WITHHELD
from sigbot.domain.report_data import Fifths, IssueCode, NotShown
from sigbot.domain.statistics import UNKNOWN
from sigbot.store import reports
from sigbot.store.database import Database
from sigbot.store.published import from_json, to_json
from sigbot.store.rows.reports import ReportRow
from tests.domain.material import TODAY
from tests.store.samples import a_community

KEPT: dict[str, Any] = {
    "sig": {"name": "Health", "description": "", "wiki": ""},
    "title": "Mid-Year 2021 Report",
    "period": {"label": "H1 2021", "start": "2021-01-01", "end": "2021-06-30"},
    "authors": ["Olga"],
    "published_at": "2021-07-14T09:00:00-04:00",
    "health": {
        "meetings_held": 1,
        "cadence_days": None,
        "attendance_by_kind": {"general": {"meetings": 1, "attendances": 16, "average": 16}},
        "unique_attendees": 16,
        "newcomers": 16,
        "regulars": 0,
        "by_subgroup": [{"name": "Payer", "meetings": 0, "attendances": 0, "average": None}],
        "change_from_previous": {"general": -0.5, "unique_attendees": 2, "meetings_held": 0},
    },
    "issues": [
        {"code": "regions_reached", "names": ["Europe"]},
        {"code": "late_hours", "minutes": {"Europe": 95}},
        {
            "code": "rotation_tried",
            "names": ["Call"],
            "slots": [{"zone": "UTC", "minute": 3840}],
            "since": "2021-06-02",
            "count": 1,
            "average_before": None,
            "average_since": 16,
        },
        {
            "code": "rotation_tried",
            "names": ["Workshop"],
            "slots": [{"zone": "Asia/Tokyo", "minute": 540}],
            "since": "2021-07-01",
            "count": 0,
            "average_before": 8.5,
            "average_since": None,
        },
        {"code": "subgroup_silent", "names": ["Payer"]},
    ],
    "activities": [{"title": "Talk", "kind": "outreach", "date": "2021-02-01", "link": ""}],
    "planned_work": [{"title": "Paper", "status": "active", "due": None}],
    "journal": [{"title": "Paper", "link": "https://example.org", "discussed_on": None}],
    "diversity": {
        "gender": {"female": "withheld", "male": "fewer than 5"},
        "region": {"Europe": 8.5},
        "organization": {},
        "experience": {"1-3 years": 7, "over 10 years": "fewer than 12"},
        "not_stated": {"gender": 16, "region": 7.5, "organization": 16, "experience": 9},
    },
    "additional_information": "",
    "narrative": {"health": "Well.", "issues": "", "diversity": "", "additional": ""},
}
"""As versions before diversity releases wrote it."""

SHOWN: dict[str, Any] = {
    "gender": {"female": 6, "male": "withheld", "non-binary": "withheld", "another": "withheld"},
    "region": {"Europe": "2/5", "Africa": "withheld"},
    "organization": {"payer": "withheld"},
    "experience": {"new": 3},
}
QUOTING: dict[str, Any] = {
    **KEPT,
    "diversity": {
        "releases": [
            {
                "period": "H1 2021",
                "made_on": "2021-07-07",
                "total": 16.5,
                "of_general_meetings": True,
                **SHOWN,
            }
        ],
        "next_release": {"period": "H2 2021", "day": "2022-01-07"},
    },
}
"""As this version writes it."""

UNHEARD_OF = {
    "a kind of meeting": ("health", "attendance_by_kind", "party"),
    "an issue": ("issues", 0, "code"),
    "a region of an issue": ("issues", 1, "minutes", "Mars"),
    "a kind of activity": ("activities", 0, "kind"),
    "a status": ("planned_work", 0, "status"),
    "a gender": ("diversity", "gender", "unheard-of"),
    "a region": ("diversity", "region", "Mars"),
    "an experience": ("diversity", "experience", "much"),
    "an attribute": ("diversity", "not_stated", "shoe size"),
    "a figure": ("diversity", "region", "Europe"),
}


def test_what_is_read_is_made_of_the_words_of_the_domain() -> None:
    data = from_json(KEPT)
    health, diversity = data["health"], data["diversity"]
    assert health["cadence_days"] is health["by_subgroup"][0]["average"] is UNKNOWN
    assert all(isinstance(kind, MeetingKind) for kind in health["attendance_by_kind"])
    assert all(isinstance(issue["code"], IssueCode) for issue in data["issues"])
    assert data["issues"][2]["average_before"] is UNKNOWN
    assert data["issues"][2]["average_since"] == 16
    assert data["issues"][3]["average_since"] is UNKNOWN
    assert all(isinstance(region, Region) for region in data["issues"][1]["minutes"])
    assert isinstance(data["activities"][0]["kind"], ActivityKind)
    assert isinstance(data["planned_work"][0]["status"], WorkStatus)
    assert "not_stated" in diversity
    assert diversity["gender"] == {Gender.FEMALE: NotShown(), Gender.MALE: NotShown(5)}
    assert [*diversity["experience"].values()] == [7, NotShown(12)]
    assert not isinstance(diversity["not_stated"][Attribute.REGION], NotShown)


def test_releases_are_read_as_their_figures() -> None:
    diversity = from_json(QUOTING)["diversity"]
    assert "releases" in diversity
    [release] = diversity["releases"]
    assert release["gender"][Gender.FEMALE] == 6
    assert release["gender"][Gender.MALE] is WITHHELD
    assert release["region"][Region.EUROPE] == Fifths(2)


@pytest.mark.parametrize("report", [KEPT, QUOTING])
def test_it_is_kept_again_exactly_as_it_was(report: dict[str, Any]) -> None:
    again = json.dumps(to_json(from_json(deepcopy(report))), ensure_ascii=False)
    assert again == json.dumps(report, ensure_ascii=False)


@pytest.mark.parametrize("figure", ["6/5", "a few"])
def test_what_is_no_figure_of_a_release_is_a_bug_that_shows(figure: str) -> None:
    kept = deepcopy(QUOTING)
    kept["diversity"]["releases"][0]["gender"]["female"] = figure
    with pytest.raises(ValueError, match=figure):
        from_json(kept)


def test_its_files_are_those_of_the_version_before() -> None:
    data = from_json(KEPT)
    assert report_json(data) == json.dumps(KEPT, ensure_ascii=False, indent=2) + "\n"
    text = report_markdown(data)
    assert "| Payer | 0 | 0 | – |" in text
    assert "| Male | fewer than 5 people |" in text
    assert "| Female | withheld |" in text
    assert "| Not stated, or not shown | 16 |" in text
    assert "None" not in text


@pytest.mark.parametrize("where", UNHEARD_OF.values(), ids=UNHEARD_OF)
def test_what_is_no_word_of_the_domain_is_a_bug_that_shows(where: tuple[str | int, ...]) -> None:
    kept = deepcopy(KEPT)
    place: Any = kept
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = "unheard-of"
    with pytest.raises(ValueError, match=r"is not a valid|unheard-of"):
        from_json(kept)


def test_nothing_but_figures_is_turned_into_json() -> None:
    with pytest.raises(TypeError):
        to_json({**from_json(KEPT), "authors": [object()]})  # type: ignore[list-item]


async def test_a_row_of_the_version_before_is_read(db: Database, now: datetime) -> None:
    half = read_period("H1 2021", TODAY)
    async with db.write() as tx:
        here = await a_community(tx, now)
        opened = await reports.open_report(tx, here, half, "Olga", now)
        assert opened.published is None
        await tx.execute(update(ReportRow).values(published=KEPT, published_at=now))
    async with db.read() as tx:
        tx.expire_all()
        written = await reports.written_report(tx, here, named_period(half.start, half.end))
    assert written is not None
    assert written.published == from_json(KEPT)
    async with db.write() as tx:
        await reports.publish_report(tx, written.id, from_json(KEPT), now)
    async with db.read() as tx:
        row = await tx.get_one(ReportRow, written.id)
        assert json.dumps(row.published) == json.dumps(KEPT)
