"""The half-year that `sigbot demo` replays, against the report that was really published.

The seed is the Healthcare SIG's own report; where it is not beside this repository, the facts it
holds are still checked, as they are written here.
"""

import asyncio
import csv
import io
import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

import sigbot.demo
from sigbot.demo.replay import replay_to
from sigbot.demo.scenario import MEMBERS, PERIOD, REPORTED
from sigbot.documents.reports import can_write_pdf, formats_here, report_document, report_file_name
from sigbot.domain.periods import read_period
from sigbot.store.published import from_json
from tests.calendars import with_icalendar

SEED = Path(__file__).parents[2].parent / "shared/seed/hc-sig-mid-year-2021.md"
HOME = ZoneInfo("America/New_York")
SMALLEST = 5
PATIENCE_S = 120

AUTHOR, PUBLISHED = "Mike McCoy", "2021-07-14"
GENERAL, GUEST, WOMEN = 16.5, 24, 6
TITLE = "General Meeting"
RHYTHM = "every two weeks"
SUBGROUPS = ("Patient", "Provider", "Interop")
ACTIVITIES = [
    "LFPH Vaccination Passport Presentation",
    "ResearchHub Medical Research Marketplace Presentation",
    "Active work and participation in the GoodHealthPass Verifiable Credentials Project",
    "Decentralized Identifiers (DIDs), Verifiable Credentials (VCs), Ledger Identity Schemas",
    "Healthcare Use Case Review Quarterly",
    (
        "NFTs in Healthcare: Raising Money for Charity, Genomic/DNA Ownership, "
        "Provenance of Medical Research, etc"
    ),
    "Clinical Trial Recruitment and Prior Authorization via Blockchain",
    "Federated Learning for Providers, Pharma",
    "VitaDAO: Liquidity Pool Longevity Funds",
    "Decentralized Clinical Trials via DTRA",
]
PLANS = [
    "Expand on Payer and Interop Projects",
    "How does DeFi effects Healthcare?",
    "Risk Pools for Individuals via Blockchain",
    "Continuing Education on News and Research",
]
HEADINGS = [
    "Description",
    "Report Author(s)",
    "Overall Health",
    "Issues and Challenges",
    "Overall Activity in the last 6 months",
    "Planned Work Products",
    "Participant Diversity",
    "Additional Information",
    "Date Published",
    "Appendix: Sources of the Figures",
]
FILES = [
    "attendance-H1-2021.csv",
    "report-H1-2021.json",
    "report-H1-2021.md",
    "rotation-week.png",
    "report-H1-2021.html",
    "report-H1-2021.xhtml",
    "minutes-2021-06-23-m13.md",
    "calendar.ics",
    *(["report-H1-2021.pdf"] if can_write_pdf() else []),
]
COLUMNS = [
    "meeting_id",
    "title",
    "kind",
    "subgroup",
    "starts_at",
    "name",
    "discord_id",
    "source",
    "checked_in_at",
    "minutes",
    "region",
]
ATTRIBUTES = ("gender", "region", "organization", "experience")

Row = dict[str, str]
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Demo:
    """What the replay left behind."""

    folder: Path
    report: str
    data: Figures
    rows: list[Row]

    @property
    def release(self) -> Figures:
        """The diversity release that the report quotes."""
        release: Figures = self.data["diversity"]["releases"][0]
        return release

    @property
    def read(self) -> set[str]:
        """The titles of papers that were discussed: each of them is an activity."""
        return {item["title"] for item in self.data["journal"] if item["discussed_on"]}

    def section(self, heading: str) -> str:
        return self.report.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].strip()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """What `sigbot demo` has just left in the folder that SIGBOT_TEST_DEMO names, else the demo
    replayed once, however many processes share the tests."""
    left = os.environ.get("SIGBOT_TEST_DEMO")
    return _read(Path(left) if left else _replayed(tmp_path_factory))


def _replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "demo-of-the-half-year"
    try:
        folder.mkdir()
    except FileExistsError:
        _wait_for(folder / "done")
    else:
        asyncio.run(replay_to(folder / "left"))
        (folder / "done").touch()
    return folder / "left"


def _read(left: Path) -> Demo:
    with (left / FILES[0]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    report = (left / FILES[2]).read_text(encoding="utf-8")
    return Demo(left, report, json.loads((left / FILES[1]).read_text(encoding="utf-8")), rows)


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert time.monotonic() < deadline, "the demo of the other process did not end"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def seed() -> str:
    if not SEED.is_file():
        pytest.skip("the seed report is not beside this repository")
    return SEED.read_text(encoding="utf-8")


def bullets(text: str) -> list[str]:
    """What a list in a report names, without dates."""
    found = re.findall(r"^- (.+?)(?: \(\d{4}-\d\d-\d\d\))?$", text, re.MULTILINE)
    return [line.strip() for line in found]


# The files


def test_the_demo_leaves_the_report_and_the_attendance(demo: Demo) -> None:
    assert sorted(path.name for path in demo.folder.iterdir()) == sorted(FILES)


def test_the_calendar_has_the_meetings_ahead_at_their_new_times(demo: Demo) -> None:
    events = with_icalendar((demo.folder / "calendar.ics").read_bytes())
    general = [event for event in events if event.summary == TITLE]
    assert len(general) > 10
    ahead = {
        f"{event.start:%a %H:%M}"
        for event in general
        if event.start > REPORTED + timedelta(weeks=3)
    }
    assert len(ahead) > 1
    names = [someone.name for someone in MEMBERS]
    assert not any(name in event.description for event in events for name in names)


def test_every_format_has_the_same_report(demo: Demo) -> None:
    data = from_json(demo.data)
    for format_ in formats_here():
        name = report_file_name(read_period(PERIOD, REPORTED.date()), format_)
        assert (demo.folder / name).read_bytes() == report_document(data, format_), name


def test_the_second_act_leaves_the_week_as_a_picture(demo: Demo) -> None:
    with Image.open(demo.folder / FILES[3]) as picture:
        picture.load()
        assert picture.format == "PNG"
        assert picture.width == 960


def test_the_attendance_opens_in_any_spreadsheet(demo: Demo) -> None:
    content = (demo.folder / FILES[0]).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[-1] == ""
    assert all("\n" not in line for line in lines)
    assert next(csv.reader(io.StringIO(lines[0]))) == COLUMNS


def test_everybody_came_by_the_button(demo: Demo) -> None:
    assert {row["source"] for row in demo.rows} == {"button"}


def test_everybody_came_while_check_in_was_open(demo: Demo) -> None:
    for row in demo.rows:
        starts, came = (_instant(row[key]) for key in ("starts_at", "checked_in_at"))
        assert -15 * 60 <= (came - starts).total_seconds() <= 90 * 60


def test_nobody_is_counted_twice(demo: Demo) -> None:
    pairs = [(row["meeting_id"], row["discord_id"]) for row in demo.rows]
    assert len(set(pairs)) == len(pairs)


# The facts of the half-year, as they were published


def test_the_report_has_the_foundation_s_headings_in_its_order(demo: Demo) -> None:
    found = [line for line in demo.report.splitlines() if line.startswith("#")]
    assert found[0].endswith(": Mid-Year 2021 Report")
    assert found[1:] == [f"## {heading}" for heading in HEADINGS]


def test_the_report_says_how_many_came_and_how_often(demo: Demo) -> None:
    health = demo.section("Overall Health")
    assert f"{GENERAL}/General Meeting" in health
    assert f"{GUEST}/Guest Presentation" in health
    assert f"a General Meeting {RHYTHM}" in health


def test_the_report_says_how_many_are_women(demo: Demo) -> None:
    sentence = f"On average {WOMEN} of {GENERAL} attendees of a General Meeting identify as female"
    assert sentence in demo.section("Participant Diversity")
    assert demo.release["gender"]["female"] == WOMEN


def test_the_figures_are_of_the_release_of_that_half_year(demo: Demo) -> None:
    assert [made["period"] for made in demo.data["diversity"]["releases"]] == ["H1 2021"]
    assert (demo.release["made_on"], demo.release["total"]) == ("2021-07-07", GENERAL)
    told = "These are the figures of H1 2021, as of 7 Jul 2021."
    assert told in demo.section("Participant Diversity")


def test_the_report_lists_all_activities(demo: Demo) -> None:
    listed = bullets(demo.section("Overall Activity in the last 6 months"))
    assert set(ACTIVITIES) <= set(listed)
    done = {item["title"] for item in demo.data["activities"]}
    assert done == set(ACTIVITIES) | demo.read


def test_the_report_lists_all_plans(demo: Demo) -> None:
    assert bullets(demo.section("Planned Work Products")) == PLANS
    assert [item["title"] for item in demo.data["planned_work"]] == PLANS


def test_the_report_names_its_author_and_its_day(demo: Demo) -> None:
    assert demo.section("Report Author(s)") == AUTHOR
    assert demo.section("Date Published") == PUBLISHED
    assert demo.data["authors"] == [AUTHOR]
    assert demo.data["published_at"].startswith(PUBLISHED)
    assert demo.section("Additional Information") == "N/A"


def test_the_report_says_which_subgroups_were_thin(demo: Demo) -> None:
    issues = demo.section("Issues and Challenges")
    [thin] = re.findall("^- Few people came to the subgroups (.*): on av", issues, re.MULTILINE)
    assert set(re.split(", | and ", thin)) == set(SUBGROUPS)


def test_the_report_says_where_people_came_from_and_where_not(demo: Demo) -> None:
    issues = demo.section("Issues and Challenges")
    reached, absent = re.findall(
        r"^- In H1 2021, (?:most attendees|the figures of these)(.*)$", issues, re.MULTILINE
    )
    for region in ("North America", "Latin America", "Europe"):
        assert region in reached
    for region in ("Africa", "South Asia", "East Asia", "Oceania"):
        assert region in absent
        assert region not in reached


# The same facts, in the report that was published


def test_the_seed_has_the_same_headings_in_the_same_order(seed: str, demo: Demo) -> None:
    found = [
        line.strip("#*: ").removeprefix("Healthcare-SIG ")
        for line in seed.splitlines()
        if line.startswith(("## ", "**Description"))
    ]
    *headings, appendix = re.findall(r"^## (.+)$", demo.report, re.MULTILINE)
    assert [heading for heading in found if heading in HEADINGS] == headings
    assert [*headings, appendix] == HEADINGS


def test_the_seed_has_the_same_title(seed: str, demo: Demo) -> None:
    assert "Mid-Year 2021 Report" in seed
    assert demo.data["title"] == "Mid-Year 2021 Report"
    name = demo.data["sig"]["name"]
    assert f"## {name}" in seed
    assert demo.data["sig"]["wiki"] in seed


def test_the_seed_has_the_same_figures(seed: str, demo: Demo) -> None:
    kinds = demo.data["health"]["attendance_by_kind"]
    said = re.search(r"([\d.]+)/General Meeting and ([\d.]+)/Guest Presentation", seed)
    assert said is not None
    assert [float(figure) for figure in said.groups()] == [
        kinds["general"]["average"],
        kinds["guest"]["average"],
    ]
    women = re.search(r"average ([\d.]+)/([\d.]+) people who identify as female", seed)
    assert women is not None
    assert [float(figure) for figure in women.groups()] == [
        demo.release["gender"]["female"],
        kinds["general"]["average"],
    ]


def test_the_seed_has_the_same_rhythm(seed: str, demo: Demo) -> None:
    assert f"meetings are held {RHYTHM}" in seed
    assert demo.data["health"]["cadence_days"] == 14


def test_the_seed_has_the_same_activities_and_plans(seed: str, demo: Demo) -> None:
    for heading, key in (
        ("Overall Activity in the last 6 months", "activities"),
        ("Planned Work Products", "planned_work"),
    ):
        listed = bullets(seed.partition(f"## {heading}")[2].partition("\n## ")[0])
        done = {item["title"] for item in demo.data[key]}
        assert sorted(listed) == sorted(done - demo.read)


def test_the_seed_has_the_same_author_and_day(seed: str, demo: Demo) -> None:
    author = seed.partition("## Report Author(s)")[2].split("\n\n")[1]
    assert demo.data["authors"] == [author.strip()]
    day = re.search(r"^(\d+)/(\d+)/(\d\d)$", seed, re.MULTILINE)
    assert day is not None
    month, number, year = (int(part) for part in day.groups())
    assert demo.section("Date Published") == date(2000 + year, month, number).isoformat()


def test_the_seed_names_the_same_subgroups(seed: str, demo: Demo) -> None:
    named = [figures["name"] for figures in demo.data["health"]["by_subgroup"]]
    assert sorted(named) == sorted(SUBGROUPS)
    assert "Our subgroups of Patient, Provider and Interop have lacked quality attendance" in seed


# Every figure, worked out again from the attendance alone


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _rounded(value: float) -> float | int:
    """At most one decimal, and none where there is nothing behind the point."""
    figure = round(value + 1e-9, 1)
    return int(figure) if figure == int(figure) else figure


def _of(rows: Iterable[Row], **wanted: str) -> list[Row]:
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def _figures(rows: list[Row]) -> Figures:
    meetings = len({row["meeting_id"] for row in rows})
    return {
        "meetings": meetings,
        "attendances": len(rows),
        "average": _rounded(len(rows) / meetings),
    }


def test_averages_by_kind_follow_from_the_attendance(demo: Demo) -> None:
    kinds = {row["kind"] for row in demo.rows}
    assert demo.data["health"]["attendance_by_kind"] == {
        kind: _figures(_of(demo.rows, kind=kind)) for kind in kinds
    }


def test_averages_by_subgroup_follow_from_the_attendance(demo: Demo) -> None:
    counted = ("name", "meetings", "attendances", "average")
    groups = demo.data["health"]["by_subgroup"]
    assert [{name: group[name] for name in counted} for group in groups] == [
        {"name": name, **_figures(_of(demo.rows, subgroup=name))} for name in sorted(SUBGROUPS)
    ]


def test_the_sources_of_a_figure_are_its_meetings(demo: Demo) -> None:
    sources = demo.data["sources"]
    assert {*sources["attendance_by_kind.general"]} == {
        row["meeting_id"] for row in _of(demo.rows, kind="general")
    }
    assert {*sources["by_subgroup.Patient"]} == {
        row["meeting_id"] for row in _of(demo.rows, subgroup="Patient")
    }


def test_the_number_of_meetings_and_their_rhythm_follow_from_the_attendance(demo: Demo) -> None:
    health = demo.data["health"]
    assert health["meetings_held"] == len({row["meeting_id"] for row in demo.rows})
    days = sorted(
        {
            _instant(row["starts_at"]).astimezone(HOME).date()
            for row in _of(demo.rows, kind="general")
        }
    )
    assert health["cadence_days"] == median((b - a).days for a, b in pairwise(days))


def test_the_general_meetings_were_at_ten_in_new_york_all_the_time(demo: Demo) -> None:
    walls = {_instant(row["starts_at"]).astimezone(HOME) for row in _of(demo.rows, kind="general")}
    assert {(wall.hour, wall.minute, wall.weekday()) for wall in walls} == {(10, 0, 2)}
    assert len({wall.utcoffset() for wall in walls}) == 2


def test_the_numbers_of_people_follow_from_the_attendance(demo: Demo) -> None:
    health = demo.data["health"]
    people = {row["discord_id"] for row in demo.rows}
    assert health["unique_attendees"] == len(people)
    assert health["newcomers"] == len(people), "there was no period before"
    assert health["change_from_previous"] == {}
    general = _of(demo.rows, kind="general")
    half = -(-len({row["meeting_id"] for row in general}) // 2)
    came = Counter(row["discord_id"] for row in general)
    assert health["regulars"] == sum(count >= half for count in came.values())


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_diversity_follows_from_the_attendance_and_what_people_said(
    demo: Demo, attribute: str
) -> None:
    """Groups that are shown are right, in whole people, and of five people or more."""
    said = {someone.name: getattr(someone, attribute) for someone in MEMBERS}
    general = _of(demo.rows, kind="general")
    meetings = len({row["meeting_id"] for row in general})
    counts = Counter(said[row["name"]] for row in general)
    shown = {
        group: figure
        for group, figure in demo.release[attribute].items()
        if not isinstance(figure, str)
    }
    assert len(shown) > 1
    assert shown == {group: int(counts[group] / meetings + 0.5) for group in shown}
    for group in shown:
        assert len({row["name"] for row in general if said[row["name"]] == group}) >= SMALLEST
    assert set(demo.release[attribute]) >= {group for group in counts if group}


def test_the_region_in_the_attendance_is_what_people_said(demo: Demo) -> None:
    said = {someone.name: someone.region for someone in MEMBERS}
    assert all(row["region"] == said[row["name"]] for row in demo.rows)


def test_no_other_answer_of_a_person_is_in_the_attendance(demo: Demo) -> None:
    text = (demo.folder / FILES[0]).read_text(encoding="utf-8")
    for someone in MEMBERS:
        for answer in (someone.organization, someone.experience):
            assert not answer or f",{answer}" not in text


def test_the_two_documents_say_the_same(demo: Demo) -> None:
    health, data = demo.section("Overall Health"), demo.data["health"]
    assert f"{data['meetings_held']} meetings were held" in health
    assert f"{data['unique_attendees']} people took part" in health
    assert f"{data['regulars']} came regularly" in health
    for figures in (*data["attendance_by_kind"].values(), *data["by_subgroup"]):
        row = f"| {figures['meetings']} | {figures['attendances']} | {figures['average']} |"
        assert row in health
    for attribute in ATTRIBUTES:
        for figure in demo.release[attribute].values():
            shown = rf"\| {figure} |\({figure}\)|\| withheld\[\^|Withheld: .*\[\^"
            assert re.search(shown, demo.section("Participant Diversity"))


# Nothing of it is written in the source


@pytest.mark.parametrize("figure", [r"16\.5", r"(?<![-\d:])24(?![-\d:])", RHYTHM])
def test_no_figure_is_written_in_the_demo(figure: str) -> None:
    (folder,) = sigbot.demo.__path__
    sources = list(Path(folder).glob("*.py"))
    assert len(sources) >= 4
    for source in sources:
        assert re.findall(figure, source.read_text(encoding="utf-8"), re.IGNORECASE) == []
