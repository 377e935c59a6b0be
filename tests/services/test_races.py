"""Real transactions, at the same time, on one database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text, update

from sigbot.domain.community import Actor, Community, SetupOutcome
from sigbot.domain.confirmations import Confirmation, digest
from sigbot.domain.journal import SharedAs
from sigbot.domain.meetings import AlreadyCancelledError, Scope
from sigbot.domain.notices import NoticeTopic
from sigbot.domain.outbox import Topic
from sigbot.domain.questions import Question
from sigbot.domain.refusals import (
    AlreadyPublishedError,
    AnsweredError,
    RefusedError,
    StoreBusyError,
)
from sigbot.services.access import lock_for_organizer
from sigbot.services.activity import add_activity
from sigbot.services.answers import answer_question
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.changes import Changed, change_in
from sigbot.services.checkins import CheckedIn
from sigbot.services.clocks import follow_zone_rules
from sigbot.services.community import Setup, add_subgroup, join_subgroup, set_up
from sigbot.services.journal import share_link
from sigbot.services.meetings import (
    MeetingRequest,
    answer_meeting,
    schedule_meeting,
    show_meeting,
)
from sigbot.services.notices import hold_for_organizers
from sigbot.services.outbox import take_due
from sigbot.services.plans import add_work
from sigbot.services.reminders import set_direct_messages
from sigbot.services.series import extend_series
from sigbot.store import changes, meetings, patience
from sigbot.store.community import community_of_guild
from sigbot.store.database import Database
from sigbot.store.patience import BUSY_TIMEOUT_MS
from sigbot.store.rows.attendance import AttendanceRow
from sigbot.store.rows.meetings import MeetingRow
from tests.postgres import Server
from tests.services.world import (
    ANA,
    BEN,
    NEWS,
    NOBODY_YET,
    OLGA,
    cancel_meeting,
    check_in,
    check_reminders,
    edit,
    everything,
    meeting_at,
    member,
    publish_report,
    refused,
    reminders_of,
    rows,
    series_at,
    waiting,
)

ROUNDS = 25
PATIENCE = BUSY_TIMEOUT_MS / 1000 + 0.8
"""Seconds: less than the three that Discord waits for a first answer."""


A_MINUTE_MS = 60_000


@pytest.fixture
def another(
    opened: Callable[[str], Database], db_url: str, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """The same database, as another process has it open; both wait for locks as long as it takes,
    as a busy machine may stop one of them for seconds."""
    monkeypatch.setattr(patience, "BUSY_TIMEOUT_MS", A_MINUTE_MS)
    return opened(db_url)


async def test_of_two_presses_at_once_one_is_the_first_and_one_row_is_there(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    meeting = await meeting_at(db, now + timedelta(minutes=5), now)
    for number in range(ROUNDS):
        who = member(number)
        both = await asyncio.gather(
            *(check_in(side, who, meeting.id, "button", now) for side in (db, another))
        )
        assert sorted(checked.first for checked in both) == [False, True]
    assert len(await rows(db, "attendances")) == ROUNDS
    assert len(await rows(db, "people")) == ROUNDS


async def test_200_people_check_in_at_once(db: Database, here: Community, now: datetime) -> None:
    meeting = await meeting_at(db, now + timedelta(minutes=5), now)
    everybody = [member(number) for number in range(200)]

    async def press(who: Actor) -> CheckedIn:
        """Whoever is told that it is busy presses again."""
        while True:
            with suppress(StoreBusyError):
                return await check_in(db, who, meeting.id, "button", now)

    told = await asyncio.gather(*(press(who) for who in everybody))
    assert all(checked.first for checked in told)
    assert (await show_meeting(db, ANA, meeting.key, now)).meeting.counts.attended == 200
    async with db.read() as tx:
        found = list(await tx.scalars(select(AttendanceRow.person_id)))
    assert len(found) == len(set(found)) == 200


async def test_two_who_share_one_page_at_once_make_one_item(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    for number in range(5):
        link = f"https://example.org/{number}"
        told = await asyncio.gather(
            share_link(db, ANA, link, "", "", now), share_link(another, BEN, link, "", "", now)
        )
        assert {shared.outcome for shared in told} == {SharedAs.NEW, SharedAs.WANTED}
    assert len(await rows(db, "journal_items")) == 5


async def test_two_who_add_one_subgroup_at_once_make_one(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    told = await asyncio.gather(
        *(add_subgroup(side, OLGA, "Imaging", None, now) for side in (db, another)),
        return_exceptions=True,
    )
    assert sorted(isinstance(result, RefusedError) for result in told) == [False, True]
    assert len(await rows(db, "subgroups")) == 1


async def test_one_who_joins_twice_at_once_is_in_it_once(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Imaging", None, now)
    told = await asyncio.gather(
        *(join_subgroup(side, ANA, "Imaging", now) for side in (db, another))
    )
    assert sorted(joined for _, joined in told) == [False, True]
    assert len(await rows(db, "subgroup_members")) == 1


async def test_two_who_set_up_one_server_at_once_make_one_community(
    db: Database, another: Database, now: datetime
) -> None:
    told = await asyncio.gather(
        *(set_up(side, NOBODY_YET, Setup(), "Server", NEWS, now) for side in (db, another))
    )
    assert [outcome for _, outcome in told].count(SetupOutcome.NEW) == 1
    assert len(await rows(db, "communities")) == 1


async def test_a_meeting_cancelled_by_two_at_once_is_announced_once(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    for done in range(5):
        meeting = await meeting_at(db, now + timedelta(days=1), now)
        told = await asyncio.gather(
            *(
                cancel_meeting(side, OLGA, meeting.key, "", scope="this", now=now)
                for side in (db, another)
            ),
            return_exceptions=True,
        )
        assert sorted(isinstance(result, AlreadyCancelledError) for result in told) == [False, True]
        assert [row.topic for row in await waiting(db)].count(Topic.CANCELLED) == done + 1


async def test_a_report_published_by_two_at_once_is_announced_once(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    for done in range(5):
        await add_activity(db, OLGA, f"Talk {done}", None, None, None, now)
        told = await asyncio.gather(
            *(publish_report(side, OLGA, "H1 2026", now) for side in (db, another)),
            return_exceptions=True,
        )
        assert sorted(isinstance(result, AlreadyPublishedError) for result in told) == [False, True]
        assert [row.topic for row in await waiting(db)].count(Topic.PUBLISHED) == done + 1


async def test_a_lock_held_too_long_is_told_and_changes_nothing(
    sqlite_db: Database, now: datetime
) -> None:
    await set_up(sqlite_db, OLGA, Setup(), "Server", NEWS, now)
    before = await everything(sqlite_db)
    with closing(sqlite3.connect(str(sqlite_db.url.database), isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        async with refused(sqlite_db, StoreBusyError):
            await add_work(sqlite_db, OLGA, "Paper", None, now)
        raw.execute("ROLLBACK")
    assert await everything(sqlite_db) == before
    await add_work(sqlite_db, OLGA, "Paper", None, now)


async def test_a_lock_held_a_moment_is_waited_for(sqlite_db: Database, now: datetime) -> None:
    await set_up(sqlite_db, OLGA, Setup(), "Server", NEWS, now)
    with closing(sqlite3.connect(str(sqlite_db.url.database), isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        adding = asyncio.create_task(add_work(sqlite_db, OLGA, "Paper", None, now))
        await asyncio.sleep(0.2)
        assert not adding.done()
        raw.execute("ROLLBACK")
    await adding
    assert len(await rows(sqlite_db, "planned_work")) == 1


@pytest.fixture
async def busy_server(
    postgresql_databases: Server, opened: Callable[[str], Database], now: datetime
) -> AsyncIterator[tuple[Database, Database]]:
    """A community on PostgreSQL, as two processes have it open."""
    async with postgresql_databases.migrated() as url:
        pair = opened(url), opened(url)
        await set_up(pair[0], OLGA, Setup(), "Server", NEWS, now)
        yield pair
        for side in pair:
            await side.close()


async def test_nobody_waits_longer_than_discord_for_a_lock_in_postgresql(
    busy_server: tuple[Database, Database], now: datetime
) -> None:
    db, another = busy_server
    async with another.write() as holding:
        await holding.execute(text("LOCK TABLE planned_work"))
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(StoreBusyError):
                await add_work(db, OLGA, "Paper", None, now)


async def test_nobody_waits_longer_than_discord_for_a_connection_to_postgresql(
    busy_server: tuple[Database, Database], now: datetime
) -> None:
    db, _ = busy_server
    async with AsyncExitStack() as others:
        for _ in range(20):
            await (await others.enter_async_context(db.read())).connection()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(StoreBusyError):
                await add_work(db, OLGA, "Paper", None, now)


async def test_nobody_waits_at_the_door_while_an_organizer_works(
    busy_server: tuple[Database, Database], now: datetime
) -> None:
    db, another = busy_server
    meeting = await meeting_at(db, now + timedelta(minutes=5), now)
    async with another.write() as compiling:
        await community_of_guild(compiling, OLGA.guild_id, to_change=True)
        assert (await check_in(db, ANA, meeting.id, "button", now)).first


async def test_a_question_answered_twice_at_once_is_answered_once(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    for done in range(5):
        request = MeetingRequest(f"Call {done}", "03/04 11:00")
        asked = await schedule_meeting(db, OLGA, request, now)
        assert isinstance(asked, Question)
        told = await asyncio.gather(
            *(
                answer_question(side, OLGA, asked.id, n, now)
                for n, side in enumerate((db, another))
            ),
            return_exceptions=True,
        )
        assert sorted(isinstance(result, AnsweredError) for result in told) == [False, True]
        assert len(await rows(db, "meetings")) == done + 1
    await check_reminders(db, now)


async def test_a_series_moved_by_two_at_once_has_one_rhythm_and_one_set_of_reminders(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, repeat="every 2 weeks")
    moves = ((db, 1, "2026-03-19 9:00"), (another, 2, "2026-04-03 15:00"))
    for _ in range(3):
        await asyncio.gather(
            *(edit(side, found[n], now, following=True, when=when) for side, n, when in moves),
            return_exceptions=True,
        )
        await check_reminders(db, now)
        last = sorted(row["wall"] for row in await rows(db, "meetings"))[2:]
        assert {later - sooner for sooner, later in pairwise(last)} == {timedelta(weeks=2)}
        cards = [row.payload["meeting"] for row in await waiting(db, Topic.CARD)]
        assert sorted(cards) == [meeting.id for meeting in found]


async def test_new_rules_are_followed_once_by_two_who_start_at_once(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + timedelta(days=3), now)
    await follow_zone_rules(db, "2026a", now)
    async with db.write() as tx:
        await tx.execute(update(MeetingRow).values(starts_at=made.starts_at + timedelta(hours=1)))
    both = await asyncio.gather(*(follow_zone_rules(side, "2026b", now) for side in (db, another)))
    assert sorted(both) == [0, 1]
    assert len(await rows(db, "notices")) == 1
    await check_reminders(db, now)


async def test_a_trouble_that_two_notice_at_once_is_told_once(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + timedelta(days=30), now)
    [due] = await take_due(db, now, "one")
    await asyncio.gather(
        *(
            hold_for_organizers(side, due, NoticeTopic.NO_PERMISSION, "why", now)
            for side in (db, another)
        )
    )
    assert len(await rows(db, "notices")) == 1
    assert len(await waiting(db, Topic.GATHER)) == 1


@asynccontextmanager
async def _not_yet_done(
    side: Database, request: ChangeRequest, now: datetime
) -> AsyncIterator[None]:
    """Somebody changes a meeting in a transaction that is still open, and ends a moment after what
    was begun meanwhile would have liked to."""
    async with side.write() as tx:
        community = await lock_for_organizer(tx, OLGA)
        made = await change_in(tx, community, OLGA, request, now)
        if isinstance(made, Confirmation):
            made = await change_in(tx, community, OLGA, request, now, digest(made.reach))
        assert isinstance(made, Changed)
        yield
        await asyncio.sleep(0.3)


async def test_a_series_that_is_extended_while_it_moves_goes_on_in_its_new_rhythm(
    busy_server: tuple[Database, Database], now: datetime
) -> None:
    db, another = busy_server
    found = await series_at(db, now)
    request = ChangeRequest(found[1].key, when="2026-03-13 9:00", scope=Scope.FOLLOWING)
    later = now + timedelta(days=60)
    async with _not_yet_done(another, request, now):
        extending = asyncio.create_task(extend_series(db, later))
    await extending
    await extend_series(db, later)
    walls = sorted(row["wall"] for row in await rows(db, "meetings"))[1:]
    assert len(walls) > len(found)
    assert {later - sooner for sooner, later in pairwise(walls)} == {timedelta(weeks=1)}


async def test_a_series_that_is_extended_while_it_is_cancelled_has_no_more_meetings(
    busy_server: tuple[Database, Database], now: datetime
) -> None:
    db, another = busy_server
    found = await series_at(db, now)
    later = now + timedelta(days=60)
    async with another.write() as tx:
        await lock_for_organizer(tx, OLGA)
        ahead = await meetings.series_meetings_after(tx, 1, 1, found[0].starts_at)
        await meetings.end_series(tx, 1, now)
        await changes.cancel_meetings(tx, [one.id for one in ahead], "", now)
        extending = asyncio.create_task(extend_series(db, later))
        await asyncio.sleep(0.3)
    await extending
    assert {row["cancelled_at"] for row in await rows(db, "meetings")} == {now}


async def test_who_says_going_while_the_meeting_moves_is_reminded_at_the_new_time(
    busy_server: tuple[Database, Database], now: datetime
) -> None:
    db, another = busy_server
    made = await meeting_at(db, now + timedelta(days=3), now)
    await set_direct_messages(db, ANA, now, wanted=True, changes="dm")
    async with _not_yet_done(another, ChangeRequest(made.key, when="2026-03-06 9:00"), now):
        answering = asyncio.create_task(answer_meeting(db, ANA, made.id, "going", now))
    await answering
    [moved] = await rows(db, "meetings")
    assert await reminders_of(db, made, Topic.DIRECT) == [moved["starts_at"] - timedelta(hours=1)]
