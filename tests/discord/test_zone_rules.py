"""New rules of the time zones come with a new version: meetings keep their local time."""

from datetime import datetime, timedelta

from tests.discord.world import WEDNESDAY, World, moment, stamp, text_of, whispered

NOTE = "The rules of time zones have changed (New York)."


async def other_rules(world: World, hours: int = 1) -> None:
    """As if the instants ahead had been worked out by rules under which New York was elsewhere."""
    await world.sql("UPDATE state SET value = '1999a' WHERE key = 'zone_rules'")
    for key, text in await world.sql("SELECT id, starts_at FROM meetings"):
        then = f"{datetime.fromisoformat(text) + timedelta(hours=hours):%Y-%m-%d %H:%M:%S.%f}"
        await world.sql(f"UPDATE meetings SET starts_at = '{then}' WHERE id = {key}")


async def instants(world: World) -> list[str]:
    rows = await world.sql("SELECT starts_at FROM meetings ORDER BY starts_at")
    return [row[0][:16] for row in rows]


async def test_meetings_keep_their_local_time_and_their_reminders_come_in_time(
    world: World,
) -> None:
    await world.plan()
    await other_rules(world)
    await world.restart()
    assert await instants(world) == ["2026-03-04 16:00"]
    await world.until(moment(WEDNESDAY))
    times = [each.created_at for each in world.reminders("Kick-off")]
    assert times == [moment("2026-03-03 11:00"), moment("2026-03-04 10:00"), moment(WEDNESDAY)]


async def test_cards_and_reminders_that_were_posted_are_put_right(world: World) -> None:
    await world.plan()
    await other_rules(world)
    await world.command(world.organizer, "meeting edit", meeting="m1", place="Stage")
    await world.until(moment("2026-03-03 12:00"))
    for message in (world.card("Kick-off"), *world.reminders()):
        assert f"{stamp('2026-03-04 12:00')}:F>" in text_of(message)
    await world.restart()
    await world.advance(seconds=5)
    for message in (world.card("Kick-off"), *world.reminders()):
        assert f"{stamp(WEDNESDAY)}:F>" in text_of(message)


async def test_organizers_get_one_note(world: World) -> None:
    await world.plan("Weekly call", repeat="every 4 weeks")
    count = len(await instants(world))
    await other_rules(world)
    await world.restart()
    await world.advance(minutes=1)
    (told,) = world.direct(world.organizer)
    assert NOTE in told
    assert f"For people elsewhere, {count} meetings are now at another hour." in told
    await world.restart()
    await world.advance(days=1)
    assert len(world.direct(world.organizer)) == 1


async def test_one_meeting_is_told_as_one(world: World) -> None:
    await world.plan()
    await other_rules(world)
    await world.restart()
    await world.advance(minutes=1)
    (told,) = world.direct(world.organizer)
    assert "For people elsewhere, 1 meeting is now at another hour." in told


async def test_new_rules_that_move_nothing_are_no_news(world: World) -> None:
    await world.plan()
    await other_rules(world, hours=0)
    await world.restart()
    await world.advance(minutes=1)
    assert world.direct(world.organizer) == []
    assert await world.sql("SELECT value FROM state WHERE key = 'zone_rules'") != [("1999a",)]


async def test_the_first_start_with_rules_remembered_keeps_every_reminder_once(
    world: World,
) -> None:
    await world.plan()
    await world.sql("DELETE FROM state WHERE key = 'zone_rules'")
    await world.restart()
    await world.until(moment(WEDNESDAY))
    assert len(world.reminders("Kick-off")) == 3
    assert world.direct(world.organizer) == []


async def test_what_is_past_stays_when_it_was(world: World) -> None:
    await world.plan("Over", "in 5 minutes")
    await world.advance(hours=2)
    await other_rules(world, hours=-1)
    before = await instants(world)
    await world.restart()
    assert await instants(world) == before
    assert "Over" in whispered(await world.command(world.ann, "meeting list", past=True))
