"""What came due while the bot was away."""

import re
from datetime import datetime, timedelta

import pytest

from tests.discord.world import WEDNESDAY, World, buttons_of, furnish, moment, set_up, text_of

START = moment(WEDNESDAY)
NOTE = "**A note for organizers of Healthcare SIG:** I was offline, and these meetings ended"


async def away_until(world: World, back: datetime) -> None:
    """The bot is away from now until then."""
    await world.away(seconds=(back - world.env.now()).total_seconds())


async def test_a_reminder_that_is_less_than_a_minute_late_says_nothing_of_it(world: World) -> None:
    await world.plan()
    await away_until(world, moment("2026-03-03 11:00") + timedelta(seconds=50))
    (reminder,) = world.reminders("Kick-off")
    assert "late" not in text_of(reminder)


async def test_a_reminder_that_is_late_says_so(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "cogs.timer")
    await world.plan()
    await away_until(world, moment("2026-03-03 11:02"))
    assert "messages that were late: 1, at the most by 120 s" in caplog.text
    (reminder,) = world.reminders("Kick-off")
    first = "**Kick-off** starts in 1 day: Wed 4 Mar, 11:00 New York\n"
    assert text_of(reminder).startswith(first)
    assert text_of(reminder).endswith("\n-# This reminder is 2 min late.")
    assert f"<t:{int(START.timestamp())}:R>" in text_of(reminder)
    assert list(buttons_of(reminder)) == ["Going", "Maybe", "Can't"]


async def test_a_reminder_that_is_hours_late_says_it_in_hours(world: World) -> None:
    await world.plan("Kick-off", "2026-03-12 11:00")
    await away_until(world, moment("2026-03-12 09:00"))
    (reminder,) = world.reminders("Kick-off")
    assert text_of(reminder).startswith("**Kick-off** starts in 2 hours\n")
    assert text_of(reminder).endswith("\n-# This reminder is 22 h late.")


@pytest.mark.parametrize(("minutes", "said"), [(179, "179 min"), (180, "3 h"), (239, "3 h")])
async def test_hours_are_said_from_three_on(world: World, minutes: int, said: str) -> None:
    await world.plan("Kick-off", WEDNESDAY)
    await away_until(world, moment("2026-03-03 11:00") + timedelta(minutes=minutes))
    (reminder,) = world.reminders("Kick-off")
    assert f"This reminder is {said} late." in text_of(reminder)


async def test_a_long_meeting_that_runs_for_hours_says_so_in_hours(world: World) -> None:
    await world.plan("Hackathon", WEDNESDAY, duration="8 hours")
    await away_until(world, START + timedelta(hours=6, minutes=10))
    (reminder,) = world.reminders("Hackathon")
    assert text_of(reminder).startswith("**Hackathon** started 6 h ago\n")


async def test_of_several_reminders_that_are_due_only_the_last_is_said(world: World) -> None:
    await world.plan()
    await away_until(world, moment("2026-03-04 10:30"))
    (reminder,) = world.reminders("Kick-off")
    assert "30 min late" in text_of(reminder)
    await world.until(START + timedelta(hours=1))
    assert len(world.reminders("Kick-off")) == 2


async def test_while_the_meeting_runs_the_reminder_says_when_it_started(world: World) -> None:
    await world.plan()
    await away_until(world, START + timedelta(minutes=7))
    (reminder,) = world.reminders("Kick-off")
    assert text_of(reminder).startswith("**Kick-off** started 7 min ago\n")
    assert "late" not in text_of(reminder)
    assert list(buttons_of(reminder)) == ["Check in", "Going", "Maybe", "Can't"]


async def test_every_meeting_that_waits_gets_its_own_last_reminder(world: World) -> None:
    await world.plan()
    await world.plan("Digital twins", "2026-03-04 12:00")
    await away_until(world, START + timedelta(minutes=5))
    said = [text_of(reminder) for reminder in world.reminders()]
    assert len(said) == 2
    assert "**Kick-off** started 5 min ago\n" in "\n".join(said)
    assert "**Digital twins** starts in 55 minutes\n" in "\n".join(said)


async def test_meetings_that_are_over_are_told_to_organizers_in_one_message(world: World) -> None:
    for title, when in (("Kick-off", WEDNESDAY), ("Digital twins", "2026-03-05 15:00")):
        await world.plan(title, when)
    await away_until(world, moment("2026-03-06 09:00"))
    await world.advance(minutes=1)
    assert world.reminders() == []
    (told,) = world.direct(world.organizer)
    assert NOTE in told
    assert f"- **Kick-off**, <t:{int(START.timestamp())}:f>" in told
    assert "- **Digital twins**, <t:" in told
    await world.advance(days=3)
    assert len(world.direct(world.organizer)) == 1
    assert world.direct(world.ann) == []


async def test_a_long_list_of_missed_meetings_fits_into_the_message(world: World) -> None:
    for number in range(9):
        await world.plan("*" * 195 + f" {number}", f"2026-03-03 {number + 10}:00")
    await away_until(world, moment("2026-03-09 09:00"))
    await world.advance(minutes=1)
    (told,) = world.direct(world.organizer)
    (more,) = re.findall(r"and (\d+) more", told)
    assert told.count("\n- **") + int(more) == 9


async def test_a_cancelled_meeting_that_is_over_was_not_missed(world: World) -> None:
    await world.plan()
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await away_until(world, moment("2026-03-06 09:00"))
    await world.advance(minutes=1)
    assert world.direct(world.organizer) == []


async def test_a_reminder_that_was_said_before_is_not_missed(world: World) -> None:
    """Only the one at the start was due while the bot was away: people knew already."""
    await world.plan()
    await world.until(moment("2026-03-04 10:30"))
    await away_until(world, moment("2026-03-06 09:00"))
    await world.advance(minutes=1)
    assert len(world.reminders("Kick-off")) == 2
    assert len(world.direct(world.organizer)) <= 1


async def test_a_direct_message_that_is_late_says_so_and_is_not_sent_after_the_end(
    world: World,
) -> None:
    for title, when in (("Kick-off", WEDNESDAY), ("Digital twins", "2026-03-05 15:00")):
        card = await world.schedule(title, when)
        await world.command(world.ann, "me reminders", dm=True)
        await world.ann.click(card, label="Going")
    await away_until(world, moment("2026-03-04 10:05"))
    (message,) = world.direct(world.ann)
    assert message.startswith("**Kick-off** starts in 55 minutes\n")
    assert "\n-# This reminder is 5 min late.\n" in message
    await away_until(world, moment("2026-03-06 09:00"))
    assert len(world.direct(world.ann)) == 1


async def test_a_card_whose_meeting_is_over_is_not_posted_any_more(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    await away_until(world, moment("2026-03-25 10:30"))
    assert len(world.cards("Weekly call")) == 2
    (reminder,) = world.reminders("Weekly call")
    assert "30 min late" in text_of(reminder)


async def test_each_community_hears_of_its_own_missed_meetings(world: World) -> None:
    other = furnish(world.env, world.database, "Another SIG")
    await set_up(other)
    await world.plan("Ours")
    await other.plan("Theirs")
    await away_until(world, moment("2026-03-06 09:00"))
    await world.advance(minutes=1)
    for one, title, unknown in ((world, "Ours", "Theirs"), (other, "Theirs", "Ours")):
        (told,) = one.direct(one.organizer)
        assert f"**{title}**" in told
        assert unknown not in told


@pytest.mark.parametrize("minutes", [0, 30])
async def test_what_is_due_in_the_future_is_not_said_after_a_restart(
    world: World, minutes: int
) -> None:
    await world.plan()
    await world.away(minutes=minutes)
    assert world.reminders() == []
    assert len(world.cards()) == 1
