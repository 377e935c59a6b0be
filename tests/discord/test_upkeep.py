"""What is due is said first; upkeep goes on in between, and what is broken in it stays alone."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from cogs.timer import HANDFUL, REST, UPKEEP_RETRY, Timer
from sigbot.chat import outbox
from sigbot.chat.bot import SigBot
from sigbot.chat.processes import Alone
from tests.discord.test_voice import move_unseen
from tests.discord.world import WEDNESDAY, World, furnish, moment, set_up

BAD_RULE = "FREQ=MONTHLY;BYDAY=17MO"
NO_ZONE = "Mars/Olympus_Mons"
LONG_AGO = "2026-01-01 00:00:00.000000"

Break = Callable[[World], Awaitable[None]]


@pytest.fixture
async def elsewhere(world: World) -> World:
    """Another server with the same bot, set up in the same way."""
    other = furnish(world.env, world.database, "Neighbours")
    await set_up(other)
    return other


async def _due(world: World, series_id: int) -> None:
    """A series has to be extended now."""
    await world.sql(f"UPDATE series SET made_until = '{LONG_AGO}' WHERE id = {series_id}")


async def bad_rule(world: World) -> None:
    await world.sql(f"UPDATE series SET rule = '{BAD_RULE}' WHERE id = 1")
    await _due(world, 1)


async def no_zone(world: World) -> None:
    await world.sql(f"UPDATE series SET zone = '{NO_ZONE}' WHERE id = 1")
    await world.sql(f"UPDATE meetings SET zone = '{NO_ZONE}' WHERE series_id = 1")
    await _due(world, 1)


async def no_time(world: World) -> None:
    """A row that cannot be read."""
    await world.sql("UPDATE series SET wall = 'never' WHERE id = 1")
    await _due(world, 1)


async def _due_one(world: World, title: str, repeat: str | None = None) -> None:
    """A meeting on Monday at noon, in three hours."""
    await world.plan(title, "2026-03-02 12:00", repeat=repeat)


@pytest.mark.parametrize("broken", [bad_rule, no_zone, no_time])
@pytest.mark.parametrize("restarts", [False, True])
async def test_what_is_broken_in_one_community_is_told_there_and_others_are_on_time(
    world: World, elsewhere: World, broken: Break, restarts: bool
) -> None:
    await world.plan("Broken", repeat="weekly")
    await _due_one(elsewhere, "Theirs", repeat="weekly")
    await broken(world)
    await _due(world, 2)
    await world.sql("UPDATE state SET value = '1999a' WHERE key = 'zone_rules'")
    if restarts:
        await world.restart()
    await world.until(moment("2026-03-02 12:00"))
    times = [each.created_at for each in elsewhere.reminders("Theirs")]
    assert times == [moment("2026-03-02 11:00"), moment("2026-03-02 12:00")]
    await world.restart()
    await world.until(moment("2026-03-10 11:00"))
    assert len(elsewhere.cards("Theirs")) == 3
    (told,) = world.direct(world.organizer)
    assert "I cannot work out the times of **Broken** any more" in told
    assert "I try again every day." in told
    assert elsewhere.direct(elsewhere.organizer) == []
    (extended,) = await world.sql("SELECT retry_at, made_until FROM series WHERE id = 2")
    assert extended[0] is None
    assert extended[1] > "2026-09"


@pytest.mark.parametrize(
    "broken",
    [
        "due_at = ''",
        "due_at = '2026-03-02 25:00:00'",
        "due_at = 'never'",
        "due_at = 5",
        "created_at = 'never'",
        "tried_at = 'never'",
        "leased_until = 'never'",
    ],
)
async def test_a_row_with_a_broken_instant_is_set_aside_and_others_are_on_time(
    world: World, elsewhere: World, broken: str
) -> None:
    await _due_one(world, "Ours")
    await _due_one(elsewhere, "Theirs")
    await world.sql(
        f"UPDATE outbox SET {broken} WHERE id = "
        "(SELECT min(id) FROM outbox WHERE topic = 'meeting_reminder')"
    )
    await world.until(moment("2026-03-02 12:00"))
    times = [each.created_at for each in elsewhere.reminders("Theirs")]
    assert times == [moment("2026-03-02 11:00"), moment("2026-03-02 12:00")]
    assert [each.created_at for each in world.reminders("Ours")] == times[1:]
    await world.advance(minutes=10)
    (told,) = world.direct(world.organizer)
    assert "A reminder could not be posted: the time at which it is due cannot be read" in told
    assert elsewhere.direct(elsewhere.organizer) == []


async def test_a_community_that_cannot_be_read_holds_up_no_other_when_new_rules_come(
    world: World, elsewhere: World
) -> None:
    await world.plan("Ours")
    await elsewhere.plan("Theirs")
    await world.sql("UPDATE state SET value = '1999a' WHERE key = 'zone_rules'")
    await world.sql("UPDATE meetings SET starts_at = datetime(starts_at, '+1 hour') || '.000000'")
    await world.sql("UPDATE meetings SET wall = 'never' WHERE id = 1")
    await world.sql("DELETE FROM outbox WHERE meeting_id = 1")
    await world.restart()
    await world.until(moment(WEDNESDAY))
    times = [each.created_at for each in elsewhere.reminders("Theirs")]
    assert times == [moment("2026-03-03 11:00"), moment("2026-03-04 10:00"), moment(WEDNESDAY)]
    (told,) = world.direct(world.organizer)
    assert "I could not check your meetings against the new rules of time zones" in told
    assert await world.sql("SELECT value FROM state WHERE key = 'zone_rules'") != [("1999a",)]


async def test_new_rules_are_followed_from_where_a_restart_stopped_them(
    world: World, elsewhere: World
) -> None:
    await world.plan("Ours")
    await elsewhere.plan("Theirs")
    version = (await world.sql("SELECT value FROM state WHERE key = 'zone_rules'"))[0][0]
    await world.sql("UPDATE state SET value = '1999a' WHERE key = 'zone_rules'")
    await world.sql(f"INSERT INTO state VALUES ('zone_rules_progress:{version}', '1')")
    await world.sql("UPDATE meetings SET starts_at = datetime(starts_at, '+1 hour') || '.000000'")
    await world.restart()
    starts = await world.sql("SELECT starts_at FROM meetings ORDER BY id")
    assert [text[:16] for (text,) in starts] == ["2026-03-04 17:00", "2026-03-04 16:00"]
    kept = await world.sql("SELECT key, value FROM state WHERE key LIKE 'zone_rules%'")
    assert kept == [("zone_rules", version)]


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE meetings SET created_at = 'never', duration = 1000000000000 WHERE id = 1",
        "UPDATE meetings SET starts_at = replace(starts_at, ':', '?') WHERE id = 1",
        "UPDATE communities SET language = 'xx' WHERE id = 1",
    ],
    ids=["meeting", "instant", "community"],
)
async def test_a_channel_is_watched_although_the_meeting_of_another_community_is_broken(
    world: World, elsewhere: World, broken: str
) -> None:
    world.forgiven += [LookupError, ValueError]
    rooms = [each.guild.create_voice_channel(name="Room") for each in (world, elsewhere)]
    for each, room in zip((world, elsewhere), rooms, strict=True):
        await each.schedule("Call", "in 5 minutes", place=room.mention)
        move_unseen(each, each.ann, room)
    await world.sql(broken)
    await world.restart(longest_nap=timedelta(minutes=1))
    await world.advance(minutes=20)
    assert await elsewhere.present("m2") == ["Ann Lee"]


async def _keep_order(world: World) -> None:
    """From now on the order is kept in which rows are said, and series are extended."""
    await world.sql("CREATE TABLE happened (number INTEGER PRIMARY KEY, what TEXT)")
    await world.sql(
        "CREATE TRIGGER said AFTER UPDATE OF done_at ON outbox WHEN NEW.done_at IS NOT NULL "
        "AND NEW.topic = 'meeting_card' BEGIN INSERT INTO happened (what) VALUES ('said'); END"
    )
    await world.sql(
        "CREATE TRIGGER extended AFTER UPDATE OF made_until ON series "
        "BEGIN INSERT INTO happened (what) VALUES ('extended'); END"
    )


async def _happened(world: World) -> list[str]:
    return [what for (what,) in await world.sql("SELECT what FROM happened ORDER BY number")]


async def test_what_is_due_at_the_start_is_said_before_any_upkeep(world: World) -> None:
    world.fail_posts(status=503, times=1)
    await world.plan(repeat="weekly")
    await _due(world, 1)
    await world.sql("UPDATE state SET value = '1999a' WHERE key = 'zone_rules'")
    await _keep_order(world)
    await world.away(hours=1)
    assert await _happened(world) == ["said", "extended"]


async def test_many_series_are_extended_a_handful_at_a_time(world: World) -> None:
    for number in range(HANDFUL + 2):
        await world.plan(f"Call {number}", f"2026-03-05 {10 + number // 4}:00", repeat="monthly")
    before = await world.sql("SELECT count(*) FROM meetings")
    await world.sql(f"UPDATE series SET made_until = '{LONG_AGO}'")
    await _keep_order(world)
    await _due_one(world, "Now")
    assert await _happened(world) == ["said"] + ["extended"] * HANDFUL
    await world.advance(seconds=REST.total_seconds() + 1)
    assert await _happened(world) == ["said"] + ["extended"] * (HANDFUL + 2)
    assert (await world.sql("SELECT count(*) FROM meetings"))[0][0] == before[0][0] + 1


async def test_upkeep_and_routines_go_on_although_deliveries_never_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each row that is done makes another one due, until both had their turns."""
    monkeypatch.setattr(outbox, "MOST_LOOKS", 5)

    async def note_round(_now: datetime) -> None:
        await world.sql("INSERT INTO happened (what) VALUES ('round')")

    await world.plan("Weekly", repeat="weekly")
    await _due(world, 1)
    await _keep_order(world)
    await world.sql(
        "CREATE TRIGGER endless AFTER UPDATE OF done_at ON outbox WHEN NEW.done_at IS NOT NULL "
        "AND ('extended' NOT IN (SELECT what FROM happened) "
        "OR (SELECT count(*) FROM happened WHERE what = 'round') < 3) BEGIN INSERT INTO outbox "
        "(community_id, lane, topic, payload, due_at, attempts, created_at) VALUES "
        "(NEW.community_id, NEW.lane, NEW.topic, NEW.payload, NEW.due_at, 0, NEW.due_at); END"
    )
    assert isinstance(world.env.bot, SigBot)
    world.env.bot.each_round(note_round)
    await _due_one(world, "Now")
    happened = await _happened(world)
    assert happened.index("extended") > happened.index("said") == 0
    assert happened[: happened.index("round")].count("said") < happened.count("said")


async def test_while_upkeep_rests_what_becomes_due_is_said_at_once(world: World) -> None:
    for number in range(HANDFUL + 2):
        await world.plan(f"Call {number}", f"2026-03-05 {10 + number // 4}:00", repeat="monthly")
    await world.sql(f"UPDATE series SET made_until = '{LONG_AGO}'")
    await _keep_order(world)
    await _due_one(world, "Now")
    await _due_one(world, "Again")
    assert await _happened(world) == ["said"] + ["extended"] * HANDFUL + ["said"]
    await world.advance(seconds=0.5)
    assert (await _happened(world)).count("extended") == HANDFUL


async def test_upkeep_that_fails_as_a_whole_holds_up_nothing_that_is_due(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """How far new rules were followed cannot be read."""
    world.forgiven.append(ValueError)
    await _due_one(world, "Call", repeat="weekly")
    version = (await world.sql("SELECT value FROM state WHERE key = 'zone_rules'"))[0][0]
    await world.sql("UPDATE state SET value = '1999a' WHERE key = 'zone_rules'")
    await world.sql(f"INSERT INTO state VALUES ('zone_rules_progress:{version}', 'far')")
    await _due(world, 1)
    await world.restart()
    await world.until(moment("2026-03-02 12:00"))
    times = [each.created_at for each in world.reminders("Call")]
    assert times == [moment("2026-03-02 11:00"), moment("2026-03-02 12:00")]
    assert 2 <= caplog.text.count("upkeep failed") <= timedelta(hours=4) / UPKEEP_RETRY
    ((made_until,),) = await world.sql("SELECT made_until FROM series")
    assert made_until > "2026-09"
    await world.sql("DELETE FROM state WHERE key LIKE 'zone_rules_progress%'")
    await world.advance(minutes=2)
    assert await world.sql("SELECT value FROM state WHERE key = 'zone_rules'") == [(version,)]


async def test_late_hours_are_frozen_when_their_quarter_is_over_for_a_week(world: World) -> None:
    async def frozen() -> list[str]:
        return [row[0] for row in await world.sql("SELECT quarter FROM late_hours ORDER BY 1")]

    await world.until(moment("2026-04-08 07:59"))
    assert await frozen() == []
    await world.until(moment("2026-04-08 08:01"))
    assert await frozen() == ["2026-01-01"]
    await world.restart()
    await world.until(moment("2026-07-09 12:00"))
    assert await frozen() == ["2026-01-01", "2026-04-01"]


class Second(Alone):
    """A process that others were before."""

    @property
    def does_upkeep(self) -> bool:
        return False


async def test_of_several_processes_one_does_upkeep(world: World) -> None:
    """The others say what is due all the same, and do not look for it all the time."""
    await _due_one(world, "Weekly", repeat="weekly")
    world.bot.processes = Second()
    await _due(world, 1)
    await world.until(moment("2026-03-02 12:00"))
    assert len(world.reminders("Weekly")) == 2
    due = f"SELECT count(*) FROM series WHERE made_until = '{LONG_AGO}'"
    assert await world.sql(due) == [(1,)]
    world.bot.processes = Alone()
    timer = world.bot.get_cog("Timer")
    assert isinstance(timer, Timer)
    timer.wake()
    assert timer._look
    await timer._look
    assert await world.sql(due) == [(0,)]


async def test_new_rules_are_followed_though_a_rest_ended_in_a_long_round(world: World) -> None:
    """A round that took longer than its rest leaves nothing that is to be tried next."""
    world.forgiven.append(ValueError)
    version = (await world.sql("SELECT value FROM state WHERE key = 'zone_rules'"))[0][0]
    await world.sql("UPDATE state SET value = '1999a' WHERE key = 'zone_rules'")
    await world.sql(f"INSERT INTO state VALUES ('zone_rules_progress:{version}', 'far')")
    await world.restart()
    await world.advance(seconds=5)
    timer = world.bot.get_cog("Timer")
    assert isinstance(timer, Timer)
    timer._upkeep_from = None
    await world.sql("DELETE FROM state WHERE key LIKE 'zone_rules_progress%'")
    await world.advance(minutes=3)
    assert await world.sql("SELECT value FROM state WHERE key = 'zone_rules'") == [(version,)]
