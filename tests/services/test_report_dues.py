"""Organizers are reminded of a report that falls due, until it is published or skipped."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from sigbot.domain.community import Actor, Community
from sigbot.domain.outbox import Due, ReportDue, Topic
from sigbot.domain.refusals import AlreadyPublishedError
from sigbot.services import report_dues
from sigbot.services.access import community_of
from sigbot.services.community import Setup, set_up
from sigbot.services.outbox import look_ahead
from sigbot.services.report_dues import due_news, remind_next, skip_report, unskip_report
from sigbot.services.reports import compile_period
from sigbot.store.database import Database
from sigbot.store.rows.community import CommunityRow
from tests.services.samples import Service, Services
from tests.services.world import (
    ANA,
    NEWS,
    OLGA,
    audited,
    cancel_meeting,
    meeting_at,
    publish_report,
    refused,
    rows,
    waiting,
)

PERIOD = "H1 2026"
WEEK_BEFORE = datetime(2026, 7, 7, 13, tzinfo=UTC)
"""9:00 in New York."""
ON_THE_DAY = datetime(2026, 7, 14, 13, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
async def held(db: Database, here: Community, now: datetime) -> Community:
    """A meeting of the half-year; Olga scheduled it."""
    await meeting_at(db, now + DAY, now)
    return here


async def remind(db: Database, now: datetime) -> list[datetime]:
    """When reminders that wait are due, after all steps of upkeep."""
    while await remind_next(db, now) is not None:
        pass
    reminders = await waiting(db, Topic.REPORT_DUE)
    assert all(row.payload["to"] == OLGA.discord_id for row in reminders)
    assert all(row.payload["end"] == "2026-06-30" for row in reminders)
    return [row.due_at for row in reminders]


@pytest.mark.usefixtures("held")
async def test_organizers_are_reminded_a_week_before_and_on_the_day_once(db: Database) -> None:
    assert await remind(db, WEEK_BEFORE - SECOND) == []
    assert (await look_ahead(db, WEEK_BEFORE - SECOND)).first is not None
    assert await remind(db, WEEK_BEFORE) == [WEEK_BEFORE]
    assert await remind(db, WEEK_BEFORE + DAY) == [WEEK_BEFORE]
    assert await remind(db, ON_THE_DAY) == [WEEK_BEFORE, ON_THE_DAY]
    assert await remind(db, ON_THE_DAY + 30 * DAY) == [WEEK_BEFORE, ON_THE_DAY]


@pytest.mark.usefixtures("held")
async def test_a_reminder_that_was_missed_is_sent_later_but_not_too_late(db: Database) -> None:
    assert await remind(db, ON_THE_DAY + DAY) == [ON_THE_DAY + DAY]


@pytest.mark.usefixtures("held")
async def test_much_later_nobody_is_reminded(db: Database) -> None:
    assert await remind(db, ON_THE_DAY + 8 * DAY) == []


@pytest.mark.usefixtures("held")
async def test_nobody_is_reminded_of_what_is_published_or_skipped(db: Database) -> None:
    await skip_report(db, OLGA, PERIOD, WEEK_BEFORE)
    assert await remind(db, WEEK_BEFORE) == []
    await unskip_report(db, OLGA, PERIOD, WEEK_BEFORE)
    await publish_report(db, OLGA, PERIOD, WEEK_BEFORE)
    assert await remind(db, ON_THE_DAY) == []
    async with refused(db, AlreadyPublishedError):
        await skip_report(db, OLGA, PERIOD, ON_THE_DAY)
    async with refused(db, AlreadyPublishedError):
        await report_dues.ask_to_skip(db, OLGA, PERIOD, ON_THE_DAY)


async def test_nobody_is_reminded_of_a_period_without_meetings(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await meeting_at(db, now + DAY, now)
    await cancel_meeting(db, OLGA, meeting.key, "", scope="this", now=now)
    assert await remind(db, WEEK_BEFORE) == []


@pytest.mark.usefixtures("held")
async def test_nobody_is_reminded_of_a_period_before_the_community(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute(update(CommunityRow).values(created_at=datetime(2026, 7, 2, tzinfo=UTC)))
    assert await remind(db, WEEK_BEFORE) == []


@pytest.mark.usefixtures("held")
async def test_after_an_upgrade_no_reminder_of_the_past_comes(db: Database) -> None:
    """The migration lets upkeep look at every community once."""
    async with db.write() as tx:
        await tx.execute(update(CommunityRow).values(report_at=WEEK_BEFORE + DAY))
    assert await remind(db, WEEK_BEFORE + DAY) == []
    assert await remind(db, ON_THE_DAY) == [ON_THE_DAY]


@pytest.mark.usefixtures("held")
async def test_another_rhythm_or_zone_changes_when_reports_are_due(
    db: Database, now: datetime
) -> None:
    async def next_at() -> datetime:
        [row] = await rows(db, "communities")
        at: datetime = row["report_at"]
        return at

    assert await next_at() == WEEK_BEFORE
    await set_up(db, OLGA, Setup(wiki="https://example.org"), "Server", NEWS, now)
    assert await next_at() == WEEK_BEFORE
    await set_up(db, OLGA, Setup(timezone="London"), "Server", NEWS, now)
    assert await next_at() == datetime(2026, 7, 7, 8, tzinfo=UTC)
    await set_up(db, OLGA, Setup(report_every="quarter"), "Server", NEWS, now)
    assert await next_at() == datetime(2026, 4, 7, 8, tzinfo=UTC)


@pytest.mark.usefixtures("held")
async def test_a_community_that_cannot_be_read_is_tried_again_later(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute(update(CommunityRow).values(timezone="Mars/Olympus_Mons"))
    assert await remind_next(db, WEEK_BEFORE) == 0
    assert await remind_next(db, WEEK_BEFORE) is None
    [row] = await rows(db, "communities")
    assert row["report_at"] == WEEK_BEFORE + DAY


@pytest.mark.usefixtures("held")
async def test_a_reminder_tells_the_draft_as_it_is_to_organizers_alone(db: Database) -> None:
    half = datetime(2026, 1, 1).date(), datetime(2026, 6, 30).date()  # noqa: DTZ001
    due = Due(1, OLGA.guild_id, ReportDue(*half, OLGA.discord_id), WEEK_BEFORE, attempts=1)
    news = await due_news(db, due, OLGA, WEEK_BEFORE)
    assert news is not None
    assert news.report.data["health"]["meetings_held"] == 1
    assert news.report.may_be_skipped
    assert news.later == datetime(2026, 7, 8, 12, tzinfo=UTC)
    on_the_day = await due_news(db, due, OLGA, ON_THE_DAY)
    assert on_the_day is not None
    assert on_the_day.later is None
    assert await due_news(db, due, ANA, WEEK_BEFORE) is None
    assert await due_news(db, due, None, WEEK_BEFORE) is None
    await skip_report(db, OLGA, PERIOD, WEEK_BEFORE)
    assert await due_news(db, due, OLGA, WEEK_BEFORE) is None
    compiled = await compile_period(db, OLGA, PERIOD, WEEK_BEFORE)
    assert compiled.skipped_at == WEEK_BEFORE
    assert not (await compile_period(db, OLGA, "2026", WEEK_BEFORE)).may_be_skipped


@pytest.mark.usefixtures("held")
async def test_of_reminders_that_were_missed_organizers_hear_what_is_still_to_be_written(
    db: Database,
) -> None:
    half = datetime(2026, 1, 1).date(), datetime(2026, 6, 30).date()  # noqa: DTZ001
    twice = [ReportDue(*half, OLGA.discord_id)] * 2

    async def missed(who: Actor) -> list[str]:
        async with db.read() as tx:
            community = await community_of(tx, who)
            reports = await report_dues.missed_due(tx, community, twice, who)
            return [period.label for period in reports]

    assert (await missed(OLGA), await missed(ANA)) == ([PERIOD], [])
    await skip_report(db, OLGA, PERIOD, WEEK_BEFORE)
    assert await missed(OLGA) == []


@pytest.mark.usefixtures("held")
async def test_skipping_is_noted_and_taken_back_once(db: Database) -> None:
    await skip_report(db, OLGA, PERIOD, WEEK_BEFORE)
    for _ in range(2):
        await unskip_report(db, OLGA, PERIOD, WEEK_BEFORE)
    noted = [(row.action, row.subject) for row in (await audited(db))[-2:]]
    assert noted == [("report.skip", PERIOD), ("report.unskip", PERIOD)]


async def _furnish(db: Database, now: datetime) -> None:
    await skip_report(db, OLGA, "Q1 2026", now)


async def _ask(db: Database, who: Actor, now: datetime) -> object:
    return await report_dues.ask_to_skip(db, who, PERIOD, now)


SERVICES = Services(
    furnish=_furnish,
    services=(
        Service("report_dues.ask_to_skip", _ask, organizers=True),
        Service(
            "report_dues.skip_report",
            lambda db, who, now: skip_report(db, who, PERIOD, now),
            organizers=True,
            action="report.skip",
            subject=PERIOD,
        ),
        Service(
            "report_dues.unskip_report",
            lambda db, who, now: unskip_report(db, who, "Q1 2026", now),
            organizers=True,
            action="report.unskip",
            subject="Q1 2026",
        ),
    ),
)
