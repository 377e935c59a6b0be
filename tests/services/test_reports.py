"""Compiling, writing and publishing the foundation's report."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from sigbot.documents.reports import report_document
from sigbot.domain.community import Actor, Community
from sigbot.domain.narratives import marks
from sigbot.domain.outbox import Topic
from sigbot.domain.refusals import (
    AlreadyPublishedError,
    BackwardPeriodError,
    EmptyPeriodError,
    TooLongError,
    UnreadablePeriodError,
)
from sigbot.domain.report_data import ReportData, ReportFormat, ReportTemplate
from sigbot.domain.revisions import Changed, Difference
from sigbot.services.activity import add_activity
from sigbot.services.community import Setup, add_subgroup, set_up
from sigbot.services.journal import share_link
from sigbot.services.narratives import Narrative, narrative_of, write_narrative
from sigbot.services.picks import list_in_report
from sigbot.services.plans import add_work, update_work
from sigbot.services.reports import compile_period, published_report, read_report
from sigbot.store.database import Database
from sigbot.store.published import to_json
from sigbot.store.rows.reports import ReportRow
from tests.services.world import (
    ANA,
    GUILD,
    NEWS,
    OLGA,
    OTTO,
    Waiting,
    audited,
    check_in,
    meeting_at,
    publish_report,
    refused,
    rows,
    waiting,
)

PERIOD = "H1 2026"
START, END = date(2026, 1, 1), date(2026, 6, 30)
ENDED = datetime(2026, 7, 2, 12, tzinfo=UTC)
LATER = timedelta(hours=1)
NEW_IN_HEALTH = (
    "by_meeting",
    "by_slot",
    "by_weekday",
    "newcomers_back",
    "meeting_occurrences",
    "scheduled_meeting_minutes",
    "caught_up_by_kind",
)
"""What a report of the version before did not have."""

HANA = Actor(GUILD, 8, "Hana", manages_guild=True)
"""Another organizer."""


@pytest.fixture
async def worked(db: Database, here: Community, now: datetime) -> Community:
    """Something was recorded in the period."""
    await add_activity(db, OLGA, "Talk", None, "2026-03-01", None, now)
    return here


# ------------------------------------------------------------------ what goes into a report


async def test_a_report_has_what_was_recorded_in_its_period(
    db: Database, here: Community, now: datetime
) -> None:
    setup = Setup(description="We meet.", wiki="https://wiki.example.org")
    await set_up(db, OLGA, setup, "Server", NEWS, now)
    for day in ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01"):
        await add_activity(db, OLGA, day, "outreach", day, "https://example.org", now)
    last_minutes = {"2025": datetime(2026, 1, 1, 4, 59), "june": datetime(2026, 7, 1, 3, 59)}  # noqa: DTZ001
    for name, at in last_minutes.items():
        link = f"https://example.org/{name}"
        shared = await share_link(db, ANA, link, "", "", at.replace(tzinfo=UTC))
        await list_in_report(db, OLGA, shared.item.id, now, listed=True)
    for title in ("Paper", "Survey", "Dropped"):
        await add_work(db, OLGA, title, "2026-12-31", now)
    await update_work(db, OLGA, "Survey", "done", now)
    await update_work(db, OLGA, "Dropped", "dropped", now)
    await add_work(db, OLGA, "Later", None, ENDED)
    data = (await compile_period(db, OLGA, PERIOD, ENDED)).data
    assert data["sig"] == {
        "name": "Health",
        "description": "We meet.",
        "wiki": "https://wiki.example.org",
    }
    assert data["title"] == "Mid-Year 2026 Report"
    assert data["period"] == {"label": PERIOD, "start": "2026-01-01", "end": "2026-06-30"}
    assert [(a["title"], a["date"]) for a in data["activities"]] == [
        ("2026-01-01", "2026-01-01"),
        ("2026-06-30", "2026-06-30"),
    ]
    assert [(w["title"], w["status"], w["due"]) for w in data["planned_work"]] == [
        ("Paper", "planned", "2026-12-31"),
        ("Survey", "done", "2026-12-31"),
    ]
    assert [item["link"] for item in data["journal"]] == ["https://example.org/june"]


async def test_another_communitys_records_are_not_in_it(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await add_activity(db, OLGA, "Talk", None, "2026-03-01", None, now)
    meeting = await meeting_at(db, now + LATER, now)
    await check_in(db, ANA, meeting.id, "button", meeting.starts_at)
    async with refused(db, EmptyPeriodError):
        await compile_period(db, OTTO, PERIOD, ENDED)
    await add_activity(db, OTTO, "Own", None, "2026-03-01", None, now)
    data = (await compile_period(db, OTTO, PERIOD, ENDED)).data
    assert [activity["title"] for activity in data["activities"]] == ["Own"]
    assert data["health"]["meetings_held"] == data["health"]["unique_attendees"] == 0


async def test_a_meeting_that_is_still_to_come_was_not_held(
    db: Database, worked: Community, now: datetime
) -> None:
    meeting = await meeting_at(db, now + LATER, now)
    before = (await compile_period(db, OLGA, PERIOD, now)).data["health"]
    after = (await compile_period(db, OLGA, PERIOD, meeting.starts_at)).data["health"]
    assert (before["meetings_held"], after["meetings_held"]) == (0, 1)


async def test_a_period_runs_until_the_end_of_its_last_day_in_the_zone_of_the_community(
    db: Database, worked: Community, now: datetime
) -> None:
    over = datetime(2026, 7, 1, 4, tzinfo=UTC)
    for at, until in ((now, "2026-03-02"), (over - LATER, "2026-06-30"), (over, None)):
        data = (await compile_period(db, OLGA, PERIOD, at)).data
        assert data["health"].get("until") == until


async def test_before_a_meeting_starts_its_early_people_are_not_counted_either(
    db: Database, worked: Community, now: datetime
) -> None:
    meeting = await meeting_at(db, now + LATER, now)
    await check_in(db, ANA, meeting.id, "button", meeting.opens_at)
    health = (await compile_period(db, OLGA, PERIOD, meeting.opens_at)).data["health"]
    assert (health["meetings_held"], health["unique_attendees"], health["newcomers"]) == (0, 0, 0)


# ------------------------------------------------------------------ refusals


async def test_an_empty_period_is_refused_and_leaves_no_report(
    db: Database, worked: Community, now: datetime
) -> None:
    async with refused(db, EmptyPeriodError) as info:
        await compile_period(db, OLGA, "H1 2020", now)
    assert info.value.label == "H1 2020"
    async with refused(db, EmptyPeriodError):
        await write_narrative(db, OLGA, "H1 2020", {"health": "Well."}, "Olga", now)
    async with refused(db, EmptyPeriodError):
        await publish_report(db, OLGA, "H1 2020", now)


async def test_a_period_that_cannot_be_read_is_refused(
    db: Database, worked: Community, now: datetime
) -> None:
    for period, why in (
        ("soon", UnreadablePeriodError),
        ("2026-02-01..2026-01-01", BackwardPeriodError),
    ):
        async with refused(db, why):
            await compile_period(db, OLGA, period, now)
        async with refused(db, why):
            await write_narrative(db, OLGA, period, {"health": "Well."}, "Olga", now)
        async with refused(db, why):
            await publish_report(db, OLGA, period, now)
        async with refused(db, why):
            await narrative_of(db, OLGA, period, now)
        async with refused(db, why):
            await published_report(db, OLGA, period, now)


async def test_a_text_too_long_keeps_nothing_of_what_was_written(
    db: Database, worked: Community, now: datetime
) -> None:
    async with refused(db, TooLongError):
        parts = {"health": "Well.", "additional": "x" * 4_001}
        await write_narrative(db, OLGA, PERIOD, parts, "Olga", now)
    async with refused(db, TooLongError):
        await write_narrative(db, OLGA, PERIOD, {"health": "Well."}, "x" * 301, now)


# ------------------------------------------------------------------ what people write


async def test_the_first_to_ask_is_the_author(
    db: Database, worked: Community, now: datetime
) -> None:
    assert await narrative_of(db, HANA, PERIOD, now) == Narrative({}, ["Hana"])
    assert (await compile_period(db, OLGA, PERIOD, now)).data["authors"] == ["Olga"]
    of_hana = await compile_period(db, HANA, PERIOD, now)
    assert (of_hana.data["authors"], of_hana.authors.asked) == ([], ("Olga",))
    found = await narrative_of(db, HANA, PERIOD, now)
    assert (dict(found.narrative), list(found.authors)) == ({}, ["Olga"])


async def test_what_people_wrote_stays_while_figures_are_fresh(
    db: Database, worked: Community, now: datetime
) -> None:
    parts = {"health": " Well.\r\nVery. ", "issues": "None.", "additional": "Thanks.", "else": "?"}
    written = await write_narrative(db, OLGA, PERIOD, parts, " Olga, MD \nAna\n\nOlga, MD", now)
    assert written.data["narrative"] == {
        "health": "Well.\nVery.",
        "issues": "None.",
        "diversity": "",
        "additional": "Thanks.",
    }
    assert written.data["additional_information"] == "Thanks."
    assert written.data["authors"] == ["Olga, MD", "Ana"]
    await add_activity(db, OLGA, "Second", None, "2026-03-02", None, now)
    fresh = (await compile_period(db, HANA, PERIOD, now)).data
    assert len(fresh["activities"]) == 2
    assert fresh["narrative"] == written.data["narrative"]
    assert fresh["authors"] == ["Olga, MD", "Ana"]


async def test_one_part_is_written_again_and_the_others_stay(
    db: Database, worked: Community, now: datetime
) -> None:
    await write_narrative(db, OLGA, PERIOD, {"health": "Well.", "issues": "Some."}, "Ana", now)
    await write_narrative(db, HANA, PERIOD, {"issues": ""}, None, now + LATER)
    found = await narrative_of(db, OLGA, PERIOD, now)
    assert (dict(found.narrative), list(found.authors)) == (
        {"health": "Well.", "issues": ""},
        ["Ana"],
    )


async def test_each_period_has_its_own_sentences_under_whatever_name(
    db: Database, worked: Community, now: datetime
) -> None:
    await write_narrative(db, OLGA, PERIOD, {"health": "Well."}, None, now)
    same = await compile_period(db, OLGA, "2026-01-01..2026-06-30", now)
    assert same.data["narrative"]["health"] == "Well."
    other = await compile_period(db, OLGA, "Q1 2026", now)
    assert other.data["narrative"]["health"] == ""
    assert len(await rows(db, "reports")) == 2


async def test_reading_a_report_changes_nothing(
    db: Database, worked: Community, now: datetime
) -> None:
    read = await read_report(db, OLGA, PERIOD, now)
    assert read.data["authors"] == []
    assert await rows(db, "reports") == []
    compiled = await compile_period(db, OLGA, PERIOD, now)
    assert {**read.data, "authors": ["Olga"]} == compiled.data
    assert await read_report(db, OLGA, PERIOD, now) == compiled
    assert len(await rows(db, "reports")) == 1


async def test_two_editors_do_not_overwrite_each_other(
    db: Database, worked: Community, now: datetime
) -> None:
    opened = marks({"authors": "Olga"})
    await compile_period(db, OLGA, PERIOD, now)
    first = {"health": "Well.", "issues": "", "diversity": ""}
    await write_narrative(db, OLGA, PERIOD, first, "Olga", now, opened)
    second = {"health": " Badly. ", "issues": "Some.", "diversity": ""}
    written = await write_narrative(db, HANA, PERIOD, second, "Hana", now, opened)
    assert written.clashes == {"health": "Badly."}
    assert written.data["narrative"]["health"] == "Well."
    assert written.data["narrative"]["issues"] == "Some."
    assert written.data["authors"] == ["Hana"]
    again = marks({"health": "Well.", "issues": "Some.", "authors": "Hana"})
    both = await write_narrative(db, HANA, PERIOD, {"health": "Both."}, None, now, again)
    assert both.data["narrative"]["health"] == "Both."
    assert both.clashes == {}


async def test_the_sentences_of_the_period_before_are_offered_where_none_are_written(
    db: Database, worked: Community, now: datetime
) -> None:
    assert not (await compile_period(db, OLGA, PERIOD, now)).offers_earlier
    await add_activity(db, OLGA, "Old talk", None, "2025-09-01", None, now)
    earlier = {"health": "It was well.", "issues": ""}
    await write_narrative(db, OLGA, "H2 2025", earlier, "Olga", now)
    assert (await compile_period(db, OLGA, PERIOD, now)).offers_earlier
    assert (await narrative_of(db, OLGA, PERIOD, now)).earlier == {"health": "It was well."}
    written = await write_narrative(db, OLGA, PERIOD, {"health": "Well."}, None, now)
    assert not written.offers_earlier


# ------------------------------------------------------------------ publishing


def _in_new_york(at: datetime) -> str:
    """A report bears the date at which its community saw it published."""
    return at.astimezone(ZoneInfo("America/New_York")).isoformat(timespec="seconds")


def _dated(data: ReportData, at: datetime) -> ReportData:
    return {**data, "published_at": _in_new_york(at)}


async def test_a_published_report_is_kept_as_it_went_out_and_announced(
    db: Database, worked: Community, now: datetime
) -> None:
    compiled = await compile_period(db, OLGA, PERIOD, now)
    assert compiled.data["published_at"] is None
    assert await published_report(db, OLGA, PERIOD, now) is None
    published = await publish_report(db, OLGA, PERIOD, now)
    assert published.data == _dated(compiled.data, now)
    assert published.channel_id == NEWS
    assert await published_report(db, OLGA, PERIOD, now) == published.data
    news = {"start": START.isoformat(), "end": END.isoformat()}
    assert await waiting(db) == [Waiting(Topic.PUBLISHED, news, now)]
    await add_activity(db, OLGA, "Second", None, "2026-03-02", None, now)
    assert await published_report(db, OLGA, PERIOD, now) == published.data


async def test_a_report_of_the_version_before_has_not_changed_by_what_it_did_not_have(
    db: Database, worked: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Payer", None, now)
    shared = await share_link(db, ANA, "https://example.org/paper?utm_source=chat", "", "", now)
    await list_in_report(db, OLGA, shared.item.id, now, listed=True)
    published = await publish_report(db, OLGA, PERIOD, now)
    assert [item["link"] for item in published.data["journal"]] == ["https://example.org/paper"]
    kept = to_json(published.data)
    for name in NEW_IN_HEALTH:
        kept["health"].pop(name, None)
    for group in kept["health"]["by_subgroup"]:
        for name in ("average_before", "last_met", "asleep"):
            del group[name]
    del kept["sources"]
    kept["issues"].append({"code": "no_record", "count": 1})
    kept["journal"][0]["link"] += "?utm_source=chat"
    async with db.write() as tx:
        await tx.execute(update(ReportRow).values(published=kept))
    assert not (await compile_period(db, OLGA, PERIOD, now)).changed
    before = await published_report(db, OLGA, PERIOD, now)
    assert before is not None
    assert "by_meeting" not in before["health"]
    assert "<svg" not in report_document(before, ReportFormat.HTML).decode()


async def test_an_unchanged_report_is_not_published_again(
    db: Database, worked: Community, now: datetime
) -> None:
    meeting = await meeting_at(db, now + LATER, now)
    await check_in(db, ANA, meeting.id, "button", meeting.starts_at)
    odd = meeting.starts_at + timedelta(microseconds=1_234)
    await publish_report(db, OLGA, PERIOD, odd)
    async with refused(db, AlreadyPublishedError):
        await publish_report(db, OLGA, PERIOD, odd)
    async with refused(db, AlreadyPublishedError):
        await publish_report(db, HANA, PERIOD, odd + timedelta(days=3))


async def test_a_changed_report_may_be_published_again(
    db: Database, worked: Community, now: datetime
) -> None:
    await publish_report(db, OLGA, PERIOD, now)
    await write_narrative(db, OLGA, PERIOD, {"health": "Well."}, None, now + LATER)
    again = await publish_report(db, OLGA, PERIOD, now + 2 * LATER)
    assert again.data["narrative"]["health"] == "Well."
    assert again.data["published_at"] == _in_new_york(now + 2 * LATER)
    assert [row.topic for row in await waiting(db)] == [Topic.PUBLISHED, Topic.PUBLISHED]
    async with refused(db, AlreadyPublishedError):
        await publish_report(db, OLGA, PERIOD, now + 3 * LATER)


async def test_it_is_told_whether_a_published_report_has_changed(
    db: Database, worked: Community, now: datetime
) -> None:
    assert not (await compile_period(db, OLGA, PERIOD, now)).changed
    assert not (await publish_report(db, OLGA, PERIOD, now)).changed
    assert not (await compile_period(db, HANA, PERIOD, now + LATER)).changed
    await add_activity(db, OLGA, "Second", None, "2026-03-02", None, now)
    later = await compile_period(db, HANA, PERIOD, now + LATER)
    assert later.changed
    assert later.differences == [Difference(Changed.ACTIVITIES)]
    written = await write_narrative(db, OLGA, PERIOD, {"health": "Well."}, None, now)
    assert written.changed


async def test_the_clocks_zone_does_not_matter_for_what_is_unchanged(
    db: Database, worked: Community, now: datetime
) -> None:
    await publish_report(db, OLGA, PERIOD, now.astimezone(ZoneInfo("Asia/Tokyo")))
    async with refused(db, AlreadyPublishedError):
        await publish_report(db, OLGA, PERIOD, now)


async def test_another_zone_of_the_community_does_not_make_a_report_new(
    db: Database, worked: Community, now: datetime
) -> None:
    await publish_report(db, OLGA, PERIOD, now)
    await set_up(db, OLGA, Setup(timezone="Chicago"), "Server", 1, now)
    async with refused(db, AlreadyPublishedError):
        await publish_report(db, OLGA, PERIOD, now)


async def test_compiling_is_noted_with_the_period_as_it_was_named(
    db: Database, worked: Community, now: datetime
) -> None:
    await compile_period(db, replace(OLGA, name="Olga B."), "this half", now)
    noted = (await audited(db))[-1]
    assert (noted.action, noted.subject, noted.name) == ("report.compile", PERIOD, "Olga B.")


async def test_a_template_is_kept_with_the_published_report(
    db: Database, worked: Community, now: datetime
) -> None:
    toc, sig = ReportTemplate.TOC, ReportTemplate.SIG
    asked = await compile_period(db, OLGA, PERIOD, now, toc)
    assert asked.data["template"] == toc
    assert "template" not in (await compile_period(db, OLGA, PERIOD, now)).data
    await publish_report(db, OLGA, PERIOD, now, toc)
    kept = await read_report(db, OLGA, PERIOD, now)
    assert kept.data["template"] == toc
    assert not kept.changed
    other = await read_report(db, OLGA, PERIOD, now, sig)
    assert [difference.what for difference in other.differences] == [Changed.TEMPLATE]
    await publish_report(db, OLGA, PERIOD, now, sig)
    again = await published_report(db, OLGA, PERIOD, now)
    assert again is not None
    assert again["template"] == sig
    written = await write_narrative(db, OLGA, PERIOD, {"health": "Well."}, None, now, None, toc)
    assert written.data["template"] == toc
