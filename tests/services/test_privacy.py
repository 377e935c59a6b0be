"""What people say of themselves stays where it belongs: in its own tables, and in sums."""

import csv
import io
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from sigbot.domain.community import Community
from sigbot.domain.members import ATTRIBUTES, SelfDescription
from sigbot.domain.releases import WITHHELD
from sigbot.services.attendance import show_attendance
from sigbot.services.community import add_subgroup, join_subgroup, view_community
from sigbot.services.meetings import answer_meeting
from sigbot.services.members import about_me, describe_self, set_hours, set_timezone
from sigbot.services.narratives import write_narrative
from sigbot.services.reports import compile_period
from sigbot.store.database import Database
from sigbot.store.published import to_json
from tests.documents.files import written
from tests.services.releasing import release
from tests.services.test_every_service import READINGS, furnished
from tests.services.world import (
    ANA,
    BEN,
    OLGA,
    check_in,
    everything,
    export_attendance,
    meeting_at,
    publish_report,
)

__all__ = ["furnished"]

SECRETS = {"gender": "non-binary", "organization": "payer", "experience": "over 10 years"}
REGION = "Southeast Asia"
FIRST_SAID = {
    "gender": "female",
    "region": "Europe",
    "organization": "other",
    "experience": "new",
}
OWN_TABLES = {"genders", "self_descriptions"}
LISTING = {"releases", "reports"}
"""Tables in which every answer of the form is listed."""
RELEASED = datetime(2026, 7, 8, 12, tzinfo=UTC)


@pytest.fixture
async def told(db: Database, here: Community, now: datetime) -> None:
    """Ana said everything of herself, changed a part of it, and did all that members do."""
    await add_subgroup(db, OLGA, "Imaging", None, now)
    meeting = await meeting_at(db, now + timedelta(hours=1), now)
    await describe_self(db, ANA, FIRST_SAID, now)
    await describe_self(db, ANA, {"region": REGION, **SECRETS}, now)
    await set_timezone(db, ANA, "Manila", now)
    await join_subgroup(db, ANA, "Imaging", now)
    await answer_meeting(db, ANA, meeting.id, "going", now)
    for who in (ANA, BEN):
        await check_in(db, who, meeting.id, "button", meeting.starts_at)
    await compile_period(db, OLGA, "H1 2026", meeting.ends_at)
    await write_narrative(db, OLGA, "H1 2026", {"health": "Well."}, None, meeting.ends_at)
    await release(db, RELEASED)
    await publish_report(db, OLGA, "H1 2026", RELEASED)


def _said(seen: object) -> set[str]:
    """Which of Ana's answers can be read in something."""
    text = json.dumps(seen, default=str)
    return {answer for answer in (*SECRETS.values(), REGION) if answer in text}


@pytest.mark.usefixtures("told")
async def test_answers_are_in_their_own_tables_only(db: Database) -> None:
    """Not in the audit trail, nor in what is waiting to be said, nor in a report or release other
    than as an answer of the form that is withheld."""
    tables = await everything(db)
    assert {name for name, rows in tables.items() if _said(rows)} == OWN_TABLES | LISTING


@pytest.mark.usefixtures("told")
async def test_gender_is_apart_from_everything_else(db: Database) -> None:
    tables = await everything(db)
    holding = {name for name, rows in tables.items() if SECRETS["gender"] in _said(rows)}
    assert holding == {"genders"} | LISTING


@pytest.mark.usefixtures("told")
async def test_a_published_report_tells_nothing_of_one_person(db: Database, now: datetime) -> None:
    """Two were there: every group is too small to be a number."""
    data = (await compile_period(db, OLGA, "H1 2026", RELEASED)).data
    diversity = data["diversity"]
    assert "releases" in diversity
    [made] = diversity["releases"]
    for figures in (made["gender"], made["region"], made["organization"], made["experience"]):
        assert {*figures.values()} == {WITHHELD}
    assert made["total"] == 2
    assert ANA.name not in json.dumps(to_json(data))


@pytest.mark.usefixtures("told")
async def test_an_export_has_the_region_and_no_other_answer(db: Database, now: datetime) -> None:
    _, lines = await export_attendance(db, OLGA, None, None, now)
    exported = [asdict(line) for line in lines]
    assert _said(exported) == {REGION}
    assert {row["attendance"]["person"] for row in exported} == {ANA.name, BEN.name}
    table = list(csv.reader(io.StringIO(written("csv", lines)[0].decode("utf-8-sig"))))
    assert {*table[0]} & {*ATTRIBUTES} == {"region"}
    assert _said(table) == {REGION}


@pytest.mark.usefixtures("told")
async def test_others_do_not_see_what_somebody_said(db: Database, now: datetime) -> None:
    there = (await show_attendance(db, OLGA, "Call", now)).people
    seen = [asdict(line) for line in there] + [asdict(await view_community(db, OLGA))]
    assert _said(seen) == {REGION}
    assert (await about_me(db, OLGA)).description == SelfDescription()


@pytest.mark.usefixtures("told")
async def test_what_is_taken_back_is_gone(db: Database, now: datetime) -> None:
    await describe_self(db, ANA, {}, now)
    tables = await everything(db)
    assert {name for name, rows in tables.items() if _said(rows)} == LISTING


@pytest.mark.usefixtures("furnished")
async def test_nothing_that_an_organizer_can_read_has_hours_or_answers(
    db: Database, now: datetime
) -> None:
    """Whatever service there is, now and later: see `READINGS`."""
    await describe_self(db, ANA, SECRETS, now)
    await set_hours(db, ANA, "03:15", "23:45", "Sat", now)
    secret = [*SECRETS.values(), "begin=195", "end=1425"]
    own = repr([await service.ask(db, ANA, now) for service in READINGS if service.name in OWN])
    assert [word for word in secret if word not in own] == []
    for service in READINGS:
        seen = repr(await service.ask(db, OLGA, now))
        assert [word for word in secret if word in seen] == [], service.name


OWN = ("members.about_me", "members.show_me")
"""Readings that show people what they said and set themselves."""
