"""Clocks change: people are warned once in time, and when the rules change, wall times stay."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from sigbot.domain.clock_changes import SETTLING
from sigbot.domain.community import Actor, Community
from sigbot.domain.notices import NoticeTopic
from sigbot.domain.outbox import CheckClocks, ClockWarning, Due, MeetingCard, Topic
from sigbot.domain.reminders import leads_text, read_leads
from sigbot.services import clocks
from sigbot.services.clocks import follow_zone_rules, rules_version
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import answer_meeting, show_meeting
from sigbot.services.members import set_timezone
from sigbot.services.news import ClockNews, clock_news, meeting_news
from sigbot.services.outbox import finish_card
from sigbot.services.reminders import set_direct_messages
from sigbot.services.series import extend_series
from sigbot.store.database import Database
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.outbox import OutboxRow
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    HOUR,
    NEWS,
    OLGA,
    OTTO,
    SECOND,
    WEEK,
    audited,
    cancel_meeting,
    check_clocks,
    check_reminders,
    edit,
    everything,
    meeting_at,
    meetings_as_meant,
    member,
    reminders_of,
    rows,
    schedule,
    series_at,
    take_kind,
    waiting,
)

LONDON, TOKYO = "Europe/London", "Asia/Tokyo"
SPRING = datetime(2026, 3, 8, 7, tzinfo=UTC)
"""Clocks go forward in New York; it is the week that comes."""
LONDONS_SPRING = datetime(2026, 3, 29, 1, tzinfo=UTC)
LONDONS_AUTUMN, AUTUMN = datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)


async def _warnings(db: Database, now: datetime) -> dict[datetime, datetime]:
    """Change → when it is said."""
    await check_clocks(db, now)
    found = await waiting(db, Topic.CLOCKS)
    at = {datetime.fromisoformat(str(row.payload["at"])): row.due_at for row in found}
    assert len(at) == len(found)
    return at


async def _due(db: Database, change: datetime, at: datetime) -> Due[ClockWarning]:
    await check_clocks(db, at - SETTLING)
    found = await take_kind(db, at, ClockWarning)
    [due] = [due for due in found if due.message.changes_at == change]
    return due


async def _news(db: Database, change: datetime, at: datetime) -> ClockNews | None:
    return await clock_news(db, await _due(db, change, at), at)


async def test_each_change_is_said_a_week_before_or_soon(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "London", now)
    await series_at(db, now)
    soon = now + SETTLING
    assert await _warnings(db, now) == {SPRING: soon, LONDONS_SPRING: LONDONS_SPRING - WEEK}


async def test_nobody_is_warned_of_what_changes_for_nobody(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Toronto", now)
    await series_at(db, now)
    await meeting_at(db, now + 30 * DAY, now)
    assert await _warnings(db, now) == {}


async def test_the_zone_of_a_community_counts_where_a_series_is_kept_in_another(
    db: Database, here: Community, now: datetime
) -> None:
    await series_at(db, now, timezone="Tokyo")
    assert list(await _warnings(db, now)) == [SPRING]


async def test_a_member_in_another_zone_adds_what_changes_there(
    db: Database, here: Community, now: datetime
) -> None:
    await series_at(db, now)
    await set_timezone(db, ANA, "Tokyo", now)
    assert list(await _warnings(db, now)) == [SPRING]
    await set_timezone(db, BEN, "London", now)
    assert list(await _warnings(db, now)) == [SPRING, LONDONS_SPRING]


async def test_each_change_is_planned_once_whatever_is_done(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "London", now)
    found = await series_at(db, now)
    before = await _warnings(db, now)
    await set_timezone(db, ANA, "Lisbon", now)
    await set_timezone(db, BEN, "London", now)
    await set_up(db, OLGA, Setup(name="Other"), "Server", NEWS, now)
    await edit(db, found[1], now, following=True, when="2026-03-12 9:00")
    await cancel_meeting(db, OLGA, found[2].key, "", scope="this", now=now)
    await extend_series(db, now + DAY)
    assert await _warnings(db, now) == before


async def test_each_series_has_its_own_warnings(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Tokyo", now)
    for title in ("One", "Two"):
        await series_at(db, now, title=title)
    await check_clocks(db, now)
    found = await waiting(db, Topic.CLOCKS)
    assert sorted(int(row.payload["series"]) for row in found) == [1, 2]


async def test_what_comes_inside_the_horizon_later_is_planned_then(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "London", now)
    await series_at(db, now)
    assert list(await _warnings(db, now)) == [SPRING, LONDONS_SPRING]
    await extend_series(db, now + 100 * DAY)
    assert list(await _warnings(db, now + 100 * DAY)) == [
        SPRING,
        LONDONS_SPRING,
        LONDONS_AUTUMN,
        AUTUMN,
    ]
    assert (await _warnings(db, now))[AUTUMN] == AUTUMN - WEEK


async def test_a_warning_says_whose_hour_changes_and_from_which_meeting_on(
    db: Database, here: Community, now: datetime
) -> None:
    for who, zone in ((ANA, "London"), (BEN, "Tokyo")):
        await set_timezone(db, who, zone, now)
    found = await series_at(db, now, title="Open call")
    news = await _news(db, SPRING, now + SETTLING)
    assert news is not None
    assert (news.community, news.title) == (here, "Open call")
    assert (news.change.changes_at, news.change.first) == (SPRING, found[1].starts_at)
    assert [
        (one.zone, f"{one.before:%a %H}", f"{one.after:%a %H}", one.weeks)
        for one in news.change.locals
    ] == [(TOKYO, "Thu 01", "Thu 00", None), (LONDON, "Wed 16", "Wed 15", 3)]


async def test_a_warning_is_said_as_things_are_then(
    db: Database, here: Community, now: datetime
) -> None:
    """Ana came later, the next meeting is cancelled, and the others are at another time."""
    await set_timezone(db, BEN, "Tokyo", now)
    found = await series_at(db, now)
    await set_timezone(db, ANA, "London", now)
    await cancel_meeting(db, OLGA, found[1].key, "", scope="this", now=now)
    await edit(db, found[2], now, following=True, when="2026-03-18 9:00")
    news = await _news(db, SPRING, now + DAY)
    assert news is not None
    assert news.change.first == datetime(2026, 3, 18, 13, tzinfo=UTC)
    assert [one.zone for one in news.change.locals] == [TOKYO, LONDON]


async def test_a_warning_is_not_said_when_it_concerns_nobody_any_more(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Tokyo", now)
    await series_at(db, now)
    due = await _due(db, SPRING, now + SETTLING)
    assert await clock_news(db, due, now) is not None
    await set_timezone(db, ANA, "Toronto", now)
    assert await clock_news(db, due, now) is None


async def test_a_place_of_fewer_than_five_members_is_not_named(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    for number in range(4):
        await set_timezone(db, member(number), "UTC", now)
        await set_timezone(db, Actor(OTTO.guild_id, number + 50, "Other"), "UTC", now)
    await set_timezone(db, ANA, "Tokyo", now)
    await series_at(db, now)
    due = await _due(db, SPRING, now + SETTLING)
    few = await clock_news(db, due, now)
    assert few
    assert few.common == frozenset()
    assert {change.zone for change in few.change.locals} == {"UTC", "Asia/Tokyo"}
    await set_timezone(db, BEN, "UTC", now)
    many = await clock_news(db, due, now)
    assert many
    assert many.common == {"UTC"}


async def test_a_warning_of_a_series_that_was_cancelled_is_not_said(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Tokyo", now)
    found = await series_at(db, now)
    due = await _due(db, SPRING, now + SETTLING)
    await cancel_meeting(db, OLGA, found[0].key, "", scope="following", now=now)
    assert await clock_news(db, due, now) is None


async def test_a_warning_comes_too_late_after_the_first_meeting_of_the_change(
    db: Database, here: Community, now: datetime
) -> None:
    """The bot was asleep."""
    await set_timezone(db, ANA, "Tokyo", now)
    found = await series_at(db, now)
    due = await _due(db, SPRING, now + SETTLING)
    assert await clock_news(db, due, found[1].starts_at - SECOND) is not None
    assert await clock_news(db, due, found[1].starts_at) is None


async def test_a_meeting_that_was_moved_by_itself_warns_nobody(
    db: Database, here: Community, now: datetime
) -> None:
    """The series meets before New York's change and after London's, and never between them."""
    await set_timezone(db, ANA, "London", now)
    found = await series_at(db, now, repeat="every 4 weeks")
    assert await _warnings(db, now) == {}
    await edit(db, found[1], now, when="2026-03-25 11:00")
    assert await _warnings(db, now) == {}
    assert (await show_meeting(db, ANA, found[1].key, now)).change is None


async def test_everybody_sees_their_own_next_change_on_the_meeting(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "London", now)
    found = await series_at(db, now)
    shown = await show_meeting(db, ANA, found[0].key, now)
    assert shown.zone == LONDON
    assert shown.change is not None
    assert (shown.change[0].changes_at, shown.change[1].weeks) == (SPRING, 3)
    assert (await show_meeting(db, BEN, found[0].key, now)).change is None
    single = await meeting_at(db, now + 30 * DAY, now)
    assert (await show_meeting(db, ANA, single.key, now)).change is None
    await cancel_meeting(db, OLGA, found[0].key, "", scope="this", now=now)
    assert (await show_meeting(db, ANA, found[0].key, now)).change is None


async def test_a_press_asks_once_for_a_look_at_the_clocks(
    db: Database, here: Community, now: datetime
) -> None:
    """What members in hundreds of zones hear is not worked out while somebody waits."""
    await set_timezone(db, ANA, "Tokyo", now)
    assert await waiting(db, Topic.CHECK_CLOCKS) == []
    await series_at(db, now)
    await set_timezone(db, BEN, "London", now)
    await set_up(db, OLGA, Setup(timezone="Lisbon"), "Server", NEWS, now)
    assert await waiting(db, Topic.CLOCKS) == []
    [due] = await take_kind(db, now, CheckClocks)
    await clocks.check_clocks(db, due, now)
    before = await everything(db)
    assert [row.due_at for row in await waiting(db, Topic.CLOCKS)] != []
    await clocks.check_clocks(db, due, now)
    assert await everything(db) == before
    await set_timezone(db, BEN, "Cairo", now)
    assert len(await take_kind(db, now, CheckClocks)) == 1


# New rules of the zones


async def _follow(db: Database, now: datetime, version: str) -> int:
    return await follow_zone_rules(db, version, now)


async def _under_old_rules(db: Database, by: timedelta = HOUR) -> dict[int, datetime]:
    """The instants of all meetings are what other rules would have made of their wall times:
    meeting → what it was by the rules of now."""
    kept = await rows(db, "meetings")
    async with db.write() as tx:
        for row in kept:
            changed = update(MeetingRow).where(MeetingRow.id == row["id"])
            await tx.execute(changed.values(starts_at=row["starts_at"] + by))
    return {row["id"]: row["starts_at"] for row in kept}


async def _starts(db: Database) -> dict[int, datetime]:
    return {row["id"]: row["starts_at"] for row in await rows(db, "meetings")}


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


async def test_under_new_rules_the_wall_times_stay_and_the_instants_follow(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await series_at(db, now)
    await meeting_at(db, now + 9 * DAY, now)
    await _follow(db, now, "2026a")
    before = await meetings_as_meant(db)
    meant = await _under_old_rules(db)
    assert await _follow(db, now, "2026b") == len(before)
    assert await _starts(db) == meant
    assert await meetings_as_meant(db) == before
    await check_reminders(db, now)


async def test_the_same_rules_change_nothing(db: Database, here: Community, now: datetime) -> None:
    await series_at(db, now)
    await _follow(db, now, "2026a")
    await _under_old_rules(db)
    before = await everything(db)
    assert await _follow(db, now + DAY, "2026a") == 0
    assert await everything(db) == before


async def test_new_rules_that_move_nothing_are_noted_and_tell_nobody(
    db: Database, here: Community, now: datetime
) -> None:
    await series_at(db, now)
    await _follow(db, now, "2026a")
    before, said = await audited(db), await waiting(db)
    assert await _follow(db, now, "2026b") == 0
    assert (await audited(db), await waiting(db)) == (before, said)
    assert await rows(db, "notices") == []
    await _under_old_rules(db)
    assert await _follow(db, now, "2026b") == 0


async def test_only_meetings_ahead_that_are_not_cancelled_follow_new_rules(
    db: Database, here: Community, now: datetime
) -> None:
    past, running, gone, ahead = [
        await meeting_at(db, now + n * HOUR, now - DAY) for n in (-3, 0, 5, 6)
    ]
    await cancel_meeting(db, OLGA, gone.key, "", scope="this", now=now)
    await _follow(db, now, "2026a")
    meant = await _under_old_rules(db, -HOUR)
    assert await _follow(db, now, "2026b") == 1
    shifted = {one.id: meant[one.id] - HOUR for one in (past, running, gone)}
    assert await _starts(db) == {**shifted, ahead.id: meant[ahead.id]}


async def test_the_second_of_two_equal_times_stays_the_second(
    db: Database, here: Community, now: datetime
) -> None:
    later = now + 200 * DAY
    for offset in ("-04:00", "-05:00"):
        when = f"2026-11-01T01:30{offset}[America/New_York]"
        await schedule(db, later, when)
    before = await _starts(db)
    assert len(set(before.values())) == 2
    await _follow(db, later, "2026a")
    assert await _follow(db, later, "2026b") == 0
    meant = await _under_old_rules(db)
    assert await _follow(db, later, "2026c") == 2
    assert await _starts(db) == meant == before


async def test_organizers_are_told_once_of_new_rules_and_what_they_moved(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await schedule(db, now, "2026-03-20 9:00", timezone="Cairo")
    await schedule(db, now, "2026-03-21 9:00")
    await _follow(db, now, "2026a")
    await _under_old_rules(db)
    await _follow(db, now, "2026b")
    [noticed] = await rows(db, "notices")
    assert (noticed["community_id"], noticed["topic"]) == (here.id, NoticeTopic.ZONE_RULES)
    assert noticed["details"] == {"zones": ["Africa/Cairo", "America/New_York"], "count": 2}
    noted = (await audited(db))[-1]
    assert (noted.action, noted.subject, noted.discord_id) == ("zones.follow", "2026b", None)
    await _under_old_rules(db)
    await _follow(db, now, "2026c")
    assert len(await rows(db, "notices")) == 2


async def test_what_was_posted_is_put_right_and_who_goes_is_reminded_in_time(
    db: Database, here: Community, now: datetime
) -> None:
    made, other = [await meeting_at(db, now + n * DAY, now) for n in (5, 6)]
    cards = await take_kind(db, now, MeetingCard)
    [due] = [card for card in cards if card.message.meeting_id == made.id]
    news = await meeting_news(db, due, now)
    assert news is not None
    await finish_card(db, due, news.meeting, (NEWS, 1), now)
    await set_direct_messages(db, ANA, now, wanted=True, before="2h", changes="dm")
    await answer_meeting(db, ANA, made.id, "going", now)
    await _follow(db, now, "2026a")
    await _under_old_rules(db)
    at = now + HOUR
    await _follow(db, at, "2026b")
    assert await reminders_of(db, made, "direct_reminder") == [made.starts_at - 2 * HOUR]
    await check_reminders(db, at)
    refreshed = [row for row in await waiting(db, Topic.REFRESH) if row.due_at > at]
    assert {row.payload["meeting"] for row in refreshed} == {made.id}
    moments = [made.opens_at, made.ends_at + SECOND, made.closes_at + SECOND]
    assert [row.due_at for row in refreshed][-3:] == moments
    assert other.id in {row.payload["meeting"] for row in await waiting(db, Topic.CARD)}


async def test_on_the_first_start_meetings_that_have_no_reminders_get_them(
    db: Database, here: Community, now: datetime
) -> None:
    """As after the migration that brings reminders."""
    await series_at(db, now)
    await meeting_at(db, now + 3 * DAY, now)
    async with db.write() as tx:
        await tx.execute(delete(OutboxRow).where(OutboxRow.topic == Topic.REMINDER))
    assert await _follow(db, now + DAY, "2026a") == 0
    await check_reminders(db, now + DAY)
    assert await rows(db, "notices") == []
    before = await everything(db)
    assert await _follow(db, now + DAY, "2026a") == 0
    assert await everything(db) == before


async def test_a_database_without_meetings_notes_the_rules(
    db: Database, here: Community, now: datetime
) -> None:
    assert await _follow(db, now, rules_version()) == 0
    state = {row["key"]: row["value"] for row in await rows(db, "state")}
    assert state["zone_rules"] == rules_version()


@pytest.mark.parametrize("leads", ["", "1d, 5m"])
async def test_new_rules_leave_the_choice_of_reminders_alone(
    db: Database, here: Community, now: datetime, leads: str
) -> None:
    assert leads_text(read_leads(leads)) == leads
    made = await meeting_at(db, now + 3 * DAY, now)
    async with db.write() as tx:
        await tx.execute(update(MeetingRow).values(reminders=leads))
    await _follow(db, now, "2026a")
    await _under_old_rules(db)
    await _follow(db, now, "2026b")
    assert len(await reminders_of(db, made)) == len(read_leads(leads))
    await check_reminders(db, now)
